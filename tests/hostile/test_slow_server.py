"""A server that answers a little at a time is waited for no longer than one that does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep

import pytest

from chancery.errors import Unavailable
from chancery.net import mirror
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


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_that_never_ends_is_given_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word came in time, and the whole would have come in years."""
    monkeypatch.setattr(mirror, "LONGEST", 0.3)
    began = monotonic()
    with pytest.raises(Unavailable, match="has not finished a file"):
        over_http(address)("checkpoint")
    assert monotonic() - began < 5
