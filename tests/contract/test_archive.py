"""One institution's log at rest: every sentence of the port, on every kind of storage."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connections

from chancery.errors import Conflict, Malformed, SplitView, Unavailable
from chancery.log.tile import HashesFromTiles
from chancery.registry.ports import Archive, Batch
from tests.contract.growth import (
    STEPS,
    append,
    apply,
    commit,
    elsewhere,
    entries,
    head_of,
    next_batch,
    publish,
    recover,
    stage,
)
from tests.contract.storage import Storage

SHOWS_FILES = True

NO_PATHS = (
    *(
        "",
        ".",
        "/",
        "/etc/passwd",
        "../data.last-signed",
        "tile/../checkpoint",
        "./checkpoint",
        "checkpoint/",
    ),
    *("CHECKPOINT", "checkpoint\n", "checkpoint\0", "vkey", "register/checkpoint", "record.sqlite3", "tile"),
    *("tile/0", "tile/0/0", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/000/../000", "tile//0/000"),
    *(
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
    ),
    *("tile/0/000.p/", "tile/0/000.p", "tile/0/000\n", "tile/0/٠٠٠", "tile/entries/000/", "tile/data/000"),
    *("tile/0/000.p/1/..", "tile\\0\\000", "tile/0/%30%30%30", "x" * 10_000, "\ud800"),
)


@pytest.fixture
def archive(storage: Storage) -> Archive:
    return storage.archive()


def everything(archive: Archive, batch: Batch) -> tuple[object, ...]:
    """All that anybody could see of the log, to be compared before and after."""
    files = {path: archive.file(path) for path in ("checkpoint", *batch.files)}
    keys = {key: archive.index_of(key) for key in batch.keys}
    return archive.head(), archive.applied(), archive.last_signed(), files, keys


class TestHead:
    """`head` is what was last committed."""

    def test_before_the_first_entry_there_is_no_head(self, archive: Archive) -> None:
        """Nothing is known, nothing is shown, nothing was ever signed."""
        assert archive.head() is None
        assert archive.last_signed() is None
        assert archive.applied() == 0
        assert archive.file("checkpoint") is None

    def test_the_head_is_what_was_committed(self, storage: Storage) -> None:
        """Size, root, checkpoint and log time, as given."""
        batch = append(storage.archive(), entries(3), at=1_578_300_000)
        assert storage.archive().head() == batch.head
        assert storage.archive().last_signed() == (3, batch.head.root)


class TestStage:
    """`stage` is durable once it returns and commits nothing."""

    def test_a_staged_batch_reads_back_as_it_was(self, storage: Storage) -> None:
        """From another object, as after a restart."""
        batch = next_batch(storage.archive(), entries(300), keys={"key\0\ud800é": 7, "": 8})
        storage.archive().stage(batch)
        assert storage.archive().staged(0, batch.head.root) == batch

    def test_staging_commits_nothing(self, archive: Archive) -> None:
        """Not a file, not an entry, not a key."""
        batch = next_batch(archive, entries(3), keys={"key": 0})
        before = everything(archive, batch)
        archive.stage(batch)
        assert everything(archive, batch) == before

    def test_staging_twice_is_staging_once(self, archive: Archive) -> None:
        """A writer that is not sure stages again."""
        batch = next_batch(archive, entries(3))
        archive.stage(batch)
        archive.stage(batch)
        assert archive.staged(0, batch.head.root) == batch

    def test_two_batches_may_wait_side_by_side(self, archive: Archive) -> None:
        """They are kept under old size *and* root, so that one writer does not disturb another."""
        one, other = next_batch(archive, entries(3)), next_batch(archive, entries(3, of="other"))
        archive.stage(one)
        archive.stage(other)
        assert archive.staged(0, one.head.root) == one
        assert archive.staged(0, other.head.root) == other

    def test_what_was_not_staged_is_not_made_up(self, archive: Archive) -> None:
        """Recovery must stop, not go on with nothing."""
        with pytest.raises(Unavailable, match="No batch is staged"):
            archive.staged(0, bytes(32))

    @pytest.mark.parametrize("path", ["checkpoint", *NO_PATHS])
    def test_a_batch_brings_tiles_and_nothing_else(self, archive: Archive, path: str) -> None:
        """A file that is no tile could be anything, anywhere."""
        batch = next_batch(archive, entries(1))
        with pytest.raises(Malformed, match="is not the path of a tile"):
            archive.stage(replace(batch, files={**batch.files, path: b""}))


class TestCommit:
    """`commit` compares the stored head with *old* and replaces it, or changes nothing."""

    def test_keys_are_given_their_index(self, storage: Storage) -> None:
        """A retry finds its first outcome."""
        append(storage.archive(), entries(3), keys={"first": 0, "third": 2, "x" * 100_000: 1})
        assert storage.archive().index_of("first") == 0
        assert storage.archive().index_of("third") == 2
        assert storage.archive().index_of("x" * 100_000) == 1
        assert storage.archive().index_of("second") is None

    @pytest.mark.parametrize("wrong", ["size", "root", "note", "none"])
    def test_another_head_than_the_stored_one_is_a_conflict(self, archive: Archive, wrong: str) -> None:
        """Whether it differs in size, in root, in who signed it, or was not there when the writer looked."""
        old = append(archive, entries(3)).head
        batch = next_batch(archive, entries(2, of="more"), keys={"key": 3})
        cosigned = replace(old, checkpoint=old.checkpoint + b"\n")
        olds = {"size": head_of(2, old.root), "root": head_of(3, bytes(32)), "note": cosigned, "none": None}
        archive.stage(batch)
        before = everything(archive, batch)
        with pytest.raises(Conflict):
            archive.commit(olds[wrong], batch)
        assert everything(archive, batch) == before

    def test_a_log_that_is_empty_has_no_head_to_replace(self, archive: Archive) -> None:
        """A writer who remembers a head that is gone must look again."""
        batch = next_batch(archive, entries(1))
        archive.stage(batch)
        with pytest.raises(Conflict):
            archive.commit(head_of(0, bytes(32)), batch)
        assert archive.head() is None

    def test_a_batch_that_was_not_staged_is_not_committed(self, archive: Archive) -> None:
        """A crash right after could not be recovered from."""
        batch = next_batch(archive, entries(1), keys={"key": 0})
        with pytest.raises(Unavailable, match="No batch is staged"):
            archive.commit(None, batch)
        assert archive.head() is None
        assert archive.index_of("key") is None

    def test_a_batch_that_the_log_has_outgrown_is_a_conflict(self, archive: Archive) -> None:
        """Another writer was quicker: that is worth another try, and no fault of the storage."""
        batch = next_batch(archive, entries(1, of="slow"))
        archive.stage(batch)
        append(archive, entries(2, of="quick"))
        with pytest.raises(Conflict):
            archive.staged(0, batch.head.root)
        with pytest.raises(Conflict):
            archive.commit(None, batch)

    def test_a_key_is_given_once(self, archive: Archive) -> None:
        """Of two writers with one key, the later is told to read again, and finds it there."""
        append(archive, entries(1), keys={"key": 0})
        batch = next_batch(archive, entries(1, of="retry"), keys={"new": 1, "key": 1})
        archive.stage(batch)
        before = everything(archive, batch)
        with pytest.raises(Conflict):
            archive.commit(archive.head(), batch)
        assert everything(archive, batch) == before

    def test_nothing_is_committed_on_top_of_what_cannot_be_read_yet(self, archive: Archive) -> None:
        """Otherwise a crash would leave two batches to finish, in an order nobody wrote down."""
        first = next_batch(archive, entries(1))
        stage(archive, first)
        commit(archive, first)
        second = replace(first, old_size=1, head=head_of(2, bytes(32)), files={})
        archive.stage(second)
        with pytest.raises(Conflict):
            archive.commit(archive.head(), second)

    def test_of_sixteen_writers_exactly_one_wins(self, storage: Storage) -> None:
        """Each with its own batch, all on the same head, three times over."""
        for size in range(3):
            batches = [next_batch(storage.archive(), entries(1, of=f"{size}/{n}")) for n in range(16)]
            won = _race(storage, batches)
            assert len(won) == 1
            assert storage.archive().head() == won[0].head
            recover(storage.archive())
            assert storage.archive().entry(size) == won[0].entries[0]


def _race(storage: Storage, batches: list[Batch]) -> list[Batch]:
    """Commit all at the same moment; those that were not told to read again."""
    archive = storage.archive()
    old = archive.head()
    together = threading.Barrier(len(batches))

    def compete(batch: Batch) -> Batch | None:
        mine = storage.archive()
        mine.stage(batch)
        together.wait()
        try:
            mine.commit(old, batch)
        except Conflict:
            return None
        finally:
            connections.close_all()
        return batch

    with ThreadPoolExecutor(len(batches)) as writers:
        return [batch for batch in writers.map(compete, batches) if batch is not None]


class TestApply:
    """`apply` makes the committed batch readable; it is idempotent."""

    def test_every_file_and_every_entry_is_readable(self, storage: Storage) -> None:
        """As they were given, over several batches and more than one full tile."""
        written: list[bytes] = []
        files: dict[str, bytes] = {}
        for count in (1, 255, 1, 700):
            batch = append(storage.archive(), entries(count, of=f"batch of {count}"))
            written += batch.entries
            files |= batch.files
        archive = storage.archive()
        assert [archive.entry(index) for index in range(len(written))] == written
        assert {path: archive.file(path) for path in files} == files
        assert archive.applied() == len(written)

    def test_the_files_hash_to_the_head(self, storage: Storage) -> None:
        """The tiles alone give the root that was committed."""
        for count in (3, 300, 5):
            append(storage.archive(), entries(count, of=str(count)))
        head = storage.archive().head()
        assert head is not None
        assert HashesFromTiles(storage.archive().file, head.size).root() == head.root

    def test_there_is_no_entry_beyond_the_end(self, archive: Archive) -> None:
        """Neither after the last nor before the first."""
        append(archive, entries(2))
        for index in (2, 1000, -1):
            with pytest.raises(KeyError):
                archive.entry(index)

    def test_a_committed_entry_is_readable_only_when_applied(self, archive: Archive) -> None:
        """Nobody reads what its tiles do not yet prove."""
        batch = next_batch(archive, entries(2))
        stage(archive, batch)
        commit(archive, batch)
        assert archive.applied() == 0
        with pytest.raises(KeyError):
            archive.entry(0)
        apply(archive, batch)
        assert archive.applied() == 2

    def test_applying_twice_is_applying_once(self, archive: Archive) -> None:
        """Also when the log has gone on since."""
        first = append(archive, entries(3))
        apply(archive, first)
        second = append(archive, entries(3, of="more"))
        before = everything(archive, second)
        apply(archive, first)
        apply(archive, second)
        assert everything(archive, second) == before
        assert archive.applied() == 6

    def test_the_staging_is_forgotten(self, archive: Archive) -> None:
        """That of the batch, and that of those it outran."""
        lost = next_batch(archive, entries(1, of="lost"))
        archive.stage(lost)
        won = append(archive, entries(1))
        for batch in (won, lost):
            with pytest.raises(Unavailable):
                archive.staged(batch.old_size, batch.head.root)

    def test_what_was_not_committed_is_not_applied(self, archive: Archive) -> None:
        """Neither too early nor in the winner's place."""
        lost = next_batch(archive, entries(1, of="lost"), keys={"lost": 0})
        archive.stage(lost)
        with pytest.raises(Conflict):
            archive.apply(lost)
        won = next_batch(archive, entries(1))
        stage(archive, won)
        commit(archive, won)
        with pytest.raises(Conflict):
            archive.apply(lost)
        apply(archive, won)
        assert archive.entry(0) == won.entries[0]


class TestPublish:
    """`publish` replaces the published checkpoint and never puts an older one over a newer one."""

    def test_the_checkpoint_is_shown_only_when_published(self, archive: Archive) -> None:
        """Whatever else has happened before."""
        batch = next_batch(archive, entries(1))
        for step in (stage, commit, apply):
            step(archive, batch)
        assert archive.file("checkpoint") is None
        publish(archive, batch)
        assert archive.file("checkpoint") == batch.head.checkpoint

    def test_an_older_checkpoint_does_not_replace_a_newer_one(self, archive: Archive) -> None:
        """A slow writer finds that it has been overtaken, and that is no fault."""
        older = append(archive, entries(1))
        newer = append(archive, entries(1, of="more"))
        publish(archive, older)
        assert archive.file("checkpoint") == newer.head.checkpoint

    def test_the_same_head_may_be_shown_with_more_signatures(self, archive: Archive) -> None:
        """Witnesses sign later."""
        head = append(archive, entries(1)).head
        witnessed = replace(head, checkpoint=head.checkpoint + "\n— witness signature\n".encode())
        archive.publish(witnessed)
        assert archive.file("checkpoint") == witnessed.checkpoint

    def test_two_roots_for_one_size_are_never_shown(self, archive: Archive) -> None:
        """Whoever holds the first would hold a proof against us."""
        batch = append(archive, entries(1))
        with pytest.raises(SplitView):
            publish(archive, elsewhere(batch))
        assert archive.file("checkpoint") == batch.head.checkpoint

    def test_a_head_and_its_checkpoint_speak_of_the_same_size(self, archive: Archive) -> None:
        """Otherwise *older* and *newer* would mean nothing."""
        batch = append(archive, entries(2))
        with pytest.raises(Malformed):
            archive.publish(replace(batch.head, size=3))

    def test_writers_at_once_leave_the_newest_checkpoint(self, storage: Storage) -> None:
        """Eight heads, published by eight threads in any order, many times."""
        heads = [head_of(size, bytes([size]) * 32) for size in range(1, 9)]
        with ThreadPoolExecutor(8) as writers:
            list(writers.map(lambda head: storage.archive().publish(head), heads * 10))
        assert storage.archive().file("checkpoint") == heads[-1].checkpoint


class TestFile:
    """`file` gives a published file of the log, and None if there is none."""

    @pytest.mark.parametrize("path", NO_PATHS)
    def test_no_other_path_leads_anywhere(self, archive: Archive, path: str) -> None:
        """However it is spelled: up, round, twice, in other figures."""
        append(archive, entries(300))
        assert archive.file(path) is None

    def test_readers_see_a_whole_file_or_none(self, storage: Storage) -> None:
        """And a checkpoint that never goes back, while the log grows under their eyes."""
        archive, right, torn, sizes = storage.archive(), dict[str, bytes](), list[str](), [0]
        done = threading.Event()

        def read(right: Mapping[str, bytes]) -> None:
            mine, last_look = storage.archive(), False
            while not last_look:
                last_look = done.is_set()
                for path in list(right):
                    found = mine.file(path)
                    if found is not None and found != right[path]:
                        torn.append(path)
                sizes.append(int((mine.file("checkpoint") or b"\n0\n").split(b"\n")[1]))
            connections.close_all()

        reader = threading.Thread(target=read, args=(right,))
        reader.start()
        for number in range(12):
            batch = next_batch(archive, entries(100, of=str(number)))
            right |= batch.files
            for step in STEPS:
                step(archive, batch)
        done.set()
        reader.join()
        assert torn == []
        assert sizes == sorted(sizes)
        assert sizes[-1] > 0
