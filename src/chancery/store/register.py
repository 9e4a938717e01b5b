"""A log's files, in a folder laid out exactly as C2SP tlog-tiles serves it.

    register/checkpoint
    register/tile/0/000.p/12 …

Any web server can hand this folder out.  Nothing else is ever put into it by us:
locks and unfinished files lie beside it.  A partial tile may be deleted once the
full one exists and no published checkpoint needs it; we keep them all, since a
reader may hold an old checkpoint and asking is cheaper than explaining.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from chancery.errors import Malformed, SplitView, Unavailable
from chancery.log.tile import Tile
from chancery.store.durable import exclusively, make_folder, put

CHECKPOINT = "checkpoint"
RECEIPT = "receipt"
"""The same head as RFC 9942 receipts carry it: whoever mirrors the register can cut receipts from it."""


WORDS = re.compile("words/[0-9a-f]{64}", re.ASCII)
"""Registered words by their digest, as far as the institution shows them."""


class Shown(Protocol):
    """Where a log's files are shown: a folder here, or a bucket elsewhere."""

    def exclusively(self) -> AbstractContextManager[None]:
        """Nobody else on this machine writes files of this register meanwhile."""
        ...

    def read(self, path: str) -> bytes | None:
        """The file shown at *path*; None if there is none, or if it is no path of a register."""
        ...

    def write(self, files: Mapping[str, bytes]) -> None:
        """Show tiles, durably; call it inside `exclusively`."""
        ...

    def publish(self, checkpoint: bytes, receipt: bytes) -> None:
        """
        Show this checkpoint, and what receipts are cut from, unless a newer one is shown already.

        Call it inside `exclusively`.  Raises `SplitView` if one of the same size and another
        root is shown.
        """
        ...


class Register:
    """
    The folder `register` inside a data folder.

    Raises `OSError` when the disk fails; the archive gives that its name.
    """

    def __init__(self, folder: Path) -> None:
        self._root = folder / "register"
        self._unfinished = folder / "unfinished"
        self._lock = folder / "register.lock"

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Nobody else writes files of this register meanwhile, in any process of this machine."""
        make_folder(self._root)
        with exclusively(self._lock):
            yield

    def read(self, path: str) -> bytes | None:
        """The file served at *path*; None if there is none, or if it is no path of a register."""
        if not is_served(path):
            return None
        try:
            return (self._root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write tiles durably; call it inside `exclusively`."""
        put(self._root, files, by_way_of=self._unfinished)

    def publish(self, checkpoint: bytes, receipt: bytes) -> None:
        """
        Show this checkpoint, and what receipts are cut from, unless a newer one is shown already.

        Call it inside `exclusively`.  A reader may see the two of different heads for a
        moment, and asks again.

        Raises `SplitView` if one of the same size and another root is shown.
        """
        shown = self.read(CHECKPOINT)
        if shown == checkpoint or (shown is not None and is_newer(shown, checkpoint)):
            return
        self.write({RECEIPT: receipt, CHECKPOINT: checkpoint} if receipt else {CHECKPOINT: checkpoint})


def is_served(path: str) -> bool:
    """Whether *path* is spelled as tlog-tiles spells it: so it can lead nowhere but into the register."""
    if path in (CHECKPOINT, RECEIPT) or WORDS.fullmatch(path):
        return True
    try:
        Tile.parse(path)
    except Malformed:
        return False
    return True


def size_and_root(checkpoint: bytes) -> tuple[int, bytes]:
    """
    Lines two and three of a checkpoint, as written (C2SP tlog-checkpoint); no signature is looked at.

    Raises `Unavailable`: we wrote it, and whole, so only the disk can have changed it.
    """
    lines = checkpoint.split(b"\n")
    if len(lines) < 4 or not lines[1].isdigit():
        raise Unavailable("The published checkpoint cannot be read: restore it before appending.")
    return int(lines[1]), lines[2]


def is_newer(shown: bytes, wanted: bytes) -> bool:
    """
    Whether the checkpoint that is shown covers more entries than the one wanted.

    Raises `SplitView` if they cover as many under different roots.
    """
    (shown_size, shown_root), (size, root) = size_and_root(shown), size_and_root(wanted)
    if shown_size == size and shown_root != root:
        raise SplitView(f"Another root is already published for {size} entries: stop, and find out why.")
    return shown_size > size
