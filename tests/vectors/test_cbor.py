"""Every CBOR vector gets the verdict written in verdicts/cbor.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cbor2
import pytest

from chancery.errors import Malformed
from chancery.seal import codec
from tests.cost import least_cost
from tests.vectors.verdict_table import counted, stated

MAP_AS_KEY_BOMB = 22
"""Levels of {{{…: 0}: 0}: 0}: 45 bytes, for which `cbor2` needs seconds to write them again."""


def cases(vectors: Path) -> Iterator[tuple[str, bytes, bool]]:
    """File, encoded item, and whether its authors hold it to be well-formed."""
    folder = vectors / "cbor"
    for file in sorted(folder.rglob("*.cbor")):
        suite = cbor2.loads(file.read_bytes(), max_depth=100_000)
        for case in suite["tests"]:
            yield str(file.relative_to(folder)), case["encoded"], not suite.get("fail", False)
    for case in json.loads((folder / "appendix_a_classic" / "appendix_a.json").read_text()):
        yield "appendix_a_classic/appendix_a.json", bytes.fromhex(case["hex"]), True


def accepted(octets: bytes) -> bool:
    try:
        codec.decode(octets)
    except Malformed:
        return False
    return True


def test_every_file_gets_its_written_verdict(vectors: Path) -> None:
    """1,463 items: what the profile does not allow is refused, and nothing is left out."""
    outcomes = [(file, accepted(octets)) for file, octets, _ in cases(vectors)]
    assert len(outcomes) == 1463
    assert counted(outcomes) == stated("cbor")


def test_nothing_malformed_is_accepted(vectors: Path) -> None:
    """Of the 47 inputs that should fail for RFC 8949, none is read."""
    malformed = [octets for _, octets, good in cases(vectors) if not good]
    assert len(malformed) == 47
    assert not any(accepted(octets) for octets in malformed)


def test_what_is_accepted_has_no_second_spelling(vectors: Path) -> None:
    """Every accepted item, written again, is the same bytes; an independent decoder reads the same."""
    readable = [octets for _, octets, good in cases(vectors) if good and accepted(octets)]
    assert len(readable) == 335
    for octets in readable:
        value = codec.decode(octets)
        assert codec.encode(value) == octets
        assert cbor2.loads(octets) == value


@pytest.mark.parametrize("levels", [MAP_AS_KEY_BOMB, 74])
def test_maps_as_keys_of_maps_are_refused_at_once(levels: int) -> None:
    """The 45 and 149 bytes that cost `cbor2` seconds to re-encode cost microseconds to refuse."""
    bomb = b"\xa1" * levels + b"\x00" * (levels + 1)
    assert len(bomb) in (45, 149)
    with pytest.raises(Malformed, match="integers or text"):
        codec.decode(bomb)
    assert least_cost(lambda: accepted(bomb), tries=100) < 500e-6


def test_no_vector_takes_long(vectors: Path) -> None:
    """Accepted or not, the verdict on any one item takes less than 50 ms of one core."""
    for _, octets, _ in cases(vectors):
        assert least_cost(lambda octets=octets: accepted(octets)) < 0.050
