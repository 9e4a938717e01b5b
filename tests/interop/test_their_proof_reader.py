"""A reader of offline proofs that others wrote accepts ours, for the entry it is of and for no other."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from chancery.log.checkpoint import sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.path import inclusion_path
from chancery.log.proof import HEADER, LogProof
from tests.log.keys import LOG, LOG_PQ, NOON, ORIGIN, WITNESS, WITNESS_PQ
from tests.log.reference import Reference, entries

TREE = Reference(entries(600))


def proof(index: int, size: int) -> bytes:
    """Ours, without the first line: their reader is older than it and begins with the index."""
    head = TreeHead(origin=ORIGIN, size=size, root=TREE.mth(0, size))
    note = sign_checkpoint(head, [LOG, LOG_PQ, WITNESS, WITNESS_PQ], at=NOON)
    path = tuple(inclusion_path(index, size, TREE.perfect))
    return LogProof(index=index, path=path, checkpoint=note).to_bytes().removeprefix(f"{HEADER}\n".encode())


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (7, 9), (255, 256), (256, 257), (300, 600)])
def test_torchwood_accepts_our_proofs(
    their: Callable[[str], Path], tmp_path: Path, index: int, size: int
) -> None:
    """The path leads to the root under the log's Ed25519 signature; the entry beside it is refused."""
    reader, file = their("spicy-torchwood"), tmp_path / "entry"
    file.with_name("entry.spicy").write_bytes(proof(index, size))
    for entry, accepted in [(TREE.entries[index], True), (b"another", False)]:
        file.write_bytes(entry)
        ended = subprocess.run(
            [str(reader), "-verify", LOG.verifier.text, str(file)], capture_output=True, check=False
        )
        assert (ended.returncode == 0) is accepted
