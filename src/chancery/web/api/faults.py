"""Whatever is raised while a program is answered, as the refusal that it is told."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from chancery.errors import (
    Conflict,
    Malformed,
    NotPermitted,
    NotReady,
    OutOfOrder,
    Refused,
    Unavailable,
    Untrusted,
)
from chancery.phrases import stretch
from chancery.record.preflight import Objection
from chancery.registry.admission import Objected
from chancery.web.api.plain import objection
from chancery.web.api.problems import IDEMPOTENCY_KEY, Kind, Problem, language_of, of_status, told
from chancery.web.counter.limits import TooMany

AGAIN = 5
"""Seconds after which it is worth trying again what failed for want of storage."""
BEARER = {"WWW-Authenticate": 'Bearer realm="desk"'}

_errors = logging.getLogger("django.request")


def answer(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
    """The refusal that a program is told for *fault*; what nobody expected is a fault of ours."""
    found = problem_of(request, fault) if isinstance(fault, Exception) else None
    if found is None:
        _errors.error("Something broke while a program was answered: %r", fault, exc_info=True)
        found = Problem(Kind.BROKEN)
    return told(request, found)


def problem_of(request: HttpRequest, fault: Exception) -> Problem | None:
    """The refusal; None for what nobody expected."""
    match fault:
        case Problem():
            return fault
        case ValidationError() if any(_is_no_key(error) for error in fault.errors):
            return Problem(Kind.IDEMPOTENCY_KEY_LACKING)
        case ValidationError():
            return Problem(Kind.UNFIT, errors=[_unfit(error) for error in fault.errors])
        case AuthenticationError():
            return Problem(Kind.ACCESS_KEY_LACKING, headers=BEARER)
        case HttpError():
            return getattr(request, "unread", None) or Problem(of_status(fault.status_code))
        case TooMany():
            return too_many(request, fault.wait)
        case _:
            return _of_the_core(request, fault) or _of_django(fault)


def _of_the_core(request: HttpRequest, fault: Exception) -> Problem | None:
    match fault:
        case Objected():
            return Problem(Kind.OBJECTED, objections=objections(fault.objections, request))
        case NotPermitted():
            return Problem(Kind.NOT_PERMITTED, because=str(fault))
        case NotReady():
            return Problem(Kind.NOT_READY, because=str(fault))
        case OutOfOrder():
            return Problem(Kind.OUT_OF_ORDER, because=str(fault))
        case Refused():
            return Problem(Kind.NOT_PERMITTED, because=str(fault))
        case Untrusted():
            return Problem(Kind.NOT_SIGNED, because=str(fault))
        case Malformed():
            return Problem(Kind.MALFORMED, because=str(fault))
        case Conflict():
            return Problem(Kind.CONFLICT, headers={"Retry-After": "1"})
        case Unavailable():
            return Problem(Kind.UNAVAILABLE, headers={"Retry-After": str(AGAIN)})
        case _:
            return None


def _of_django(fault: Exception) -> Problem | None:
    match fault:
        case RequestDataTooBig():
            return Problem(Kind.TOO_LARGE)
        case SuspiciousOperation() | MultiPartParserError() | UnreadablePostError() | BadRequest():
            return Problem(Kind.BAD_REQUEST)
        case Http404():
            return Problem(Kind.NOT_FOUND)
        case _:
            return None


def too_many(request: HttpRequest, wait: int) -> Problem:
    """So many requests came that this one has to wait."""
    facts = {"stretch": stretch(wait, language_of(request))}
    return Problem(Kind.TOO_MANY, headers={"Retry-After": str(wait)}, facts=facts, wait=wait)


def objections(found: Iterable[Objection], request: HttpRequest) -> list[dict[str, object]]:
    """Each objection once, with its name, its nouns, its reason and its sentence."""
    language = language_of(request)
    told = [objection(each, language) for each in found]
    return [each for place, each in enumerate(told) if each not in told[:place]]


def _is_no_key(error: Mapping[str, object]) -> bool:
    return error.get("loc") == ("header", IDEMPOTENCY_KEY) and error.get("type") == "missing"


def _unfit(error: Mapping[str, object]) -> dict[str, object]:
    """Where the request does not fit, by names from the outside in, and the rule it breaks."""
    where = error.get("loc")
    return {
        "where": [str(step) for step in where] if isinstance(where, tuple | list) else [],
        "rule": str(error.get("type", "")),
        "because": str(error.get("msg", "")).encode("utf-8", "replace").decode(),
    }
