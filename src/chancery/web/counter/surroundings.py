"""What surrounds every page: language, direction, the institution's name, the demonstration's banner."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from django.templatetags.static import static

from chancery.errors import Unavailable
from chancery.phrases import DIRECTIONS, LANGUAGES, assumption, say
from chancery.web.counter.door import record
from chancery.web.counter.inbox import takes_questions
from chancery.web.counter.names import institution_name


def surroundings(language: str, here: str = "") -> Mapping[str, object]:
    """
    What the frame of a page needs.

    *here* is the rest of this page's address, for the link to the other language; a page
    that must not tell what was asked for leaves it empty.
    """
    return {
        **_whose(language),
        "language": language,
        "direction": DIRECTIONS[language],
        "takes_questions": takes_questions(),
        "others": [_other(other, here) for other in LANGUAGES if other != language],
        "stylesheet": still("counter.css"),
        "icon": still("seal.svg"),
    }


def still(name: str) -> str:
    """The address of a file that does not change: a changed one has another."""
    return f"{static(f'counter/{name}')}?{_digest(name)}"


def _whose(language: str) -> Mapping[str, object]:
    """
    Whose pages these are; nobody's while the record cannot be read.

    Even the page that says so needs a frame, and it must not fail over a name.
    """
    try:
        home = record().institution
        return {
            "domain": home,
            "institution": institution_name(record(), home, language),
            "assumptions": [assumption(each, language) for each in record().demonstration],
        }
    except Unavailable:
        return {"domain": None, "institution": None, "assumptions": []}


def _other(language: str, here: str) -> Mapping[str, str]:
    return {
        "language": language,
        "direction": DIRECTIONS[language],
        "name": say("page.language", language),
        "address": f"/{language}/{here}",
    }


@cache
def _digest(name: str) -> str:
    """The beginning of the file's digest: a new file has a new address, so the old one may be kept."""
    octets = files("chancery.web.counter").joinpath("static", "counter", name).read_bytes()
    return hashlib.sha256(octets).hexdigest()[:12]
