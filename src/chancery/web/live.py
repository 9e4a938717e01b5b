"""Telling whoever is looking, the moment something changes: Server-Sent Events, and nothing else.

    GET /events?after=<log index>&letter=<code>     hints; `letter` may be repeated or left out

An ASGI application without a framework.  One poll of the record serves everybody in a
process, and the fan-out is in memory: a stream may break and a hint be lost, and whoever
comes back with the last index they saw is told the rest.  Who was away for longer than
is remembered is told so, and reads the pages again.  CHANCERY_HOME names the house.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from chancery.errors import Malformed, Unavailable
from chancery.record.code import read_code
from chancery.wiring.chance import system_clock
from chancery.wiring.house import House
from chancery.wiring.watching import Glimpse, Watch, open_watch

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LOOK = 0.2
"""Seconds between two looks at the record."""
FIRST_LOOK = 20.0
"""Seconds for which the first look is waited for; without it nobody is told anything yet."""
BEAT = 25.0
"""Seconds after which a silent stream is written to, so that nothing on the way takes it for dead."""
REMEMBERED = 10_000
"""Hints that are kept for those who come back."""
MOST = 30_000
"""Streams in one process; beyond them people are asked to come back later."""
MOST_LETTERS = 50
"""Letters that one stream may name."""

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would keep events back until a page of them is full
    (b"access-control-allow-origin", b"*"),
    (b"x-content-type-options", b"nosniff"),
]
_HELLO = b"retry: %d\n\n"
_BEAT = b":\n\n"


class Streams:
    """Everybody who is being told, and what they are told."""

    def __init__(self, opened: Callable[[], Watch], *, look: float = LOOK, beat: float = BEAT) -> None:
        self._opened = opened
        self._look, self._beat = look, beat
        self._watch: Watch | None = None
        self._told: deque[Glimpse] = deque(maxlen=REMEMBERED)
        self._number = 0
        """How many hints there have been; the newest is the last of those that are remembered."""
        self._beats = 0
        self._turn = asyncio.Event()
        self._ended = False
        self.open = 0

    # Looking

    async def run(self) -> None:
        """Look at the record until cancelled; what goes wrong is tried again."""
        loop, since = asyncio.get_running_loop(), 0.0
        # One thread, because a database belongs to the thread that opened it.
        with ThreadPoolExecutor(1) as aside:
            while True:
                # Whatever it was: nobody would be told anything any more, and no stream would end.
                with suppress(Exception):
                    if found := await loop.run_in_executor(aside, self._look_once):
                        self._tell(found)
                since += self._look
                if since >= self._beat:
                    since = 0.0
                    self._beats += 1
                    self._next_turn()
                await asyncio.sleep(self._look)

    def _look_once(self) -> Sequence[Glimpse]:
        if self._watch is None:
            watch = self._opened()
            found = watch.begin()
            self._watch = watch
            return found
        return self._watch.look()

    def _tell(self, found: Sequence[Glimpse]) -> None:
        self._told.extend(found)
        self._number += len(found)
        self._next_turn()

    def _next_turn(self) -> None:
        turn, self._turn = self._turn, asyncio.Event()
        turn.set()

    def end(self) -> None:
        """Let every stream come to its end."""
        self._ended = True
        self._next_turn()

    @property
    def ready(self) -> bool:
        """Whether the record has been looked at."""
        return self._watch is not None

    # Telling

    async def follow(self, letters: frozenset[str], after: int | None, receive: Receive, send: Send) -> None:
        """Tell one reader until they are gone."""
        gone = asyncio.ensure_future(_gone(receive))
        self.open += 1
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            # Not everybody at once, when a process ends and all of them come back.
            hello = _HELLO % (1_000 + 20 * (self.open % 100))
            place = self._number
            await _say(send, hello + self._missed(after, letters))
            while not gone.done() and not self._ended:
                turn, beats = self._turn, self._beats
                if place == self._number:
                    await turn.wait()
                octets = self._since(place, letters, after)
                place = self._number
                if octets or self._beats != beats:
                    await _say(send, octets or _BEAT)
        finally:
            self.open -= 1
            gone.cancel()

    def _since(self, place: int, letters: frozenset[str], after: int | None) -> bytes:
        new = _newest(self._told, min(self._number - place, len(self._told)))
        return b"".join(each.octets for each in new if _concerns(each, letters) and not _seen(each, after))

    def _missed(self, after: int | None, letters: frozenset[str]) -> bytes:
        if after is None or self._watch is None:
            return b""
        ours = [each for each in self._told if each.index is not None]
        known_from = ours[0].index if ours and ours[0].index is not None else self._watch.last + 1
        octets = b"".join(each.octets for each in ours if _concerns(each, letters) and not _seen(each, after))
        behind = after < known_from - 1 and known_from > 0
        return (f"id: {self._watch.last}\nevent: behind\ndata: {{}}\n\n".encode() if behind else b"") + octets


def _newest(told: deque[Glimpse], count: int) -> list[Glimpse]:
    return [told[place] for place in range(len(told) - count, len(told))]


def _concerns(glimpse: Glimpse, letters: frozenset[str]) -> bool:
    return not letters or glimpse.code in letters


def _seen(glimpse: Glimpse, after: int | None) -> bool:
    """Whether the reader said that they know it: the record may reach us later than it reached them."""
    return after is not None and glimpse.index is not None and glimpse.index <= after


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _say(send: Send, octets: bytes) -> None:
    await send({"type": "http.response.body", "body": octets, "more_body": True})


# ── the application ──────────────────────────────────────────────────────────


class Live:
    """The application; it looks at the record from its start to its end."""

    def __init__(self, opened: Callable[[], Watch], **more: float) -> None:
        self._opened, self._more = opened, more
        self._streams: Streams | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, or the application's own life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    @property
    def streams(self) -> Streams:
        """Everybody who is being told; it begins with the first question if nobody began it."""
        if self._streams is None:
            self._streams = Streams(self._opened, **self._more)
            self._running = asyncio.ensure_future(self._streams.run())
        return self._streams

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._first_look()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.streams.end()
                if self._running is not None:
                    self._running.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _first_look(self) -> None:
        """Whoever takes over from another process can tell from its first question on."""
        for _ in range(int(FIRST_LOOK / LOOK)):
            if self.streams.ready:
                return
            await asyncio.sleep(LOOK)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method, streams = scope["path"], scope["method"], self.streams
        if path in ("/healthz", "/readyz") and method in ("GET", "HEAD"):
            await _short(send, 200 if streams.ready else 503)
        elif path != "/events":
            await _short(send, 404)
        elif method != "GET":
            await _short(send, 405)
        elif not streams.ready or streams.open >= MOST:
            await _short(send, 503)
        else:
            try:
                letters, after = _asked(scope)
            except (Malformed, ValueError):
                await _short(send, 400)
                return
            await streams.follow(letters, after, receive, send)


def _asked(scope: Scope) -> tuple[frozenset[str], int | None]:
    """Which letters, and after which place; raises `Malformed` or ValueError for what is neither."""
    asked = parse_qs(scope["query_string"].decode("ascii"), max_num_fields=MOST_LETTERS + 5)
    seen = dict(scope["headers"]).get(b"last-event-id", b"").decode("ascii") or asked.get("after", [""])[0]
    letters = frozenset(read_code(code) for code in asked.get("letter", []))
    if len(letters) > MOST_LETTERS:
        raise Malformed("So many letters are not watched at once.")
    if not seen:
        return letters, None
    if not seen.removeprefix("-").isdecimal() or len(seen) > 18:
        raise Malformed("A place in the record is a whole number.")
    return letters, int(seen)


async def _short(send: Send, status: int) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok\n" if status == 200 else b""})


def _configured() -> Watch:
    home = os.environ.get("CHANCERY_HOME", "")
    if not home:
        raise Unavailable("CHANCERY_HOME does not say which house this is.")
    return open_watch(House.read(Path(home)), system_clock)


application = Live(_configured)
