"""One verb for every file of evidence: what it proves, to whom; and nothing where nobody's key is known."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from chancery.log.checkpoint import sign_checkpoint
from chancery.log.equivocation import Equivocation
from chancery.log.head import TreeHead
from chancery.log.path import inclusion_path
from chancery.log.proof import LogProof
from chancery.log.vkey import Signer
from tests.cli.house_by_hand import HouseByHand, run
from tests.log.keys import LOG, LOG_PQ, NOON, ORIGIN, WITNESS
from tests.log.reference import Reference, entries

TREE, FORK = Reference(entries(60)), Reference([b"forged", *entries(60)[1:]])
KEYS = ("--vkey", LOG.verifier.text)
NO_HOUSE = 6
UNTRUSTED, MALFORMED, USAGE = 5, 4, 2


def head(size: int, tree: Reference, *signers: Signer, at: int = NOON) -> bytes:
    shown = TreeHead(origin=ORIGIN, size=size, root=tree.mth(0, size))
    return sign_checkpoint(shown, signers or (LOG, LOG_PQ), at=at)


def kept(folder: Path, octets: bytes, name: str = "file") -> Path:
    (folder / name).write_bytes(octets)
    return folder / name


def test_a_letter(shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
    """Its code, its record and the figures to compare; and whether they are known here."""
    house, code = shown
    file = tmp_path / "letter.evidence"
    house.run("evidence", code, "-o", file)
    said = run("evidence", file).stdout.splitlines()
    assert len(said) == 2
    assert said[0].startswith("To whoever knows shown.example by the fingerprint of its first charter, ")
    assert f"proves that {code} stands on its record since 20" in said[0]
    assert "not known here" in said[1]
    figures = said[0].split("charter, ")[1].split(",")[0]
    assert "is known here" in run("evidence", file, "--pin", f"shown.example={figures}").stdout
    assert "proves nothing" in run("evidence", file, "--pin", f"shown.example={'0' * 64}").stdout


def test_a_letter_that_was_changed_proves_nothing(shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
    """It ends with 5, or with 4 where it is no file of this kind any more."""
    house, code = shown
    file = tmp_path / "letter.evidence"
    house.run("evidence", code, "-o", file)
    octets = bytearray(file.read_bytes())
    octets[octets.index(b"The hall opens") + 4] ^= 1
    file.write_bytes(octets)
    assert run("evidence", file, ends=UNTRUSTED).stdout == ""


@pytest.mark.parametrize(
    ("one", "other", "lie"),
    [
        (head(40, TREE), head(40, FORK), "two roots for as many entries"),
        (head(30, FORK), head(40, TREE), "a longer log that does not begin with the shorter one"),
    ],
)
def test_two_histories(tmp_path: Path, one: bytes, other: bytes, lie: str) -> None:
    """Of one size, or of two with what ties the shorter to the longer: to whoever knows the log's key."""
    file = kept(tmp_path, Equivocation.between(one, other, TREE.perfect).write())
    said = run("evidence", file, *KEYS).stdout
    assert said.startswith(
        f"To whoever knows {ORIGIN}+{LOG.verifier.key_id.hex()}, this proves that somebody"
    )
    assert lie in said
    assert run("evidence", file, ends=NO_HOUSE).stderr.count("give one with --vkey") == 1
    assert run("evidence", file, "--vkey", WITNESS.verifier.text, ends=NO_HOUSE).stdout == ""


def test_two_heads_that_can_both_be_true_prove_nothing(tmp_path: Path) -> None:
    """And two by different keys accuse nobody: both end with 5."""
    agreeing = Equivocation.between(head(30, TREE), head(40, TREE), TREE.perfect)
    by_two = Equivocation.between(head(40, TREE, LOG), head(40, FORK, LOG_PQ))
    both = (*KEYS, "--vkey", LOG_PQ.verifier.text)
    for file in (agreeing, by_two):
        assert run("evidence", kept(tmp_path, file.write()), *both, ends=UNTRUSTED).stdout == ""


def test_a_record_at_hand_lends_the_keys_it_knows(shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
    """Its own, by its charter: its checkpoint, and a proof against itself."""
    house, _ = shown
    checkpoint = kept(tmp_path, (house.folder / "register" / "checkpoint").read_bytes())
    said = house.run("evidence", checkpoint).stdout
    assert "this proves that shown.example/register had" in said
    assert run("evidence", checkpoint, ends=NO_HOUSE).stdout == ""


def test_an_entry_in_a_log(tmp_path: Path) -> None:
    """With the entry beside it; another entry, or none, and it proves nothing."""
    path = tuple(inclusion_path(7, 40, TREE.perfect))
    file = kept(tmp_path, LogProof(index=7, path=path, checkpoint=head(40, TREE)).to_bytes(), "a.tlog-proof")
    entry, another = kept(tmp_path, TREE.entries[7], "entry"), kept(tmp_path, b"another", "another")
    said = run("evidence", file, *KEYS, "--entry", entry).stdout
    assert f"the entry brought along is number 7 of the 40 in {ORIGIN}" in said
    assert run("evidence", file, *KEYS, "--entry", another, ends=UNTRUSTED).stdout == ""
    assert "--entry" in run("evidence", file, *KEYS, ends=NO_HOUSE).stderr


def test_what_is_no_evidence_is_said(tmp_path: Path) -> None:
    """A picture, an empty file; a letter's name without a place to write to."""
    for octets in (b"", b"\x89PNG\r\n", sha256(b"").digest(), b"a\n\nb\n\nc\n"):
        assert run("evidence", kept(tmp_path, octets), *KEYS, ends=MALFORMED).stdout == ""
    assert "-o FILE" in run("evidence", "K7QF2-M9XT4-Z", ends=USAGE).stderr


def test_a_forged_checkpoint_proves_nothing(tmp_path: Path) -> None:
    """The number of entries was changed after it was signed: 5."""
    file = kept(tmp_path, head(40, TREE).replace(b"\n40\n", b"\n41\n"))
    assert run("evidence", file, *KEYS, ends=UNTRUSTED).stdout == ""
