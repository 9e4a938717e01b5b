"""The world, set beside the reference model of the rules, where the product adds nothing to them."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.record.charter import Charter, Delegation, Mandate, Reach
from chancery.record.entry import Entry, Hand
from chancery.record.logic import NO, UNDETERMINED, YES, Truth
from chancery.record.standing import spell
from chancery.record.statement import (
    ActInForce,
    Clause,
    Condition,
    DateReached,
    FactCertified,
    Statement,
    Verb,
)
from chancery.record.world import World
from tests.record.chronicles import chronicle, moments
from tests.record.realm import ALONE, LAPSE

TRUTH: dict[bool | None, Truth] = {True: YES, False: NO, None: UNDETERMINED}


@pytest.fixture(scope="session")
def reference(shared: Path) -> ModuleType:
    """The executable reference model, as the customer gave it."""
    place = shared / "semantics" / "reference_model.py"
    spec = importlib.util.spec_from_file_location("reference_model", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look their own module up
    spec.loader.exec_module(module)
    return module


def test_the_world_agrees_with_the_reference_model(reference: ModuleType) -> None:
    """Without clause notices, lapses, renewals and borrowed charters, every answer is the model's."""
    outcomes: Counter[str] = Counter()

    @settings(max_examples=800, deadline=None, derandomize=False, database=None)
    @given(st.integers(0, 2**64))
    def on_one_record(seed: int) -> None:
        chance = Random(seed)
        log = plain(chronicle(chance, plain=True))
        at = before_any_lapse(log, chance.choice(moments(log, chance)))
        complete = chance.choice((None, {"a.demo"}))
        world = World(log, at, complete=complete)
        model = reference.World([_entry(reference, entry) for entry in log], at, complete=complete)
        for entry in log:
            compare(world, model, entry, outcomes)

    on_one_record()
    wanted = {"current", "disowned", "withdrawn", "superseded", "suspended", "expired", "corrected"}
    wanted |= {"in force", "not in force", "partly in force", "undetermined", "no operative effect"}
    assert {outcome for outcome in wanted if outcomes[outcome] < 3} == set(), outcomes


def compare(world: World, model: Any, entry: Entry, outcomes: Counter[str]) -> None:
    told = model.by[entry.id]
    if isinstance(entry.act, Charter):
        assert world.authorised(entry.id).truth is TRUTH[model.ok[entry.id]]
        return
    standing, force = model.standing(entry.id)[0], model.force(entry.id)
    assert world.authority(entry.id).truth is TRUTH[model.authorised(told).v]
    assert spell(world.standing(entry.id)) == standing
    assert world.force(entry.id).effect.value == force[0]
    assert {clause: reason.truth for clause, reason in world.force(entry.id).clauses.items()} == {
        clause: TRUTH[reason.v] for clause, reason in force[1].items()
    }
    flags = [(flag.clause, flag.premise.statement, _word(flag.truth)) for flag in world.premises(entry.id)]
    assert flags == model.premise_flags(entry.id)
    outcomes[standing] += 1
    outcomes[force[0]] += 1


def plain(log: list[Entry]) -> list[Entry]:
    """The record without what the model judges otherwise: a second hold on one thing, a borrowed charter."""
    kept: list[Entry] = []
    held: set[str] = set()
    for entry in log:
        if isinstance(entry.act, Charter) and entry.act.institution != entry.institution:
            continue
        if isinstance(entry.act, Statement) and entry.act.notice and entry.act.notice.verb is Verb.SUSPEND:
            targets = {target.statement for target in entry.act.notice.targets}
            if targets & held:
                continue
            held |= targets
        kept.append(entry)
    return kept


def before_any_lapse(log: list[Entry], at: int) -> int:
    """The moment asked about, or if it is earlier the last one at which nothing has lapsed."""
    lapses = [
        mandate.lapses_after
        for entry in log
        if isinstance(entry.act, Charter)
        for mandate in entry.act.mandates
        if mandate.lapses_after is not None
    ]
    alone = [
        entry.at
        for entry in log
        if isinstance(entry.act, Statement) and entry.act.notice and entry.act.notice.verb in ALONE
    ]
    return min([at, *(moment + min([LAPSE, *lapses]) - 1 for moment in alone)])


def _word(truth: Any) -> str:
    return (
        {YES: "yes", NO: "no", UNDETERMINED: "undetermined"}[truth]
        if isinstance(truth, Truth)
        else truth.value
    )


# ── the nouns, as the model writes them ──


def _entry(reference: ModuleType, entry: Entry) -> Any:
    common = {
        "id": entry.id,
        "seq": entry.order,
        "at": entry.at,
        "inst": entry.institution,
        "sigs": [_hand(hand) for hand in entry.hands],
    }
    if isinstance(entry.act, Charter):
        return reference.Entry(**common, kind="charter", body=_charter(entry.act))
    said, notice = entry.act, entry.act.notice
    return reference.Entry(
        **common,
        kind="statement",
        office=said.office,
        act=str(notice.verb) if notice else "",
        clauses=[_clause(clause) for clause in said.clauses],
        targets=[target.statement for target in notice.targets] if notice else [],
        body=_given(
            supersedes=list(said.supersedes),
            implements=list(said.implements),
            until=notice.until if notice else None,
            since=notice.since if notice else None,
            key=notice.key if notice else None,
        ),
        expires=said.expires,
        effective=said.effective,
    )


def _given(**values: Any) -> dict[str, Any]:
    return {name.rstrip("_"): value for name, value in values.items() if value is not None}


def _hand(hand: Hand) -> dict[str, Any]:
    return _given(person=hand.person, key=hand.key, role=str(hand.role), office=hand.office)


def _charter(body: Charter) -> dict[str, Any]:
    return _given(
        version=body.version,
        root={"keys": dict(body.root.keys), "threshold": body.root.threshold},
        expires=body.expires,
        offices={
            name: {
                "superior": office.superior,
                "holders": [
                    _given(
                        person=holder.person,
                        keys=sorted(holder.keys),
                        capacity=holder.capacity,
                        from_=holder.since,
                        until=holder.until,
                    )
                    for holder in office.holders
                ],
            }
            for name, office in body.offices.items()
        },
        mandates=[_mandate(mandate) for mandate in body.mandates],
        delegations=[_delegation(delegation) for delegation in body.delegations],
        capacity={
            capacity: {str(verb): str(rule) for verb, rule in rules.items()}
            for capacity, rules in body.capacity.items()
        },
    )


def _mandate(mandate: Mandate) -> dict[str, Any]:
    return _given(
        id=mandate.id,
        office=mandate.office,
        acts=sorted(map(str, mandate.may)),
        subjects=list(mandate.about),
        threshold=mandate.approvals,
        approvers=sorted(mandate.approvers) if mandate.approvers else None,
        sod=mandate.separation,
        from_=mandate.since,
        until=mandate.until,
        limit=mandate.limit,
        over="any" if mandate.over is Reach.ANY else None,
        self_disown=mandate.may_disown_itself,
        depth=mandate.depth,
        capacity={capacity: str(rule) for capacity, rule in mandate.capacity.items()},
    )


def _delegation(delegation: Delegation) -> dict[str, Any]:
    return _given(
        id=delegation.id,
        of=delegation.of,
        to=delegation.to,
        acts=sorted(map(str, delegation.may)) if delegation.may is not None else None,
        subjects=list(delegation.about) if delegation.about is not None else None,
        threshold=delegation.approvals,
        from_=delegation.since,
        until=delegation.until,
        limit=delegation.limit,
        depth=delegation.depth,
    )


def _clause(clause: Clause) -> dict[str, Any]:
    return _given(
        id=clause.id,
        act=str(clause.verb),
        subject=clause.subject,
        amount=clause.amount,
        conditions=[_condition(condition) for condition in clause.conditions],
        premises=[
            {"entry": premise.statement, "clause": premise.clause, "mode": str(premise.reliance)}
            for premise in clause.premises
        ],
        ratifiable=clause.ratifiable,
        fact=clause.fact,
        value=clause.holds,
    )


def _condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case DateReached():
            return {"type": "date", "at": condition.at}
        case ActInForce():
            return _given(
                type="act",
                act=str(condition.verb),
                office=condition.office,
                inst=condition.institution,
                target=condition.implementing,
            )
        case FactCertified():
            return {"type": "fact", "fact": condition.fact}
        case _:
            return {"type": "unknown"}
