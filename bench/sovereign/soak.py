"""How much of what is asked is answered while every process is replaced again and again.

The processes are those of a house: Counter, Desk, live, and a witness beside it, started by
typing their commands.  A prober outside of them asks each address twice a second, each time
on a connection of its own, and counts whatever is not the answer that belongs there; a reader
does not care why.  Every few minutes one process after the other is told to replace its
workers (SIGHUP).  The worst address counts, not the mean.

CHANCERY_SOAK names the minutes, two unless it does; what is promised is promised of thirty.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench.row import Bar, Better, Row, at_least
from chancery.cli.serving import free_port
from tests.cli.house_by_hand import HouseByHand, house_by_hand, run

MINUTES = 2.0
EVERY = 0.5
"""Seconds between two questions to one address."""
PATIENCE = 30.0
"""Seconds after which an answer is none; the slowest one is told beside the result."""
STARTING = 180.0
"""Seconds that a process may take to answer for the first time."""
REPLACED_EVERY = 150.0
"""Seconds in which all processes are replaced, one after the other; in a short soak it is a third of it."""
PROMISED = 99.9
QUOTATION = "Nobody may enter it before nine o'clock."
WHOLE = "the worst address, {minutes:g} minutes, {times} times the workers of a process replaced"
CONTROL = "control: the same for a minute, processes ended and begun again"


@dataclass(slots=True)
class Address:
    """Something that is asked: whose it is, what is sent, and what belongs there."""

    name: str
    port: int
    request: bytes
    wanted: bytes = b" 200 "
    told: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def ask(self) -> None:
        """Once, on a connection of its own, up to the end of the answer or of its first event."""
        begun = time.monotonic()
        self.told[self._answer()] += 1
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def _answer(self) -> str:
        octets = b""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
                line.sendall(self.request)
                while piece := line.recv(65_536):
                    octets += piece
                    if b"\r\n\r\n" in octets and b"event-stream" in octets and b"retry:" in octets:
                        break
        except OSError as fault:
            return f"{type(fault).__name__} after {len(octets)} octets"
        head, _, body = octets.partition(b"\r\n\r\n")
        first = head.partition(b"\r\n")[0]
        whole = b"event-stream" in head or _is_whole(head.lower(), body)
        return "answered" if self.wanted in first and whole else first.decode(errors="replace") or "nothing"

    @property
    def share(self) -> float:
        """Of a hundred questions, how many were answered."""
        return 100.0 * self.told["answered"] / max(1, sum(self.told.values()))


def _is_whole(head: bytes, body: bytes) -> bool:
    """Whether the body is as long as was promised, or ends as pieces end (RFC 9112, section 7.1)."""
    if b"transfer-encoding: chunked" in head:
        return body.endswith(b"0\r\n\r\n")
    named = [line for line in head.split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(named) and int(named[0].partition(b":")[2]) == len(body)


def rows() -> Iterator[Row]:
    """The soak, and what the same prober sees where nothing is handed on."""
    minutes = float(os.environ.get("CHANCERY_SOAK", MINUTES))
    with TemporaryDirectory(prefix="chancery-soak-") as folder:
        soaked, times = _soak(Path(folder), minutes, signal.SIGHUP)
    yield _row(WHOLE.format(minutes=minutes, times=times), soaked, at_least(PROMISED))
    with TemporaryDirectory(prefix="chancery-soak-") as folder:
        killed, _ = _soak(Path(folder), 1.0, signal.SIGKILL)
    yield _row(CONTROL, killed, None)


def _row(name: str, asked: Sequence[Address], bar: Bar | None) -> Row:
    worst = min(asked, key=lambda each: each.share)
    number = sum(sum(each.told.values()) for each in asked)
    lost = {each.name: dict(each.told - Counter(answered=each.told["answered"])) for each in asked}
    missing = "; ".join(f"{where}: {what}" for where, what in lost.items() if what) or "nothing was lost"
    slowest = max(asked, key=lambda each: each.slowest)
    return Row(
        name=name,
        value=worst.share,
        unit="%",
        better=Better.HIGHER,
        bar=bar,
        how=f"{number:,} questions to {len(asked)} addresses, each on a connection of its own; {missing}; "
        f"the slowest answer took {slowest.slowest:.1f} s ({slowest.name})",
    )


def _soak(folder: Path, minutes: float, sent: signal.Signals) -> tuple[list[Address], int]:
    with _running(folder) as (processes, asked):
        ended = threading.Event()
        probers = [threading.Thread(target=_probe, args=(each, ended)) for each in asked]
        for prober in probers:
            prober.start()
        times = _replaced(processes, minutes * 60, sent)
        ended.set()
        for prober in probers:
            prober.join()
    return asked, times


def _probe(address: Address, ended: threading.Event) -> None:
    while not ended.wait(EVERY):
        address.ask()


def _replaced(processes: Sequence[Process], seconds: float, sent: signal.Signals) -> int:
    """Go on for so long, and replace everything now and then; how often that was."""
    every, until, times = min(REPLACED_EVERY, seconds / 3), time.monotonic() + seconds, 0
    due = time.monotonic() + every / 2
    while time.monotonic() < until:
        time.sleep(0.5)
        if time.monotonic() >= due and time.monotonic() + every / 2 < until:
            processes[times % len(processes)].replace(sent)
            due, times = time.monotonic() + every / len(processes), times + 1
    return times


@dataclass(slots=True)
class Process:
    """One process of the house, as somebody would type it."""

    command: Sequence[str]
    port: int
    environment: Mapping[str, str]
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Type it, and wait until it answers."""
        self.running = subprocess.Popen(
            [sys.executable, "-m", "chancery", *self.command],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        alive = Address(name="alive", port=self.port, request=_get("/healthz"))
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            alive.ask()
            if alive.told["answered"]:
                return
            time.sleep(0.1)
        raise TimeoutError(f"{self.command} does not answer.")

    def replace(self, sent: signal.Signals) -> None:
        """Let its workers be replaced; or, for the control, end it and start it again."""
        assert self.running is not None
        if sent is signal.SIGHUP:
            self.running.send_signal(sent)
            return
        self.end(5)
        self.start()

    def end(self, patience: float = 30) -> None:
        """End it, and whatever it started."""
        assert self.running is not None
        self.running.terminate()
        try:
            self.running.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


@contextmanager
def _running(folder: Path) -> Iterator[tuple[list[Process], list[Address]]]:
    """A house with a letter and a witness; all that serves it; and the addresses that are asked."""
    house = house_by_hand(folder / "house", "soak.example")
    code = house.released()
    ports = {face: free_port(0) for face in ("serve", "desk", "live", "witness")}
    _witnessed(house, folder / "w1", ports["witness"])
    data = ("--data", str(house.folder))
    often = ("--renew-every", "20", "--follow-every", "60", "--cosign-every", "30")
    processes = [
        _process(("witness", "serve", "--data", str(folder / "w1")), ports["witness"]),
        _process(("serve", *often, *data), ports["serve"]),
        _process(("desk", "--workers", "2", *data), ports["desk"]),
        _process(("live", *data), ports["live"]),
    ]
    with ExitStack() as ending:
        for each in processes:
            each.start()
            ending.callback(each.end)
        yield processes, _addresses(house, ports, code)


def _process(command: tuple[str, ...], port: int) -> Process:
    return Process(
        command=(*command, "--port", str(port)),
        port=port,
        environment={"CHANCERY_LIMITS": "off", "CHANCERY_DOOR_BOOK": "quiet"},
    )


def _witnessed(house: HouseByHand, folder: Path, port: int) -> None:
    vkeys = [(house.folder / "register" / name).read_text().strip() for name in ("vkey", "vkey-pq")]
    logs = [word for line in vkeys for word in ("--log", line)]
    made = run("witness", "init", "witness.example/w1", *logs, "--data", folder).stdout.split("\n")[:2]
    settings = house.folder / "chancery.toml"
    listed = ", ".join(f'"{line}"' for line in made)
    witness = f'\n[witness.w1]\nurl = "http://127.0.0.1:{port}"\nvkey = [{listed}]\n'
    settings.write_text(settings.read_text() + witness)


def _addresses(house: HouseByHand, ports: Mapping[str, int], code: str) -> list[Address]:
    origin = sha256(f"{house.domain}/register".encode()).hexdigest()
    got = {
        "serve": [
            "/healthz",
            "/readyz",
            "/en/",
            f"/ar/letter/{code}",
            f"/en/evidence/{code}",
            f"/api/v1/letters/{code}",
            "/register/checkpoint",
            "/register/tile/entries/000.p/3",
        ],
        "desk": ["/healthz", "/readyz", "/en/accounts/login/"],
        "live": ["/readyz", "/events"],
        "witness": ["/healthz", f"/{origin}/checkpoint"],
    }
    asked = [
        Address(
            name=f"{face} {path.replace(code, 'CODE').replace(origin, 'LOG')}",
            port=ports[face],
            request=_get(path),
        )
        for face, paths in got.items()
        for path in paths
    ]
    return [*asked, *_checks(ports["serve"])]


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


def _checks(port: int) -> Iterator[Address]:
    form = urlencode({"words": QUOTATION}).encode()
    body = b'{"kind": "quotation", "text": "%s"}' % QUOTATION.encode()
    for path, kind, octets in (
        ("/en/check", "application/x-www-form-urlencoded", form),
        ("/api/v1/check", "application/json", body),
    ):
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\n"
        whole = f"{head}Content-Length: {len(octets)}\r\n\r\n".encode() + octets
        yield Address(name=f"serve {path}", port=port, request=whole)
