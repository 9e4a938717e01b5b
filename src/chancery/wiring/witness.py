"""A witness: asked to cosign a checkpoint, it compares, keeps and answers, in one step.

C2SP tlog-witness, "add-checkpoint".  Between what is remembered and what is kept no
other request comes, and nothing is answered that was not kept.  Killed in between, the
witness has signed and told nobody: whoever asks again is told the size it reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from chancery.errors import Malformed, Untrusted
from chancery.log.checkpoint import claimed_head
from chancery.log.cosigner import Cosigner, Remembered
from chancery.log.equivocation import Equivocation
from chancery.log.note import SignatureLine
from chancery.log.subtree import SignSubtree, decide_subtree
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
    _read: dict[str, tuple[bytes, Remembered]] = field(default_factory=dict)
    """What this process has opened of its memory, by origin: the SHA-256 of the note, and what it says."""

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

    def sign_subtree(self, body: bytes) -> Answer:
        """The answer to a request for lines under a part of a log, whose checkpoint we cosigned."""
        try:
            request = SignSubtree.parse(body)
            subtree = request.subtree
        except Malformed:
            return Answer(outcome=Outcome.MALFORMED)
        if subtree.origin not in self.logs:
            return Answer(outcome=Outcome.UNKNOWN_LOG)
        outcome = decide_subtree(request, self.cosigner.verifiers)
        if outcome is not Outcome.COSIGN:
            return Answer(outcome=outcome)
        return Answer(outcome=outcome, octets=_text(self.cosigner.signed_subtree(subtree)))

    def last(self, origin: str) -> Remembered | None:
        """The head it last cosigned for a log; None if it never did."""
        with self.memory.alone_with(origin) as kept:
            return self._last(origin, kept)

    def refused(self, origin: str) -> int:
        """How many heads of a log it has refused and kept, because they contradict what it cosigned."""
        from chancery.store.witnessed import filed_under

        return self.memory.held_against(filed_under(origin))

    def shown(self, name: str) -> bytes | None:
        """The checkpoint last cosigned, for monitors: *name* is the SHA-256 of its origin in hexadecimal."""
        return self.memory.shown(name)

    def _answer(self, request: AddCheckpoint, keys: tuple[VerifierKey, ...], kept: OneLog) -> Answer:
        last = self._last(request.origin, kept)
        decision = decide(request, keys, None if last is None else last.head)
        if decision.outcome is Outcome.CONFLICT:
            size = 0 if last is None else last.head.size
            return Answer(outcome=Outcome.CONFLICT, octets=f"{size}\n".encode())
        if decision.outcome is Outcome.INCONSISTENT and last is not None and decision.checkpoint is not None:
            self._keep_against(request, keys, kept)
        if decision.outcome is not Outcome.COSIGN or decision.checkpoint is None:
            return Answer(outcome=decision.outcome)
        # The clock is read inside the lock: a request that waited must not sign an earlier time.
        at, head = self.clock(), decision.checkpoint.head
        own = self.cosigner.signed(head, at=at, last=last)
        note = self.cosigner.note(decision.checkpoint, keys, own)
        kept.keep(note)
        self._read[head.origin] = sha256(note).digest(), Remembered(head=head, at=at)
        return Answer(outcome=Outcome.COSIGN, octets=_text(own))

    def _keep_against(self, request: AddCheckpoint, keys: tuple[VerifierKey, ...], kept: OneLog) -> None:
        """tlog-witness: what a log signed and contradicts what we saw MAY be kept; it is proof of a lie."""
        # Named by what it says: a log that signs the same head again proves no more by it.
        name = f"{claimed_head(request.checkpoint).size}-{claimed_head(request.checkpoint).root.hex()[:16]}"
        file = Equivocation.refused(kept.read() or b"", request.checkpoint, request.path)
        try:
            file.check(keys)
        except (Untrusted, Malformed):
            # It proves nothing by itself; with the tiles of the log that showed it, it may.
            kept.keep_against(f"{name}.checkpoint", request.checkpoint)
        else:
            kept.keep_against(f"{name}.equivocation", file.write())

    def _last(self, origin: str, kept: OneLog) -> Remembered | None:
        note = kept.read()
        if note is None:
            self._require_new(origin)
            return None
        digest = sha256(note).digest()
        known = self._read.get(origin)
        # Octets that this process wrote or opened itself need not be opened again.
        if known is not None and known[0] == digest:
            return known[1]
        remembered = self.cosigner.remembered(note, origin)
        self._read[origin] = digest, remembered
        return remembered

    def _require_new(self, origin: str) -> None:
        """Raises `Untrusted` where a log was remembered a moment ago and is not any more."""
        if origin in self._read:
            raise Untrusted("What this witness remembers of a log is gone; nothing is signed.")


def _text(lines: Iterable[SignatureLine]) -> bytes:
    return "".join(line.text for line in lines).encode()
