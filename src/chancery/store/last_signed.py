"""The second place: how far we have ever signed, where a restored backup does not reach.

One line, `<size> <root in hex>`, outside the data folder.  After a backup has been
restored the archive's own head is behind this line, and whoever signs next would fork
the log; the registry compares the two before it signs anything.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from chancery.errors import SplitView, Unavailable
from chancery.store.durable import put

_LINE = re.compile(rb"([0-9]+) ((?:[0-9a-f]{2})*)\n")


class Noted(Protocol):
    """Where it is remembered how far was signed: a file here, or an object elsewhere."""

    def read(self) -> tuple[int, bytes] | None:
        """The size and root last noted; None if nothing was.  Raises `Unavailable` if it cannot be read."""
        ...

    def note(self, size: int, root: bytes) -> None:
        """
        Note that this was signed; what is noted never goes back.

        Raises `SplitView` if another root was signed for as many entries.
        """
        ...


class SecondPlace:
    """One small file.  Raises `OSError` when the disk fails."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> tuple[int, bytes] | None:
        """The size and root last noted; None if nothing was.  Raises `Unavailable` if it cannot be read."""
        try:
            line = self._file.read_bytes()
        except FileNotFoundError:
            return None
        return read_line(line, str(self._file))

    def note(self, size: int, root: bytes) -> None:
        """
        Note that this was signed; what is noted never goes back.  Call it while you alone write.

        Raises `SplitView` if another root was signed for as many entries.
        """
        line = written_line(self.read(), size, root)
        if line is not None:
            unfinished = self._file.with_name(f"{self._file.name}.unfinished")
            put(self._file.parent, {self._file.name: line}, by_way_of=unfinished)


def read_line(line: bytes, place: str) -> tuple[int, bytes]:
    """Size and root of a line read at *place*; raises `Unavailable` for another line than we write."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise Unavailable(f"{place} does not say how far we signed: ask a witness before appending.")
    return int(found[1]), bytes.fromhex(found[2].decode())


def written_line(noted: tuple[int, bytes] | None, size: int, root: bytes) -> bytes | None:
    """
    The line to be put in the place of what is *noted*; None if that is as new or newer.

    Raises `SplitView` if another root was signed for as many entries.
    """
    if noted is not None and noted[0] == size and noted[1] != root:
        raise SplitView(f"Two roots have been signed for {size} entries: stop, and find out why.")
    if noted is not None and noted[0] >= size:
        return None
    return f"{size} {root.hex()}\n".encode()
