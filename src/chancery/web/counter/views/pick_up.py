"""A letter laid out for one of its addressees, and their word that they have it.

Whoever has the link sees the page; only a button acknowledges, because mail programs
open links to look at them.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from chancery.check.copy import Letter
from chancery.phrases import lead
from chancery.record.statement import Statement
from chancery.registry.picking_up import PickUp
from chancery.web.counter.door import record
from chancery.web.counter.given_out import given_out
from chancery.web.counter.inbox import elsewhere, inbox, sent_from_elsewhere
from chancery.web.counter.names import Names
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble


# No CSRF token, as for questions (`views.ask`): the word itself is the power.
@csrf_exempt
def pick_up(request: HttpRequest, language: str, word: str) -> HttpResponse:
    """The letter and its file; and, once the button was pressed, since when they have it."""
    laid_out = inbox().pick_ups.by_word(word)
    letter = None if laid_out is None else record().letter(laid_out.letter)
    if laid_out is None or letter is None:
        return trouble.not_found(request)
    if request.method in ("GET", "HEAD"):
        return _page(request, language, laid_out, letter)
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    if sent_from_elsewhere(request):
        return trouble.said(request, *elsewhere(language), status=403)
    inbox().pick_ups.receive(word, record().now())
    response = HttpResponseRedirect(request.path)
    response.status_code = 303  # whatever was sent, the page is fetched
    return response


def _page(request: HttpRequest, language: str, laid_out: PickUp, letter: Letter) -> HttpResponse:
    act, names = letter.entry.act, Names(record(), language)
    assert isinstance(act, Statement), "only statements are laid out"
    context = {
        # Not with the word: a link that is the power to acknowledge is not drawn twice.
        **surroundings(language),
        "laid_out": laid_out,
        "letter": letter,
        "office": names.get(act.office, act.office),
        "lead": lead(letter.answers, language, names),
        "given": given_out(letter),
    }
    response = render(request, "counter/pick_up.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
