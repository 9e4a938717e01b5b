"""Questions and deliveries, as a program at the Desk reads them: of its own office, and of nobody else's."""

from __future__ import annotations

import pytest

from chancery.record.asks import Ask
from chancery.record.statement import Instant, OfficeName, StatementId
from chancery.registry.asking import Came, KeptAsk
from chancery.web.desk import door
from chancery.web.desk.asks.here import inbox
from chancery.wiring import House
from tests.web.desk.conftest import T0
from tests.web.desk.programs import Program, access_key

LETTER = "US/CMD-IQ/2020/3"


@pytest.fixture
def command(house: House) -> Program:
    return Program(access_key("h-command", "command-iraq"))


@pytest.fixture
def chair(house: House) -> Program:
    return Program(access_key("h-chair", "joint-chiefs-chair"))


def ask(name: str, office: str | None, *, at: int = T0) -> StatementId:
    """A question that somebody left at the Counter."""
    (letter,) = door.registry().by_reference(LETTER)
    id = StatementId(f"urn:uuid:00000000-0000-4000-8000-{name:>012}")
    kept = KeptAsk(
        ask=Ask(
            id=id,
            asker="somebody",
            asked=("us.demo",),
            institution=door.registry().institution,
            about=letter,
            asked_at=Instant(at),
        ),
        came=Came.COUNTER,
        words="Does it stand?",
        language="en",
        office=None if office is None else OfficeName(office),
        address="somebody@example.org",
    )
    inbox().asks.keep(kept, word=name)
    return id


class TestAsks:
    def test_what_waits_for_this_office(self, command: Program, chair: Program) -> None:
        """Put together where one answer will do, oldest first; another office does not see it."""
        first, second = ask("1", "command-iraq"), ask("2", "command-iraq", at=T0 + 60)
        (told,) = command.get("/asks").json()["inquiries"]
        assert told["about"]["reference"] == LETTER
        assert (told["name"], told["state"], told["since"]) == (first, "open", "2020-01-06T12:00:00Z")
        assert [each["id"] for each in told["questions"]] == [first, second]
        assert chair.get("/asks").json() == {"inquiries": []}

    def test_who_asked_stays_at_the_desk(self, command: Program) -> None:
        """Neither a name nor an address is told."""
        ask("1", "command-iraq")
        text = command.get("/asks").content.decode()
        assert "Does it stand?" in text
        assert "somebody" not in text


class TestDeliveries:
    @pytest.mark.parametrize("called", ["code", "reference", "id"])
    def test_of_a_letter(self, command: Program, called: str) -> None:
        """By whichever name; each addressee, and who has not said that they have it."""
        (id,) = door.registry().by_reference(LETTER)
        letter = door.registry().letter(id)
        assert letter is not None
        name = {"code": letter.name.code, "reference": LETTER, "id": id}[called]
        told = command.get("/deliveries", letter=name).json()
        assert told["letter"]["id"] == id
        (delivery,) = told["deliveries"]
        assert (delivery["addressee"], delivery["for"]) == ("Ministry of Defence, Demo Republic", "action")
        assert (delivery["received"], delivery["acknowledged_by"]) == (None, None)

    @pytest.mark.parametrize(
        "called", ["US/NOTHING/1", "K7QF2-M9XT4-A", "US/SECDEF/2020/11", "IQ/PARL/2020/1", "urn:x"]
    )
    def test_of_anything_else(self, command: Program, called: str) -> None:
        """Another office's letter, another institution's and none are answered alike."""
        response = command.get("/deliveries", letter=called)
        assert (response.status_code, response.json()["type"]) == (404, "urn:chancery:problem:not_found")
