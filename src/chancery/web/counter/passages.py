"""What an article takes from letters: each passage, piece by piece, with what was found for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chancery.check.answers import Likeness
from chancery.check.copy import Checked
from chancery.check.quotation import PassageFinding, PassageKind, Piece
from chancery.phrases import Mark, say
from chancery.phrases.catalogue import slug
from chancery.phrases.marks import likeness_mark
from chancery.record.statement import StatementId
from chancery.web.counter.differs import Differs, differs
from chancery.web.counter.door import record

MOST_SHOWN = 200
"""Passages on one page; a long article has a few dozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Some words of the article, and where they were found."""

    text: str
    mark: Mark
    short: str
    code: str | None
    differs: Differs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One passage: a quotation with its speaker as printed, or the writer's own words."""

    quoted: bool
    speaker: str | None
    taken: tuple[Taken, ...]


def passages(checked: Checked, language: str) -> Iterator[Told]:
    """Every quotation in the order of the article; of the writer's own words, those that are registered."""
    codes = {answers.letter.id: answers.letter.code for answers in checked.letters if answers.letter}
    worth = [each for each in checked.passages if _is_told(each)]
    for finding in worth[:MOST_SHOWN]:
        yield _told(finding, checked.copy.text, codes, language)


def _is_told(finding: PassageFinding) -> bool:
    return finding.passage.kind is PassageKind.QUOTATION or any(piece.match for piece in finding.pieces)


def _told(finding: PassageFinding, article: str, codes: Mapping[StatementId, str], language: str) -> Told:
    attribution = finding.passage.attribution
    speaker = attribution.speaker if attribution is not None else None
    quoted = finding.passage.kind is PassageKind.QUOTATION
    return Told(
        quoted=quoted,
        speaker=None if speaker is None or not quoted else article[slice(*speaker)],
        taken=tuple(_taken(piece, article, codes, language) for piece in finding.pieces),
    )


def _taken(piece: Piece, article: str, codes: Mapping[StatementId, str], language: str) -> Taken:
    text = article[slice(*piece.span)]
    if piece.match is None:
        return _found_nowhere(text, language)
    likeness = piece.match.finding.likeness
    held = record().held(piece.match.statement)
    return Taken(
        text=text,
        mark=likeness_mark(likeness),
        short=say(f"words.{slug(likeness)}.short", language),
        code=codes.get(piece.match.statement),
        differs=differs(piece.match.finding, text, None if held is None else held[1], language),
    )


def _found_nowhere(text: str, language: str) -> Taken:
    return Taken(
        text=text,
        mark=Mark.UNKNOWN,
        short=say(f"words.{slug(Likeness.NOT_IN_WORDS)}_of_anything.short", language),
        code=None,
        differs=None,
    )
