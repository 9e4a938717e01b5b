from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from chancery.errors import Malformed, Unavailable
from chancery.paper.sealing.founding import FoundedSeal, found
from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.seal import Level
from tests.conftest import leave_out

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


def _certificates(founded: FoundedSeal) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(founded.chain)


def test_a_seal_carries_the_name_of_its_domain(founded: FoundedSeal) -> None:
    """The certificate of the seal names the domain, and the institution as people know it."""
    own, _ = _certificates(founded)
    assert own.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "registrar.example"
    assert own.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "Office of the Registrar"


def test_a_seal_seals_and_does_nothing_else(founded: FoundedSeal) -> None:
    """The key may sign and commit; it may vouch for nobody."""
    own, _ = _certificates(founded)
    usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert not own.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_house_vouches_for_its_own_domain_only(founded: FoundedSeal) -> None:
    """The house authority is constrained to the domain of the institution, and is the issuer of the seal."""
    own, house = _certificates(founded)
    own.verify_directly_issued_by(house)
    constraints = house.extensions.get_extension_for_class(x509.NameConstraints).value
    assert [x509.DNSName("registrar.example")] == constraints.permitted_subtrees


def test_the_certificates_satisfy_another_program(founded: FoundedSeal, tmp_path: Path) -> None:
    """`openssl verify` follows the chain, constraints and all."""
    own, house = _certificates(founded)
    (tmp_path / "own.pem").write_bytes(own.public_bytes(Encoding.PEM))
    (tmp_path / "house.pem").write_bytes(house.public_bytes(Encoding.PEM))
    command = ["openssl", "verify", "-x509_strict", "-CAfile", "house.pem", "own.pem"]
    assert b"own.pem: OK" in subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout


def test_the_same_chance_makes_the_same_keys() -> None:
    """Founding draws its keys and numbers from the chance it is given, and from nothing else."""
    first, second = (
        found(domain="a.example", institution="A", at=0, chance=lambda length: b"\7" * length)
        for _ in range(2)
    )
    assert (first.key, first.house_key) == (second.key, second.house_key)


def test_a_seal_founded_on_29_february() -> None:
    """Ten years after a leap day there is a last day all the same."""
    founded = found(domain="a.example", institution="A", at=1_709_200_000, chance=os.urandom)
    assert (_certificates(founded)[0].not_valid_after_utc.month, 28) == (2, 28)


def _pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_a_key_and_a_certificate_that_do_not_belong_together(founded: FoundedSeal) -> None:
    """A seal is not put together from the parts of two."""
    with pytest.raises(Malformed, match="belong together"):
        SealKey.from_pem(_pem(ec.generate_private_key(ec.SECP256R1())), founded.chain)


@pytest.mark.parametrize(
    "key",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\n",
        _pem(ed25519.Ed25519PrivateKey.generate()),
        _pem(ec.generate_private_key(ec.SECP384R1())),
    ],
)
def test_a_key_that_is_none(founded: FoundedSeal, key: bytes) -> None:
    """Only a P-256 key makes a seal that every reader of PDF knows."""
    with pytest.raises(Malformed, match="key of "):
        SealKey.from_pem(key, founded.chain)


@pytest.mark.parametrize("chain", [b"", b"certificates", b"-----BEGIN CERTIFICATE-----\n!\n"])
def test_certificates_that_are_none(founded: FoundedSeal, chain: bytes) -> None:
    """A chain without certificates is refused with a sentence."""
    with pytest.raises(Malformed, match="certificate"):
        SealKey.from_pem(founded.key, chain)


# ── a token ──────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def module() -> str:
    """The library of a real software token."""
    for place in MODULES:
        if Path(place).is_file() and shutil.which("softhsm2-util"):
            return place
    leave_out("softhsm2")


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory, founded: FoundedSeal, module: str) -> Path:
    """A folder with a token that holds the key of the seal."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    (folder / "seal.key").write_bytes(founded.key)
    (folder / "chain.pem").write_bytes(founded.chain)
    for words in (
        "--init-token --free --label chancery --so-pin 1234 --pin 4321",
        f"--import {folder / 'seal.key'} --token chancery --label seal --id 01 --pin 4321",
    ):
        _run(["softhsm2-util", *words.split()], folder)
    (folder / "seal.key").unlink()
    return folder


SEALING = """
import sys
from pathlib import Path
from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.seal import seal
from tests.paper.sealing.letters import letter

module, folder, at, pin = sys.argv[1:]
chain = (Path(folder) / "chain.pem").read_bytes()
for number in range(2):
    key = SealKey.from_pkcs11(module=module, token="chancery", key="seal", pin=pin, chain_pem=chain)
    sealed = seal(letter(), key, at=int(at), reason="Issued", location="registrar.example")
    (Path(folder) / f"letter-{number}.pdf").write_bytes(sealed)
"""


def _run(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf"), "PYTHONPATH": os.getcwd()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _seal_with(module: str, folder: Path, pin: str) -> None:
    # Of its own, because a process can load a token's library only once and with one configuration.
    _run([sys.executable, "-c", SEALING, module, str(folder), "1790000000", pin], folder)


def test_a_key_that_never_leaves_its_token(module: str, token: Path) -> None:
    """A seal made inside a PKCS#11 token is found sound by another program, the second like the first."""
    _seal_with(module, token, "4321")
    for number in range(2):
        said = _run(["pdfsig", "-nocert", str(token / f"letter-{number}.pdf")], token)
        assert "Signature is Valid" in said


def test_a_token_that_does_not_open(module: str, token: Path) -> None:
    """A wrong PIN ends in one sentence, not in a seal."""
    with pytest.raises(AssertionError, match="Unavailable: The token 'chancery'"):
        _seal_with(module, token, "0000")


def test_a_library_that_is_none(founded: FoundedSeal, tmp_path: Path) -> None:
    """A file that is no PKCS#11 library ends in one sentence."""
    with pytest.raises(Unavailable, match="does not open"):
        SealKey.from_pkcs11(
            module=str(tmp_path / "none.so"),
            token="chancery",
            key="seal",
            pin="",
            chain_pem=founded.chain,
        )


def test_a_lasting_seal_carries_the_lists_of_the_revoked(sealed: dict[Level, bytes]) -> None:
    """From B-LT on the certificates and the lists of both authorities stand inside the file."""
    with pikepdf.open(io.BytesIO(sealed[Level.B_LT])) as opened:
        assert (len(opened.Root.DSS.CRLs), len(opened.Root.DSS.Certs)) == (2, 4)
