"""Which items of two sequences correspond: patience first, then the shortest edit, within a budget.

Items that occur once on both sides are anchors (Bram Cohen's patience rule); between
anchors the shortest edit script is found (E. W. Myers, “An O(ND) difference
algorithm”, 1986).  Both can be driven to quadratic time by texts made for it, so
every step is paid for from a budget; when it is spent, what is left is not aligned,
and the answer says so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

BUDGET = 1_500_000
"""Steps that one alignment may take: about a second.  Two like letters of 100 pages take a tenth."""

FURTHEST_EDIT = 600
"""How many changed items are looked for one by one between two anchors."""


class Block(NamedTuple):
    """A stretch of both sequences that is the same, item by item."""

    ours: int
    theirs: int
    length: int

    @property
    def end(self) -> tuple[int, int]:
        """Where it ends in both."""
        return (self.ours + self.length, self.theirs + self.length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The stretches that are the same, in order; *cut_off* when the budget ended before the search."""

    blocks: tuple[Block, ...]
    cut_off: bool


@dataclass(slots=True)
class _Purse:
    """What is left to spend; the one thing here that changes."""

    left: int
    refused: bool = False

    def pay(self, steps: int) -> bool:
        self.left -= steps
        self.refused |= self.left < 0
        return self.left >= 0


Stretch = tuple[int, int, int, int]
"""From and to in ours, from and to in theirs."""


def align(ours: Sequence[str], theirs: Sequence[str], budget: int = BUDGET) -> Alignment:
    """The same stretches of two sequences, none crossing another."""
    purse = _Purse(budget)
    blocks: list[Block] = []
    open_stretches: list[Stretch] = [(0, len(ours), 0, len(theirs))]
    while open_stretches:
        inner = _without_same_ends(ours, theirs, open_stretches.pop(), blocks)
        if inner[0] == inner[1] or inner[2] == inner[3]:
            continue
        if not purse.pay(inner[1] - inner[0] + inner[3] - inner[2]):
            continue
        anchors = _anchors(ours, theirs, inner)
        if anchors:
            open_stretches += _between(inner, anchors)
            blocks += (Block(i, j, 1) for i, j in anchors)
        else:
            blocks += _shortest_edit(ours, theirs, inner, purse)
    return Alignment(blocks=_joined(blocks), cut_off=purse.refused)


def _without_same_ends(
    ours: Sequence[str], theirs: Sequence[str], stretch: Stretch, blocks: list[Block]
) -> Stretch:
    """The stretch less what is the same at both its ends, which goes to *blocks*."""
    a, b, c, d = stretch
    start = a
    while a < b and c < d and ours[a] == theirs[c]:
        a, c = a + 1, c + 1
    if a > start:
        blocks.append(Block(start, c - (a - start), a - start))
    end = b
    while a < b and c < d and ours[b - 1] == theirs[d - 1]:
        b, d = b - 1, d - 1
    if b < end:
        blocks.append(Block(b, d, end - b))
    return a, b, c, d


def _anchors(ours: Sequence[str], theirs: Sequence[str], stretch: Stretch) -> list[tuple[int, int]]:
    """Items that occur once on both sides, as many as can be had in the same order on both."""
    a, b, c, d = stretch
    many_ours, many_theirs = Counter(ours[a:b]), Counter(theirs[c:d])
    place = {theirs[j]: j for j in range(c, d) if many_theirs[theirs[j]] == 1}
    pairs = [(i, place[ours[i]]) for i in range(a, b) if many_ours[ours[i]] == 1 and ours[i] in place]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of *pairs* (rising on the left) that also rises on the right."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, right) in enumerate(pairs):
        length = bisect_left(tails, right)
        before.append(last[length - 1] if length else -1)
        tails[length : length + 1] = [right]
        last[length : length + 1] = [number]
    chosen = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _between(stretch: Stretch, anchors: list[tuple[int, int]]) -> list[Stretch]:
    a, b, c, d = stretch
    stretches = []
    for i, j in anchors:
        stretches.append((a, i, c, j))
        a, c = i + 1, j + 1
    return [*stretches, (a, b, c, d)]


def _shortest_edit(
    ours: Sequence[str], theirs: Sequence[str], stretch: Stretch, purse: _Purse
) -> list[Block]:
    """Myers' greedy search, forward, remembering how far each diagonal had come at each step."""
    a, b, c, d = stretch
    if set(ours[a:b]).isdisjoint(theirs[c:d]):
        return []
    history: list[dict[int, int]] = []
    reached = {1: 0}
    for edits in range(min(b - a + d - c, FURTHEST_EDIT) + 1):
        history.append(dict(reached))
        if not purse.pay(2 * edits + 1):
            return []
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
            x = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            start = x
            while a + x < b and c + x - diagonal < d and ours[a + x] == theirs[c + x - diagonal]:
                x += 1
            purse.left -= x - start
            reached[diagonal] = x
            if a + x >= b and c + x - diagonal >= d:
                return _retraced(history, (b - a, d - c), (a, c))
    purse.refused = True
    return []


def _retraced(history: list[dict[int, int]], end: tuple[int, int], origin: tuple[int, int]) -> list[Block]:
    """The way back from the end to the origin: the same stretches along it."""
    x, y = end
    blocks = []
    for edits in range(len(history) - 1, -1, -1):
        reached = history[edits]
        diagonal = x - y
        down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        from_x = reached[before] if edits else 0
        from_y = from_x - before if edits else 0
        step_x, step_y = (from_x, from_y + 1) if down else (from_x + 1, from_y)
        if not edits:
            step_x = step_y = 0
        if x > step_x:
            blocks.append(Block(origin[0] + step_x, origin[1] + step_y, x - step_x))
        x, y = from_x, from_y
    return blocks


def _joined(blocks: list[Block]) -> tuple[Block, ...]:
    """In order, with neighbours made one."""
    joined: list[Block] = []
    for block in sorted(block for block in blocks if block.length):
        if joined and joined[-1].end == (block.ours, block.theirs):
            joined[-1] = joined[-1]._replace(length=joined[-1].length + block.length)
        else:
            joined.append(block)
    return tuple(joined)
