"""Replaying state heads: what a register states to be newest is counted again from its own entries.

Every state head that is met is compared with the map over all entries before it.  A
register whose head says otherwise has, to whoever relies on that head alone, said
something else than its log; none of it is believed any more.

A log without state heads costs nothing here.  Where one is met, only the pages that the new
entries change are held until they are taken in.
"""

from __future__ import annotations

from collections.abc import Sequence

from chancery.errors import Malformed, Untrusted
from chancery.log.tree import Hash
from chancery.record.state_head import StateHead
from chancery.record.statement import Institution
from chancery.registry.counting import Counting, EntriesOf, sound
from chancery.registry.ports import Index
from chancery.seal.state import state_head_in


class Replay:
    """
    One log's state heads, compared as they come; *entries_of* gives what came before.

    What was taken in already was compared when it was.
    """

    def __init__(self, institution: Institution, index: Index, entries_of: EntriesOf) -> None:
        self._institution = institution
        self._index = index
        self._entries_of = entries_of
        self._counting: Counting | None = None

    def meet(self, start: int, entries: Sequence[bytes]) -> None:
        """
        The next entries of the log, from index *start* on.

        Raises `Untrusted` if a state head among them does not fit the entries before it.
        """
        for place, octets in enumerate(entries, start):
            head = self._head_in(octets, place)
            if head is not None and self._root_over(place, start, entries) != head.root:
                raise Untrusted(
                    f"Entry {place} of {self._institution} states what is newest on its record, "
                    "and the record says otherwise."
                )

    def keep(self) -> None:
        """Keep the map as it stood at the last head that was met; to be done once all of it is taken in."""
        if self._counting is not None:
            self._counting.keep()

    def _head_in(self, octets: bytes, place: int) -> StateHead | None:
        try:
            head = state_head_in(octets)
        except Malformed as fault:
            raise Untrusted(f"Entry {place} of {self._institution} is no state head: {fault}") from fault
        if head is not None and head.size != place:
            raise Untrusted(f"Entry {place} of {self._institution} states the size {head.size}.")
        return head

    def _root_over(self, size: int, start: int, entries: Sequence[bytes]) -> Hash:
        def entries_of(low: int, high: int) -> Sequence[bytes]:
            if low >= start:
                return entries[low - start : high - start]
            return self._entries_of(low, min(high, start))

        if self._counting is None:
            self._counting = sound(self._institution, self._index, entries_of)
        try:
            self._counting.up_to(size, entries_of)
            return self._counting.root()
        except Malformed:  # a page that is kept here was spoiled; that is nobody's lie
            self._counting = Counting(self._institution, self._index.states, afresh=True)
            self._counting.up_to(size, entries_of)
            return self._counting.root()
