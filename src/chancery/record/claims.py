"""What third parties report that somebody said: kept as printed, attributed, and never official.

A report is a reading room of its own.  Nothing in this file yields a statement, an
entry, an approval or the fulfilment of a condition, and nothing anywhere takes a claim
and gives one back: `Claim` has no field that could say so.  About what is known only
through claims the answers are always the same four (`Reported`), whatever the
article concludes for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import ClassVar, NewType

from chancery.errors import Malformed
from chancery.record.logic import UNDETERMINED, Truth
from chancery.record.source import AbsentSource, Passage, Source

ClaimId = NewType("ClaimId", str)
PrimaryId = NewType("PrimaryId", str)
"""Our name for a statement of which we have only reports."""
PartyId = NewType("PartyId", str)


@unique
class Quotation(StrEnum):
    """How the report gives somebody's words."""

    NONE = "none"
    """In the reporter's words."""
    INDIRECT = "indirect"
    FRAGMENT = "direct fragment"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One hand through which the words came to us; who, as the report describes them."""

    who: str
    parties: tuple[PartyId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedTime:
    """When, as printed; beside it our uncertain reading (EDTF, ISO 8601-2) and what it rests on."""

    as_printed: str
    edtf: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    One thing a report says, with everything that hangs on it.

    `told_by` runs from whoever tells us to whoever is said to have spoken; it has at
    least one link, because somebody always tells us.
    """

    id: ClaimId
    sentence: str
    passage: Passage
    proposition: str
    """What is claimed, in our own words; the passage is what was printed."""
    act: str
    may_be_read_as: tuple[str, ...] = ()
    speaker: Link | None
    """Who is said to have said or done it; None: not stated."""
    capacity: str | None = None
    told_by: tuple[Link, ...]
    quotation: Quotation
    quotation_note: str
    """How the words are given, in full: "direct, two fragments with a gloss between"."""
    fragments: tuple[Passage, ...] = ()
    """The words inside quotation marks, without any gloss that stands between them."""
    hedges: tuple[Passage, ...] = ()
    """The words that take some of it back: "appeared to", "not yet"."""
    addressee: str | None = None
    about: PrimaryId | None = None
    time: ReportedTime | None = None
    note: str | None = None
    reported_standing: str | None = None
    """The report's own verdict; kept, and used for nothing."""
    reported_force: str | None = None

    def __post_init__(self) -> None:
        if not self.told_by:
            raise Malformed(f"Claim {self.id} does not say who tells us; a report always has a teller.")
        for fragment in self.fragments:
            if not fragment.within(self.passage):
                start, end = fragment.span
                raise Malformed(f"Claim {self.id} quotes words that stand outside it, at {start}–{end}.")
        if len({part.source for part in (self.passage, *self.fragments, *self.hedges)}) > 1:
            raise Malformed(f"Claim {self.id} takes its words from more than one source.")

    def parties(self) -> frozenset[PartyId]:
        """Everybody this claim names as teller or speaker."""
        speakers = () if self.speaker is None else self.speaker.parties
        return frozenset(speakers).union(*(link.parties for link in self.told_by))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One way a party is named, as printed and where."""

    passage: Passage
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody the report names, or leaves unnamed; that two spellings are one party is our assumption."""

    id: PartyId
    kind: str
    spellings: tuple[Spelling, ...]
    identity: str | None = None
    note: str | None = None
    label: str | None = None
    """What we call them where no printed name can be shown."""

    @property
    def unnamed(self) -> bool:
        """Whether the report hides who they are."""
        return self.kind.startswith("unnamed")

    def called(self, name: str) -> bool:
        """Whether some spelling holds *name*, whatever the case of its letters."""
        return any(
            name.casefold() in (spelling.passage.printed or "").casefold() for spelling in self.spellings
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One of several ways in which the report words the same thing, and whose words they are."""

    passage: Passage
    by: str | None = None
    """None: the narrator's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Primary:
    """A statement of which we have no record, only reports: what they say of it, and what they do not."""

    id: PrimaryId
    label: str
    known_only_through: tuple[ClaimId, ...]
    author: str | None = None
    form: str | None = None
    addressee: str | None = None
    text_known: tuple[Passage, ...] = ()
    not_stated: tuple[str, ...] = ()
    object_variants: tuple[Wording, ...] = ()
    """What it was to do, in each wording the report gives; they differ, and we choose none."""
    conditions: tuple[Passage, ...] = ()
    reported_standing: str | None = None
    reported_force: str | None = None

    def __post_init__(self) -> None:
        if not self.known_only_through:
            raise Malformed(f"Of {self.id} nothing is known, not even a report.")


@unique
class Strength(StrEnum):
    """How firmly the report says that two things hang together."""

    STATED = "stated"
    HEDGED = "hedged"
    INFERRED = "inferred"
    """Our own inference.  Nothing is ever computed from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """A relation between two reported statements, and the claims it rests on."""

    origin: PrimaryId
    relation: str
    to: PrimaryId
    strength: Strength
    basis: tuple[ClaimId, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """
    What we answer about anything known only through claims.

    The four answers belong to the class and cannot be given; the report's own
    verdicts stand beside them under names that nobody can mistake for ours.
    """

    ORIGIN: ClassVar[str] = "no public record"
    AUTHORITY: ClassVar[Truth] = UNDETERMINED
    STANDING: ClassVar[str] = "reported only"
    FORCE: ClassVar[Truth] = UNDETERMINED

    reported_standing: str | None
    reported_force: str | None


def answers(reported: Claim | Primary) -> Reported:
    """The answers about a claim, or about a statement known only through claims: always the same."""
    return Reported(reported_standing=reported.reported_standing, reported_force=reported.reported_force)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article taken apart: who is named in it, what it claims, and what those claims are about."""

    source: Source | AbsentSource = field(repr=False)
    claims: tuple[Claim, ...]
    parties: tuple[Party, ...] = ()
    primaries: tuple[Primary, ...] = ()
    bonds: tuple[Bond, ...] = ()

    def __post_init__(self) -> None:
        if any(passage.source != self.source for passage in self.passages()):
            raise Malformed(f'The report on "{self.source.title}" quotes another source.')
        _refuse_unknown("claim", self._claims_named(), {claim.id for claim in self.claims})
        _refuse_unknown("statement", self._primaries_named(), {primary.id for primary in self.primaries})
        _refuse_unknown("party", self._parties_named(), {party.id for party in self.parties})

    def claim(self, id: ClaimId) -> Claim:
        """The claim of that id; KeyError if there is none."""
        return {claim.id: claim for claim in self.claims}[id]

    def primary(self, id: PrimaryId) -> Primary:
        """The reported statement of that id; KeyError if there is none."""
        return {primary.id: primary for primary in self.primaries}[id]

    def about(self, id: PrimaryId) -> tuple[Claim, ...]:
        """Every claim about that statement, in the order of the text."""
        return tuple(claim for claim in self.claims if claim.about == id)

    def names(self, name: str) -> tuple[Party, ...]:
        """The parties for whom some spelling holds *name*; each carries all its other spellings."""
        return tuple(party for party in self.parties if name.strip() and party.called(name.strip()))

    def spoken_by(self, id: PartyId) -> tuple[Claim, ...]:
        """The claims in which that party is said to have spoken or acted."""
        return tuple(
            claim for claim in self.claims if claim.speaker is not None and id in claim.speaker.parties
        )

    def spoken_by_unnamed(self) -> tuple[Claim, ...]:
        """The claims whose speaker the report keeps unnamed."""
        hidden = {party.id for party in self.parties if party.unnamed}
        return tuple(
            claim for claim in self.claims if claim.speaker and hidden.intersection(claim.speaker.parties)
        )

    def quoting(self, words: str) -> tuple[Claim, ...]:
        """The claims whose printed words hold *words*, code point for code point."""
        return tuple(claim for claim in self.claims if words and words in (claim.passage.printed or ""))

    def passages(self) -> Iterator[Passage]:
        """Every passage the report points to."""
        for claim in self.claims:
            yield from (claim.passage, *claim.fragments, *claim.hedges)
        for party in self.parties:
            yield from (spelling.passage for spelling in party.spellings)
        for primary in self.primaries:
            yield from (*primary.text_known, *primary.conditions)
            yield from (wording.passage for wording in primary.object_variants)

    def _claims_named(self) -> Iterator[str]:
        for primary in self.primaries:
            yield from primary.known_only_through
        for bond in self.bonds:
            yield from bond.basis

    def _primaries_named(self) -> Iterator[str]:
        yield from (claim.about for claim in self.claims if claim.about is not None)
        for bond in self.bonds:
            yield from (bond.origin, bond.to)

    def _parties_named(self) -> Iterator[str]:
        for claim in self.claims:
            yield from claim.parties()


def _refuse_unknown(kind: str, named: Iterator[str], known: set[str]) -> None:
    for name in named:
        if name not in known:
            raise Malformed(f"The report speaks of the {kind} {name}, which it does not have.")
