"""A moment on the command line: `2020-01-06T12:05:00Z`, with its time zone always said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from chancery.record.statement import Instant


class Moment(click.ParamType[Instant]):
    """An option's value that is a moment."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Instant:
        """The moment in whole seconds since 1970, UTC."""
        if isinstance(value, int):
            return Instant(value)
        try:
            when = datetime.fromisoformat(str(value))
        except ValueError:
            when = None
        if when is None or when.tzinfo is None:
            self.fail(f"{value!r} is no moment with its time zone; write 2020-01-06T12:05:00Z.", param, ctx)
        return Instant(int(when.timestamp()))


MOMENT = Moment()
