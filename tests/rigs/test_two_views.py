"""Threat 8: a server that shows one reader another history is caught within one interval of the witnesses."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from chancery.errors import ChanceryError
from chancery.log.cosigner import Cosigner, Remembered
from chancery.log.equivocation import Equivocation
from chancery.log.note import SignatureLine, lines_by, with_lines
from chancery.log.path import consistency_path
from chancery.log.policy import Policy
from chancery.log.tile import HashesFromTiles, stored_entries
from chancery.log.witness import AddCheckpoint, Outcome, decide
from chancery.net.follow import Follower, Pin
from chancery.net.meeting import lie_between
from chancery.record.statement import Instant
from chancery.registry.append import append, renew
from chancery.store.memory import MemoryArchive, MemoryIndex, MemoryWords
from tests.hostile.forger import T0, VICTIM, order, sealed, urn, victim
from tests.hostile.seen_by import KEYS, NAMES, PEN, parsed, witness

RUNS = {False: 40, True: 1_000}
INTERVAL = 60
"""Seconds between two rounds of the witnesses."""

View = Callable[[str], bytes | None]
"""What somebody is shown: the files of a register, by path."""

BEGINNING = stored_entries(0, 3, victim().file)
TRUE = [sealed(order(f"true-{number}", "alice"), T0, PEN) for number in range(24)]
OTHER = [sealed(order(f"other-{number}", "alice"), T0, PEN) for number in range(24)]


@dataclass(kw_only=True)
class Witness:
    """One that keeps to the protocol: it signs only what continues what it has signed."""

    cosigner: Cosigner
    note: bytes | None = None
    """Its last head, as it shows it to whoever looks."""
    last: Remembered | None = None

    def asked(self, archive: MemoryArchive, now: int) -> bool:
        """Whether it signs the head that is shown to it."""
        note, old = archive.file("checkpoint") or b"", 0 if self.last is None else self.last.head.size
        head = archive.head()
        size = 0 if head is None else head.size
        path = consistency_path(old, size, HashesFromTiles(archive.file, size)) if 0 < old <= size else []
        request = AddCheckpoint(old_size=old, path=tuple(path), checkpoint=note)
        decision = decide(request, KEYS, None if self.last is None else self.last.head)
        if decision.outcome is not Outcome.COSIGN or decision.checkpoint is None:
            return False
        self.note = self.cosigner.cosigned(decision.checkpoint, KEYS, at=now, last=self.last)
        self.last = Remembered(head=decision.checkpoint.head, at=now)
        return True

    def lines(self) -> tuple[SignatureLine, ...]:
        return lines_by(self.note or b"", self.cosigner.verifiers)


@dataclass(kw_only=True)
class Reader:
    """Follows what it is shown, keeps what it has seen, and looks at what its witnesses say they saw."""

    policy: Policy | None
    remembers: bool = True
    now: int = T0
    index: MemoryIndex = field(default_factory=MemoryIndex)
    files: dict[str, bytes] = field(default_factory=dict)
    seen: bytes | None = None
    witnessed: bytes | None = None
    proof: Equivocation | None = None

    def follow(self, shown: Callable[[str], bytes | None]) -> None:
        def read(path: str) -> bytes | None:
            if path != "checkpoint" and path in self.files:
                return self.files[path]
            octets = shown(path)
            if octets is not None and path != "checkpoint":
                self.files[path] = octets
            return octets

        if not self.remembers:
            self.index, self.files, self.seen, self.witnessed = MemoryIndex(), {}, None, None
        follower = Follower(
            Pin(institution=VICTIM),
            read,
            self.index,
            MemoryWords(),
            seen=self.seen,
            afresh=shown,
            clock=lambda: Instant(self.now),
            policy=self.policy,
            witnessed=self.witnessed,
        )
        with suppress(ChanceryError):
            follower.catch_up()
        self.seen, self.witnessed = follower.seen, follower.witnessed
        self.proof = self.proof or follower.equivocation

    def look_at(self, witnesses: list[Witness]) -> None:
        for each in witnesses:
            if each.note is not None and self.seen is not None and self.proof is None:
                self.proof = lie_between(each.note, self.seen, self.files.get, KEYS)

    def believes(self, name: str) -> bool:
        return self.index.entry(urn(name)) is not None


def test_two_views_are_caught_within_one_interval(at_full_length: bool, say: Callable[[str], None]) -> None:
    """Whatever it does with the log's true keys: nothing is believed, and it has proven it against itself."""
    chance, caught, believed, how = random.Random(8), 0, 0, dict.fromkeys(STRATEGIES, 0)
    for _ in range(RUNS[at_full_length]):
        reader = Reader(policy=parsed())
        name = _played(chance, reader, looks=True)
        caught += reader.proof is not None and bool(reader.proof.check(KEYS).by)
        believed += reader.believes("other-0")
        how[name] += 1
    told = ", ".join(f"{count} {name}" for name, count in how.items())
    say(f"{RUNS[at_full_length]} servers of two views ({told}): {caught} caught, {believed} believed")
    assert min(how.values()) > 0
    assert (caught, believed) == (RUNS[at_full_length], 0)


def test_control_who_neither_asks_nor_remembers_is_deceived(say: Callable[[str], None]) -> None:
    """The same servers before a reader who takes the log at its word each time anew."""
    chance, caught, believed = random.Random(8), 0, 0
    for _ in range(RUNS[False]):
        reader = Reader(policy=None, remembers=False)
        _played(chance, reader, looks=False)
        caught += reader.proof is not None
        believed += reader.believes("other-0")
    say(f"control: {caught} of {RUNS[False]} caught, {believed} believed")
    assert caught == 0
    assert believed > RUNS[False] // 2


# ── what the server does ──


def _played(chance: random.Random, reader: Reader, *, looks: bool) -> str:
    """One server, one reader, one interval after their views part; returns what the server tried."""
    witnesses = [Witness(cosigner=Cosigner(signers=(witness(name),))) for name in NAMES]
    parting, grown = chance.randint(0, 12), chance.randint(1, 8)
    now = T0 + chance.randint(0, 1_000)
    before = _log(TRUE[:parting], now)
    _cosign(witnesses, before, now)
    reader.now = now
    reader.follow(_shown(before, witnesses))

    name = chance.choice(list(STRATEGIES))
    true = _log(TRUE[: parting + grown], now + 5)
    _cosign(witnesses, true, now + 10)
    view = STRATEGIES[name](chance, parting, grown, now, witnesses)
    reader.now = now + INTERVAL
    reader.follow(view)
    if looks:
        reader.look_at(witnesses)
    return name


def _alone(chance: random.Random, parting: int, grown: int, now: int, witnesses: list[Witness]) -> View:
    """Another history that no witness has signed, shorter, as long or longer than the true one."""
    other = _log([*TRUE[:parting], *OTHER[: chance.randint(1, grown + 3)]], now + 20)
    return other.file


def _borrowed(chance: random.Random, parting: int, grown: int, now: int, witnesses: list[Witness]) -> View:
    """The same with the lines that the witnesses put under the true one."""
    other = _log([*TRUE[:parting], *OTHER[: chance.randint(1, grown + 3)]], now + 20)
    lines = [line for each in witnesses for line in each.lines()]
    note = with_lines(other.file("checkpoint") or b"", lines)
    return lambda path: note if path == "checkpoint" else other.file(path)


def _asked(chance: random.Random, parting: int, grown: int, now: int, witnesses: list[Witness]) -> View:
    """The same after the witnesses were asked to sign it too, and refused."""
    other = _log([*TRUE[:parting], *OTHER[: chance.randint(1, grown + 3)]], now + 20)
    assert not any(each.asked(other, now + 25) for each in witnesses)
    return other.file


def _frozen(chance: random.Random, parting: int, grown: int, now: int, witnesses: list[Witness]) -> View:
    """What it showed before, signed anew as if nothing had come since."""
    old = _log(TRUE[:parting], now)
    renew(old, pen=PEN, at=Instant(now + 30))
    return old.file


STRATEGIES = {"alone": _alone, "with borrowed lines": _borrowed, "after asking": _asked, "frozen": _frozen}


def _log(said: list[bytes], at: int) -> MemoryArchive:
    archive = MemoryArchive()
    append(archive, [*BEGINNING, *said], pen=PEN, at=Instant(at), keys={})
    return archive


def _cosign(witnesses: list[Witness], archive: MemoryArchive, now: int) -> None:
    assert all(each.asked(archive, now) for each in witnesses)


def _shown(archive: MemoryArchive, witnesses: list[Witness]) -> Callable[[str], bytes | None]:
    note = with_lines(
        archive.file("checkpoint") or b"", [line for each in witnesses for line in each.lines()]
    )
    return lambda path: note if path == "checkpoint" else archive.file(path)
