"""The newspaper for a WSGI server; CHANCERY_HOME names the house whose letter it writes about."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from chancery.phrases import DIRECTIONS, LANGUAGES, say
from chancery.play.newspaper import LETTER, QUOTATION
from chancery.wiring.house import House

Start = Callable[[str, list[tuple[str, str]]], Any]

KINDS = {"gazette.css": "text/css", "gazette.js": "text/javascript"}


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """One page in each language, its style and its script."""
    asked = environ.get("PATH_INFO", "/").strip("/")
    if asked == "healthz":
        return _answered(start, b"ok\n", "text/plain")
    if asked in KINDS:
        return _answered(start, _file(asked).encode(), KINDS[asked])
    if asked in LANGUAGES:
        return _answered(start, page(asked).encode(), "text/html")
    if not asked:
        start("302 Found", [("Location", f"/{LANGUAGES[0]}/")])
        return [b""]
    return _answered(start, b"There is no such page.\n", "text/plain", "404 Not Found")


def page(language: str) -> str:
    """The article."""
    house = House.read(Path(os.environ["CHANCERY_HOME"]))
    other = next(each for each in LANGUAGES if each != language)
    slots = {
        "language": language,
        "direction": DIRECTIONS[language],
        "other": other,
        "other_name": say("page.language", other),
        "counter": f"http://{house.counter}",
        "live": f"http://{house.live}",
        "code": os.environ[LETTER],
        "quotation": os.environ[QUOTATION],
        **{name: say(f"demo.gazette.{name}", language) for name in SENTENCES},
    }
    return Template(_file("page.html")).substitute({name: escape(text) for name, text in slots.items()})


SENTENCES = ("name", "invented", "headline", "story", "stands", "watch")


@cache
def _file(name: str) -> str:
    return files("chancery.web.gazette").joinpath(name).read_text(encoding="utf-8")


def _answered(start: Start, octets: bytes, kind: str, status: str = "200 OK") -> Iterable[bytes]:
    start(status, [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-store")])
    return [octets]
