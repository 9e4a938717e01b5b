"""One act as the record holds it: what was said, when it was logged, and by whose hands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final, TypeAlias

from chancery.record.charter import Charter
from chancery.record.observed import Observed
from chancery.record.rendition import Rendition
from chancery.record.state_head import StateHead
from chancery.record.statement import (
    Instant,
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Statement,
    StatementId,
)

OnRecord: TypeAlias = Statement | Charter | Rendition | StateHead | Observed
"""Everything that an act may be."""

BY_REGISTER: Final = (Rendition, StateHead, Observed)
"""Acts of the register itself: nobody puts a hand to them, and no rule ever asks for one."""


@unique
class Role(StrEnum):
    """In what part a person put their hand to an act."""

    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    RELEASER = "releaser"
    ROOT = "root"
    """A holder of a root key, changing the charter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """
    A person's own hand under an act.

    Only hands whose signature has been checked over the exact words get this far;
    whether the key was theirs to use, and still is, is for the world to answer.
    """

    person: str
    key: KeyName
    role: Role
    public: str | None = None
    """The public part that the signature was checked with; it counts only under a charter
    that gives *key* this very public part.  None: the charter carries no public parts."""
    office: OfficeName | None = None
    """For whom they sign when not for the issuing office; None: for the issuing office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    An act on the record of *institution*.

    `at` is log time, the only time that counts: when the act was logged, not when
    it claims to have been signed.  `order` settles which of two entries came first;
    within one institution it follows the log's index.
    """

    id: StatementId
    institution: Institution
    at: Instant
    order: int
    act: OnRecord
    hands: tuple[Hand, ...] = ()


_ARRIVALS = 40
"""Bits for the number of arrival; a trillion entries can be told apart within one second."""


def order_of(at: Instant, arrival: int) -> int:
    """
    Where an entry stands among all others: by log time, and within a second as it arrived here.

    A record that is followed late arrives late, and is none the younger for it.
    """
    return (at << _ARRIVALS) + arrival


def charter_of(entry: Entry) -> Charter:
    """The charter that was logged; asked only of entries known to be charters."""
    assert isinstance(entry.act, Charter)
    return entry.act


def statement_of(entry: Entry) -> Statement:
    """The statement that was released; asked only of entries known to be statements."""
    assert isinstance(entry.act, Statement)
    return entry.act


def notice_of(entry: Entry) -> Notice:
    """What the notice does; asked only of entries known to be notices."""
    notice = statement_of(entry).notice
    assert notice is not None
    return notice
