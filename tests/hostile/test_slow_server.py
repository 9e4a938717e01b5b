"""A server that answers a little at a time is waited for no longer than one that does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep

import pytest

from chancery.errors import Unavailable
from chancery.net import mirror, straight
from chancery.net.mirror import over_http


class Dripping(BaseHTTPRequestHandler):
    """Sends an octet now and then, for as long as anybody listens."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b".")
                sleep(0.05)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        return


class NeverBeginning(Dripping):
    """Does so before its answer begins: its headers have no end."""

    def end_headers(self) -> None:
        """They go on."""
        self.flush_headers()


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word came in time, and the whole would have come in years."""
    monkeypatch.setattr(mirror, "LONGEST", 0.3)
    began = monotonic()
    with serving(Dripping) as address, pytest.raises(Unavailable, match="has not finished a file"):
        over_http(address)("checkpoint")
    assert monotonic() - began < 5


def test_an_answer_that_never_begins_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The patience of a socket begins anew with every octet of a header; ours does not."""
    monkeypatch.setattr(straight, "BEGINNING", 0.3)
    began = monotonic()
    with serving(NeverBeginning) as address, pytest.raises(Unavailable, match="does not answer"):
        over_http(address)("checkpoint")
    assert monotonic() - began < 5
