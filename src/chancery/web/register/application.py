"""The register over HTTP (draft-ietf-scitt-scrapi-11), as an RSGI application without a framework.

    POST /entries                         201 receipt · 303 promised · 400, 403, 409 refused · 429, 503 later
    GET  /entries/<index or handle>       200 receipt · 302 still running · 404
    GET  /.well-known/scitt-keys[/<kid>]  the keys that receipts are checked with
    GET  /healthz                         200 once acts can be registered

CHANCERY_HOME names the house.  What is asked is answered by a thread beside the one that
writes, so that no receipt waits for a step.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from chancery.errors import ChanceryError, Unavailable
from chancery.seal.brought import MOST_OCTETS, Brought, read_brought
from chancery.web.register import answers, keys
from chancery.web.register.answers import COSE, Answer, Places
from chancery.web.register.line import Line, Waiting
from chancery.web.register.work import Work
from chancery.wiring.house import House
from chancery.wiring.registering import OpenedRegister, Program, RegisterSettings, open_register

PATIENCE: Final = 4.0
"""Seconds that somebody waits for a receipt before they are promised one."""
SWEEP: Final = 0.25
SWITCH: Final = 0.05
"""Seconds after which the thread that takes steps lets the others go on."""

_KEY = re.compile(r"[A-Za-z0-9._~-]{1,128}", re.ASCII)
_ENTRY, _KEYS = "/entries/", "/.well-known/scitt-keys"


class Register:
    """The application.  It opens its house with the loop, and takes steps until the loop ends."""

    def __init__(self, house: Callable[[], House], *, patience: float = PATIENCE) -> None:
        self._house = house
        self._patience = patience
        self._aside = ThreadPoolExecutor(1)
        self._sweeping: asyncio.TimerHandle | None = None
        self._promising: set[asyncio.Task[None]] = set()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Open the house; raises `Unavailable` if it cannot be."""
        house = self._house()
        settings = RegisterSettings.of(house)
        self._opened: OpenedRegister = open_register(house)
        self._opened.registry.settle()
        self._programs = settings.programs
        self._work = Work(self._opened, Places(url=settings.url))
        self._line = Line(self._work.step, self._work.keep_promises, loop)
        self._loop = loop
        # A step is long, and nobody in line gains by its being interrupted two hundred times a second.
        sys.setswitchinterval(SWITCH)
        self._line.begin()
        self._sweeping = loop.call_later(SWEEP, self._sweep)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Finish the step under way."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._line.end()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """One request."""
        answer = await self._answer(scope, protocol)
        protocol.response_bytes(answer.status, answer.headers, answer.octets)

    async def _answer(self, scope: Any, protocol: Any) -> Answer:
        path, method = scope.path, scope.method
        if path == "/entries":
            return await self._brought(scope, protocol) if method == "POST" else answers.METHOD
        if method not in ("GET", "HEAD"):
            return answers.METHOD
        if path.startswith(_ENTRY):
            return await self._asked(lambda: self._work.entry(path.removeprefix(_ENTRY)))
        if path == _KEYS:
            return await self._asked(lambda: keys.key_set(self._opened.asked))
        if path.startswith(f"{_KEYS}/"):
            kid = path.removeprefix(f"{_KEYS}/")
            return await self._asked(lambda: keys.one_key(self._opened.asked, kid))
        if path == "/healthz":
            return Answer(status=200, headers=[])
        return answers.NOT_FOUND

    async def _asked(self, question: Callable[[], Answer]) -> Answer:
        try:
            return await self._loop.run_in_executor(self._aside, question)
        except ChanceryError as trouble:
            return answers.unavailable(trouble)

    # Bringing

    async def _brought(self, scope: Any, protocol: Any) -> Answer:
        headers = scope.headers
        if headers.get("content-type", "").partition(";")[0].strip().lower() != COSE:
            return answers.MEDIA_TYPE
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return answers.LENGTH
        if int(length) > MOST_OCTETS:
            return answers.TOO_LARGE
        if self._line.is_full(int(length)):
            return answers.FULL
        key = headers.get("idempotency-key", "") or secrets.token_urlsafe(32)
        if not _KEY.fullmatch(key):
            return answers.KEY
        message = await protocol()
        try:
            program, brought = self._admitted(message)
        except ChanceryError as refusal:
            return answers.refusal(refusal)
        if program is None:
            return answers.STRANGER
        if self._line.is_full_of(program.name):
            return answers.TOO_MANY
        return await self._in_line(program, brought, message, key)

    def _admitted(self, message: bytes) -> tuple[Program | None, Brought]:
        """Who brings what; nobody, if no program of ours signs with that key."""
        brought = read_brought(message, self._opened.registry.institution)
        program = self._programs.get(brought.kid)
        if program is not None:
            brought.check(program.key)
        return program, brought

    async def _in_line(self, program: Program, brought: Brought, message: bytes, key: str) -> Answer:
        waiting = Waiting(
            brought=brought,
            message=message,
            key=f"program/{program.name}/{key}",
            program=program.name,
            answer=self._loop.create_future(),
        )
        self._line.stand(waiting)
        return await waiting.answer

    def _sweep(self) -> None:
        """Promise a receipt to whoever has waited for one too long."""
        overdue = self._line.overdue(self._patience)
        if overdue:
            task = self._loop.create_task(self._promise(overdue))
            self._promising.add(task)
            task.add_done_callback(self._promising.discard)
        self._sweeping = self._loop.call_later(SWEEP, self._sweep)

    async def _promise(self, overdue: Sequence[Waiting]) -> None:
        promised = await self._loop.run_in_executor(self._aside, self._work.promise, overdue)
        for waiting, answer in zip(overdue, promised, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(answer)


def _configured() -> House:
    folder = os.environ.get("CHANCERY_HOME", "")
    if not folder:
        raise Unavailable("CHANCERY_HOME does not say which house this register is of.")
    return House.read(Path(folder))


application = Register(_configured)
