"""A draft as bytes: what the Desk keeps, and the way back.

Kept are the very octets that were approved, the sealed words they speak of, and the
hands given so far; everything else about a draft is read from these.

    {v: 1, act, words?, drafters, version, state, approvals: [[approval, at], …], not_before?}

The words are the largest part, so the map is read with room for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chancery.errors import Malformed
from chancery.record import draft
from chancery.record.draft import Draft, State
from chancery.record.entry import Hand
from chancery.record.statement import Instant, Statement
from chancery.record.words import Words
from chancery.seal.act_form import digest_of, read_act
from chancery.seal.approval import Approval, read_approval, write_approval
from chancery.seal.codec import Value, Writable, decode, encode, only, optional, required
from chancery.seal.words_form import MOST_OCTETS, open_words

VERSION = 1
ROOM = MOST_OCTETS + 262_144
"""The longest words, and the act and hands around them."""

_FIELDS: frozenset[int | str] = frozenset(
    {"v", "act", "words", "drafters", "version", "state", "approvals", "not_before"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An approval as it was signed, the moment it was given, and the public key it was checked with."""

    approval: Approval
    at: Instant
    public: str

    @property
    def hand(self) -> Hand:
        """The hand it puts under the act."""
        return Hand(
            person=self.approval.person,
            key=self.approval.key,
            role=self.approval.role,
            public=self.public,
            office=self.approval.office,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """A draft with everything that will go on the record with it."""

    draft: Draft
    act: bytes
    """The octets that everybody approves."""
    words: bytes | None
    """The sealed words; None for an act without any."""
    given: tuple[Given, ...] = ()
    kept: int = 0
    """How often it has been kept: who keeps it next must have read this."""

    @property
    def approvals(self) -> tuple[Approval, ...]:
        """The approvals as they were signed."""
        return tuple(each.approval for each in self.given)


def write_papers(papers: Papers) -> bytes:
    """The bytes in which a draft lies on the Desk."""
    record: dict[str, Writable] = {
        "v": VERSION,
        "act": papers.act,
        "drafters": sorted(papers.draft.drafters),
        "version": papers.draft.version,
        "state": papers.draft.state.value,
        "approvals": [[write_approval(each.approval), each.at, each.public] for each in papers.given],
    }
    if papers.words is not None:
        record["words"] = papers.words
    if papers.draft.not_before is not None:
        record["not_before"] = papers.draft.not_before
    return encode(record)


def read_papers(octets: bytes, kept: int) -> Papers:
    """
    The draft that these bytes spell, *kept* so often by then.

    Raises `Malformed`, and `BadProof` for words that are not the act's.
    """
    record = _map(decode(octets, limit=ROOM))
    only(record, _FIELDS)
    if required(record, "v", int) != VERSION:
        raise Malformed("This draft was kept by another version of Chancery.")
    act = required(record, "act", bytes)
    id, statement = read_act(act)
    if not isinstance(statement, Statement):
        raise Malformed("A charter is not drafted at the Desk.")
    sealed = optional(record, "words", bytes)
    given = tuple([_given(each) for each in required(record, "approvals", list)])
    not_before = optional(record, "not_before", int)
    found = Draft(
        id=id,
        statement=statement,
        words=words_of(statement, sealed),
        digest=digest_of(act),
        drafters=frozenset(str(person) for person in required(record, "drafters", list)),
        version=required(record, "version", int),
        state=_state(required(record, "state", str)),
        approvals=tuple(draft.Approval(hand=each.hand, digest=digest_of(act), at=each.at) for each in given),
        not_before=None if not_before is None else Instant(not_before),
    )
    return Papers(draft=found, act=act, words=sealed, given=given, kept=kept)


def words_of(statement: Statement, sealed: bytes | None) -> Words | None:
    """The words of a draft; raises `Malformed` if it has a digest without words or words without one."""
    if (statement.words is None) != (sealed is None):
        raise Malformed("This draft and its words do not belong together.")
    return None if statement.words is None or sealed is None else open_words(sealed, statement.words)


def _given(value: Value) -> Given:
    match value:
        case [dict(approval), int(at), str(public)]:
            return Given(approval=read_approval(approval), at=Instant(at), public=public)
        case _:
            raise Malformed("A kept approval is the approval, a moment and the key that made it.")


def _state(name: str) -> State:
    try:
        return State(name)
    except ValueError:
        raise Malformed(f"No draft is in the state {name!r}.") from None


def _map(value: object) -> Mapping[Any, Value]:
    if type(value) is not dict:
        raise Malformed("A kept draft is a map.")
    return value
