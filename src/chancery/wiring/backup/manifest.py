"""What is in a copy of a house, and how each file of it is known: `manifest.json`.

    {"chancery": "0.1.0", "institution": "mod.example", "origin": "mod.example/register",
     "made": 1578312000, "size": 1204, "root": "<64 hexadecimal figures>",
     "databases": {"record": "record.sqlite3", "desk": "desk.pg_dump", …},
     "left": ["rendition/"], "files": {"register/checkpoint": "<SHA-256>", …}}

A copy that lacks a file, has one more, or another than it says, is no copy.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from chancery.errors import Malformed, Unavailable

MANIFEST = "manifest.json"
PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a copy says of itself."""

    chancery: str
    institution: str
    origin: str
    made: int
    """When, in Unix seconds."""
    size: int
    root: str
    """Of the log's head, in hexadecimal figures."""
    databases: Mapping[str, str]
    """By side, the file in which it is."""
    left: tuple[str, ...]
    """What is not in it and lies elsewhere: objects in a bucket, which are their own copy."""
    files: Mapping[str, str]
    """Every file by its path, with its SHA-256 in hexadecimal figures."""

    def written(self) -> bytes:
        """As it stands in the copy."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def read(cls, copy: Path) -> Manifest:
        """
        The manifest of the copy in a folder, compared with all that lies there.

        Raises `Unavailable` where there is none, `Malformed` for a copy that is not what it says.
        """
        manifest = cls._of(copy)
        held = {path: digest_of(copy / path) for path in paths_in(copy) if path != MANIFEST}
        for path in sorted(held.keys() ^ manifest.files.keys()):
            raise Malformed(f"The copy and its manifest disagree about {path}: only one of them has it.")
        for path, digest in held.items():
            if digest != manifest.files[path]:
                raise Malformed(f"{path} in this copy is not what was copied; use another copy.")
        return manifest

    @classmethod
    def _of(cls, copy: Path) -> Manifest:
        place = copy / MANIFEST
        try:
            written = json.loads(place.read_bytes())
            return cls(**{**written, "left": tuple(written["left"])})
        except OSError as fault:
            raise Unavailable(f"{place} cannot be read: {fault.strerror}.") from fault
        except (ValueError, TypeError, KeyError) as unreadable:
            raise Malformed(f"{place} is no manifest of a copy.") from unreadable


def paths_in(folder: Path) -> Iterator[str]:
    """Every file below a folder, as a path from there; raises `Malformed` for anything else there."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            found = Path(place, name)
            if found.is_symlink() or not found.is_file():
                raise Malformed(f"{found} is no file, and a copy has nothing else.")
            yield str(found.relative_to(folder))


def digest_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal figures."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
