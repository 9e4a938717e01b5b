"""The moment a reader asks about, as it stands in an address: `2020-01-06T12:05Z`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from chancery.record.statement import Instant
from chancery.web.counter.brought import Fault, NotReadable

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?( ?Z| ?UTC|\+00:00)?", re.ASCII)


def moment(text: str | None) -> Instant | None:
    """
    The moment in whole seconds; None when none was asked for.

    A date alone is refused: a letter may stand in the morning and be gone by noon.
    Everything is UTC, so another zone is refused rather than converted: a reader who
    writes one has something else in mind.
    """
    if text is None or not text.strip():
        return None
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise NotReadable(Fault.MOMENT)
    digits = text.strip().removesuffix(match[2] or "").replace(" ", "T")
    try:
        return Instant(int(datetime.fromisoformat(digits).replace(tzinfo=UTC).timestamp()))
    except (ValueError, OverflowError) as impossible:
        raise NotReadable(Fault.MOMENT) from impossible
