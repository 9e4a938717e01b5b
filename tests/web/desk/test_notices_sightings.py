"""What readers have seen: by hour and office, one by one, with the way to an answer and its clock."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from chancery.check.copy import Copy, Kind
from chancery.check.sighting import sightings
from chancery.paper.copies import pasted
from chancery.play.keyring import key_of
from chancery.record.charter import Mandate
from chancery.record.entry import Role
from chancery.record.statement import ANY_SUBJECT, Instant, KeyName, OfficeName, Statement, Verb
from chancery.registry.act import Act
from chancery.registry.drafting import charter_of
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.approval import approve
from chancery.store.pursued import KeptPursuits
from chancery.web.desk import door
from chancery.wiring import House, fresh_id
from chancery.wiring.sighted import kept_sightings
from tests.web.desk.conftest import HOUR, T0, Clock, SignIn
from tests.web.desk.test_notices import LETTER, ORDER, begin, code_of, do, id_of, page, standing, told

FORGED = "All forces will leave the country by Friday, and the bases are handed over at noon on that day."


def check(house: House, text: str, at: int, *, clock: Clock) -> bytes:
    """A reader checks a text at the Counter, and agrees to tell; returns the digest of it."""
    now, clock.at = clock.at, Instant(at)
    digest = sha256(text.encode()).digest()
    copy = pasted(text, digest) if len(text) > 60 else Copy(kind=Kind.QUOTATION, text=text, digest=digest)
    kept_sightings(house).keep(sightings(door.registry().check(copy)))
    clock.at = now
    return digest


@pytest.fixture
def seen(house: House, clock: Clock) -> bytes:
    """An afternoon of copies; the digest of the forged one."""
    check(house, "reposition the forces", T0 + 2 * HOUR, clock=clock)
    check(house, "suspended all operations in Kuwait", T0 + 3 * HOUR, clock=clock)
    check(house, "suspended all operations in Iraq", T0 + 3 * HOUR + 9, clock=clock)
    return check(house, FORGED, T0 + 5 * HOUR + 60, clock=clock)


def test_what_was_seen_is_told_by_hour_and_office(seen: bytes, desk_client: SignIn) -> None:
    """A table first; the drawing says the same; copies as registered are nobody's worry."""
    shown = page(desk_client("h-secretary"), "/en/notices/sightings")
    assert "15:00 6 January 2020 Command in Iraq 1 0 0" in shown
    assert "14:00 6 January 2020 Command in Iraq 0 0 1" in shown
    assert "17:00 6 January 2020 no letter found 0 1 0" in shown
    assert "A copy of no letter here 17:01 UTC on 6 January 2020" in shown
    assert "A letter that no longer stands" in shown
    assert "These are hints." in shown


def test_the_words_that_differ_are_shown(seen: bytes, desk_client: SignIn) -> None:
    """Nothing else of a copy is kept, so nothing else can be."""
    shown = page(desk_client("h-secretary"), "/en/notices/sightings")
    assert "Words that differ: Kuwait" in shown
    assert "handed over at noon" not in shown


def test_nothing_to_act_on_is_said_in_a_sentence(house: House, desk_client: SignIn) -> None:
    """No sighting, no table."""
    shown = page(desk_client("h-secretary"), "/en/notices/sightings?stretch=all")
    assert "Nothing was told in this time that an office must act on." in shown


def test_only_the_time_asked_about_is_shown(
    seen: bytes, desk_client: SignIn, house: House, clock: Clock
) -> None:
    """A day, a week, or everything."""
    clock.at = Instant(T0 + 3 * 24 * HOUR)
    secretary = desk_client("h-secretary")
    assert "Nothing was told in this time" in page(secretary, "/en/notices/sightings?stretch=day")
    assert "no letter found" in page(secretary, "/en/notices/sightings?stretch=week")


def let_disclaim(office: str) -> None:
    """The next charter of us.demo, which lets that office disclaim alone."""
    registry = door.registry()
    charter = charter_of(registry)
    power = Mandate(
        id="US-8", office=OfficeName(office), may=frozenset({Verb.DISCLAIM}), about=(ANY_SUBJECT,)
    )
    following = replace(charter, version=2, mandates=(*charter.mandates, power))
    octets = write_charter(fresh_id(registry.institution), following)
    hands = [
        approve(
            digest_of(octets),
            person=person,
            key=KeyName(f"k-{person}"),
            role=Role.ROOT,
            office=None,
            signing=key_of(registry.institution, KeyName(f"k-{person}")),
        )
        for person in ("root1", "root2")
    ]
    registry.perform(Act(octets=octets, approvals=tuple(hands)))


class TestDisclaiming:
    """From a sighting to a public word that it was never issued here."""

    def test_a_forgery_is_disclaimed_and_its_clock_stops(
        self, seen: bytes, desk_client: SignIn, house: House, clock: Clock
    ) -> None:
        """Whoever checks the forged words reads that they were never issued here."""
        clock.at = Instant(T0 + 6 * HOUR)
        let_disclaim("duty-office")
        duty = desk_client("h-duty1")
        draft = begin(duty, "/en/notices/disclaim", sighting=seen.hex(), words=FORGED)
        assert "It does not say who made the thing, or why." in page(duty, draft)
        do(duty, draft, "release")
        checked = door.registry().check(pasted(FORGED, seen))
        assert checked.letters[0].origin.state == "disclaimed here"
        (disclaimer,) = (each for each in door.registry().recent(1))
        letter = door.registry().letter(disclaimer.id)
        assert letter is not None
        assert isinstance(letter.entry.act, Statement)
        assert letter.entry.act.notice is not None
        assert letter.entry.act.notice.circulating == letter.entry.act.words
        shown = page(duty, "/en/notices/sightings")
        assert "It took 59 minutes from the first sighting to our first public word" in shown
        assert "Taken up" in shown

    def test_a_sighting_leads_to_a_prefilled_disclaimer(self, seen: bytes, desk_client: SignIn) -> None:
        """Its mark comes along; its words were not kept and are to be pasted."""
        client = desk_client("h-secretary")
        html = client.get("/en/notices/sightings").content.decode()
        address = f"/en/notices/disclaim?sighting={seen.hex()}"
        assert address in html
        form = client.get(address).content.decode()
        assert f'name="sighting" value="{seen.hex()}"' in form
        assert "Only the mark of the copy was kept, not its words." in told(form)

    def test_who_may_not_disclaim_reads_so(self, seen: bytes, desk_client: SignIn) -> None:
        """The charter of us.demo gives it to no office."""
        client = desk_client("h-secretary")
        response = client.post("/en/notices/disclaim", {"step": "look", "words": FORGED})
        shown = told(response.content.decode())
        assert "The charter does not let Secretary of Defence disclaim this statement" in shown
        assert "Go on; nothing is public yet" not in shown

    def test_a_file_that_circulates_is_read_and_not_kept(
        self, house: House, desk_client: SignIn, tmp_path: Path
    ) -> None:
        """Its words stand in the form."""
        file = tmp_path / "forged.txt"
        file.write_text(FORGED)
        with file.open("rb") as handed:
            response = desk_client("h-secretary").post(
                "/en/notices/disclaim", {"step": "look", "words": "", "file": handed}
            )
        assert FORGED in response.content.decode()

    def test_what_was_taken_up_is_marked(self, seen: bytes, desk_client: SignIn, house: House) -> None:
        """As soon as a notice is begun because of it."""
        client = desk_client("h-secretary")
        begin(client, f"/en/notices/act/disown/{code_of(ORDER)}", sighting=seen.hex())
        (pursuit,) = KeptPursuits(house.folder / "pursued.jsonl").all()
        assert pursuit.digest == seen
        assert "Taken up" in page(client, "/en/notices/sightings")


def test_the_clock_runs_from_the_first_sighting_to_the_first_public_word(
    house: House, desk_client: SignIn, clock: Clock
) -> None:
    """It is shown while it runs, and kept when it has stopped."""
    check(house, "suspended all operations in Kuwait", T0 + 3 * HOUR, clock=clock)
    clock.at = Instant(T0 + 4 * HOUR)
    secretary, chair = desk_client("h-secretary"), desk_client("h-chair")
    its_page = f"/en/notices/letter/{code_of(ORDER)}"
    running = "A copy was first seen 1 hour ago, and we have said nothing yet."
    assert running in page(secretary, its_page)
    assert running in page(secretary, "/en/notices/sightings")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, draft, "submit")
    do(chair, draft, "approve")
    clock.at = Instant(T0 + 4 * HOUR + 120)
    do(secretary, draft, "release")
    stopped = "It took 1 hour 2 minutes from the first sighting to our first public word, at 16:02 UTC"
    clock.at = Instant(T0 + 9 * HOUR)
    assert stopped in page(secretary, its_page)
    assert stopped in page(secretary, "/en/notices/sightings")
    assert standing(ORDER) == "disowned"


def test_who_spoke_before_anybody_saw_kept_nobody_waiting(seen: bytes, desk_client: SignIn) -> None:
    """The letter of the day was disowned two hours before a reader told of a copy."""
    assert id_of(LETTER)
    shown = page(desk_client("h-secretary"), f"/en/notices/letter/{code_of(LETTER)}")
    assert "We spoke before any reader told us of a copy." in shown
