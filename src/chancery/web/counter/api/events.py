"""What happened on this record since a place in its log: hints to look again."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from chancery.check.projection import letter_of, moment
from chancery.registry.hints import Hint
from chancery.web.api import shapes
from chancery.web.api.answering import to_everybody
from chancery.web.api.frame import asks
from chancery.web.counter.door import record

router = Router(tags=["events"])

FARTHEST = 2**53 - 1
"""The largest whole number that every reader of JSON reads."""


class TheHint(shapes.Told):
    """One letter that an entry brought, or bears on."""

    index: int = Field(description="The entry's place in the log.")
    at: str = Field(description="When it was put there.")
    letter: shapes.LetterName
    standing: str = Field(description="Where the letter stands now.")
    by: shapes.LetterName = Field(description="The entry itself.")


class Events(shapes.Told):
    """What happened in a stretch of the log."""

    events: list[TheHint]
    last: int = Field(description="Ask for what comes after this index.")
    size: int = Field(description="How many entries the log has.")


@router.get(
    "/events",
    operation_id="events",
    summary="Catch up with what happened on this record",
    response={200: Events},
    openapi_extra=asks(422, 503),
)
def events(
    request: HttpRequest,
    after: Annotated[
        int, Query(ge=-1, le=FARTHEST, description="The last index that was seen; -1 for none.")
    ] = -1,
) -> HttpResponse:
    """
    A hint says that something happened, and proves nothing: read the letter.

    One answer reaches over 500 entries at most; ask again after `last` until it is `size` less one.
    """
    found = record().hints(after)
    return to_everybody(
        {"events": [_told(each) for each in found.hints], "last": found.last, "size": found.size}
    )


def _told(hint: Hint) -> dict[str, object]:
    return {
        "index": hint.index,
        "at": moment(hint.at),
        "letter": letter_of(hint.letter),
        "standing": hint.standing,
        "by": letter_of(hint.by),
    }
