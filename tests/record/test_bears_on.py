"""The questions that a slice asks: whoever counts their answers sees whatever was left out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chancery.record import bears_on
from chancery.record.bears_on import Question, about, about_key, answered_by, asked_of, asks_elsewhere
from chancery.record.entry import Entry
from chancery.record.observed import Observed
from chancery.record.rendition import Rendition
from chancery.record.slice import Shelf, bearing_on
from chancery.record.state_head import StateHead
from chancery.record.statement import (
    ActInForce,
    Clause,
    FactCertified,
    Notice,
    Premise,
    Reliance,
    Statement,
    Target,
    Verb,
)
from tests.people import urn
from tests.record.chronicles import chronicle

RECORDS = settings(
    max_examples=300,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=(HealthCheck.too_slow,),
)


def asked(institution: str, slice: Iterable[Entry]) -> frozenset[Question]:
    found = asked_of(institution, slice)  # type: ignore[arg-type]
    return found.others | {about_key(key) for key in found.keys}


def answers(institution: str, entries: Iterable[Entry], question: Question) -> list[str]:
    return [
        entry.id
        for entry in entries
        if entry.institution == institution and question in answered_by(entry.id, entry.act)
    ]


def some_slice(seed: int) -> tuple[Sequence[Entry], Sequence[Entry], Entry]:
    chance = Random(seed)
    # A charter for another institution is on no log that anybody can read.
    log = [entry for entry in Shelf(chronicle(chance)) if entry.act.institution == entry.institution]
    letter = chance.choice([entry for entry in log if isinstance(entry.act, Statement)] or log)
    return log, bearing_on(letter.id, Shelf(log)), letter


@RECORDS
@given(st.integers(0, 2**64))
def test_a_whole_slice_has_every_answer_to_its_questions(seed: int) -> None:
    """As many as the whole record has, and the same."""
    log, slice, _ = some_slice(seed)
    for institution in {entry.institution for entry in slice}:
        for question in asked(institution, slice):
            assert answers(institution, slice, question) == answers(institution, log, question)


def test_a_slice_that_lacks_an_entry_lacks_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever it is, but for another institution's notices, which change nothing here (property 24)."""
    left_out = 0

    @RECORDS
    @given(st.integers(0, 2**64))
    def on_one_record(seed: int) -> None:
        nonlocal left_out
        log, slice, letter = some_slice(seed)
        home = {entry.id: entry.institution for entry in log}
        # The names in these records are short and nobody's; whose each is stands beside it.
        monkeypatch.setattr(bears_on, "is_named_by", lambda id, who: home.get(id) == who)
        for missing in slice:
            others = [entry for entry in slice if entry is not missing]
            told = {entry.institution for entry in others}
            if missing is letter or missing.institution not in told or _from_outside(missing, home):
                continue
            left_out += 1
            assert any(
                answers(missing.institution, others, question) != answers(missing.institution, log, question)
                for question in asked(missing.institution, others)
            ), missing

    on_one_record()
    assert left_out > 500


def _from_outside(entry: Entry, home: dict[str, str]) -> bool:
    """Whether it speaks of another institution's entries; and of whatever brings such an entry along."""
    if not isinstance(entry.act, Statement):
        return False
    targets = entry.act.notice.targets if entry.act.notice else ()
    named = [target.statement for target in targets] + list(entry.act.supersedes)
    return any(home.get(id) != entry.institution for id in named)


def test_what_the_register_does_answers_nothing() -> None:
    """A file given out, a head seen or a state head never changes where a letter stands."""
    id = urn("us.demo", "x")
    for act in (
        Rendition(id=id, institution="us.demo", of=urn("us.demo", "letter"), digest=bytes(32)),
        StateHead(id=id, institution="us.demo", size=1, root=bytes(32), expires=9),
        Observed(id=id, institution="us.demo", of="iq.demo", origin="o", size=1, root=bytes(32), signed_at=1),
    ):
        assert answered_by(id, act) == frozenset()


def test_a_notice_answers_for_each_of_its_targets_once() -> None:
    """For a clause as for the whole; and for the key that it is about."""
    id, letter = urn("us.demo", "notice"), urn("us.demo", "letter")
    notice = Notice(
        verb=Verb.WITHDRAW, targets=(Target(statement=letter), Target(statement=letter, clause="c1"))
    )
    act = Statement(id=id, institution="us.demo", office="o", notice=notice)
    assert answered_by(id, act) == {about(id), about(letter)}
    report = Notice(verb=Verb.REPORT_COMPROMISE, key="k1")
    about_a_key = Statement(id=id, institution="us.demo", office="o", notice=report)
    assert answered_by(id, about_a_key) == {about(id), ("keys",), ("key", "k1")}


def _waiting(condition: ActInForce | FactCertified | None, premise: str | None = None) -> Entry:
    clause = Clause(
        id="c1",
        verb=Verb.ORDER,
        subject="forces",
        conditions=() if condition is None else (condition,),
        premises=()
        if premise is None
        else (Premise(statement=premise, clause="c1", reliance=Reliance.NECESSARY),),
    )
    id = urn("us.demo", "letter")
    act = Statement(id=id, institution="us.demo", office="o", clauses=(clause,))
    return Entry(id=id, institution="us.demo", at=1, order=1, act=act)


def test_a_fact_is_asked_of_all_the_world() -> None:
    """And an act of an office, of its institution alone; a name that nobody here gave, of somebody else."""
    us = frozenset({"us.demo"})
    other = ActInForce(id="q", verb=Verb.ORDER, office="o", institution="iq.demo")
    own = ActInForce(id="q", verb=Verb.ORDER, office="o")
    assert asks_elsewhere([_waiting(FactCertified(id="q", fact="rain"))], us)
    assert asks_elsewhere([_waiting(other)], us)
    assert not asks_elsewhere([_waiting(own)], us)
    assert not asks_elsewhere([_waiting(other)], us | {"iq.demo"})
    assert asks_elsewhere([_waiting(None, urn("iq.demo", "premise"))], us)
    assert not asks_elsewhere([_waiting(None, urn("us.demo", "premise"))], us)
    named = asked_of("us.demo", [_waiting(None, urn("us.demo", "premise"))])
    assert about(urn("us.demo", "premise")) in named.others
