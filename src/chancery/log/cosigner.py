"""A witness's own hand: the lines it gives away, and the note it keeps.

What a witness keeps is what it signed: the log's lines and its own under one head.
So it reads its memory as it would read a stranger's note, and a bit that flipped in
it is noticed before anything is signed on it.  When and where it is kept is not
decided here; nor what deserves a signature, which is for `witness` to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chancery.errors import OutOfOrder
from chancery.log.checkpoint import SignedCheckpoint, open_full_checkpoint
from chancery.log.cosignature import SignatureType, Subtree
from chancery.log.head import TreeHead
from chancery.log.note import SignatureLine, lines_by, signature_line, with_lines
from chancery.log.vkey import Signer, VerifierKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The head that a witness last cosigned for one log, and when (Unix seconds)."""

    head: TreeHead
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigner:
    """The keys of one witness; each of them signs, so that one which falls some day leaves the other."""

    signers: tuple[Signer, ...]

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """The public halves, as logs and readers must be configured with them."""
        return tuple(signer.verifier for signer in self.signers)

    def remembered(self, kept: bytes, origin: str) -> Remembered:
        """What the note that was kept says; raises `BadSignature` or `Malformed` if it is not our own."""
        checkpoint = open_full_checkpoint(kept, origin, self.verifiers)
        return Remembered(head=checkpoint.head, at=max(signed.at or 0 for signed in checkpoint.by_log))

    def cosigned(
        self,
        checkpoint: SignedCheckpoint,
        log_keys: Iterable[VerifierKey],
        *,
        at: int,
        last: Remembered | None,
    ) -> bytes:
        """
        The note to keep: *checkpoint* with its log's lines and ours at *at*, and no stranger's.

        Raises `OutOfOrder` for a clock that stands before what was last signed.
        """
        return self.note(checkpoint, log_keys, self.signed(checkpoint.head, at=at, last=last))

    def signed(self, head: TreeHead, *, at: int, last: Remembered | None) -> tuple[SignatureLine, ...]:
        """Our lines under *head* at *at*: what goes back to whoever asked.  Raises `OutOfOrder`."""
        # tlog-cosignature, "Format": zero would claim nothing about larger trees.
        if at < 1 or (last is not None and at < last.at):
            raise OutOfOrder("The clock stands before the last cosignature; nothing is signed.")
        return tuple(signature_line(head.text, signer, at=at) for signer in self.signers)

    def note(
        self, checkpoint: SignedCheckpoint, log_keys: Iterable[VerifierKey], own: Iterable[SignatureLine]
    ) -> bytes:
        """*checkpoint* with its log's lines and *own*, as it is kept and shown to monitors."""
        text = f"{checkpoint.head.text}\n".encode()
        return with_lines(text, [*lines_by(checkpoint.note, log_keys), *own])

    def signed_subtree(self, subtree: Subtree) -> tuple[SignatureLine, ...]:
        """Our lines under a part of a log, by each of our keys that can sign one."""
        able = [each for each in self.signers if each.kind is SignatureType.COSIGNATURE_ML_DSA_44]
        return tuple(
            SignatureLine(name=each.name, key_id=each.verifier.key_id, signature=each.sign_subtree(subtree))
            for each in able
        )
