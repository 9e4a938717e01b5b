"""Within a changed stretch: which words read from ink stand for which registered words.

The comparison by equal words cannot say; here every word may be misread, two may be
read as one, one as two or three, specks may be read as words and marks overlooked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from chancery.check.confusions import misreading
from chancery.check.normalise import fold
from chancery.check.tokens import Kind, Token

MOST_CELLS = 400
"""
Stretches whose lengths multiply to more than this are not paired.

Twenty changed words in a row on both sides are no misreading.
"""

JOINED = 2.0
"""What it costs that the space between two words was not seen, or seen where there is none."""
PASSED_OVER = 7.0
"""A word lost or gained."""
MARK_PASSED_OVER = 0.7
"""A mark lost or gained."""
ANY_OTHER = 12.0
"""One word in the place of another that it does not resemble; less than a loss and a gain."""

_SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (1, 3), (0, 1), (1, 0))
"""How many tokens of the copy may stand for how many registered ones."""


class Pair(NamedTuple):
    """Some tokens of the copy for some registered ones: from and to; one side may be empty."""

    ours: int
    our_end: int
    theirs: int
    their_end: int
    cost: float


def pairs(ours: Sequence[Token], theirs: Sequence[Token]) -> list[Pair] | None:
    """Which tokens stand for which, in order, counted from nought; None when there are too many to say."""
    if len(ours) * len(theirs) > MOST_CELLS:
        return None
    costs: list[list[float]] = [[float("inf")] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    chosen: dict[tuple[int, int], Pair] = {}
    costs[0][0] = 0.0
    for i in range(len(ours) + 1):
        for j in range(len(theirs) + 1):
            for pair in _ending_at(ours, theirs, i, j):
                total = costs[pair.ours][pair.theirs] + pair.cost
                if total < costs[i][j]:
                    costs[i][j], chosen[i, j] = total, pair
    return _back(chosen, len(ours), len(theirs))


def _ending_at(ours: Sequence[Token], theirs: Sequence[Token], i: int, j: int) -> list[Pair]:
    found = []
    for many_ours, many_theirs in _SHAPES:
        first, start = i - many_ours, j - many_theirs
        if first >= 0 and start >= 0:
            cost = _cost(ours[first:i], theirs[start:j])
            if cost is not None:
                found.append(Pair(first, i, start, j, cost))
    return found


def _cost(ours: Sequence[Token], theirs: Sequence[Token]) -> float | None:
    """None where such a pairing makes no sense: marks are joined to nothing but what they break."""
    if not ours or not theirs:
        return sum(PASSED_OVER if each.kind is Kind.WORD else MARK_PASSED_OVER for each in (*ours, *theirs))
    if len(ours) + len(theirs) > 2:
        return _joined_cost(ours, theirs)
    if ours[0].kind is not theirs[0].kind:
        return misreading(theirs[0].text, ours[0].text, ANY_OTHER) + JOINED
    return min(ANY_OTHER, misreading(theirs[0].text, ours[0].text, ANY_OTHER))


def _joined_cost(ours: Sequence[Token], theirs: Sequence[Token]) -> float | None:
    read, written = joined(ours), joined(theirs)
    if 3 * abs(len(read) - len(written)) > max(len(read), len(written)):
        return None
    if read[:1] != written[:1] and read[-1:] != written[-1:]:
        return None
    most = ANY_OTHER - 1
    cost = misreading(written, read, most) + JOINED * (len(ours) + len(theirs) - 2)
    return cost if cost <= most else None


def joined(tokens: Sequence[Token]) -> str:
    """The tokens without what is between them, and without the hyphens that break them."""
    parts = [fold(each.text) if each.kind is Kind.MARK else each.text for each in tokens]
    return "".join(part for place, part in enumerate(parts) if part != "-" or place == len(parts) - 1)


def _back(chosen: dict[tuple[int, int], Pair], i: int, j: int) -> list[Pair]:
    path = []
    while i or j:
        pair = chosen[i, j]
        path.append(pair)
        i, j = pair.ours, pair.theirs
    return path[::-1]
