"""Delivering: mail over a few connections, webhooks many at a time, each kind in a line of its own.

The thread that asks this module for outcomes is the only one that touches the database;
the others hold sockets.  Whoever is slow takes up a place in the line until its time
is over, and holds up nobody else's.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from chancery.registry.outgoing import Fault, Outcome, Way

if TYPE_CHECKING:
    from chancery.net.mail import Letter
    from chancery.net.webhook import WebhookKeys
    from chancery.registry.ports import Clock

POSTMEN = 4
"""Connections to the mail server."""
MAILS_AT_ONCE = 16
WEBHOOKS_AT_ONCE = 512
WEBHOOK_CONNECTIONS = 256
ENOUGH = 200
"""Outcomes that are noted in one go."""

Settled = tuple[int, int, Outcome]
"""The number of a message, the tries before this one, and what came of it."""


class Sender(Protocol):
    """Hands mails over, one after the other."""

    def send(self, letter: Letter) -> Outcome:
        """Hand over one."""
        ...

    def rest(self) -> None:
        """There is nothing more to send for now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A webhook that is to be posted."""

    number: int
    tries: int
    id: str
    to: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """A mail that is to be handed over."""

    number: int
    tries: int
    letter: Letter


@dataclass(slots=True)
class Delivery:
    """
    Threads that deliver, and the outcomes they bring back.

    *sender* opens a line to the mail server; None where the settings name none.  Used as a context.
    """

    keys: WebhookKeys
    now: Clock
    sender: Callable[[], Sender] | None = None
    at_home: bool = False
    """Whether webhooks may lead to this machine itself: in a demonstration, and in tests."""
    flying: dict[Way, int] = field(default_factory=lambda: {Way.MAIL: 0, Way.WEBHOOK: 0})
    _outcomes: queue.SimpleQueue[tuple[Way, Settled]] = field(default_factory=queue.SimpleQueue)
    _mails: queue.SimpleQueue[Mailing | None] = field(default_factory=queue.SimpleQueue)
    _loop: asyncio.AbstractEventLoop | None = None
    _posts: asyncio.Queue[Posting | None] | None = None
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Delivery:
        ready = threading.Event()
        work: list[Callable[[], None]] = [lambda: asyncio.run(self._post_all(ready))]
        work += [self._carry] * (POSTMEN if self.sender is not None else 0)
        self._threads = [threading.Thread(target=each, daemon=True) for each in work]
        for thread in self._threads:
            thread.start()
        ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._end_posts)
        for _each in self._threads[1:]:
            self._mails.put(None)
        for thread in self._threads:
            thread.join()

    def room(self, way: Way) -> int:
        """How many more of that kind may be taken on."""
        most = MAILS_AT_ONCE if way is Way.MAIL else WEBHOOKS_AT_ONCE
        return most - self.flying[way]

    @property
    def busy(self) -> bool:
        """Whether anything is on its way."""
        return any(self.flying.values())

    def post(self, postings: Sequence[Posting]) -> None:
        """Take webhooks on."""
        assert self._loop is not None
        self.flying[Way.WEBHOOK] += len(postings)
        self._loop.call_soon_threadsafe(self._take, postings)

    def mail(self, mailings: Sequence[Mailing]) -> None:
        """Take mails on."""
        for mailing in mailings:
            self.flying[Way.MAIL] += 1
            if self.sender is None:
                outcome = Outcome(fault=Fault.NO_MAIL_SERVER)
                self._outcomes.put((Way.MAIL, (mailing.number, mailing.tries, outcome)))
            else:
                self._mails.put(mailing)

    def outcomes(self, seconds: float) -> Mapping[int, tuple[int, Outcome]]:
        """
        What came of those that have landed within so many seconds, or as soon as it is many.

        To note each by itself would cost a wait for the disk each time.
        """
        landed: dict[int, tuple[int, Outcome]] = {}
        until = time.monotonic() + seconds
        with suppress(queue.Empty):
            while len(landed) < ENOUGH:
                left = max(0.0, until - time.monotonic())
                way, (number, tries, outcome) = self._outcomes.get(timeout=left)
                landed[number] = (tries, outcome)
                self.flying[way] -= 1
        return landed

    # Mail

    def _carry(self) -> None:
        assert self.sender is not None
        postman = self.sender()
        while (mailing := self._next_mail(postman)) is not None:
            try:
                outcome = postman.send(mailing.letter)
            except Exception as unforeseen:  # one letter must not end the line for all others
                outcome = Outcome(fault=Fault.UNREACHABLE, said=repr(unforeseen))
            self._outcomes.put((Way.MAIL, (mailing.number, mailing.tries, outcome)))
        postman.rest()

    def _next_mail(self, postman: Sender) -> Mailing | None:
        try:
            return self._mails.get(timeout=1)
        except queue.Empty:
            postman.rest()
            return self._mails.get()

    # Webhooks

    async def _post_all(self, ready: threading.Event) -> None:
        from chancery.net.guarded import Guarded
        from chancery.net.webhook import deliver

        self._loop, self._posts = asyncio.get_running_loop(), asyncio.Queue()
        ready.set()
        posts = self._posts
        async with Guarded(at_home=self.at_home, at_once=WEBHOOK_CONNECTIONS) as guard:

            async def work() -> None:
                while (each := await posts.get()) is not None:
                    try:
                        outcome = await deliver(
                            guard, self.keys, each.to, id=each.id, at=self.now(), body=each.body
                        )
                    except Exception as unforeseen:  # one address must not end the line for all others
                        outcome = Outcome(fault=Fault.UNREACHABLE, said=repr(unforeseen))
                    self._outcomes.put((Way.WEBHOOK, (each.number, each.tries, outcome)))

            async with asyncio.TaskGroup() as workers:
                for _each in range(WEBHOOK_CONNECTIONS):
                    workers.create_task(work())

    def _take(self, postings: Sequence[Posting]) -> None:
        assert self._posts is not None
        for each in postings:
            self._posts.put_nowait(each)

    def _end_posts(self) -> None:
        assert self._posts is not None
        for _each in range(WEBHOOK_CONNECTIONS):
            self._posts.put_nowait(None)
