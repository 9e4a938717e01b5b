"""A real nginx for tests, with the very configuration of deploy/nginx; only places and ports are put in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "deploy" / "nginx"
SECONDS_TO_START = 20
NAME = "mod.example"
NOWHERE = "127.0.0.1:9"
"""Where nobody listens."""


class ProgramAbsent(Exception):
    """No nginx is installed, or nothing to make a certificate with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The processes that nginx passes requests on to, host and port each."""

    counter: str = NOWHERE
    live: str = NOWHERE
    desk: str = NOWHERE
    acts: str = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Nginx:
    """A running server."""

    port: int
    plain_port: int
    certificate: Path
    """Whoever trusts it is told by this name: `SSL_CERT_FILE`."""
    master: int
    """The number of the process that the others belong to."""
    _context: ssl.SSLContext = field(repr=False)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        host: str = NAME,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Ask for *path* as it is spelled, over TLS."""
        response = self.opened(path, method=method, host=host, headers=headers, body=body)
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=told, octets=response.read())

    def opened(
        self,
        path: str,
        *,
        method: str = "GET",
        host: str = NAME,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> HTTPResponse:
        """The answer, of which nothing but the headers has been read."""
        way = HTTPSConnection("localhost", self.port, context=self._context, timeout=30)
        way.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host, **(headers or {})}.items():
            way.putheader(name, value)
        if body is not None:
            way.putheader("Content-Length", str(len(body)))
        way.endheaders()
        with contextlib.suppress(
            BrokenPipeError, ConnectionResetError
        ):  # who refuses need not read to the end
            way.send(body or b"")
        return way.getresponse()

    def plainly(self, path: str) -> Answer:
        """Ask without TLS."""
        way = HTTPConnection("127.0.0.1", self.plain_port, timeout=30)
        way.request("GET", path, headers={"Host": NAME})
        response = way.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=told, octets=response.read())


def program(name: str) -> str:
    """Raises `ProgramAbsent`; Debian keeps nginx out of people's PATH."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise ProgramAbsent(name)
    return found


@contextlib.contextmanager
def running(
    folder: Path, data: Path, behind: Behind, *, workers: int = 1, tls: bool = True, without: str = ""
) -> Iterator[Nginx]:
    """
    Run nginx before the house in *data* for as long as the block lasts; its own files go into *folder*.

    Without *tls* it answers in plain HTTP on the same port, for measuring.  *without* is a line of
    the configuration that is left out, for a test that shows what it is there for.
    """
    nginx = program("nginx")
    port, plain = _free_ports(2)
    certificate = folder / "certificate.pem"
    _certified(folder, certificate)
    _laid_out(folder, data, behind, port, plain, workers, tls=tls)
    _spoil(folder, without)
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "diary")]
    said = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    # Tests that are killed leave nobody to end it; the kernel does, where it can be asked to.
    bound = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    process = subprocess.Popen([*bound, *command], stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _await(port, process, folder)
        context = ssl.create_default_context(cafile=str(certificate))
        yield Nginx(
            port=port, plain_port=plain, certificate=certificate, master=process.pid, _context=context
        )
    finally:
        process.terminate()
        process.wait(10)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _certified(folder: Path, certificate: Path) -> None:
    """A certificate of our own, for this machine."""
    names = f"subjectAltName=DNS:localhost,DNS:{NAME},DNS:desk.{NAME},IP:127.0.0.1"
    made = [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    made += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", names]
    made += ["-keyout", str(folder / "certificate.key"), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)


def _laid_out(
    folder: Path, data: Path, behind: Behind, port: int, plain: int, workers: int, *, tls: bool
) -> None:
    """The shipped files with the places of this machine in them, and the file that Debian ships itself."""
    secured = "ssl http2" if tls else ""
    put_in = {
        r"/var/lib/chancery/record": str(data),
        r"/var/lib/chancery/shown": str(folder / "shown"),
        r"/var/cache/nginx/chancery": str(folder / "kept"),
        r"/etc/ssl/certs/mod\.example\.pem": str(folder / "certificate.pem"),
        r"/etc/ssl/private/mod\.example\.key": str(folder / "certificate.key"),
        r"\n *listen \[::\]:\d+[^;]*;": "",
        r"listen 443 ssl http2;": f"listen 127.0.0.1:{port} {secured};",
        r"listen 80;": f"listen 127.0.0.1:{plain};",
        r"127\.0\.0\.1:8000": behind.counter,
        r"127\.0\.0\.1:8200": behind.live,
        r"127\.0\.0\.1:8100": behind.desk,
        r"127\.0\.0\.1:8300": behind.acts,
        r"server_name mod\.example;": f"server_name {NAME} localhost;",
    }
    (folder / "chancery").mkdir(parents=True)
    for shipped in SHIPPED.glob("*.conf"):
        text = shipped.read_text(encoding="utf-8")
        for pattern, instead in put_in.items():
            text = re.sub(pattern, lambda _, instead=instead: instead, text)
        (folder / "chancery" / shipped.name).write_text(text, encoding="utf-8")
    account = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{account} daemon off; worker_processes {workers}; pid {folder}/pid;\n"
        "worker_rlimit_nofile 8192; events { worker_connections 2048; }\n"
        "http {\n  access_log off;\n  keepalive_requests 1000000;\n"
        + "".join(
            f"  {kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + "  include chancery/chancery.conf;\n}\n"
    )


def _spoil(folder: Path, without: str) -> None:
    if not without:
        return
    for file in (folder / "chancery").glob("*.conf"):
        text = file.read_text(encoding="utf-8")
        if without in text:
            file.write_text(text.replace(without, ""), encoding="utf-8")
            return
    raise AssertionError(f"{without!r} stands nowhere in the configuration.")


def _await(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nginx did not answer: {(folder / 'diary').read_text(errors='replace')[-800:]}")
