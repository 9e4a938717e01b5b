"""Where the words of a copy stand in a registered text: verbatim, in pieces, or nearly.

The rule, in order:

1. *Verbatim*: the copy's words and marks occur one after another.  Quotation marks
   round the copy and a comma or full stop at its end may be set aside, by name.
2. *In pieces*: where the copy itself leaves words out (“…”, “[…]”), every piece occurs
   verbatim, one after the other in the registered order.
3. *Nearly*: in the stretch of the registered text most like the copy, more than
   `NEARLY` of the words are the same and in the same order, counted on the longer
   side; and two neighbouring words of it, not both of them grammar, are the same.
   Marks at the copy's edges that the registered text has not are set aside as above.

“[…]” in the registered text stands for words nobody has given.  It is never matched
and nothing is matched across it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from chancery.check.alignment import Block
from chancery.check.difference import Difference, alike_within, difference_within
from chancery.check.normalise import (
    END_CHARACTERS,
    NONE,
    QUOTE_CHARACTERS,
    Normalisation,
    needed,
)
from chancery.check.reading import Reading
from chancery.check.tokens import Kind, Token
from chancery.check.vocabulary import is_function_word
from chancery.record.words import Span

NEARLY = 0.6
"""
More than this share of the words must be the same for a text to be called an altered one.

Three words with one exchanged are two thirds the same, and nearly; five with two
exchanged are not.  Below the mark the honest answer is that these are not the words.
"""

NEARLY_IF_LONG = 0.5
"""The same for twenty words or more, which no two letters share by chance."""

LONG = 20

MOST_PLACES = 100
"""How many places of the same words are listed."""

MOST_PIECES = 100
"""A quotation with more omissions than this is no quotation."""

MOST_COMPARED = 1_000_000
"""How many words are looked at one by one to list the places of one passage."""

_MATTER, _GRAMMAR = 5, 1
"""What a shared word weighs when the most similar stretch is sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Words of the copy that occur verbatim: tokens of the copy, tokens of the registered text.

    `set_aside` names the normalisations without which they would not.
    """

    copy: Span
    registered: Span
    set_aside: frozenset[Normalisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The stretch of the registered text most like the copy, and how the two differ there."""

    registered: Span
    """Tokens of the registered text."""
    difference: Difference
    same_words: int
    of_words: int
    """Words on the longer side."""
    anchored: bool
    """Whether two neighbouring words that are not both grammar are the same."""
    normalisations: frozenset[Normalisation] = NONE
    """What was set aside to call the words that are the same so."""

    @property
    def is_near(self) -> bool:
        """Whether this is the same text with words changed, by the module's rule."""
        mark = NEARLY_IF_LONG if self.of_words >= LONG else NEARLY
        return self.anchored and self.same_words > mark * self.of_words


def verbatim(copy: Reading, registered: Reading) -> tuple[Place, ...]:
    """Every place where the whole copy occurs verbatim, up to `MOST_PLACES`."""
    whole = (0, len(copy.tokens))
    return tuple(islice(_places(copy, registered, whole, (0, len(registered.tokens))), MOST_PLACES))


def in_pieces(copy: Reading, registered: Reading) -> tuple[Place, ...] | None:
    """The places of the copy's pieces, in order; None when it has no ellipsis, or a piece is not found."""
    pieces = tuple(_pieces(copy))
    elided = any(token.kind in (Kind.ELLIPSIS, Kind.GAP) for token in copy.tokens)
    if not elided or not 0 < len(pieces) <= MOST_PIECES:
        return None
    found: list[Place] = []
    start = 0
    for piece in pieces:
        place = next(_places(copy, registered, piece, (start, len(registered.tokens))), None)
        if place is None:
            return None
        found.append(place)
        start = place.registered[1]
    return tuple(found)


def nearest_stretch(copy: Reading, registered: Reading) -> Near | None:
    """The stretch of the registered text most like the copy; None when no word is shared."""
    if not copy.words or not registered.words:
        return None
    core = _core(copy, (0, len(copy.tokens)))
    window = _window(copy, registered)
    alike, _ = alike_within(copy, registered, core, window)
    stretch = _tightened(copy, registered, alike)
    if stretch is None:
        return None
    quoted, stretch = _with_their_marks(copy, registered, core, stretch)
    near = _measured(copy, registered, stretch, difference_within(copy, registered, quoted, stretch))
    left = (*copy.tokens[: quoted[0]], *copy.tokens[quoted[1] :])
    return replace(near, normalisations=near.normalisations.union(set_aside_as(mark.text) for mark in left))


# ── verbatim ─────────────────────────────────────────────────────────────────


def _pieces(copy: Reading) -> Iterator[Span]:
    start = 0
    for index, token in enumerate(copy.tokens):
        if token.kind in (Kind.ELLIPSIS, Kind.GAP):
            if _has_word(copy.tokens[start:index]):
                yield (start, index)
            start = index + 1
    if _has_word(copy.tokens[start:]):
        yield (start, len(copy.tokens))


def _has_word(stream: Sequence[Token]) -> bool:
    return any(token.kind is Kind.WORD for token in stream)


def _places(copy: Reading, registered: Reading, piece: Span, within: Span) -> Iterator[Place]:
    core = _core(copy, piece)
    places = _occurrences(copy.strict[slice(*core)], registered, within)
    for start, capital in islice(places, 1 + MOST_COMPARED // (core[1] - core[0])):
        aside = _needed_throughout(copy, registered, core, start, capital)
        if aside is not None:
            yield _grown(copy, registered, piece, core, start, aside)


def _core(copy: Reading, piece: Span) -> Span:
    """The piece without quotation marks round it and marks at its end."""
    start, end = piece
    while start < end and copy.tokens[start].text in QUOTE_CHARACTERS:
        start += 1
    while start < end and copy.tokens[end - 1].text in QUOTE_CHARACTERS | END_CHARACTERS:
        end -= 1
    return (start, end) if start < end else piece


def _occurrences(needle: Sequence[str], hay: Reading, within: Span) -> Iterator[tuple[int, bool]]:
    """Where *needle* begins in *hay*, and whether its first capital had to be set aside."""
    for first in _capitals(needle[0]):
        sought = hay.straw_of((first, *needle[1:]))
        start = hay.straw.find(sought, *within) if sought is not None else -1
        while start >= 0 and sought is not None:
            yield start, first != needle[0]
            start = hay.straw.find(sought, start + 1, within[1])


def _capitals(form: str) -> Iterator[str]:
    yield form
    other = form[:1].swapcase() + form[1:]
    if len(other) == len(form) and other != form:
        yield other


def _needed_throughout(
    copy: Reading, registered: Reading, core: Span, start: int, capital: bool
) -> frozenset[Normalisation] | None:
    """What had to be set aside for the core to be equal; None when two words contradict each other."""
    aside = {Normalisation.FIRST_CAPITAL} if capital else set()
    shift = start - core[0]
    for index in range(*core):
        ours, theirs = copy.tokens[index], registered.tokens[index + shift]
        if ours.text == theirs.text or (capital and index == core[0]):
            continue
        normalisations = needed(ours.text, theirs.text)
        if normalisations is None:
            return None
        aside |= normalisations
    if _spaced_otherwise(copy, registered, core, start):
        aside.add(Normalisation.SPACES)
    return frozenset(aside)


def _spaced_otherwise(copy: Reading, registered: Reading, core: Span, start: int) -> bool:
    shift = start - core[0]
    return any(
        copy.text[copy.tokens[index].end : copy.tokens[index + 1].start]
        != registered.text[registered.tokens[index + shift].end : registered.tokens[index + shift + 1].start]
        for index in range(core[0], core[1] - 1)
    )


def _grown(
    copy: Reading, registered: Reading, piece: Span, core: Span, start: int, aside: frozenset[Normalisation]
) -> Place:
    """The place of the core, grown over the marks at its edges where the registered text has them too."""
    first, left = _edge(copy, registered, range(core[0] - 1, piece[0] - 1, -1), start - 1, -1)
    after, right = _edge(copy, registered, range(core[1], piece[1]), start + core[1] - core[0], 1)
    return Place(copy=piece, registered=(first + 1, after), set_aside=aside | left | right)


def _edge(
    copy: Reading, registered: Reading, marks: range, place: int, way: int
) -> tuple[int, frozenset[Normalisation]]:
    """How far from *place* the marks are registered ones, and what the others were set aside as."""
    aside: set[Normalisation] = set()
    for index in marks:
        mark = copy.tokens[index].text
        inside = 0 <= place < len(registered.tokens)
        normalisations = needed(mark, registered.tokens[place].text) if inside else None
        if normalisations is None:
            aside.add(set_aside_as(mark))
        else:
            aside |= normalisations
            place += way
    return place, frozenset(aside)


def set_aside_as(mark: str) -> Normalisation:
    """Under which name a mark at the edge of a quotation is set aside."""
    return Normalisation.QUOTATION_MARKS if mark in QUOTE_CHARACTERS else Normalisation.END_PUNCTUATION


# ── nearly ───────────────────────────────────────────────────────────────────


def _window(copy: Reading, registered: Reading) -> Span:
    """The tokens round the stretch, as long as the copy, that shares most of its words."""
    ours = Counter(copy.loose[index] for index in copy.words)
    length = len(copy.words)
    places = registered.words
    if length >= len(places):
        return (0, len(registered.tokens))
    start = _best_start(ours, [registered.loose[index] for index in places], length)
    slack = length // 3 + 2
    before, after = start - slack, start + length + slack
    # The marks beyond the outermost words belong to the window as much as those words do.
    first = places[before - 1] + 1 if before > 0 else 0
    last = places[after] if after < len(places) else len(registered.tokens)
    return (first, last)


def _best_start(ours: Counter[str], theirs: Sequence[str], length: int) -> int:
    """Where the window of *length* words begins that shares the greatest weight of words; the first such."""
    weight = {word: _GRAMMAR if is_function_word(word) else _MATTER for word in ours}
    lacking = Counter(ours)
    score = best = best_start = 0
    for index, word in enumerate(theirs):
        if word in weight:
            score += weight[word] * (lacking[word] > 0)
            lacking[word] -= 1
        gone = theirs[index - length] if index >= length else None
        if gone in weight:
            lacking[gone] += 1
            score -= weight[gone] * (lacking[gone] > 0)
        if score > best:
            best, best_start = score, max(0, index - length + 1)
    return best_start


def _tightened(copy: Reading, registered: Reading, alike: Sequence[Block]) -> Span | None:
    """
    The stretch drawn in to the words that correspond; None when none does.

    Words of the copy before the first that corresponds stand in the place of as many
    registered words, if there are so many before a gap; likewise after the last.
    """
    blocks = [block for block in alike if _word_count(copy, block.ours, block.ours + block.length)]
    if not blocks:
        return None
    first, last = blocks[0], blocks[-1]
    before = _word_count(copy, 0, first.ours)
    after = _word_count(copy, last.ours + last.length, len(copy.tokens))
    start = _reach(registered, first.theirs, -1, 0, before)
    end = _reach(registered, last.theirs + last.length, 1, len(registered.tokens), after)
    return (start, end)


def _with_their_marks(copy: Reading, registered: Reading, core: Span, stretch: Span) -> tuple[Span, Span]:
    """Both stretches grown over the marks at their edges as far as those are the same."""
    before = _marks_in_common(copy, registered, core[0] - 1, stretch[0] - 1, -1)
    after = _marks_in_common(copy, registered, core[1], stretch[1], 1)
    return (core[0] - before, core[1] + after), (stretch[0] - before, stretch[1] + after)


def _marks_in_common(copy: Reading, registered: Reading, ours: int, theirs: int, way: int) -> int:
    count = 0
    while 0 <= ours < len(copy.tokens) and 0 <= theirs < len(registered.tokens):
        if needed(copy.tokens[ours].text, registered.tokens[theirs].text) is None:
            break
        ours, theirs, count = ours + way, theirs + way, count + 1
    return count


def _word_count(reading: Reading, first: int, after: int) -> int:
    return sum(reading.tokens[index].kind is Kind.WORD for index in range(first, after))


def _reach(registered: Reading, edge: int, way: int, limit: int, words: int) -> int:
    """*edge* moved over as many words, not past *limit* nor over words that are not given."""
    while words and edge != limit:
        token = registered.tokens[edge if way > 0 else edge - 1]
        if token.kind is Kind.GAP:
            break
        words -= token.kind is Kind.WORD
        edge += way
    return edge


def _measured(copy: Reading, registered: Reading, stretch: Span, found: Difference) -> Near:
    pairs = [
        (block.ours + offset, block.theirs + offset)
        for block in found.alike
        for offset in range(block.length)
    ]
    same = [ours for ours, _ in pairs if copy.tokens[ours].kind is Kind.WORD]
    return Near(
        registered=stretch,
        difference=found,
        same_words=len(same),
        of_words=max(len(copy.words), _word_count(registered, *stretch)),
        anchored=_anchored(copy, same),
        normalisations=NONE.union(*_needed_between(copy, registered, pairs)),
    )


def _needed_between(
    copy: Reading, registered: Reading, pairs: list[tuple[int, int]]
) -> Iterator[frozenset[Normalisation]]:
    """What was set aside in the words that are the same; what is not the same is a difference and shown."""
    for ours, theirs in pairs:
        copied, kept = copy.tokens[ours].text, registered.tokens[theirs].text
        if copied != kept:
            yield needed(copied, kept) or NONE


def _anchored(copy: Reading, same: list[int]) -> bool:
    rank = {index: number for number, index in enumerate(copy.words)}
    return any(
        rank[second] == rank[first] + 1
        and not (is_function_word(copy.tokens[first].text) and is_function_word(copy.tokens[second].text))
        for first, second in pairwise(same)
    )
