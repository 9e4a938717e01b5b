"""What surrounds every page of the Desk: language, direction, whose house, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from django.http import HttpRequest
from django.templatetags.static import static

from chancery.errors import Unavailable
from chancery.phrases import DIRECTIONS, LANGUAGES, assumption, say
from chancery.web.counter.language import of_address
from chancery.web.counter.names import institution_name
from chancery.web.desk import door

SECTIONS = ("letters", "notices", "asks", "matters", "post", "charter")
"""The sections in the menu, by the address each begins with and the name of its phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the menu."""

    name: str
    address: str
    here: bool


def language_of(request: HttpRequest) -> str:
    """The language of a page: its address says it; where it cannot, whoever is signed in does."""
    first = request.path_info.lstrip("/").partition("/")[0]
    if first in LANGUAGES:
        return first
    officer = getattr(request, "officer", None)
    return officer.language if officer is not None else of_address(request.path_info)


def surroundings(request: HttpRequest, language: str, here: str = "") -> Mapping[str, object]:
    """
    What the frame of a page needs.

    *here* is the rest of this page's address after the language, for the link to the other one.
    """
    return {
        **_whose(language),
        "language": language,
        "direction": DIRECTIONS[language],
        "others": [_other(other, here) for other in LANGUAGES if other != language],
        "officer": getattr(request, "officer", None),
        "places": [_place(section, language, here) for section in SECTIONS],
        "stylesheets": [_dated("counter", "counter/counter.css"), _dated("desk", "desk/desk.css")],
        "icon": _dated("counter", "counter/seal.svg"),
        "passkey_script": _dated("desk", "desk/passkey.js"),
        "enter_script": _dated("desk", "desk/enter.js"),
    }


def _whose(language: str) -> Mapping[str, object]:
    """Whose Desk this is; nobody's while the record cannot be read, for that page needs a frame too."""
    try:
        registry = door.registry()
        return {
            "domain": registry.institution,
            "institution": institution_name(registry, registry.institution, language),
            "assumptions": [assumption(each, language) for each in registry.demonstration],
            "counter": f"http://{door.house().counter}/{language}/",
        }
    except Unavailable:
        return {"domain": None, "institution": None, "assumptions": [], "counter": None}


def _place(section: str, language: str, here: str) -> Place:
    return Place(
        name=say(f"frame.goto.{section}", language),
        address=f"/{language}/{section}",
        here=here.split("/")[0] == section,
    )


def _other(language: str, here: str) -> Mapping[str, str]:
    return {
        "language": language,
        "direction": DIRECTIONS[language],
        "name": say("page.language", language),
        "address": f"/{language}/{here}",
    }


def _dated(part: str, name: str) -> str:
    return f"{static(name)}?{_digest(part, name)}"


@cache
def _digest(part: str, name: str) -> str:
    """The beginning of the file's digest: a new file has a new address, so the old one may be kept."""
    octets = files(f"chancery.web.{part}").joinpath("static", name).read_bytes()
    return sha256(octets).hexdigest()[:12]
