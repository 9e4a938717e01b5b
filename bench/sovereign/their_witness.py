"""litewitness (torchwood), if `scripts/interop` has brought it: the same requests, to be set beside ours.

It knows Ed25519 alone: it checks one of the two lines of each log and signs one of ours, so that the
ratio says what a second, post-quantum hand costs as much as who wrote the better program.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench.peers import HOMES, PeerAbsent
from chancery.cli.serving import free_port
from chancery.log.cosignature import SignatureType
from chancery.log.vkey import VerifierKey

NAME = "litewitness, Ed25519 alone"
PATIENCE = 30


@contextmanager
def litewitness(folder: Path, keys: Sequence[VerifierKey]) -> Iterator[int]:
    """It, told of the logs of these keys, at this port of loopback; raises `PeerAbsent`."""
    programs = Path(os.environ.get("CHANCERY_INTEROP") or HOMES / "interop") / "bin"
    if not (programs / "litewitness").is_file() or shutil.which("ssh-agent") is None:
        raise PeerAbsent("litewitness is absent: scripts/interop brings it")
    for key in keys:
        if key.kind is SignatureType.ED25519:
            place = ["-db", str(folder / "db"), "-origin", key.name]
            _done([str(programs / "witnessctl"), "add-log", *place])
            _done([str(programs / "witnessctl"), "add-key", *place, "-key", key.text])
    private = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_bytes(private)
    with _running(["ssh-agent", "-D", "-a", str(folder / "agent")]):
        _await(lambda: (folder / "agent").exists())
        _done(["ssh-add", str(folder / "key")], SSH_AUTH_SOCK=str(folder / "agent"))
        fingerprint = _done(["ssh-keygen", "-lf", str(folder / "key")]).split()[1]
        port = free_port(0)
        words = ["-db", str(folder / "db"), "-ssh-agent", str(folder / "agent"), "-key", fingerprint]
        words += ["-name", "lite.example/w", "-listen", f"127.0.0.1:{port}"]
        with _running([str(programs / "litewitness"), *words]):
            _await(lambda: _listens(port))
            yield port


@contextmanager
def _running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _done(command: list[str], **environment: str) -> str:
    return subprocess.run(
        command, env=os.environ | environment, check=True, capture_output=True, text=True
    ).stdout


def _await(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise PeerAbsent("litewitness did not begin")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
