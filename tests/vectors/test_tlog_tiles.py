"""Two foreign logs in tiles: one is whole, and one is a stage set."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from chancery.errors import BadSignature, Malformed
from chancery.log.checkpoint import open_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.head import TreeHead
from chancery.log.path import check_consistency, consistency_path
from chancery.log.recount import Flaw, first_fault
from chancery.log.tile import ENTRIES, HashesFromTiles, Tile, stored_entries, stored_hashes, tiles_for_growth
from chancery.log.vkey import VerifierKey
from tests.log.keys import signer
from tests.log.reference import NOTHING
from tests.vectors.verdict_table import counted, stated

# The public key of Tessera's test log, as its repository states it.
TESSERA = VerifierKey.parse("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
SIZES = range(16)


def reader(folder: Path) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        file = folder / path
        return file.read_bytes() if file.is_file() else None

    return read


@pytest.fixture
def tessera(vectors: Path) -> Path:
    return vectors / "tlog-tiles/tessera-log"


@pytest.fixture
def sunlight(vectors: Path) -> Path:
    return vectors / "tlog-tiles/sunlight-tree"


def head_at(tessera: Path, size: int) -> TreeHead:
    note = (tessera / f"checkpoint.{size}").read_bytes()
    return open_checkpoint(note, TESSERA.name, [TESSERA]).head


class TestTessera:
    """transparency-dev/tessera testdata: one log at each size from 0 to 15."""

    def test_every_checkpoint_is_signed_by_the_log(self, tessera: Path) -> None:
        """checkpoint.0 to checkpoint.15, and checkpoint, which is the last of them."""
        assert [head_at(tessera, size).size for size in SIZES] == list(SIZES)
        assert (tessera / "checkpoint").read_bytes() == (tessera / "checkpoint.15").read_bytes()

    def test_every_size_recounts_from_its_tiles(self, tessera: Path) -> None:
        """Each partial tile and bundle, by the code that did not write any."""
        for size in SIZES:
            assert first_fault(reader(tessera), size, head_at(tessera, size).root) is None

    def test_we_would_have_written_the_same_files(self, tessera: Path) -> None:
        """Growing by one entry at a time writes all 30 files of tile/ and no other, byte for byte."""
        entries = stored_entries(0, 15, reader(tessera))
        written: dict[str, bytes] = {}
        for size, entry in enumerate(entries):
            growth = tiles_for_growth(size, [entry], written.get)
            assert growth.root == head_at(tessera, size + 1).root
            written.update(growth.files)
        files = [file for file in (tessera / "tile").rglob("*") if file.is_file()]
        assert {str(file.relative_to(tessera)): file.read_bytes() for file in files} == written
        assert len(written) == 30

    def test_every_checkpoint_continues_every_earlier_one(self, tessera: Path) -> None:
        """By proofs that come from the last tiles."""
        hashes = HashesFromTiles(reader(tessera), 15)
        heads = [head_at(tessera, size) for size in SIZES]
        for new in heads[1:]:
            for old in heads[1 : new.size + 1]:
                path = consistency_path(old.size, new.size, hashes)
                check_consistency(old.size, old.root, new.size, new.root, path)

    def test_its_notes_of_its_own_state_agree(self, tessera: Path) -> None:
        """.state/treeState repeats the last head; the locks are empty and version says 1."""
        state = json.loads((tessera / ".state/treeState").read_text())
        head = head_at(tessera, 15)
        assert (state["size"], b64decode(state["root"])) == (head.size, head.root)
        assert (tessera / ".state/version").read_text() == "1"
        assert {(tessera / f".state/{lock}.lock").stat().st_size for lock in ("publish", "treeState")} == {0}


class TestSunlight:
    """FiloSottile/sunlight testdata: a Certificate Transparency log whose tiles are placeholders."""

    def test_its_checkpoint_has_a_signature_we_do_not_know(self, sunlight: Path) -> None:
        """Type 0x05, an RFC 6962 tree head: ignored as unknown, so nobody has signed for us."""
        note = (sunlight / "checkpoint").read_bytes()
        with pytest.raises(BadSignature, match="not signed by any key"):
            open_checkpoint(note, "rome2026h1.example.org", [TESSERA])
        same_name = signer("rome2026h1.example.org", SignatureType.ED25519).verifier
        with pytest.raises(BadSignature, match="not signed by any key"):
            open_checkpoint(note, "rome2026h1.example.org", [same_name])

    def test_its_tiles_are_no_tiles(self, sunlight: Path) -> None:
        """It has no entry bundles but data tiles, and its hash tiles are a line of text each."""
        tree_head = json.loads((sunlight / "log.v3.json").read_text())["final_tree_head"]
        size, root = tree_head["tree_size"], b64decode(tree_head["sha256_root_hash"])
        fault = first_fault(reader(sunlight), size, root)
        assert fault is not None
        assert (fault.path, fault.flaw) == ("tile/entries/000", Flaw.ABSENT)
        for path in ("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"):
            assert (sunlight / path).read_bytes().startswith(b"fake")

    def test_its_paths_are_those_of_a_log_of_300(self, sunlight: Path) -> None:
        """One full tile, one of width 44, and one hash above: the layout is the same as ours."""
        growth = tiles_for_growth(0, [b"entry"] * 300, NOTHING.get)
        files = [file for file in (sunlight / "tile").rglob("*") if file.is_file()]
        paths = {str(file.relative_to(sunlight)) for file in files} - {"tile/names/000"}
        assert {path.replace("/data/", "/entries/") for path in paths} == growth.files.keys()


def is_accepted(folder: Path, path: str) -> bool:
    """Whether the file at *path* of the log in *folder* is what its path promises."""
    try:
        if path.startswith("checkpoint"):
            open_checkpoint((folder / path).read_bytes(), TESSERA.name, [TESSERA])
        elif (tile := Tile.parse(path)).level == ENTRIES:
            stored_entries(tile.index, tile.index * 256 + tile.width, reader(folder))
        else:
            stored_hashes(tile, reader(folder))
    except (Malformed, BadSignature):
        return False
    return True


def row(log: str, path: str) -> str:
    """The row of the table that speaks of *path*: its folder, and the level of a tile."""
    parts = path.split("/")
    if parts[0].startswith("checkpoint"):
        return f"{log}/checkpoint*"
    return "/".join([log, *parts[: 2 if parts[0] == "tile" else 1]])


def test_every_file_of_this_family_has_a_verdict(vectors: Path) -> None:
    """60 files, and a new one must be looked at before the table agrees again."""
    root = vectors / "tlog-tiles"
    files = [file for file in root.rglob("*") if file.is_file()]
    named = [str(file.relative_to(root)).split("/", 1) for file in files]
    outcomes = [(row(log, path), is_accepted(root / log, path)) for log, path in named]
    assert len(outcomes) == 60
    assert counted(outcomes) == stated("tlog-tiles")
