"""The second place: how far we have ever signed, where a restored backup does not reach.

One line, `<size> <root in hex>`, outside the data folder.  After a backup has been
restored the archive's own head is behind this line, and whoever signs next would fork
the log; the registry compares the two before it signs anything.
"""

from __future__ import annotations

import re
from pathlib import Path

from chancery.errors import SplitView, Unavailable
from chancery.store.durable import put

_LINE = re.compile(rb"([0-9]+) ((?:[0-9a-f]{2})*)\n")


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
        found = _LINE.fullmatch(line)
        if found is None:
            raise Unavailable(f"{self._file} does not say how far we signed: ask a witness before appending.")
        return int(found[1]), bytes.fromhex(found[2].decode())

    def note(self, size: int, root: bytes) -> None:
        """
        Note that this was signed; what is noted never goes back.  Call it while you alone write.

        Raises `SplitView` if another root was signed for as many entries.
        """
        noted = self.read()
        if noted is not None and noted[0] == size and noted[1] != root:
            raise SplitView(f"Two roots have been signed for {size} entries: stop, and find out why.")
        if noted is None or noted[0] < size:
            line = f"{size} {root.hex()}\n".encode()
            unfinished = self._file.with_name(f"{self._file.name}.unfinished")
            put(self._file.parent, {self._file.name: line}, by_way_of=unfinished)
