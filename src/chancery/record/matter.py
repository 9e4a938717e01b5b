"""A matter: what an office gathers round one affair, with who added what and when.

It is a reading room, not a record.  Whatever is gathered stays what it was: a statement
keeps its answers, a question its clock, a claim its teller.  A matter is the sum of its
steps, in order; a step is never undone, so what was taken out stays visible as taken
out, and what the room held at any moment can be read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum, unique
from typing import Any, NewType, assert_never

from chancery.errors import Malformed
from chancery.record.statement import Instant
from chancery.record.unfit import Fault, Unfit, Untimely
from chancery.record.words import Span

MatterId = NewType("MatterId", str)

LONGEST_NAME = 200
LONGEST_REASON = 1_000

Row = Mapping[str, Any]
"""One claim, party, statement … as `chancery.record.claims_form` reads it."""


@unique
class Kind(StrEnum):
    """What can be gathered."""

    STATEMENT = "statement"
    """A released statement, anybody's that is held here."""
    ASK = "ask"
    """A question that was put to an office here."""
    SIGHTING = "sighting"
    CLAIM = "claim"
    """What a source reports; it came in when it was noted."""
    REPORTED_ASK = "reported ask"
    """A question that a source tells of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Something gathered, by its own name: an id, or for what a source reports, source and id."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Who did something, and when."""

    by: str
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A member with how it came in and, if it was taken out again, by whom and why."""

    member: Member
    added: Touch
    note: str = ""
    removed: Touch | None = None
    reason: str = ""


@unique
class Part(StrEnum):
    """What is noted of a source, by the name its list has in a source layer."""

    CLAIM = "reported_claims"
    PARTY = "entities"
    SPELLING = "spellings"
    """One more way in which a party that is noted already is named."""
    PRIMARY = "primary_statements"
    BOND = "relations"
    ASK = "clarification_requests"


NAMED_PARTS = (Part.CLAIM, Part.PARTY, Part.PRIMARY, Part.ASK)
"""The parts of which each has an id of its own."""

_MEMBERS = {Part.CLAIM: Kind.CLAIM, Part.ASK: Kind.REPORTED_ASK}

Layer = Mapping[Part, tuple[Row, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """An article by its title and its digest; where its sentences stand, in code points."""

    title: str
    digest: bytes
    length: int
    sentences: tuple[Span, ...]
    language: str = "en"
    """The language it is written in …"""
    noted_in: str = "en"
    """… and the one in which our notes on it are."""

    def __post_init__(self) -> None:
        if not self.title.strip() or len(self.title) > LONGEST_NAME:
            raise Unfit(Fault.TITLE, f"A source has a title of at most {LONGEST_NAME} characters.")
        ends = [0, *(place for sentence in self.sentences for place in sentence)]
        if ends != sorted(ends) or ends[-1] > self.length:
            raise Malformed(f'The sentences of "{self.title}" do not follow one another inside it.')

    @property
    def name(self) -> str:
        """The beginning of its digest, which tells the sources of one matter apart."""
        return self.digest.hex()[:16]

    def sentence(self, name: str) -> Span:
        """The place of the sentence `S0`, `S1` …; raises `Malformed` if there is none."""
        number = name.removeprefix("S")
        if not number.isascii() or not number.isdigit() or int(number) >= len(self.sentences):
            raise Unfit(Fault.SENTENCE, f'"{self.title}" has no sentence {name}.')
        return self.sentences[int(number)]


# ── what is done to a matter ─────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The affair is called so, in each language; the first naming opens the matter."""

    name: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Something was added, perhaps with a word why."""

    member: Member
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """Something was taken out, and the reason; it stays visible as taken out."""

    member: Member
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNamed:
    """A source was made known; its text is kept apart, if it is kept at all."""

    source: KnownSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something was noted of a source: claims, who is named, what they speak of, questions."""

    source: bytes
    rows: Layer


Deed = Named | Gathered | TakenOut | SourceNamed | Noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing done to a matter.  Steps are numbered 1, 2, 3 … and never change."""

    number: int
    touch: Touch
    deed: Deed


# ── a matter ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One affair as it stands after its steps."""

    id: MatterId
    name: Mapping[str, str]
    opened: Touch
    steps: int = 1
    memberships: tuple[Membership, ...] = ()
    """In the order in which they came in, those that were taken out among them."""
    sources: tuple[KnownSource, ...] = ()
    noted: Mapping[bytes, Layer] = field(default_factory=dict)
    """What was noted of each source, by its digest."""

    @property
    def members(self) -> tuple[Membership, ...]:
        """What is in it now."""
        return tuple(each for each in self.memberships if each.removed is None)

    def of(self, kind: Kind) -> tuple[Membership, ...]:
        """What is in it now, of one kind."""
        return tuple(each for each in self.members if each.member.kind is kind)

    def source(self, name: str) -> KnownSource:
        """The source of that name; KeyError if there is none."""
        return {source.name: source for source in self.sources}[name]

    def holds(self, member: Member) -> bool:
        """Whether it is in it now."""
        return any(each.member == member for each in self.members)


def reported(kind: Kind, source: KnownSource, id: str) -> Member:
    """The member that stands for what a source reports under that id."""
    return Member(kind=kind, name=f"{source.name}/{id}")


def matter_of(id: MatterId, steps: Iterable[Step]) -> Matter | None:
    """The matter after these steps; None before its first."""
    matter = None
    for step in steps:
        matter = after(id, matter, step)
    return matter


def after(id: MatterId, matter: Matter | None, step: Step) -> Matter:
    """
    The matter after one more step.

    Raises `Untimely` if the step does not follow, or adds what is there or takes out
    what is not; `Unfit` for a step that says nothing.
    """
    deed, touch = step.deed, step.touch
    if step.number != (0 if matter is None else matter.steps) + 1:
        raise Untimely(Fault.STALE, "The matter has changed in the meantime; look at it again first.")
    if matter is None:
        if not isinstance(deed, Named):
            raise Untimely(Fault.NO_MATTER, "A matter begins with its name.")
        return Matter(id=id, name=_named(deed), opened=touch)
    matter = replace(matter, steps=step.number)
    match deed:
        case Named():
            return replace(matter, name=_named(deed))
        case Gathered():
            return _gathered(matter, deed.member, touch, deed.note)
        case TakenOut():
            return _taken_out(matter, deed, touch)
        case SourceNamed():
            return _with_source(matter, deed.source)
        case Noted():
            return _noted(matter, deed, touch)
        case never:
            assert_never(never)


def _named(deed: Named) -> Mapping[str, str]:
    name = {language: words.strip() for language, words in deed.name.items() if words.strip()}
    if not name:
        raise Unfit(Fault.NAME, "A matter needs a name in at least one language.")
    if any(len(words) > LONGEST_NAME for words in name.values()):
        raise Unfit(Fault.NAME, f"The name of a matter has at most {LONGEST_NAME} characters.")
    return name


def _gathered(matter: Matter, member: Member, touch: Touch, note: str = "") -> Matter:
    if matter.holds(member):
        raise Untimely(Fault.GATHERED, "This is gathered in the matter already.")
    if len(note) > LONGEST_REASON:
        raise Unfit(Fault.NOTE_LONG, f"A note has at most {LONGEST_REASON:,} characters.")
    came = Membership(member=member, added=touch, note=note)
    return replace(matter, memberships=(*matter.memberships, came))


def _taken_out(matter: Matter, deed: TakenOut, touch: Touch) -> Matter:
    if not matter.holds(deed.member):
        raise Untimely(Fault.NOT_GATHERED, "This is not in the matter, so it cannot be taken out.")
    reason = deed.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Unfit(Fault.REASON, f"Say why it is taken out, in at most {LONGEST_REASON:,} characters.")
    return replace(
        matter,
        memberships=tuple(
            replace(each, removed=touch, reason=reason)
            if each.member == deed.member and each.removed is None
            else each
            for each in matter.memberships
        ),
    )


def _with_source(matter: Matter, source: KnownSource) -> Matter:
    if any(known.name == source.name for known in matter.sources):
        raise Untimely(Fault.KNOWN_SOURCE, "This source is known in the matter already.")
    return replace(matter, sources=(*matter.sources, source))


def _noted(matter: Matter, deed: Noted, touch: Touch) -> Matter:
    source = next((known for known in matter.sources if known.digest == deed.source), None)
    if source is None:
        raise Untimely(Fault.UNKNOWN_SOURCE, "The matter does not know the source this was noted of.")
    kept = dict(matter.noted.get(deed.source, {}))
    for part, rows in deed.rows.items():
        kept[part] = (*kept.get(part, ()), *rows)
        if part in NAMED_PARTS:
            _refuse_twins(kept[part])
    matter = replace(matter, noted={**matter.noted, deed.source: kept})
    for part, kind in _MEMBERS.items():
        for row in deed.rows.get(part, ()):
            matter = _gathered(matter, reported(kind, source, str(row["id"])), touch)
    return matter


def _refuse_twins(rows: tuple[Row, ...]) -> None:
    ids = [row.get("id") for row in rows]
    if len(set(ids)) < len(ids) or not all(isinstance(id, str) and id for id in ids):
        raise Untimely(Fault.SAME_NAME, "Two things noted of one source cannot have one name.")
