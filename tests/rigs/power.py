"""A disk whose power can be cut: ext4 in a file, told to forget everything that nobody has flushed.

EXT4_IOC_SHUTDOWN with NOLOGFLUSH (fs/ext4/ioctl.c) stops the file system where it
stands: what lies only in memory is gone, and the journal ends where it was last flushed.
Mounting it again replays the journal, as after a real power cut.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOM = Path("/var/tmp")
"""Not in memory: the kernel's loop devices want a file system that they can map."""
SBIN = f"{os.environ.get('PATH', '')}:/sbin:/usr/sbin"
OCTETS = 48 * 2**20
EXT4_IOC_SHUTDOWN = 0x8004587D
NOLOGFLUSH = struct.pack("I", 2)
SECONDS_OF_PATIENCE = 10.0


class NoSuchDisk(Exception):
    """This machine gives no leave, or no means, to have such a disk."""


class Disk:
    """One such disk, mounted at `at`, that becomes what it was at first as often as one likes."""

    def __init__(self, folder: Path, first: Path) -> None:
        """*first*: what lies on it whenever it is renewed; raises `NoSuchDisk`."""
        self.at = folder / "mounted"
        self._now, self._new = folder / "now", folder / "new"
        self.at.mkdir()
        with self._new.open("wb") as image:
            image.truncate(OCTETS)
        _do(shutil.which("mkfs.ext4", path=SBIN) or "mkfs.ext4", "-q", "-F", str(self._new))
        self._mount(self._new)
        shutil.copytree(first, self.at / "log")
        self._let_go()
        self._require_power_switch()

    @contextmanager
    def renewed(self) -> Iterator[Path]:
        """The disk as it was at first, mounted for as long as the block lasts."""
        shutil.copyfile(self._new, self._now)
        self._mount(self._now)
        try:
            yield self.at
        finally:
            self._let_go()

    def cut(self) -> None:
        """Cut the power: whatever was not flushed is gone, and nothing is written any more."""
        opened = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(opened, EXT4_IOC_SHUTDOWN, NOLOGFLUSH)
        finally:
            os.close(opened)

    def start_again(self) -> None:
        """Mount it again after the cut."""
        self._let_go()
        self._mount(self._now)

    def _require_power_switch(self) -> None:
        with self.renewed():
            try:
                self.cut()
            except OSError as refusal:
                raise NoSuchDisk(f"the kernel does not cut the power: {refusal.strerror}") from refusal

    def _mount(self, image: Path) -> None:
        """Somebody else may take the loop device that was free a moment ago."""
        _do("mount", "-o", "loop", str(image), str(self.at), patience=SECONDS_OF_PATIENCE)

    def _let_go(self) -> None:
        """Whoever was killed may still hold a file for a moment."""
        _do("umount", str(self.at), patience=SECONDS_OF_PATIENCE)


@contextmanager
def disk(first: Path) -> Iterator[Disk]:
    """A disk of its own for one rig; raises `NoSuchDisk`."""
    with TemporaryDirectory(dir=ROOM, prefix="chancery-power-") as folder:
        yield Disk(Path(folder), first)


def _do(*command: str, patience: float = 0.0) -> None:
    """Run it, and for so many seconds again and again while it fails; raises `NoSuchDisk`."""
    deadline = time.monotonic() + patience
    while (failure := _failure(command)) is not None:
        if time.monotonic() >= deadline:
            raise NoSuchDisk(f"{command[0]}: {failure}")
        time.sleep(0.05)


def _failure(command: Sequence[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "is not installed"
    return done.stderr.strip() if done.returncode else None
