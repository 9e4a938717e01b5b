"""What contradicts what in a matter, side by side.  Which of them is right is not ours to say.

Three things are set beside each other: statements that say they contradict or differ
from another, reported statements of which a report says so, and the several wordings or
verdicts that one source gives of the same thing.  What a report only hints at, or we
infer, is kept apart by its strength and enters nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.check.copy import Letter
from chancery.record.claims import Bond, Primary, PrimaryId, Report, Strength
from chancery.record.matter import KnownSource
from chancery.record.source import Passage
from chancery.record.statement import Relation, Statement, StatementId

OPPOSED = ("contradicts", "differs_from", "denies")
"""The relations that set two statements against each other."""


@unique
class Difference(StrEnum):
    """In what way the sides differ."""

    ON_RECORD = "on record"
    """A statement on the record says that it contradicts, or differs from, another."""
    REPORTED = "reported"
    """A report sets two statements against each other."""
    WORDING = "wording"
    """One source words the same thing in several ways."""
    VERDICT = "verdict"
    """Claims about one statement conclude differently where it stands, or what force it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side: what it is called, its words as printed, and whose they are."""

    name: str
    """The id of a statement, a claim or a reported statement."""
    passage: Passage | None = None
    words: str | None = None
    """Ours, where there is no passage."""
    by: str | None = None
    """Whose words they are when not the narrator's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two sides or more that do not agree, and on what that rests."""

    difference: Difference
    relation: str
    strength: Strength
    sides: tuple[Side, ...]
    basis: tuple[str, ...]
    """The entry, or the claims, that say so."""
    source: KnownSource | None = None
    """The source of a reported one; None: it stands on the record."""
    note: str | None = None


def on_record(letters: Iterable[Letter]) -> Iterator[Contradiction]:
    """What statements themselves say against others."""
    for letter in letters:
        statement = letter.entry.act
        assert isinstance(statement, Statement), "only statements have letters"
        for link in statement.links:
            if link.relation in (Relation.CONTRADICTS, Relation.DIFFERS_FROM):
                yield Contradiction(
                    difference=Difference.ON_RECORD,
                    relation=link.relation.value,
                    strength=Strength.STATED,
                    sides=(_statement(statement.id), _statement(link.to)),
                    basis=(statement.id,),
                )


def in_report(report: Report, source: KnownSource, present: frozenset[str]) -> Iterator[Contradiction]:
    """What a report sets against each other, as far as it rests on claims that are still gathered."""
    for bond in report.bonds:
        if bond.relation in OPPOSED and set(bond.basis) <= present:
            yield _bond(bond, report, source)
    for primary in report.primaries:
        yield from _wordings(primary, source)
        yield from _verdicts(primary.id, report, source, present)


def _bond(bond: Bond, report: Report, source: KnownSource) -> Contradiction:
    return Contradiction(
        difference=Difference.REPORTED,
        relation=bond.relation,
        strength=bond.strength,
        sides=tuple(Side(name=end, words=report.primary(end).label) for end in (bond.origin, bond.to)),
        basis=bond.basis,
        source=source,
        note=bond.note,
    )


def _wordings(primary: Primary, source: KnownSource) -> Iterator[Contradiction]:
    if len({wording.passage.printed or wording.passage.span for wording in primary.object_variants}) > 1:
        yield Contradiction(
            difference=Difference.WORDING,
            relation="object",
            strength=Strength.STATED,
            sides=tuple(
                Side(name=primary.id, passage=wording.passage, by=wording.by)
                for wording in primary.object_variants
            ),
            basis=primary.known_only_through,
            source=source,
            note=primary.label,
        )


def _verdicts(
    id: PrimaryId, report: Report, source: KnownSource, present: frozenset[str]
) -> Iterator[Contradiction]:
    about = [claim for claim in report.about(id) if claim.id in present]
    for relation in ("reported_standing", "reported_force"):
        verdicts = {claim.id: getattr(claim, relation) for claim in about if getattr(claim, relation)}
        if len(set(verdicts.values())) > 1:
            yield Contradiction(
                difference=Difference.VERDICT,
                relation=relation,
                strength=Strength.STATED,
                sides=tuple(Side(name=name, words=verdict) for name, verdict in verdicts.items()),
                basis=tuple(verdicts),
                source=source,
                note=report.primary(id).label,
            )


def _statement(id: StatementId) -> Side:
    return Side(name=id)
