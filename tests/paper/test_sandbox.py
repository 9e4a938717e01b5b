"""Nobody gets out: what a reader can reach, use up and leave behind once a file has taken it over."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chancery.errors import Malformed, Unavailable
from chancery.paper import seccomp
from chancery.paper.cell import Level, strongest
from chancery.paper.limits import ALLOWANCE
from chancery.paper.paper import Obstacle
from chancery.paper.sandbox import Sandbox
from tests.conftest import leave_out

MISBEHAVIOUR = (Path(__file__).parent / "misbehaviour.py").read_text(encoding="utf-8")
BRIEF = replace(ALLOWANCE, seconds=1.5)
REFUSED = b"Operation not permitted"

Run = Callable[..., bytes | Obstacle]


def sandbox_at(level: Level, *, at_once: int = 2, ahead: int = 0, seconds: float = 1.5) -> Sandbox:
    """A sandbox whose worker does what it is told."""
    allowance = replace(ALLOWANCE, seconds=seconds, written=4_000_000)
    worker = ("-c", MISBEHAVIOUR)
    return Sandbox(level=level, worker=worker, allowance=allowance, at_once=at_once, ahead=ahead)


def within(level: Level) -> Sandbox:
    """The same, where this machine can do that much."""
    order = list(Level)
    if order.index(strongest()) > order.index(level):
        leave_out(f"a sandbox at level {level.value}")
    return sandbox_at(level)


@pytest.fixture
def run() -> Run:
    return within(Level.FULL).run


@pytest.fixture(params=[Level.FULL, Level.NO_NAMESPACES], ids=lambda level: level.value)
def anywhere(request: pytest.FixtureRequest) -> Run:
    return within(request.param).run


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    place = tmp_path / "office.key"
    place.write_bytes(b"the key of the office")
    return place


class TestWhatItSees:
    def test_it_answers(self, anywhere: Run) -> None:
        """At every level a worker does what it is asked, with files of any size."""
        assert anywhere("echo", b"x" * 2_000_000) == b"x" * 2_000_000

    def test_no_file_of_ours(self, run: Run, secret: Path) -> None:
        """Neither a data folder nor a user list can be seen."""
        assert run("look", str(secret).encode()) == b"FileNotFoundError"
        assert run("look", b"/etc/passwd") == b"FileNotFoundError"
        assert run("look", b"/etc/shadow") == b"FileNotFoundError"

    def test_nothing_at_the_root_but_programs(self, run: Run) -> None:
        """Beside programs and libraries there is an empty folder to scratch in."""
        seen = run("listing", b"/")
        assert isinstance(seen, bytes)
        assert not {"data", "home", "proc", "srv", "sys", "var", "run"} & set(seen.decode().split())
        assert run("listing", b"/tmp") == b""

    @pytest.mark.parametrize("place", ["/x", "/usr/x", "/dev/x", "/dev/shm/x", "/etc/x"])
    def test_nothing_can_be_written(self, run: Run, place: str) -> None:
        """Everything but the scratch folder is read-only or not there."""
        assert run("write", place.encode()) in (b"OSError", b"FileNotFoundError", b"PermissionError")

    def test_it_scratches_in_memory(self, run: Run) -> None:
        """The scratch folder can be written, and is gone with the worker."""
        assert run("write", b"/tmp/x") == b"1"
        assert not Path("/tmp/x").exists()

    def test_nothing_in_its_surroundings(self, anywhere: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """No variable of ours is handed on, whatever a server keeps there."""
        monkeypatch.setenv("CHANCERY_PASSWORD", "hush")
        names = anywhere("surroundings")
        assert isinstance(names, bytes)
        assert b"hush" not in names
        assert b"CHANCERY" not in names


class TestWithoutNamespaces:
    """Most containers forbid namespaces.  Bounds, filter and fence stand without them."""

    @pytest.fixture
    def run(self) -> Run:
        return within(Level.NO_NAMESPACES).run

    def test_no_file_of_ours(self, run: Run, secret: Path) -> None:
        """The fence shows programs and libraries, and nothing of ours or of other processes."""
        assert run("look", str(secret).encode()) == b"PermissionError"
        assert run("look", b"/etc/passwd") == b"PermissionError"
        assert run("look", f"/proc/{os.getpid()}/environ".encode()) == b"PermissionError"
        assert run("listing", str(secret.parent).encode()) == b"PermissionError"

    def test_nothing_can_be_written(self, run: Run, tmp_path: Path) -> None:
        """Nothing but its own scratch folder, which is gone afterwards."""
        assert run("write", str(tmp_path / "x").encode()) == b"PermissionError"
        assert run("write", b"/dev/shm/x") == b"PermissionError"
        scratch = run("scratch")
        assert isinstance(scratch, bytes)
        assert not Path(scratch.decode()).exists()

    def test_no_call_on_the_list(self, run: Run) -> None:
        """The filter is the same."""
        column = seccomp.MACHINES[platform.machine()].column
        calls = (seccomp.NEVER["ptrace"], seccomp.NEVER["unshare"], seccomp.SIGNALS["tkill"])
        answers = run("system", " ".join(str(numbers[column]) for numbers in calls).encode())
        assert answers == b"|".join([REFUSED] * 3)


def test_with_bounds_alone(secret: Path) -> None:
    """The weakest level is weak, and that is why it is reported: it reads what this user reads."""
    run = sandbox_at(Level.LIMITS_ONLY).run
    assert run("look", str(secret).encode()) == b"b'the key of the office'"
    assert run("hog") == Obstacle.TOO_SLOW
    assert run("call") == b" ".join([b"PermissionError"] * 4)


class TestWhatItReaches:
    def test_nobody_is_called(self, anywhere: Run) -> None:
        """No socket of any family can be made, with or without a network."""
        assert anywhere("call") == b" ".join([b"PermissionError"] * 4)

    def test_no_call_on_the_list(self, run: Run) -> None:
        """Each refused system call is refused, and by the filter, which is asked before anything else."""
        column = seccomp.MACHINES[platform.machine()].column
        numbers = [numbers[column] for numbers in seccomp.NEVER.values() if numbers[column] is not None]
        answers = run("system", " ".join(map(str, numbers)).encode())
        assert answers == b"|".join([REFUSED] * len(numbers))

    def test_no_namespace_inside(self, run: Run) -> None:
        """A new user namespace would give back every power inside it."""
        assert run("new_namespace") == REFUSED

    def test_no_limits_of_others(self, run: Run) -> None:
        """Bounds of another process can be neither read nor set."""
        assert run("limits_of", b"1") == b"PermissionError"

    def test_no_process_of_ours(self, anywhere: Run) -> None:
        """The process that asked cannot be ended from inside, at any level."""
        assert anywhere("signal_to", str(os.getpid()).encode()) in (b"ProcessLookupError", b"PermissionError")


class TestWhatItUsesUp:
    """Whatever is too much ends the worker, within its time, in one word."""

    @pytest.fixture(autouse=True)
    def _in_time(self) -> Iterator[None]:
        start = time.monotonic()
        yield
        assert time.monotonic() - start < 8

    @pytest.mark.parametrize("task", ["sleep", "spin", "fork_bomb", "hog", "hog_in_many"])
    def test_time_and_memory(self, anywhere: Run, task: str) -> None:
        """Waiting, computing, multiplying, growing, and growing in many small pieces."""
        assert anywhere(task) == Obstacle.TOO_SLOW

    def test_the_disk(self, run: Run) -> None:
        """The scratch folder holds so much and no more."""
        assert run("fill_the_disk") == b"OSError"

    def test_descriptors(self, anywhere: Run) -> None:
        """Open files are counted."""
        assert anywhere("open_many") == b"OSError"

    def test_the_answer(self, anywhere: Run) -> None:
        """A flood is not read to its end."""
        assert anywhere("flood") == Obstacle.TOO_LARGE


class TestWhatItSays:
    @pytest.mark.parametrize("octets", [b"", b"x", b"\x80\x04K\x01.", b"\x63" + b"abc", b"\x9f" * 100])
    def test_anything_else_than_an_answer(self, anywhere: Run, octets: bytes) -> None:
        """Whatever a worker says instead of an answer, a pickle too, is taken for a damaged file."""
        assert anywhere("speak", octets) == Obstacle.DAMAGED

    @pytest.mark.parametrize("task", ["crash", "raise_anything", "no such task"])
    def test_a_fall(self, anywhere: Run, task: str) -> None:
        """A reader that falls over its file says that the file is damaged."""
        assert anywhere(task) == Obstacle.DAMAGED

    def test_a_worker_that_never_stood(self) -> None:
        """Where nothing can be started the file is not blamed."""
        with pytest.raises(Unavailable, match="did not start"):
            Sandbox(worker=("-c", "raise SystemExit(1)"), allowance=BRIEF).run("read", b"")


def test_nobody_stays_behind(tmp_path: Path) -> None:
    """What a worker leaves running ends with it, with and without a namespace of its own."""
    for level in {strongest(), Level.LIMITS_ONLY}:
        diary = tmp_path / level.name
        sandbox_at(level).run("stay_behind", str(diary).encode())
        before = diary.read_bytes() if diary.exists() else b""
        time.sleep(0.5)
        assert before == (diary.read_bytes() if diary.exists() else b"")


class TestManyAtOnce:
    def test_who_comes_too_many_waits(self) -> None:
        """Two are read at once; a third waits for a place and gets it."""
        sandbox = sandbox_at(strongest(), at_once=1, seconds=5)
        answers: list[bytes | Obstacle] = []

        def ask() -> None:
            answers.append(sandbox.run("echo", b"x"))

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [b"x"] * 4

    def test_who_waits_too_long_hears_so(self) -> None:
        """When every place stays taken, one sentence says so."""
        sandbox = sandbox_at(strongest(), at_once=1, seconds=0.5)
        taken = threading.Thread(target=lambda: sandbox.run("sleep"))
        taken.start()
        time.sleep(0.1)
        sandbox._allowance = replace(sandbox._allowance, seconds=0.1)
        with pytest.raises(Unavailable, match="Too many files"):
            sandbox.run("echo", b"x")
        taken.join()


class TestAhead:
    def test_a_worker_that_waits_is_used_once(self) -> None:
        """Each file has a worker that has seen no other."""
        sandbox = sandbox_at(strongest(), ahead=1, seconds=5)
        assert [sandbox.run("echo", octets) for octets in (b"1", b"2", b"3")] == [b"1", b"2", b"3"]
        sandbox.close()

    def test_who_started_it_may_go(self) -> None:
        """A worker outlives the thread for which the one before it was started."""
        sandbox = sandbox_at(strongest(), ahead=1, seconds=5)
        first = threading.Thread(target=lambda: sandbox.run("echo", b"1"))
        first.start()
        first.join()
        time.sleep(0.3)
        assert sandbox.run("echo", b"2") == b"2"
        sandbox.close()


@pytest.mark.parametrize("said", ["0", "-1", "abc", "1e9", "601", ""])
def test_how_long_may_be_read_is_a_sane_number(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """A slip in a setting must not leave files unread, or readers without an end."""
    monkeypatch.setenv("CHANCERY_READING_SECONDS", said)
    with pytest.raises(Malformed):
        Sandbox.here()
