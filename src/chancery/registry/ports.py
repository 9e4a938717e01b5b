"""What the registry needs from the world outside, as promises in sentences.

Each port has one suite of tests (`tests/contract`) that every implementation
passes: memory, SQLite, PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from chancery.check.match import Found
from chancery.record.entry import Entry
from chancery.record.slice import Sources
from chancery.record.statement import Instant, Institution, KeyName, OfficeName, StatementId, Verb


class Clock(Protocol):
    """Tells the moment it is; the registry never looks at a clock of its own."""

    def __call__(self) -> Instant:
        """Now, in whole seconds since 1970-01-01T00:00:00Z."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a log: how many entries, under which root, and the signed checkpoint that says so."""

    size: int
    root: bytes
    checkpoint: bytes
    at: Instant
    """The log time of its newest entry, or of the checkpoint if that was signed later;
    nothing older may follow."""
    vouched: bytes = b""
    """The same head as receipts carry it (RFC 9942), signed once so that receipts can be
    cut later by a process that holds no key; empty below two entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """
    What turns one head into the next: the new entries and every file that must then exist.

    *keys* are the idempotency keys of the entries that came with one, each with the
    index it was given, so that a retry finds its first outcome and adds nothing.
    """

    old_size: int
    head: Head
    entries: tuple[bytes, ...]
    files: Mapping[str, bytes]
    keys: Mapping[str, int]


class Archive(Protocol):
    """
    One institution's log at rest.

    `head` is what was last committed.  `stage` is durable once it returns and commits
    nothing.  `commit` is the one point of no return: it compares the stored head with
    *old* and replaces it, atomically across processes and restarts, or raises
    `Conflict` and changes nothing.  `apply` makes the committed batch readable; it is
    idempotent, and the same code runs after a crash.  `publish` replaces the published
    checkpoint under a lock and never puts an older one over a newer one.

    Every method raises `Unavailable` when the storage fails; then a batch is wholly
    committed or not at all.
    """

    def head(self) -> Head | None:
        """The last committed head; None before the first entry."""
        ...

    def last_signed(self) -> tuple[int, bytes] | None:
        """
        The newest (size, root) ever signed, from a second place that a restored backup would not touch.
        """
        ...

    def stage(self, batch: Batch) -> None:
        """Keep *batch* durably, under its old size and its root, committing nothing."""
        ...

    def staged(self, old_size: int, root: bytes) -> Batch:
        """The staged batch, read back from where it lies; raises `Conflict` if the log has outgrown it."""
        ...

    def commit(self, old: Head | None, batch: Batch) -> None:
        """Replace *old* by the batch's head, note its idempotency keys and the second place."""
        ...

    def apply(self, batch: Batch) -> None:
        """Write the batch's files and forget its staging."""
        ...

    def applied(self) -> int:
        """How many entries are readable; less than the head's size only after a crash."""
        ...

    def publish(self, head: Head) -> None:
        """Show the head's checkpoint to everybody."""
        ...

    def file(self, path: str) -> bytes | None:
        """A published file of the log (`checkpoint`, `tile/…`); None if there is none."""
        ...

    def entry(self, index: int) -> bytes:
        """The bytes of one entry; KeyError beyond the end."""
        ...

    def index_of(self, key: str) -> int | None:
        """The index an idempotency key was given; None if it is new."""
        ...


class Index(Sources, Protocol):
    """
    Everything that can be looked up, for this institution and those it follows.

    It holds nothing that the logs do not say: it can be emptied and filled again.
    """

    @property
    def states(self) -> StateMaps:
        """The state maps over the same logs; they are emptied with the index."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Everything added inside happens at once or not at all, and waits for the disk once."""
        ...

    def add(self, entries: Iterable[tuple[int, bytes, Entry]]) -> None:
        """
        Take in entries of one institution in log order, as (index, bytes, entry); twice is once.
        """
        ...

    def reached(self, institution: Institution) -> int:
        """How many entries of that institution's log have been taken in."""
        ...

    def seen(self, institution: Institution) -> Instant | None:
        """The moment up to which that institution's record is known; None if it is not held."""
        ...

    def saw(self, institution: Institution, at: Instant) -> None:
        """Note that the record was complete up to *at*."""
        ...

    def institutions(self) -> frozenset[Institution]:
        """Every institution whose log is held in full up to where it was seen."""
        ...

    def extent(self) -> tuple[tuple[Institution, int, Instant | None], ...]:
        """How much is held of each institution, and up to when: as long as it is the same, so are all answers
        but for the time that passes."""
        ...

    def entries(self, ids: Iterable[StatementId]) -> tuple[Entry, ...]:
        """Those of these that are held, in the order asked, each once and as `entry` gives it."""
        ...

    def position(self, id: StatementId) -> tuple[Institution, int] | None:
        """Whose log an entry stands in, and at which index."""
        ...

    def logged(self, institution: Institution, start: int, stop: int) -> tuple[Entry, ...]:
        """
        The entries at these indices of an institution's log, in its order, as far as they were taken in.

        Only those that own their id, and no genesis, which is no entry.
        """
        ...

    def coded(self, code: str) -> tuple[StatementId, ...]:
        """The statements whose printed code is *code*."""
        ...

    def referenced(self, reference: str) -> tuple[StatementId, ...]:
        """The statements that carry that reference, oldest first; two are two answers."""
        ...

    def recent(self, institution: Institution, limit: int) -> tuple[StatementId, ...]:
        """The newest statements of an institution, newest first."""
        ...

    def of_office(self, institution: Institution, office: OfficeName, limit: int) -> tuple[StatementId, ...]:
        """The newest statements of one office, newest first."""
        ...

    def disclaimed(self, institution: Institution) -> tuple[StatementId, ...]:
        """The notices that disclaim something circulating, newest first."""
        ...

    def rendered(self, file: bytes) -> tuple[Entry, ...]:
        """The renditions, anybody's, that are the file of this SHA-256."""
        ...

    def renditions_of(self, id: StatementId) -> tuple[Entry, ...]:
        """The renditions, anybody's, that say they show this letter, oldest first."""
        ...

    def newest_state(self, institution: Institution) -> Entry | None:
        """The newest state head on that institution's log; None if it has published none."""
        ...

    def observed(self, of: Institution, limit: int | None = None) -> tuple[Entry, ...]:
        """What anybody held here saw of that institution's log, oldest first, no more than *limit*."""
        ...

    def last_observed(self, of: Institution, by: Institution) -> Entry | None:
        """The newest head of that institution's log that *by* put on its own; None if it never did."""
        ...

    def first_observed(self, of: Institution, by: Institution) -> Entry | None:
        """The oldest of them; None if there is none."""
        ...

    def relying_on(self, id: StatementId, limit: int | None = None) -> tuple[Entry, ...]:
        """
        Statements, anybody's, that name this one as a premise, as what they carry out, or in a link.

        Oldest first, no more than *limit*; whether it is on record itself makes no difference.
        """
        ...

    def waiting_for(
        self,
        institution: Institution,
        office: OfficeName,
        verb: Verb,
        implementing: StatementId | None,
        limit: int | None = None,
    ) -> tuple[Entry, ...]:
        """
        Statements, anybody's, with a condition that asks for this very kind of act.

        *implementing* is what the condition itself names: None gives those that any such act
        fulfils.  Oldest first, no more than *limit*.
        """
        ...

    def awaiting(self, fact: str, limit: int | None = None) -> tuple[Entry, ...]:
        """Statements, anybody's, with a condition that a certified fact settles; no more than *limit*."""
        ...

    def signed_with(
        self, institution: Institution, key: KeyName, since: Instant, limit: int
    ) -> tuple[Entry, ...]:
        """The institution's entries logged from *since* on with a hand by that key, newest first."""
        ...

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """The statements whose words are most like these (`chancery.check.match.Candidates`)."""
        ...

    def shelve(self, letters: Iterable[tuple[StatementId, Sequence[Sequence[int]]]]) -> None:
        """
        Make statements findable by their words, of each all its texts (`chancery.check.word_numbers`).

        A text that a statement is findable by already is left out; a new one is added to the others.
        """
        ...

    def clear(self) -> None:
        """Forget everything, to be filled again from the logs."""
        ...


class StateMaps(Protocol):
    """
    The state map of every log whose state heads are counted again, page by page (`log.state_pages`).

    It holds nothing that the logs do not say, and stands where a state head was met last.
    """

    def counted(self, institution: Institution) -> int:
        """Over how many entries of that institution's log its map goes; nought if it is not begun."""
        ...

    def pages(self, institution: Institution, names: Iterable[str]) -> Mapping[str, bytes]:
        """Those of these pages of the map that there are."""
        ...

    def keep(self, institution: Institution, size: int, pages: Mapping[str, bytes]) -> None:
        """Replace these pages at once; the map then goes over *size* entries."""
        ...

    def clear(self) -> None:
        """Forget every map, to be counted again."""
        ...


class WordStore(Protocol):
    """
    The registered words, by their salted digest.  They may be restricted or erased;
    the record then still says that there were words, and which.
    """

    def keep(self, digest: bytes, sealed: bytes) -> None:
        """Keep the sealed words durably; the same digest twice is once."""
        ...

    def keep_all(self, words: Mapping[bytes, bytes]) -> None:
        """The same for the words of many letters, by their digests."""
        ...

    def words(self, digest: bytes) -> bytes | None:
        """The sealed words; None if they are not held here."""
        ...


class Renditions(Protocol):
    """The files in which letters were given out, by their SHA-256."""

    def keep(self, file: bytes) -> None:
        """Keep the file durably; the same file twice is once."""
        ...

    def file(self, digest: bytes) -> bytes | None:
        """The file of that digest; None if it is not held here whole."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A draft at rest on the Desk's side of the house: opaque bytes under an id and a version."""

    id: StatementId
    version: int
    body: bytes
    state: str


class Drafts(Protocol):
    """
    Unreleased drafts, in a database of their own that the public process cannot open.
    """

    def keep(self, draft: KeptDraft) -> None:
        """Keep a version; raises `Conflict` if that version exists with other bytes or is not the next."""
        ...

    def draft(self, id: StatementId) -> KeptDraft | None:
        """The newest version; None if there is no such draft."""
        ...

    def versions(self, id: StatementId) -> tuple[KeptDraft, ...]:
        """Every version of a draft, oldest first; none if there is no such draft."""
        ...

    def pending(self) -> tuple[StatementId, ...]:
        """The drafts that are neither released nor void, oldest first."""
        ...

    def waiting(self) -> tuple[KeptDraft, ...]:
        """The same drafts, each as it was kept last."""
        ...

    def forget(self, id: StatementId) -> None:
        """Drop a draft with all its versions."""
        ...
