from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed, Unavailable
from chancery.log.path import consistency_path, inclusion_path
from chancery.log.tile import (
    ENTRIES,
    HashesFromTiles,
    Tile,
    decode_bundle,
    encode_bundle,
    stored_entries,
    tiles_for_growth,
)
from chancery.log.tree import EMPTY_ROOT, leaf_hashes
from tests.log.reference import NOTHING, Reference, entries

ALL = Reference(entries(70_000))


def grow(files: dict[str, bytes], old: int, new: int) -> dict[str, bytes]:
    """Grow the log kept in *files* from *old* to *new* entries; the files written for it."""
    growth = tiles_for_growth(old, ALL.entries[old:new], files.get)
    assert (new, ALL.mth(0, new)) == (growth.size, growth.root)
    assert not growth.files.keys() & files.keys(), "a file that is there already is never written again"
    files.update(growth.files)
    return dict(growth.files)


class TestPaths:
    def test_index_1234067_is_x001_x234_067(self) -> None:
        """tlog-tiles' own example, for a full and a partial tile and a bundle of entries."""
        assert Tile(level=0, index=1234067).path == "tile/0/x001/x234/067"
        assert Tile(level=0, index=1234067, width=12).path == "tile/0/x001/x234/067.p/12"
        assert Tile(level=ENTRIES, index=1234067).path == "tile/entries/x001/x234/067"

    @given(st.integers(-1, 63), st.integers(0, 2**56), st.integers(1, 256))
    def test_a_path_reads_back_as_the_tile_it_names(self, level: int, index: int, width: int) -> None:
        tile = Tile(level=level, index=index, width=width)
        assert tile == Tile.parse(tile.path)

    @pytest.mark.parametrize(
        "path",
        [
            "", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000",
            "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256",
            "tile/0/000.p/01", "tile/0/000.p/", "tile/data/000", "/tile/0/000", "tile/0/000/",
            "tile/0/../0/000", "tile/0/٠٠٠", "tile/0/000\n", "checkpoint",
        ],
    )  # fmt: skip
    def test_no_other_spelling_is_a_path(self, path: str) -> None:
        with pytest.raises(Malformed):
            Tile.parse(path)


class TestBundles:
    def test_each_entry_comes_after_its_length(self) -> None:
        """Two octets, the higher first, as tlog-tiles says under "Log entries"."""
        assert encode_bundle([b"one", b"", b"x" * 256]) == b"\x00\x03one\x00\x00\x01\x00" + b"x" * 256

    @given(st.lists(st.binary(max_size=300), max_size=20))
    def test_a_bundle_reads_back_as_its_entries(self, said: list[bytes]) -> None:
        assert said == decode_bundle(encode_bundle(said))

    def test_the_longest_entry_has_65535_octets(self) -> None:
        """A longer one is refused before anything is written."""
        assert [bytes(65_535)] == decode_bundle(encode_bundle([bytes(65_535)]))
        with pytest.raises(Malformed, match="65536"):
            tiles_for_growth(0, [b"fine", bytes(65_536)], NOTHING.get)

    @pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x02a", b"\x00\x01ab", b"\xff\xff"])
    def test_a_bundle_ends_where_its_last_entry_does(self, bundle: bytes) -> None:
        with pytest.raises(Malformed):
            decode_bundle(bundle)


class TestGrowth:
    def test_each_log_of_0_to_600_entries_has_exactly_the_files_of_the_specification(self) -> None:
        """Written in one go, byte for byte, no file more and none less."""
        for size in range(601):
            files: dict[str, bytes] = {}
            grow(files, 0, size)
            assert ALL.files(size) == files

    def test_one_at_a_time_writes_the_same_tiles_as_in_batches(self) -> None:
        """After each of 600 single entries, all files of that size are there, and nothing else ever was."""
        files: dict[str, bytes] = {}
        expected: dict[str, bytes] = {}
        for size in range(1, 601):
            grow(files, size - 1, size)
            expected |= ALL.files(size)
        assert expected == files

    def test_the_tiles_at_65530_to_65545_and_70000_are_those_of_the_specification(self) -> None:
        """65,536 is where level 2 begins; 70,000 is the example of tlog-tiles."""
        files: dict[str, bytes] = {}
        before = 0
        for size in [*range(65_530, 65_546), 70_000]:
            grow(files, before, size)
            expected = ALL.files(size)
            assert expected == {path: files[path] for path in expected}
            before = size

    def test_70000_entries_are_273_full_tiles_and_four_more_kinds(self) -> None:
        """ "273 full level 0 tiles, one partial of width 112, …": the sentence of tlog-tiles, counted."""
        files: dict[str, bytes] = {}
        grow(files, 0, 70_000)
        leaves = [path for path in files if path.startswith("tile/0/")]
        assert (274, {"tile/0/273.p/112"}) == (len(leaves), {p for p in leaves if ".p/" in p})
        above = {p for p in files if not p.startswith(("tile/0/", "tile/entries/"))}
        assert {"tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} == above

    def test_256_entries_are_a_full_tile_and_a_partial_tile_above(self) -> None:
        """And no empty tile beside the full one."""
        files: dict[str, bytes] = {}
        grow(files, 0, 256)
        assert {"tile/entries/000", "tile/0/000", "tile/1/000.p/1"} == files.keys()

    def test_growing_by_nothing_writes_nothing(self) -> None:
        """And an empty log has the root of nothing."""
        assert tiles_for_growth(0, [], NOTHING.get).files == {}
        assert tiles_for_growth(0, [], NOTHING.get).root == EMPTY_ROOT

    @given(st.lists(st.integers(1, 400), min_size=1, max_size=8))
    def test_no_way_of_batching_changes_a_byte(self, batches: list[int]) -> None:
        files: dict[str, bytes] = {}
        expected: dict[str, bytes] = {}
        size = 0
        for batch in batches:
            grow(files, size, size + batch)
            size += batch
            expected |= ALL.files(size)
        assert expected == files

    def test_only_the_right_edge_is_read(self) -> None:
        """From 65,000 to 65,001: one partial bundle and the partial tiles of two levels."""
        files: dict[str, bytes] = {}
        grow(files, 0, 65_000)
        asked: set[str] = set()

        def read(path: str) -> bytes | None:
            asked.add(path)
            return files.get(path)

        tiles_for_growth(65_000, ALL.entries[65_000:65_001], read)
        assert {"tile/entries/253.p/232", "tile/0/253.p/232", "tile/1/000.p/253"} == asked

    def test_a_missing_right_edge_is_unavailable_and_a_short_one_is_malformed(self) -> None:
        files: dict[str, bytes] = {}
        grow(files, 0, 300)
        for path in ("tile/0/001.p/44", "tile/entries/001.p/44"):
            lacking = {name: octets for name, octets in files.items() if name != path}
            with pytest.raises(Unavailable, match=path):
                tiles_for_growth(300, [b"more"], lacking.get)
            with pytest.raises(Malformed):
                tiles_for_growth(300, [b"more"], (files | {path: files[path][:-1]}).get)

    def test_a_thousand_entries_cost_little_more_than_their_hashes(self) -> None:
        """At most 10 ms of CPU beyond the SHA-256s themselves, on the best of several tries."""
        files: dict[str, bytes] = {}
        grow(files, 0, 5_000)
        batch = [bytes([i % 256]) * 600 for i in range(1_000)]
        hashing = _best(lambda: _hash_twice(batch))
        growing = _best(lambda: tiles_for_growth(5_000, batch, files.get))
        assert growing - hashing < 10e-3


def _hash_twice(batch: list[bytes]) -> None:
    """As many SHA-256s as 1,000 leaves and the nodes above them need."""
    leaf_hashes(batch)
    leaf_hashes(bytes(64) for _ in batch)


def _best(work: Callable[[], object]) -> float:
    tries = []
    for _ in range(7):
        start = time.process_time()
        work()
        tries.append(time.process_time() - start)
    return min(tries)


class TestHashesFromTiles:
    FILES = ALL.files(70_000)

    @given(st.data())
    def test_proofs_come_from_tiles(self, data: st.DataObject) -> None:
        """Any path in any smaller tree is read from the tiles of the larger one."""
        hashes = HashesFromTiles(self.FILES.get, 70_000)
        size = data.draw(st.integers(1, 70_000))
        index = data.draw(st.integers(0, size - 1))
        assert ALL.path(index, 0, size) == inclusion_path(index, size, hashes)
        assert ALL.proof(index + 1, size) == consistency_path(index + 1, size, hashes)

    def test_the_root_comes_from_the_right_edge(self) -> None:
        for size in (0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000):
            assert ALL.mth(0, size) == HashesFromTiles(ALL.files(size).get, size).root()

    def test_a_partial_tile_that_was_deleted_is_read_from_the_full_one(self) -> None:
        """A log may delete partial tiles once the full tile is available; older sizes still answer."""
        asked: list[str] = []

        def read(path: str) -> bytes | None:
            asked.append(path)
            return self.FILES.get(path)

        assert ALL.mth(0, 300) == HashesFromTiles(read, 300).root()
        assert [p for p in asked if p.startswith("tile/0/001")] == ["tile/0/001.p/44", "tile/0/001"]

    def test_a_part_that_the_log_does_not_have_yet_is_refused(self) -> None:
        with pytest.raises(Malformed):
            inclusion_path(0, 400, HashesFromTiles(ALL.files(300).get, 300))

    def test_an_entry_is_read_from_its_bundle(self) -> None:
        assert ALL.entries[69_888:70_000] == stored_entries(273, 70_000, self.FILES.get)
        with pytest.raises(Unavailable):
            stored_entries(273, 70_000, NOTHING.get)
