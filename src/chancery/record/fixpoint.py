"""The least fixpoint: every unknown begins undetermined and is settled only by what is settled.

Mutual accusations and circular conditions therefore stay undetermined, whichever is
looked at first.  The formulas must be monotone, so that a settled answer never turns;
then the result depends on nothing but the formulas (S. C. Kleene, first recursion
theorem), and it is found by asking again only those who had read an open answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from chancery.record.logic import UNDETERMINED, Truth

U = TypeVar("U")


class Fixpoint(Generic[U]):
    """Answers to *unknowns* that satisfy *formula* for each of them, open where nothing settles them."""

    __slots__ = ("_asking", "_readers", "_truths", "evaluations")

    def __init__(self, unknowns: Iterable[U]) -> None:
        self._truths: dict[U, Truth] = dict.fromkeys(unknowns, UNDETERMINED)
        self._readers: dict[U, dict[U, None]] = {}
        self._asking: U | None = None
        self.evaluations = 0
        """How often a formula was worked out; the measure of the work done."""

    def __call__(self, unknown: U) -> Truth:
        """What is known of *unknown* so far; UNDETERMINED for what nobody asked to settle."""
        truth = self._truths.get(unknown, UNDETERMINED)
        if truth is UNDETERMINED and self._asking is not None:
            self._readers.setdefault(unknown, {})[self._asking] = None
        return truth

    def settle(self, formula: Callable[[U], Truth]) -> None:
        """Work out everything that can be known; the fewest steps if readers come after what they read."""
        agenda, waiting = deque(self._truths), set(self._truths)
        while agenda:
            self._asking = unknown = agenda.popleft()
            waiting.discard(unknown)
            truth = formula(unknown)
            self.evaluations += 1
            if truth is not self._truths[unknown]:
                assert self._truths[unknown] is UNDETERMINED, f"{unknown} was settled and has turned"
                self._truths[unknown] = truth
                # Once for however many answers have come meanwhile, or a hundred would cost ten thousand.
                again = [reader for reader in self._readers.pop(unknown, ()) if reader not in waiting]
                waiting.update(again)
                agenda.extend(again)
        self._asking = None
        self._readers.clear()
