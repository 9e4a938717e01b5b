"""The Counter under load: a letter's page, and checks by text, before a record of ten thousand letters.

Two workers answer, one reader at a time each, as `chancery serve` starts them.  wrk asks
over the loopback, on the same processors, so it is part of what is measured.  What many
ask for (a few letters, kept finished for seconds) and what nobody asked for lately are
two figures, never one.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bench.copies.letters import Letter
from bench.copies.register import id_of, registered
from bench.row import Better, Row, at_least, at_most, times_the_peer
from bench.searching.letters import ManyLetters
from chancery.cli.serving import free_port, served
from chancery.record.code import code_of
from chancery.wiring import House
from tests.postgres import running

LETTERS = 10_000
HOT = 50
"""Letters that everybody asks for at once, in a press conference or two."""
QUOTED = 12
SECONDS = 10
CONNECTIONS = 16
WORKERS = 2
SEED = 4
FORM = "application/x-www-form-urlencoded"
HOW = "{requests:,} in {seconds} s from {connections} connections, 2 workers, {where}; p50 {p50:.1f} ms{more}"

SCRIPT = """
local asked = {{}}
for line in io.lines("{file}") do asked[#asked + 1] = line end
math.randomseed({seed})
request = function()
  local one = asked[math.random(#asked)]
  {send}
end
"""
GET = 'return wrk.format("GET", one, {["Accept-Encoding"] = "gzip"})'
POST = 'return wrk.format("POST", "/en/check", {["Content-Type"] = "' + FORM + '"}, one)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came of asking as fast as answers came back."""

    rate: float
    p50: float
    p99: float
    requests: int
    refused: int
    """Answers that were none: 503, or a connection that broke."""

    def how(self, where: str) -> str:
        more = f"; {self.refused} not answered" if self.refused else ""
        return HOW.format(
            requests=self.requests,
            seconds=SECONDS,
            connections=CONNECTIONS,
            where=where,
            p50=self.p50,
            more=more,
        )


def rows() -> Iterator[Row]:
    """On SQLite, then on PostgreSQL beside it."""
    if shutil.which("wrk") is None:
        raise FileNotFoundError("wrk is not installed; `make setup` installs it where it may.")
    texts = _texts(LETTERS)
    with TemporaryDirectory() as folder, _counter(texts, Path(folder)) as address:
        yield _weight(address)
        on_sqlite = dict(_measured(address, texts))
    yield from _told(on_sqlite, "SQLite")
    with running(durable=True) as server, TemporaryDirectory() as folder:
        place = server.fresh_database().url
        with _counter(texts, Path(folder), record=place) as address:
            on_postgres = dict(_measured(address, texts))
    for name, load in on_postgres.items():
        yield Row(
            name=f"{name}, PostgreSQL",
            value=load.rate,
            unit="/s",
            better=Better.HIGHER,
            bar=times_the_peer(0.7) if name in BARS else None,
            peer="the same on SQLite",
            peer_value=on_sqlite[name].rate,
            how=load.how("PostgreSQL that waits for the disk"),
        )


BARS = {
    "letter page, 50 letters that all ask for": 1_500,
    "check by text, a quotation of 12 words": 300,
    "check by text, a whole letter": 300,
}
"""The promises, in answers a second."""


def _told(loads: dict[str, Load], where: str) -> Iterator[Row]:
    for name, load in loads.items():
        bar = BARS.get(name)
        yield Row(
            name=f"{name}, {where}",
            value=load.rate,
            unit="/s",
            better=Better.HIGHER,
            bar=None if bar is None else at_least(bar),
            how=load.how(where),
        )
        yield Row(
            name=f"{name}, {where}, p99",
            value=load.p99,
            unit="ms",
            bar=None if bar is None else at_most(100),
            how=load.how(where),
        )


def _measured(address: str, texts: Sequence[str]) -> Iterator[tuple[str, Load]]:
    chance = Random(SEED)
    pages = [f"/en/letter/{code_of(id_of(f'l{number}'))}" for number in range(len(texts))]
    some = [texts[number] for number in chance.sample(range(len(texts)), 400)]
    quotations = [_quotation(text, chance) for text in some]
    asked = {
        "letter page, 50 letters that all ask for": (GET, pages[:HOT]),
        "letter page, each of 10,000 letters now and then": (GET, pages),
        "check by text, a quotation of 12 words": (POST, [urlencode({"words": each}) for each in quotations]),
        "check by text, a whole letter": (POST, [urlencode({"words": each}) for each in some]),
    }
    for name, (send, lines) in asked.items():
        _wrk(address, send, lines, seconds=3)  # what a process learns with its first answers is not measured
        yield name, _wrk(address, send, lines, seconds=SECONDS)


def _wrk(address: str, send: str, lines: Sequence[str], *, seconds: int) -> Load:
    with TemporaryDirectory() as folder:
        file, script = Path(folder, "asked"), Path(folder, "ask.lua")
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        script.write_text(SCRIPT.format(file=file, seed=SEED, send=send), encoding="utf-8")
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency"]
        done = subprocess.run(
            [*command, "-s", str(script), address], check=True, capture_output=True, text=True
        ).stdout
    failed = sum(int(number) for number in re.findall(r"(?:Non-2xx[^:]*:|timeout) (\d+)", done))
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", done)),
        p50=_milliseconds(_found(r"^\s+50%\s+(\S+)\s*$", done)),
        p99=_milliseconds(_found(r"^\s+99%\s+(\S+)\s*$", done)),
        requests=int(_found(r"(\d+) requests in", done)),
        refused=failed,
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    assert match is not None, f"wrk said something else: {text}"
    return match[1]


def _milliseconds(written: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", written).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}[unit]


def _quotation(text: str, chance: Random) -> str:
    """
    Some words in a row, as somebody would quote them, out of two sentences.

    The letters are put together of the same sentences again and again; where one ends and
    the next begins, few letters have the same words, as it is in a real correspondence.
    """
    words = text.split()
    half = QUOTED // 2
    ends = [at + 1 for at, word in enumerate(words) if word.endswith(".")]
    middle = chance.choice([at for at in ends if half <= at <= len(words) - half] or [len(words) // 2])
    return " ".join(words[middle - half : middle + half])


def _texts(number: int) -> list[str]:
    many = ManyLetters.from_corpora()
    return [many.text(each) for each in range(number)]


@contextmanager
def _counter(texts: Sequence[str], folder: Path, *, record: str = ".") -> Iterator[str]:
    """A house with these letters, and its Counter at this address."""
    letters = [
        Letter(id=f"l{number}", family="plain", language="en", office="office", text=text)
        for number, text in enumerate(texts)
    ]
    registered(letters, folder / "house", record=record)
    house = replace(House.read(folder / "house"), counter=f"127.0.0.1:{free_port(8000)}")
    os.environ["CHANCERY_LIMITS"] = "off"  # all of it comes from one address
    try:
        with served([house], workers=WORKERS) as (address,):
            yield address
    finally:
        del os.environ["CHANCERY_LIMITS"]


def _weight(address: str) -> Row:
    """The first page, with everything that it makes a browser fetch, as it goes over the wire."""
    weights = {"page": _fetched(address, "/en/")}
    page = gzip.decompress(weights["page"]).decode()
    for each in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        weights[each] = _fetched(address, each)
    return Row(
        name="first page, packed, with what it fetches",
        value=sum(map(len, weights.values())) / 1_000,
        unit="kB",
        bar=at_most(30),
        how=f"{len(weights)} files, none of them elsewhere: "
        + ", ".join(
            f"{Path(name).name.partition('?')[0]} {len(octets):,}" for name, octets in weights.items()
        ),
    )


def _fetched(address: str, path: str) -> bytes:
    with urlopen(Request(f"{address}{path}", headers={"Accept-Encoding": "gzip"})) as answer:
        octets: bytes = answer.read()
        return octets
