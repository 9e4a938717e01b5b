"""Every JSON vector gets the verdict written in verdicts/json.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chancery.errors import Malformed
from chancery.seal.codec import canonical_json, decode_json
from tests.cost import least_cost
from tests.vectors.verdict_table import counted, stated

READ_AS_THEIR_AUTHORS_LEAVE_OPEN = {
    "i_number_double_huge_neg_exp.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
}


def accepted(octets: bytes) -> bool:
    try:
        decode_json(octets)
    except Malformed:
        return False
    return True


def cases(vectors: Path) -> Iterator[tuple[str, Path]]:
    """The row of the table a file belongs to, and the file."""
    suite = vectors / "json" / "JSONTestSuite"
    for file in sorted((suite / "test_parsing").iterdir()):
        yield f"test_parsing/{file.name[0]}_*", file
    for file in sorted((suite / "test_transform").iterdir()):
        yield f"test_transform/{file.name.split('_')[0]}_*", file


def test_every_class_gets_its_written_verdict(vectors: Path) -> None:
    """340 files of JSONTestSuite, each read or refused, none passed over."""
    outcomes = [(row, accepted(file.read_bytes())) for row, file in cases(vectors)]
    assert len(outcomes) == 340
    assert counted(outcomes) == stated("json")


def test_all_that_must_be_refused_is(vectors: Path) -> None:
    """None of the 188 n_ files is read, however deeply it nests."""
    wrong = [file for row, file in cases(vectors) if row == "test_parsing/n_*"]
    assert len(wrong) == 188
    assert [file.name for file in wrong if accepted(file.read_bytes())] == []


def test_only_repeated_keys_are_refused_among_what_rfc_8259_allows(vectors: Path) -> None:
    """Two y_ files repeat a key; two readers would take two values from them, so nobody does."""
    right = [file for row, file in cases(vectors) if row == "test_parsing/y_*"]
    assert [file.name for file in right if not accepted(file.read_bytes())] == [
        "y_object_duplicated_key.json",
        "y_object_duplicated_key_and_value.json",
    ]


def test_of_what_is_left_open_only_numbers_are_read(vectors: Path) -> None:
    """Of the i_ files, five odd but finite numbers; no half surrogates, no other encodings."""
    open_cases = [file for row, file in cases(vectors) if row == "test_parsing/i_*"]
    read = {file.name for file in open_cases if accepted(file.read_bytes())}
    assert read == READ_AS_THEIR_AUTHORS_LEAVE_OPEN


def test_canonical_json_is_exact(vectors: Path) -> None:
    """The six documents of RFC 8785's author come out byte for byte, in both his forms."""
    folder = vectors / "json" / "jcs"
    inputs = sorted((folder / "input").iterdir())
    assert len(inputs) == 6
    for file in inputs:
        canonical = canonical_json(decode_json(file.read_bytes()))
        assert canonical == (folder / "output" / file.name).read_bytes()
        assert canonical == bytes.fromhex((folder / "outhex" / f"{file.stem}.txt").read_text())


def test_no_vector_takes_long(vectors: Path) -> None:
    """Accepted or not, the verdict on any one file takes less than 50 ms of one core."""
    for _, file in cases(vectors):
        octets = file.read_bytes()
        assert least_cost(lambda octets=octets: accepted(octets)) < 0.050
