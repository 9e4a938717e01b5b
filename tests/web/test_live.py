"""The live process: a real one, told of nothing but the record, telling whoever is connected."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chancery.check.weigh import name_of
from chancery.cli.live import live_server
from chancery.cli.serving import answering, free_port
from chancery.record.statement import StatementId
from chancery.wiring import House
from chancery.wiring.watching import open_watch
from tests.institution import Clock, Institution, at
from tests.letters import OPERATIONS, ORDER, saying
from tests.people import CHAIR, DUTY, GENERAL, SECRETARY
from tests.post_house import founded, inhabited, put_down

SECONDS = 20


@dataclass
class Stream:
    """One reader's connection."""

    response: http.client.HTTPResponse

    def event(self) -> dict[str, str]:
        """The next event; comments and what stands before the first event are passed over."""
        found: dict[str, str] = {}
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if not line and "event" in found:
                return found
            if not line:
                found = {}
                continue
            name, _, value = line.partition(":")
            found[name] = value.strip()

    def events(self) -> Iterator[dict[str, str]]:
        while True:
            yield self.event()

    def told(self) -> dict[str, object]:
        return json.loads(self.event()["data"])  # type: ignore[no-any-return]


@dataclass
class Scene:
    house: House
    us: Institution
    address: str

    @contextmanager
    def stream(self, query: str = "", **headers: str) -> Iterator[Stream]:
        host = self.address.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=SECONDS)
        connection.request("GET", f"/events{query}", headers=headers)
        yield Stream(connection.getresponse())
        connection.close()

    def status(self, path: str, method: str = "GET") -> int:
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=SECONDS)
        connection.request(method, path)
        status = connection.getresponse().status
        connection.close()
        return status

    def code(self, id: StatementId) -> str:
        entry = self.us.index.entry(id)
        assert entry is not None
        return name_of(entry).code


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    clock = Clock()
    house = founded(tmp_path_factory.mktemp("live") / "us.demo", clock)
    us = inhabited(house, clock)
    with answering([live_server(house, f"127.0.0.1:{free_port(8200)}")]) as (address,):
        yield Scene(house=house, us=us, address=address)
    put_down()


def test_a_change_is_told_within_a_second(scene: Scene) -> None:
    """The code, where it stands now, and at which place of the record it was moved."""
    letter = scene.us.release(OPERATIONS, by=GENERAL)
    with scene.stream(f"?letter={scene.code(letter)}") as stream:
        assert stream.response.status == 200
        assert stream.response.headers["Content-Type"].startswith("text/event-stream")
        time.sleep(1)
        disowning = scene.us.disown(letter, by=[SECRETARY, CHAIR])
        begun = time.monotonic()
        event = next(each for each in stream.events() if "disowned" in each["data"])
        assert time.monotonic() - begun < 1.5
    place = scene.us.index.position(disowning)
    assert place is not None
    told = json.loads(event["data"])
    assert told == {
        "code": scene.code(letter),
        "institution": "us.demo",
        "standing": "disowned",
        "index": place[1],
    }
    assert event["id"] == str(place[1])


def test_who_comes_back_is_told_what_they_missed(scene: Scene) -> None:
    """By the place they saw last, in the address or as a browser says it; and nobody else's letter."""
    first = scene.us.release(OPERATIONS, by=GENERAL)
    other = scene.us.release(saying("Go on.", ORDER, "forces/operations"), by=GENERAL)
    withdrawal = scene.us.withdraw(first, by=GENERAL)
    place = scene.us.index.position(first)
    assert place is not None
    with scene.stream(f"?after={place[1]}") as stream:
        assert [stream.told()["code"] for _ in range(3)] == [
            scene.code(each) for each in (other, withdrawal, first)
        ]
    with scene.stream(f"?letter={scene.code(first)}", **{"Last-Event-ID": str(place[1])}) as stream:
        assert stream.told()["standing"] == "withdrawn"


def test_what_is_no_place_and_no_code_is_refused(scene: Scene) -> None:
    """Also other addresses and other methods; nothing is opened."""
    for query in ("?after=x", "?after=1e9", "?letter=nonsense", "?after=99999999999999999999"):
        assert scene.status(f"/events{query}") == 400
    assert scene.status("/elsewhere") == 404
    assert scene.status("/events", "POST") == 405
    assert scene.status("/healthz") == 200


class TestWatch:
    """What one look finds."""

    @pytest.fixture
    def home(self, tmp_path: Path) -> Iterator[tuple[House, Institution, Clock]]:
        clock = Clock()
        house = founded(tmp_path / "us.demo", clock)
        yield house, inhabited(house, clock), clock
        put_down()

    def test_nothing_new_is_nothing_told(self, home: tuple[House, Institution, Clock]) -> None:
        """A second look finds nothing."""
        house, us, clock = home
        us.release(OPERATIONS, by=GENERAL)
        watch = open_watch(house, clock)
        assert len(watch.begin()) == 1
        assert watch.look() == []

    def test_the_end_of_a_hold_is_seen(self, home: tuple[House, Institution, Clock]) -> None:
        """Time alone has no place in the record."""
        house, us, clock = home
        letter = us.release(OPERATIONS, by=GENERAL)
        us.hold(letter, by=DUTY)
        watch = open_watch(house, clock)
        watch.begin()
        clock.now = at("T0+72h")
        assert [(each.standing, each.index) for each in watch.look()] == [("current", None)]


class TestStreams:
    """What cannot be waited for in a real process."""

    def test_who_was_away_too_long_is_told_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is no longer remembered cannot be told: read the pages again."""
        said = _said(remembered=range(500, 510), after=3)
        assert b"event: behind" in said
        assert said.count(b"event: standing") == 10
        assert b"event: behind" not in _said(remembered=range(500, 510), after=499)
        assert b"event: behind" not in _said(remembered=range(500, 510), after=505)
        assert _said(remembered=range(500, 510), after=505).count(b"event: standing") == 4

    def test_a_silent_stream_is_kept_open(self) -> None:
        """Every 25 seconds a line that says nothing."""
        assert _said(remembered=range(0), after=None, beat=0.05, seconds=0.4).count(b":\n\n") >= 3

    def test_a_look_that_fails_ends_nothing(self) -> None:
        """Whatever it was that could not be looked at."""
        said = _said(remembered=range(0), after=None, beat=0.05, seconds=0.4, stumbles=True)
        assert said.count(b":\n\n") >= 3


def _said(
    *,
    remembered: range,
    after: int | None,
    beat: float = 25.0,
    seconds: float = 0.2,
    stumbles: bool = False,
) -> bytes:
    """All that one reader is told within some moments, of a record that has these entries in memory."""
    import asyncio

    from chancery.record.statement import Institution as Domain
    from chancery.web.live import Streams
    from chancery.wiring.watching import Glimpse

    class Recorded:
        last = remembered.stop - 1

        def begin(self) -> list[Glimpse]:
            return [
                Glimpse(code=f"C{n}", institution=Domain("us.demo"), standing="current", index=n)
                for n in remembered
            ]

        def look(self) -> list[Glimpse]:
            if stumbles:
                raise KeyError("no such noun")
            return []

    said: list[bytes] = []

    async def listen() -> None:
        streams = Streams(Recorded, look=0.01, beat=beat)  # type: ignore[arg-type]
        running = asyncio.ensure_future(streams.run())
        while not streams.ready:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        left = asyncio.Event()

        async def receive() -> dict[str, object]:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            said.append(message.get("body", b""))  # type: ignore[arg-type]

        reading = asyncio.ensure_future(streams.follow(frozenset(), after, receive, send))  # type: ignore[arg-type]
        await asyncio.sleep(seconds)
        left.set()
        streams.end()
        await reading
        assert streams.open == 0
        running.cancel()

    asyncio.run(listen())
    return b"".join(said)
