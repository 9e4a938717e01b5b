"""Asks read from the `clarification_requests` of a report: what was asked, as far as it was stated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chancery.errors import Malformed
from chancery.record.asks import Ask
from chancery.record.claims_form import NOT_STATED
from chancery.record.statement import StatementId

SUPPOSED = re.compile(r"possibly (\S+)")


def asks_from(layer: Mapping[str, Any]) -> tuple[Ask, ...]:
    """
    The questions a report tells of.

    A day with a question mark is no moment, so their times stay unknown; an answer the
    report only makes possible is kept as supposed.  Raises `Malformed` for other shapes.
    """
    try:
        return tuple(_ask(row) for row in layer["clarification_requests"])
    except (KeyError, TypeError, AttributeError) as error:
        raise Malformed(f"The questions are not in the form of a source layer: {error!r}.") from error


def _ask(row: Mapping[str, Any]) -> Ask:
    return Ask(
        id=StatementId(row["id"]),
        asker=row["asker"],
        asked=tuple(row["asked"]),
        asked_when=None if row["asked_at"] == NOT_STATED else row["asked_at"],
        possible_answers=tuple(SUPPOSED.findall(row["answer"])),
    )
