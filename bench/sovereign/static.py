"""The read side as files: tiles and the checkpoint through nginx, beside the Counter that gives out the same.

wrk asks over the loopback, on the same processors, so it is part of what is measured.  What
a read costs nginx is told apart, in time of its own processes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.correspondence import Correspondence
from bench.row import Better, Row, at_least
from chancery.cli.serving import answering, counter_server, free_port
from chancery.registry.append import append
from chancery.wiring import House, found_house, system_clock
from tests.nginx import Behind, running

ENTRIES = 20_000
BATCH = 1_000
RUNS, SECONDS = 3, 4
CONNECTIONS = 32
WORKERS = 2
SEED = 37
SCRIPT = """
local asked = {{}}
init = function()
  for line in io.lines("{file}") do asked[#asked + 1] = wrk.format("GET", line) end
  math.randomseed({seed})
end
request = function() return asked[math.random(#asked)] end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of asking as fast as answers came back, in the middle one of several runs."""

    rate: float
    p99: float
    requests: int
    low: float
    high: float
    cost: float
    """Microseconds of the server's own processors for one read."""

    def how(self) -> str:
        return (
            f"median of {RUNS} runs of {SECONDS} s, {self.low:,.0f} to {self.high:,.0f} reads a second, "
            f"{CONNECTIONS} connections, {WORKERS} workers; {self.cost:.0f} µs of CPU for one read"
        )


def rows() -> Iterator[Row]:
    """Full tiles, then the checkpoint; through nginx, through nginx with TLS, from the Counter."""
    if shutil.which("wrk") is None:
        raise FileNotFoundError("wrk is not installed; `make setup` installs it where it may.")
    with TemporaryDirectory(prefix="chancery-static-") as place, ExitStack() as open_ones:
        house = _grown(Path(place))
        paths = _paths(house)
        servers = _servers(house, Path(place), open_ones)
        for name, asked in paths.items():
            loads = {how: _load(address, pids, asked) for how, (address, pids) in servers.items()}
            yield from _told(name, loads)


def _grown(place: Path) -> House:
    """A house with a register of some length, as a Counter finds it."""
    house = found_house(place / "house", "static.example", counter=f"127.0.0.1:{free_port(0)}")
    from chancery.wiring.opened import open_stores

    archive, writer, pen = open_stores(house).archive, Correspondence(), house.pen()
    for start in range(0, ENTRIES, BATCH):
        letters = [writer.letter(start + number).entry for number in range(BATCH)]
        append(archive, letters, pen=pen, at=system_clock(), keys={})
    return house


def _paths(house: House) -> dict[str, Sequence[str]]:
    tiles = [path for path in (house.register / "tile/0").iterdir() if path.is_file()]
    return {
        "full tiles of 8,192 octets": [f"/register/tile/0/{path.name}" for path in tiles],
        "the checkpoint": ["/register/checkpoint"],
    }


Server = tuple[str, Sequence[int]]
"""Where it answers, and its processes."""


def _servers(house: House, place: Path, open_ones: ExitStack) -> Mapping[str, Server]:
    counter = counter_server(house, workers=WORKERS)
    unlimited = {**counter.environment, "CHANCERY_LIMITS": "off"}
    before = set(_children(os.getpid()))
    (address,) = open_ones.enter_context(answering([replace(counter, environment=unlimited)]))
    granian = sorted(set(_children(os.getpid())) - before)
    found: dict[str, Server] = {}
    for how, tls in (("nginx", False), ("nginx with TLS", True)):
        folder = place / how.replace(" ", "-")
        folder.mkdir()
        server = open_ones.enter_context(
            running(folder, house.folder.absolute(), Behind(counter=house.counter), workers=WORKERS, tls=tls)
        )
        scheme = "https" if tls else "http"
        found[how] = (f"{scheme}://localhost:{server.port}", [server.master])
    return {**found, "the Counter": (address, granian)}


def _load(address: str, pids: Sequence[int], asked: Sequence[str]) -> Load:
    """Ask for these at random, several times."""
    _wrk(address, asked, seconds=1)  # what a server learns with its first answers is not measured
    runs = []
    for _ in range(RUNS):
        begun = _spent(pids)
        rate, p99, requests = _wrk(address, asked, seconds=SECONDS)
        runs.append((rate, p99, requests, (_spent(pids) - begun) / requests * 1e6))
    rates = [rate for rate, *_ in runs]
    return Load(
        rate=median(rates),
        p99=median(p99 for _, p99, *_ in runs),
        requests=sum(requests for _, _, requests, _ in runs),
        low=min(rates),
        high=max(rates),
        cost=median(cost for *_, cost in runs),
    )


def _wrk(address: str, asked: Sequence[str], *, seconds: int) -> tuple[float, float, int]:
    """Answers a second, milliseconds that one in a hundred took, and how many were answered."""
    with TemporaryDirectory() as folder:
        lines, script = Path(folder) / "asked", Path(folder) / "ask.lua"
        lines.write_text("\n".join(asked))
        script.write_text(SCRIPT.format(file=lines, seed=SEED))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), address]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise AssertionError(f"Not everything was answered: {text}")
    rate, requests = _found(r"Requests/sec: +([\d.]+)", text), _found(r"(\d+) requests in", text)
    number, unit = _found(r"99% +([\d.]+(?:us|ms|s))\b", text), 1.0
    for ending, milliseconds in (("us", 1e-3), ("ms", 1.0), ("s", 1e3)):
        if number.endswith(ending):
            number, unit = number.removesuffix(ending), milliseconds
            break
    return float(rate), float(number) * unit, int(requests)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, f"wrk said something else: {text}"
    return match[1]


def _spent(pids: Sequence[int]) -> float:
    """Seconds of processor that these processes and their children have taken."""
    tick = os.sysconf("SC_CLK_TCK")
    whole = [*pids, *(child for pid in pids for child in _children(pid))]
    return sum(sum(map(int, _stat(pid)[11:13])) for pid in whole) / tick


def _children(pid: int) -> list[int]:
    everybody = (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())
    return [each for each in everybody if (stat := _stat(each)) and int(stat[1]) == pid]


def _stat(pid: int) -> list[str]:
    """What proc(5) tells after the name of a process; nothing once it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def _told(name: str, loads: Mapping[str, Load]) -> Iterator[Row]:
    counter = loads["the Counter"]
    for how, load in loads.items():
        if how == "the Counter":
            continue
        yield Row(
            name=f"{name}, {how}",
            value=load.rate,
            unit="/s",
            better=Better.HIGHER,
            bar=at_least(20_000) if how == "nginx" else None,
            peer="the Counter itself",
            peer_value=counter.rate,
            how=load.how(),
        )
        yield Row(
            name=f"{name}, {how}, p99",
            value=load.p99,
            unit="ms",
            peer="the Counter itself",
            peer_value=counter.p99,
            how=load.how(),
        )
