"""The ports in memory: for tests, for playing a scenario, for checking without a database.

The same promises as their durable namesakes, kept for as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from threading import RLock

from chancery.check.match import Found, Shelf
from chancery.record.entry import Entry, order_of
from chancery.record.statement import Instant, Institution, KeyName, OfficeName, StatementId, Verb
from chancery.registry.ports import Batch, Head
from chancery.store import filing
from chancery.store.filing import Heading, headings
from chancery.store.memory_drafts import MemoryDrafts as MemoryDrafts
from chancery.store.memory_states import MemoryStates
from chancery.store.refusals import (
    not_staged,
    outrun,
    refuse_another_beginning,
    refuse_another_reading,
    refuse_disorder,
    refuse_foreign_checkpoint,
    refuse_strange_files,
    refuse_uncommitted,
)
from chancery.store.register import CHECKPOINT, RECEIPT, is_newer


class MemoryArchive:
    """One institution's log (see `chancery.registry.ports.Archive`)."""

    def __init__(self) -> None:
        self._one_at_a_time = RLock()
        self._head: Head | None = None
        self._last_signed: tuple[int, bytes] | None = None
        self._staged: dict[tuple[int, bytes], Batch] = {}
        self._entries: list[bytes] = []
        self._files: dict[str, bytes] = {}
        self._keys: dict[str, int] = {}

    def head(self) -> Head | None:
        """The last committed head; None before the first entry."""
        return self._head

    def last_signed(self) -> tuple[int, bytes] | None:
        """The newest (size, root) ever committed."""
        return self._last_signed

    def stage(self, batch: Batch) -> None:
        """Keep *batch*, committing nothing."""
        refuse_strange_files(batch)
        self._staged[batch.old_size, batch.head.root] = batch

    def staged(self, old_size: int, root: bytes) -> Batch:
        """The staged batch; raises `Conflict` if the log has outgrown it, `Unavailable` if there is none."""
        try:
            return self._staged[old_size, root]
        except KeyError:
            raise not_staged(old_size, self.applied()) from None

    def commit(self, old: Head | None, batch: Batch) -> None:
        """Replace *old* by the batch's head; raises `Conflict` if another head is stored."""
        with self._one_at_a_time:
            self.staged(batch.old_size, batch.head.root)
            refuse_another_beginning(old, batch)
            unchanged = _said(self._head) == _said(old) and self.applied() == batch.old_size
            if not unchanged or batch.keys.keys() & self._keys.keys():
                raise outrun()
            self._head = batch.head
            self._keys.update(batch.keys)
            self._last_signed = (batch.head.size, batch.head.root)

    def apply(self, batch: Batch) -> None:
        """Make the committed batch readable; raises `Conflict` for one that was not committed."""
        with self._one_at_a_time:
            refuse_uncommitted(_size_and_root(self._head), batch)
            if self.applied() < batch.head.size:
                self._files.update(batch.files)
                self._entries += batch.entries
                passed = [place for place in self._staged if place[0] < batch.head.size]
                for place in passed:
                    del self._staged[place]

    def applied(self) -> int:
        """How many entries are readable."""
        return len(self._entries)

    def publish(self, head: Head) -> None:
        """Show the head's checkpoint, unless a newer one is shown."""
        refuse_foreign_checkpoint(head)
        with self._one_at_a_time:
            shown = self._files.get(CHECKPOINT)
            if shown is None or not is_newer(shown, head.checkpoint):
                self._files[CHECKPOINT] = head.checkpoint
                self._files[RECEIPT] = head.vouched

    def file(self, path: str) -> bytes | None:
        """A published file; None if there is none."""
        return self._files.get(path)

    def entry(self, index: int) -> bytes:
        """The bytes of one entry; KeyError beyond the end."""
        if not 0 <= index < len(self._entries):
            raise KeyError(index)
        return self._entries[index]

    def index_of(self, key: str) -> int | None:
        """The index an idempotency key was given; None if it is new."""
        return self._keys.get(key)


def _said(head: Head | None) -> tuple[int, bytes, bytes] | None:
    return None if head is None else (head.size, head.root, head.checkpoint)


def _size_and_root(head: Head | None) -> tuple[int, bytes] | None:
    return None if head is None else (head.size, head.root)


class MemoryIndex:
    """Everything that can be looked up (see `chancery.registry.ports.Index`)."""

    def __init__(self) -> None:
        self._one_at_a_time = RLock()
        self.clear()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything inside is seen at once."""
        with self._one_at_a_time:
            yield

    def clear(self) -> None:
        """Forget everything."""
        with self._one_at_a_time:
            self._octets: dict[tuple[Institution, int], bytes] = {}
            self._reached: dict[Institution, int] = {}
            self._seen: dict[Institution, Instant] = {}
            self._filed: dict[Heading, list[Entry]] = {}
            self._positions: dict[StatementId, tuple[Institution, int]] = {}
            self._shelf = Shelf()
            self.states = MemoryStates()

    def add(self, entries: Iterable[tuple[int, bytes, Entry]]) -> None:
        """
        Take in entries in log order, as (index, bytes, entry); twice is once.

        Raises `SplitView` if other bytes stand at that index already, `OutOfOrder` if
        the indices do not rise.
        """
        with self._one_at_a_time:
            arriving = list(entries)
            self._refuse_disorder(arriving)
            for index, octets, entry in arriving:
                if index >= self.reached(entry.institution):
                    self._octets[entry.institution, index] = octets
                    self._reached[entry.institution] = index + 1
                    self._file(index, replace(entry, order=order_of(entry.at, len(self._octets))))

    def _refuse_disorder(self, arriving: Sequence[tuple[int, bytes, Entry]]) -> None:
        for institution in {entry.institution for _, _, entry in arriving}:
            refuse_disorder(
                institution, (index for index, _, entry in arriving if entry.institution == institution)
            )
        for index, octets, entry in arriving:
            held = self._octets.get((entry.institution, index), octets)
            refuse_another_reading(entry.institution, index, held, octets)

    def _file(self, index: int, entry: Entry) -> None:
        """An id belongs to the entry that used it first; a later one is kept, and filed nowhere."""
        if entry.id in self._positions:
            return
        self._positions[entry.id] = (entry.institution, index)
        for heading in headings(entry):
            self._filed.setdefault(heading, []).append(entry)

    def saw(self, institution: Institution, at: Instant) -> None:
        """Note that the record was complete up to *at*; what has been seen is not unseen."""
        with self._one_at_a_time:
            self._seen[institution] = max(at, self._seen.get(institution, at))

    def shelve(self, letters: Iterable[tuple[StatementId, Sequence[Sequence[int]]]]) -> None:
        """Make statements findable by their words, of each all its texts."""
        with self._one_at_a_time:
            self._shelf.shelve(letters)

    def reached(self, institution: Institution) -> int:
        """How many entries of that institution's log have been taken in."""
        return self._reached.get(institution, 0)

    def seen(self, institution: Institution) -> Instant | None:
        """The moment up to which that institution's record is known; None if it is not held."""
        return self._seen.get(institution)

    def institutions(self) -> frozenset[Institution]:
        """Every institution whose log is held in full up to where it was seen."""
        return frozenset(self._seen)

    def entry(self, id: StatementId) -> Entry | None:
        """The entry of that id: the first that used it, when two did."""
        return next(iter(self._under(filing.by_id(id))), None)

    def entries(self, ids: Iterable[StatementId]) -> tuple[Entry, ...]:
        """Those of these that are held, in the order asked, as `entry` gives them."""
        found = map(self.entry, dict.fromkeys(ids))
        return tuple(entry for entry in found if entry is not None)

    def charters(self, institution: Institution) -> tuple[Entry, ...]:
        """Every version of its charter that the institution itself has logged."""
        return self._under(filing.charters(institution))

    def notices_on(self, id: StatementId) -> tuple[Entry, ...]:
        """Notices, anybody's, with a target in that entry."""
        return self._under(filing.notices_on(id))

    def successors_of(self, id: StatementId) -> tuple[Entry, ...]:
        """Statements that say they supersede that one."""
        return self._under(filing.successors_of(id))

    def key_notices(self, institution: Institution, key: KeyName) -> tuple[Entry, ...]:
        """The institution's own reports and confirmations that the key is in other hands."""
        return self._under(filing.key_notices(institution, key))

    def acts(
        self, institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
    ) -> tuple[Entry, ...]:
        """Statements of the office with such a clause; of those, the ones that carry out *implementing*."""
        return self._under(filing.acts(institution, office, verb, implementing))

    def certifications(self, fact: str) -> tuple[Entry, ...]:
        """Statements, anybody's, that certify the fact to be so or not to be so."""
        return self._under(filing.certifications(fact))

    def extent(self) -> tuple[tuple[Institution, int, Instant | None], ...]:
        """How much is held of each institution, and up to when."""
        held = sorted(self._reached.keys() | self._seen.keys())
        return tuple((each, self.reached(each), self.seen(each)) for each in held)

    def position(self, id: StatementId) -> tuple[Institution, int] | None:
        """Whose log an entry stands in, and at which index."""
        return self._positions.get(id)

    def logged(self, institution: Institution, start: int, stop: int) -> tuple[Entry, ...]:
        """The entries at these indices of an institution's log, in its order."""
        places = {place: id for id, place in self._positions.items()}
        ids = [places[institution, at] for at in range(start, stop) if (institution, at) in places]
        return tuple(entry for id in ids for entry in self._under(filing.by_id(id)))

    def coded(self, code: str) -> tuple[StatementId, ...]:
        """The statements whose printed code is *code*, oldest first."""
        return tuple(entry.id for entry in self._under(filing.coded(code)))

    def referenced(self, reference: str) -> tuple[StatementId, ...]:
        """The statements that carry that reference, oldest first; two are two answers."""
        return tuple(entry.id for entry in self._under(filing.referenced(reference)))

    def recent(self, institution: Institution, limit: int) -> tuple[StatementId, ...]:
        """The newest statements of an institution, newest first."""
        return self._newest_first(filing.statements(institution))[:limit]

    def of_office(self, institution: Institution, office: OfficeName, limit: int) -> tuple[StatementId, ...]:
        """The newest statements of one office, newest first."""
        return self._newest_first(filing.of_office(institution, office))[:limit]

    def disclaimed(self, institution: Institution) -> tuple[StatementId, ...]:
        """The notices that disclaim something circulating, newest first."""
        return self._newest_first(filing.disclaimers(institution))

    def rendered(self, file: bytes) -> tuple[Entry, ...]:
        """The renditions, anybody's, that are the file of this SHA-256."""
        return self._under(filing.rendered(file))

    def renditions_of(self, id: StatementId) -> tuple[Entry, ...]:
        """The renditions, anybody's, that say they show this letter, oldest first."""
        return self._under(filing.renditions_of(id))

    def newest_state(self, institution: Institution) -> Entry | None:
        """The newest state head on that institution's log; None if it has published none."""
        return next(reversed(self._filed.get(filing.states(institution), ())), None)

    def observed(self, of: Institution, limit: int | None = None) -> tuple[Entry, ...]:
        """What anybody whose log is held saw of that institution's log, oldest first."""
        return self._under(filing.observed(of), limit)

    def last_observed(self, of: Institution, by: Institution) -> Entry | None:
        """The newest head of that institution's log that *by* put on its own; None if it never did."""
        return next(reversed(self._filed.get(filing.observed(of, by), ())), None)

    def first_observed(self, of: Institution, by: Institution) -> Entry | None:
        """The oldest of them; None if there is none."""
        return next(iter(self._under(filing.observed(of, by), 1)), None)

    def relying_on(self, id: StatementId, limit: int | None = None) -> tuple[Entry, ...]:
        """Statements, anybody's, that name this one as a premise, as what they carry out, or in a link."""
        return self._under(filing.relying_on(id), limit)

    def waiting_for(
        self,
        institution: Institution,
        office: OfficeName,
        verb: Verb,
        implementing: StatementId | None,
        limit: int | None = None,
    ) -> tuple[Entry, ...]:
        """Statements, anybody's, with a condition that asks for this very kind of act."""
        return self._under(filing.waiting_for(institution, office, verb, implementing), limit)

    def awaiting(self, fact: str, limit: int | None = None) -> tuple[Entry, ...]:
        """Statements, anybody's, with a condition that a certified fact settles."""
        return self._under(filing.awaiting(fact), limit)

    def signed_with(
        self, institution: Institution, key: KeyName, since: Instant, limit: int
    ) -> tuple[Entry, ...]:
        """The institution's entries logged from *since* on with a hand by that key, newest first."""
        signed = reversed(self._under(filing.signed_with(institution, key)))
        return tuple(entry for entry in signed if entry.at >= since)[:limit]

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """The statements whose words are most like these (`chancery.check.match.Candidates`)."""
        with self._one_at_a_time:
            return self._shelf.nearest(words, limit)

    def _newest_first(self, heading: Heading) -> tuple[StatementId, ...]:
        return tuple(entry.id for entry in reversed(self._filed.get(heading, ())))

    def _under(self, heading: Heading, limit: int | None = None) -> tuple[Entry, ...]:
        """The entries under a heading, oldest first; at the same moment, in the order of arrival."""
        return tuple(sorted(self._filed.get(heading, ()), key=lambda entry: entry.order))[:limit]


class MemoryWords:
    """The registered words (see `chancery.registry.ports.WordStore`)."""

    def __init__(self) -> None:
        self._sealed: dict[bytes, bytes] = {}

    def keep(self, digest: bytes, sealed: bytes) -> None:
        """Keep the sealed words; the same digest twice is once, and the first stays."""
        self.keep_all({digest: sealed})

    def keep_all(self, words: Mapping[bytes, bytes]) -> None:
        """The same for the words of many letters, by their digests."""
        self._sealed = {**words, **self._sealed}

    def words(self, digest: bytes) -> bytes | None:
        """The sealed words; None if they are not held here."""
        return self._sealed.get(digest)


class MemoryRenditions:
    """The files given out (see `chancery.registry.ports.Renditions`)."""

    def __init__(self) -> None:
        self._files: dict[bytes, bytes] = {}

    def keep(self, file: bytes) -> None:
        """Keep the file."""
        self._files[sha256(file).digest()] = file

    def file(self, digest: bytes) -> bytes | None:
        """The file of that digest; None if it is not held here."""
        return self._files.get(digest)
