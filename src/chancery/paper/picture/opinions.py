"""Two readings of the same ink laid side by side, and each word parted from the marks that stick to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chancery.paper.picture.sheet import Rectangle
from chancery.paper.picture.tesseract import Seen
from chancery.paper.picture.typeface import is_arabic

_ROW = 64
"""Pixels in a row of the register by which neighbours are found."""
_NARROW = frozenset(".,:;'’‘|!،؛iljtfrI1()[] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A word or the marks beside it, and what another reading made of the same ink."""

    word: Seen
    other: str | None
    """None where the other reading saw nothing there."""
    confidence: float = 0.0
    """The other reading's."""
    joined: bool = False
    """Whether it stands against what went before without a space."""

    @property
    def agreed(self) -> bool:
        """Whether both readings say the same."""
        return self.other == self.word.text

    @property
    def lower(self) -> float:
        """The confidence of the less confident reading."""
        return self.word.confidence if self.other is None else min(self.word.confidence, self.confidence)


def compared(words: Sequence[Seen], others: Iterable[Seen]) -> tuple[Opinion, ...]:
    """Each of *words*, in parts, with what *others* say; all boxes in the same pixels."""
    rows: dict[int, list[Seen]] = defaultdict(list)
    for other in others:
        rows[_row(other.box)].append(other)
    return tuple(part for word in words for part in _parted(_opinion(word, rows)))


def _row(box: Rectangle) -> int:
    return int((box[1] + box[3]) / 2 / _ROW)


def _opinion(word: Seen, rows: dict[int, list[Seen]]) -> Opinion:
    row = _row(word.box)
    near = [other for place in (row - 1, row, row + 1) for other in rows[place]]
    same = [other for other in near if shared(word.box, other.box) > 0.5]
    if not same:
        return Opinion(word=word, other=None)
    if len(same) == 1 and same[0].by_shape and not word.by_shape:
        number = replace(word, text=same[0].text, confidence=same[0].confidence, by_shape=True)
        return Opinion(word=number, other=word.text, confidence=word.confidence)
    text = " ".join(other.text for other in same)
    return Opinion(word=word, other=text, confidence=min(other.confidence for other in same))


def shared(one: Rectangle, other: Rectangle) -> float:
    """The share of the smaller rectangle that lies in the larger one."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return width * height / smaller if smaller else 0.0


def _parted(opinion: Opinion) -> Iterator[Opinion]:
    """The marks before, the word, the marks after: a doubtful comma makes no word doubtful."""
    theirs = (None, None, None) if opinion.other is None else _parts(opinion.other)
    at = 0
    for ours, other in zip(_parts(opinion.word.text), theirs, strict=True):
        if ours:
            box = _part_of(opinion.word, at, at + len(ours))
            yield replace(opinion, word=replace(opinion.word, text=ours, box=box), other=other, joined=at > 0)
        at += len(ours)


def _parts(text: str) -> tuple[str, str, str]:
    """Marks, word, marks; a text of marks alone is all before."""
    core = text.strip("".join({letter for letter in text if not letter.isalnum()}))
    before = text.index(core) if core else len(text)
    return text[:before], core, text[before + len(core) :]


def _part_of(word: Seen, start: int, end: int) -> Rectangle:
    """Roughly where characters *start* to *end* of the word stand, by how wide letters usually are."""
    widths = [0.5 if letter in _NARROW else 1.0 for letter in word.text]
    left, top, right, bottom = word.box
    unit = (right - left) / sum(widths)
    first, last = unit * sum(widths[:start]), unit * sum(widths[:end])
    if is_arabic(word.text):
        return (right - last, top, right - first, bottom)
    return (left + first, top, left + last, bottom)
