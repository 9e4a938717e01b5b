"""Where a process of a house tells how it is: a small port of its own, for those who run the house.

    GET /healthz    the process answers
    GET /readyz     thing by thing what stands, as JSON; 200, or 503 where something is needed
    GET /metrics    figures for Prometheus: those of all workers, and what the house holds

Readers never come here.  It listens where `[watch]` says and answers one at a time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from chancery.errors import Unavailable
from chancery.wiring.watch.settings import COUNTING

if TYPE_CHECKING:
    from chancery.wiring.house import House
    from chancery.wiring.watch.readiness import Readiness
    from chancery.wiring.watch.settings import Face

JSON, PLAIN = "application/json", "text/plain; charset=utf-8"
SILENCE = 5.0
"""Seconds after which a caller who says nothing is left alone."""

Reply = tuple[int, str, bytes]
Ask = Callable[[], Reply]


@contextmanager
def watched(house: House, face: Face) -> Iterator[None]:
    """
    Let *face* be watched inside the block, where the settings of the house name a port for it.

    Whatever is started inside counts together with the others.  Raises `Unavailable` if
    somebody else has the port.
    """
    where = house.watch.ports.get(face)
    _send_traces_to(house.watch.traces)
    if where is None:
        yield
        return
    with TemporaryDirectory(prefix="chancery-counted-") as folder:
        # Before anything is counted: prometheus_client asks for it when it is first imported.
        os.environ[COUNTING] = folder
        try:
            with _listening(where, _asked(house, face, folder)):
                yield
        finally:
            del os.environ[COUNTING]


def _send_traces_to(address: str | None) -> None:
    """What stands in the environment already was meant by whoever started us."""
    if address is not None:
        os.environ.setdefault("OTEL_EXPORTER_OTLP_ENDPOINT", address)


def _asked(house: House, face: Face, folder: str) -> dict[str, Ask]:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    from chancery.wiring.watch.figures import Figures
    from chancery.wiring.watch.readiness import Kept, readiness

    look: Callable[[], Readiness] = Kept(lambda: readiness(house, face))

    def metrics() -> Reply:
        figures = CollectorRegistry()
        MultiProcessCollector(figures, path=folder)  # type: ignore[no-untyped-call]
        figures.register(Figures(house, face, look))
        return 200, CONTENT_TYPE_LATEST, generate_latest(figures)

    def ready() -> Reply:
        found = look()
        return 200 if found.ready else 503, JSON, found.written()

    return {"/healthz": lambda: (200, PLAIN, b"ok\n"), "/readyz": ready, "/metrics": metrics}


@contextmanager
def _listening(where: str, asked: dict[str, Ask]) -> Iterator[None]:
    host, _, port = where.rpartition(":")

    class Caller(BaseHTTPRequestHandler):
        """One question."""

        timeout = SILENCE
        server_version, sys_version = "chancery", ""

        def do_GET(self) -> None:
            ask = asked.get(self.path.partition("?")[0])
            status, kind, body = (404, PLAIN, b"") if ask is None else ask()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:
            """Say nothing: it is asked every few seconds."""

    try:
        server = HTTPServer((host.strip("[]"), int(port)), Caller)
    except OSError as fault:
        raise Unavailable(f"Nobody can be told at {where} how this is: {fault.strerror}.") from fault
    # One thread, because a database belongs to the thread that opened it.
    thread = threading.Thread(target=server.serve_forever, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
