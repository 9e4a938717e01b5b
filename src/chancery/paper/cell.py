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
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, unique
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from chancery.errors import Unavailable
from chancery.paper import seccomp
from chancery.paper.limits import ALLOWANCE, Allowance
from chancery.paper.surroundings import LINKS, OF_ETC, environment, programs

WORKER = ("-m", "chancery.paper.worker")
"""What Python is told to run in a cell."""

_SCRATCH = "/tmp"


@unique
class Level(Enum):
    """How well this machine is protected from the files that are read on it; the strongest first."""

    FULL = "full"
    """Own namespaces, bounds, and a filter on system calls."""
    NO_SECCOMP = "no seccomp"
    """Own namespaces and bounds."""
    NO_NAMESPACES = "no namespaces"
    """
    Bounds, the filter, and no file but programs and libraries (Landlock): what is left in most
    containers.  A reader that is taken over sees that other processes exist.
    """
    LIMITS_ONLY = "limits only"
    """
    Bounds, and the filter where the kernel takes it: a reader that is taken over reads whatever
    this user may read, though it has nobody to tell.
    """


@dataclass(frozen=True, slots=True)
class Cell:
    """A process behind its walls, from its start until it is ended."""

    process: subprocess.Popen[bytes]
    scratch: TemporaryDirectory[str] | None = None
    """Where it may write, if it has no folder in memory of its own."""

    @classmethod
    def start(cls, level: Level, run: tuple[str, ...] = WORKER, allowance: Allowance = ALLOWANCE) -> Cell:
        """Start Python with these arguments behind the walls of *level*; raises `Unavailable`."""
        python = (sys.executable, "-I", "-B", *run)
        try:
            match level:
                case Level.FULL:
                    return cls(_filtered(allowance, python))
                case Level.NO_SECCOMP:
                    return cls(_popen((*_walls(allowance), "--", *python)))
                case Level.NO_NAMESPACES:
                    return cls._among_others((*python, "fenced"))
                case Level.LIMITS_ONLY:
                    return cls._among_others((*python, "filtered"))
        except OSError as fault:
            raise Unavailable("The program that opens files could not be started.") from fault

    @classmethod
    def _among_others(cls, python: tuple[str, ...]) -> Cell:
        scratch = TemporaryDirectory(prefix="chancery-", ignore_cleanup_errors=True)
        return cls(_popen(python, scratch=scratch.name), scratch)

    def end(self) -> None:
        """End the worker and everything it started; whatever it was doing, it is done."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.scratch is not None:
            self.scratch.cleanup()

    def __enter__(self) -> Cell:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.end()


@cache
def strongest() -> Level:
    """The strongest level at which this machine can start anything."""
    return next((level for level in Level if _stands(level)), Level.LIMITS_ONLY)


def _stands(level: Level) -> bool:
    """Whether Python starts behind such walls: the kernel may forbid namespaces, the filter, the fence."""
    walled = level in (Level.FULL, Level.NO_SECCOMP)
    if (walled and shutil.which("bwrap") is None) or (level is Level.FULL and seccomp.program() is None):
        return False
    with Cell.start(level, ("-S", "-c", "") if walled else WORKER) as cell:
        try:
            cell.process.communicate(timeout=ALLOWANCE.seconds)
        except subprocess.TimeoutExpired:
            return False
        return cell.process.returncode == 0


def _filtered(allowance: Allowance, python: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Bubblewrap reads the filter from a pipe, which holds far more than its two kilobytes."""
    reading, writing = os.pipe()
    try:
        os.write(writing, seccomp.program() or b"")
        os.close(writing)
        walls = (*_walls(allowance), "--seccomp", str(reading), "--")
        return _popen((*walls, *python), passed=(reading,))
    finally:
        os.close(reading)


def _popen(
    command: tuple[str, ...], *, passed: tuple[int, ...] = (), scratch: str = _SCRATCH
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment(scratch),
        pass_fds=passed,
        start_new_session=True,  # so that it can be ended with everything it started
    )


def _walls(allowance: Allowance) -> Iterator[str]:
    yield from (shutil.which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent", "--new-session")
    yield from ("--cap-drop", "ALL", "--clearenv")
    for name, value in environment(_SCRATCH).items():
        yield from ("--setenv", name, value)
    for path in LINKS:
        yield from _linked(Path(path))
    for path in ("/usr", *OF_ETC, *programs()):
        yield from ("--ro-bind-try", path, path)
    yield from ("--dev", "/dev", "--size", str(allowance.written), "--tmpfs", _SCRATCH, "--chdir", _SCRATCH)
    # The root and /dev are folders in memory too, and would hold what nobody has bounded.
    yield from ("--remount-ro", "/dev", "--remount-ro", "/")


def _linked(path: Path) -> tuple[str, ...]:
    if path.is_symlink():
        return ("--symlink", os.readlink(path), str(path))
    return ("--ro-bind", str(path), str(path)) if path.is_dir() else ()
