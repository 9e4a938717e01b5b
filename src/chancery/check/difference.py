"""What differs between a copy and the registered text, word by word, in runs a person can read.

Runs are in order and leave nothing out: read down one side they are the copy, down
the other the registered text.  Within a replaced run words are not paired; a person
sees both stretches beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.check.alignment import Block, align
from chancery.check.normalise import needed
from chancery.check.reading import Reading
from chancery.check.tokens import Kind
from chancery.check.unicode_tricks import Trick, look_alike, looks_like
from chancery.check.vocabulary import WordClass, word_classes
from chancery.record.words import Span

MOST_CLASSED = 200
"""How many words of one side of a run are looked at for what they are; a longer run has to be read anyway."""


MOST_PAIRED = 1_000
"""How many words of one stretch that only look the same are shown each on its own."""


@unique
class Change(StrEnum):
    """What became of a run of words on the way from the registered text to the copy."""

    SAME = "same"
    REPLACED = "replaced"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    A run of words and marks on both sides; the empty side of an addition has an empty span.

    `tokens` counts words and marks: first and after in the copy, first and after in the
    registered text.
    """

    change: Change
    copy: Span
    registered: Span
    classes: frozenset[WordClass] = frozenset()
    """What the changed words are, on either side; empty for ordinary words and for what is the same."""
    tokens: tuple[int, int, int, int]
    words: int
    """How many words it has on the side that has more; marks are no words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    The runs in order.

    When the search was *cut off* the runs are still true, but a replaced one may be
    longer than it need be: the words were not compared one by one.
    """

    runs: tuple[Run, ...]
    tricks: tuple[Trick, ...] = ()
    """Words of the copy that look like the registered word in their place and are not."""
    alike: tuple[Block, ...] = ()
    """The stretches that are the same to the eye, capitals and look-alikes forgotten; in tokens."""
    cut_off: bool = False

    @property
    def changed(self) -> tuple[Run, ...]:
        """The runs that are not the same."""
        return tuple(run for run in self.runs if run.change is not Change.SAME)


def difference(copy: Reading, registered: Reading) -> Difference:
    """How the whole of *copy* differs from the whole of *registered*."""
    return difference_within(copy, registered, (0, len(copy.tokens)), (0, len(registered.tokens)))


def difference_within(copy: Reading, registered: Reading, ours: Span, theirs: Span) -> Difference:
    """How some tokens of the copy differ from some of the registered text; spans count tokens here."""
    alike, cut_off = alike_within(copy, registered, ours, theirs)
    alike = tuple(_ended(copy, registered, alike))
    same = [part for block in alike for part in _truly_same(copy, registered, block)]
    runs = tuple(_runs(copy, registered, same, (*ours, *theirs)))
    look_alikes = tuple(_look_alikes(copy, registered, runs))
    return Difference(runs=runs, tricks=look_alikes, alike=alike, cut_off=cut_off)


def alike_within(
    copy: Reading, registered: Reading, ours: Span, theirs: Span
) -> tuple[tuple[Block, ...], bool]:
    """The stretches of tokens that are the same to the eye, and whether the search was cut off."""
    aligned = align(copy.loose[slice(*ours)], registered.loose[slice(*theirs)])
    moved = (Block(block.ours + ours[0], block.theirs + theirs[0], block.length) for block in aligned.blocks)
    return tuple(moved), aligned.cut_off


_ENDS = frozenset(".?!;:؟؛…")


def _ended(copy: Reading, registered: Reading, alike: Sequence[Block]) -> Iterator[Block]:
    """
    The blocks, with the end of a sentence on the right side of what was put in or left out.

    Of “One. Two. Three.” without “Two.” the comparison may as well say that “. Two” is
    missing; readers see sentences.
    """
    blocks = list(alike)
    for place in range(len(blocks) - 1):
        one, two = blocks[place], blocks[place + 1]
        lacking = one.ours + one.length == two.ours
        added = one.theirs + one.length == two.theirs
        if lacking == added or two.length < 2:
            continue
        tokens, end, start = (
            (registered.tokens, one.theirs + one.length, two.theirs)
            if lacking
            else (copy.tokens, one.ours + one.length, two.ours)
        )
        if tokens[end].text == tokens[start].text and tokens[end].text in _ENDS:
            blocks[place] = one._replace(length=one.length + 1)
            blocks[place + 1] = Block(two.ours + 1, two.theirs + 1, two.length - 1)
    yield from blocks


def _truly_same(copy: Reading, registered: Reading, block: Block) -> Iterator[Block]:
    """
    The parts of a loosely equal block that are the same words, not just alike to the eye.

    Words that are not lie one by one between empty parts, so that each is a run of its
    own beside the word it stands for; but not without end.
    """
    start = paired = 0
    for offset in range(block.length):
        ours, theirs = copy.tokens[block.ours + offset], registered.tokens[block.theirs + offset]
        if ours.text == theirs.text or needed(ours.text, theirs.text) is not None:
            continue
        paired += 1
        if offset > start or paired < MOST_PAIRED:
            yield Block(block.ours + start, block.theirs + start, offset - start)
        start = offset + 1
    yield Block(block.ours + start, block.theirs + start, block.length - start)


def _runs(
    copy: Reading, registered: Reading, same: list[Block], within: tuple[int, int, int, int]
) -> Iterator[Run]:
    i, i_end, j, j_end = within
    for block in (*same, Block(i_end, j_end, 0)):
        if block.ours > i or block.theirs > j:
            yield changed_run(copy, registered, (i, block.ours, j, block.theirs))
        i, j = block.ours + block.length, block.theirs + block.length
        if block.length:
            yield same_run(copy, registered, (block.ours, i, block.theirs, j))


def same_run(copy: Reading, registered: Reading, place: tuple[int, int, int, int]) -> Run:
    """The run of tokens that are the same in both; *place* as `Run.tokens` counts."""
    return _run(Change.SAME, copy, registered, place)


def changed_run(copy: Reading, registered: Reading, place: tuple[int, int, int, int]) -> Run:
    """The run of tokens that differ, with what they are; *place* as `Run.tokens` counts."""
    i, i_end, j, j_end = place
    if i == i_end:
        change = Change.MISSING
    elif j == j_end:
        change = Change.ADDED
    else:
        change = Change.REPLACED
    return _run(change, copy, registered, place, _classes(copy, registered, place))


def _run(
    change: Change,
    copy: Reading,
    registered: Reading,
    place: tuple[int, int, int, int],
    classes: frozenset[WordClass] = frozenset(),
) -> Run:
    i, i_end, j, j_end = place
    return Run(
        change=change,
        copy=copy.span(i, i_end),
        registered=registered.span(j, j_end),
        classes=classes,
        tokens=place,
        words=max(_word_count(copy, i, i_end), _word_count(registered, j, j_end)),
    )


def _word_count(reading: Reading, first: int, after: int) -> int:
    return sum(token.kind is Kind.WORD for token in reading.tokens[first:after])


def _classes(copy: Reading, registered: Reading, place: tuple[int, int, int, int]) -> frozenset[WordClass]:
    i, i_end, j, j_end = place
    if copy.strict[i:i_end] == registered.strict[j:j_end]:
        return frozenset({WordClass.VOWELS})
    if _lowered(copy, i, i_end) == _lowered(registered, j, j_end):
        return frozenset({WordClass.CAPITALS})
    ours = (word_classes(copy.tokens, index) for index in range(i, min(i_end, i + MOST_CLASSED)))
    theirs = (word_classes(registered.tokens, index) for index in range(j, min(j_end, j + MOST_CLASSED)))
    found = frozenset().union(*ours, *theirs)
    changed = (*copy.tokens[i:i_end], *registered.tokens[j:j_end])
    only_marks = not any(token.kind is Kind.WORD for token in changed)
    return found if only_marks else found - {WordClass.PUNCTUATION}


def _lowered(reading: Reading, first: int, after: int) -> list[str]:
    return [form.lower() for form in reading.strict[first:after]]


def _look_alikes(copy: Reading, registered: Reading, runs: tuple[Run, ...]) -> Iterator[Trick]:
    for run in runs:
        i, i_end, j, j_end = run.tokens
        if run.change is not Change.REPLACED or i_end - i != j_end - j or i_end - i > MOST_CLASSED:
            continue
        for ours, theirs in zip(copy.tokens[i:i_end], registered.tokens[j:j_end], strict=True):
            if looks_like(ours.text, theirs.text):
                yield look_alike(ours)
