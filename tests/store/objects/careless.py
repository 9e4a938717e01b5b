"""A store of objects that does the wrong thing on purpose: enough of S3 for one bucket, and one fault.

It looks at no signature.  What it can do wrong: overlook a condition, look first and write
later, do what it was asked and lose the answer, or answer that it cannot now.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from chancery.store.objects.bucket import Place


@dataclass(slots=True, kw_only=True)
class Careless:
    """What lies in the store, and what it does wrong."""

    overlooks: frozenset[str] = frozenset()
    """Headers of conditions that it takes no notice of."""
    hesitates: float = 0.0
    """Seconds between looking and writing, with nothing locked."""
    loses: set[str] = field(default_factory=set)
    """The next put of each of these is done, and its answer is not given."""
    refuses: int = 0
    """So many of the next requests are answered 503."""
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def holds(self, path: str, headers: dict[str, str]) -> bool:
        """Whether the conditions of a put are met, as far as they are looked at."""
        there = self.objects.get(path)
        if headers.get("if-none-match") == "*" and "If-None-Match" not in self.overlooks:
            return there is None
        wanted = headers.get("if-match")
        if wanted and "If-Match" not in self.overlooks:
            return there is not None and tag(there) == wanted
        return True


def tag(octets: bytes) -> str:
    return f'"{hashlib.md5(octets, usedforsecurity=False).hexdigest()}"'


@contextmanager
def serving(store: Careless) -> Iterator[Place]:
    """Answer on loopback for as long as the block lasts."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            octets = store.objects.get(self._path())
            if octets is None:
                self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            else:
                self._answer(200, octets, ETag=tag(octets))

        def do_PUT(self) -> None:
            octets = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if store.hesitates:
                held = store.holds(self._path(), headers)
                time.sleep(store.hesitates)
            with store.turn:
                if not store.hesitates:
                    held = store.holds(self._path(), headers)
                if held:
                    store.objects[self._path()] = octets
            if held and self._path() in store.loses:
                store.loses.remove(self._path())
                self.close_connection = True
                return
            self._answer(200 if held else 412, b"", ETag=tag(octets))

        def do_DELETE(self) -> None:
            store.objects.pop(self._path(), None)
            self._answer(204, b"")

        def parse_request(self) -> bool:
            understood = super().parse_request()
            if understood:
                store.asked.append((self.command, self._path()))
            if understood and store.refuses:
                store.refuses -= 1
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self._answer(503, b"<Error><Code>SlowDown</Code></Error>")
                return False
            return understood

        def _path(self) -> str:
            return unquote(urlsplit(self.path).path).removeprefix("/registers/a-log/")

        def _answer(self, status: int, octets: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Last-Modified", "Mon, 06 Jan 2020 12:00:00 GMT")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: object) -> None:
            """Nobody reads along."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Place(
            bucket="registers",
            prefix="a-log",
            endpoint=f"http://127.0.0.1:{server.server_port}",
            region="us-east-1",
            access_key="anybody",
            secret_key="a-secret-of-theirs",
        )
    finally:
        server.shutdown()
        server.server_close()
