"""Other people's programs, as they are: started in a folder of their own, ended by their own number."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chancery.cli.serving import answering, free_port
from chancery.cli.witness import server_of
from chancery.log.cosignature import SignatureType
from chancery.log.vkey import Signer, VerifierKey
from chancery.wiring.witness_folder import found_witness

PATIENCE = 30.0
"""Seconds that one of them may take to answer for the first time."""
NAME = "witness.example/lite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back over HTTP."""

    status: int
    kind: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A witness on loopback, by whomever it was written, and the keys it cosigns with."""

    port: int
    keys: tuple[VerifierKey, ...]

    @property
    def url(self) -> str:
        """Its submission prefix."""
        return f"http://127.0.0.1:{self.port}"

    def post(self, body: bytes, path: str = "/add-checkpoint") -> Answer:
        """The answer to one request."""
        return self._ask("POST", path, body)

    def get(self, path: str) -> Answer:
        """What a monitor reads there."""
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            kind = answer.getheader("Content-Type", "")
            return Answer(status=answer.status, kind=kind, octets=answer.read())
        finally:
            connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Litewitness:
    """The witness of torchwood, with a key that an ssh-agent holds for it."""

    programs: Path
    folder: Path

    @contextmanager
    def answering(self, *logs: VerifierKey) -> Iterator[Asked]:
        """It, told of *logs* (Ed25519: it knows no other kind) and listening."""
        key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        with ExitStack() as running:
            fingerprint = running.enter_context(self._agent(key))
            self._told_of(logs)
            port = free_port(0)
            words = ["-db", str(self._database), "-ssh-agent", str(self._socket), "-key", fingerprint]
            words += ["-name", NAME, "-listen", f"127.0.0.1:{port}"]
            running.enter_context(started([str(self.programs / "litewitness"), *words], port=port))
            public = Signer(name=NAME, kind=SignatureType.COSIGNATURE_ED25519, private=key).verifier
            yield Asked(port=port, keys=(public,))

    @property
    def _database(self) -> Path:
        return self.folder / "litewitness.db"

    @property
    def _socket(self) -> Path:
        return self.folder / "agent"

    def _told_of(self, logs: tuple[VerifierKey, ...]) -> None:
        control, place = str(self.programs / "witnessctl"), ["-db", str(self._database)]
        for origin in dict.fromkeys(key.name for key in logs):
            done([control, "add-log", *place, "-origin", origin])
        for key in logs:
            done([control, "add-key", *place, "-origin", key.name, "-key", key.text])

    @contextmanager
    def _agent(self, key: Ed25519PrivateKey) -> Iterator[str]:
        """An ssh-agent of its own that holds *key*; yields the key's fingerprint."""
        file = self.folder / "key"
        file.touch(mode=0o600)
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        with started(["ssh-agent", "-D", "-a", str(self._socket)]):
            until(self._socket.exists)
            done(["ssh-add", str(file)], SSH_AUTH_SOCK=str(self._socket))
            shown = done(["ssh-keygen", "-lf", str(file)])
            yield shown.split()[1]


@contextmanager
def our_witness(folder: Path, *logs: VerifierKey, workers: int = 1) -> Iterator[Asked]:
    """Ours, told of *logs* and listening, as `chancery witness serve` starts it."""
    port = free_port(0)
    texts = [key.text for key in logs]
    found = found_witness(folder, "witness.example/ours", texts, listens=f"127.0.0.1:{port}")
    with answering([server_of(replace(found, listens=f"127.0.0.1:{port}"), workers=workers)]):
        yield Asked(port=port, keys=found.cosigner().verifiers)


def done(command: list[str], **environment: str) -> str:
    """What a program printed that had to succeed."""
    ended = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, (command, ended.stdout, ended.stderr)
    return ended.stdout


@contextmanager
def started(
    command: list[str], *, port: int | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that goes on, once it listens at *port*; ended on the way out."""
    process = subprocess.Popen(
        command,
        env=os.environ | dict(environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        if port is not None:
            until(lambda: _listens(port))
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def until(holds: object, patience: float = PATIENCE) -> None:
    """Wait until *holds*() is true; the test fails if that takes too long."""
    assert callable(holds)
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
