"""Bar 8: storage that is older than what was signed signs nothing more."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chancery.errors import ChanceryError, SplitView
from chancery.log.checkpoint import open_checkpoint
from chancery.log.path import consistency_path
from chancery.log.recount import first_fault
from chancery.log.tile import HashesFromTiles
from chancery.log.witness import AddCheckpoint, Outcome, decide
from chancery.record.statement import Instant
from chancery.registry.append import renew
from chancery.registry.ports import Head
from tests.rigs.conftest import Say
from tests.rigs.disk_log import KEYS, ORIGIN, PEN, add, archive_in, close, copied, second_place
from tests.rigs.whole import LATE, root_of

if TYPE_CHECKING:
    from chancery.store.archive import DurableArchive

SEED = 8
TRIALS = (10, 50)
"""Of each kind, in the quick version and at full length."""

Restore = Callable[[Path, Path], None]
"""Puts back, of the log in the second folder, something of its older copy in the first."""


def _everything(older: Path, log: Path) -> None:
    shutil.rmtree(log)
    shutil.copytree(older, log)


def _database(older: Path, log: Path) -> None:
    for file in (*log.glob("record.sqlite3*"), *older.glob("record.sqlite3*")):
        file.unlink() if file.parent == log else shutil.copyfile(file, log / file.name)


def _files(older: Path, log: Path) -> None:
    shutil.rmtree(log / "register")
    shutil.copytree(older / "register", log / "register")


def _everything_and_the_second_place(older: Path, log: Path) -> None:
    _everything(older, log)
    shutil.copyfile(second_place(older), second_place(log))


def _everything_without_the_second_place(older: Path, log: Path) -> None:
    _everything(older, log)
    second_place(log).unlink()


RESTORED: Mapping[str, Restore] = {
    "everything": _everything,
    "the database": _database,
    "the files": _files,
    "everything, and the second place is lost": _everything_without_the_second_place,
}


@pytest.mark.parametrize("restored", RESTORED)
def test_a_restored_backup_refuses_to_sign(
    empty_log: Path, disk: Path, restored: str, at_full_length: bool, say: Say
) -> None:
    """Whichever part was put back, neither an append nor a renewal of another head is signed."""
    chance = random.Random(SEED)
    signed = 0
    for _ in range(TRIALS[at_full_length]):
        log, newest = _restored(empty_log, disk, RESTORED[restored], chance)
        archive = archive_in(log)
        signed += _signs(lambda archive=archive: add(archive, 1, "after", at=LATE))
        if restored != "the files":  # the head is the newest: to stand by it again is no lie
            signed += _signs(lambda archive=archive: renew(archive, pen=PEN, at=Instant(LATE)))
        assert archive.last_signed() in (None, (newest.size, newest.root))
        assert _shows_what_is_there(archive)
        close()
    say(f"{TRIALS[at_full_length]} restores, {signed} signed")
    assert signed == 0


def test_only_a_witness_sees_through_a_backup_of_everything(
    empty_log: Path, disk: Path, at_full_length: bool, say: Say
) -> None:
    """Control: where the second place goes back with the rest, the log forks and a witness refuses."""
    chance = random.Random(SEED)
    forked = seen = 0
    for _ in range(TRIALS[at_full_length]):
        log, newest = _restored(empty_log, disk, _everything_and_the_second_place, chance)
        archive = archive_in(log)
        head = add(archive, newest.size, "another history", at=LATE)
        forked += root_of(archive.entry(index) for index in range(newest.size)) != newest.root
        seen += _witnessed(archive, head, newest) is Outcome.INCONSISTENT
        close()
    say(f"control: {TRIALS[at_full_length]} restores, {forked} forked, {seen} refused by a witness")
    assert forked == seen == TRIALS[at_full_length]


def test_two_histories_of_one_length_refuse_to_sign(empty_log: Path, disk: Path) -> None:
    """The second place knows the root, not only the size."""
    log, other = copied(empty_log, disk / "log"), copied(empty_log, disk / "other")
    add(archive_in(log), 3, "one history")
    close()
    add(archive_in(other), 3, "another")
    close()
    shutil.copyfile(second_place(other), second_place(log))
    with pytest.raises(SplitView):
        add(archive_in(log), 1, "after", at=LATE)
    close()


def _restored(empty: Path, disk: Path, restore: Restore, chance: random.Random) -> tuple[Path, Head]:
    """A log that went on after a backup, with part of that backup put back; and its newest head before."""
    log = copied(empty, disk / "log")
    add(archive_in(log), chance.randint(1, 300), "before the backup")
    close()
    older = copied(log, disk / "older")
    newest = add(archive_in(log), chance.randint(1, 300), "after the backup")
    close()
    restore(older, log)
    return log, newest


def _signs(act: Callable[[], object]) -> bool:
    try:
        act()
    except ChanceryError:
        return False
    return True


def _shows_what_is_there(archive: DurableArchive) -> bool:
    """Raio went on with missing tiles: whatever is published must be whole, however old."""
    shown = open_checkpoint(archive.file("checkpoint") or b"", ORIGIN, KEYS).head
    return first_fault(archive.file, shown.size, shown.root) is None


def _witnessed(archive: DurableArchive, head: Head, seen: Head) -> Outcome:
    """What a witness says to the new head, who cosigned the newest one before the backup was restored."""
    path = consistency_path(seen.size, head.size, HashesFromTiles(archive.file, head.size))
    request = AddCheckpoint(old_size=seen.size, path=tuple(path), checkpoint=head.checkpoint)
    return decide(request, KEYS, open_checkpoint(seen.checkpoint, ORIGIN, KEYS).head).outcome
