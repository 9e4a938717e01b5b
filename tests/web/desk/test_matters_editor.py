"""Noting claims at the Desk: suggested by rules, confirmed by a person, refused where no such words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.phrases import LANGUAGES, say
from chancery.record.matter import Kind, reported
from chancery.web.desk import door
from chancery.web.desk.matters.room import dossiers
from tests.web.desk.visitor import SOURCE, Visitor, brought, claim, open_room, text_of, visitor


@pytest.fixture(scope="module")
def room(played: Path, empty_accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Desk for all tests of this file."""
    with open_room(played, empty_accounts, tmp_path_factory.mktemp("matters")):
        yield


@pytest.fixture
def client(room: None) -> Visitor:
    """The registrar, with a matter that no other test has touched."""
    return visitor()


def test_the_editor_suggests_and_a_person_confirms(client: Visitor) -> None:
    """The quotation and who stands beside it; nothing is ticked beforehand."""
    address = brought(client)
    page = text_of(client.get(f"{address}/S0"))
    assert 'name="quoted" value="19-46"' in page
    assert say("matters.edit.beside", "en", name="The minister") in page
    assert " checked" not in page
    assert 'name="hedge" value="52-55"' in text_of(client.get(f"{address}/S1"))


def test_a_claim_is_noted_and_shown(client: Visitor) -> None:
    """By its exact words, a new speaker as printed, a new statement, a ticked quotation."""
    address = brought(client)
    posted = claim(
        speaker="new:person",
        printed="The minister",
        quotation="fragment",
        quoted=["19-46"],
        **{"about-new": "the minister's word"},
    )
    response = client.post(f"{address}/S0", posted)
    assert response["Location"] == f"{address}#C1", text_of(response)
    page = text_of(client.get(address))
    assert 'id="C1"' in page
    assert "the minister&#x27;s word" in page
    assert say("matters.quotation.fragment", "en") in page


UNFIT: tuple[tuple[dict[str, object], str, str], ...] = (
    ({"words": "The minister promised"}, "not_there", "The minister promised"),
    ({"words": "by"}, "twice", "by"),
    ({"words": "", "from": "0", "to": "999"}, "place", "0–999"),
    ({"words": "", "from": "x", "to": "9"}, "place", "-1–-1"),
    ({"words": ""}, "not_there", ""),
    ({"ours": ""}, "claimed", ""),
    ({"told-by": ""}, "teller", ""),
    ({"act": "release"}, "act", ""),
    ({"quotation": "direct"}, "quotes_nothing", ""),
    ({"quoted": ["0-12"], "quotation": "direct"}, "narrator", "The minister"),
    ({"hedge": ["0-3"], "time": "never", "edtf": "2020", "basis": "x"}, "time_words", ""),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_that_does_not_fit_comes_back_with_its_fault(client: Visitor, language: str) -> None:
    """One sentence above the form, which keeps what was typed; nothing is noted."""
    address = brought(client).replace("/en/", f"/{language}/")
    before = dossiers().steps(client.affair)
    for fields, fault, words in UNFIT:
        response = client.post(f"{address}/S0", claim(**fields))
        assert response.status_code == 400, fault
        told = re.search(r'role="alert" id="refused">([^<]*)<', text_of(response))
        assert told is not None
        assert told.group(1) == say(f"matters.fault.{fault}", language, words=words)
    assert dossiers().steps(client.affair) == before


def test_without_its_text_no_claim_can_be_noted(client: Visitor) -> None:
    """Nothing can be pointed at in a text that is not here."""
    response = client.get(f"{client.page}/sources/{SOURCE}/S4")
    assert response.status_code == 409
    assert say("matters.fault.text_absent", "en", words="") in text_of(response)


def test_a_claim_is_taken_out_visibly(client: Visitor) -> None:
    """Under its own name."""
    (source,) = (each for each in dossiers().matter(client.affair).sources)  # type: ignore[union-attr]
    member = reported(Kind.CLAIM, source, "RC20")
    posted = {"kind": "claim", "member": member.name, "reason": "an opinion"}
    assert client.post(f"{client.page}/take-out", posted).status_code == 302
    page = text_of(client.get(client.page))
    assert "an opinion" in page
    assert text_of(client.get(f"{client.page}/sources/{SOURCE}")).count('<article class="claim"') == 39


def test_nothing_a_form_sends_reaches_the_record(client: Visitor) -> None:
    """The most official claim there can be, and a form that asks for more than there is."""
    head = door.registry().head()
    address = brought(client)
    posted = claim(act="disown", official="true", standing="current")
    posted |= {"reported-standing": "current", "reported-force": "in force"}
    assert client.post(f"{address}/S0", posted).status_code == 302
    assert door.registry().head() == head
    page = text_of(client.get(address))
    fixed = set(re.findall(r'<dl class="fixed"[^>]*>(.*?)</dl>', page))
    assert len(fixed) == 1
    assert "reported only" in fixed.pop()
