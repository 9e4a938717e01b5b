"""One letter's deliveries: to whom, by which way, whether it arrived, and who has not said so, since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.check.copy import Letter
from chancery.phrases import stretch
from chancery.record.statement import Statement
from chancery.registry.deliveries import Delivery
from chancery.web.counter.names import Names
from chancery.web.counter.views.letter import found
from chancery.web.desk import door, trouble
from chancery.web.desk.officers import signed_in
from chancery.web.desk.post.room import Line, lines, may_write, room
from chancery.web.desk.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One addressee as the page shows them."""

    delivery: Delivery
    lines: tuple[Line, ...]
    silent: str
    """How long they have said nothing, in words; empty where they have, or could not yet."""
    acknowledged_by: str
    """The code of the statement that acknowledges it; empty where there is none."""
    pick_up: str


@signed_in
def letter(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The page of one letter."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    ids = found(code)
    shown = door.registry().letter(ids[0]) if len(ids) == 1 else None
    if shown is None or not isinstance(shown.entry.act, Statement):
        return trouble.not_found(request)
    if shown.entry.institution != door.registry().institution:
        return trouble.not_found(request)
    names = Names(door.registry(), language)
    context = {
        **surroundings(request, language, f"post/letter/{shown.name.code}"),
        "letter": shown,
        "title": names.title(shown.name.id),
        "addressees": list(_shown(shown, language, may_write(request))),
    }
    return render(request, "desk/post/letter.html", context)


def _shown(letter: Letter, language: str, may: bool) -> Iterator[Shown]:
    """Each addressee; the link by which they say that they have it is told to whom holds a seat."""
    here, registry = room(), door.registry()
    for each in here.deliveries(letter, registry):
        since = each.silent_since
        by = None if each.acknowledgement is None else registry.letter(each.acknowledgement.statement)
        yield Shown(
            delivery=each,
            lines=tuple(lines(each.sent, language)),
            silent="" if since is None else stretch(door.now() - since, language),
            acknowledged_by="" if by is None else by.name.code,
            pick_up=here.pick_up_link(letter.name.id, each.addressee, language)
            if may and each.laid_out
            else "",
        )
