"""Whatever preflight may object to, and whatever a draft may lack, is told in every language."""

from __future__ import annotations

import pytest

from chancery.phrases.assumptions import assumption
from chancery.phrases.catalogue import LANGUAGES
from chancery.phrases.desk import lack, objection, state
from chancery.record.draft import (
    AnotherReleaserNeeded,
    ApprovalsLacking,
    Lack,
    NoSuchOffice,
    ReleaserLacking,
    ReviewLacking,
    State,
    TooEarly,
)
from chancery.record.preflight import Name, Objection
from chancery.record.statement import Instant, OfficeName, Verb

FACTS = {
    "clause": "c1",
    "verb": Verb.UNDERTAKE,
    "subject": "forces/posture",
    "entry": "V",
    "target": "L",
    "office": "command",
    "effective": 10,
    "expires": 5,
}
LACKS: tuple[Lack, ...] = (
    ApprovalsLacking(part="c1", people=2, offices=frozenset({OfficeName("board")})),
    NoSuchOffice(office=OfficeName("bord"), known=frozenset({OfficeName("board"), OfficeName("press")})),
    ReleaserLacking(office=OfficeName("board")),
    AnotherReleaserNeeded(person="ann"),
    ReviewLacking(),
    TooEarly(not_before=Instant(1_578_312_000)),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", Name)
def test_every_objection_is_a_sentence(name: Name, language: str) -> None:
    """Each of preflight's objections has a sentence with all its slots filled."""
    told = objection(Objection(name=name, facts=FACTS), language)
    assert told.endswith(".")
    assert "{" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("missing", LACKS)
def test_every_lack_is_a_sentence(missing: Lack, language: str) -> None:
    """Each thing that a draft may lack has a sentence with all its slots filled."""
    told = lack(missing, language)
    assert told.endswith(".")
    assert "{" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_a_draft_has_words_of_its_own(language: str) -> None:
    """Where a draft stands is told apart in every language."""
    assert len({state(each, language) for each in State}) == len(State)


def test_an_office_that_does_not_exist_is_told_by_names_and_not_by_titles() -> None:
    """Whoever mistyped it needs to see what is to be written."""
    unknown = NoSuchOffice(office=OfficeName("bord"), known=frozenset({OfficeName("board")}))
    assert "board" in lack(unknown, "en", {"board": "The Board of Examples"})


def test_an_assumption_is_told_in_arabic_and_an_unknown_one_as_it_is() -> None:
    """The demonstration's own assumptions are in the catalogue; somebody else's are left as written."""
    assert assumption("DA3 whatever it says", "ar").startswith("DA3 نفترض")
    assert assumption("We made all of this up.", "ar") == "We made all of this up."
