"""What a quotation leaves out that turns its meaning: a “not”, an “if”, an “unless” beside the cut.

True words can say the opposite of a letter when the word before them is cut off.  So
the rest of the sentence on either side of a quotation, and what an ellipsis passes
over, is searched for words that deny or condition, and for a question mark.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import islice, pairwise

from chancery.check.reading import Reading
from chancery.check.tokens import Kind
from chancery.check.vocabulary import WordClass, turning_length
from chancery.record.words import Span

FURTHEST_OMISSION = 400
"""How many words and marks away from the cut a sentence is searched; no honest sentence is longer."""

MOST_OMISSIONS = 200
"""How many are listed of one place; nobody reads more."""

MOST_PLACES_SEARCHED = 10
"""At how many other places of the same words omissions are looked for."""


@unique
class Side(StrEnum):
    """On which side of the quoted words something was left out."""

    BEFORE = "before"
    AFTER = "after"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """
    A word that turns the meaning and was cut off: it stands in the same sentence, outside the quoted words.

    `distance` counts the words between it and the cut; nought is next to it.
    """

    side: Side
    classes: frozenset[WordClass]
    span: Span
    distance: int


def omissions(registered: Reading, quoted: Sequence[Span], also: Sequence[Span] = ()) -> tuple[Omission, ...]:
    """
    What was left out round the *quoted* tokens and between them.

    Then the same for the other places of the same words: nobody can tell which of
    them was quoted.
    """
    found = [*islice(_round(registered, quoted), MOST_OMISSIONS)]
    for place in also[:MOST_PLACES_SEARCHED]:
        found += islice(_round(registered, [place]), MOST_OMISSIONS)
    return tuple(found)


def rest_before(registered: Reading, first: int) -> Span:
    """The rest of the sentence before the token, up to words that are not given."""
    start = registered.span(first, first + 1)[0]
    return (min(_sentence_of(registered, start)[0], start), start)


def rest_after(registered: Reading, after: int) -> Span:
    """The rest of the sentence after the last quoted token; its own full stop is not a rest."""
    last = registered.tokens[after - 1]
    end = _sentence_of(registered, last.start)[1]
    return (last.end, max(last.end, end))


def _round(registered: Reading, quoted: Sequence[Span]) -> Iterator[Omission]:
    """Denials, conditions and question marks in the cut-off rests of the sentences, and between pieces."""
    first, last = quoted[0][0], quoted[-1][1]
    start, end = _within(registered, first, last)
    yield from _turning(registered, range(first - 1, start - 1, -1), Side.BEFORE)
    for (_, left), (right, _) in pairwise(quoted):
        yield from _turning(registered, range(left, right), Side.BETWEEN)
    yield from _turning(registered, range(last, end), Side.AFTER)


def _within(registered: Reading, first: int, last: int) -> Span:
    """The tokens of the sentences in which *first* begins and *last* ends, as far as they are searched."""
    starts, ends = rest_before(registered, first)[0], rest_after(registered, last)[1]
    start, end = first, last
    while start > max(0, first - FURTHEST_OMISSION) and registered.tokens[start - 1].start >= starts:
        start -= 1
    while end < min(len(registered.tokens), last + FURTHEST_OMISSION) and registered.tokens[end].end <= ends:
        end += 1
    return start, end


def _sentence_of(registered: Reading, place: int) -> Span:
    sentences = registered.sentences
    index = bisect_right(sentences, (place, len(registered.text)))
    return sentences[max(0, index - 1)]


def _turning(registered: Reading, places: range, side: Side) -> Iterator[Omission]:
    distance = 0
    for index in places:
        token = registered.tokens[index]
        classes = registered.turns_at(index)
        if classes:
            length = turning_length(registered.tokens, index)
            yield Omission(
                side=side,
                classes=classes,
                span=registered.span(index, index + length),
                distance=distance - (length - 1 if side is Side.BEFORE else 0),
            )
        distance += token.kind is Kind.WORD
