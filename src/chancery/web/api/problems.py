"""Refusals as programs read them (RFC 9457): a name that stays, and sentences in the asked language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from chancery.phrases import has, say
from chancery.record.reason import Fact
from chancery.web.counter.language import preferred

MEDIA = "application/problem+json"
TYPE = "urn:chancery:problem:"
"""What stands before the name in `type`."""
IDEMPOTENCY_KEY = "Idempotency-Key"
"""The header by which a request and its repetitions are known."""


class Kind(Enum):
    """Every refusal, by its name and its status; the names stay."""

    BAD_REQUEST = "bad_request", 400
    UNREADABLE = "unreadable", 400
    """The body is not JSON of the kind we read."""
    IDEMPOTENCY_KEY_LACKING = "idempotency_key_lacking", 400
    ACCESS_KEY_LACKING = "access_key_lacking", 401
    """None was brought, or one that opens nothing; which of the two is not told."""
    NOT_PERMITTED = "not_permitted", 403
    OBJECTED = "objected", 403
    SCOPE_LACKING = "scope_lacking", 403
    ANOTHER_OFFICE = "another_office", 403
    SEAT_LACKING = "seat_lacking", 403
    """The officer who made the access key no longer holds the office it is for."""
    NOT_FOUND = "not_found", 404
    NOT_YET = "not_yet", 404
    """The letter was not on the record at the moment asked about."""
    METHOD = "method", 405
    CONFLICT = "conflict", 409
    OUT_OF_ORDER = "out_of_order", 409
    NOT_READY = "not_ready", 409
    SEVERAL = "several", 409
    KEY_USED_OTHERWISE = "key_used_otherwise", 409
    UNDER_WAY = "under_way", 409
    TOO_LARGE = "too_large", 413
    MEDIA_TYPE = "media_type", 415
    UNFIT = "unfit", 422
    """It does not fit the document of this API."""
    MALFORMED = "malformed", 422
    NOT_SIGNED = "not_signed", 422
    """The hand is not over these very words, or not by that key."""
    FILE_UNREADABLE = "file_unreadable", 422
    TOO_MANY = "too_many", 429
    BROKEN = "broken", 500
    UNAVAILABLE = "unavailable", 503

    def __init__(self, name: str, status: int) -> None:
        self.word = name
        self.status = status


OF_STATUS: Mapping[int, Kind] = {
    400: Kind.BAD_REQUEST,
    401: Kind.ACCESS_KEY_LACKING,
    403: Kind.NOT_PERMITTED,
    404: Kind.NOT_FOUND,
    405: Kind.METHOD,
    409: Kind.CONFLICT,
    413: Kind.TOO_LARGE,
    415: Kind.MEDIA_TYPE,
    422: Kind.UNFIT,
    429: Kind.TOO_MANY,
    500: Kind.BROKEN,
    503: Kind.UNAVAILABLE,
}
"""What is said of a refusal of which nothing is known but its status."""


class Problem(Exception):
    """A request is refused; *members* go into the answer beside the sentences."""

    def __init__(
        self,
        kind: Kind,
        *,
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, Fact] | None = None,
        **members: object,
    ) -> None:
        super().__init__(kind.word)
        self.kind = kind
        self.headers = headers or {}
        self.facts = facts or {}
        self.members = members


def language_of(request: HttpRequest) -> str:
    """The language that the program asks for."""
    return preferred(request.headers.get("Accept-Language", ""))


def told(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The refusal as it is sent."""
    language, name, facts = language_of(request), problem.kind.word, problem.facts
    told = {
        "type": f"{TYPE}{name}",
        "title": say(f"access.problem.{name}", language, **facts),
        "status": problem.kind.status,
        "detail": say(f"access.problem.{name}_more", language, **facts),
        **problem.members,
    }
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"),
        status=problem.kind.status,
        content_type=MEDIA,
        headers={"Content-Language": language, **problem.headers},
    )
    patch_vary_headers(response, ["Accept-Language"])
    return response


def of_status(status: int) -> Kind:
    """The refusal of that status, whatever was behind it."""
    return OF_STATUS.get(status, Kind.BROKEN if status >= 500 else Kind.BAD_REQUEST)


def is_told(kind: Kind, language: str) -> bool:
    """Whether there are sentences for it."""
    return all(has(f"access.problem.{name}", language) for name in (kind.word, f"{kind.word}_more"))
