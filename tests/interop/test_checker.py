"""A checker of tiles that others wrote accepts our registers at every edge, and no injured one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.house_by_hand import house_by_hand
from tests.rigs.disk_log import KEYS, add, archive_in, close, found

EDGES = (*range(1, 20), 255, 256, 257, 511, 512, 513, 600, *range(65_530, 65_546), 70_000)
"""Numbers of entries: the first few, around one tile and two, around a full level, past it."""
SUCCESS = "Successfully fsck'd log with size"
FAILURES = ("fsck failed", "did not end")
PATIENCE = 120
"""Seconds for a log that is whole."""


@pytest.fixture(scope="module")
def checker(their: Callable[[str], Path]) -> Path:
    """Tessera's fsck."""
    return their("tessera-fsck")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A log with no entry yet; its verifier key stands beside it."""
    (tmp_path / "vkey").write_text(KEYS[0].text)
    yield found(tmp_path / "log")
    close()


def said(checker: Path, folder: Path, vkey: Path, *, patience: float = PATIENCE) -> str:
    """
    What the checker says of the log whose files lie in *folder*.

    Its number is 0 whatever it found, and after some faults it waits for ever: only its words count.
    """
    words = ["-ui=false", f"-storage_url=file://{folder}/", f"-public_key={vkey}"]
    try:
        ended = subprocess.run(
            [str(checker), *words], capture_output=True, text=True, check=False, timeout=patience
        )
    except subprocess.TimeoutExpired as stuck:
        return (stuck.stderr or b"").decode() + f"did not end in {patience} seconds"
    return ended.stderr


def test_it_accepts_a_house_with_letters(checker: Path, tmp_path: Path) -> None:
    """A register as `chancery` keeps it, before and after a letter."""
    house = house_by_hand(tmp_path / "own", "own.example")
    register = house.folder / "register"
    for _ in range(2):
        assert SUCCESS in said(checker, register, register / "vkey")
        house.released()


@pytest.mark.slow
def test_it_accepts_a_log_at_every_edge(checker: Path, log: Path) -> None:
    """Tiles, partial tiles, bundles and checkpoint fit one another to 70,000 entries."""
    archive, size = archive_in(log), 0
    for edge in EDGES:
        while size < edge:
            step = min(edge - size, 4_096)
            add(archive, step, f"to {edge} from {size}")
            size += step
        told = said(checker, log / "register", log.parent / "vkey")
        assert f"{SUCCESS} {edge}" in told, (edge, told)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/1", "tile/entries/000", "checkpoint"])
def test_it_refuses_an_injured_log(checker: Path, log: Path, path: str) -> None:
    """Control: one bit turned in a tile, a bundle or a checkpoint, and it does not say that all is well."""
    add(archive_in(log), 300, "whole")
    assert SUCCESS in said(checker, log / "register", log.parent / "vkey")
    file = log / "register" / path
    octets = bytearray(file.read_bytes())
    octets[3] ^= 1
    file.chmod(0o644)
    file.write_bytes(octets)
    told = said(checker, log / "register", log.parent / "vkey", patience=6)
    assert SUCCESS not in told
    assert any(failure in told for failure in FAILURES)
