"""What waits for an answer, those about one letter together; who waits longest stands on top."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from chancery.registry.asking import MOST_LOOKED_AT, Came, open_inquiries
from chancery.web.counter.names import Names
from chancery.web.desk import door, trouble
from chancery.web.desk.asks.here import inbox, seated, seats
from chancery.web.desk.asks.showing import line
from chancery.web.desk.surroundings import surroundings


@seated
def asks(request: HttpRequest, language: str) -> HttpResponseBase:
    """The list, with what people put to us above what a report only says that somebody asked."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    found = open_inquiries(inbox().asks, door.registry(), door.now())
    oldest = {kept.ask.id: kept for kept in inbox().asks.some(inquiry.name for inquiry in found)}
    own = frozenset(seat.office for seat in seats(request))
    names = Names(door.registry(), language, first=door.registry().institution)
    reported = [each for each in found if oldest[each.name].came is Came.REPORTED]
    put = [each for each in found if oldest[each.name].came is not Came.REPORTED]
    context = {
        **surroundings(request, language, "asks"),
        "put": [line(each, oldest[each.name], own, names, language) for each in put],
        "reported": [line(each, oldest[each.name], own, names, language) for each in reported],
        "count": inbox().asks.count_waiting() if found else 0,
        "more": sum(len(each.asks) for each in found) >= MOST_LOOKED_AT,
        "read": door.now(),
    }
    return render(request, "desk/asks/list.html", context)
