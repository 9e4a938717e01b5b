"""A batch is wholly committed or not at all, and the same code finishes it after a crash."""

from __future__ import annotations

import pytest

from chancery.log.tile import HashesFromTiles
from chancery.registry.ports import Archive
from tests.contract.growth import STEPS, append, entries, next_batch, recover
from tests.contract.storage import Storage

SHOWS_FILES = True


@pytest.mark.parametrize("steps", range(len(STEPS) + 1))
def test_after_any_step_the_log_goes_on(storage: Storage, steps: int) -> None:
    """Whatever was committed is finished; what was not has left no trace; the next append works."""
    append(storage.archive(), entries(3), keys={"old": 0})
    batch = next_batch(storage.archive(), entries(300, of="new"), keys={"new": 3})
    for step in STEPS[:steps]:
        step(storage.archive(), batch)
    recover(storage.archive())
    committed = steps >= 2
    assert storage.archive().index_of("new") == (3 if committed else None)
    assert storage.archive().applied() == (303 if committed else 3)
    _is_whole(storage.archive())
    last = append(storage.archive(), entries(1, of="last"))
    assert storage.archive().entry(last.old_size) == last.entries[0]
    _is_whole(storage.archive())


@pytest.mark.parametrize("first", range(2, len(STEPS) + 1))
@pytest.mark.parametrize("second", range(2, len(STEPS) + 1))
def test_a_crash_while_recovering_is_recovered_from(storage: Storage, first: int, second: int) -> None:
    """Raio, 30 July 2025: the second failure is the one nobody tried (threats.md, section 1)."""
    batch = next_batch(storage.archive(), entries(5), keys={"key": 0})
    for step in STEPS[:first]:
        step(storage.archive(), batch)
    for step in STEPS[2:second]:  # recovery takes the same steps again, and ends too early as well
        step(storage.archive(), batch)
    recover(storage.archive())
    _is_whole(storage.archive())
    append(storage.archive(), entries(1, of="last"))
    _is_whole(storage.archive())


def _is_whole(archive: Archive) -> None:
    head = archive.head()
    if head is None:
        return
    assert archive.applied() == head.size
    assert archive.file("checkpoint") == head.checkpoint
    assert archive.last_signed() == (head.size, head.root)
    assert HashesFromTiles(archive.file, head.size).root() == head.root
