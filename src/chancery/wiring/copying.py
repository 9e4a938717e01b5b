"""A register in a folder, copied into a bucket: every file, and counted again from what lies there.

It can be broken off anywhere and begun again: what lies there already is not put twice, and
nothing that lies there is ever replaced.  The checkpoint comes last, when everything it
speaks of was read back and counted; until then nobody is shown anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Unavailable, Untrusted
from chancery.log.recount import first_fault, first_stray
from chancery.store.register import CHECKPOINT, RECEIPT, is_served
from chancery.wiring.storage import KEYS, show_key

if TYPE_CHECKING:
    from chancery.log.head import TreeHead
    from chancery.store.objects.bucket import Bucket

Telling = Callable[[str, int], AbstractContextManager[Callable[[int, int], None]]]
"""Shows somebody who waits how many are done: of what, and how many there are."""

AT_A_TIME = 64
"""Files that are in memory together."""
_LETTER = re.compile(r"rendition/[0-9a-f]{64}\.pdf", re.ASCII)
"""Files beside the log that are shown with it; they are the house's to write, not the archive's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What became of the files."""

    brought: int
    there: int
    """So many lay there before."""


def copy_register(folder: Path, bucket: Bucket, head: TreeHead, telling: Telling) -> Copied:
    """
    Copy the register in *folder*, whose signed head is *head*, into *bucket*.

    Raises `Untrusted` where what lies in the folder, or then in the bucket, does not add up to
    the head, and `SplitView` where the bucket shows another history; its checkpoint is not
    replaced then, nor is one that is newer.
    """
    from chancery.store.objects.register import BucketRegister
    from chancery.store.objects.trial import require_conditions

    require_conditions(bucket)
    checkpoint, receipt = _octets(folder, CHECKPOINT), _octets(folder, RECEIPT)
    before = frozenset(bucket.names())
    paths = [path for path in _shown(folder) if path not in before]
    with telling("Copying", len(paths)) as progress:
        for start in range(0, len(paths), AT_A_TIME):
            some = paths[start : start + AT_A_TIME]
            bucket.keep_all({path: _octets(folder, path) for path in some})
            progress(start + len(some), len(paths))
    _require_counted(bucket, head, before, telling)
    _require_same_beside(folder, bucket, before)
    BucketRegister(bucket, folder.parent).publish(checkpoint, receipt)
    return Copied(brought=len(paths), there=len(before & frozenset(_shown(folder))))


def _require_counted(bucket: Bucket, head: TreeHead, before: frozenset[str], telling: Telling) -> None:
    """Raises `Untrusted` unless what lies in the bucket adds up to *head*, by code that did not put it."""

    def read(path: str) -> bytes | None:
        held = bucket.read(path)
        return None if held is None else held.octets

    tiles = (path for path in before if path.startswith("tile/"))
    with telling("Counting", head.size) as progress:
        fault = first_fault(read, head.size, head.root, progress) or first_stray(read, head.size, tiles)
    if fault is not None:
        raise Untrusted(f"In {bucket.place.url}, {fault} The checkpoint was not put there.")


def _require_same_beside(folder: Path, bucket: Bucket, before: frozenset[str]) -> None:
    """Words and letters that lay there before: raises `SplitView` for one that is another."""
    for path in _shown(folder):
        if path in KEYS:
            show_key(bucket, path, _octets(folder, path))
        elif path in before and not path.startswith("tile/"):
            bucket.keep(path, _octets(folder, path))


def _shown(folder: Path) -> Iterator[str]:
    """Every file of the register but the two that come last."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        path = file.relative_to(folder).as_posix()
        if path not in (CHECKPOINT, RECEIPT) and (is_served(path) or _LETTER.fullmatch(path) or path in KEYS):
            yield path


def _octets(folder: Path, path: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except FileNotFoundError:
        if path == RECEIPT:  # there is none before the second entry
            return b""
        raise Unavailable(f"{folder / path} is gone.") from None
    except OSError as fault:
        raise Unavailable(f"{folder / path} cannot be read: {fault.strerror}.") from fault
