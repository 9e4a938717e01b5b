"""Everything that can be looked up, in the database; it can be emptied and filled again.

Two tables do the work.  `IndexedEntry` holds each entry as its log gave it, numbered
as it arrived; `FiledEntry` says under which headings it stands (`chancery.store.filing`).
Entries are opened by whoever can (*opening*) and kept: an entry never changes, so one
that was opened once need not be opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from django.db import transaction
from django.db.models import Max

from chancery.check.match import Found
from chancery.errors import Unavailable
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, KeyName, OfficeName, StatementId, Verb
from chancery.store import filing
from chancery.store.extent import Extent
from chancery.store.faults import faults
from chancery.store.filing import Heading, digest, headings
from chancery.store.models import FiledEntry, FollowedLog, IndexedEntry, ShelvedLetter
from chancery.store.refusals import refuse_another_reading, refuse_disorder
from chancery.store.rows import insert, printable
from chancery.store.shelf import rows
from chancery.store.shelf.files import reached
from chancery.store.shelf.place import Place
from chancery.store.sides import RECORD
from chancery.store.states import DurableStates

if TYPE_CHECKING:
    from chancery.store.shelf.shelf import Shelf

Opening: TypeAlias = Callable[[Institution, int, bytes, int], Entry]
"""Makes an entry of (institution, index in its log, bytes, number of its arrival here)."""

Triple: TypeAlias = tuple[int, bytes, Entry]
_Place: TypeAlias = tuple[int, Institution, int]

ENTRIES_KEPT_OPEN = 20_000
"""Opened entries are a few kilobytes each."""

LETTERS_UNSORTED = 4_096
"""So many letters may be filed before the writer sorts them for those who ask; a second's work."""

AT_ONCE = 1_000
"""Headings that one query names at most."""

OLDEST_FIRST = "e.at, e.arrival"
NEWEST_FIRST = "f.arrival DESC"
"""Within one log, what arrived later was logged later."""


class DurableIndex(Extent):
    """The index in the database *using* (see `chancery.registry.ports.Index`)."""

    def __init__(
        self,
        opening: Opening,
        *,
        using: str = RECORD,
        kept_open: int = ENTRIES_KEPT_OPEN,
        shelf: Path | None = None,
    ) -> None:
        super().__init__(using)
        self._opening = opening
        self.states = DurableStates(using)
        self._folder = shelf
        # Keyed by arrival *and* place in the log: after another process has emptied the
        # index and filled it again, an arrival number may mean another entry.
        self._opened = lru_cache(maxsize=kept_open)(self._open)

    # Filling

    def add(self, entries: Iterable[Triple]) -> None:
        """
        Take in entries in log order, as (index, bytes, entry); twice is once.

        Raises `SplitView` if other bytes stand at that index already, `OutOfOrder` if
        the indices do not rise, `Conflict` if another process is filling the index too.
        """
        with self.together():
            for institution, some in groupby(entries, key=lambda triple: triple[2].institution):
                self._take_in(institution, list(some))

    def saw(self, institution: Institution, at: Instant) -> None:
        """Note that the record was complete up to *at*; what has been seen is not unseen."""
        with self.together():
            followed, _ = self._followed(institution)
            followed.seen = max(at, followed.seen or at)
            followed.save(using=self._using)

    def shelve(self, letters: Iterable[tuple[StatementId, Sequence[Sequence[int]]]]) -> None:
        """Make statements findable by their words, of each all its texts."""
        with self.together():
            upto = rows.write(self._using, letters)
            transaction.on_commit(lambda: self._bind(upto), using=self._using)

    def clear(self) -> None:
        """Forget everything, to be filled again from the logs."""
        with self.together():
            for model in (FiledEntry, IndexedEntry, FollowedLog, ShelvedLetter):
                model._default_manager.using(self._using).all().delete()
            self.states.clear()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything inside happens at once or not at all; many additions then wait for the disk once."""
        with faults(self._using), transaction.atomic(using=self._using):
            yield

    def _bind(self, upto: Place) -> None:
        """Spare the next reader the sorting, once there is much to sort."""
        if self._folder is None or upto.number - reached(self._folder) < LETTERS_UNSORTED:
            return
        with suppress(Unavailable):  # they are filed; whoever asks sorts them, or is told why not
            self._shelf.caught_up()

    @cached_property
    def _shelf(self) -> Shelf:
        # Imported here because it needs numpy, for which who only writes need not wait.
        from chancery.store.shelf.shelf import Shelf

        return Shelf(self._using, self._folder)

    def _take_in(self, institution: Institution, entries: list[Triple]) -> None:
        refuse_disorder(institution, (index for index, _, _ in entries))
        followed, arrived = self._followed(institution)
        self._refuse_another_history(institution, [entry for entry in entries if entry[0] < followed.reached])
        fresh = [entry for entry in entries if entry[0] >= followed.reached]
        if fresh:
            self._file(list(enumerate(fresh, arrived + 1)))
            followed.reached = fresh[-1][0] + 1
            followed.save(using=self._using)

    def _followed(self, institution: Institution) -> tuple[FollowedLog, int]:
        """The log's row, held against other writers until the transaction ends, and the last arrival."""
        list(FollowedLog.objects.using(self._using).select_for_update().order_by("institution"))
        followed, _ = FollowedLog.objects.using(self._using).get_or_create(
            institution=institution, defaults={"reached": 0}
        )
        last = IndexedEntry.objects.using(self._using).aggregate(last=Max("arrival"))["last"]
        return followed, last or 0

    def _refuse_another_history(self, institution: Institution, known: list[Triple]) -> None:
        """What was taken in before must be what is offered again; two readings would be two records."""
        if not known:
            return
        taken = IndexedEntry.objects.using(self._using).filter(
            institution=institution, index__range=(known[0][0], known[-1][0])
        )
        held = {index: bytes(octets) for index, octets in taken.values_list("index", "octets")}
        for index, octets, _ in known:
            refuse_another_reading(institution, index, held.get(index, octets), octets)

    def _file(self, arriving: list[tuple[int, Triple]]) -> None:
        insert(
            self._using,
            IndexedEntry,
            [
                (arrival, entry.institution, index, entry.at, printable(entry.id), octets)
                for arrival, (index, octets, entry) in arriving
            ],
        )
        insert(self._using, FiledEntry, self._filings(arriving))

    def _filings(self, arriving: list[tuple[int, Triple]]) -> list[tuple[bytes, int]]:
        """An id belongs to the entry that used it first; a later one is kept, and filed nowhere."""
        ids = [digest(filing.by_id(entry.id)) for _, (_, _, entry) in arriving]
        taken = set(self._taken(ids))
        filed: list[tuple[bytes, int]] = []
        for id, (arrival, (_, _, entry)) in zip(ids, arriving, strict=True):
            if id not in taken:
                taken.add(id)
                filed += [(digest(heading), arrival) for heading in headings(entry)]
        return filed

    def _taken(self, ids: list[bytes]) -> Iterator[bytes]:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            places = ", ".join(["%s"] * len(some))
            taken = self._rows(f"SELECT heading FROM store_filedentry WHERE heading IN ({places})", *some)
            yield from (bytes(heading) for (heading,) in taken)

    # Looking up

    def entry(self, id: StatementId) -> Entry | None:
        """The entry of that id: the first that used it, when two did."""
        return next(iter(self._under(filing.by_id(id))), None)

    def entries(self, ids: Iterable[StatementId]) -> tuple[Entry, ...]:
        """Those of these that are held, in the order asked, as `entry` gives them."""
        asked = list(dict.fromkeys(ids))
        places: dict[bytes, tuple[int, Institution, int]] = {}
        for start in range(0, len(asked), AT_ONCE):
            some = [digest(filing.by_id(id)) for id in asked[start : start + AT_ONCE]]
            rows = self._rows(
                'SELECT f.heading, e.arrival, e.institution, e."index" FROM store_filedentry f '
                "JOIN store_indexedentry e ON e.arrival = f.arrival "
                f"WHERE f.heading IN ({', '.join(['%s'] * len(some))})",
                *some,
            )
            places |= {bytes(heading): place for heading, *place in rows}
        found = (places.get(digest(filing.by_id(id))) for id in asked)
        return tuple(self._opened(*place) for place in found if place is not None)

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

    def position(self, id: StatementId) -> tuple[Institution, int] | None:
        """Whose log an entry stands in, and at which index."""
        return next(((whose, index) for _, whose, index in self._places(filing.by_id(id))), None)

    def logged(self, institution: Institution, start: int, stop: int) -> tuple[Entry, ...]:
        """The entries at these indices of an institution's log, in its order."""
        rows = self._rows(
            'SELECT arrival, id FROM store_indexedentry WHERE institution = %s AND "index" >= %s '
            'AND "index" < %s ORDER BY "index"',
            institution,
            start,
            stop,
        )
        # An id that was used before leads to the entry that used it first, which arrived otherwise.
        return tuple(
            self._opened(*place)
            for arrival, id in rows
            for place in self._places(filing.by_id(id))
            if place[0] == arrival
        )

    def coded(self, code: str) -> tuple[StatementId, ...]:
        """The statements whose printed code is *code*, oldest first."""
        return self._ids(filing.coded(code))

    def referenced(self, reference: str) -> tuple[StatementId, ...]:
        """The statements that carry that reference, oldest first; two are two answers."""
        return self._ids(filing.referenced(reference))

    def recent(self, institution: Institution, limit: int) -> tuple[StatementId, ...]:
        """The newest statements of an institution, newest first."""
        return self._ids(filing.statements(institution), order=NEWEST_FIRST, limit=limit)

    def of_office(self, institution: Institution, office: OfficeName, limit: int) -> tuple[StatementId, ...]:
        """The newest statements of one office, newest first."""
        return self._ids(filing.of_office(institution, office), order=NEWEST_FIRST, limit=limit)

    def disclaimed(self, institution: Institution) -> tuple[StatementId, ...]:
        """The notices that disclaim something circulating, newest first."""
        return self._ids(filing.disclaimers(institution), order=NEWEST_FIRST)

    def rendered(self, file: bytes) -> tuple[Entry, ...]:
        """The renditions, anybody's, that are the file of this SHA-256."""
        return self._under(filing.rendered(file))

    def renditions_of(self, id: StatementId) -> tuple[Entry, ...]:
        """The renditions, anybody's, that say they show this letter, oldest first."""
        return self._under(filing.renditions_of(id))

    def newest_state(self, institution: Institution) -> Entry | None:
        """The newest state head on that institution's log; None if it has published none."""
        return next(iter(self._under(filing.states(institution), 1, NEWEST_FIRST)), None)

    def observed(self, of: Institution, limit: int | None = None) -> tuple[Entry, ...]:
        """What anybody whose log is held saw of that institution's log, oldest first."""
        return self._under(filing.observed(of), limit)

    def last_observed(self, of: Institution, by: Institution) -> Entry | None:
        """The newest head of that institution's log that *by* put on its own; None if it never did."""
        return next(iter(self._under(filing.observed(of, by), 1, NEWEST_FIRST)), None)

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
        places = self._rows(
            'SELECT e.arrival, e.institution, e."index" FROM store_filedentry f JOIN store_indexedentry e '
            f"ON e.arrival = f.arrival WHERE f.heading = %s AND e.at >= %s ORDER BY {NEWEST_FIRST} LIMIT %s",
            digest(filing.signed_with(institution, key)),
            since,
            limit,
        )
        return tuple(self._opened(*place) for place in places)

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """The statements whose words are most like these (`chancery.check.match.Candidates`)."""
        with faults(self._using):
            return self._shelf.nearest(words, limit)

    # Inside

    def _under(self, heading: Heading, limit: int | None = None, by: str = OLDEST_FIRST) -> tuple[Entry, ...]:
        """The entries under a heading; at the same moment, in the order of arrival."""
        return tuple([self._opened(*place) for place in self._places(heading, limit, by)])

    def _places(self, heading: Heading, limit: int | None = None, by: str = OLDEST_FIRST) -> list[_Place]:
        places: list[_Place] = self._rows(
            'SELECT e.arrival, e.institution, e."index" FROM store_filedentry f JOIN store_indexedentry e '
            f"ON e.arrival = f.arrival WHERE f.heading = %s ORDER BY {by} LIMIT %s",
            digest(heading),
            _NO_LIMIT if limit is None else limit,
        )
        return places

    def _open(self, arrival: int, institution: Institution, index: int) -> Entry:
        found = self._row(
            'SELECT octets FROM store_indexedentry WHERE arrival = %s AND institution = %s AND "index" = %s',
            arrival,
            institution,
            index,
        )
        if found is None:
            raise Unavailable("The index is being filled again; ask again in a moment.")
        return self._opening(institution, index, bytes(found[0]), arrival)

    def _ids(
        self, heading: Heading, *, order: str = OLDEST_FIRST, limit: int | None = None
    ) -> tuple[StatementId, ...]:
        rows = self._rows(
            "SELECT e.id FROM store_filedentry f JOIN store_indexedentry e ON e.arrival = f.arrival "
            f"WHERE f.heading = %s ORDER BY {order} LIMIT %s",
            digest(heading),
            _NO_LIMIT if limit is None else limit,
        )
        return tuple(id for (id,) in rows)


_NO_LIMIT = 2**31 - 1
