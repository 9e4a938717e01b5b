"""Files for machines: the log as it is published, evidence, and who we are."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import rfc8785
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from chancery.errors import Unavailable
from chancery.phrases import LANGUAGES
from chancery.record.charter import Charter
from chancery.record.charter_form import charter_to_json
from chancery.record.rendition import Shows
from chancery.store.shown_as import shown_as
from chancery.web import watched
from chancery.web.counter.door import record
from chancery.web.counter.given_out import given_out
from chancery.web.counter.names import newest_charter
from chancery.web.counter.views import trouble
from chancery.web.counter.views.letter import found
from chancery.wiring.house import House
from chancery.wiring.watch.settings import Face


def register(request: HttpRequest, path: str) -> HttpResponse:
    """A published file of the log (C2SP tlog-tiles): checkpoints change, tiles never do."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    octets = record().file(path)
    if octets is None:
        return HttpResponse("There is no such file.\n", status=404, content_type="text/plain; charset=utf-8")
    shown = shown_as(path)
    response = HttpResponse(octets, content_type=shown.media)
    response.headers["Cache-Control"] = shown.caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def evidence(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The evidence file for a letter, to be kept with it."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    ids = found(code)
    letter = record().letter(ids[0]) if len(ids) == 1 else None
    if letter is None:
        return trouble.not_found(request)
    try:
        octets = record().evidence(letter.name.id)
    except Unavailable:
        return trouble.page(request, "no_evidence", status=503)
    response = HttpResponse(octets, content_type="application/cbor")
    response.headers["Content-Disposition"] = f'attachment; filename="{letter.name.code}.evidence"'
    return response


def pdf(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """The letter as it was given out; once it no longer stands, only with that written across."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    ids = found(code)
    letter = record().letter(ids[0]) if len(ids) == 1 else None
    given = None if letter is None else given_out(letter)
    octets = None if given is None else record().rendition(given.digest)
    if letter is None or given is None or octets is None:
        return trouble.not_found(request)
    stamped = "" if given.shows is Shows.LETTER else "-stamped"
    response = HttpResponse(octets, content_type=given.media)
    response.headers["Content-Disposition"] = f'attachment; filename="{letter.name.code}{stamped}.pdf"'
    return response


def well_known(request: HttpRequest) -> HttpResponseBase:
    """Who keeps this record, under which log, with which keys, by which charter."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    charter = newest_charter(record(), record().institution)
    response = JsonResponse(
        {
            "domain": record().institution,
            "origin": charter.register.origin if charter and charter.register else None,
            "vkeys": list(charter.register.log) if charter and charter.register else [],
            "charter": _charter(charter),
            "register": "/register/",
            "languages": list(LANGUAGES),
            "demonstration": bool(record().demonstration),
        }
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _charter(charter: Charter | None) -> dict[str, object] | None:
    if charter is None:
        return None
    digest = hashlib.sha256(rfc8785.dumps(charter_to_json(charter))).hexdigest()
    return {"version": charter.version, "digest": f"sha256:{digest}"}


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is said."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> HttpResponse:
    """The record can be read: its charter is there, and so is whatever else this house needs."""
    try:
        there = bool(record().charters(record().institution))
    except Unavailable:
        there = False
    if there and os.environ.get("CHANCERY_HOME"):
        return _ready(request)
    words, status = ("ready\n", 200) if there else ("not ready\n", 503)
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


@cache
def _house() -> House:
    return House.read(Path(os.environ["CHANCERY_HOME"]))


_ready = watched.ready(Face.COUNTER, _house)
