"""Two readings of the same ink laid side by side, word for word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chancery.paper.picture.sheet import Rectangle
from chancery.paper.picture.tesseract import Seen

_ROW = 64
"""Pixels in a row of the register by which neighbours are found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A word, and what another reading made of its ink."""

    word: Seen
    other: str | None
    """None where the other reading saw no word there."""
    confidence: float = 0.0
    """The other reading's."""


def compared(words: Sequence[Seen], others: Iterable[Seen]) -> tuple[Opinion, ...]:
    """Each of *words* with what *others* say; all boxes in the same pixels."""
    rows: dict[int, list[Seen]] = defaultdict(list)
    for other in others:
        rows[_row(other.box)].append(other)
    return tuple(_opinion(word, rows) for word in words)


def _row(box: Rectangle) -> int:
    return int((box[1] + box[3]) / 2 / _ROW)


def _opinion(word: Seen, rows: dict[int, list[Seen]]) -> Opinion:
    row = _row(word.box)
    near = [other for place in (row - 1, row, row + 1) for other in rows[place]]
    same = [other for other in near if shared(word.box, other.box) > 0.5]
    if not same:
        return Opinion(word=word, other=None)
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
