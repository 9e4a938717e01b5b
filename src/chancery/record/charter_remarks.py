"""What a clerk should think over once more before a charter is signed.

A remark refuses nothing.  It has a name and the nouns its sentence needs;
`chancery.phrases.charter_aloud` makes the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, unique

from chancery.record.charter import SUBSTANTIVE, Charter, Delegation, Mandate, Rule
from chancery.record.charter_faults import gaps, holders, offices_that_count
from chancery.record.charter_table import spelt
from chancery.record.grants import granted
from chancery.record.reason import Fact
from chancery.record.statement import Instant, Verb

SOON = 30 * 86_400
"""An expiry nearer than this many seconds is worth a word: a new charter needs its signatures."""


@unique
class Kind(StrEnum):
    """What there is to remark."""

    MISSING_SUPERIOR = "missing_superior"
    MISSING_OFFICE = "missing_office"
    MISSING_APPROVER = "missing_approver"
    MISSING_DELEGATE = "missing_delegate"
    OFFICE_EMPTY = "office_empty"
    HOLDER_WITHOUT_KEY = "holder_without_key"
    CAPACITY_WITHOUT_RULE = "capacity_without_rule"
    BEYOND_REACH = "beyond_reach"
    BARRED = "barred"
    """The offices have people enough, but not in a capacity that may do it."""
    LONE_DISOWNING = "lone_disowning"
    TOP_NEVER_DISOWNED = "top_never_disowned"
    DELEGATION_CLIPPED = "delegation_clipped"
    DELEGATION_GRANTS_NOTHING = "delegation_grants_nothing"
    LONE_ROOT = "lone_root"
    NEVER_EXPIRES = "never_expires"
    EXPIRED = "expired"
    EXPIRES_SOON = "expires_soon"
    NO_PUBLIC_KEYS = "no_public_keys"
    KEY_UNUSED = "key_unused"
    NO_REGISTER = "no_register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to reconsider, and the nouns of its sentence."""

    kind: Kind
    facts: Mapping[str, Fact] = field(default_factory=dict)


Remarks = Iterator[Remark]


def examine(charter: Charter, at: Instant | None = None) -> tuple[Remark, ...]:
    """
    Everything worth reconsidering, from the whole to its parts.

    Without *at*, nothing is said of whether the charter has expired or soon will.
    """
    return (
        *_term(charter, at),
        *_root(charter),
        *_keys(charter),
        *_offices(charter),
        *_powers(charter),
        *_delegations(charter),
    )


def _remark(kind: Kind, **facts: Fact) -> Remark:
    return Remark(kind=kind, facts=facts)


def _term(charter: Charter, at: Instant | None) -> Remarks:
    if charter.expires is None:
        yield _remark(Kind.NEVER_EXPIRES)
    elif at is not None and charter.expires <= at:
        yield _remark(Kind.EXPIRED, expires=charter.expires)
    elif at is not None and charter.expires - at < SOON:
        yield _remark(Kind.EXPIRES_SOON, expires=charter.expires)


def _root(charter: Charter) -> Remarks:
    """One person who can rewrite the rules makes every other threshold a courtesy."""
    if charter.root.threshold == 1:
        yield _remark(Kind.LONE_ROOT)


def _keys(charter: Charter) -> Remarks:
    if not charter.keys:
        yield _remark(Kind.NO_PUBLIC_KEYS)
    used = {*charter.root.keys, *(key for _, holder in holders(charter) for key in holder.keys)}
    if charter.register is None:
        yield _remark(Kind.NO_REGISTER)
    else:
        used.add(charter.register.issuer)
    for key in sorted(set(charter.keys) - used):
        yield _remark(Kind.KEY_UNUSED, key=key)


def _offices(charter: Charter) -> Remarks:
    for gap in gaps(charter):
        yield _remark(Kind(f"missing_{gap.role}"), id=gap.id, office=gap.office)
    for name, office in charter.offices.items():
        if not office.holders:
            yield _remark(Kind.OFFICE_EMPTY, office=name)
    for name, holder in holders(charter):
        if not holder.keys:
            yield _remark(Kind.HOLDER_WITHOUT_KEY, person=holder.person, office=name)
    spoken_of = {
        SUBSTANTIVE,
        *charter.capacity,
        *(c for mandate in charter.mandates for c in mandate.capacity),
    }
    for capacity in sorted({holder.capacity for _, holder in holders(charter)} - spoken_of):
        yield _remark(Kind.CAPACITY_WITHOUT_RULE, capacity=capacity)


def _powers(charter: Charter) -> Remarks:
    for mandate in granted(charter):
        people = _people(charter, mandate, None)
        if len(people) < mandate.approvals:
            yield _remark(Kind.BEYOND_REACH, id=mandate.id, needed=mandate.approvals, count=len(people))
            continue
        barred = [verb for verb in Verb if verb in mandate.may and _barred(charter, mandate, verb)]
        if barred:
            yield _remark(Kind.BARRED, id=mandate.id, office=mandate.office, verbs=tuple(barred))
        if Verb.DISOWN in mandate.may and mandate.approvals == 1:
            yield _remark(Kind.LONE_DISOWNING, id=mandate.id)
    yield from _tops(charter)


def _barred(charter: Charter, mandate: Mandate, verb: Verb) -> bool:
    return len(_people(charter, mandate, verb)) < mandate.approvals


def _people(charter: Charter, mandate: Mandate, verb: Verb | None) -> set[str]:
    """Who can put a key to it; with *verb*, only those whose capacity is not denied it."""
    return {
        holder.person
        for office, holder in holders(charter)
        if office in offices_that_count(mandate)
        and holder.keys
        and (verb is None or capacity_rule(charter, mandate, holder.capacity, verb) is not Rule.DENY)
    }


def capacity_rule(charter: Charter, mandate: Mandate, capacity: str, verb: Verb) -> Rule:
    """The mandate's own rule for the capacity, else the charter's, else none against it."""
    general = charter.capacity.get(capacity, {}).get(verb, Rule.ALLOW)
    return mandate.capacity.get(capacity, general)


def _tops(charter: Charter) -> Remarks:
    """Nobody stands above the top office, so nobody disowns for it, unless it may disown itself."""
    grants = granted(charter)
    for name, office in charter.offices.items():
        speaks = any(mandate.office == name for mandate in grants)
        itself = any(mandate.office == name and mandate.may_disown_itself for mandate in grants)
        if office.superior is None and speaks and not itself:
            yield _remark(Kind.TOP_NEVER_DISOWNED, office=name)


# ── delegations that ask for more than there is ──────────────────────────────


@unique
class Part(StrEnum):
    """The parts of a delegation that can be too wide."""

    MAY = "may"
    ABOUT = "about"
    APPROVALS = "approvals"
    FROM = "from"
    UNTIL = "until"
    LIMIT = "limit"
    DEPTH = "depth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A part of a delegation that asks for more than its origin holds, and what is left of it."""

    part: Part
    asked: Fact
    left: Fact


def clips(charter: Charter, delegation: Delegation) -> tuple[Clip, ...]:
    """Everything in which *delegation* is cut down; empty also when it grants nothing at all."""
    grant = {mandate.id: mandate for mandate in granted(charter)}.get(delegation.id)
    return () if grant is None else tuple(_clips(delegation, grant))


def _clips(delegation: Delegation, grant: Mandate) -> Iterator[Clip]:
    for part, asked, left in (
        (Part.MAY, _ordered(delegation.may), _ordered(grant.may)),
        (Part.ABOUT, delegation.about, grant.about),
        (Part.FROM, delegation.since, grant.since),
        (Part.UNTIL, delegation.until, grant.until),
        (Part.LIMIT, _spelt(delegation.limit), _spelt(grant.limit)),
        (Part.DEPTH, delegation.depth, grant.depth),
    ):
        if asked is not None and asked != left:
            yield Clip(part=part, asked=asked, left=left)
    if 1 < delegation.approvals < grant.approvals:  # one is what a delegation says that says nothing
        yield Clip(part=Part.APPROVALS, asked=delegation.approvals, left=grant.approvals)


def _ordered(verbs: frozenset[Verb] | None) -> tuple[str, ...] | None:
    return None if verbs is None else tuple(verb.value for verb in Verb if verb in verbs)


def _spelt(limit: Decimal | None) -> str | None:
    return None if limit is None else spelt(limit)


def _delegations(charter: Charter) -> Remarks:
    effective = {mandate.id: mandate for mandate in granted(charter)}
    for delegation in charter.delegations:
        grant = effective.get(delegation.id)
        if grant is None or not grant.may or not grant.about:
            yield _remark(Kind.DELEGATION_GRANTS_NOTHING, id=delegation.id, of=delegation.of)
        for clip in clips(charter, delegation):
            facts = {"id": delegation.id, "of": delegation.of, "part": clip.part.value}
            yield _remark(Kind.DELEGATION_CLIPPED, **facts, asked=clip.asked, left=clip.left)
