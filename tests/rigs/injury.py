"""Hurting a process at an exact system call, with strace(1).

strace counts calls for each name by itself: the third fsync(2), not the third call.
A kill falls when the call is entered, so it has not happened; an error is returned
instead of doing the call.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

SECONDS = 60
"""After which a hurt process counts as hanging."""

LIFE: tuple[str, ...] = (
    "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate", "rename",
    "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "openat", "close", "fcntl", "flock",
)  # fmt: skip
"""Every call by which a writer changes the disk, and those between which it does."""

WRITES = frozenset(LIFE) - {"openat", "close", "fcntl", "flock"}
"""Those of them that a disk can refuse for want of room."""

KILL, NO_ROOM, NO_DISK = "signal=SIGKILL", "error=ENOSPC", "error=EIO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """What happens at the *when*-th call of that name; *onwards*: and at every later one."""

    call: str
    what: str
    when: int
    onwards: bool = False

    @property
    def spelled(self) -> str:
        return f"inject={self.call}:{self.what}:when={self.when}{'+' if self.onwards else ''}"

    def __str__(self) -> str:
        return f"{self.what} at {self.call} {self.when}{'+' if self.onwards else ''}"


def present() -> bool:
    """Whether strace is installed."""
    return shutil.which("strace") is not None


def forked() -> ForkServerContext:
    """Makes processes of one that has loaded everything and opened nothing."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.rigs.warm"])
    return context


def hurt(work: Callable[..., None], *given: object, by: Injury) -> int:
    """Run *work* in a process of its own until the injury, and past it; returns how it ended."""
    with _stopped(work, *given) as process:
        options = ["-e", f"trace={by.call}", "-e", by.spelled, "-o", os.devnull]
        return _watched(process, options)


def calls_of(work: Callable[..., None], *given: object, transcript: Path) -> Counter[str]:
    """How often an unhurt process makes each of the calls in `LIFE`."""
    with _stopped(work, *given) as process:
        code = _watched(process, ["-e", f"trace={','.join(LIFE)}", "-o", str(transcript)])
    assert code == 0, f"the process ended with {code} although nothing was done to it"
    return Counter(re.findall(r"^(\w+)\(", transcript.read_text(errors="replace"), re.MULTILINE))


@contextmanager
def _stopped(work: Callable[..., None], *given: object) -> Iterator[BaseProcess]:
    process = forked().Process(target=work, args=given)
    process.start()
    try:
        _await(lambda: _state(process.pid) == "T", f"process {process.pid} did not get ready")
        yield process
    finally:
        if process.is_alive():
            process.kill()
        process.join()


def _watched(process: BaseProcess, options: list[str]) -> int:
    """Let strace take hold, let the process go, and wait for its end."""
    strace = subprocess.Popen(["strace", *options, "-p", str(process.pid)], stderr=subprocess.PIPE, text=True)
    assert strace.stderr is not None
    try:
        said = strace.stderr.readline()
        assert "attached" in said, f"strace could not take hold: {said.strip()}"
        os.kill(process.pid or 0, signal.SIGCONT)
        process.join(SECONDS)
        assert process.exitcode is not None, "the process hangs"
        return process.exitcode
    finally:
        if process.exitcode is None:
            strace.kill()
        strace.wait()
        strace.stderr.close()


def _state(pid: int | None) -> str:
    """One letter from /proc (proc(5)): T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _await(there: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not there():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.001)
