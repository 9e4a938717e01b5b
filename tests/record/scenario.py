"""A `chancery-scenario/1` file read straight into entries, without keys, signatures or a log.

Only for asking the world; the real player goes through the registry.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from chancery.record.charter import Charter, Delegation, Holder, Mandate, Office, Reach, Root, Rule
from chancery.record.entry import Entry, Hand, Role
from chancery.record.statement import (
    NOTICES,
    ActInForce,
    Clause,
    Condition,
    DateReached,
    FactCertified,
    Notice,
    Premise,
    Reliance,
    Statement,
    Target,
    Unevaluable,
    Verb,
)

T0 = 1_578_312_000
"""2020-01-06T12:00:00Z, which the scenarios invent as the moment of release."""

UNITS = {"m": 60, "h": 3600, "d": 86400}


def moment(written: str) -> int:
    """`T0-30d`, `T0+4m`, `T0`."""
    offset = written.removeprefix("T0")
    return T0 if not offset else T0 + int(offset[:-1]) * UNITS[offset[-1]]


def moments(given: Mapping[str, Any], **names: str) -> dict[str, int]:
    return {ours: moment(given[theirs]) for theirs, ours in names.items() if given.get(theirs) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One log and what is expected of it: the main line of a scenario, or a branch."""

    name: str
    entries: tuple[Entry, ...]
    expect: tuple[dict[str, Any], ...]


def runs(path: Path) -> Iterator[Run]:
    for scenario in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        played = scenario["demonstration"]
        yield Run(name=scenario["id"], entries=read(played["log"]), expect=tuple(played["expect"]))
        for branch in played.get("branches", []):
            log = [raw for raw in played["log"] if raw["id"] not in branch.get("drop", [])]
            entries = read([*log, *branch.get("add", [])], private=branch.get("make_private", ()))
            yield Run(
                name=f"{scenario['id']}/{branch['id']}", entries=entries, expect=tuple(branch["expect"])
            )


def read(log: Iterable[dict[str, Any]], private: Collection[str] = ()) -> tuple[Entry, ...]:
    bodies: dict[str, dict[str, Any]] = {}
    entries = []
    for order, raw in enumerate(sorted(log, key=lambda each: moment(each["at"]))):
        if raw["kind"] == "charter":
            bodies[raw["inst"]] = _body(raw, bodies)
        entries.append(_entry(raw, order, bodies))
    return tuple(entry for entry in entries if entry.id not in private)


def _entry(raw: dict[str, Any], order: int, bodies: Mapping[str, dict[str, Any]]) -> Entry:
    act = _charter(raw["inst"], bodies[raw["inst"]]) if raw["kind"] == "charter" else _statement(raw)
    hands = tuple(
        Hand(person=sig["person"], key=sig["key"], role=Role(sig["role"]), office=sig.get("office"))
        for sig in raw["sigs"]
    )
    return Entry(
        id=raw["id"], institution=raw["inst"], at=moment(raw["at"]), order=order, act=act, hands=hands
    )


def _body(raw: dict[str, Any], bodies: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    if "body_patch" not in raw:
        return raw["body"]
    body, patch = copy.deepcopy(bodies[raw["inst"]]), raw["body_patch"]
    if "capacity_of" in patch:
        for holder in body["offices"][patch["capacity_of"]["office"]]["holders"]:
            if holder["person"] == patch["capacity_of"]["person"]:
                holder["capacity"] = patch["capacity_of"]["capacity"]
    return {**body, **{name: value for name, value in patch.items() if name != "capacity_of"}}


def _charter(institution: str, body: dict[str, Any]) -> Charter:
    return Charter(
        institution=institution,
        version=body["version"],
        root=Root(threshold=body["root"]["threshold"], keys=body["root"]["keys"]),
        **moments(body, expires="expires"),
        offices={name: _office(office) for name, office in body["offices"].items()},
        mandates=tuple(_mandate(mandate) for mandate in body.get("mandates", [])),
        delegations=tuple(_delegation(delegation) for delegation in body.get("delegations", [])),
        capacity={
            capacity: {Verb(verb): Rule(rule) for verb, rule in rules.items()}
            for capacity, rules in body.get("capacity", {}).items()
        },
    )


def _office(office: dict[str, Any]) -> Office:
    holders = (
        Holder(
            person=holder["person"],
            keys=frozenset(holder["keys"]),
            capacity=holder.get("capacity", "substantive"),
            **moments(holder, **{"from": "since", "until": "until"}),
        )
        for holder in office["holders"]
    )
    return Office(superior=office.get("superior"), holders=tuple(holders))


def _mandate(mandate: dict[str, Any]) -> Mandate:
    return Mandate(
        id=mandate["id"],
        office=mandate["office"],
        may=frozenset(map(Verb, mandate["acts"])),
        about=tuple(mandate["subjects"]),
        approvals=mandate.get("threshold", 1),
        approvers=frozenset(mandate["approvers"]) if "approvers" in mandate else None,
        separation=mandate.get("sod", True),
        **moments(mandate, **{"from": "since", "until": "until"}),
        limit=Decimal(mandate["limit"]) if "limit" in mandate else None,
        over=Reach.ANY if mandate.get("over") == "any" else Reach.SUBORDINATES,
        may_disown_itself=mandate.get("self_disown", False),
        depth=mandate.get("depth", 0),
        capacity={capacity: Rule(rule) for capacity, rule in mandate.get("capacity", {}).items()},
    )


def _delegation(delegation: dict[str, Any]) -> Delegation:
    return Delegation(
        id=delegation["id"],
        of=delegation["of"],
        to=delegation["to"],
        may=frozenset(map(Verb, delegation["acts"])) if "acts" in delegation else None,
        about=tuple(delegation["subjects"]) if "subjects" in delegation else None,
        approvals=delegation.get("threshold", 1),
        **moments(delegation, **{"from": "since", "until": "until"}),
        limit=Decimal(delegation["limit"]) if "limit" in delegation else None,
        depth=delegation.get("depth", 0),
    )


def _statement(raw: dict[str, Any]) -> Statement:
    body = raw.get("body") or {}
    return Statement(
        id=raw["id"],
        institution=raw["inst"],
        office=raw["office"],
        form=raw.get("form", "letter"),
        clauses=tuple(_clause(clause) for clause in raw.get("clauses", [])),
        notice=_notice(raw, body) if raw.get("act") in set(NOTICES) else None,
        supersedes=tuple(body.get("supersedes", [])),
        implements=tuple(body.get("implements", [])),
        **moments(raw, effective="effective", expires="expires"),
    )


def _notice(raw: dict[str, Any], body: dict[str, Any]) -> Notice:
    return Notice(
        verb=Verb(raw["act"]),
        targets=tuple(
            Target(statement=target.partition("#")[0], clause=target.partition("#")[2] or None)
            for target in raw.get("targets", [])
        ),
        subject=body.get("subject"),
        key=body.get("key"),
        **moments(body, until="until", since="since"),
    )


def _clause(clause: dict[str, Any]) -> Clause:
    return Clause(
        id=clause["id"],
        verb=Verb(clause["act"]),
        subject=clause["subject"],
        amount=Decimal(clause.get("amount", 0)),
        conditions=tuple(
            _condition(condition, n) for n, condition in enumerate(clause.get("conditions", []))
        ),
        premises=tuple(
            Premise(
                statement=premise["entry"],
                clause=premise["clause"],
                reliance=Reliance(premise.get("mode", "recital")),
            )
            for premise in clause.get("premises", [])
        ),
        may_be_read_as=tuple(map(Verb, clause.get("alt_acts", []))),
        ratifiable=clause.get("ratifiable", True),
        fact=clause.get("fact"),
        holds=clause.get("value", True),
    )


def _condition(condition: dict[str, Any], n: int) -> Condition:
    id = condition.get("id", f"q{n}")
    match condition["type"]:
        case "date":
            return DateReached(id=id, at=moment(condition["at"]))
        case "act":
            return ActInForce(
                id=id,
                verb=Verb(condition["act"]),
                office=condition["office"],
                institution=condition.get("inst"),
                implementing=condition.get("target"),
            )
        case "fact":
            return FactCertified(id=id, fact=condition["fact"])
        case _:
            return Unevaluable(id=id)
