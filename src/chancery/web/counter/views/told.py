"""“Tell me if this changes”: the wish, its confirming link, and the link that ends it.

Whoever types an address learns nothing about it: the page says the same whether it was
confirmed long ago or is nobody's.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from chancery.registry.outgoing import Way
from chancery.registry.subscribing import Wish
from chancery.web.counter.door import record
from chancery.web.counter.inbox import elsewhere, inbox, sent_from_elsewhere
from chancery.web.counter.limits import Turn, take
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble
from chancery.web.counter.wishing import About, Form, about_in, form_in, title_of
from chancery.wiring.inbox import fresh_chance


# No CSRF token, as for questions (`views.ask`).
@csrf_exempt
def told(request: HttpRequest, language: str) -> HttpResponse:
    """The form, and the keeping of the wish."""
    inbox()
    if request.method in ("GET", "HEAD"):
        about = about_in(request.GET, language)
        return trouble.not_found(request) if about is None else _form(request, language, about)
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    if sent_from_elsewhere(request):
        return trouble.said(request, *elsewhere(language), status=403)
    form = form_in(request, language)
    if form is None:
        return trouble.not_found(request)
    if form.fault is not None:
        return _form(request, language, form.about, form)
    take(request, Turn.SUBSCRIBE)
    _keep(form, language)
    return _said(request, language, "sent" if form.way is Way.MAIL else "challenged", form.about.title)


@csrf_exempt
def confirm(request: HttpRequest, language: str, word: str) -> HttpResponse:
    """
    The link in the first message: a button, and what it does.

    A mail program that opens links to look at them must not confirm anything, so
    opening the page is not enough.
    """
    topic = inbox().subscriptions.confirming(word)
    if topic is None:
        return _said(request, language, "expired", None, status=404)
    title = title_of(topic, language)
    if request.method in ("GET", "HEAD"):
        return _button(request, language, "confirm", title)
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    inbox().subscriptions.confirm(word, record().now())
    return _said(request, language, "confirmed", title)


@csrf_exempt
def stop(request: HttpRequest, language: str, word: str) -> HttpResponse:
    """The link in every message; a mail program may also use it by itself (RFC 8058)."""
    topic = inbox().subscriptions.stopping(word)
    if topic is None:
        return _said(request, language, "stopped", None)  # ended before, and by now nobody knows whose it was
    title = title_of(topic, language)
    if request.method in ("GET", "HEAD"):
        return _button(request, language, "stop", title)
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    inbox().subscriptions.stop(word)
    return _said(request, language, "stopped", None)


def _keep(form: Form, language: str) -> None:
    wish = Wish(
        topic=form.about.topic,
        way=form.way,
        address=form.address,
        language=language,
        at=record().now(),
        chance=fresh_chance(),
    )
    inbox().subscriptions.wish(wish)


def _form(request: HttpRequest, language: str, about: About, form: Form | None = None) -> HttpResponse:
    fault = None if form is None else form.fault
    context = {
        **surroundings(language, here="told"),
        "about": about,
        "by_web": form is not None and form.way is Way.WEBHOOK,
        "address": "" if form is None else form.address,
        "fault": None if fault is None else f"asks.fault.{fault}",
    }
    return _unkept(render(request, "counter/asks/told.html", context, status=400 if fault else 200))


def _button(request: HttpRequest, language: str, what: str, title: str) -> HttpResponse:
    context = {**surroundings(language), "what": what, "title": title}
    return _unkept(render(request, "counter/asks/told_button.html", context))


def _said(
    request: HttpRequest, language: str, what: str, title: str | None, *, status: int = 200
) -> HttpResponse:
    context = {**surroundings(language), "what": what, "title": title}
    return _unkept(render(request, "counter/asks/told_said.html", context, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
