"""An interface held against its own document: it takes what it says it takes, and gives what it says.

Schemathesis makes the requests, in this process and always the same ones: examples, the
edges of every value, and random ones both fitting and unfitting.  After each it looks
whether the status, the kind and the shape of the answer stand in the document, whether
what does not fit was refused, and whether anything works without an access key.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

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


def held_against_its_document(*, examples: int, secret: str = "") -> Held:
    """Everything that was found, with how often each operation answered how."""
    schema = schemathesis.openapi.from_wsgi(PATH, WSGIHandler(), config=_config(examples, secret))
    held = Held()
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                _look(event, held)
            case events.NonFatalError():
                held.failures.append(f"{event.label}: {event.info}")
            case events.FatalError():
                raise event.exception
    return held


def _look(event: events.ScenarioFinished, held: Held) -> None:
    for name, interaction in event.recorder.interactions.items():
        if interaction.response is not None:
            held.statuses[event.label, interaction.response.status_code] += 1
        for check in event.recorder.checks.get(name, ()):
            if check.failure_info is not None:
                request, found = interaction.request, check.failure_info.failure
                held.failures.append(f"{event.label}: {found}\n{request.uri}\n{request.body!r}")


def _config(examples: int, secret: str) -> SchemathesisConfig:
    told: dict[str, object] = {
        "seed": SEED,
        "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
        # No step follows from another here: the Desk's own tests go through a letter's day.
        "phases": {"stateful": {"enabled": False}},
        "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED_BESIDES}},
    }
    if secret:
        told["headers"] = {"Authorization": f"Bearer {secret}"}
    return SchemathesisConfig.from_dict(told)
