"""An interface held against its own document: it takes what it says it takes, and gives what it says.

Schemathesis makes the requests, over a socket and always the same ones: examples, the
edges of every value, and random ones both fitting and unfitting.  After each it looks
whether the status, the kind and the shape of the answer stand in the document, whether
what does not fit was refused, and whether anything works without an access key.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from chancery.web.api.problems import IDEMPOTENCY_KEY

SEED = 20200106
PATH = "/api/v1/openapi.json"

ACCEPTED_BESIDES = ["2xx", "401", "403", "404", "409", "422"]
"""What fits the document and is refused all the same: letters that are none, hands of nobody."""


@dataclass
class Held:
    """What came of it."""

    failures: list[str] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often each operation answered with each status."""

    @property
    def requests(self) -> int:
        return self.statuses.total()

    def answered(self, label: str) -> set[int]:
        """The statuses with which an operation answered."""
        return {status for name, status in self.statuses if name == label}


def held_against_its_document(
    *,
    examples: int,
    secret: str = "",
    at_random: tuple[str, ...] = (),
    prepared: Callable[[str, Mapping[str, object]], object] | None = None,
) -> Held:
    """
    Everything that was found, with how often each operation answered how.

    *at_random*: operations whose forms have so many edges that only random ones are tried.
    *prepared* puts something that is there in the place of a fitting path parameter.
    """
    held, config = Held(), _config(examples, secret, at_random)
    with served() as address, _before_each(_fresh(prepared)):
        schema = schemathesis.openapi.from_url(f"{address}{PATH}", config=config)
        for event in from_schema(schema).execute():
            match event:
                case events.ScenarioFinished():
                    _look(event, held)
                case events.NonFatalError():
                    held.failures.append(f"{event.label}: {event.info}")
                case events.FatalError():
                    raise event.exception
    return held


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nobody reads the diary of a test."""


@contextmanager
def served() -> Iterator[str]:
    """The whole application behind a socket of this machine, in this process; its address."""
    server = make_server("127.0.0.1", 0, _Application(), handler_class=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Application(WSGIHandler):
    """Django, which leaves no database open behind it in the thread of the server."""

    def __call__(self, environ: dict[str, object], start_response: object) -> object:
        answer = super().__call__(environ, start_response)
        connections.close_all()
        return answer


def _look(event: events.ScenarioFinished, held: Held) -> None:
    for name, interaction in event.recorder.interactions.items():
        if interaction.response is not None:
            held.statuses[event.label, interaction.response.status_code] += 1
        for check in event.recorder.checks.get(name, ()):
            if check.failure_info is not None:
                request, found = interaction.request, check.failure_info.failure
                held.failures.append(f"{event.label}: {found}\n{request.uri}\n{request.body!r}")


@contextmanager
def _before_each(before_call: Callable[..., None]) -> Iterator[None]:
    """Hooks on requests are everybody's in Schemathesis, so this one is taken back."""
    schemathesis.hook(before_call)
    try:
        yield
    finally:
        schemathesis.hooks.unregister_all()


def _fresh(prepared: Callable[[str, Mapping[str, object]], object] | None) -> Callable[..., None]:
    """Let every fitting request carry an idempotency key of its own, and be about something that is there."""
    numbers = count(1)

    def before_call(context: object, case: Case, kwargs: dict[str, object]) -> None:
        key = (case.headers or {}).get(IDEMPOTENCY_KEY)
        if isinstance(key, str) and re.fullmatch(r"[A-Za-z0-9._~-]{1,128}", key):
            case.headers[IDEMPOTENCY_KEY] = f"request-{next(numbers)}"
        if prepared is not None:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = prepared(case.operation.label, case.path_parameters)

    return before_call


def _config(examples: int, secret: str, at_random: tuple[str, ...]) -> SchemathesisConfig:
    told: dict[str, object] = {
        "seed": SEED,
        "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
        "phases": {
            # No step follows from another here: the Desk's own tests go through a letter's day.
            "stateful": {"enabled": False},
            "coverage": {"unexpected-methods": ["DELETE", "OPTIONS"]},
        },
        "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED_BESIDES}},
        "operations": [
            {"include-operation-id": name, "phases": {"coverage": {"enabled": False}}} for name in at_random
        ],
    }
    if secret:
        told["auth"] = {"openapi": {"AccessKey": {"bearer": secret}}}
    return SchemathesisConfig.from_dict(told)
