"""What is gathered, taken out and gathered again; and that nothing of it ever becomes official."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.check.sighting import Sighting
from chancery.errors import ChanceryError, Malformed, OutOfOrder
from chancery.record.asks import Ask, AskState
from chancery.record.claims import Reported, answers
from chancery.record.logic import UNDETERMINED
from chancery.record.matter import Kind, MatterId, Member, Part, reported
from chancery.record.statement import StatementId
from chancery.registry import claim_editing, differing, dossier, dossiers, reliance
from chancery.registry.dossier_ports import NoAsks, NoSightings
from chancery.registry.dossiers import sighting_name
from tests.registry.january import (
    AFFAIR,
    BY,
    LETTERS,
    T0,
    TEXT,
    Article,
    January,
    article,
    matter_in,
    note_all,
    played,
    written,
)


@pytest.fixture(scope="module")
def report(shared: Path) -> Article:
    return article(shared)


# ── what is gathered ─────────────────────────────────────────────────────────


class Shelf:
    """A shelf with one question on it."""

    def ask(self, id: StatementId) -> Ask | None:
        return (
            Ask(id=id, asker="a ministry", asked=("the command",), asked_at=T0)
            if id == "urn:uuid:9"
            else None
        )


class Seen:
    """One sighting."""

    def all(self) -> tuple[Sighting, ...]:
        return (Sighting(at=T0, digest=b"\2" * 32, letter=None, likeness="altered"),)


def test_only_what_is_held_can_be_gathered() -> None:
    """A letter that is on no record here, an unknown question: refused, and nothing is added."""
    january = played()
    january.dossiers._asks, january.dossiers._sightings = Shelf(), Seen()
    for kind in Kind:
        with pytest.raises(OutOfOrder, match="Nothing of that name"):
            january.dossiers.gather(AFFAIR, Member(kind=kind, name="urn:uuid:0"), BY)
    january.dossiers.gather(AFFAIR, Member(kind=Kind.ASK, name="urn:uuid:9"), BY)
    (seen,) = Seen().all()
    january.dossiers.gather(AFFAIR, Member(kind=Kind.SIGHTING, name=sighting_name(seen)), BY)
    found = january.dossiers.dossier(matter_in(january))
    assert [(line.state, line.age) for line in found.asks] == [(AskState.OPEN, 86_400)]
    assert [line.sighting for line in found.sightings] == [seen]
    january.dossiers._asks, january.dossiers._sightings = NoAsks(), NoSightings()
    left = january.dossiers.dossier(matter_in(january))
    assert [(line.ask, line.membership.member.name) for line in left.asks] == [(None, "urn:uuid:9")]
    assert [line.sighting for line in left.sightings] == [None]
    with pytest.raises(OutOfOrder, match="no such matter"):
        january.dossiers.gather(MatterId("other"), Member(kind=Kind.ASK, name="urn:uuid:9"), BY)
    with pytest.raises(OutOfOrder, match="already"):
        january.dossiers.open(AFFAIR, {"en": "again"}, BY)


@pytest.mark.parametrize("sentence", ["S0", "S2", "S99"])
def test_a_claim_stands_in_the_sentence_it_names(report: Article, sentence: str) -> None:
    """A file that puts it elsewhere is refused as a whole."""
    january = played()
    january.dossiers._texts.keep(report.known.digest, report.text)
    first = {**report.rows[Part.CLAIM][0], "sentence": sentence}
    rows = {**report.rows, Part.CLAIM: (first, *report.rows[Part.CLAIM][1:])}
    with pytest.raises(Malformed, match="sentence"):
        january.dossiers.take_apart(AFFAIR, report.known, rows, BY)
    assert matter_in(january).noted == {}


def test_a_claim_that_was_taken_out_supports_nothing(report: Article) -> None:
    """What rests on it is no longer told, and it comes back if it is gathered again."""
    january = played()
    note_all(january, report)
    member = reported(Kind.CLAIM, report.known, "RC16b")
    january.dossiers.take_out(AFFAIR, member, BY, "the tone is nobody's statement")
    found = january.dossiers.dossier(matter_in(january))
    assert "RC16b" not in {claim.id for claim in found.readings[0].claims}
    assert not any(each.relation == "differs_from" for each in found.contradictions)
    january.dossiers.gather(AFFAIR, member, BY)
    assert any(
        each.relation == "differs_from"
        for each in january.dossiers.dossier(matter_in(january)).contradictions
    )


# ── nothing becomes official ─────────────────────────────────────────────────

calls = st.lists(
    st.one_of(
        st.tuples(
            st.just("note"),
            st.sampled_from(["disown", "decide", "certify"]),
            st.sampled_from(["current", "official", ""]),
        ),
        st.tuples(st.just("take out"), st.integers(1, 4), st.none()),
        st.tuples(st.just("gather claim"), st.integers(1, 4), st.none()),
        st.tuples(st.just("gather as statement"), st.sampled_from(["C1", "N1", "L"]), st.none()),
        st.tuples(st.just("put away"), st.none(), st.none()),
        st.tuples(st.just("bring"), st.none(), st.none()),
        st.tuples(st.just("rename"), st.sampled_from(["official", "released"]), st.none()),
    ),
    max_size=10,
)

PLAYED = played()
"""The record is only read, so one is enough; every example has a matter of its own."""
NUMBERS = iter(range(10**9))


@given(calls)
@settings(max_examples=40)
def test_a_claim_never_becomes_official_by_any_sequence_of_calls(wanted: list[tuple[str, Any, Any]]) -> None:
    """Whatever is done to a matter, the record says what it said, and claims answer what claims answer."""
    january, affair = PLAYED, MatterId(f"matter-{next(NUMBERS)}")
    door = january.dossiers
    door.open(affair, {"en": "An affair"}, BY)
    source = door.bring(affair, title="A note", text=TEXT, language="en", noted_in="en", by=BY)
    head, stood_before = january.registry.head(), standings(january)
    for what, first, second in wanted:
        try:
            call(january, affair, source, what, first, second)
        except ChanceryError:
            continue
    matter = door.matter(affair)
    assert matter is not None
    found = door.dossier(matter)
    for each in found.readings:
        for claim in (*each.report.claims, *each.report.primaries):
            answer = answers(claim)
            assert (answer.ORIGIN, answer.STANDING) == (Reported.ORIGIN, Reported.STANDING)
            assert (answer.AUTHORITY, answer.FORCE) == (UNDETERMINED, UNDETERMINED)
    reported_names = {claim.id for each in found.readings for claim in each.report.claims}
    assert not reported_names & {node.name for node in (*found.on_record.drawn, *found.on_record.listed)}
    assert all(line.letter is not None and line.letter.name.institution for line in found.statements)
    assert january.registry.head() == head
    assert standings(january) == stood_before


def call(january: January, affair: MatterId, source: Any, what: str, first: Any, second: Any) -> None:
    door = january.dossiers
    match what:
        case "note":
            claim = written(act=first, reported_standing=second, reported_force=second)
            door.note_claim(affair, source, claim, BY, about_new="the letter")
        case "take out":
            door.take_out(affair, reported(Kind.CLAIM, source, f"C{first}"), BY, "no")
        case "gather claim":
            door.gather(affair, reported(Kind.CLAIM, source, f"C{first}"), BY)
        case "gather as statement":
            name = january.id("L") if first == "L" else first
            door.gather(affair, Member(kind=Kind.STATEMENT, name=name), BY)
        case "put away":
            door.put_away(source)
        case "bring":
            door.bring(affair, title="A note", text=TEXT, language="en", noted_in="en", by=BY)
        case _:
            door.rename(affair, {"en": first}, BY)


def standings(january: January) -> dict[str, list[str]]:
    """All five answers to every letter of the day."""
    found = {}
    for name in LETTERS:
        letter = january.registry.letter(january.id(name))
        assert letter is not None
        found[name] = [answer.state for answer in letter.answers]
    return found


def test_no_function_here_makes_anything_official() -> None:
    """Nothing in these rooms knows how to write an act, seal one, or perform it."""
    makers = {"Act", "write_statement", "seal_words", "seal_act", "approve", "Pen", "Registry", "Approval"}
    for module in (claim_editing, differing, dossier, dossiers, reliance):
        assert not makers & set(vars(module))
