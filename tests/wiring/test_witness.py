"""A witness compares, keeps and answers in one step, whoever else is asking and whenever it is killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Event

import pytest
from click.testing import CliRunner

from chancery.cli.main import chancery
from chancery.errors import BadSignature, Malformed, OutOfOrder, Unavailable, Untrusted
from chancery.log.checkpoint import open_checkpoint, sign_checkpoint
from chancery.log.equivocation import Equivocation, Lie
from chancery.log.head import TreeHead
from chancery.log.note import parse_lines
from chancery.log.path import consistency_path
from chancery.log.witness import AddCheckpoint, Outcome
from chancery.store.witnessed import DATABASE, MOST_REFUSED, Flushes, Row, filed_under
from chancery.wiring.witness import Witness
from chancery.wiring.witness_folder import WitnessFolder, found_witness
from tests.log.keys import LOG, LOG_PQ, NOON, ORIGIN
from tests.log.reference import Reference, entries

TREE = Reference(entries(50))
FORK = Reference([b"forged", *entries(50)[1:]])
NAME = "witness.example/w1"
KEYS = (LOG.verifier, LOG_PQ.verifier)


def asked(old: int, new: int, tree: Reference = TREE) -> bytes:
    head = TreeHead(origin=ORIGIN, size=new, root=tree.mth(0, new))
    path = consistency_path(old, new, tree.perfect) if 0 < old <= new else []
    note = sign_checkpoint(head, [LOG, LOG_PQ], at=NOON)
    return AddCheckpoint(old_size=old, path=tuple(path), checkpoint=note).to_bytes()


def founded(folder: Path) -> WitnessFolder:
    return found_witness(folder / "w1", NAME, [key.text for key in KEYS])


def opened(folder: Path, clock: Callable[[], int] = lambda: NOON) -> Witness:
    return founded(folder).open(clock)


def size_of(witness: Witness) -> int:
    last = witness.last(ORIGIN)
    return 0 if last is None else last.head.size


def test_a_checkpoint_is_cosigned_kept_and_shown_to_monitors(tmp_path: Path) -> None:
    """Two lines go back; the note that is shown holds the log's and ours."""
    witness = opened(tmp_path)
    answer = witness.add_checkpoint(asked(0, 7))
    assert answer.outcome is Outcome.COSIGN
    assert [line.name for line in parse_lines(answer.octets)] == [NAME, NAME]
    shown = witness.shown(filed_under(ORIGIN))
    assert shown is not None
    checkpoint = open_checkpoint(shown, ORIGIN, KEYS, witness.cosigner.verifiers)
    assert (checkpoint.head.size, len(checkpoint.by_log), len(checkpoint.cosignatures)) == (7, 2, 2)
    assert witness.shown(filed_under("another")) is None
    assert witness.shown("../" + filed_under(ORIGIN)) is None


def test_it_answers_as_the_specification_says(tmp_path: Path) -> None:
    """Each refusal by its number, and none of them changes what is remembered."""
    witness = opened(tmp_path)
    witness.add_checkpoint(asked(0, 7))
    foreign = asked(7, 9).replace(ORIGIN.encode(), b"other.example/register")
    wrong = asked(7, 9).replace(b"\n9\n", b"\n8\n")
    outcomes = {
        Outcome.MALFORMED: [b"", b"old 7\n", b"old 7\n\n\xff", asked(12, 9)],
        Outcome.NOT_SIGNED_BY_LOG: [wrong],
        Outcome.UNKNOWN_LOG: [foreign],
        Outcome.CONFLICT: [asked(0, 9), asked(5, 9), asked(8, 9)],
        Outcome.INCONSISTENT: [asked(7, 9, FORK), asked(7, 7, FORK)],
    }
    for outcome, bodies in outcomes.items():
        assert [witness.add_checkpoint(body).outcome for body in bodies] == [outcome] * len(bodies)
    assert witness.add_checkpoint(asked(0, 9)).octets == b"7\n"
    assert size_of(witness) == 7


def test_a_stranger_leaves_no_trace(tmp_path: Path) -> None:
    """A log nobody told it of makes neither a file nor a lock."""
    witness = opened(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    witness.add_checkpoint(asked(0, 9).replace(ORIGIN.encode(), b"other.example/register"))
    assert sorted(tmp_path.rglob("*")) == before


def test_of_many_who_ask_at_once_none_rolls_it_back(tmp_path: Path) -> None:
    """Every size that is answered with a signature is at least as large as every one before it."""
    witness = opened(tmp_path)
    chance = Random(6)
    reached: list[int] = []

    def submit(_: int) -> None:
        old = size_of(witness)
        new = chance.randint(old, 50)
        if witness.add_checkpoint(asked(old, new)).outcome is Outcome.COSIGN:
            reached.append(new)
            assert size_of(witness) >= new

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(submit, range(200)))
    assert len(reached) > 1
    assert size_of(witness) == max(reached) == 50


def test_of_two_from_the_same_size_one_is_told_the_new_size(tmp_path: Path) -> None:
    """Two processes' worth of requests: whoever comes second has not been cosigned from there."""
    for round_ in range(10):
        witness = opened(tmp_path / str(round_))
        with ThreadPoolExecutor(max_workers=2) as pool:
            answers = list(pool.map(witness.add_checkpoint, [asked(0, 20), asked(0, 30)]))
        assert sorted(answer.outcome for answer in answers) == [Outcome.COSIGN, Outcome.CONFLICT]


def test_killed_between_keeping_and_answering_it_harms_nobody(tmp_path: Path) -> None:
    """Whoever asks again is told the size, and gets the signature from there."""
    founded(tmp_path)
    (tmp_path / "body").write_bytes(asked(0, 20))
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from chancery.store.witnessed import OneLog\n"
        "from chancery.wiring.witness_folder import WitnessFolder\n"
        "kept = OneLog.keep\n"
        "def dies(self, note):\n"
        "    kept(self, note)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "OneLog.keep = dies\n"
        "here = Path(sys.argv[1])\n"
        f"WitnessFolder.read(here / 'w1').open(lambda: {NOON}).add_checkpoint((here / 'body').read_bytes())\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    witness = opened(tmp_path)
    assert witness.add_checkpoint(asked(0, 20)).octets == b"20\n"
    assert witness.add_checkpoint(asked(0, 20, FORK)).outcome is Outcome.CONFLICT
    assert witness.add_checkpoint(asked(20, 20)).outcome is Outcome.COSIGN


def test_a_clock_that_went_back_stops_it(tmp_path: Path) -> None:
    """Until it is right nothing is signed; what is remembered stays."""
    times = iter([NOON, NOON - 1, NOON + 1])
    witness = opened(tmp_path, lambda: next(times))
    witness.add_checkpoint(asked(0, 5))
    with pytest.raises(OutOfOrder):
        witness.add_checkpoint(asked(5, 6))
    assert size_of(witness) == 5
    assert witness.add_checkpoint(asked(5, 6)).outcome is Outcome.COSIGN


def test_a_flipped_bit_in_its_memory_stops_it(tmp_path: Path) -> None:
    """It signs nothing on a memory that is not its own, rather than begin again from nothing."""
    witness = opened(tmp_path)
    witness.add_checkpoint(asked(0, 5))
    with closing(sqlite3.connect(tmp_path / "w1" / DATABASE)) as memory, memory:
        (note,) = memory.execute("SELECT note FROM seen").fetchone()
        memory.execute("UPDATE seen SET note = ?", (note.replace(b"\n5\n", b"\n4\n"),))
    for asking in (witness, opened(tmp_path)):
        with pytest.raises(BadSignature):
            asking.add_checkpoint(asked(4, 6))


def test_a_fork_that_was_refused_is_kept_as_proof(tmp_path: Path) -> None:
    """As many entries or more: the log's own signatures, and its own path, accuse it; each file once."""
    witness = opened(tmp_path)
    witness.add_checkpoint(asked(0, 7))
    for _ in range(2):
        for new in (7, 9, 20):
            assert witness.add_checkpoint(asked(7, new, FORK)).outcome is Outcome.INCONSISTENT
    files = sorted((tmp_path / "w1" / "refused").rglob("*.equivocation"))
    lies = {Equivocation.read(file.read_bytes()).check(KEYS).lie for file in files}
    assert len(files) == witness.refused(ORIGIN) == 3
    told = CliRunner().invoke(chancery, ["witness", "show", "--data", str(tmp_path / "w1")]).stdout
    assert "refused 3 heads that contradict this" in told
    assert lies == {Lie.TWO_ROOTS, Lie.TWO_BEGINNINGS}


def test_what_proves_nothing_by_itself_is_kept_as_it_came(tmp_path: Path) -> None:
    """From eight entries, a whole subtree, a path does not say how its tree begins: the head is kept."""
    witness = opened(tmp_path)
    witness.add_checkpoint(asked(0, 8))
    assert witness.add_checkpoint(asked(8, 9, FORK)).outcome is Outcome.INCONSISTENT
    (file,) = [each for each in (tmp_path / "w1" / "refused").rglob("*") if each.is_file()]
    assert file.suffix == ".checkpoint"
    assert open_checkpoint(file.read_bytes(), ORIGIN, KEYS).head.size == 9


def test_no_log_fills_the_disk_with_its_lies(tmp_path: Path) -> None:
    """After a hundred files against it nothing more is kept."""
    witness = opened(tmp_path)
    witness.add_checkpoint(asked(0, 7))
    with witness.memory.alone_with(ORIGIN) as kept:
        for number in range(MOST_REFUSED + 5):
            kept.keep_against(f"{number}.checkpoint", b"")
    assert len(list((tmp_path / "w1" / "refused").rglob("*.checkpoint"))) == MOST_REFUSED


@pytest.mark.parametrize("change", ["DELETE FROM seen", "UPDATE seen SET log = replace(log, 'a', 'b')"])
def test_a_log_that_vanished_from_its_memory_stops_it(tmp_path: Path, change: str) -> None:
    """What was remembered is not begun again from nothing; a misfiled row is no memory at all."""
    witness = opened(tmp_path)
    witness.add_checkpoint(asked(0, 5))
    with closing(sqlite3.connect(tmp_path / "w1" / DATABASE)) as memory, memory:
        memory.execute(change)
    with pytest.raises(Untrusted):
        witness.add_checkpoint(asked(0, 6, FORK))
    if "UPDATE" in change:
        with pytest.raises(Untrusted):
            opened(tmp_path)


def test_a_witness_without_a_memory_does_not_begin_anew(tmp_path: Path) -> None:
    """Its database gone, it says to make another witness; founding it again brings none back."""
    opened(tmp_path).add_checkpoint(asked(0, 5))
    for file in (tmp_path / "w1").glob(f"{DATABASE}*"):
        file.unlink()
    with pytest.raises(Unavailable, match="new name and new keys"):
        opened(tmp_path)


def test_files_of_an_earlier_witness_are_taken_over(tmp_path: Path) -> None:
    """A witness that kept a file for each log goes on from what it signed."""
    witness = opened(tmp_path)
    witness.add_checkpoint(asked(0, 5))
    note = witness.shown(filed_under(ORIGIN))
    assert note is not None
    for file in (tmp_path / "w1").glob(f"{DATABASE}*"):
        file.unlink()
    earlier = tmp_path / "w1" / "seen" / filed_under(ORIGIN)
    earlier.mkdir(parents=True)
    (earlier / "checkpoint").write_bytes(note)
    assert size_of(opened(tmp_path)) == 5
    assert not earlier.exists()


def test_those_who_come_during_a_flush_share_the_next(tmp_path: Path) -> None:
    """Twenty logs are written in two turns, and a fault is told to all of its turn."""
    turns: list[int] = []
    begun, go_on = Event(), Event()

    def write(rows: list[Row]) -> None:
        turns.append(len(rows))
        begun.set()
        go_on.wait(10)
        if len(turns) == 2:
            raise Unavailable("the disk is full")

    flushes = Flushes(write)
    with ThreadPoolExecutor(max_workers=20) as pool:
        first = pool.submit(flushes.write, ("first", b""))
        begun.wait(10)
        others = [pool.submit(flushes.write, (str(n), b"")) for n in range(19)]
        while len(flushes._gathering.rows) < 19:
            time.sleep(0.01)
        go_on.set()
        assert first.exception() is None
        assert {type(other.exception()) for other in others} == {Unavailable}
    assert turns == [1, 19]


def test_founding_again_learns_logs_and_changes_nothing_else(tmp_path: Path) -> None:
    """Keys stay as they are, are the owner's alone, and are two different ones."""
    folder = founded(tmp_path)
    before = folder.cosigner().verifiers
    assert len({key.public for key in before}) == 2
    assert {path.stat().st_mode & 0o777 for path in (folder.folder / "keys").iterdir()} == {0o600}
    assert founded(tmp_path).logs() == {ORIGIN: KEYS}
    assert founded(tmp_path).cosigner().verifiers == before
    with pytest.raises(OutOfOrder):
        found_witness(folder.folder, "witness.example/w2", [])


def test_what_is_no_witness_is_said_in_a_sentence(tmp_path: Path) -> None:
    """An empty folder, a strange setting, a line that is no key: each with its place."""
    with pytest.raises(Unavailable, match="chancery witness init"):
        WitnessFolder.read(tmp_path)
    folder = founded(tmp_path)
    with (folder.folder / "logs").open("a") as logs:
        logs.write("nonsense\n")
    with pytest.raises(Malformed, match="Line 4"):
        folder.logs()
    (folder.folder / "witness.toml").write_text("name = 1\n")
    with pytest.raises(Malformed, match=r"witness\.toml"):
        WitnessFolder.read(folder.folder)
