"""What makes a charter no charter: it contradicts itself, or nobody could ever act under it.

A fault is refused, with one sentence that names the place.  A charter is *whole* once it
carries the public parts of its keys: it is then meant to be signed, and everything it
names must be there.  Until then a name without an office behind it is only a remark
(`charter_remarks`), because a clerk writes one office after another.

Names are compared as they are written; so they must be written in one way only
(Unicode NFC, printable, no marks that turn the direction of writing).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.errors import Malformed
from chancery.record.charter import Charter, Delegation, Holder, Mandate, Reach
from chancery.record.statement import ANY_SUBJECT, NOTICES, KeyName, OfficeName, Subject, Verb

Power = Mandate | Delegation
Faults = Iterator[str]
"""Sentences, each naming one fault and its place."""


def refuse_faults(charter: Charter) -> None:
    """Raise `Malformed` with the first fault of *charter*, if it has any."""
    for fault in faults(charter):
        raise Malformed(fault)


def faults(charter: Charter) -> Faults:
    """Every fault of *charter*, the most general first."""
    yield from _heading(charter)
    yield from _names(charter)
    yield from _root(charter)
    yield from _dates(charter)
    yield from _keys(charter)
    yield from _superiors(charter)
    yield from _chains(charter)
    yield from _thresholds(charter)
    yield from _reaches(charter)
    if charter.keys:
        yield from (gap.sentence() for gap in gaps(charter))


# ── what it is called ────────────────────────────────────────────────────────

DOMAIN = re.compile(
    r"(?=.{3,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
"""Two labels or more in lower case (RFC 1035 section 2.3.1, RFC 1123 section 2.1); the last is no number."""

JOINERS = "\u200c\u200d"
"""Zero-width marks that Persian and Indic titles need; names of things have no use for them."""


def _heading(charter: Charter) -> Faults:
    if not DOMAIN.fullmatch(charter.institution):
        yield f'"{charter.institution}" is no domain name in lower case, like ministry.example.'
    if charter.version < 1:
        yield f"The charter has version {charter.version}; versions begin at 1."


def _names(charter: Charter) -> Faults:
    for kind, name in _everything_named(charter):
        if not _plain(name):
            yield f"The {kind} {name!a} is empty or holds characters that do not show in print."
    for title in (charter.title, *(office.title for office in charter.offices.values())):
        for words in title.values():
            if not _plain(words.translate(dict.fromkeys(map(ord, JOINERS)))):
                yield f"The title {words!a} is empty or holds characters that do not show in print."
    for path in _subjects(charter):
        if path != ANY_SUBJECT and not all(step and "*" not in step for step in path.split("/")):
            yield f'"{path}" is no path of subjects; write it like forces/posture.'


def _everything_named(charter: Charter) -> Iterator[tuple[str, str]]:
    yield from (("office", name) for name in charter.offices)
    yield from (("key", name) for name in (*charter.root.keys, *charter.keys))
    yield from (("person", person) for person in charter.root.keys.values())
    for _, holder in holders(charter):
        yield from (("person", holder.person), ("capacity", holder.capacity))
    yield from (("capacity", name) for name in charter.capacity)
    yield from (("mandate", mandate.id) for mandate in charter.mandates)
    yield from (("delegation", delegation.id) for delegation in charter.delegations)
    yield from (("subject", path) for path in _subjects(charter))
    yield from (("public key", public) for public in charter.keys.values())
    yield from (("language tag", tag) for tag in charter.title)
    if charter.register is not None:
        yield from (("register", words) for words in (charter.register.origin, *charter.register.log))


def _plain(name: str) -> bool:
    shown = bool(name) and name == name.strip() and name.isprintable()
    return shown and unicodedata.is_normalized("NFC", name)


def _subjects(charter: Charter) -> Iterator[Subject]:
    for power in powers(charter):
        yield from power.about or ()


# ── who may change it ────────────────────────────────────────────────────────

LONGEST_DELAY = 366 * 86_400
"""Seconds; a change that nobody alive will see is no change."""


def _root(charter: Charter) -> Faults:
    people = len(set(charter.root.keys.values()))
    if charter.root.threshold < 1:
        yield f"The root asks for {charter.root.threshold} people; somebody must sign a change."
    if charter.root.threshold > people:
        yield f"The root asks for {charter.root.threshold} different people but names only {people}."
    if charter.root.delay is not None and not 1 <= charter.root.delay <= LONGEST_DELAY:
        yield "The root's delay is neither left out nor between one second and a year."


# ── dates ────────────────────────────────────────────────────────────────────


def _dates(charter: Charter) -> Faults:
    for office, holder in holders(charter):
        if _reversed(holder):
            yield f"{holder.person} would hold {office} until a moment that is not after its beginning."
    for power in powers(charter):
        if _reversed(power):
            yield f"{_called(power)} would end at a moment that is not after its beginning."


def _reversed(term: Holder | Power) -> bool:
    return term.since is not None and term.until is not None and term.until <= term.since


# ── keys ─────────────────────────────────────────────────────────────────────


def _keys(charter: Charter) -> Faults:
    """A key is one person's, and one public part: else one person could count as two."""
    for key, people in _people_by_key(charter).items():
        if len(people) > 1:
            yield f"Key {key} is given to {' and to '.join(sorted(people))}; a key belongs to one person."
    for public, times in Counter(charter.keys.values()).items():
        if times > 1:
            names = " and ".join(sorted(key for key, other in charter.keys.items() if other == public))
            yield f"Keys {names} have the same public part; give one key one name."
        if not all(public.partition(":")[::2]):
            yield f'The public key "{public}" does not say its kind; write it like ed25519:….'
    if charter.keys:
        for key in sorted(_keys_named(charter) - set(charter.keys)):
            yield f"Key {key} has no public part in [keys]."


def _people_by_key(charter: Charter) -> Mapping[KeyName, set[str]]:
    people: dict[KeyName, set[str]] = {}
    for key, person in charter.root.keys.items():
        people.setdefault(key, set()).add(person)
    for _, holder in holders(charter):
        for key in holder.keys:
            people.setdefault(key, set()).add(holder.person)
    return people


def _keys_named(charter: Charter) -> set[KeyName]:
    issuer = {charter.register.issuer} if charter.register is not None else set()
    return set(_people_by_key(charter)) | issuer


# ── chains that must end ─────────────────────────────────────────────────────


def _superiors(charter: Charter) -> Faults:
    above: dict[str, str] = {
        name: office.superior for name, office in charter.offices.items() if office.superior is not None
    }
    for name in above:
        if _returns(name, above):
            yield f"Office {name} would stand above itself, through {_path(name, above)}."


def _chains(charter: Charter) -> Faults:
    ids = Counter(power.id for power in powers(charter))
    yield from (f"Two mandates or delegations are called {id}." for id, times in ids.items() if times > 1)
    source = {delegation.id: delegation.of for delegation in charter.delegations}
    for delegation in charter.delegations:
        if delegation.of not in ids:
            yield f"Delegation {delegation.id} passes on {delegation.of}, which is no mandate here."
        if _returns(delegation.id, source):
            yield f"Delegation {delegation.id} would pass on itself, through {_path(delegation.id, source)}."


def _returns(start: str, after: Mapping[str, str]) -> bool:
    return start in _following(start, after)


def _path(start: str, after: Mapping[str, str]) -> str:
    return ", ".join(_following(start, after))


def _following(start: str, after: Mapping[str, str]) -> list[str]:
    """What comes after *start*, step by step, until the end or the first return."""
    seen: list[str] = []
    while start in after and after[start] not in seen:
        start = after[start]
        seen.append(start)
    return seen


# ── how many must agree ──────────────────────────────────────────────────────


def _thresholds(charter: Charter) -> Faults:
    for power in powers(charter):
        if power.approvals < 1:
            yield f"{_called(power)} asks for {power.approvals} approvals; somebody must answer for an act."
        if power.depth < 0:
            yield f"{_called(power)} may be passed on {power.depth} times, which is less than never."
    for mandate in charter.mandates:
        if mandate.limit is not None and mandate.limit < 0:
            yield f"{_called(mandate)} has a limit below nought."
        if mandate.lapses_after is not None and mandate.lapses_after < 1:
            yield f"{_called(mandate)} lapses before it begins."
        people = len(people_who_count(charter, mandate))
        if people < mandate.approvals and not _vacancies(charter, mandate):
            yield (
                f"{_called(mandate)} asks for {mandate.approvals} different people, "
                f"but its offices have only {people} between them."
            )


def _reaches(charter: Charter) -> Faults:
    """Over whom a notice is given; a reach that reaches nothing would be read as if it did."""
    for mandate in charter.mandates:
        disowns = Verb.DISOWN in mandate.may
        if disowns and mandate.over is Reach.ANY:
            yield f"{_called(mandate)} may disown statements of any office; only a superior disowns."
        if mandate.over is Reach.ANY and not mandate.may & NOTICES:
            yield f"{_called(mandate)} reaches over any office, but gives no notices."
        if mandate.may_disown_itself and not disowns:
            yield f"{_called(mandate)} may disown itself, but may not disown."


def people_who_count(charter: Charter, mandate: Mandate) -> set[str]:
    """Everybody whose approval could ever count: holders, at any date, of the offices that approve."""
    return {holder.person for office, holder in holders(charter) if office in offices_that_count(mandate)}


def offices_that_count(mandate: Mandate) -> frozenset[OfficeName]:
    """The offices whose approval counts: those listed, and always the mandate's own, which releases."""
    return (mandate.approvers or frozenset()) | {mandate.office}


def _vacancies(charter: Charter, mandate: Mandate) -> bool:
    """Whether an office that counts is empty or not yet there, so that the number may still grow."""
    manned = {office for office, _ in holders(charter)}
    return not offices_that_count(mandate) <= manned


# ── names without an office behind them ──────────────────────────────────────


@unique
class As(StrEnum):
    """As what an office is named."""

    SUPERIOR = "superior"
    OFFICE = "office"
    APPROVER = "approver"
    DELEGATE = "delegate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place of the charter that names an office which the charter does not have."""

    id: str
    """The office, mandate or delegation that names it."""
    role: As
    office: OfficeName

    def sentence(self) -> str:
        """The gap as a fault."""
        place = {As.SUPERIOR: "Office", As.DELEGATE: "Delegation"}.get(self.role, "Mandate")
        what = f'{place} {self.id} names the {self.role} "{self.office}"'
        return f"{what}, which is not an office of this charter."


def gaps(charter: Charter) -> Iterator[Gap]:
    """Every office that is named and not there."""
    return (gap for gap in _offices_named(charter) if gap.office not in charter.offices)


def _offices_named(charter: Charter) -> Iterator[Gap]:
    for name, office in charter.offices.items():
        if office.superior is not None:
            yield Gap(id=name, role=As.SUPERIOR, office=office.superior)
    for mandate in charter.mandates:
        yield Gap(id=mandate.id, role=As.OFFICE, office=mandate.office)
        for approver in sorted(mandate.approvers or ()):
            yield Gap(id=mandate.id, role=As.APPROVER, office=approver)
    for delegation in charter.delegations:
        yield Gap(id=delegation.id, role=As.DELEGATE, office=delegation.to)


def holders(charter: Charter) -> Iterator[tuple[OfficeName, Holder]]:
    """Every holder with their office."""
    for name, office in charter.offices.items():
        yield from ((name, holder) for holder in office.holders)


def powers(charter: Charter) -> tuple[Power, ...]:
    """Everything that gives somebody a power: the mandates, then the delegations."""
    return (*charter.mandates, *charter.delegations)


def _called(power: Power) -> str:
    return f"{'Mandate' if isinstance(power, Mandate) else 'Delegation'} {power.id}"
