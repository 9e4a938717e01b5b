"""Opening entries as the index meets them, whosever they are.

An entry can only be read by somebody who knows the keys that its institution's charters
name.  So the charters are read first; and when a hand is met that no known key made,
they are read again, because a newer one may have come since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import replace

from chancery.errors import Malformed, Unavailable
from chancery.record.charter import Charter
from chancery.record.entry import Entry, order_of
from chancery.record.slice import Sources
from chancery.record.statement import Institution, StatementId
from chancery.seal.reading import Reading

Beginning = Callable[[Institution], bytes | None]
"""The first entry of an institution's log, if it is held."""


_WITHIN: ContextVar[frozenset[tuple[Institution, int]]] = ContextVar("within", default=frozenset())
"""The entries that are being opened at this moment, by whoever asks."""


class Opening:
    """Reads the entries of every institution that is held, each with its own keys."""

    def __init__(self, beginning: Beginning) -> None:
        self._beginning = beginning
        self._readings: dict[Institution, Reading] = {}
        self._learnt: dict[Institution, set[StatementId]] = {}
        self.sources: Sources | None = None
        """Where charters are looked up; given once there is an index to look in."""

    def __call__(self, institution: Institution, index: int, octets: bytes, arrival: int) -> Entry:
        """The entry at *index* of the institution's log; raises `Malformed` for a genesis, which is none."""
        reading = self.reading(institution)
        entry = reading.read(octets, arrival)
        within, here = _WITHIN.get(), (institution, index)
        if reading.uncounted and here not in within:
            # A charter is among those that are read again: it is not opened for its own sake once more.
            token = _WITHIN.set(within | {here})
            try:
                self._read_charters(reading)
            finally:
                _WITHIN.reset(token)
            entry = reading.read(octets, arrival)
        if entry is None:
            raise Malformed(f"Entry {index} of {institution} is no act.")
        return replace(entry, order=order_of(entry.at, arrival))

    def reading(self, institution: Institution) -> Reading:
        """A reader who knows the keys of that institution, as far as they are held here."""
        if institution not in self._readings:
            reading = self._readings[institution] = Reading(institution)
            first = self._beginning(institution)
            if first is not None:
                reading.read(first, 0)
            self._read_charters(reading)
        return self._readings[institution]

    def refreshed(self, institution: Institution) -> Reading:
        """
        The same, who also knows the charters that another process has taken in since.

        Whoever admits acts asks here: a key that a charter named a moment ago, elsewhere, is
        as good as one that was read here.
        """
        reading, learnt = self.reading(institution), self._learnt.setdefault(institution, set())
        for entry in self._charters(institution):
            if entry.id not in learnt:
                reading.learn(entry)
                learnt.add(entry.id)
        return reading

    def forget(self) -> None:
        """Begin again, as after the index was emptied."""
        self._readings.clear()
        self._learnt.clear()

    def _read_charters(self, reading: Reading) -> None:
        for entry in self._charters(reading.institution):
            reading.learn(entry)

    def _charters(self, institution: Institution) -> Iterator[Entry]:
        """Those that the index has; raises `Unavailable` if it files something else among them."""
        for entry in () if self.sources is None else self.sources.charters(institution):
            if not isinstance(entry.act, Charter):
                raise Unavailable(
                    "The index is damaged: what it files as a charter is none. Fill it again from the record."
                )
            yield entry
