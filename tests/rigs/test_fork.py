"""Bar 7: forks signed with the true keys of the log are refused, and each proves itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

from chancery.errors import ChanceryError
from chancery.log.equivocation import Equivocation
from chancery.log.tile import stored_entries
from chancery.net.follow import Follower, Pin
from chancery.play.keyring import pen_of
from chancery.record.statement import Instant
from chancery.registry.append import append
from chancery.store.memory import MemoryArchive, MemoryIndex, MemoryWords
from tests.hostile.forger import T0, VICTIM, order, sealed, victim

PEN = pen_of(VICTIM)
KEYS = [signer.verifier for signer in PEN.log]
TRIALS = {False: 60, True: 1_000}
BEGINNING = stored_entries(0, 3, victim().file)
HONEST = [*BEGINNING, *(sealed(order(f"honest-{number}", "alice"), T0, PEN) for number in range(37))]
FORKED = [sealed(order(f"forked-{number}", "alice"), T0, PEN) for number in range(20)]


def test_every_fork_is_refused_and_proven(at_full_length: bool, say: Callable[[str], None]) -> None:
    """It parts anywhere after the first charter, and is shorter, as long or longer than what was seen."""
    chance, shown = random.Random(7), log_of(HONEST)
    index, seen = followed(shown)
    accepted = proven = 0
    for _ in range(TRIALS[at_full_length]):
        parting = chance.randint(3, len(HONEST) - 1)
        fork = log_of([*HONEST[:parting], *FORKED[: chance.randint(1, len(FORKED))]])
        proof = refused(index, seen, shown, fork)
        accepted += proof is None
        proven += proof is not None and bool(Equivocation.read(proof.write()).check(KEYS).by)
    say(f"{TRIALS[at_full_length]} forks: {accepted} accepted, {proven} proven")
    assert (accepted, proven) == (0, TRIALS[at_full_length])
    assert index.reached(VICTIM) == len(HONEST)


def test_control_who_remembers_nothing_is_forked(say: Callable[[str], None]) -> None:
    """A reader who has seen nothing before believes what the true keys have signed; hence witnesses."""
    index, _ = followed(log_of([*HONEST[:5], *FORKED]))
    say(f"control: {index.reached(VICTIM)} entries of a fork believed by who saw it first")
    assert index.reached(VICTIM) == 5 + len(FORKED)


def log_of(entries: list[bytes]) -> MemoryArchive:
    archive = MemoryArchive()
    append(archive, entries, pen=PEN, at=Instant(T0), keys={})
    return archive


def followed(shown: MemoryArchive) -> tuple[MemoryIndex, bytes | None]:
    index = MemoryIndex()
    follower = Follower(Pin(institution=VICTIM), shown.file, index, MemoryWords())
    follower.catch_up()
    return index, follower.seen


def refused(
    index: MemoryIndex, seen: bytes | None, kept: MemoryArchive, fork: MemoryArchive
) -> Equivocation | None:
    """The proof that a follower keeps who is shown the fork; None if the fork was believed."""

    def mirrored(path: str) -> bytes | None:
        return fork.file(path) if path == "checkpoint" else kept.file(path) or fork.file(path)

    follower = Follower(Pin(institution=VICTIM), mirrored, index, MemoryWords(), seen=seen, afresh=fork.file)
    with suppress(ChanceryError):
        follower.catch_up()
    return follower.equivocation
