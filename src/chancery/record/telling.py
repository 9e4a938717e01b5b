"""Two ways to work through the same formula: for the answer alone, or with every reason.

Each formula of the world is written once, against a `Teller`.  While the world is being
settled, `TRUTHS` runs through it and nothing is built; when somebody asks why,
`REASONS` runs through the same lines over the settled answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from chancery.record.logic import NO, YES, Truth, at_least
from chancery.record.reason import Fact, Reason
from chancery.record.rules import Ground

A = TypeVar("A")


class Teller(Protocol[A]):
    """How an answer of kind A is put together; the facts are given in the order the ground names them."""

    def leaf(self, truth: Truth, ground: Ground, *facts: Fact) -> A:
        """A step that rests on nothing further."""
        ...

    def every(self, parts: Sequence[A], ground: Ground, *facts: Fact) -> A:
        """All of the parts must hold."""
        ...

    def some(self, parts: Sequence[A], ground: Ground, *facts: Fact) -> A:
        """One of the parts is enough."""
        ...

    def enough(self, needed: int, parts: Sequence[A], ground: Ground, *facts: Fact) -> A:
        """*needed* of the parts must hold; the number itself is the last of the facts."""
        ...

    def truth(self, answer: A) -> Truth:
        """The bare answer."""
        ...


class Truths:
    """Answers without their reasons, as fast as may be."""

    def leaf(self, truth: Truth, ground: Ground, *facts: Fact) -> Truth:
        """The truth, as it is."""
        return truth

    def every(self, parts: Sequence[Truth], ground: Ground, *facts: Fact) -> Truth:
        """The least of them."""
        return min(parts, default=YES)

    def some(self, parts: Sequence[Truth], ground: Ground, *facts: Fact) -> Truth:
        """The greatest of them."""
        return max(parts, default=NO)

    def enough(self, needed: int, parts: Sequence[Truth], ground: Ground, *facts: Fact) -> Truth:
        """Whether so many hold, or may."""
        return at_least(needed, parts)

    def truth(self, answer: Truth) -> Truth:
        """The answer is bare already."""
        return answer


class Reasons:
    """Answers with the whole tree below them."""

    def leaf(self, truth: Truth, ground: Ground, *facts: Fact) -> Reason:
        """A reason without others below it."""
        return Reason(truth=truth, rule=ground, facts=dict(zip(ground.facts, facts, strict=True)))

    def every(self, parts: Sequence[Reason], ground: Ground, *facts: Fact) -> Reason:
        """A reason because of all its parts."""
        return self._node(min((part.truth for part in parts), default=YES), parts, ground, facts)

    def some(self, parts: Sequence[Reason], ground: Ground, *facts: Fact) -> Reason:
        """A reason because of its strongest part."""
        return self._node(max((part.truth for part in parts), default=NO), parts, ground, facts)

    def enough(self, needed: int, parts: Sequence[Reason], ground: Ground, *facts: Fact) -> Reason:
        """A reason because of a count, which is told first: the parts may all hold and still be too few."""
        truths = [part.truth for part in parts]
        sure, possible = truths.count(YES), len(truths) - truths.count(NO)
        count = self.leaf(at_least(needed, truths), Ground.COUNTED, needed, sure, possible)
        return self._node(count.truth, (count, *parts), ground, (*facts, needed))

    def truth(self, answer: Reason) -> Truth:
        """What the reason says."""
        return answer.truth

    def _node(self, truth: Truth, parts: Sequence[Reason], ground: Ground, facts: tuple[Fact, ...]) -> Reason:
        named = dict(zip(ground.facts, facts, strict=True))
        return Reason(truth=truth, rule=ground, facts=named, because=tuple(parts))


TRUTHS = Truths()
REASONS = Reasons()
