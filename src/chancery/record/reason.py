"""An answer that explains itself: a tree from the question down to the leaf that decided it.

No prose here.  A reason names a rule and what it was applied to; `chancery.phrases`
makes the sentence, in every language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from chancery.record.logic import Truth

Fact = str | int | tuple[str, ...] | None
NOTHING: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    One step of an answer: this rule, applied to these facts, came out so, because of those.

    *rule* is a stable dotted name (`"mandate.subject"`); *facts* are the nouns the
    sentence needs (entry, clause, office, needed, given …), never sentences themselves.
    """

    truth: Truth
    rule: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: NOTHING)
    because: tuple[Reason, ...] = ()

    def leaves(self) -> Iterator[Reason]:
        """The reasons below which there are no others, left to right."""
        if not self.because:
            yield self
        for reason in self.because:
            yield from reason.leaves()

    def deciding(self) -> Iterator[Reason]:
        """The leaves that made this answer what it is: for a *no*, those that said no."""
        if not self.because:
            yield self
        for reason in self.because:
            if reason.truth is self.truth:
                yield from reason.deciding()
