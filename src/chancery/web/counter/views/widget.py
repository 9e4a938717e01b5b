"""Where a letter stands, on other people's pages: a script where scripts may run, elsewhere a picture.

The script is written once for each process, with the sentences it may have to say without
us: that it could not check, in every language.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse

from chancery.errors import Unavailable
from chancery.phrases import LANGUAGES
from chancery.phrases.exports.badge import MEDIA, badge, unknown_badge
from chancery.phrases.exports.standing import widget_shapes, widget_words
from chancery.web.counter.views import trouble
from chancery.web.counter.views.feeds import by_code, given, spoken

SCRIPT = "text/javascript"


def script(request: HttpRequest) -> HttpResponse:
    """The element `<chancery-standing>`."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    response = given(request, written(), SCRIPT)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def picture(request: HttpRequest, code: str) -> HttpResponse:
    """
    The standing as a picture with words.

    A page that shows it shows whatever comes; so a failure of ours is a picture too, which
    says that nothing could be checked, and has the status of the failure.
    """
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    asked = request.GET.get("lang", LANGUAGES[0])
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    try:
        letter = by_code(code)
    except Unavailable:
        return _unknown(request, language, 503)
    if letter is None:
        return _unknown(request, language, 404)
    return given(request, badge(spoken(request, letter, language)), MEDIA)


def _unknown(request: HttpRequest, language: str, status: int) -> HttpResponse:
    response = given(request, unknown_badge(language), MEDIA)
    response.status_code = status
    del response.headers["ETag"]
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def written() -> bytes:
    """The script, with its words and shapes put in."""
    source = (
        files("chancery.web.counter").joinpath("static", "counter", "chancery-standing.js").read_text("utf-8")
    )
    for place, value in (("WORDS", widget_words()), ("SHAPES", widget_shapes())):
        source = source.replace(
            f"{{}} /* {place} */", json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        )
    return "\n".join(line.strip() for line in source.splitlines()).encode()
