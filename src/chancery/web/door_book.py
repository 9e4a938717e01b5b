"""Who came in, who was turned away and what was done: one line of JSON each, for whoever runs the house.

Nothing that somebody wrote stands in it: no letter, no mail address, no word of a link, no key.
An address is told by the name of its route, because links carry words that open something.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum, unique

from django.http import HttpRequest

BOOK = "chancery.security"
"""The name under which whoever sets up logging finds it."""

_book = logging.getLogger(BOOK)


@unique
class Event(StrEnum):
    """What is written down."""

    CAME = "came"
    KNOCKED = "knocked"
    """Tried to come in, and is not in: a step of two, or in vain."""
    WENT = "went"
    DID = "did"
    REFUSED = "refused"


def note(event: Event, request: HttpRequest, **facts: object) -> None:
    """Write one line; JSON in ASCII, so that nothing in it can begin another."""
    asked = request.resolver_match
    told = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event.value,
        "route": None if asked is None else asked.view_name,
        "method": request.method,
        **facts,
    }
    level = logging.WARNING if event in (Event.REFUSED, Event.KNOCKED) else logging.INFO
    _book.log(level, json.dumps(told))


class WithoutAddresses(logging.Filter):
    """Django's own lines about faults, with the pattern of an address in place of the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let it through, changed."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            asked = request.resolver_match
            pattern = "an address" if asked is None else asked.route
            record.args = tuple(pattern if each == request.path else each for each in record.args)
        return True
