"""What only storage that outlives a process can show: backups, broken disks, other processes."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import shutil
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
    """The register lies in its folder exactly as C2SP tlog-tiles serves it."""

    def test_the_folder_holds_the_log_and_nothing_else(self, lasting: Durable) -> None:
        """No lock, no unfinished file, nothing that a web server should not hand out."""
        batches = [append(lasting.archive(), entries(count, of=str(count))) for count in (3, 300, 5)]
        register = lasting.folder / "register"
        there = {str(path.relative_to(register)) for path in register.rglob("*") if path.is_file()}
        assert there == {"checkpoint"}.union(*(batch.files for batch in batches))

    def test_everybody_may_read_the_files(self, lasting: Durable) -> None:
        """The web server is somebody else."""
        append(lasting.archive(), entries(3))
        for path in (lasting.folder / "register").rglob("*"):
            assert path.stat().st_mode & 0o004, path

    def test_a_stranger_in_the_folder_is_not_served(self, lasting: Durable) -> None:
        """The verifier key lies there too and is not the archive's to give."""
        append(lasting.archive(), entries(3))
        (lasting.folder / "register" / "vkey").write_text("key")
        assert lasting.archive().file("vkey") is None

    def test_what_an_interrupted_writer_left_is_cleared_away(self, lasting: Durable) -> None:
        """A process killed between two files leaves one that has no place yet."""
        append(lasting.archive(), entries(1))
        unfinished = lasting.folder / "unfinished"
        (unfinished / "0").write_bytes(b"half a ti")
        (unfinished / "17").write_bytes(b"")
        batch = append(lasting.archive(), entries(1, of="more"))
        assert lasting.archive().file("checkpoint") == batch.head.checkpoint
        assert list(unfinished.iterdir()) == []

    def test_a_half_written_tile_is_written_again(self, lasting: Durable) -> None:
        """After a power cut a file may have its name and not yet its octets; nothing was published."""
        archive = lasting.archive()
        batch = next_batch(archive, entries(3))
        stage(archive, batch)
        commit(archive, batch)
        torn = lasting.folder / "register" / "tile/0/000.p/3"
        torn.parent.mkdir(parents=True)
        torn.write_bytes(b"")
        recover(lasting.archive())
        assert lasting.archive().file("tile/0/000.p/3") == batch.files["tile/0/000.p/3"]


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
        shutil.rmtree(lasting.folder / "register")
        assert lasting.archive().entry(1) == batch.entries[1]
        assert lasting.archive().copies(1) == (batch.entries[1],)  # type: ignore[attr-defined]

    def test_an_entry_that_is_lost_twice_is_not_said_to_be_absent(self, lasting: Durable) -> None:
        """It is on the record; we cannot show it."""
        append(lasting.archive(), entries(3))
        change(lasting, "DELETE FROM store_loggedentry")
        shutil.rmtree(lasting.folder / "register")
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
        assert lasting.second_place.read_text() == f"3 {batch.head.root.hex()}\n"
        assert not lasting.second_place.is_relative_to(lasting.folder)

    def test_a_restored_backup_is_behind_what_was_signed(self, lasting: Durable) -> None:
        """Database and folder as they were; the second place remembers (threats.md, bar 8)."""
        old = append(lasting.archive(), entries(3)).head
        backup = shutil.copytree(lasting.folder / "register", lasting.folder / "backup")
        newest = append(lasting.archive(), entries(4, of="more")).head
        change(lasting, "UPDATE store_committedhead SET size = 3, applied = 3, root = %s", old.root)
        shutil.rmtree(lasting.folder / "register")
        backup.rename(lasting.folder / "register")
        head = lasting.archive().head()
        assert head is not None
        assert head.size == 3
        assert lasting.archive().last_signed() == (7, newest.root)

    def test_it_does_not_go_back(self, lasting: Durable) -> None:
        """Whoever appends to a restored backup regardless does not erase the evidence."""
        append(lasting.archive(), entries(3))
        lasting.second_place.write_text(f"9 {bytes(32).hex()}\n")
        append(lasting.archive(), entries(1, of="more"))
        assert lasting.archive().last_signed() == (9, bytes(32))

    def test_two_roots_for_one_size_stop_the_log(self, lasting: Durable) -> None:
        """The fork is seen at the latest when it reaches a size that was signed before."""
        append(lasting.archive(), entries(3))
        lasting.second_place.write_text(f"4 {bytes(32).hex()}\n")
        with pytest.raises(SplitView, match="Two roots"):
            append(lasting.archive(), entries(1, of="more"))
        assert b"\n3\n" in (lasting.archive().file("checkpoint") or b"")

    @pytest.mark.parametrize("line", ["", "3", "3 zz\n", "three 00\n", "3 00", "-1 00\n", "٣ 00\n", "3 0\n"])
    def test_a_line_that_cannot_be_read_is_not_taken_for_none(self, lasting: Durable, line: str) -> None:
        """*Nothing was ever signed* would be the most dangerous answer."""
        append(lasting.archive(), entries(3))
        lasting.second_place.write_text(line)
        with pytest.raises(Unavailable, match="ask a witness"):
            lasting.archive().last_signed()

    def test_a_crash_before_it_was_noted_is_made_good(self, lasting: Durable) -> None:
        """Between the commit and the note nothing has been published."""
        archive = lasting.archive()
        batch = next_batch(archive, entries(3))
        stage(archive, batch)
        commit(archive, batch)
        lasting.second_place.unlink()
        recover(lasting.archive())
        assert lasting.archive().last_signed() == (3, batch.head.root)


class TestFaults:
    """Every method raises `Unavailable` when the storage fails."""

    def test_below_the_floor_of_free_space_reading_goes_on(self, lasting: Durable) -> None:
        """Mammoth 2024h1: a full disk broke the database (threats.md, section 1)."""
        from chancery.store.archive import DurableArchive

        batch = append(lasting.archive(), entries(3))
        full = DurableArchive(lasting.folder, using=lasting.record, free_space_floor=1 << 60)
        with pytest.raises(Unavailable, match=r"^Disk nearly full: .* nothing is appended\.$"):
            full.stage(next_batch(full, entries(1, of="more")))
        assert full.entry(2) == batch.entries[2]
        assert full.file("checkpoint") == batch.head.checkpoint

    def test_a_disk_that_fails_while_tiles_are_written_is_recovered_from(self, lasting: Durable) -> None:
        """The commit stands; what is missing is written when the disk is back."""
        append(lasting.archive(), entries(3))
        batch = next_batch(lasting.archive(), entries(300, of="more"), keys={"key": 3})
        stage(lasting.archive(), batch)
        commit(lasting.archive(), batch)
        blocked = lasting.folder / "register/tile/entries/001.p"
        blocked.write_bytes(b"a file where a folder must be")
        with pytest.raises(Unavailable, match="The disk failed: "):
            lasting.archive().apply(batch)
        assert lasting.archive().applied() == 3
        assert lasting.archive().index_of("key") == 3
        blocked.unlink()
        recover(lasting.archive())
        assert lasting.archive().entry(302) == batch.entries[-1]

    def test_a_published_checkpoint_that_cannot_be_read_is_not_replaced(self, lasting: Durable) -> None:
        """Nobody knows whether it was newer."""
        batch = append(lasting.archive(), entries(3))
        (lasting.folder / "register/checkpoint").write_bytes(b"\0\0\0\0")
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
    """The promises hold across processes."""

    def test_of_sixteen_processes_exactly_one_wins(self, lasting: Durable) -> None:
        """All compare with the same head at the same moment."""
        append(lasting.archive(), entries(1))
        old = lasting.archive().head()
        batches = [next_batch(lasting.archive(), entries(1, of=f"writer {number}")) for number in range(16)]
        assert sorted(_compete(lasting, old, batches)) == [0] * 15 + [1]
        recover(lasting.archive())
        assert lasting.archive().entry(1) in [batch.entries[0] for batch in batches]

    def test_a_batch_is_applied_by_many_at_once(self, lasting: Durable) -> None:
        """Everybody who starts after a crash begins by finishing."""
        batch = next_batch(lasting.archive(), entries(300))
        for step in STEPS[:2]:
            step(lasting.archive(), batch)
        context = multiprocessing.get_context("fork")
        connections.close_all()
        processes = [context.Process(target=_finish, args=(lasting, batch)) for _ in range(6)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * 6
        assert [lasting.archive().entry(index) for index in range(300)] == list(batch.entries)
        assert lasting.archive().applied() == 300


def _compete(lasting: Durable, old: Head | None, batches: list[Batch]) -> list[int]:
    """How often each process won: its exit code."""
    context = multiprocessing.get_context("fork")
    together = context.Barrier(len(batches))
    connections.close_all()  # a connection is not to be shared with a child
    processes = [context.Process(target=_try, args=(lasting, old, batch, together)) for batch in batches]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode or 0 for process in processes]


def _try(
    lasting: Durable, old: Head | None, batch: Batch, together: multiprocessing.synchronize.Barrier
) -> None:
    archive = lasting.archive()
    archive.stage(batch)
    together.wait()
    try:
        archive.commit(old, batch)
    except Conflict:
        return
    raise SystemExit(1)


def _finish(lasting: Durable, batch: Batch) -> None:
    lasting.archive().apply(batch)
    lasting.archive().publish(batch.head)


def test_the_second_place_may_be_anywhere(lasting: Durable, tmp_path: Path) -> None:
    """On another disk, on another machine's share."""
    from chancery.store.archive import DurableArchive

    elsewhere_still = tmp_path / "far" / "away"
    archive = DurableArchive(lasting.folder, using=lasting.record, second_place=elsewhere_still)
    batch = append(archive, entries(2))
    assert elsewhere_still.read_text() == f"2 {batch.head.root.hex()}\n"
    assert not lasting.second_place.exists()


def test_another_batch_of_the_same_size_is_another_batch(lasting: Durable) -> None:
    """What was lost in a race is not applied over what won it, not even in another process."""
    archive = lasting.archive()
    won = append(archive, entries(1))
    with pytest.raises(Conflict):
        lasting.archive().apply(elsewhere(won))
