"""What witnesses sign is shown under the very head they signed, and is not lost by what comes after."""

from __future__ import annotations

import pytest

from chancery.errors import Conflict
from chancery.log.checkpoint import open_checkpoint
from chancery.log.head import TreeHead
from chancery.log.note import SignatureLine, signature_line
from chancery.log.vkey import Signer
from chancery.record.statement import Instant
from chancery.registry.append import append, cosign, renew, settle
from chancery.registry.ports import Head
from chancery.store.memory import MemoryArchive
from tests.log.keys import NOON, WITNESS, WITNESS_PQ, signer
from tests.registry.test_append import PEN, Killed

OTHER = signer("witness.example/w2", WITNESS.kind)
LOG_KEYS = [each.verifier for each in PEN.log]


def begun() -> tuple[MemoryArchive, Head]:
    archive = MemoryArchive()
    return archive, append(archive, [b"one", b"two"], pen=PEN, at=Instant(NOON), keys={})


def lines(head: Head, *signers: Signer, at: int = NOON) -> list[SignatureLine]:
    text = TreeHead(origin=PEN.origin, size=head.size, root=head.root).text
    return [signature_line(text, each, at=at) for each in signers]


def cosigners(note: bytes | None) -> set[tuple[str, int | None]]:
    witnesses = [each.verifier for each in (WITNESS, WITNESS_PQ, OTHER)]
    opened = open_checkpoint(note or b"", PEN.origin, LOG_KEYS, witnesses)
    assert {signed.key for signed in opened.by_log} == set(LOG_KEYS)
    return {(signed.key.text, signed.at) for signed in opened.cosignatures}


def signed_by(*signers: Signer, at: int = NOON) -> set[tuple[str, int | None]]:
    return {(each.verifier.text, at) for each in signers}


def test_the_checkpoint_is_shown_and_remembered_with_its_cosignatures() -> None:
    """Published, and the head from which evidence is made and from which a restart goes on."""
    archive, head = begun()
    cosigned = cosign(archive, lines(head, WITNESS, WITNESS_PQ), of=head)
    assert archive.file("checkpoint") == cosigned.checkpoint
    assert settle(archive) == cosigned
    assert cosigners(cosigned.checkpoint) == signed_by(WITNESS, WITNESS_PQ)
    assert (cosigned.size, cosigned.root, cosigned.at, cosigned.vouched) == (
        head.size,
        head.root,
        head.at,
        head.vouched,
    )


def test_standing_by_the_record_again_keeps_what_witnesses_signed() -> None:
    """They signed the same head, and each line states its own time."""
    archive, head = begun()
    cosign(archive, lines(head, WITNESS), of=head)
    renewed = renew(archive, pen=PEN, at=Instant(NOON + 60))
    assert cosigners(renewed.checkpoint) == signed_by(WITNESS)
    by_log = open_checkpoint(renewed.checkpoint, PEN.origin, LOG_KEYS).by_log
    assert NOON + 60 in {signed.at for signed in by_log}


def test_lines_for_a_head_that_was_outgrown_are_refused() -> None:
    """Under another head they would fit nothing, and a reader would have to refuse the note."""
    archive, head = begun()
    append(archive, [b"three"], pen=PEN, at=Instant(NOON), keys={})
    shown = archive.file("checkpoint")
    with pytest.raises(Conflict):
        cosign(archive, lines(head, WITNESS), of=head)
    assert archive.file("checkpoint") == shown


def test_of_two_that_collect_at_once_neither_loses_the_others_lines() -> None:
    """The second finds another note under the same head, and must read it first."""

    class Overtaken(MemoryArchive):
        overtaking = False

        def stage(self, batch: object) -> None:
            if self.overtaking:
                self.overtaking = False
                cosign(self, lines(head, OTHER), of=head)
            super().stage(batch)  # type: ignore[arg-type]

    archive = Overtaken()
    head = append(archive, [b"one", b"two"], pen=PEN, at=Instant(NOON), keys={})
    archive.overtaking = True
    with pytest.raises(Conflict):
        cosign(archive, lines(head, WITNESS), of=head)
    cosign(archive, lines(head, WITNESS), of=head)
    assert cosigners(archive.file("checkpoint")) == signed_by(WITNESS, OTHER)


def test_killed_before_it_is_shown_it_is_shown_at_the_next_start() -> None:
    class Dies(MemoryArchive):
        alive = True

        def publish(self, head: Head) -> None:
            if not self.alive:
                raise Killed
            super().publish(head)

    archive = Dies()
    head = append(archive, [b"one", b"two"], pen=PEN, at=Instant(NOON), keys={})
    archive.alive = False
    with pytest.raises(Killed):
        cosign(archive, lines(head, WITNESS), of=head)
    assert cosigners(archive.file("checkpoint")) == set()
    archive.alive = True
    settle(archive)
    assert cosigners(archive.file("checkpoint")) == signed_by(WITNESS)
