"""Following another institution's register, so that its letters can be checked without asking it.

The follower reads tiles, never answers: it recomputes the root from the entries it
read, demands the log's signatures on it and a proof that it continues what was seen
before, and only then takes the entries in.  After that the other side learns nothing
of what is checked, and may fall silent: its standing is then known up to a moment.

Where the first charter comes from is decided by whoever follows: they pin its
fingerprint, or are told that nothing but this register's own word stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from chancery.check.freshness import as_of, is_ahead
from chancery.check.word_numbers import Filing
from chancery.errors import BadProof, Malformed, SplitView, Unavailable, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, claimed_head, open_full_checkpoint
from chancery.log.equivocation import Equivocation
from chancery.log.head import TreeHead
from chancery.log.policy import Policy
from chancery.log.tile import HashesFromTiles
from chancery.log.tree import EMPTY, Frontier, leaf_hashes
from chancery.log.vkey import VerifierKey
from chancery.net.continuity import break_between
from chancery.net.replay import Replay
from chancery.net.stretch import entries_between, require_same_tiles, stretches
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, Statement, StatementId
from chancery.record.words import Words
from chancery.registry.counting import EntriesOf
from chancery.registry.ports import Clock, Index, WordStore
from chancery.seal.reading import Reading, may_be_charter
from chancery.seal.signed import open_statement
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

    *seen* is the checkpoint that was last found good, as far as anybody remembers: what
    is shown now must continue it, and only what is new is read.  Where the index holds
    less, it is filled again from what *read* has kept.  *afresh* gives what the register
    shows this moment, for *read* may give what it showed once.

    With a *policy*, entries are taken in only under a head for which it finds a quorum;
    *witnessed* is the newest such head, as far as anybody remembers.  What is shown
    beyond it is looked at and remembered all the same: it can still prove a lie.
    """

    def __init__(
        self,
        pin: Pin,
        read: Read,
        index: Index,
        words: WordStore,
        *,
        seen: bytes | None = None,
        afresh: Read | None = None,
        clock: Clock | None = None,
        policy: Policy | None = None,
        witnessed: bytes | None = None,
    ) -> None:
        if policy is not None and clock is None:
            raise ValueError("whoever asks for witnesses needs a clock to read their times by")
        self.pin = pin
        self._clock = clock
        self._policy = policy
        self.seen = seen
        self.witnessed = witnessed
        self._read = read
        self._afresh = afresh or read
        self._index = index
        self._words = words
        self._reading = Reading(pin.institution)
        self._frontier: Frontier = EMPTY
        self.checkpoint: SignedCheckpoint | None = None
        """The newest head that was found good, whoever has cosigned it."""
        self.is_enough = True
        """Whether that head is one under which this reader takes entries in."""
        self._replay: Replay | None = None
        self.equivocation: Equivocation | None = None
        """Proof that the register has shown two histories, once it has."""

    @property
    def fingerprint(self) -> bytes | None:
        """Of the first charter that was read; None before there was one."""
        return self._reading.first_charter

    def catch_up(self) -> int:
        """
        Take in what is new; returns how many entries that was.

        Raises `Unavailable` if the register does not answer, `Untrusted` if what it
        shows does not hold together, `SplitView` if it contradicts what it showed before;
        what it proved against itself by that is then in `equivocation`.
        """
        self._resume()
        start = self._frontier.size
        note = self._read(CHECKPOINT)
        if note is None:
            raise Unavailable(f"{self.pin.institution} shows no checkpoint.")
        self._require_continued(note)
        self.is_enough = self._is_enough(note)
        if self.is_enough:
            self._take(note)
            self.witnessed = note
        else:
            _, self.checkpoint = self._look_at(note)
        self.seen = note
        return self._frontier.size - start

    def _is_enough(self, note: bytes) -> bool:
        """Whether this reader takes in what stands under that head."""
        if self._policy is None or self._clock is None:
            return True
        return as_of(note, self._policy, now=self._clock()) is not None

    # Where to go on

    def _resume(self) -> None:
        """Stand where the remembered head left off, as far as the index and the kept files do."""
        reached = self._index.reached(self.pin.institution)
        if self._frontier.size > reached:
            self._reading, self._frontier = Reading(self.pin.institution), EMPTY
        kept = self._kept_up_to(reached)
        if self._frontier.size or kept is None:
            return
        with suppress(Unavailable, Malformed, Untrusted):  # what was kept is lost: all is read again
            if reached < claimed_head(kept).size:
                self._take(kept)
            else:
                self._resume_at(claimed_head(kept))

    def _kept_up_to(self, reached: int) -> bytes | None:
        """The remembered head up to which entries are in the index, or may be taken into it again."""
        if self._policy is None or (self.seen is not None and claimed_head(self.seen).size <= reached):
            return self.seen
        return self.witnessed

    def _resume_at(self, head: TreeHead) -> None:
        frontier = Frontier.at(head.size, HashesFromTiles(self._read, head.size))
        if frontier.root() == head.root:
            reading = primed(self.pin.institution, head.size, self._index, self._read)
            self._reading, self._frontier = reading, frontier

    # What it showed before

    def _require_continued(self, note: bytes) -> None:
        """Raises `SplitView` unless what is shown begins with everything that was shown before."""
        shown, who = claimed_head(note).size, self.pin.institution
        broken = self.seen and break_between(self.seen, note, self._read, self._afresh)
        if broken:
            self._accuse(broken, shown)
        before = self._index.reached(who)
        if shown < before:
            raise SplitView(f"{who} once showed {before} entries and now shows {shown}.")

    def _accuse(self, broken: Equivocation, shown: int) -> None:
        """Keep the proof where there is one; a stranger at the address is only not the log."""
        before, who = claimed_head(self.seen or b"").size, self.pin.institution
        try:
            broken.check(self._log_keys(self._reading))
        except Untrusted:
            if shown >= before and self._frontier.size:
                raise
        else:
            self.equivocation = broken
        if shown < before:
            raise SplitView(f"{who} once showed {before} entries and now shows {shown}.")
        raise SplitView(f"{who} shows another history than that of the {before} entries it once showed.")

    # Taking in

    def _take(self, note: bytes) -> None:
        """Everything up to the head in *note*, once all of it was found to hold together."""
        steps, checkpoint = self._look_at(note)
        reading, wanting = self._reading.copy(), list[Entry]()
        for before, after in pairwise(steps):
            self._take_words(wanting)
            wanting = self._take_stretch(before, after, checkpoint.head.size, reading)
        if self._replay is not None:
            self._replay.keep()
        self._index.saw(self.pin.institution, _stated(checkpoint, reading))
        # The last words come last: for their sake nobody shall be told less of the record.
        self._take_words(wanting)
        self._reading, self._frontier, self.checkpoint = reading, steps[-1], checkpoint

    def _look_at(self, note: bytes) -> tuple[list[Frontier], SignedCheckpoint]:
        """Everything up to the head in *note* holds together and is of the past; nothing is taken in."""
        steps, reading = self._walk(claimed_head(note).size)
        self._require_pinned(reading)
        checkpoint = self._opened(note, steps[-1], reading)
        self._require_past(_stated(checkpoint, reading))
        self._require_past(self._time_of_newest(checkpoint.head.size))
        return steps, checkpoint

    def _time_of_newest(self, size: int) -> Instant:
        """The log time of the last entry, so of the latest; those who read only charters do not see it."""
        if size <= self._frontier.size:
            return self._reading.at
        (octets,) = entries_between(size - 1, size, size, self._read)
        return Instant(open_statement(octets).at)

    def _require_past(self, stated: Instant) -> None:
        """A head from the future would never grow old, however long its log stays silent."""
        if self._clock is not None and is_ahead(stated, self._clock()):
            ahead = stated - self._clock()
            raise Untrusted(f"{self.pin.institution} says it was signed {ahead} seconds from now.")

    def _walk(self, size: int) -> tuple[list[Frontier], Reading]:
        """
        The right edge after each stretch, and a reader of every charter on the way.

        Nothing is taken in yet, and nothing is opened but the charters, which say who must have
        signed the head, and what state heads are compared with.  A copy reads, so that what
        turns out not to hold together has taught us nothing.
        """
        steps, reading = [self._frontier], self._reading.copy()
        self._replay = replay = Replay(self.pin.institution, self._index, self._entries_of(size))
        for start, end in stretches(self._frontier.size, size):
            entries = entries_between(start, end, size, self._read)
            for index, octets in enumerate(entries, start):
                if index == 0 or may_be_charter(octets):
                    reading.read_next(octets, index)
            require_same_tiles(start, entries, size, self._read)
            replay.meet(start, entries)
            steps.append(steps[-1].extended(leaf_hashes(entries)))
        return steps, reading

    def _entries_of(self, size: int) -> EntriesOf:
        return lambda start, end: entries_between(start, end, size, self._read)

    def _take_stretch(self, before: Frontier, after: Frontier, size: int, reading: Reading) -> list[Entry]:
        """One stretch into the index, read a second time: it must still be what was found to be signed."""
        octets = entries_between(before.size, after.size, size, self._read)
        if before.extended(leaf_hashes(octets)) != after:
            raise Untrusted(f"{self.pin.institution} showed other entries when they were read again.")
        entries = list(_read(reading, octets, before.size))
        self._index.add(entries)
        return [entry for _, _, entry in entries]

    def _take_words(self, entries: Iterable[Entry]) -> None:
        filing = Filing()
        shown = [found for entry in entries if (found := self._shown_words(entry)) is not None]
        with self._index.together():
            for _, digest, sealed, _ in shown:
                self._words.keep(digest, sealed)
            self._index.shelve((id, filing.texts(words)) for id, _, _, words in shown)

    def _shown_words(self, entry: Entry) -> tuple[StatementId, bytes, bytes, Words] | None:
        """The words, where they are shown; what is shown and was never registered is left alone."""
        if not isinstance(entry.act, Statement) or entry.act.words is None:
            return None
        digest = entry.act.words
        sealed = self._words.words(digest) or self._read(f"words/{digest.hex()}")
        if sealed is None:
            return None
        try:
            return entry.id, digest, sealed, open_words(sealed, digest)
        except (BadProof, Malformed):
            return None

    # Whose it is

    def _require_pinned(self, reading: Reading) -> None:
        """A register that shows no first charter yet shows nothing that could be told from a stranger's."""
        if self.pin.first_charter not in (None, reading.first_charter):
            raise Untrusted(f"{self.pin.institution} does not show the first charter that was pinned.")

    def _opened(self, note: bytes, frontier: Frontier, reading: Reading) -> SignedCheckpoint:
        register = reading.register or reading.genesis
        if register is None:
            raise Malformed(f"The register of {self.pin.institution} does not say whose it is.")
        checkpoint = open_full_checkpoint(note, register.origin, self._log_keys(reading))
        if checkpoint.head.size != frontier.size or checkpoint.head.root != frontier.root():
            raise Untrusted(f"The entries of {self.pin.institution} are not those its checkpoint speaks for.")
        return checkpoint

    def _log_keys(self, reading: Reading) -> list[VerifierKey]:
        """The keys that must sign the log's heads, by the newest charter read; none before the genesis."""
        register = reading.register or reading.genesis
        return [] if register is None else [VerifierKey.parse(line) for line in register.log]


def primed(institution: Institution, size: int, index: Index, read: Read) -> Reading:
    """
    Who has read the first *size* entries and knows as much as whoever read all of them.

    That is: the genesis, every charter that the index holds, and the newest entry.
    """
    places = {0, size - 1}
    for charter in index.charters(institution):
        _, place = index.position(charter.id) or (institution, 0)
        places.add(place)
    reading = Reading(institution)
    for place in sorted(place for place in places if place < size):
        (octets,) = entries_between(place, place + 1, size, read)
        reading.read_next(octets, place)
    return reading


def _read(reading: Reading, octets: list[bytes], first: int) -> Iterator[tuple[int, bytes, Entry]]:
    """What a log holds from entry *first* on; its genesis is no entry."""
    for index, each in enumerate(octets, first):
        entry = reading.read_next(each, index)
        if entry is not None:
            yield index, each, entry


def _stated(checkpoint: SignedCheckpoint, reading: Reading) -> Instant:
    """When the log last stood by its record, as it says itself."""
    stated = [signed.at for signed in checkpoint.by_log if signed.at is not None]
    return Instant(max([*stated, reading.at]))
