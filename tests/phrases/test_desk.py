"""Whatever preflight may object to, and whatever a draft may lack, is told in every language."""

from __future__ import annotations

import pytest

from chancery.phrases.assumptions import assumption
from chancery.phrases.catalogue import LANGUAGES
from chancery.phrases.desk import lack, objection
from chancery.record.draft import (
    AnotherReleaserNeeded,
    ApprovalsLacking,
    Lack,
    ReleaserLacking,
    ReviewLacking,
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


def test_an_assumption_is_told_in_arabic_and_an_unknown_one_as_it_is() -> None:
    """The demonstration's own assumptions are in the catalogue; somebody else's are left as written."""
    assert assumption("DA3 whatever it says", "ar").startswith("DA3 نفترض")
    assert assumption("We made all of this up.", "ar") == "We made all of this up."
