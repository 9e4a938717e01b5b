"""A real timestamp authority in a temporary folder: `openssl ts` behind a small HTTP server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURATION = """
[req]
distinguished_name = nobody
prompt = no
[nobody]
CN = Example Timestamp Authority
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamp]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
[ca]
default_ca = here
[here]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 30
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = stamp.pem
certs = root.pem
signer_key = stamp.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
"""

MAKING = """
openssl ecparam -name prime256v1 -genkey -noout -out root.key
openssl ecparam -name prime256v1 -genkey -noout -out stamp.key
openssl req -new -x509 -config tsa.cnf -extensions root -key root.key -days 30 -subj /CN=Root -out root.pem
openssl req -new -config tsa.cnf -key stamp.key -out stamp.csr
openssl x509 -req -in stamp.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 \
  -extfile tsa.cnf -extensions stamp -out stamp.pem
openssl ca -config tsa.cnf -gencrl -keyfile root.key -cert root.pem -out root.crl
"""


@dataclass(frozen=True)
class Authority:
    """Where it listens, and the PEM octets by which it is known."""

    url: str
    chain: bytes


@contextmanager
def listening(folder: Path) -> Iterator[Authority]:
    """An authority made in *folder*, answering on the loopback interface for as long as this lasts."""
    _make(folder)
    one_at_a_time = threading.Lock()

    def answer(question: bytes) -> bytes:
        command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "question.tsq"]
        with one_at_a_time:
            (folder / "question.tsq").write_bytes(question)
            return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout

    known = b"".join((folder / name).read_bytes() for name in ("stamp.pem", "root.pem", "root.crl"))
    with answering(answer) as url:
        yield Authority(url, known)


def _make(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(CONFIGURATION)
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01\n")
    (folder / "crlnumber").write_text("01\n")
    subprocess.run(["sh", "-e", "-c", MAKING], cwd=folder, check=True, capture_output=True)


@contextmanager
def answering(answer: Callable[[bytes], bytes], kind: str = "application/timestamp-reply") -> Iterator[str]:
    """The address of a server that says *answer* of every question."""

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
