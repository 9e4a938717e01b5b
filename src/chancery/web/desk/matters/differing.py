"""What does not agree, ready to be shown side by side; no side is called right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery import phrases
from chancery.phrases import say
from chancery.record.claims import Strength
from chancery.record.statement import StatementId
from chancery.registry.differing import Contradiction, Difference, Side
from chancery.registry.dossier import Dossier
from chancery.web.counter.names import Names
from chancery.web.desk.matters.telling import ShownWords, words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSide:
    """One side: its words as printed or ours, whose they are, and under which name it is found."""

    name: str
    printed: ShownWords | None
    ours: str | None
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownContradiction:
    """The sides of one difference, in what they differ, and on what that rests."""

    heading: str
    strength: str
    basis: str
    sides: tuple[ShownSide, ...]
    note: str | None
    language: str | None
    """The language of the source; None on the record."""
    noted_in: str | None


def shown(whole: Dossier, names: Names, language: str, *, apart: bool) -> Iterator[ShownContradiction]:
    """What is stated; or with *apart* what is only hedged or inferred."""
    for each in whole.contradictions:
        if (each.strength is not Strength.STATED) is apart:
            yield _shown(each, names, language)


def _shown(each: Contradiction, names: Names, language: str) -> ShownContradiction:
    note = each.note if each.difference is not Difference.REPORTED else None
    return ShownContradiction(
        heading=say(
            f"matters.differs.{each.difference.name.lower()}.{each.relation}", language, written=note or ""
        ),
        strength=say(f"matters.strength.{each.strength.value}", language),
        basis=phrases.listed([phrases.apart(names.get(name, name)) for name in each.basis], language),
        sides=tuple(_side(side, names) for side in each.sides),
        note=each.note if each.difference is Difference.REPORTED else None,
        language=None if each.source is None else each.source.language,
        noted_in=None if each.source is None else each.source.noted_in,
    )


def _side(side: Side, names: Names) -> ShownSide:
    ours = side.words
    if side.passage is None and ours is None:
        ours = names.title(StatementId(side.name))
    return ShownSide(
        name=side.name if not side.name.startswith("urn:") else "",
        printed=None if side.passage is None else words(side.passage),
        ours=ours,
        by=side.by,
    )
