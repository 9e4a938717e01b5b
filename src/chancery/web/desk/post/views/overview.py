"""The post: what is on its way, what was given up, and which letters nobody has acknowledged yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from chancery.phrases import say, stretch
from chancery.record.code import code_of
from chancery.record.statement import Instant, Statement
from chancery.registry.outgoing import State
from chancery.web.counter.names import Names
from chancery.web.desk import door, trouble
from chancery.web.desk.officers import signed_in
from chancery.web.desk.post.room import lines, may_write, require_seat, room
from chancery.web.desk.surroundings import surroundings

MOST_SHOWN = 50
NEWEST = 30
"""Letters that are looked at for acknowledgements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A letter of ours that has addressees."""

    title: str
    code: str
    at: Instant
    addressees: int
    received: int
    silent: str
    """How long the longest silence lasts, in words; empty where there is none."""


@signed_in
def overview(request: HttpRequest, language: str) -> HttpResponse:
    """Everything at a glance."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    here = room()
    counts = here.parcels.counts()
    context = {
        **surroundings(request, language, "post"),
        "now": door.now(),
        "on_its_way": list(lines(here.parcels.on_its_way(MOST_SHOWN), language)),
        "given_up": list(lines(here.parcels.given_up(MOST_SHOWN), language)),
        "waiting": counts[State.WAITING] + counts[State.CLAIMED],
        "dead": counts[State.DEAD],
        "done": counts[State.DONE],
        "letters": list(_posted(language)),
        "may_write": may_write(request),
        "mail": door.desk_settings().mail is not None,
    }
    return render(request, "desk/post/overview.html", context)


@signed_in
def replay(request: HttpRequest, language: str) -> HttpResponse:
    """Let a message that was given up be tried again."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    require_seat(request)
    number = request.POST.get("number", "")
    again = number.isdecimal() and len(number) < 19 and room().outbox.replay(int(number))
    if not again:
        return trouble.page(request, "not_found", status=404)
    messages.info(request, say("post.replayed", language))
    return HttpResponseRedirect(f"/{language}/post")


def _posted(language: str) -> Iterator[Posted]:
    registry, now = door.registry(), door.now()
    names = Names(registry, language)
    letters = registry.entries(name.id for name in registry.recent(NEWEST))
    told = room().deliveries_of(
        (entry.act for entry in letters if isinstance(entry.act, Statement)), registry
    )
    names.know(letters)
    for letter in letters:
        found = told.get(letter.id)
        if not found:
            continue
        silent = [each.silent_since for each in found if each.silent_since is not None]
        yield Posted(
            title=names.title(letter.id),
            code=code_of(letter.id),
            at=letter.at,
            addressees=len(found),
            received=sum(each.received is not None for each in found),
            silent=stretch(now - min(silent), language) if silent else "",
        )
