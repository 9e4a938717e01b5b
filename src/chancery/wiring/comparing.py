"""Walking through the logs of a house, its own and those it follows, to see what its index makes of them.

The logs themselves are counted on the way: what the index is laid beside must be what was
signed, and not only what lies on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chancery.check.freshness import stated_by_log
from chancery.check.word_numbers import Filing
from chancery.errors import Malformed, Unavailable, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, claimed_head, open_checkpoint
from chancery.log.note import parse_lines
from chancery.log.tile import FULL
from chancery.log.tree import EMPTY, Frontier, leaf_hash
from chancery.log.vkey import VerifierKey
from chancery.net.stretch import entries_between
from chancery.record.entry import Entry
from chancery.record.statement import Institution, Statement
from chancery.registry.differences import Difference, What
from chancery.seal.reading import Reading
from chancery.seal.words_form import open_words
from chancery.wiring.chance import system_clock
from chancery.wiring.following import CHECKPOINT, RECEIPT
from chancery.wiring.reading_policy import ReadingPolicies
from chancery.wiring.remembered import last_seen
from chancery.wiring.storage import files_of

if TYPE_CHECKING:
    from chancery.store.comparison import Comparison
    from chancery.wiring.house import House
    from chancery.wiring.opened import Stores


STRETCH = 4 * FULL
"""Entries in a stretch; a whole number of bundles."""


def compared(house: House, *, alias: str = "record") -> Iterator[tuple[Difference, ...]]:
    """
    Everything in which the index of a house differs from the logs, stretch by stretch.

    Each stretch is a thousand entries at most, about half a second; whoever wants to do other
    things in between goes on when they like.  What comes onto the logs meanwhile is left for
    next time.
    """
    from chancery.wiring.opened import open_stores

    stores = open_stores(house, alias=alias)
    from chancery.store.comparison import Comparison

    walk = _Walk(house, Comparison(using=alias), stores)
    held = {who for who, _, _ in stores.index.extent()} | {house.institution, *house.follow}
    for institution in sorted(held):
        yield from walk.through(institution)
    yield tuple(walk.beside.ended(counting=walk.all_read))
    yield tuple(walk.beside.structure())


class _Walk:
    """One walk through all the logs of a house."""

    def __init__(self, house: House, beside: Comparison, stores: Stores) -> None:
        self._house, self.beside, self._archive = house, beside, stores.archive
        self._index, self._words = stores.index, stores.words
        self._filing = Filing()
        self.all_read = True
        """Whether every log that the index holds could be read here; else rows are not counted."""

    def through(self, institution: Institution) -> Iterator[tuple[Difference, ...]]:
        """One log from its first entry to the last that is signed, compared and counted."""
        reached = self._index.reached(institution)
        note, read = self._note(institution, reached), files_of(self._house, institution)
        if note is None:
            self.all_read = False
            if reached:  # entries of a log that nobody here can show are not known to be its own
                yield (Difference(what=What.TOO_MANY, institution=institution),)
            return
        if not reached and institution != self._house.institution:
            return  # nothing of it was taken in yet
        head, reading, edge = claimed_head(note), Reading(institution), EMPTY
        try:
            for start in range(0, head.size, STRETCH):
                octets = entries_between(start, min(start + STRETCH, head.size), head.size, read)
                edge = edge.extended(map(leaf_hash, octets))
                yield tuple(self._stretch(institution, start, octets, reading, reached))
        except (Malformed, Untrusted, Unavailable) as fault:
            self.all_read = False
            yield (Difference(what=What.HEAD, institution=institution, said=str(fault)),)
        else:
            yield tuple(self._end(institution, note, edge, reading))

    def _stretch(
        self, institution: Institution, start: int, octets: Sequence[bytes], reading: Reading, reached: int
    ) -> Iterator[Difference]:
        # Of our own all is read: what comes before the first act names the keys.  Of another's only
        # what was taken in; what nobody has found good yet is not ours to judge here.
        own = institution == self._house.institution
        known = [(at, one) for at, one in enumerate(octets, start) if own or at < reached]
        read = [(at, one, reading.read(one, at)) for at, one in known]
        taken = [(at, one, entry) for at, one, entry in read if entry is not None and at < reached]
        yield from self.beside.entries(institution, taken)
        if own:
            yield from self.beside.copies(institution, start, octets)
        yield from self._words_of(institution, [(at, entry) for at, _, entry in taken])

    def _words_of(
        self, institution: Institution, entries: Sequence[tuple[int, Entry]]
    ) -> Iterator[Difference]:
        """Whether the words that are held are those that were registered, and lead to their letters."""
        letters = []
        for at, entry in entries:
            digest = entry.act.words if isinstance(entry.act, Statement) else None
            sealed = None if digest is None else self._words.words(digest)
            if digest is None or sealed is None:
                continue
            try:
                letters.append((at, entry.id, self._filing.texts(open_words(sealed, digest))))
            except (Malformed, Untrusted):
                yield Difference(what=What.SEALED, institution=institution, index=at)
        yield from self.beside.shelved(institution, letters)

    def _end(
        self, institution: Institution, note: bytes, edge: Frontier, reading: Reading
    ) -> Iterator[Difference]:
        """Whether that many entries were signed, with this root, and when somebody last stood by them."""
        register = reading.register or reading.genesis
        keys = [VerifierKey.parse(line) for line in register.log] if register is not None else []
        signed, own = _opened(note, keys), institution == self._house.institution
        if signed is None or signed.head.root != edge.root() or (own and not self._is_ours(signed, keys)):
            yield Difference(what=What.HEAD, institution=institution)
        if not own and not self._is_seen_rightly(institution, note, signed):
            yield Difference(what=What.SEEN, institution=institution)
        if self._index.reached(institution) > edge.size:
            yield Difference(what=What.TOO_MANY, institution=institution)

    def _is_seen_rightly(
        self, institution: Institution, note: bytes, signed: SignedCheckpoint | None
    ) -> bool:
        """Whether it was seen no later than anybody stands by it; where no witness is asked, no earlier."""
        seen = self._index.seen(institution)
        if ReadingPolicies.of(self._house).policy_for(institution) is not None:
            return seen is None or seen <= _latest(note)
        stated = None if signed is None else stated_by_log(signed, now=system_clock())
        if seen is None:
            return stated is None or not self._index.reached(institution)
        return (stated or 0) <= seen <= _latest(note)

    def _is_ours(self, shown: SignedCheckpoint, keys: Sequence[VerifierKey]) -> bool:
        """Whether the head that the next append goes on from is one that was signed, and the one shown."""
        head = self._archive.head()
        signed = None if head is None else _opened(head.checkpoint, keys)
        if head is None or signed is None or head.at not in {line.at for line in signed.by_log}:
            return False
        if (signed.head.size, signed.head.root) != (head.size, head.root):
            return False
        if head.size > shown.head.size:
            return True  # somebody has appended since the walk began
        vouched = self._archive.file(RECEIPT) or b""
        whole = head.size == shown.head.size == self._archive.applied()
        return whole and head.root == shown.head.root and head.vouched == vouched

    def _note(self, institution: Institution, reached: int) -> bytes | None:
        """The shortest checkpoint kept here that covers whatever the index has taken in."""
        read = files_of(self._house, institution)
        kept = [read(CHECKPOINT)]
        if institution != self._house.institution:
            kept.append(last_seen(self._house, institution))
        notes = [note for note in kept if note is not None]
        long_enough = [note for note in notes if claimed_head(note).size >= reached] or notes
        return min(long_enough, key=lambda note: (claimed_head(note).size, -_latest(note)), default=None)


def _opened(note: bytes, keys: Sequence[VerifierKey]) -> SignedCheckpoint | None:
    try:
        return open_checkpoint(note, keys[0].name, keys) if keys else None
    except (Malformed, Untrusted):
        return None


def _latest(note: bytes) -> int:
    """The latest moment stated under *note*: Unix seconds, before the signature (C2SP tlog-cosignature)."""
    lines = parse_lines(note.rpartition(b"\n\n")[2])
    return max(
        (int.from_bytes(line.signature[:_TIME], "big") for line in lines if len(line.signature) in _TIMED),
        default=0,
    )


_TIME = 8
_TIMED = frozenset({_TIME + 64, _TIME + 2_420})
"""Octets of a line by Ed25519, or by ML-DSA-44, that names its time."""
