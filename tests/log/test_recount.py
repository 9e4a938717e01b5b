from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.log.recount import Fault, Flaw, first_fault, first_stray
from chancery.log.tile import tiles_for_growth
from tests.log.reference import NOTHING, Reference, entries

ALL = Reference(entries(1000))


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000])
def test_a_whole_log_has_no_fault(size: int) -> None:
    """Recounted from its tiles alone, by other code than wrote them."""
    assert first_fault(ALL.files(size).get, size, ALL.mth(0, size)) is None


def test_a_log_that_crosses_into_the_third_level_has_no_fault() -> None:
    """65,537 entries: one hash on level 2, and one on level 0 of the next."""
    growth = tiles_for_growth(0, entries(65_537), NOTHING.get)
    assert first_fault(growth.files.get, growth.size, growth.root) is None


@given(st.integers(1, 1000), st.data())
def test_one_flipped_bit_anywhere_is_found(size: int, data: st.DataObject) -> None:
    """In an entry, its length, a leaf hash or a hash above: the first fault names that very file."""
    files = ALL.files(size)
    path = data.draw(st.sampled_from(sorted(path for path in files if files[path])))
    octets = bytearray(files[path])
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    fault = first_fault((files | {path: bytes(octets)}).get, size, ALL.mth(0, size))
    assert fault is not None
    assert fault.path == path


@given(st.integers(1, 1000), st.data())
def test_a_missing_file_is_found(size: int, data: st.DataObject) -> None:
    files = ALL.files(size)
    path = data.draw(st.sampled_from(sorted(files)))
    del files[path]
    fault = first_fault(files.get, size, ALL.mth(0, size))
    assert (fault.path, fault.flaw) == (path, Flaw.ABSENT) if fault else False


@given(st.integers(1, 1000), st.data())
def test_a_cut_or_lengthened_file_is_found(size: int, data: st.DataObject) -> None:
    files = ALL.files(size)
    path = data.draw(st.sampled_from(sorted(files)))
    files[path] = data.draw(st.sampled_from([files[path][:-1], files[path] + b"\x00"]))
    assert first_fault(files.get, size, ALL.mth(0, size)) is not None


def test_an_exchanged_entry_is_named() -> None:
    """Entry 300 was replaced and its length kept: the sentence says which."""
    files = ALL.files(400)
    files["tile/entries/001.p/144"] = files["tile/entries/001.p/144"].replace(b"entry 300", b"ENTRY 300")
    fault = first_fault(files.get, 400, ALL.mth(0, 400))
    assert (
        str(fault) == "tile/entries/001.p/144 does not hold the entry that was put on the record (entry 300)."
    )


def test_what_is_said_of_a_fault_needs_no_mathematics() -> None:
    """Nobody has to know what a hash or a root is to learn which file is wrong."""
    assert [flaw for flaw in Flaw if {"hash", "hashes", "root"} & set(flaw.value.split())] == []


def shown_while_growing(*sizes: int) -> dict[str, bytes]:
    """A log that kept every tile which it ever showed."""
    return {path: octets for size in sizes for path, octets in ALL.files(size).items()}


def test_earlier_tiles_on_show_are_beginnings_of_what_they_became() -> None:
    files = shown_while_growing(1, 2, 200, 256, 300, 511, 600)
    assert first_fault(files.get, 600, ALL.mth(0, 600)) is None
    assert first_stray(files.get, 600, files) is None


@given(st.data())
def test_an_altered_earlier_tile_is_found_and_named(data: st.DataObject) -> None:
    """Somebody who still reads the partial tile is not to be shown another log."""
    files = shown_while_growing(2, 200, 300, 600)
    now = ALL.files(600)
    path = data.draw(st.sampled_from(sorted(files.keys() - now.keys())))
    octets = bytearray(files[path])
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    files[path] = data.draw(st.sampled_from([bytes(octets), files[path][:-1], files[path] + b"\x00"]))
    assert first_fault(files.get, 600, ALL.mth(0, 600)) is None
    assert first_stray(files.get, 600, files) == Fault(path=path, flaw=Flaw.ANOTHER_BEGINNING)


def test_what_is_written_and_not_signed_yet_is_no_fault() -> None:
    """Tiles are put on show before the checkpoint that speaks of them."""
    files = shown_while_growing(300, 600)
    assert first_stray(files.get, 300, [*files, "tile/0/x000/000", "tile/notes.txt"]) is None


def test_consistent_files_with_another_signed_root_are_a_fault_of_the_checkpoint() -> None:
    fault = first_fault(ALL.files(400).get, 400, ALL.mth(0, 399))
    assert fault is not None
    assert (fault.path, fault.flaw) == ("checkpoint", Flaw.ANOTHER_ROOT)


def test_a_full_tile_stands_in_for_a_partial_one() -> None:
    """A log of 512 entries, read at its earlier size 300: it need not keep what has since been filled."""
    earlier = {path: octets for path, octets in ALL.files(300).items() if "001.p/44" not in path}
    assert first_fault((earlier | ALL.files(512)).get, 300, ALL.mth(0, 300)) is None
    assert first_fault(earlier.get, 300, ALL.mth(0, 300)) is not None


def test_progress_is_told_up_to_the_last_entry() -> None:
    told: list[tuple[int, int]] = []
    first_fault(ALL.files(600).get, 600, ALL.mth(0, 600), progress=lambda done, of: told.append((done, of)))
    assert told == [(256, 600), (512, 600), (600, 600)]


def test_memory_stays_flat_however_long_the_log() -> None:
    """A recount of 40,000 entries holds at most a megabyte at a time."""
    growth = tiles_for_growth(0, entries(40_000), NOTHING.get)
    tracemalloc.start()
    try:
        assert first_fault(growth.files.get, growth.size, growth.root) is None
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_the_recount_shares_no_code_with_the_writer() -> None:
    """Two wrongs would have to agree, so nothing of ours is imported."""
    import ast
    import inspect

    from chancery.log import recount

    nodes = ast.walk(ast.parse(inspect.getsource(recount)))
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "collections.abc", "dataclasses", "enum", "hashlib"}
