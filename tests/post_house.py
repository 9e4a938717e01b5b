"""A real house with people who may write: us.demo on a disk, and what it takes to deliver from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from django.db import connections

from chancery.seal.keys import Kind, SigningKey
from chancery.wiring import House, found_house, open_registry
from chancery.wiring.house import ISSUER_PEM, LASTING_PEM, LOG_PEM
from tests.institution import Clock, Institution, department_charter
from tests.people import pen_of, secret

if TYPE_CHECKING:
    from chancery.registry.ports import Archive, Index, WordStore

US = "us.demo"
SIDES = ("record", "desk", "inbox")


def founded(
    folder: Path, clock: Clock, *, place: str = "", mail: str = "", demonstration: bool = True
) -> House:
    """The house of us.demo, with the keys that its charter names, and nothing in it yet."""
    keys = folder / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    kinds = {ISSUER_PEM: ("issuer", Kind.ED25519), LOG_PEM: ("log", Kind.ED25519)}
    kinds[LASTING_PEM] = ("pq", Kind.ML_DSA_44)
    for name, (what, kind) in kinds.items():
        (keys / name).write_bytes(SigningKey.from_seed(kind, secret(US, what)).pem())
    house = found_house(
        folder,
        US,
        clock=clock,
        alias=place,
        told_the_desk=mail,
        demonstration=("All of it is invented.",) if demonstration else (),
    )
    # Whoever calls the courier by its command has it look at this machine's clock, not at the
    # story's: what it put on the record today would forbid everything the story has to say.
    with (folder / "chancery.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[state]\ncourier = false\n")
    return house


def inhabited(house: House, clock: Clock, *, place: str = "") -> Institution:
    """Its people, who write on the house's own record."""
    alias = f"record:{place}" if place else "record"
    archive, index, words = _stores(house, alias)
    people = Institution(
        department_charter(), clock=clock, archive=archive, index=index, words=words, pen=pen_of(US)
    )
    people.registry = open_registry(house, pen=True, alias=alias, clock=clock)
    return people


def _stores(house: House, alias: str) -> tuple[Archive, Index, WordStore]:
    from chancery.store.archive import DurableArchive
    from chancery.store.words import PublishedWords
    from chancery.wiring import open_index

    index, _ = open_index(house, alias=alias)
    archive = DurableArchive(house.folder, second_place=house.second_place, using=alias)
    return archive, index, PublishedWords(house.folder, using=alias)


def put_down(*, place: str = "") -> None:
    """Close what was opened."""
    for each in SIDES:
        with suppress(Exception):
            connections[f"{each}:{place}" if place else each].close()


@dataclass
class Sink:
    """Whoever is posted to: every delivery with its headers, and answers as told."""

    address: str = ""
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    refuses: int = 0
    """How many of the next are answered with 503."""
    _lock: Lock = field(default_factory=Lock)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        with self._lock:
            if self.refuses:
                self.refuses -= 1
                return 503
            self.got.append((headers, body))
            return self.status

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@contextmanager
def sink() -> Iterator[Sink]:
    """A real HTTP server that takes webhooks."""
    room = Sink()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            named = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(room.take({**named, "path": self.path}, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    room.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield room
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
