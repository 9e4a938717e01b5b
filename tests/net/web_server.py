"""A web server on this machine that stands for the web addresses of several domains."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Web:
    """What is served, by domain and path; a folder stands for everything below a path."""

    port: int = 0
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    folders: dict[tuple[str, str], Path] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    """What a domain answers to everything, instead."""
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """As the settings of a house name it."""
        return f"http://127.0.0.1:{self.port}"

    def found(self, domain: str, path: str) -> bytes | None:
        """The file that this domain shows there."""
        if (domain, path) in self.files:
            return self.files[domain, path]
        for (whose, below), folder in self.folders.items():
            place = folder / path.removeprefix(below).lstrip("/")
            if whose in (domain, "*") and path.startswith(below) and place.is_file():
                return place.read_bytes()
        return None


@contextmanager
def web_server() -> Iterator[Web]:
    """A server on a free port, until the block ends."""
    web = Web()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            domain = str(self.headers.get("Host", ""))
            web.asked.append(f"{domain} {self.path}")
            octets = web.found(domain, self.path)
            status = web.statuses.get(domain, 404 if octets is None else 200)
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", f"{web.address}/elsewhere")
            self.send_header("Content-Length", str(len(octets or b"")))
            self.end_headers()
            self.wfile.write(octets or b"")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
