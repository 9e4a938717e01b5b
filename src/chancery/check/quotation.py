"""What an article has of the registered words: in its quotations, piece by piece, and in its narration.

A quotation that is not verbatim as a whole is taken phrase by phrase, so that an
insertion or a foreign middle does not hide the words that are registered, nor lend
them its company.  In narration, registered words are looked for without quotation
marks: a run of `FEWEST_NARRATED` words or more, or a whole clause.  That nothing is
found says only that these are the narrator's words.

Which letters to compare with is the caller's to look up; nothing here reaches for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chancery.check.answers import Likeness
from chancery.check.match import Match, Ranking, rank_readings
from chancery.check.passages import Passage, PassageKind, passages
from chancery.check.reading import Reading, read
from chancery.check.sentences import trimmed
from chancery.check.tokens import Kind
from chancery.check.vocabulary import is_function_word
from chancery.check.words import readings
from chancery.record.statement import StatementId
from chancery.record.words import Span, Text, Words

__all__ = ["Lookup", "Passage", "PassageFinding", "PassageKind", "Piece", "article_findings", "passages"]

Lookup = Callable[[str], Iterable[tuple[StatementId, Words]]]
"""The letters that some words may be of; see `chancery.check.match.Candidates`."""

FEWEST_NARRATED = 4
"""Registered words in narration are noticed from this many in a row; fewer occur by chance."""

MOST_PASSAGES = 2_000
"""An article has a few dozen; of a text with more, the rest is listed and marked as not compared."""

_VERBATIM = frozenset({Likeness.EXACT, Likeness.NORMALISED, Likeness.EXCERPT})
_PHRASE_ENDS = re.compile(r"[,;:.!?،؛؟–—](?=\s|$)")

Letter = tuple[StatementId, Words, Sequence[Reading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """
    A part of a passage and the letters it was found in, if any.

    The spans inside `ranking` count from the start of this piece.
    """

    span: Span
    ranking: Ranking

    @property
    def match(self) -> Match | None:
        """The letter that comes closest; None when these are no registered words."""
        return self.ranking.best


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFinding:
    """
    One passage of an article, compared with the registered words.

    For a quotation, `whole` says where it stands as it is, and `pieces` leave nothing
    of it out but the marks between.  For narration only the registered parts are
    pieces; the rest is the narrator's own.
    """

    passage: Passage
    whole: Ranking
    pieces: tuple[Piece, ...] = ()
    compared: bool = True

    @property
    def match(self) -> Match | None:
        """The letter that the whole passage comes closest to."""
        return self.whole.best

    @property
    def statements(self) -> tuple[StatementId, ...]:
        """The letters concerned, in the order of their words in the passage."""
        found = [piece.match.statement for piece in self.pieces if piece.match is not None]
        return tuple(dict.fromkeys(found))


def article_findings(article: str, lookup: Lookup) -> tuple[PassageFinding, ...]:
    """Every passage of *article* in order, with the registered words found in it."""
    library = _Library(lookup)
    found = passages(article)
    compared = [_finding(article, passage, library) for passage in found[:MOST_PASSAGES]]
    too_many = (
        PassageFinding(passage=passage, whole=Ranking(), compared=False) for passage in found[MOST_PASSAGES:]
    )
    return (*compared, *too_many)


class _Library:
    """The letters looked up for one article, each read once."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._read: dict[StatementId, Sequence[Reading]] = {}

    def letters(self, text: str) -> list[Letter]:
        return [
            (statement, words, self._readings(statement, words)) for statement, words in self._lookup(text)
        ]

    def _readings(self, statement: StatementId, words: Words) -> Sequence[Reading]:
        if statement not in self._read:
            self._read[statement] = readings(words)
        return self._read[statement]


def _finding(article: str, passage: Passage, library: _Library) -> PassageFinding:
    if passage.kind is PassageKind.NARRATION:
        pieces = tuple(_narrated(article, passage, library))
        return PassageFinding(passage=passage, whole=Ranking(), pieces=pieces)
    whole = _ranked(article, passage, passage.span, library)
    if _is_verbatim(whole):
        return PassageFinding(passage=passage, whole=whole, pieces=(Piece(span=passage.span, ranking=whole),))
    phrases = tuple(_phrases(_elided(article, passage), passage.span))
    if len(phrases) < 2:
        return PassageFinding(passage=passage, whole=whole, pieces=(Piece(span=passage.span, ranking=whole),))
    pieces = tuple(
        Piece(span=phrase, ranking=_ranked(article, passage, phrase, library)) for phrase in phrases
    )
    return PassageFinding(passage=passage, whole=whole, pieces=pieces)


def _ranked(article: str, passage: Passage, span: Span, library: _Library) -> Ranking:
    """As printed; or without the editor's insertions, if that is found and the other is not."""
    printed = _looked_up(article[slice(*span)], library)
    if not passage.insertions or _is_verbatim(printed):
        return printed
    elided = _looked_up(_elided(article, passage)[slice(*span)], library)
    return elided if _is_verbatim(elided) else printed


def _looked_up(text: str, library: _Library) -> Ranking:
    return rank_readings(read(text), library.letters(text))


def _is_verbatim(ranking: Ranking) -> bool:
    return ranking.best is not None and ranking.best.finding.likeness in _VERBATIM


def _elided(article: str, passage: Passage) -> str:
    """The article with an ellipsis for each insertion, as long as that: every place stays where it was."""
    for start, end in passage.insertions:
        article = f"{article[:start]}{'…':<{end - start}}{article[end:]}"
    return article


def _phrases(article: str, span: Span) -> Iterator[Span]:
    """The quotation cut after its commas, stops and dashes."""
    start = span[0]
    for end in (*(found.start() for found in _PHRASE_ENDS.finditer(article, *span)), span[1]):
        phrase = trimmed(article, start, end)
        if any(character.isalnum() for character in article[slice(*phrase)]):
            yield phrase
        start = min(end + 1, span[1])


# ── registered words in narration ────────────────────────────────────────────


def _narrated(article: str, passage: Passage, library: _Library) -> Iterator[Piece]:
    text = passage.of(article)
    letters = library.letters(text)
    told = read(text)
    runs = [
        run
        for _, words, registered in letters
        for wording, reading in zip(words, registered, strict=True)
        for run in (*_runs(told, reading), *_whole_clauses(told, wording, reading))
    ]
    for first, after in _apart(runs):
        span = told.span(told.words[first], told.words[after - 1] + 1)
        ranking = rank_readings(read(text[slice(*span)]), letters)
        if _is_verbatim(ranking):
            start = passage.span[0]
            yield Piece(span=(start + span[0], start + span[1]), ranking=ranking)


def _runs(told: Reading, registered: Reading) -> Iterator[Span]:
    """The longest runs of words that both have; numbered by the words of the narration."""
    ours, theirs = _forms(told), _forms(registered)
    places: dict[tuple[str, ...], int] = {}
    for place in range(len(theirs) - FEWEST_NARRATED, -1, -1):
        places[theirs[place : place + FEWEST_NARRATED]] = place
    start = 0
    while start <= len(ours) - FEWEST_NARRATED:
        seed = ours[start : start + FEWEST_NARRATED]
        if seed not in places:
            start += 1
            continue
        place = places[seed]
        length = FEWEST_NARRATED
        while ours[start + length : start + length + 1] == theirs[place + length : place + length + 1] != ():
            length += 1
        yield (start, start + length)
        start += length


def _whole_clauses(told: Reading, text: Text, registered: Reading) -> Iterator[Span]:
    """Where the narration has a whole clause, or the whole of a text without clauses."""
    ours = _forms(told)
    for start, end in text.clauses.values() or ((0, len(text.text)),):
        clause = tuple(
            registered.strict[index]
            for index in registered.words
            if start <= registered.tokens[index].start and registered.tokens[index].end <= end
        )
        if len(clause) > 1 and not all(map(is_function_word, clause)):
            yield from _occurrences(ours, clause)


def _occurrences(ours: Sequence[str], clause: Sequence[str]) -> Iterator[Span]:
    if len(clause) > len(ours) or not set(clause) <= set(ours):
        return
    starts = (place for place in range(len(ours) - len(clause) + 1) if ours[place] == clause[0])
    for place in islice(starts, MOST_PASSAGES):
        if ours[place : place + len(clause)] == clause:
            yield (place, place + len(clause))


def _forms(reading: Reading) -> tuple[str, ...]:
    """The words' strict forms; where words are not given, something that equals nothing."""
    return tuple(
        form
        for token, form in zip(reading.tokens, reading.strict, strict=True)
        if token.kind in (Kind.WORD, Kind.GAP)
    )


def _apart(runs: Iterable[Span]) -> list[Span]:
    """The longest runs first, as many as do not overlap; in the order of the text."""
    taken: list[Span] = []
    for run in sorted(set(runs), key=lambda run: (run[0] - run[1], run)):
        if all(run[1] <= first or after <= run[0] for first, after in taken):
            taken.append(run)
    return sorted(taken)
