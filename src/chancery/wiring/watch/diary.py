"""What happened, one line of JSON for each event, on standard error.

    CHANCERY_LOG=json    requests, faults, the book of the door, what commands say beside their result
    CHANCERY_LOG=text    faults and the book of the door, as they always were; so it is unless said

No line holds a letter, an address of a reader or of mail, a word of a link or a code: a
route is the pattern of an address, and of a fault it is told what it was and where it arose,
never its message, into which anything may have come that somebody brought.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

LOG = "CHANCERY_LOG"
REQUESTS = "chancery.requests"
"""The name under which answers are written down."""

GRANIAN = "_granian"
"""What it says is of workers and sockets, never of a request."""

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The number of the request that is being answered, on every line that it causes."""

_CARRIED = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
FRAMES = 12
"""Innermost places of a fault that are told."""


def in_json() -> bool:
    """Whether lines are written for programs."""
    return os.environ.get(LOG, "text") == "json"


def id_of(carried: str) -> str:
    """The number that the web server in front gave a request; a fresh one where it gave none."""
    return carried if _CARRIED.fullmatch(carried) else secrets.token_hex(16)


def line(event: str, level: str = "info", **facts: object) -> str:
    """An event as it is written; JSON in ASCII, so that nothing in it can begin another line."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    known = request_id.get()
    about = {} if known is None else {"request": known}
    return json.dumps({"at": at, "level": level, "event": event, **about, **facts})


class JsonLines(logging.Formatter):
    """Whatever is written down, as such lines."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        level = record.levelname.lower()
        if record.name.startswith("chancery."):
            return _of_ours(record, level)
        if record.name == GRANIAN:
            return line("server", level, said=record.getMessage())
        facts: dict[str, Any] = {"by": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            facts |= _fault(record.exc_info[1])
        status = getattr(record, "status_code", None)
        return line("fault", level, **facts, **({} if status is None else {"status": status}))


def _of_ours(record: logging.LogRecord, level: str) -> str:
    """Our own lines are JSON already; the number of their request is added."""
    told = json.loads(record.getMessage())
    facts = {name: each for name, each in told.items() if name not in ("at", "level", "event", "request")}
    return line(told["event"], level, **facts)


def _fault(fault: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(fault.__traceback__)[-FRAMES:]
    where = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return {"fault": type(fault).__name__, "where": where}


def _short(place: str) -> str:
    """A place in the code, and not where it was installed."""
    return "/".join(place.split("/")[-3:])


def settings(text: dict[str, Any]) -> dict[str, Any]:
    """Logging as a web process sets it up: *text* as it stands, or lines for programs."""
    if not in_json():
        return text
    lines = {"class": "logging.StreamHandler", "formatter": "lines"}
    ours = {"handlers": ["lines"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "chancery.wiring.watch.diary.JsonLines"}},
        "handlers": {"lines": lines},
        "loggers": {
            "django": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
            "chancery.security": ours,
            REQUESTS: ours,
        },
    }


def granian_lines() -> dict[str, Any] | None:
    """How the server of the web processes writes down what it has to say; None: as it always did."""
    if not in_json():
        return None
    lines = {"class": "logging.StreamHandler", "formatter": "lines"}
    quiet = {"handlers": ["lines"], "level": "WARNING", "propagate": False}
    return {
        "formatters": {"lines": {"()": "chancery.wiring.watch.diary.JsonLines"}},
        "handlers": {"lines": lines},
        "loggers": {"_granian": quiet, "granian.access": quiet},
    }
