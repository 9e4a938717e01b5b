"""How a file survives a power cut.

A name must never lead to half a file, and a file that we said is there must be there
after the next start.  Hence, in this order (fsync(2), rename(2)):

1. write every file under a name nobody reads, in a folder nobody is shown;
2. flush each of them: the octets are on the disk before any name leads to them;
3. rename each to its place: a reader sees the old file or the new one;
4. flush every folder from the file up to the root, once: the names are on the disk.

Writing all before flushing any lets the file system take many files in one journal
commit; the first flush waits, the others find their work done.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BufferedWriter
from pathlib import Path

READABLE_BY_ALL = 0o644
MOST_OPEN = 100
"""Files written before the first of them is flushed; a process may have 1,024 open, others included."""


@contextmanager
def exclusively(lock: Path) -> Iterator[None]:
    """
    Be the only one, among all threads and processes of this machine, inside the block.

    The lock is the kernel's (flock(2)): it goes with its holder, however that ends.
    """
    holder = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, READABLE_BY_ALL)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(holder)


def make_folder(path: Path) -> None:
    """Make a folder, and every one above it, so that it is still there after a power cut."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    _flush_folder(path.parent)


def put(root: Path, files: Mapping[str, bytes], *, by_way_of: Path) -> None:
    """
    Put *files* under *root*, durably and each at once, whatever was there before.

    *by_way_of* is a folder of the same file system that nobody else uses meanwhile;
    what an earlier, interrupted call left there is removed.
    """
    _empty(by_way_of)
    paths = list(files)
    for start in range(0, len(paths), MOST_OPEN):
        group = paths[start : start + MOST_OPEN]
        _write_and_flush({by_way_of / str(number): files[path] for number, path in enumerate(group)})
        for number, path in enumerate(group):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            os.rename(by_way_of / str(number), root / path)
    for folder in {folder for path in paths for folder in _folders(root, path)}:
        _flush_folder(folder)


def _empty(folder: Path) -> None:
    make_folder(folder)
    for left_over in folder.iterdir():
        left_over.unlink()


def _write_and_flush(files: Mapping[Path, bytes]) -> None:
    """Each file stays open until it is flushed: only who wrote it is surely told that writing failed."""
    with ExitStack() as closing:
        opened = [closing.enter_context(_created(path)) for path in files]
        for file, octets in zip(opened, files.values(), strict=True):
            file.write(octets)
            file.flush()
        for file in opened:
            os.fsync(file.fileno())


def _created(path: Path) -> BufferedWriter:
    created = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, READABLE_BY_ALL)
    return os.fdopen(created, "wb")


def _flush_folder(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _folders(root: Path, path: str) -> Iterator[Path]:
    """Every folder from *root* down to the file: any of them may be new."""
    for parent in Path(path).parents:
        yield root / parent
