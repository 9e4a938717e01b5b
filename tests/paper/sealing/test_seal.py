from __future__ import annotations

import io
import subprocess
import urllib.request
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import tsp

from chancery.errors import Malformed, Unavailable
from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.seal import Level, seal
from chancery.paper.sealing.timestamps import HttpTimestamps
from tests.paper.sealing.authority import Authority, answering
from tests.paper.sealing.conftest import NOW
from tests.paper.sealing.letters import EVIDENCE, faults, letter

every_level = pytest.mark.parametrize("level", Level)


@every_level
def test_a_sealed_letter_is_still_for_the_archive_and_for_everybody(
    sealed: dict[Level, bytes], level: Level
) -> None:
    """A letter that kept PDF/A-3a and PDF/UA-1 before it was sealed keeps them after, at every level."""
    assert faults(letter(2)) == set()
    assert faults(sealed[level]) == set()


@every_level
def test_nothing_of_the_letter_is_rewritten(sealed: dict[Level, bytes], level: Level) -> None:
    """A seal is appended: the letter stands before it octet by octet."""
    assert sealed[level].startswith(letter(2) + b"\n")


@every_level
def test_the_description_is_not_rewritten(sealed: dict[Level, bytes], level: Level) -> None:
    """The XMP of the letter is, octet by octet, what it was before sealing."""
    assert _xmp(sealed[level]) == _xmp(letter(2))


def _xmp(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.Root.Metadata.read_raw_bytes()


@every_level
def test_the_evidence_is_still_inside(sealed: dict[Level, bytes], level: Level) -> None:
    """What was attached before sealing is found after it."""
    with pikepdf.open(io.BytesIO(sealed[level])) as opened:
        assert opened.attachments["evidence.cose"].get_file().read_bytes() == EVIDENCE


def test_the_seal_covers_the_whole_file(sealed: dict[Level, bytes]) -> None:
    """Every octet is sealed but the seal's own place."""
    pdf = sealed[Level.B_B]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        start, before, after, rest = (int(number) for number in opened.Root.AcroForm.Fields[0].V.ByteRange)
    assert start == 0
    assert len(pdf) == after + rest
    assert (pdf[before : before + 1], pdf[after - 1 : after]) == (b"<", b">")


@every_level
def test_another_program_finds_the_structure_sound(
    sealed: dict[Level, bytes], level: Level, tmp_path: Path
) -> None:
    """`qpdf --check` has nothing to say."""
    assert "No syntax or stream encoding errors" in _said("qpdf", "--check", _kept(sealed[level], tmp_path))


@every_level
def test_another_program_finds_the_seal_sound(
    sealed: dict[Level, bytes], level: Level, tmp_path: Path
) -> None:
    """`pdfsig` computes the same digest, finds the signature sound and names the domain."""
    said = _said("pdfsig", "-nocert", _kept(sealed[level], tmp_path))
    assert "Signature is Valid" in said
    assert "registrar.example" in said


def _kept(pdf: bytes, folder: Path) -> str:
    place = folder / "letter.pdf"
    place.write_bytes(pdf)
    return str(place)


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_what_a_seal_says_of_itself(sealed: dict[Level, bytes]) -> None:
    """A seal gives its reason, its place and its hour, and permits no change."""
    with pikepdf.open(io.BytesIO(sealed[Level.B_B])) as opened:
        stamp = opened.Root.AcroForm.Fields[0].V
        assert str(stamp.Reason) == "Issued on the record"
        assert str(stamp.Location) == "registrar.example"
        assert int(opened.Root.Perms.DocMDP.Reference[0].TransformParams.P) == 1


def test_no_proof_of_time_without_an_authority(key: SealKey) -> None:
    """A level that needs a timestamp is refused where nobody gives one."""
    with pytest.raises(Malformed, match="timestamp authority"):
        seal(letter(), key, level=Level.B_T, at=NOW, reason="", location="")


def test_an_authority_that_does_not_answer(key: SealKey) -> None:
    """If the authority is away there is no seal, rather than one without its time."""
    away = HttpTimestamps("http://127.0.0.1:9/")
    with pytest.raises(Unavailable, match="proof of time"):
        seal(letter(), key, level=Level.B_T, at=NOW, timestamper=away, reason="", location="")


def test_an_authority_that_answers_something_else(key: SealKey, authority: Authority) -> None:
    """An answer of another kind, to another question, or none that can be read, is no proof of time."""
    question = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
            "nonce": 7,
            "cert_req": True,
        }
    )
    request = urllib.request.Request(
        authority.url, question.dump(), {"Content-Type": "application/timestamp-query"}
    )
    with urllib.request.urlopen(request) as answer:
        to_another = answer.read()
    for said, kind in (
        (to_another, "application/timestamp-reply"),
        (b"", "application/timestamp-reply"),
        (b"\x30\x03nonsense", "application/timestamp-reply"),
        (to_another, "text/html"),
    ):
        with answering(lambda _, said=said: said, kind) as url:
            timestamps = HttpTimestamps(url)
            with pytest.raises(Unavailable, match="proof of time"):
                seal(letter(), key, level=Level.B_T, at=NOW, timestamper=timestamps, reason="", location="")


def test_an_address_that_is_none() -> None:
    """Only the web's two kinds of address are asked; a file is not."""
    with pytest.raises(Malformed, match="https://"):
        HttpTimestamps("file:///etc/passwd")


def test_a_letter_is_sealed_once(key: SealKey, sealed: dict[Level, bytes]) -> None:
    """A sealed letter permits no second seal of the office."""
    with pytest.raises(Malformed, match="cannot be sealed"):
        seal(sealed[Level.B_B], key, at=NOW, reason="", location="")


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7\n", b"no letter at all", letter()[:4000]])
def test_what_is_no_letter_is_not_sealed(key: SealKey, octets: bytes) -> None:
    """Octets that are no PDF are refused with one sentence."""
    with pytest.raises(Malformed, match="cannot be sealed"):
        seal(octets, key, at=NOW, reason="", location="")
