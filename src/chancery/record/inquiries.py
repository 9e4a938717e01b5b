"""Questions about one and the same thing, which one answer will do for.

Whoever asks about a letter asks what all the others ask: whether it stands.  So their
questions are one inquiry; where no letter was found, those are one who had the very same
copy checked.  Beyond that nothing is guessed: two questions in like words may mean two
things.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chancery.record.asks import Ask, AskState
from chancery.record.charter import Charter
from chancery.record.statement import Instant, Link, OfficeName, Relation, StatementId

MOST_ANSWERED = 1_000
"""Questions that one statement may answer: it must stay readable, and within what an act may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Everything that is asked about one thing, oldest first."""

    asks: tuple[Ask, ...]

    @property
    def name(self) -> StatementId:
        """The oldest question's; the inquiry is called by it."""
        return self.asks[0].id

    @property
    def about(self) -> StatementId | None:
        """The letter in question; None where none was found, or none was named."""
        return self.asks[0].about

    def waiting(self, at: Instant) -> tuple[Ask, ...]:
        """Those that still wait for a word."""
        return tuple(ask for ask in self.asks if ask.is_open(at))

    def since(self, at: Instant) -> Instant | None:
        """Since when somebody has waited; None if nobody said when they asked, or nobody waits."""
        return min((ask.asked_at for ask in self.waiting(at) if ask.asked_at is not None), default=None)

    def age(self, at: Instant) -> int | None:
        """How long the one who waits longest has waited, in seconds."""
        since = self.since(at)
        return None if since is None else max(0, at - since)

    def due(self, at: Instant) -> Instant | None:
        """When the first of those who wait is to have an answer; None: nobody was promised a time."""
        return min((ask.due for ask in self.waiting(at) if ask.due is not None), default=None)

    def state(self, at: Instant) -> AskState:
        """Overdue if one of them is; open while one waits; else as the first of them ended."""
        states = [ask.state(at) for ask in self.asks]
        for state in (AskState.OVERDUE, AskState.OPEN, AskState.ANSWERED):
            if state in states:
                return state
        return AskState.REFUSED

    def answering(self, at: Instant, *, refuses: bool = False) -> tuple[Link, ...]:
        """
        The links by which one statement answers everybody who waits, or refuses to.

        No more than `MOST_ANSWERED`, the oldest first; those after them need another.
        """
        relation = Relation.REFUSES_ANSWER if refuses else Relation.ANSWERS
        return tuple(Link(relation=relation, to=ask.id) for ask in self.waiting(at)[:MOST_ANSWERED])


def inquiries(asks: Iterable[Ask]) -> tuple[Inquiry, ...]:
    """The questions, put together; the inquiry whose first question is oldest comes first."""
    found: dict[object, list[Ask]] = {}
    for ask in asks:
        found.setdefault(_about_the_same(ask), []).append(ask)
    return tuple(Inquiry(asks=tuple(each)) for each in found.values())


def _about_the_same(ask: Ask) -> object:
    if ask.about is not None:
        return (ask.institution, ask.about)
    # Two who asked about one unknown copy hold the same octets; anything less is a guess.
    return ask.id if ask.copy is None else (ask.institution, ask.copy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From when a question that nobody answered belongs before which office."""

    office: OfficeName
    at: Instant


def escalation(
    asked: OfficeName, due: Instant | None, charter: Charter, *, patience: int
) -> tuple[Step, ...]:
    """
    The offices above the one that was asked, each with the moment its turn comes.

    The first when the answer is overdue, every further one *patience* seconds later, up to
    the office that has no superior.  Without a due time nothing is late, so nobody's turn comes.
    """
    if due is None:
        return ()
    above, office = list[OfficeName](), charter.offices.get(asked)
    while office is not None and office.superior is not None and office.superior not in above:
        above.append(office.superior)
        office = charter.offices.get(office.superior)
    return tuple(Step(office=each, at=Instant(due + patience * turn)) for turn, each in enumerate(above))


def turn(steps: Iterable[Step], at: Instant) -> Step | None:
    """The highest office whose turn has come; None while it is not overdue."""
    return next((step for step in reversed(tuple(steps)) if step.at <= at), None)
