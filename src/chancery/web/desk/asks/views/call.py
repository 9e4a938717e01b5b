"""A question written down by hand: somebody telephoned, or a report says that somebody asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.phrases import iso, say
from chancery.registry.asking import Came, KeptAsk
from chancery.web.desk import door, trouble
from chancery.web.desk.asks.filled import NotFilled, call_in
from chancery.web.desk.asks.here import inbox, seated
from chancery.web.desk.surroundings import surroundings


@seated
def call(request: HttpRequest, language: str) -> HttpResponseBase:
    """The form, and the keeping of what it brings."""
    if request.method in ("GET", "HEAD"):
        return _shown(request, language)
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    try:
        kept = call_in(request, language)
    except NotFilled as lacking:
        return _shown(request, language, lacking.fault)
    _keep(kept, " ".join(request.POST.get("supposed", "").split())[:200])
    messages.success(request, say("asks.done.written", language))
    return redirect(f"/{language}/asks/{kept.ask.id.removeprefix('urn:uuid:')}")


def _keep(kept: KeptAsk, supposed: str) -> None:
    inbox().asks.keep(kept)
    if supposed and kept.came is Came.REPORTED:
        inbox().asks.suppose(kept.ask.id, supposed)


def _shown(request: HttpRequest, language: str, fault: str | None = None) -> HttpResponseBase:
    typed = {"asked_at": iso(door.now()), "came": Came.TELEPHONE.value}
    context = {
        **surroundings(request, language, "asks/call"),
        "typed": request.POST.dict() if fault is not None else typed,
        "fault": None if fault is None else say(f"asks.fault.{fault}", language),
    }
    return render(request, "desk/asks/call.html", context, status=200 if fault is None else 400)
