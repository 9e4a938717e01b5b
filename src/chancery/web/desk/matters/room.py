"""The door to the matters of the house this Desk stands in, and what every page of them needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chancery.errors import Malformed
from chancery.phrases import LANGUAGES, say
from chancery.record.matter import KnownSource, Matter, MatterId
from chancery.record.unfit import Unfit, Untimely
from chancery.registry.dossiers import Dossiers
from chancery.registry.registry import Registry
from chancery.web.counter.brought import NotReadable
from chancery.web.desk import door, trouble
from chancery.web.desk.officers import signed_in
from chancery.wiring.matters import open_dossiers

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def dossiers() -> Dossiers:
    """The matters of this house."""
    return _opened(door.registry())


# The registry is opened anew with its house, and this room with the registry.
@lru_cache(maxsize=1)
def _opened(registry: Registry) -> Dossiers:
    return open_dossiers(door.house(), registry)


def matter_of(id: str) -> Matter | None:
    """The matter of that id; None if there is none."""
    return dossiers().matter(MatterId(id))


def source_of(matter: Matter, name: str) -> KnownSource | None:
    """The source of that name in the matter; None if there is none."""
    return next((source for source in matter.sources if source.name == name), None)


def title(matter_name: Mapping[str, str], language: str) -> tuple[str, str]:
    """What a matter is called, and in which language: the reader's, or the first it has a name in."""
    for tongue in (language, *LANGUAGES, *matter_name):
        if tongue in matter_name:
            return matter_name[tongue], tongue
    raise KeyError(language)


def fault_of(refused: Exception, language: str) -> str:
    """Why nothing was kept, in one sentence."""
    match refused:
        case Unfit():
            return say(f"matters.fault.{refused.fault.value}", language, words=refused.words)
        case Untimely():
            return say(f"matters.fault.{refused.fault.value}", language, words="")
        case NotReadable():
            return say(f"matters.unreadable.{refused.fault.value}", language)
        case _:
            return say("matters.fault.misfit", language, words="")


def status_of(refused: Exception) -> int:
    """The status of a page that says why nothing was kept."""
    return 409 if isinstance(refused, Untimely) else 400


def guarded(page: Page[P]) -> Page[P]:
    """A page of matters: for officers only, and every fault of what was typed gets its sentence."""

    @wraps(page)
    def safe(request: HttpRequest, /, *given: P.args, **named: P.kwargs) -> HttpResponseBase:
        try:
            return page(request, *given, **named)
        except (Malformed, Untimely, NotReadable) as refused:
            language = str(named["language"])
            sentence = fault_of(refused, language)
            return trouble.said(
                request, sentence, say("matters.fault.more", language), status=status_of(refused)
            )

    return signed_in(safe)
