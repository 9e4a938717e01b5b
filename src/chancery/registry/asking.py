"""Questions that were put to the institution: how they are kept, and what the record says of them.

What somebody asked is kept beside the record, and never on it.  Whether it was answered
is read off the record each time: a question is closed by what is on the log and by
nothing that anybody could set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol

from chancery.check.copy import Letter
from chancery.errors import NotPermitted, OutOfOrder
from chancery.record.asks import Ask, Reassurance
from chancery.record.entry import Entry
from chancery.record.inquiries import Inquiry, inquiries
from chancery.record.standing import Status
from chancery.record.statement import Instant, OfficeName, Relation, Statement, StatementId
from chancery.registry.subscribing import is_mail_address

MOST_WORDS = 2_000
"""Characters of a question; more is a letter, and belongs into one."""
MOST_QUOTED = 4_000
"""Characters of the words that it is about."""
MOST_NAME = 200
MOST_KEPT = 200_000
"""Questions that are kept at all: whoever floods the Counter must not fill the disk."""
MOST_LOOKED_AT = 300
"""Waiting questions that are gathered for one page, the oldest first."""

REPLIES = frozenset({Relation.ANSWERS, Relation.REFUSES_ANSWER})
_FALLEN = frozenset({Status.WITHDRAWN.value, Status.DISOWNED.value})


@unique
class Came(StrEnum):
    """How a question reached the office."""

    COUNTER = "counter"
    MAIL = "mail"
    TELEPHONE = "telephone"
    REPORTED = "reported"
    """Nobody asked us: a report says that somebody asked."""


@unique
class Fault(StrEnum):
    """Why a question cannot be kept, by the name of its sentence."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    QUOTED_TOO_LONG = "quoted_too_long"
    NAME_TOO_LONG = "name_too_long"
    NOT_TEXT = "not_text"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAsk:
    """A question at rest: what the record needs of it, and what only the office may see."""

    ask: Ask
    came: Came
    words: str
    """The question itself."""
    language: str
    quoted: str = ""
    """The words it is about, if the asker gave them."""
    office: OfficeName | None = None
    """Whose letter it is about; None: the institution was asked."""
    address: str = ""
    """Where the answer is to be sent; empty: nowhere, the asker looks for themselves."""
    told_by: str = ""
    """The officer who wrote it down, of a call or a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody to be told of an answer, once, however often they asked."""

    asks: tuple[StatementId, ...]
    address: str
    language: str
    refuses: bool
    """Whether what they are told of refuses to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Word to somebody who asked by e-mail that it arrived, with the way to their own page."""

    ask: StatementId
    address: str
    language: str
    word: str


class Asks(Protocol):
    """
    Questions at rest in the inbox.

    What comes back has no replies: those are the record's (`answered`).  `close` and
    `reopen` keep a hint of what the record said, so that lists need not look at every
    question that was ever put; nobody's answer rests on it.
    """

    def keep(
        self,
        kept: KeptAsk,
        *,
        word: str | None = None,
        message: bytes | None = None,
        chance: bytes | None = None,
    ) -> bool:
        """
        Keep a question durably; *word* opens its asker's page.

        Of a mail, *message* is the digest of its name and *chance* what the word in its
        receipt is made of; without *chance* there is no receipt.  False, and nothing is kept, if
        that message was kept before.  Raises `Unavailable` when no more can be kept.
        """
        ...

    def ask(self, id: StatementId) -> KeptAsk | None:
        """The question of that name."""
        ...

    def by_word(self, word: str) -> KeptAsk | None:
        """The question whose asker's page that word opens."""
        ...

    def some(self, ids: Iterable[StatementId]) -> tuple[KeptAsk, ...]:
        """Those of these that are kept, oldest first."""
        ...

    def about(self, letter: StatementId) -> tuple[KeptAsk, ...]:
        """
        The questions about a letter, oldest first: no more that wait than one statement
        answers, and only the newest of those that were closed.
        """
        ...

    def about_copy(self, copy: bytes) -> tuple[KeptAsk, ...]:
        """The questions about a copy that matched no letter, likewise."""
        ...

    def waiting(self, limit: int) -> tuple[KeptAsk, ...]:
        """Those not known to be closed, oldest first."""
        ...

    def count_waiting(self) -> int:
        """How many are not known to be closed."""
        ...

    def assign(self, ids: Iterable[StatementId], due: Instant | None) -> None:
        """Promise an answer to these by that moment."""
        ...

    def reassure(self, ids: Iterable[StatementId], reassurance: Reassurance) -> None:
        """Note an informal word beside these; it closes nothing."""
        ...

    def suppose(self, id: StatementId, by: str) -> None:
        """Note what somebody supposes to have been the answer; it closes nothing."""
        ...

    def escalate(self, ids: Iterable[StatementId], office: OfficeName, at: Instant, by: str) -> None:
        """Note that these were put before a higher office."""
        ...

    def asked_since(self, address: str, since: Instant) -> int:
        """How many questions came from an address after that moment."""
        ...

    def escalated(self, id: StatementId) -> tuple[tuple[OfficeName, Instant, str], ...]:
        """Before which offices a question was put, when and by whom, oldest first."""
        ...

    def close(self, ids: Iterable[StatementId], at: Instant) -> None:
        """Hint that the record answers these."""
        ...

    def reopen(self, ids: Iterable[StatementId]) -> None:
        """Hint that the record answers these no longer."""
        ...

    def forget_address(self, id: StatementId) -> None:
        """Forget where the asker wanted to be told, and who they were."""
        ...

    def forget_asker(self, address: str) -> int:
        """Forget that address, and who they were, wherever they asked; returns of how many questions."""
        ...

    def receipts_waiting(self, limit: int = 200) -> tuple[Receipt, ...]:
        """The receipts that were not yet handed on."""
        ...

    def receipts_handed_on(self, receipts: Iterable[Receipt], at: Instant) -> None:
        """Note that these are on their way."""
        ...


class Record(Protocol):
    """What is asked of the record about questions; `chancery.registry.registry.Registry` is one."""

    def replying(self, id: StatementId) -> tuple[Entry, ...]:
        """The statements, anybody's, that say they answer a question or refuse to, oldest first."""
        ...

    def letter(
        self, id: StatementId, *, at: Instant | None = None, as_known_at: Instant | None = None
    ) -> Letter | None:
        """A letter with its life."""
        ...


def fault_in(words: str, *, quoted: str = "", address: str = "", name: str = "") -> Fault | None:
    """Why such a question cannot be kept; None: nothing is against it."""
    if not words.strip():
        return Fault.EMPTY
    if not all(_is_text(each) for each in (words, quoted, address, name)):
        return Fault.NOT_TEXT
    if len(words) > MOST_WORDS:
        return Fault.TOO_LONG
    if len(quoted) > MOST_QUOTED:
        return Fault.QUOTED_TOO_LONG
    if len(name) > MOST_NAME:
        return Fault.NAME_TOO_LONG
    if address and not is_mail_address(address):
        return Fault.NO_ADDRESS
    return None


def _is_text(words: str) -> bool:
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in words)


# ── what the record says of them ─────────────────────────────────────────────


def answered(ask: Ask, record: Record) -> Ask:
    """The question with every reply that is on the record, and when any of these was taken back."""
    for entry in record.replying(ask.id):
        with suppress(
            NotPermitted, OutOfOrder
        ):  # another institution may say what it likes; it was not asked
            ask = ask.reply(_said(entry), entry.at, taken_back=_taken_back(entry.id, record))
    return ask


def _said(entry: Entry) -> Statement:
    assert isinstance(entry.act, Statement), "only statements have links"
    return entry.act


def _taken_back(id: StatementId, record: Record) -> Instant | None:
    """Since when a reply has been withdrawn or disowned without a break; None while it stands."""
    letter, since = record.letter(id), None
    for event in () if letter is None else letter.life:
        fallen = event.standing.partition(";")[0] in _FALLEN
        since = (event.at if since is None else since) if fallen else None
    return since


def replies_to(entry: Entry, id: StatementId) -> bool:
    """Whether a statement says that it answers that question, or refuses to."""
    return isinstance(entry.act, Statement) and id in _replied_to(entry.act)


def open_inquiries(asks: Asks, record: Record, at: Instant) -> tuple[Inquiry, ...]:
    """
    What waits for an answer, as the record has it at this moment; who waits longest comes first.

    Of no more than `MOST_LOOKED_AT` questions, the oldest.
    """
    found = tuple(answered(kept.ask, record) for kept in asks.waiting(MOST_LOOKED_AT))
    closed = [ask.id for ask in found if not ask.is_open(at)]
    if closed:
        asks.close(closed, at)
    return inquiries(ask for ask in found if ask.is_open(at))


def inquiry_of(id: StatementId, asks: Asks, record: Record) -> Inquiry | None:
    """Everything that is asked about the same thing as that question, answered or not."""
    kept = asks.ask(id)
    if kept is None:
        return None
    alike: Sequence[KeptAsk] = (kept,)
    if kept.ask.about is not None:
        alike = asks.about(kept.ask.about)
    elif kept.ask.copy is not None:
        alike = asks.about_copy(kept.ask.copy)
    return next(iter(inquiries(answered(each.ask, record) for each in alike)))


# ── when something is new on the record ──────────────────────────────────────


def to_tell(statement: Statement, asks: Asks) -> Iterator[Asker]:
    """
    Who asked what *statement* answers, or refuses to, and wants to be told: each address once.

    Only those who asked its institution; another's word is no answer to them.
    """
    refused = {link.to for link in statement.links if link.relation is Relation.REFUSES_ANSWER}
    told: dict[str, list[KeptAsk]] = {}
    for kept in asks.some(_replied_to(statement)):
        if kept.address and kept.ask.institution in (None, statement.institution):
            told.setdefault(kept.address.casefold(), []).append(kept)
    for alike in told.values():
        ids = tuple(kept.ask.id for kept in alike)
        yield Asker(
            asks=ids, address=alike[0].address, language=alike[0].language, refuses=refused.issuperset(ids)
        )


def heard(statement: Statement, asks: Asks, record: Record, at: Instant) -> None:
    """
    Keep the hints true when a statement is new, or stands otherwise than before.

    What it answers is closed while it stands and waits again when it was taken back; heard
    twice is heard once.
    """
    ids = _replied_to(statement)
    now = [answered(kept.ask, record) for kept in asks.some(ids)]
    asks.close([ask.id for ask in now if not ask.is_open(at)], at)
    asks.reopen([ask.id for ask in now if ask.is_open(at)])


def _replied_to(statement: Statement) -> tuple[StatementId, ...]:
    return tuple(link.to for link in statement.links if link.relation in REPLIES)
