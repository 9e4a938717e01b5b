"""Counting a log's state map on, entry by entry, from where it is kept.

Nothing is kept before `keep`: what was counted for a log that turns out to lie leaves no
trace.  Until then only the pages that changed are held, some eighty octets for each thing
that the new entries speak of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from chancery.errors import Malformed, Untrusted
from chancery.log.state_map import Key, Latest
from chancery.log.state_pages import cut, grown, root_of
from chancery.log.tree import EMPTY_ROOT, Hash
from chancery.record.state_head import StateHead
from chancery.record.statement import Institution
from chancery.registry.ports import Index, StateMaps
from chancery.seal.state import keys_answered

AT_ONCE = 4_096
"""So many keys change before they are counted in: enough to share their ways, few enough to hold."""

STRETCH = 4_096
"""Entries that are read at once."""

EntriesOf = Callable[[int, int], Sequence[bytes]]
"""Gives the entries of a log from one index up to another."""


class Counting:
    """The state map of one institution's log; `size` says over how many entries by now."""

    def __init__(self, institution: Institution, kept: StateMaps, *, afresh: bool = False) -> None:
        """*afresh*: from the first entry, whatever is kept."""
        self.institution = institution
        self._began = kept.counted(institution)
        self.size = 0 if afresh else self._began
        self.kept = kept
        self._root = root_of(self._read_kept) if self.size else EMPTY_ROOT
        self._changed: dict[str, bytes] = {}
        self._waiting: dict[Key, tuple[int, int]] = {}

    def may_go_on(self, size: int) -> bool:
        """Whether it is not yet beyond *size*, and nobody else has kept the map since it began."""
        return self.size <= size and self.kept.counted(self.institution) == self._began

    def take(self, entries: Iterable[bytes]) -> None:
        """Count in the next entries of the log; raises `Malformed` for bytes that are none."""
        for octets in entries:
            for key in keys_answered(octets):
                _, count = self._waiting.get(key, (0, 0))
                self._waiting[key] = (self.size, count + 1)
            self.size += 1
            if len(self._waiting) >= AT_ONCE:
                self._count_in()

    def up_to(self, size: int, entries_of: EntriesOf) -> None:
        """Count in all entries that are missing below *size*."""
        while self.size < size:
            self.take(entries_of(self.size, min(size, self.size + STRETCH)))

    def root(self) -> Hash:
        """The root over the entries counted so far."""
        self._count_in()
        return self._root

    def cut(self, keys: Iterable[Key]) -> bytes:
        """The part of the map that shows what stands under *keys*."""
        self._count_in()
        return cut(keys, self._read)

    def keep(self) -> None:
        """Keep what was counted, unless somebody else has gone on from the same beginning meanwhile."""
        self._count_in()
        if self.kept.counted(self.institution) == self._began:
            self.kept.keep(self.institution, self.size, self._changed)
            self._began, self._changed = self.size, {}

    def _count_in(self) -> None:
        if not self._waiting:
            return
        changes = {key: Latest(*change) for key, change in self._waiting.items()}
        growth = grown(changes, self._read, self._root)
        self._root, self._waiting = growth.root, {}
        self._changed |= growth.pages

    def _read(self, names: Iterable[str]) -> Mapping[str, bytes]:
        asked = set(names)
        changed = {name: self._changed[name] for name in asked & self._changed.keys()}
        return {**self._read_kept(asked - changed.keys()), **changed}

    def _read_kept(self, names: Iterable[str]) -> Mapping[str, bytes]:
        return self.kept.pages(self.institution, names)


def sound(institution: Institution, index: Index, entries_of: EntriesOf) -> Counting:
    """
    The map that is kept, counted up to the newest state head in the index and agreeing with it.

    If it does not agree, all is counted again: whatever is kept may have been spoiled, and
    nobody is to sign or to accuse for that.  Raises `Untrusted` if that head does not fit the
    entries before it all the same.
    """
    try:
        return _agreeing(institution, index, entries_of, afresh=False)
    except (Malformed, Untrusted):
        return _agreeing(institution, index, entries_of, afresh=True)


def _agreeing(institution: Institution, index: Index, entries_of: EntriesOf, *, afresh: bool) -> Counting:
    counting, last = Counting(institution, index.states, afresh=afresh), newest_state(institution, index)
    size, root = (0, EMPTY_ROOT) if last is None else (last.size, last.root)
    counting.up_to(size, entries_of)
    if (counting.size, counting.root()) != (size, root):
        raise Untrusted(f"The state head at entry {size} does not fit the entries before it.")
    return counting


def newest_state(institution: Institution, index: Index) -> StateHead | None:
    """The newest state head of that institution's log in the index; None if there is none."""
    entry = index.newest_state(institution)
    return entry.act if entry is not None and isinstance(entry.act, StateHead) else None
