"""Following another institution's register, so that its letters can be checked without asking it.

The follower reads tiles, never answers: it recomputes the root from the entries it
read, demands the log's signatures on it and a proof that it continues what was seen
before, and only then takes the entries in.  After that the other side learns nothing
of what is checked, and may fall silent: its standing is then known up to a moment.

Where the first charter comes from is decided by whoever follows: they pin its
fingerprint, or are told that nothing but this register's own word stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chancery.errors import BadProof, Malformed, SplitView, Unavailable, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, open_full_checkpoint
from chancery.log.tile import FULL, stored_entries, tiles_for_growth
from chancery.log.tree import EMPTY, Frontier, leaf_hash
from chancery.log.vkey import VerifierKey
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, Statement
from chancery.registry.ports import Index, WordStore
from chancery.registry.searching import keys_of
from chancery.seal.reading import Reading
from chancery.seal.words_form import open_words

Read = Callable[[str], bytes | None]
"""The published files of the other register, by path."""

CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What is known of an institution from elsewhere: the fingerprint of its first charter."""

    institution: Institution
    first_charter: bytes | None = None
    """None: nothing; the register's own word is taken, and every answer says so."""


class Follower:
    """
    Keeps up with one register, and never goes back behind what it, or the index, has seen.

    A new follower reads the register from its beginning; entries that the index holds
    already must be the same ones (`Index.add`), so a rewritten history is noticed too.
    """

    def __init__(self, pin: Pin, read: Read, index: Index, words: WordStore) -> None:
        self.pin = pin
        self._read = read
        self._index = index
        self._words = words
        self._reading = Reading(pin.institution)
        self._frontier: Frontier = EMPTY
        self.checkpoint: SignedCheckpoint | None = None

    @property
    def fingerprint(self) -> bytes | None:
        """Of the first charter that was read; None before there was one."""
        return self._reading.first_charter

    def catch_up(self) -> int:
        """
        Take in what is new; returns how many entries that was.

        Raises `Unavailable` if the register does not answer, `Untrusted` if what it
        shows does not hold together, `SplitView` if it contradicts what it showed before.
        """
        note = self._read(CHECKPOINT)
        if note is None:
            raise Unavailable(f"{self.pin.institution} shows no checkpoint.")
        size = _claimed_size(note)
        shown = max(self._frontier.size, self._index.reached(self.pin.institution))
        if size < shown:
            raise SplitView(f"{self.pin.institution} once showed {shown} entries and now shows {size}.")
        octets = [] if size == self._frontier.size else self._entries(size)
        frontier = self._frontier.extended(leaf_hash(entry) for entry in octets)
        # A copy, so that what turns out not to hold together has taught us nothing.
        reading = self._reading.copy()
        entries = list(_read(reading, octets, self._frontier.size))
        self._require_pinned(reading)
        checkpoint = self._opened(note, frontier, reading)
        self._require_same_tiles(octets)
        self._reading, self._frontier, self.checkpoint = reading, frontier, checkpoint
        self._index.add(entries)
        self._index.saw(self.pin.institution, _stated(self.checkpoint, entries))
        for _, _, entry in entries:
            self._fetch_words(entry)
        return len(octets)

    def _fetch_words(self, entry: Entry) -> None:
        """The words, where they are shown; what is shown and was never registered is left alone."""
        if not isinstance(entry.act, Statement) or entry.act.words is None:
            return
        digest = entry.act.words
        sealed = self._words.words(digest) or self._read(f"words/{digest.hex()}")
        if sealed is None:
            return
        try:
            words = open_words(sealed, digest)
        except (BadProof, Malformed):
            return
        self._words.keep(digest, sealed)
        self._index.shingled(entry.id, keys_of(words))

    def _entries(self, size: int) -> list[bytes]:
        """Every entry from where we are up to *size*."""
        first = self._frontier.size
        bundles = range(first // FULL, (size + FULL - 1) // FULL)
        read = [entry for bundle in bundles for entry in stored_entries(bundle, size, self._read)]
        return read[first % FULL :]

    def _require_pinned(self, reading: Reading) -> None:
        """A register that shows no first charter yet shows nothing that could be told from a stranger's."""
        if self.pin.first_charter not in (None, reading.first_charter):
            raise Untrusted(f"{self.pin.institution} does not show the first charter that was pinned.")

    def _opened(self, note: bytes, frontier: Frontier, reading: Reading) -> SignedCheckpoint:
        register = reading.register or reading.genesis
        if register is None:
            raise Malformed(f"The register of {self.pin.institution} does not say whose it is.")
        keys = [VerifierKey.parse(line) for line in register.log]
        checkpoint = open_full_checkpoint(note, register.origin, keys)
        if checkpoint.head.size != frontier.size or checkpoint.head.root != frontier.root():
            raise Untrusted(f"The entries of {self.pin.institution} are not those its checkpoint speaks for.")
        return checkpoint

    def _require_same_tiles(self, octets: list[bytes]) -> None:
        """
        The hashes that others are served must be those of the entries.

        So every tile is read, and a mirror then holds all that receipts are cut from.
        """
        growth = tiles_for_growth(self._frontier.size, octets, self._read)
        for path, expected in growth.files.items():
            if self._read(path) != expected:
                raise Untrusted(
                    f"{path} of {self.pin.institution} does not hash the entries it is shown with."
                )


def _read(reading: Reading, octets: list[bytes], first: int) -> Iterator[tuple[int, bytes, Entry]]:
    """What a log holds from entry *first* on; its genesis is no entry."""
    for index, each in enumerate(octets, first):
        entry = reading.read_next(each, index)
        if entry is not None:
            yield index, each, entry


def _claimed_size(note: bytes) -> int:
    """The size an unopened checkpoint claims, to know how much to read; nothing is believed yet."""
    lines = note.split(b"\n", 2)
    if len(lines) < 3 or not lines[1].isdigit() or len(lines[1]) > 19:
        raise Malformed("This is not a checkpoint.")
    return int(lines[1])


def _stated(checkpoint: SignedCheckpoint, entries: list[tuple[int, bytes, Entry]]) -> Instant:
    """When the log last stood by its record, as it says itself."""
    stated = [signed.at for signed in checkpoint.by_log if signed.at is not None]
    return Instant(max([*stated, *(entry.at for _, _, entry in entries)]))
