"""One worker behind its walls: what it sees of the machine, and how it is ended.

Bubblewrap makes the walls out of kernel namespaces: no network, no other process, no file but
programs and libraries, all of them read-only, and an empty folder in memory to scratch in.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from functools import cache
from pathlib import Path
from types import TracebackType

import chancery
from chancery.errors import Unavailable
from chancery.paper import seccomp
from chancery.paper.limits import ALLOWANCE, Allowance

WORDS_OF_THE_PLACE = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    # Threads cost address space in every library, and there are two processors at most.
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""The whole environment of a worker; nothing of ours, least of all keys, is passed on."""

_LINKS = ("bin", "lib", "lib32", "lib64", "sbin")
_SEEN_OF_ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")


@unique
class Level(Enum):
    """How well this machine is protected from the files that are read on it; the strongest first."""

    FULL = "full"
    """Own namespaces, bounds, and a filter on system calls."""
    NO_SECCOMP = "no seccomp"
    """Own namespaces and bounds."""
    LIMITS_ONLY = "limits only"
    """
    Bounds, and the filter where the kernel takes it: a reader that is taken over reaches neither
    the network nor other processes, but reads what this user may read.
    """


@dataclass(frozen=True, slots=True)
class Cell:
    """A process behind its walls, from its start until it is ended."""

    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, level: Level, run: tuple[str, ...], allowance: Allowance = ALLOWANCE) -> Cell:
        """Start Python with these arguments behind the walls of *level*; raises `Unavailable`."""
        python = (sys.executable, "-I", "-B", *run)
        try:
            match level:
                case Level.LIMITS_ONLY:
                    return cls(_popen((*python, "filtered")))
                case Level.NO_SECCOMP:
                    return cls(_popen((*_walls(allowance), "--", *python)))
                case Level.FULL:
                    return cls(_filtered(allowance, python))
        except OSError as fault:
            raise Unavailable("The program that opens files could not be started.") from fault

    def end(self) -> None:
        """End the worker and everything it started; whatever it was doing, it is done."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        _end_group(self.process)
        self.process.wait()

    def __enter__(self) -> Cell:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.end()


def strongest() -> Level:
    """The strongest level at which this machine can start anything."""
    if shutil.which("bwrap") is None:
        return Level.LIMITS_ONLY
    return next((level for level in (Level.FULL, Level.NO_SECCOMP) if _stands(level)), Level.LIMITS_ONLY)


@cache
def _stands(level: Level) -> bool:
    """Whether Python starts behind such walls: the kernel may forbid namespaces, or the filter."""
    if level is Level.FULL and seccomp.program() is None:
        return False
    with Cell.start(level, ("-S", "-c", "")) as cell:
        try:
            return cell.process.wait(timeout=ALLOWANCE.seconds) == 0
        except subprocess.TimeoutExpired:
            return False


def _filtered(allowance: Allowance, python: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Bubblewrap reads the filter from a pipe, which holds far more than its two kilobytes."""
    reading, writing = os.pipe()
    try:
        os.write(writing, seccomp.program() or b"")
        os.close(writing)
        walls = (*_walls(allowance), "--seccomp", str(reading), "--")
        return _popen((*walls, *python), reading)
    finally:
        os.close(reading)


def _popen(command: tuple[str, ...], *passed: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=WORDS_OF_THE_PLACE,
        pass_fds=passed,
        start_new_session=True,  # so that it can be ended with everything it started
    )


def _walls(allowance: Allowance) -> Iterator[str]:
    yield from (shutil.which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent", "--new-session")
    yield from ("--cap-drop", "ALL", "--clearenv")
    for name, value in WORDS_OF_THE_PLACE.items():
        yield from ("--setenv", name, value)
    yield from ("--ro-bind", "/usr", "/usr")
    for link in _LINKS:
        yield from _linked(Path("/", link))
    for path in _SEEN_OF_ETC:
        yield from ("--ro-bind-try", path, path)
    for folder in _programs():
        yield from ("--ro-bind", folder, folder)
    yield from ("--dev", "/dev", "--size", str(allowance.written), "--tmpfs", "/tmp", "--chdir", "/tmp")
    # The root and /dev are folders in memory too, and would hold what nobody has bounded.
    yield from ("--remount-ro", "/dev", "--remount-ro", "/")


def _linked(path: Path) -> tuple[str, ...]:
    """`/lib` and its like, which are links into `/usr` on most systems and folders on some."""
    if path.is_symlink():
        return ("--symlink", os.readlink(path), str(path))
    return ("--ro-bind", str(path), str(path)) if path.is_dir() else ()


def _programs() -> list[str]:
    """Where Python, the libraries and this package lie, unless that is in `/usr`."""
    places = {sys.prefix, sys.base_prefix, os.path.dirname(os.path.abspath(chancery.__file__))}
    return sorted(place for place in places if not place.startswith("/usr"))


def _end_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
