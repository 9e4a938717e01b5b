"""A sheet of paper or a page of a PDF: a letter's words with other things printed round them.

Where the letter's words stand on it is found in three steps: the stretch of the sheet
that is densest in words of the registered text; its edges, word by word, where a first
or last word was misread; and what is left over, line by line, furniture or not.  What
is not recognised as furniture belongs to the letter and is compared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, groupby

from chancery.check.alignment import align
from chancery.check.characters import is_unseen, script
from chancery.check.copy import Read
from chancery.check.furniture import (
    MOST_OF_A_PAGE_MARK,
    Printed,
    is_caption,
    is_mail_line,
    is_page_mark,
    says_something,
)
from chancery.check.pairing import pairs
from chancery.check.reading import Reading
from chancery.check.tokens import Kind, Token
from chancery.record.words import Span

ABSENT = 0.5
"""What a word that the registered text has not takes from a stretch; one that it has gives 1."""

EDGE = 12
"""How many words beyond the densest stretch are looked at for the letter's first and last words."""

RESEMBLES = 1.5
"""A misread word at the edge is still the registered one if each letter costs less than this."""

DIRT = 0.4
"""A short line round the letter that was read less surely on average is dirt, a stamp or a QR code."""
MOST_WORDS_OF_DIRT = 6

MOST_WORDS_OF_A_SCRAP = 3
"""Of so few words round the letter, one that stands in a named line is enough: a line broken up by noise."""

PLAINLY = 0.8
"""A word of a printed line that was read less surely says nothing against it."""
FEWEST_PRINTED, MOSTLY = 2, 0.6
"""So many words, and this share of those that count, make an inked line one of the named lines."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """
    Words of a copy with how surely each was read and in which line it stands.

    Without slots, as `Reading` is.
    """

    reading: Reading
    sure: tuple[float, ...]
    offered: tuple[tuple[str, ...], ...]
    """For each token the other readings of its ink."""
    line: tuple[int, ...]
    place: tuple[int, ...]
    """Which token of the whole sheet each is; a step of more than one is where something was set aside."""

    @property
    def ink(self) -> bool:
        """Whether anything here was read from ink."""
        return any(sure < 1.0 for sure in self.sure)

    @cached_property
    def legibility(self) -> Mapping[int, float]:
        """How surely the words of each line were read on average."""
        lines = self.lines(0, len(self.sure))
        return {self.line[line.start]: self.surely(filter(self.is_word, line)) for line in lines}

    def only(self, kept: Callable[[int], bool]) -> Sheet:
        """The sheet with some of its tokens."""
        chosen = [index for index in range(len(self.sure)) if kept(index)]
        tokens = tuple(self.reading.tokens[index] for index in chosen)
        return Sheet(
            reading=replace(self.reading, tokens=tokens),
            sure=tuple(self.sure[index] for index in chosen),
            offered=tuple(self.offered[index] for index in chosen),
            line=tuple(self.line[index] for index in chosen),
            place=tuple(self.place[index] for index in chosen),
        )

    def lines(self, first: int, after: int) -> list[range]:
        """The tokens from *first* up to *after*, line by line."""
        return [
            range(group[0], group[-1] + 1)
            for _, found in groupby(range(first, after), key=self.line.__getitem__)
            if (group := list(found))
        ]

    def tokens(self, places: range) -> tuple[Token, ...]:
        """Some of its tokens."""
        return self.reading.tokens[places.start : places.stop]

    def words(self, places: range) -> tuple[str, ...]:
        """Some of its words, as the eye takes them in passing."""
        return tuple(self.reading.loose[index] for index in places if self.is_word(index))

    def legible(self, places: range) -> tuple[str, ...]:
        """Of these words the ones that could be read; another script in the line comes out as scraps."""
        return tuple(
            self.reading.loose[index] for index in places if self.is_word(index) and self.sure[index] >= DIRT
        )

    def is_word(self, index: int) -> bool:
        """Whether the token is a word."""
        return self.reading.tokens[index].kind is Kind.WORD

    def surely(self, places: Iterable[int]) -> float:
        """How surely these tokens were read on average."""
        found = [self.sure[index] for index in places]
        return sum(found) / len(found) if found else 1.0


def sheet(copy: Reading, reads: Sequence[Read]) -> Sheet:
    """The copy with what is known of its ink; from ink nothing can be read that leaves none."""
    breaks = [place for place, character in enumerate(copy.text) if character == "\n"]
    sure, offered = _from_ink(copy, reads)
    whole = Sheet(
        reading=copy if not reads else replace(copy, tokens=tuple(map(_seen, copy.tokens, sure))),
        sure=sure,
        offered=offered,
        line=tuple(bisect_right(breaks, token.start) for token in copy.tokens),
        place=tuple(range(len(copy.tokens))),
    )
    return whole.only(lambda index: bool(whole.reading.tokens[index].text)) if reads else whole


def _from_ink(copy: Reading, reads: Sequence[Read]) -> tuple[tuple[float, ...], tuple[tuple[str, ...], ...]]:
    """For each token how surely it was read, by the least sure of the words it is part of."""
    if not reads:
        return (1.0,) * len(copy.tokens), ((),) * len(copy.tokens)
    ends = [read.span[1] for read in reads]
    sure, offered = [], []
    for token in copy.tokens:
        first = after = bisect_right(ends, token.start)
        while after < len(reads) and reads[after].span[0] < token.end:
            after += 1
        found = reads[first:after]
        sure.append(min((read.sure for read in found), default=0.0))
        offered.append(found[0].otherwise if len(found) == 1 else ())
    return tuple(sure), tuple(offered)


def _seen(token: Token, sure: float) -> Token:
    if sure >= 1.0 or token.text.isascii():
        return token
    return token._replace(text="".join(each for each in token.text if not is_unseen(each)))


# ── where the letter stands ──────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Where some registered words stand on a sheet: tokens of the sheet, tokens of the registered text."""

    ours: Span
    theirs: Span
    weight: float = 0.0
    """By how much the words that are there outweigh those that are not."""


def densest(on: Sheet, registered: Reading) -> Stretch | None:
    """The stretch of the sheet densest in the registered text's words; None when it has none of them."""
    blocks = align(on.reading.loose, registered.loose).blocks
    partner = {block.ours + step: block.theirs + step for block in blocks for step in range(block.length)}
    wanted = script_of(registered)
    values = [_value(on, index, index in partner, wanted) for index in range(len(on.sure))]
    span, weight = _heaviest(values)
    matched = [index for index in range(*span) if index in partner and on.is_word(index)]
    if not matched:
        return None
    ours = (matched[0], matched[-1] + 1)
    return Stretch(ours=ours, theirs=(partner[matched[0]], partner[matched[-1]] + 1), weight=weight)


def _value(on: Sheet, index: int, shared: bool, wanted: str | None) -> float:
    if not on.is_word(index):
        return 0.0
    if shared:
        return 1.0
    foreign = script_of_word(on.reading.tokens[index].text) not in (None, wanted)
    return -ABSENT / 10 if foreign else -ABSENT


def script_of_word(text: str) -> str | None:
    """The script of a word's first letter; None for numbers and marks."""
    if text.isascii():
        return "LATIN" if any(map(str.isalpha, text)) else None
    return next((found for letter in text if (found := script(letter)) is not None), None)


def script_of(reading: Reading) -> str | None:
    """The script that a text is mostly written in, by its first words."""
    found = [script_of_word(reading.tokens[index].text) for index in reading.words[:50]]
    return max(set(found), key=found.count, default=None)


def scripts_of_lines(on: Sheet) -> tuple[str | None, ...]:
    """For each token the script that its line is mostly written in: a foreign name stays in its sentence."""
    found: list[str | None] = []
    for line in on.lines(0, len(on.sure)):
        in_it = [each for token in on.tokens(line) if (each := script_of_word(token.text)) is not None]
        found += [max(set(in_it), key=in_it.count, default=None)] * len(line)
    return tuple(found)


def _heaviest(values: Sequence[float]) -> tuple[Span, float]:
    """The stretch of the greatest sum (J. Kadane's one pass)."""
    best, best_span = 0.0, (0, 0)
    start, lowest = 0, 0.0
    for end, total in enumerate(accumulate(values), start=1):
        if total - lowest > best:
            best, best_span = total - lowest, (start, end)
        if total < lowest:
            lowest, start = total, end
    return best_span, best


def with_edges(on: Sheet, registered: Reading, found: Stretch) -> Stretch:
    """The stretch grown over words at its edges that were misread."""
    (a, b), (c, d) = found.ours, found.theirs
    before = (max(0, a - EDGE - 2), a, max(0, c - EDGE), c)
    after = (b, min(len(on.sure), b + EDGE + 2), d, min(len(registered.tokens), d + EDGE))
    a, c = min(((i, j) for i, _, j, _ in _resembling(on, registered, before)), default=(a, c))
    b, d = max(((i, j) for _, i, _, j in _resembling(on, registered, after)), default=(b, d))
    return replace(found, ours=(a, b), theirs=(c, d))


def _resembling(
    on: Sheet, registered: Reading, window: tuple[int, int, int, int]
) -> Iterable[tuple[int, int, int, int]]:
    i, i_end, j, j_end = window
    for pair in pairs(on.reading.tokens[i:i_end], registered.tokens[j:j_end]) or ():
        letters = sum(len(token.text) for token in registered.tokens[j + pair.theirs : j + pair.their_end])
        if pair.ours < pair.our_end and letters and pair.cost < RESEMBLES * letters:
            yield i + pair.ours, i + pair.our_end, j + pair.theirs, j + pair.their_end


def reach(registered: Reading, edge: int, way: int, words: int) -> int:
    """*edge* moved over as many registered words, not over words that are not given."""
    limit = len(registered.tokens) if way > 0 else 0
    while words and edge != limit:
        token = registered.tokens[edge if way > 0 else edge - 1]
        if token.kind is Kind.GAP:
            break
        words -= token.kind is Kind.WORD
        edge += way
    return edge


# ── what is set aside ────────────────────────────────────────────────────────


def beforehand(on: Sheet, registered: Reading, known: Printed) -> frozenset[int]:
    """Lines that are furniture wherever they stand, if the registered text has no such words in a row."""
    own = _in_a_row(registered.loose[index] for index in registered.words)
    among_its_words = [set(line) for line in known.lines if _in_a_row(line) in own]
    return frozenset(
        index
        for line in on.lines(0, len(on.sure))
        if is_furniture(on, line, known) and not _repeats(on.words(line), own, among_its_words)
        for index in line
    )


def _in_a_row(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _repeats(words: Sequence[str], own: str, among_its_words: Iterable[set[str]]) -> bool:
    """Whether these are, or may have been before they were misread, words of the registered text."""
    misread = any(2 * len(line.intersection(words)) >= len(words) for line in among_its_words)
    return misread or _in_a_row(words) in own


def is_furniture(on: Sheet, line: range, known: Printed) -> bool:
    """Whether the line is one that the press prints, or a page mark, or the one and then the other."""
    if is_page_mark(on.tokens(line)):
        return True
    ink = any(on.sure[index] < 1.0 for index in line)
    if ink and _says_something_strange(on, line, known):
        return False
    covered = any(known.covers(on.legible(part), ink=ink) for part in _before_a_page_mark(on, line))
    return covered or (ink and _is_mostly_printed(on, line, known))


def _says_something_strange(on: Sheet, line: range, known: Printed) -> bool:
    """Whether a word that stands in no named line could change what the letter means."""
    strange = (index for index in line if on.is_word(index) and not known.speaks_of(on.reading.loose[index]))
    return any(says_something(on.tokens(range(index, index + 1))) for index in strange)


def _is_mostly_printed(on: Sheet, line: range, known: Printed) -> bool:
    """
    Whether most words of an inked line are those of named lines, in whatever order.

    Columns are read across, other scripts come out as scraps; only what was read surely, or
    is known, counts.
    """
    words = [(on.reading.loose[index], on.sure[index]) for index in line if on.is_word(index)]
    spoken = [known.speaks_of(word) for word, sure in words if sure >= PLAINLY or known.speaks_of(word)]
    return len(spoken) >= FEWEST_PRINTED and sum(spoken) >= MOSTLY * len(spoken)


def _before_a_page_mark(on: Sheet, line: range) -> Iterator[range]:
    yield line
    for index in line[1:][-MOST_OF_A_PAGE_MARK:]:
        if is_page_mark(on.tokens(range(index, line.stop))):
            yield range(line.start, index)


def round_it(on: Sheet, body: Stretch, known: Printed) -> frozenset[int]:
    """The furniture in lines before and after the letter; what stands in its own lines never is."""
    first, last = on.line[body.ours[0]], on.line[body.ours[1] - 1]
    outside = [line for line in on.lines(0, len(on.sure)) if not first <= on.line[line.start] <= last]
    return frozenset(index for line in outside if _belongs_round(on, line, known) for index in line)


def _belongs_round(on: Sheet, line: range, known: Printed) -> bool:
    if is_furniture(on, line, known) or is_mail_line(on.tokens(line), on.reading.text):
        return True
    if known.captions and is_caption(on.tokens(line)):
        return True
    if says_something(on.tokens(line)):
        return False
    words = on.words(line)
    if on.surely(line) < 1.0 and len(words) <= MOST_WORDS_OF_A_SCRAP and any(map(known.speaks_of, words)):
        return True
    return len(on.words(line)) <= MOST_WORDS_OF_DIRT and on.surely(line) < DIRT
