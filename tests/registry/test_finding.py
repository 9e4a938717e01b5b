"""What was put on the record is found again: by its words, its code, its reference, at any moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.check.copy import Copy, Kind
from chancery.errors import (
    ChanceryError,
    Malformed,
    Mistyped,
    Unavailable,
)
from chancery.phrases import do
from chancery.record.code import code_of
from chancery.record.statement import ClauseId, Instant, Premise, Verb
from chancery.seal.evidence import read_evidence
from chancery.store.memory import MemoryWords
from tests.institution import Clock, Institution, assembly, department
from tests.letters import (
    ACKNOWLEDGE,
    INFORM,
    OPERATIONS,
    clause,
    letter,
    notice,
    saying,
)
from tests.people import GENERAL, PRESS, urn


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def us(clock: Clock) -> Institution:
    return department(clock)


def size(us: Institution) -> int:
    return us.archive.applied()


# ── words ──


def test_words_are_kept_before_the_log_names_them(clock: Clock) -> None:
    """If they cannot be kept nothing is appended: a digest without its words would be silence."""

    class Full(MemoryWords):
        def keep(self, digest: bytes, sealed: bytes) -> None:
            raise Unavailable("The disk is full.")

    us = department(clock, words=Full())
    with pytest.raises(Unavailable, match="full"):
        us.release(OPERATIONS, by=GENERAL)
    assert size(us) == 2


def test_words_that_were_taken_away_leave_the_letter_and_its_place(us: Institution) -> None:
    """Erased words are not held here any more; that there were some, and which digest, stays."""
    sent = us.release(OPERATIONS, by=GENERAL)
    us.words._sealed.clear()  # type: ignore[attr-defined]
    found = us.letter(sent)
    assert found.words is None
    assert found.entry.act.words is not None  # type: ignore[union-attr]
    assert found.answers.standing.state == "current"


def test_no_words_are_on_the_log(us: Institution) -> None:
    """Nor any piece of them: the log cannot forget."""
    us.release(OPERATIONS, by=GENERAL)
    everything = b"".join(us.archive.entry(index) for index in range(size(us)))
    assert b"operations are" not in everything
    assert b"suspended until" not in everything


# ── finding ──


def test_a_letter_is_found_by_its_printed_code(us: Institution) -> None:
    """However it was typed."""
    sent = us.release(OPERATIONS, by=GENERAL)
    code = code_of(sent)
    for typed in (code, code.lower(), code.replace("-", " ")):
        assert us.registry.by_code(typed) == (sent,)
        (answers,) = us.checked(typed, kind=Kind.CODE).letters
        assert answers.letter is not None
        assert answers.letter.id == sent
    with pytest.raises(Malformed):
        us.registry.by_code("AAAAA")


def test_a_reference_that_two_letters_carry_has_two_answers(us: Institution) -> None:
    """Which of them is meant the reader decides, not the record."""
    said = replace(OPERATIONS, more={"reference": "7/2020"})
    sent = (us.release(said, by=GENERAL), us.release(said, by=GENERAL))
    assert us.registry.by_reference(" 7/2020 ") == sent
    assert len(us.checked("7/2020", kind=Kind.CODE).letters) == 2


def test_something_circulating_can_be_disclaimed(us: Institution) -> None:
    """The press office says that these words were never issued here; whoever checks them is told."""
    fake = letter(("The war is over.", clause("c1", INFORM, "press")))
    us.release(replace(fake, clauses=(), notice=notice(Verb.DISCLAIM).notice), by=PRESS)
    answers = us.check("The war is over.")
    assert answers.origin.state == "disclaimed here"
    assert answers.words.because.rule == "words.disclaimed"
    assert do(answers, "en") == "Do not quote it as a letter of \u2068us.demo\u2069."


def test_a_moment_before_the_letter_knows_nothing_of_it(us: Institution, clock: Clock) -> None:
    """As of the day before, there is no public record."""
    clock.turn("1d")
    sent = us.release(OPERATIONS, by=GENERAL)
    text = "All operations are suspended until further notice."
    assert us.check(text, at=clock() - 1).letter is None  # type: ignore[arg-type]
    assert us.registry.letter(sent, at=clock() - 1) is None  # type: ignore[arg-type]


def test_what_is_known_today_does_not_put_a_letter_on_yesterday_s_record(
    us: Institution, clock: Clock
) -> None:
    """Asked about the moment before its release, with everything that is known now: no such letter."""
    clock.turn("1d")
    sent = us.release(OPERATIONS, by=GENERAL)
    before = Instant(clock() - 1)
    assert us.registry.letter(sent, at=before, as_known_at=clock()) is None
    for kind, text in ((Kind.CODE, code_of(sent)), (Kind.TEXT, "All operations are suspended.")):
        copy = Copy(kind=kind, text=text)
        (answers,) = us.registry.check(copy, at=before, as_known_at=clock()).letters
        assert (answers.letter, answers.origin.state) == (None, "no public record")


def test_a_mistyped_code_is_told_from_one_without_a_letter(us: Institution) -> None:
    """The first contradicts itself; of the second nothing is said about words."""
    with pytest.raises(Mistyped):
        us.checked("K7QF2-M9XT4-A", kind=Kind.CODE)
    (answers,) = us.checked(code_of(urn(us.domain, "nobody")), kind=Kind.CODE).letters
    assert [gap.what for gap in answers.words.not_checked] == ["no_words_brought"]


def test_evidence_cannot_be_cut_without_the_register_it_needs(us: Institution, clock: Clock) -> None:
    """A letter that leans on another record cannot be shown alone."""
    iq = assembly(clock)
    us.follow(iq)
    premise = Premise(statement=iq.first_charter.id, clause=ClauseId("c1"))
    sent = us.release_anyway(
        saying("We respect it.", ACKNOWLEDGE, "relations", premises=(premise,)), by=GENERAL
    )
    with pytest.raises(Unavailable, match=r"iq\.demo"):
        us.registry.evidence(sent)


def test_evidence_of_what_is_not_on_the_record_is_refused(us: Institution) -> None:
    """Nothing is made up for an id that nobody used."""
    with pytest.raises(ChanceryError):
        read_evidence(us.registry.evidence(urn(us.domain, "nobody"))).check()
