"""Questions with a public clock: who asked whom, since when, and whether anybody answered.

Silence is a state and has an age.  Only a statement that says it answers, or refuses
to answer, closes a question; reassurance over the telephone and an answer somebody
merely supposes are kept beside it and close nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, unique

from chancery.errors import NotPermitted, OutOfOrder
from chancery.record.statement import Instant, Institution, Relation, Statement, StatementId


@unique
class AskState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    """Open still, and its due time has passed."""
    ANSWERED = "answered"
    REFUSED = "refused"
    """Somebody said, on the record, that no answer will be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A statement on the record that answers, or refuses to; `at` is its log time."""

    statement: StatementId
    at: Instant
    refuses: bool = False
    taken_back: Instant | None = None
    """Since when it was withdrawn or disowned; from then on the question waits again."""

    def stands(self, at: Instant) -> bool:
        """Whether it had been given by then and not been taken back."""
        return self.at <= at and (self.taken_back is None or at < self.taken_back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassurance:
    """Something said informally, by whom and how it was passed on; it closes nothing."""

    by: str
    words: str
    at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request for clarification.  Times that nobody stated are None, and stay unknown."""

    id: StatementId
    asker: str
    asked: tuple[str, ...]
    institution: Institution | None = None
    """Whose answer is awaited; only its own statements close the question.  None: anybody's."""
    about: StatementId | None = None
    """The statement in question; None: not stated."""
    asked_at: Instant | None = None
    asked_when: str | None = None
    """When, as a report has it ("2020-01-06?"); such a day is no moment and starts no clock."""
    copy: bytes | None = None
    """SHA-256 of what the asker had checked; where no letter was found, equal ones are one question."""
    due: Instant | None = None
    replies: tuple[Reply, ...] = ()
    reassurances: tuple[Reassurance, ...] = ()
    possible_answers: tuple[str, ...] = ()
    """What somebody supposes to have been the answer; inferred, so never counted."""

    def state(self, at: Instant) -> AskState:
        """
        Where the question stood at that moment.

        An answer outweighs a refusal, whichever came first: who once refused and then
        answered has answered.
        """
        given = [reply for reply in self.replies if reply.stands(at)]
        if any(not reply.refuses for reply in given):
            return AskState.ANSWERED
        if given:
            return AskState.REFUSED
        return AskState.OVERDUE if self.due is not None and self.due <= at else AskState.OPEN

    def is_open(self, at: Instant) -> bool:
        """Whether it still waited for a word at that moment."""
        return self.state(at) in (AskState.OPEN, AskState.OVERDUE)

    def age(self, at: Instant) -> int | None:
        """
        How long it had waited, in seconds: until it was first replied to, or until *at*.

        None when nobody said when it was asked.  An asker's clock that runs ahead of
        ours makes it nought, never less.  A reply that was taken back has ended nothing.
        """
        if self.asked_at is None:
            return None
        ends = min([at, *(reply.at for reply in self.replies if reply.stands(at))])
        return max(0, ends - self.asked_at)

    def reply(self, statement: Statement, at: Instant, *, taken_back: Instant | None = None) -> Ask:
        """
        The question with *statement*, logged at *at*, as a reply.

        Raises `NotPermitted` if it does not say that it replies to this question, or is
        not of the institution that was asked; `OutOfOrder` if it was recorded before.
        """
        said = {link.relation for link in statement.links if link.to == self.id}
        if not said & {Relation.ANSWERS, Relation.REFUSES_ANSWER}:
            raise NotPermitted(f"The statement does not say that it answers question {self.id}.")
        if self.institution not in (None, statement.institution):
            raise NotPermitted(f"The question was put to {self.institution}; nobody else can answer it.")
        if any(reply.statement == statement.id for reply in self.replies):
            raise OutOfOrder("This reply to the question is recorded already.")
        reply = Reply(
            statement=statement.id, at=at, refuses=Relation.ANSWERS not in said, taken_back=taken_back
        )
        return replace(self, replies=(*self.replies, reply))

    def reassured(self, reassurance: Reassurance) -> Ask:
        """The question with an informal word beside it, as open as before."""
        return replace(self, reassurances=(*self.reassurances, reassurance))

    def perhaps_answered(self, by: str) -> Ask:
        """The question with a supposed answer beside it, as open as before."""
        return replace(self, possible_answers=(*self.possible_answers, by))
