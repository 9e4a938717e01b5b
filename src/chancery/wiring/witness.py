"""A witness: asked to cosign a checkpoint, it compares, keeps and answers, in one step.

C2SP tlog-witness, "add-checkpoint".  Between what is remembered and what is kept no
other request comes, and nothing is answered that was not kept.  Killed in between, the
witness has signed and told nobody: whoever asks again is told the size it reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chancery.errors import Malformed
from chancery.log.cosigner import Cosigner, Remembered
from chancery.log.vkey import VerifierKey
from chancery.log.witness import AddCheckpoint, Outcome, decide

if TYPE_CHECKING:
    from chancery.store.witnessed import OneLog, Witnessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to whoever asked; *octets* are lines, a size, or nothing."""

    outcome: Outcome
    octets: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A memory, the keys to sign with, and the logs it was told of, by origin."""

    cosigner: Cosigner
    logs: Mapping[str, tuple[VerifierKey, ...]]
    memory: Witnessed
    clock: Callable[[], int]

    def add_checkpoint(self, body: bytes) -> Answer:
        """
        The answer to this request.

        Raises `OutOfOrder` for a clock that went backwards, `Unavailable` or `Untrusted`
        for a memory that cannot be read or is not our own: then nothing was signed.
        """
        try:
            request = AddCheckpoint.parse(body)
            keys = self.logs.get(request.origin, ())
        except Malformed:
            return Answer(outcome=Outcome.MALFORMED)
        # A stranger's log must not make a file here, nor wait for a lock.
        if not keys:
            return Answer(outcome=Outcome.UNKNOWN_LOG)
        with self.memory.alone_with(request.origin) as kept:
            return self._answer(request, keys, kept)

    def last(self, origin: str) -> Remembered | None:
        """The head it last cosigned for a log; None if it never did."""
        with self.memory.alone_with(origin) as kept:
            return self._last(origin, kept)

    def shown(self, name: str) -> bytes | None:
        """The checkpoint last cosigned, for monitors: *name* is the SHA-256 of its origin in hexadecimal."""
        return self.memory.shown(name)

    def _answer(self, request: AddCheckpoint, keys: tuple[VerifierKey, ...], kept: OneLog) -> Answer:
        last = self._last(request.origin, kept)
        decision = decide(request, keys, None if last is None else last.head)
        if decision.outcome is Outcome.CONFLICT:
            size = 0 if last is None else last.head.size
            return Answer(outcome=Outcome.CONFLICT, octets=f"{size}\n".encode())
        if decision.outcome is not Outcome.COSIGN or decision.checkpoint is None:
            return Answer(outcome=decision.outcome)
        # The clock is read inside the lock: a request that waited must not sign an earlier time.
        note = self.cosigner.cosigned(decision.checkpoint, keys, at=self.clock(), last=last)
        kept.keep(note)
        lines = "".join(line.text for line in self.cosigner.lines(note))
        return Answer(outcome=Outcome.COSIGN, octets=lines.encode())

    def _last(self, origin: str, kept: OneLog) -> Remembered | None:
        note = kept.read()
        return None if note is None else self.cosigner.remembered(note, origin)
