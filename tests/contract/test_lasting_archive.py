"""What only storage that outlives a process can show: backups, broken disks, other processes."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
from pathlib import Path

import pytest
from django.db import connections

from chancery.errors import Conflict, SplitView, Unavailable
from chancery.registry.ports import Batch, Head
from tests.contract.growth import STEPS, append, commit, elsewhere, entries, next_batch, recover, stage
from tests.contract.storage import Durable


def change(lasting: Durable, statement: str, *given: object) -> None:
    """Go behind the archive's back."""
    with connections[lasting.record].cursor() as cursor:
        cursor.execute(statement, given)


def read(lasting: Durable, statement: str, *given: object) -> bytes:
    with connections[lasting.record].cursor() as cursor:
        cursor.execute(statement, given)
        row = cursor.fetchone()
    assert row is not None
    return bytes(row[0])


class TestFolder:
    """The register lies in its place exactly as C2SP tlog-tiles serves it."""

    def test_the_place_holds_the_log_and_nothing_else(self, lasting: Durable) -> None:
        """No lock, no unfinished file, nothing that a web server should not hand out."""
        batches = [append(lasting.archive(), entries(count, of=str(count))) for count in (3, 300, 5)]
        assert set(lasting.behind.files()) == {"checkpoint"}.union(*(batch.files for batch in batches))

    def test_everybody_may_read_the_files(self, in_folder: Durable) -> None:
        """The web server is somebody else."""
        append(in_folder.archive(), entries(3))
        for path in (in_folder.folder / "register").rglob("*"):
            assert path.stat().st_mode & 0o004, path

    def test_a_stranger_beside_them_is_not_served(self, lasting: Durable) -> None:
        """The verifier key lies there too and is not the archive's to give."""
        append(lasting.archive(), entries(3))
        lasting.behind.put("vkey", b"key")
        assert lasting.archive().file("vkey") is None

    def test_what_an_interrupted_writer_left_is_cleared_away(self, in_folder: Durable) -> None:
        """A process killed between two files leaves one that has no place yet."""
        append(in_folder.archive(), entries(1))
        unfinished = in_folder.folder / "unfinished"
        (unfinished / "0").write_bytes(b"half a ti")
        (unfinished / "17").write_bytes(b"")
        batch = append(in_folder.archive(), entries(1, of="more"))
        assert in_folder.archive().file("checkpoint") == batch.head.checkpoint
        assert list(unfinished.iterdir()) == []

    def test_a_half_written_tile_is_written_again(self, in_folder: Durable) -> None:
        """After a power cut a file may have its name and not yet its octets; nothing was published."""
        archive = in_folder.archive()
        batch = next_batch(archive, entries(3))
        stage(archive, batch)
        commit(archive, batch)
        torn = in_folder.folder / "register" / "tile/0/000.p/3"
        torn.parent.mkdir(parents=True)
        torn.write_bytes(b"")
        recover(in_folder.archive())
        assert in_folder.archive().file("tile/0/000.p/3") == batch.files["tile/0/000.p/3"]


class TestTwoCopies:
    """Every entry is kept twice (Nimbus 2018: the bit that flipped could be put right)."""

    def test_both_copies_can_be_compared(self, lasting: Durable) -> None:
        """A row and a bundle, the same bytes."""
        batch = append(lasting.archive(), entries(300))
        for index in (0, 255, 256, 299):
            assert lasting.archive().copies(index) == (batch.entries[index],) * 2  # type: ignore[attr-defined]

    def test_a_lost_row_is_read_from_the_bundle(self, lasting: Durable) -> None:
        """Also from a bundle that has since been filled up."""
        batch = append(lasting.archive(), entries(3))
        change(lasting, "DELETE FROM store_loggedentry")
        append(lasting.archive(), entries(300, of="more"))
        assert lasting.archive().entry(1) == batch.entries[1]

    def test_a_lost_bundle_leaves_the_row(self, lasting: Durable) -> None:
        """Reading goes on while the file is brought back."""
        batch = append(lasting.archive(), entries(3))
        lasting.behind.lose()
        assert lasting.archive().entry(1) == batch.entries[1]
        assert lasting.archive().copies(1) == (batch.entries[1],)  # type: ignore[attr-defined]

    def test_an_entry_that_is_lost_twice_is_not_said_to_be_absent(self, lasting: Durable) -> None:
        """It is on the record; we cannot show it."""
        append(lasting.archive(), entries(3))
        change(lasting, "DELETE FROM store_loggedentry")
        lasting.behind.lose()
        with pytest.raises(Unavailable, match="lost in both places"):
            lasting.archive().entry(1)


class TestStagedOctets:
    """A staged batch that is not what was written is never taken for one."""

    @pytest.mark.parametrize("place", [0, 5, 20, 40, 60, 100, 500, -33, -1])
    def test_a_flipped_bit_is_noticed(self, lasting: Durable, place: int) -> None:
        """Wherever it is: in a number, a root, an entry, a file, the digest."""
        batch = next_batch(lasting.archive(), entries(3), keys={"key": 0})
        lasting.archive().stage(batch)
        octets = bytearray(read(lasting, "SELECT octets FROM store_stagedbatch"))
        octets[place] ^= 0x10
        change(lasting, "UPDATE store_stagedbatch SET octets = %s", bytes(octets))
        with pytest.raises(Unavailable, match="not what was written"):
            lasting.archive().staged(0, batch.head.root)

    @pytest.mark.parametrize("kept", [0, 1, 16, 17, 50, 200, -1, -32])
    def test_a_truncated_batch_is_noticed(self, lasting: Durable, kept: int) -> None:
        """Wherever it ends."""
        batch = next_batch(lasting.archive(), entries(3))
        lasting.archive().stage(batch)
        octets = read(lasting, "SELECT octets FROM store_stagedbatch")
        change(lasting, "UPDATE store_stagedbatch SET octets = %s", octets[:kept])
        with pytest.raises(Unavailable, match="not what was written"):
            lasting.archive().staged(0, batch.head.root)

    def test_one_batch_in_the_place_of_another_is_noticed(self, lasting: Durable) -> None:
        """A whole batch, but not the one that was asked for."""
        batch, other = next_batch(lasting.archive(), entries(3)), next_batch(lasting.archive(), entries(2))
        lasting.archive().stage(batch)
        change(lasting, "UPDATE store_stagedbatch SET root = %s", other.head.root)
        with pytest.raises(Unavailable, match="another than the one asked for"):
            lasting.archive().staged(0, other.head.root)


class TestSecondPlace:
    """`last_signed` is kept where a restored backup would not touch it."""

    def test_it_lies_outside_the_data_folder(self, lasting: Durable) -> None:
        """One line, for people to read as well."""
        batch = append(lasting.archive(), entries(3))
        assert lasting.behind.line() == f"3 {batch.head.root.hex()}\n"
        assert [path for path in lasting.behind.files() if "signed" in path] == []
        assert list(lasting.folder.rglob("*signed*")) == []

    def test_a_restored_backup_is_behind_what_was_signed(self, lasting: Durable) -> None:
        """Database and folder as they were; the second place remembers (threats.md, bar 8)."""
        old = append(lasting.archive(), entries(3)).head
        backup = lasting.behind.files()
        newest = append(lasting.archive(), entries(4, of="more")).head
        change(lasting, "UPDATE store_committedhead SET size = 3, applied = 3, root = %s", old.root)
        lasting.behind.restore(backup)
        head = lasting.archive().head()
        assert head is not None
        assert head.size == 3
        assert lasting.archive().last_signed() == (7, newest.root)

    def test_it_does_not_go_back(self, lasting: Durable) -> None:
        """Whoever appends to a restored backup regardless does not erase the evidence."""
        append(lasting.archive(), entries(3))
        lasting.behind.note(f"9 {bytes(32).hex()}\n")
        append(lasting.archive(), entries(1, of="more"))
        assert lasting.archive().last_signed() == (9, bytes(32))

    def test_two_roots_for_one_size_stop_the_log(self, lasting: Durable) -> None:
        """The fork is seen at the latest when it reaches a size that was signed before."""
        append(lasting.archive(), entries(3))
        lasting.behind.note(f"4 {bytes(32).hex()}\n")
        with pytest.raises(SplitView, match="Two roots"):
            append(lasting.archive(), entries(1, of="more"))
        assert b"\n3\n" in (lasting.archive().file("checkpoint") or b"")

    @pytest.mark.parametrize("line", ["", "3", "3 zz\n", "three 00\n", "3 00", "-1 00\n", "٣ 00\n", "3 0\n"])
    def test_a_line_that_cannot_be_read_is_not_taken_for_none(self, lasting: Durable, line: str) -> None:
        """*Nothing was ever signed* would be the most dangerous answer."""
        append(lasting.archive(), entries(3))
        lasting.behind.note(line)
        with pytest.raises(Unavailable, match="ask a witness"):
            lasting.archive().last_signed()

    def test_a_crash_before_it_was_noted_is_made_good(self, lasting: Durable) -> None:
        """Between the commit and the note nothing has been published."""
        archive = lasting.archive()
        batch = next_batch(archive, entries(3))
        stage(archive, batch)
        commit(archive, batch)
        lasting.behind.note(None)
        recover(lasting.archive())
        assert lasting.archive().last_signed() == (3, batch.head.root)


class TestFaults:
    """Every method raises `Unavailable` when the storage fails."""

    def test_below_the_floor_of_free_space_reading_goes_on(self, in_folder: Durable) -> None:
        """Mammoth 2024h1: a full disk broke the database (threats.md, section 1)."""
        from chancery.store.archive import DurableArchive

        batch = append(in_folder.archive(), entries(3))
        full = DurableArchive(in_folder.folder, using=in_folder.record, free_space_floor=1 << 60)
        with pytest.raises(Unavailable, match=r"^Disk nearly full: .* nothing is appended\.$"):
            full.stage(next_batch(full, entries(1, of="more")))
        assert full.entry(2) == batch.entries[2]
        assert full.file("checkpoint") == batch.head.checkpoint

    def test_a_disk_that_fails_while_tiles_are_written_is_recovered_from(self, in_folder: Durable) -> None:
        """The commit stands; what is missing is written when the disk is back."""
        append(in_folder.archive(), entries(3))
        batch = next_batch(in_folder.archive(), entries(300, of="more"), keys={"key": 3})
        stage(in_folder.archive(), batch)
        commit(in_folder.archive(), batch)
        blocked = in_folder.folder / "register/tile/entries/001.p"
        blocked.write_bytes(b"a file where a folder must be")
        with pytest.raises(Unavailable, match="The disk failed: "):
            in_folder.archive().apply(batch)
        assert in_folder.archive().applied() == 3
        assert in_folder.archive().index_of("key") == 3
        blocked.unlink()
        recover(in_folder.archive())
        assert in_folder.archive().entry(302) == batch.entries[-1]

    def test_a_published_checkpoint_that_cannot_be_read_is_not_replaced(self, lasting: Durable) -> None:
        """Nobody knows whether it was newer."""
        batch = append(lasting.archive(), entries(3))
        lasting.behind.put("checkpoint", b"\0\0\0\0")
        with pytest.raises(Unavailable, match="cannot be read"):
            lasting.archive().publish(batch.head)

    def test_a_database_that_lost_its_tables_says_so_in_every_method(self, lasting: Durable) -> None:
        """No method takes *I cannot read* for *there is nothing*."""
        archive = lasting.archive()
        batch = append(archive, entries(3))
        tables = ("committedhead", "stagedbatch", "givenindex", "loggedentry")
        for table in tables:
            change(lasting, f"ALTER TABLE store_{table} RENAME TO away_{table}")
        try:
            for attempt in (
                archive.head,
                archive.applied,
                lambda: archive.stage(batch),
                lambda: archive.staged(0, batch.head.root),
                lambda: archive.commit(None, batch),
                lambda: archive.apply(batch),
                lambda: archive.entry(0),
                lambda: archive.index_of("key"),
            ):
                with pytest.raises(Unavailable, match="The database failed: "):
                    attempt()
        finally:
            for table in tables:
                change(lasting, f"ALTER TABLE away_{table} RENAME TO store_{table}")

    def test_a_connection_that_broke_is_opened_again(self, lasting: Durable) -> None:
        """The server restarts; the archive fails once and then goes on."""
        archive = lasting.archive()
        batch = append(archive, entries(1))
        if connections[lasting.record].vendor == "sqlite":
            connections[lasting.record].connection.close()
        else:
            with (
                connections[lasting.record].cursor() as cursor,
                pytest.raises(Exception, match="terminating"),
            ):
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        with pytest.raises(Unavailable):
            archive.head()
        assert archive.head() == batch.head


class TestProcesses:
    """
    The promises hold across processes.

    Asked of folders: these processes are forked, and no object store is used across a fork.
    `tests/store/objects` asks it of several machines with one bucket.
    """

    def test_of_sixteen_processes_exactly_one_wins(self, in_folder: Durable) -> None:
        """All compare with the same head at the same moment."""
        append(in_folder.archive(), entries(1))
        old = in_folder.archive().head()
        batches = [next_batch(in_folder.archive(), entries(1, of=f"writer {number}")) for number in range(16)]
        assert sorted(_compete(in_folder, old, batches)) == [0] * 15 + [1]
        recover(in_folder.archive())
        assert in_folder.archive().entry(1) in [batch.entries[0] for batch in batches]

    def test_a_batch_is_applied_by_many_at_once(self, in_folder: Durable) -> None:
        """Everybody who starts after a crash begins by finishing."""
        batch = next_batch(in_folder.archive(), entries(300))
        for step in STEPS[:2]:
            step(in_folder.archive(), batch)
        context = multiprocessing.get_context("fork")
        connections.close_all()
        processes = [context.Process(target=_finish, args=(in_folder, batch)) for _ in range(6)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * 6
        assert [in_folder.archive().entry(index) for index in range(300)] == list(batch.entries)
        assert in_folder.archive().applied() == 300


def _compete(in_folder: Durable, old: Head | None, batches: list[Batch]) -> list[int]:
    """How often each process won: its exit code."""
    context = multiprocessing.get_context("fork")
    together = context.Barrier(len(batches))
    connections.close_all()  # a connection is not to be shared with a child
    processes = [context.Process(target=_try, args=(in_folder, old, batch, together)) for batch in batches]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode or 0 for process in processes]


def _try(
    in_folder: Durable, old: Head | None, batch: Batch, together: multiprocessing.synchronize.Barrier
) -> None:
    archive = in_folder.archive()
    archive.stage(batch)
    together.wait()
    try:
        archive.commit(old, batch)
    except Conflict:
        return
    raise SystemExit(1)


def _finish(in_folder: Durable, batch: Batch) -> None:
    in_folder.archive().apply(batch)
    in_folder.archive().publish(batch.head)


def test_the_second_place_may_be_anywhere(in_folder: Durable, tmp_path: Path) -> None:
    """On another disk, on another machine's share."""
    from chancery.store.archive import DurableArchive

    elsewhere_still = tmp_path / "far" / "away"
    archive = DurableArchive(in_folder.folder, using=in_folder.record, second_place=elsewhere_still)
    batch = append(archive, entries(2))
    assert elsewhere_still.read_text() == f"2 {batch.head.root.hex()}\n"
    assert in_folder.behind.line() is None


def test_another_batch_of_the_same_size_is_another_batch(in_folder: Durable) -> None:
    """What was lost in a race is not applied over what won it, not even in another process."""
    archive = in_folder.archive()
    won = append(archive, entries(1))
    with pytest.raises(Conflict):
        in_folder.archive().apply(elsewhere(won))
