"""Logs that others wrote have their checkpoints cosigned by our witness, and we read what they publish."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chancery.cli.serving import free_port
from chancery.log.checkpoint import SignedCheckpoint, open_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.lines import to_base64
from chancery.log.recount import first_fault
from chancery.log.vkey import Signer, VerifierKey
from chancery.net.mirror import in_folder
from tests.interop.programs import Asked, our_witness, started, until

TESSERA = "tessera.example/log"
SEED = bytes(range(1, 33))
PATTERNS = {"GODEBUG": "httpmuxgo121=0"}
"""Debian builds it so that it takes its own addresses for something else, unless it is told this."""
PRIVATE = Ed25519PrivateKey.from_private_bytes(SEED)


def signer(name: str) -> Signer:
    return Signer(name=name, kind=SignatureType.ED25519, private=PRIVATE)


class Tessera:
    """A log that Tessera's own program keeps in a folder, asking the witnesses of a policy file."""

    def __init__(self, program: Path, folder: Path, witness: Asked) -> None:
        self.program, self.folder, self.witness = program, folder, witness
        self.log = folder / "log"
        key = signer(TESSERA).verifier
        material = to_base64(bytes([SignatureType.ED25519]) + SEED)
        (folder / "key").write_text(f"PRIVATE+KEY+{TESSERA}+{key.key_id.hex()}+{material}")
        timed = self._timed().text
        (folder / "policy").write_text(f"witness ours {timed} {witness.url}\ngroup g 1 ours\nquorum g\n")

    def _timed(self) -> VerifierKey:
        return next(key for key in self.witness.keys if key.kind is SignatureType.COSIGNATURE_ED25519)

    def add(self, *entries: str) -> subprocess.CompletedProcess[str]:
        """Add entries; it ends well only when a checkpoint that meets its policy covers them."""
        place = self.folder / "entries"
        place.mkdir(exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for number, entry in enumerate(entries):
            (place / f"{number:03d}").write_text(entry)
        words = [f"-storage_dir={self.log}", f"-entries={place}/*", f"-private_key={self.folder}/key"]
        words += [f"-witness_policy_file={self.folder}/policy", "-witness_timeout=5s"]
        try:
            return subprocess.run(
                [str(self.program), *words], capture_output=True, text=True, check=False, timeout=15
            )
        except subprocess.TimeoutExpired as waiting:
            return subprocess.CompletedProcess(words, 1, "", str(waiting))

    def checkpoint(self) -> SignedCheckpoint:
        """What it shows, with our lines under it."""
        note = (self.log / "checkpoint").read_bytes()
        return open_checkpoint(note, TESSERA, [signer(TESSERA).verifier], self.witness.keys)


@pytest.fixture
def tessera(their: Callable[[str], Path], tmp_path: Path) -> Callable[[Asked], Tessera]:
    """Tessera's posix log; its absence ends the test before a witness is begun."""
    program = their("tessera-posix-oneshot")
    return lambda witness: Tessera(program, tmp_path, witness)


def test_tessera_has_its_log_cosigned_by_us(tessera: Callable[[Asked], Tessera], tmp_path: Path) -> None:
    """Our line stands under each checkpoint, we find its tiles whole, and our memory follows its size."""
    with our_witness(tmp_path / "ours", signer(TESSERA).verifier) as witness:
        log = tessera(witness)
        for size, entries in [(3, ("a", "b", "c")), (4, ("d",)), (304, tuple(map(str, range(300))))]:
            ended = log.add(*entries)
            assert ended.returncode == 0, ended.stderr
            shown = log.checkpoint()
            assert shown.head.size == size
            assert {signed.key for signed in shown.cosignatures} == {log._timed()}
            assert first_fault(in_folder(log.log), size, shown.head.root) is None
        kept = witness.get(f"/{sha256(TESSERA.encode()).hexdigest()}/checkpoint")
        assert kept.octets.split(b"\n")[1] == b"304"


def test_tessera_that_begins_anew_under_the_same_key_is_refused_by_us(
    tessera: Callable[[Asked], Tessera], tmp_path: Path
) -> None:
    """A log that was lost and founded again gets no line of ours, and by its own policy shows nothing."""
    with our_witness(tmp_path / "ours", signer(TESSERA).verifier) as witness:
        log = tessera(witness)
        assert log.add("a", "b", "c").returncode == 0
        log.log.rename(tmp_path / "lost")
        assert log.add("another", "history").returncode != 0
        assert log.add("which", "goes", "on").returncode != 0
        kept = witness.get(f"/{sha256(TESSERA.encode()).hexdigest()}/checkpoint")
        assert kept.octets.split(b"\n")[1] == b"3"


def test_sigsum_has_its_log_cosigned_by_us(their: Callable[[str], Path], tmp_path: Path) -> None:
    """The log of Sigsum asks our witness each interval and shows our signature in its tree head."""
    program = their("sigsum-log-primary")
    public = PRIVATE.public_key().public_bytes_raw()
    origin = f"sigsum.org/v1/tree/{sha256(public).hexdigest()}"
    with our_witness(tmp_path / "ours", signer(origin).verifier) as witness:
        timed = next(key for key in witness.keys if key.kind is SignatureType.COSIGNATURE_ED25519)
        port = free_port(0)
        command = _sigsum(program, tmp_path, timed, witness.url, port)
        with started(command, port=port, environment=PATTERNS):
            fingerprint = sha256(timed.public).hexdigest()
            until(lambda: f"cosignature={fingerprint}" in _read(port, "/get-tree-head"))


def _sigsum(program: Path, folder: Path, witness: VerifierKey, url: str, port: int) -> list[str]:
    key = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_bytes(key)
    public = PRIVATE.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (folder / "key.pub").write_bytes(public)
    (folder / "policy").write_text(f"witness ours {witness.public.hex()} {url}\nquorum ours\n")
    (folder / "sth.startup").write_text("startup=empty")
    words = ["--backend=ephemeral", f"--key-file={folder}/key", f"--policy-file={folder}/policy"]
    words += [f"--external-endpoint=127.0.0.1:{port}", f"--internal-endpoint=127.0.0.1:{free_port(0)}"]
    return [str(program), *words, f"--sth-file={folder}/sth", "--interval=1s", "--timeout=5s"]


def _read(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()
