"""A charter that is being put together: one part set, or taken away, at a time.

Between two steps it may have faults (`charter_faults`): an office is named before it is
made, a threshold is higher than the people that are there yet.  Nothing is checked here; what
is offered for signature is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from chancery.record.charter import (
    Charter,
    Delegation,
    Holder,
    Mandate,
    Office,
    Register,
    Root,
    Rule,
)
from chancery.record.charter_faults import powers
from chancery.record.statement import Instant, Institution, KeyName, OfficeName, Verb

PROPOSED_DELAY = 72 * 3_600
"""Seconds for which a change of the root is to be public, unless the institution says otherwise."""
PROPOSED_TERM = 4 * 365 * 86_400
"""Seconds for which a charter is proposed: long enough to learn what is missing in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHalf:
    """A key of somebody who will act under the charter, under the name it keeps for ever."""

    name: KeyName
    public: str


Ring = Mapping[str, tuple[PublicHalf, ...]]
"""The keys of each person."""


def begun(institution: Institution, register: Register, issuer: str, at: Instant) -> Charter:
    """The first version, with nothing in it but where the record is kept and how long it is to last."""
    return Charter(
        institution=institution,
        version=1,
        root=Root(threshold=2, keys={}, delay=PROPOSED_DELAY),
        expires=Instant(at + PROPOSED_TERM),
        keys={register.issuer: issuer},
        register=register,
    )


def taken_up(charter: Charter, at: Instant) -> Charter:
    """The version after *charter*, which says the same until somebody changes it."""
    ends = charter.expires is not None and charter.expires <= at
    return replace(
        charter,
        version=charter.version + 1,
        expires=Instant(at + PROPOSED_TERM) if ends else charter.expires,
    )


# ── parts ────────────────────────────────────────────────────────────────────


def with_whole(charter: Charter, title: Mapping[str, str], expires: Instant | None) -> Charter:
    """What the institution is called, and until when the charter is in force."""
    return replace(charter, title=dict(title), expires=expires)


def with_root(charter: Charter, people: Iterable[str], threshold: int, delay: int | None) -> Charter:
    """Who may change the charter: these people, with the keys they have in it or will be given."""
    wanted = list(dict.fromkeys(people))
    known = _keys_by_person(charter)
    keys = {key: person for person in wanted for key in known.get(person, ())}
    waiting = {_unmade(person): person for person in wanted if not known.get(person)}
    return replace(charter, root=Root(threshold=threshold, keys={**keys, **waiting}, delay=delay))


def with_office(
    charter: Charter,
    name: OfficeName,
    *,
    superior: OfficeName | None,
    title: Mapping[str, str],
    holders: Iterable[Holder],
) -> Charter:
    """An office made, or changed; its holders keep the keys they have in the charter."""
    known = _keys_by_person(charter)
    seated = tuple(
        replace(holder, keys=holder.keys or frozenset(known.get(holder.person, ()))) for holder in holders
    )
    office = Office(superior=superior, title=dict(title), holders=seated)
    return replace(charter, offices={**charter.offices, name: office})


def without_office(charter: Charter, name: OfficeName) -> Charter:
    """An office taken away; what still names it shows as a gap."""
    return replace(
        charter, offices={other: office for other, office in charter.offices.items() if other != name}
    )


def with_mandate(charter: Charter, mandate: Mandate) -> Charter:
    """A mandate given, or the one of that id changed where it stands."""
    if mandate.id not in {other.id for other in charter.mandates}:
        return replace(charter, mandates=(*charter.mandates, mandate))
    changed = tuple(mandate if other.id == mandate.id else other for other in charter.mandates)
    return replace(charter, mandates=changed)


def without_mandate(charter: Charter, id: str) -> Charter:
    """A mandate taken away, with what was delegated of it."""
    gone = {id}
    while more := {each.id for each in charter.delegations if each.of in gone} - gone:
        gone |= more
    return replace(
        charter,
        mandates=tuple(other for other in charter.mandates if other.id != id),
        delegations=tuple(other for other in charter.delegations if other.id not in gone),
    )


def with_delegation(charter: Charter, delegation: Delegation) -> Charter:
    """A mandate handed on."""
    others = tuple(other for other in charter.delegations if other.id != delegation.id)
    return replace(charter, delegations=(*others, delegation))


def with_capacity(charter: Charter, capacity: str, rules: Mapping[Verb, Rule]) -> Charter:
    """What a capacity may do; without a rule it is no longer spoken of."""
    kept = {name: other for name, other in charter.capacity.items() if name != capacity}
    return replace(charter, capacity={**kept, capacity: dict(rules)} if rules else kept)


def free_id(charter: Charter, beginning: str = "m") -> str:
    """An id that no mandate and no delegation of this charter has."""
    used = {power.id for power in powers(charter)}
    number = 1
    while f"{beginning}{number}" in used:
        number += 1
    return f"{beginning}{number}"


# ── keys ─────────────────────────────────────────────────────────────────────


def with_keys(charter: Charter, ring: Ring) -> Charter:
    """
    Everybody's keys put where they act: in the root, and in each of their seats.

    A person who is not in *ring* keeps what the charter gives them already.  A key that nobody
    uses any more goes, but for the one that signs the register.
    """
    root = {key: person for key, person in charter.root.keys.items() if person not in ring}
    people = dict.fromkeys(charter.root.keys.values())
    given = {half.name: person for person in people for half in ring.get(person, ())}
    empty = {_unmade(person): person for person in people if person in ring and not ring[person]}
    changed = replace(
        charter,
        root=replace(charter.root, keys={**root, **given, **empty}),
        offices={name: _with_keys(office, ring) for name, office in charter.offices.items()},
    )
    publics = {half.name: half.public for halves in ring.values() for half in halves}
    return replace(changed, keys=_used(changed, {**charter.keys, **publics}))


def lacking_keys(charter: Charter) -> tuple[str, ...]:
    """The people of the charter who have no key in it, and so could do nothing."""
    seated = [holder for office in charter.offices.values() for holder in office.holders]
    rooted = [person for key, person in charter.root.keys.items() if key not in charter.keys]
    return tuple(dict.fromkeys([*rooted, *(holder.person for holder in seated if not holder.keys)]))


def people(charter: Charter) -> tuple[str, ...]:
    """Everybody the charter names: root holders first, then the holders of the offices in their order."""
    seated = [holder.person for office in charter.offices.values() for holder in office.holders]
    return tuple(dict.fromkeys([*charter.root.keys.values(), *seated]))


def may_prepare(charter: Charter | None, person: str) -> bool:
    """Whether somebody may compose the next charter and invite people: the root's holders may."""
    return charter is None or person in charter.root.keys.values()


def _with_keys(office: Office, ring: Ring) -> Office:
    return replace(
        office,
        holders=tuple(
            replace(holder, keys=frozenset(half.name for half in ring[holder.person]))
            if holder.person in ring
            else holder
            for holder in office.holders
        ),
    )


def _keys_by_person(charter: Charter) -> Mapping[str, tuple[KeyName, ...]]:
    found: dict[str, dict[KeyName, None]] = {}
    for key, person in charter.root.keys.items():
        if key in charter.keys:
            found.setdefault(person, {})[key] = None
    for office in charter.offices.values():
        for holder in office.holders:
            found.setdefault(holder.person, {}).update(dict.fromkeys(sorted(holder.keys)))
    return {person: tuple(keys) for person, keys in found.items()}


def _unmade(person: str) -> KeyName:
    """The place of a key that a root holder has not made yet; it has no public part, which is a fault."""
    return KeyName(f"not-made-yet: {person}")


def _used(charter: Charter, publics: Mapping[KeyName, str]) -> Mapping[KeyName, str]:
    held = {key for office in charter.offices.values() for holder in office.holders for key in holder.keys}
    used = held | set(charter.root.keys)
    if charter.register is not None:
        used.add(charter.register.issuer)
    return {key: public for key, public in publics.items() if key in used}
