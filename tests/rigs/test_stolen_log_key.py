"""Threat 7: whoever has stolen the log's own keys convinces no reader who asks for k of n witnesses.

The thief signs forks with the true keys, asks every witness to cosign each, puts the lines that
the witnesses left under the honest head under the fork as well, and may have bought k - 1 of the
witnesses outright.  The reader meets the fork first and remembers nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chancery.errors import ChanceryError
from chancery.log.cosignature import SignatureType
from chancery.log.cosigner import Cosigner
from chancery.log.head import TreeHead
from chancery.log.note import SignatureLine, parse_lines, signature_line, with_lines
from chancery.log.path import consistency_path
from chancery.log.policy import Policy
from chancery.log.tile import HashesFromTiles
from chancery.log.vkey import Signer
from chancery.log.witness import AddCheckpoint, Outcome
from chancery.net.continuity import break_between
from chancery.net.follow import Follower, Pin
from chancery.record.statement import Instant
from chancery.store.memory import MemoryArchive, MemoryIndex, MemoryWords
from chancery.store.witnessed import Witnessed, filed_under, make_memory
from chancery.wiring.witness import Witness
from tests.hostile.forger import T0, VICTIM
from tests.log.keys import signer
from tests.rigs.test_fork import FORKED, HONEST, KEYS, PEN, log_of

N, K = 5, 4
"""Witnesses, and how many of them the reader asks for: two thirds of them and one more."""
TRIALS = {False: 40, True: 1_000}
LATER = Instant(T0 + 3_600)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The honest log as N witnesses have cosigned it, and a reader's policy."""

    honest: MemoryArchive
    witnesses: Sequence[Witness]
    lines: Sequence[SignatureLine]
    policy: Policy

    @classmethod
    def of(cls, folder: Path) -> World:
        honest, witnesses = log_of(HONEST), [_witness(folder / f"w{n}", n) for n in range(N)]
        answers = [witness.add_checkpoint(_request(honest, 0)) for witness in witnesses]
        assert {answer.outcome for answer in answers} == {Outcome.COSIGN}
        lines = [line for answer in answers for line in parse_lines(answer.octets)]
        return cls(honest=honest, witnesses=witnesses, lines=lines, policy=_policy(K))

    def forked(self, fork: MemoryArchive, bought: int) -> tuple[bytes, int]:
        """The fork's checkpoint with all that a thief can put under it; how many honest witnesses signed."""
        note, fooled = fork.file("checkpoint") or b"", 0
        lines = [*self.lines, *_bought(note, bought)]
        for witness in self.witnesses:
            answer = witness.add_checkpoint(_request(fork, len(HONEST)))
            fooled += answer.outcome is Outcome.COSIGN
            lines += parse_lines(answer.octets) if answer.outcome is Outcome.COSIGN else ()
        return _under(note, lines, self.policy), fooled


def test_no_fork_with_the_true_keys_is_accepted(
    disk: Path, at_full_length: bool, say: Callable[[str], None]
) -> None:
    """Not one of a thousand is taken in by a reader with a policy, and each is proof against the keys."""
    chance, world = random.Random(7), World.of(disk)
    fooled = accepted = proven = 0
    for _ in range(TRIALS[at_full_length]):
        fork = _fork(chance)
        note, signed = world.forked(fork, bought=K - 1)
        fooled += signed
        accepted += _taken_in(fork, note, world.policy) > 0
        proven += _is_proven(world, fork, note)
    say(
        f"{TRIALS[at_full_length]} forks with the true keys, {K - 1} of {N} witnesses bought, {K} asked for: "
        f"{fooled} cosigned by an honest one, {accepted} accepted, {proven} proven"
    )
    assert (fooled, accepted, proven) == (0, 0, TRIALS[at_full_length])


def test_the_honest_log_is_accepted_by_the_same_reader(disk: Path) -> None:
    """The policy refuses forks and not everything: all entries of the honest log are taken in."""
    world = World.of(disk)
    note = with_lines(world.honest.file("checkpoint") or b"", world.lines)
    assert _taken_in(world.honest, note, world.policy) == len(HONEST)


def test_control_without_policy_and_memory_every_fork_is_believed(
    disk: Path, say: Callable[[str], None]
) -> None:
    """Control: a reader who asks for no witness and has seen nothing takes each of them in."""
    chance, world = random.Random(7), World.of(disk)
    forks = [_fork(chance) for _ in range(10)]
    believed = sum(_taken_in(fork, world.forked(fork, bought=0)[0], None) > 0 for fork in forks)
    say(f"control: without policy and memory {believed} of {len(forks)} forks believed")
    assert believed == len(forks)


def test_control_with_k_witnesses_bought_every_fork_is_believed(
    disk: Path, say: Callable[[str], None]
) -> None:
    """Control, and the written limit: the log's keys and k witnesses together deceive who comes first."""
    chance, world = random.Random(7), World.of(disk)
    forks = [_fork(chance) for _ in range(10)]
    believed = sum(_taken_in(fork, world.forked(fork, bought=K)[0], world.policy) > 0 for fork in forks)
    say(f"control: with {K} of {N} witnesses bought {believed} of {len(forks)} forks believed")
    assert believed == len(forks)


def _fork(chance: random.Random) -> MemoryArchive:
    """It parts anywhere after the first charter, and is shorter, as long or longer than the honest log."""
    parting = chance.randint(3, len(HONEST) - 1)
    return log_of([*HONEST[:parting], *FORKED[: chance.randint(1, len(FORKED))]])


def _taken_in(log: MemoryArchive, note: bytes, policy: Policy | None) -> int:
    """Entries that a reader takes in who is shown *log* under *note*, and has seen nothing before."""
    index = MemoryIndex()
    follower = Follower(
        Pin(institution=VICTIM),
        lambda path: note if path == "checkpoint" else log.file(path),
        index,
        MemoryWords(),
        clock=lambda: LATER,
        policy=policy,
    )
    with suppress(ChanceryError):
        follower.catch_up()
    return index.reached(VICTIM)


def _is_proven(world: World, fork: MemoryArchive, note: bytes) -> bool:
    """Whether the fork and what a witness shows monitors are together a file that accuses the keys."""
    shown = world.witnesses[0].shown(filed_under(PEN.origin)) or b""
    one, other = (shown, world.honest.file), (note, fork.file)
    (seen, kept), (now, afresh) = sorted((one, other), key=lambda each: _size(each[0]))
    broken = break_between(seen, now, afresh, kept)
    return broken is not None and bool(type(broken).read(broken.write()).check(KEYS).by)


def _size(note: bytes) -> int:
    return int(note.split(b"\n")[1])


def _request(log: MemoryArchive, old: int) -> bytes:
    note = log.file("checkpoint") or b""
    size = _size(note)
    path = consistency_path(old, size, HashesFromTiles(log.file, size)) if 0 < old <= size else []
    return AddCheckpoint(old_size=min(old, size), path=tuple(path), checkpoint=note).to_bytes()


def _hand(number: int) -> tuple[Signer, ...]:
    """The keys of one witness."""
    name = f"w{number}.example"
    return signer(name, SignatureType.COSIGNATURE_ED25519), signer(name, SignatureType.COSIGNATURE_ML_DSA_44)


def _witness(folder: Path, number: int) -> Witness:
    folder.mkdir()
    make_memory(folder)
    return Witness(
        cosigner=Cosigner(signers=_hand(number)),
        logs={PEN.origin: tuple(KEYS)},
        memory=Witnessed(folder),
        clock=lambda: T0 + 60,
    )


def _bought(note: bytes, number: int) -> list[SignatureLine]:
    """Lines under anything, by the first witnesses, who are bought."""
    text = note.decode().rpartition("\n\n")[0] + "\n"
    TreeHead.parse(text)
    return [signature_line(text, each, at=T0 + 120) for n in range(number) for each in _hand(n)]


def _under(note: bytes, lines: Sequence[SignatureLine], policy: Policy) -> bytes:
    """The thief leaves out what would condemn the note: of each key the last line, if it fits the text."""
    text = note.decode().rpartition("\n\n")[0] + "\n"
    keys = {(witness.key.name, witness.key.key_id): witness.key for witness in policy.witnesses}
    fitting: dict[tuple[str, bytes], SignatureLine] = {}
    for line in lines:
        key = keys.get((line.name, line.key_id))
        with suppress(ChanceryError):
            if key is not None:
                key.check(text, line.signature)
                fitting[line.name, line.key_id] = line
    return with_lines(note, fitting.values())


def _policy(threshold: int) -> Policy:
    """Each witness by its post-quantum key."""
    log = "".join(f"log {key.text}\n" for key in KEYS)
    vkeys = [_hand(number)[1].verifier.text for number in range(N)]
    witnesses = "".join(f"witness w{number} {vkey}\n" for number, vkey in enumerate(vkeys))
    names = " ".join(f"w{number}" for number in range(N))
    return Policy.parse(f"{log}{witnesses}group most {threshold} {names}\nquorum most\n".encode())
