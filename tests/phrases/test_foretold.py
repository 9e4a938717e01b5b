"""A foresight in sentences, in both languages: what falls, what comes back, what stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.phrases.catalogue import LANGUAGES
from chancery.phrases.foretold import MOST_PAGES, MOST_TOLD, Foretold, does_not, foretold
from chancery.record.statement import (
    NOTICES,
    ClauseId,
    Notice,
    Premise,
    Reliance,
    Statement,
    StatementId,
    Target,
    Verb,
)
from tests.institution import Clock, Institution, department
from tests.letters import INFORM, OPERATIONS, clause, letter, saying
from tests.people import CHAIR, DUTY, GENERAL, SECRETARY, Officer, urn


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def told(
    us: Institution, who: Officer, verb: Verb, *on: StatementId, language: str = "en", **more: object
) -> Foretold:
    said = Notice(verb=verb, targets=tuple(Target(statement=id) for id in on), **more)  # type: ignore[arg-type]
    notice = Statement(
        id=urn(us.domain, "foretold"), institution=us.domain, office=who.office, form="notice", notice=said
    )
    return foretold(us.registry.foresee(notice), language, dict.fromkeys(on, "ORDER"))


def leaning(us: Institution, on: StatementId, reliance: Reliance) -> StatementId:
    premise = Premise(statement=on, clause=ClauseId("c1"), reliance=reliance)
    return us.release(saying("So.", Verb.ORDER, "forces/operations", premises=(premise,)), by=GENERAL)


def test_what_falls_and_what_is_flagged_are_two_things(us: Institution) -> None:
    """What needs it falls; what only mentions it is told otherwise; the letter itself has its own page."""
    order = us.release(OPERATIONS, by=GENERAL)
    needs, mentions = (leaning(us, order, reliance) for reliance in Reliance)
    said = told(us, SECRETARY, Verb.DISOWN, order)
    assert said.verdict == "Under the charter in force this will have effect."
    assert [page.letter for page in said.public] == [order]
    assert (
        said.public[0].after
        == "\u2068us.demo\u2069 issued this letter, and a superior office has since disowned it."
    )
    assert [row.changes for row in said.public[0].rows] == [False, True, True]
    assert [needs in each for each in said.falls] == [True]
    assert "because of \u2068ORDER\u2069" in said.falls[0]
    assert any(mentions in each and "relies on \u2068ORDER\u2069" in each for each in said.otherwise)
    assert not any("ORDER" in each and each.startswith("Told otherwise") for each in said.otherwise)


def test_what_comes_back_is_told(us: Institution) -> None:
    """Undoing a disowning brings the letter back, on its own page."""
    order = us.release(OPERATIONS, by=GENERAL)
    needs = leaning(us, order, Reliance.NECESSARY)
    disowning = us.disown(order, by=[SECRETARY, CHAIR])
    said = told(us, SECRETARY, Verb.REINSTATE, disowning)
    assert said.falls == ("Without effect from then on: \u2068ORDER\u2069.",)
    assert [page.letter for page in said.public] == [order]
    assert [needs in each for each in said.revives] == [True]


def test_what_changes_nothing_says_so(us: Institution) -> None:
    """Nobody disowns their own letter: no page changes, and the letter is told as before."""
    order = us.release(OPERATIONS, by=GENERAL)
    said = told(us, GENERAL, Verb.DISOWN, order)
    assert said.verdict == "Under the charter in force this would have no effect."
    assert (said.public, said.falls, said.revives, said.otherwise) == ((), (), (), ())
    assert said.stays == ("Told as before: \u2068ORDER\u2069.",)


def test_a_stolen_key_is_told_by_its_letters_and_no_endless_list(us: Institution) -> None:
    """The first have pages, the next a sentence each, and of the rest it is said how many there are."""
    many = MOST_PAGES + MOST_TOLD + 2
    for number in range(many):
        us.release(
            letter((f"Report {number}.", clause("c1", INFORM, "forces/operations")), reference=f"R/{number}"),
            by=GENERAL,
        )
    said = told(us, DUTY, Verb.REPORT_COMPROMISE, key=GENERAL.key, since=us.clock())
    assert len(said.public) == MOST_PAGES
    assert len(said.otherwise) == MOST_TOLD
    assert all(each.startswith("Open from then on whether it was approved") for each in said.otherwise)
    assert said.more == "And 2 more that are not listed here."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_says_what_it_does_not_do(us: Institution, language: str) -> None:
    """In both languages, whichever it is."""
    for verb in NOTICES:
        sentences = list(does_not(verb, language))
        assert len(set(sentences)) == len(sentences) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_both_languages(us: Institution, language: str) -> None:
    """Also where more hangs on an act than was looked at, and where it ends by itself."""
    order = us.release(OPERATIONS, by=GENERAL)
    hold = Statement(
        id=urn(us.domain, "hold"),
        institution=us.domain,
        office=DUTY.office,
        notice=Notice(verb=Verb.SUSPEND, targets=(Target(statement=order),)),
    )
    foresight = us.registry.foresee(hold)
    said = foretold(replace(foresight, whole=False, ends=us.clock()), language)
    assert said.not_whole
    assert said.ends
    assert len(said.does_not) == 3
