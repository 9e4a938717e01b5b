"""Three truth values, strong Kleene: *and* is the least, *or* the greatest, *not* turns round.

Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NoReturn


class Truth(IntEnum):
    """An answer that may be open.  The order NO < UNDETERMINED < YES is the whole logic."""

    NO = 0
    UNDETERMINED = 1
    YES = 2

    def __bool__(self) -> NoReturn:
        # `if truth:` would quietly take "undetermined" for "yes"; make it impossible.
        raise TypeError("a truth of three values is no condition: compare it with YES, NO or UNDETERMINED")

    def __invert__(self) -> Truth:
        return _OPPOSITE[self]


NO, UNDETERMINED, YES = Truth.NO, Truth.UNDETERMINED, Truth.YES
_OPPOSITE = (YES, UNDETERMINED, NO)


def every(truths: Iterable[Truth]) -> Truth:
    """All of them; nothing at all is YES."""
    return min(truths, default=YES)


def some(truths: Iterable[Truth]) -> Truth:
    """At least one of them; nothing at all is NO."""
    return max(truths, default=NO)


def known(fact: bool) -> Truth:
    """A plain fact, of which there is no doubt."""
    return YES if fact else NO


def at_least(needed: int, truths: Iterable[Truth]) -> Truth:
    """Whether *needed* of them hold: surely, possibly once doubts are settled, or not."""
    sure = possible = 0
    for truth in truths:
        sure += truth is YES
        possible += truth is not NO
    return YES if sure >= needed else UNDETERMINED if possible >= needed else NO
