"""The files in which letters were given out, by their digest: `register/rendition/<digest>.pdf`.

They are shown like everything public, so that any web server can give them out.  The log
says which file shows which letter; a file that is gone takes back nothing but itself.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from chancery.errors import Unavailable
from chancery.store.durable import exclusively, put


class PublishedRenditions:
    """The files in *folder*'s register (see `chancery.registry.ports.Renditions`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: bytes) -> None:
        """Keep the file durably under its digest."""
        try:
            with exclusively(self._folder / "renditions.lock"):
                put(
                    self._folder / "register",
                    {rendition_path(sha256(file).digest()): file},
                    by_way_of=self._folder / "unfinished-renditions",
                )
        except OSError as fault:
            raise Unavailable(f"The file cannot be kept: {fault.strerror}.") from fault

    def file(self, digest: bytes) -> bytes | None:
        """The file of that digest; None if it is not held here whole."""
        try:
            octets = (self._folder / "register" / rendition_path(digest)).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise Unavailable(f"The file cannot be read: {fault.strerror}.") from fault
        return octets if sha256(octets).digest() == digest else None


def rendition_path(digest: bytes) -> str:
    """Where a register shows the file of that digest."""
    return f"rendition/{digest.hex()}.pdf"
