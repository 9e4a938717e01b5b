"""Before release the same rules say what would be wrong, by names that stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chancery.errors import OutOfOrder
from chancery.record.entry import Entry, Hand, Role
from chancery.record.logic import NO
from chancery.record.preflight import Name, Objection, charter_in_charge, preflight
from chancery.record.statement import (
    Clause,
    Link,
    Notice,
    Premise,
    Relation,
    Statement,
    Target,
    Verb,
)
from tests.record.scenario import T0, runs

MINUTE = 60


@pytest.fixture(scope="module")
def record(shared: Path) -> tuple[Entry, ...]:
    """The whole record of 6 January, both institutions."""
    return next(iter(runs(shared / "semantics" / "scenario-6-january-2020.yaml"))).entries


def until(record: tuple[Entry, ...], at: int) -> tuple[Entry, ...]:
    return tuple(entry for entry in record if entry.at < at)


def act(record: tuple[Entry, ...], id: str) -> Statement:
    return next(entry.act for entry in record if entry.id == id and isinstance(entry.act, Statement))


def names(objections: tuple[Objection, ...]) -> list[Name]:
    return [objection.name for objection in objections]


def says(office: str, *clauses: Clause, **others: object) -> Statement:
    return Statement(id="N", institution="us.demo", office=office, clauses=clauses, **others)  # type: ignore[arg-type]


def order(subject: str = "forces/operations", **others: object) -> Clause:
    return Clause(id="c1", verb=Verb.ORDER, subject=subject, **others)  # type: ignore[arg-type]


def test_the_letter_of_6_january_would_have_been_held_up(record: tuple[Entry, ...]) -> None:
    """It promises what it may not, announces what nobody decided, leans on a vote not in force."""
    found = preflight(act(record, "L"), until(record, T0), T0)
    assert [(objection.name, objection.facts["clause"]) for objection in found] == [
        (Name.CLAUSE_UNAUTHORISED, "c1"),
        (Name.DECISION_NOT_ON_RECORD, "c1"),
        (Name.READING_UNAUTHORISED, "c2"),
        (Name.PREMISE_NOT_IN_FORCE, "c2"),
    ]
    assert found[0].reason is not None
    assert found[0].reason.truth is NO
    assert list(found[0].reason.deciding())


def test_the_disowning_and_the_order_had_a_clear_way(record: tuple[Entry, ...]) -> None:
    """What was within its office's power draws no objection."""
    for id in ("D", "E", "M", "O", "W"):
        entry = next(entry for entry in record if entry.id == id)
        assert preflight(entry.act, until(record, entry.at), entry.at, hands=entry.hands) == ()  # type: ignore[arg-type]


def test_what_is_only_not_yet_approved_is_no_objection(record: tuple[Entry, ...]) -> None:
    """While it is written everybody is taken to have signed; at release only those who have."""
    disown, at = act(record, "D"), T0 + 4 * MINUTE
    lone = (Hand(person="h-secretary", key="k-h-secretary", role=Role.RELEASER),)
    assert preflight(disown, until(record, at), at) == ()
    assert names(preflight(disown, until(record, at), at, hands=lone)) == [Name.NOTICE_NOT_PERMITTED]


def test_preflight_and_the_record_agree(record: tuple[Entry, ...]) -> None:
    """Who is told that a clause is unauthorised is told so afterwards too, and the other way round."""
    for entry in record:
        if isinstance(entry.act, Statement):
            found = preflight(entry.act, until(record, entry.at), entry.at, hands=entry.hands)
            assert (entry.id == "L") == (Name.CLAUSE_UNAUTHORISED in names(found))


def test_an_announced_decision_must_be_on_record_and_in_force(record: tuple[Entry, ...]) -> None:
    """An announcement without its decision; of one that is not in force; of one that is."""
    announce = Clause(id="c1", verb=Verb.ANNOUNCE, subject="forces/operations")
    held, at = until(record, T0 + 60 * MINUTE), T0 + 60 * MINUTE
    unlinked = says("command-iraq", announce)
    of_order = replace(unlinked, links=(Link(relation=Relation.ANNOUNCES, to="O"),))
    of_vote = says(
        "command-iraq",
        replace(announce, subject="foreign-forces"),
        links=(Link(relation=Relation.ANNOUNCES, to="V"),),
    )
    assert Name.DECISION_NOT_ON_RECORD in names(preflight(unlinked, held, at))
    assert Name.DECISION_NOT_IN_FORCE in names(preflight(of_vote, held, at))
    assert not {name for name in names(preflight(of_order, held, at)) if name.startswith("decision")}


def test_a_premise_is_looked_up(record: tuple[Entry, ...]) -> None:
    """Not on record, no longer standing, not in force: each by its own name."""
    held, at = until(record, T0 + 60 * MINUTE), T0 + 60 * MINUTE

    def leaning_on(statement: str) -> list[Name]:
        premise = Premise(statement=statement, clause="c1")
        return names(preflight(says("command-iraq", order(premises=(premise,))), held, at))

    assert leaning_on("nowhere") == [Name.PREMISE_NOT_ON_RECORD]
    assert leaning_on("L") == [Name.PREMISE_NO_LONGER_STANDS]
    assert leaning_on("V") == [Name.PREMISE_NOT_IN_FORCE]
    assert leaning_on("O") == []


def test_a_disputed_caretaker_is_an_objection_of_its_own(shared: Path) -> None:
    """Where the charter itself does not know, preflight does not say no; it says that it is open."""
    board = next(
        run for run in runs(shared / "semantics" / "scenarios-civil.yaml") if run.name == "board-resolution"
    )
    letter = act(board.entries, "U1")
    assert names(preflight(letter, until(board.entries, T0), T0)) == [Name.CLAUSE_AUTHORITY_UNDETERMINED]


def notice(office: str, verb: Verb, *targets: str, **others: object) -> Statement:
    aimed = tuple(
        Target(statement=id.partition("#")[0], clause=id.partition("#")[2] or None) for id in targets
    )
    return says(office, notice=Notice(verb=verb, targets=aimed, **others))  # type: ignore[arg-type]


NOTICES = {
    "of nothing": (notice("defence-secretary", Verb.WITHDRAW), [Name.NOTICE_WITHOUT_TARGET]),
    "of something unknown": (notice("defence-secretary", Verb.WITHDRAW, "X9"), [Name.TARGET_NOT_ON_RECORD]),
    "of itself": (notice("defence-secretary", Verb.WITHDRAW, "N"), [Name.TARGET_NOT_ON_RECORD]),
    "of an unknown clause": (
        notice("defence-secretary", Verb.WITHDRAW, "L#c9"),
        [Name.TARGET_CLAUSE_MISSING],
    ),
    "a hold on a notice": (notice("duty-office", Verb.SUSPEND, "D"), [Name.HOLD_ON_A_NOTICE]),
    "disowning one's own": (notice("defence-secretary", Verb.DISOWN, "E"), [Name.DISOWNS_ITSELF]),
    "without the power": (notice("command-iraq", Verb.DISOWN, "M"), [Name.NOTICE_NOT_PERMITTED]),
    "against a superior": (notice("command-iraq", Verb.WITHDRAW, "D"), [Name.NOTICE_NOT_PERMITTED]),
    "of another institution's": (
        notice("defence-secretary", Verb.WITHDRAW, "V"),
        [Name.NOTICE_NOT_PERMITTED],
    ),
    "a plain withdrawal": (notice("command-iraq", Verb.WITHDRAW, "O"), []),
    "a hold on a letter": (notice("duty-office", Verb.SUSPEND, "O"), []),
}


@pytest.mark.parametrize(("drafted", "expected"), NOTICES.values(), ids=NOTICES.keys())
def test_what_is_wrong_with_a_notice_is_named(
    record: tuple[Entry, ...], drafted: Statement, expected: list[Name]
) -> None:
    """The plain fault by its own name; where there is none, what the rules as a whole say."""
    assert names(preflight(drafted, record, T0 + 60 * MINUTE)) == expected


def test_to_say_nothing_is_an_objection(record: tuple[Entry, ...]) -> None:
    """A statement without clauses that is no notice says nothing."""
    assert names(preflight(says("command-iraq"), record, T0 + 60 * MINUTE)) == [Name.SAYS_NOTHING]


def test_to_expire_before_taking_effect_is_an_objection(record: tuple[Entry, ...]) -> None:
    """By its own dates, or because the moment of release is already too late."""
    now = T0 + 60 * MINUTE
    never = says("command-iraq", order(), effective=now + 100, expires=now + 100)
    late = says("command-iraq", order(), expires=now)
    for drafted in (never, late):
        assert names(preflight(drafted, record, now)) == [Name.EXPIRES_BEFORE_EFFECT]
    assert preflight(replace(late, expires=now + 1), record, now) == ()


def test_an_institution_without_a_charter_may_say_nothing(record: tuple[Entry, ...]) -> None:
    """Nobody holds an office there, and no clause is authorised."""
    elsewhere = replace(says("office", order()), institution="elsewhere.demo")
    assert names(preflight(elsewhere, record, T0 + 60 * MINUTE)) == [Name.CLAUSE_UNAUTHORISED]
    assert charter_in_charge("elsewhere.demo", record, T0) is None


def test_what_is_on_the_record_has_flown(record: tuple[Entry, ...]) -> None:
    """An id that was used is refused: the answers would be about the other statement."""
    with pytest.raises(OutOfOrder, match="already"):
        preflight(act(record, "L"), record, T0 + 60 * MINUTE)


def test_the_names_of_objections_never_change() -> None:
    """They stand on the record in overrides; a new one may be added here, none may go."""
    assert {name.value for name in Name} >= {
        "says_nothing",
        "expires_before_effect",
        "clause_unauthorised",
        "clause_authority_undetermined",
        "reading_unauthorised",
        "decision_not_on_record",
        "decision_not_in_force",
        "decision_undetermined",
        "premise_not_on_record",
        "premise_not_in_force",
        "premise_undetermined",
        "premise_no_longer_stands",
        "notice_without_target",
        "target_not_on_record",
        "target_clause_missing",
        "hold_on_a_notice",
        "disowns_itself",
        "notice_not_permitted",
        "notice_undetermined",
    }
