"""How a program's request is read: JSON as I-JSON wants it (RFC 7493), and nothing that resembles it."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser

from chancery.errors import Malformed
from chancery.seal.codec import decode_json
from chancery.web.api.problems import Kind, Problem

JSON = "application/json"


class Strictly(Parser):
    """The library's reader, less what it lets pass: repeated names, NaN, half characters, endless nesting."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """What the body says; the library drops what is raised here, so it is noted beside the request."""
        try:
            return cast(dict[str, Any], read(request))
        except Problem as unread:
            request.unread = unread  # type: ignore[attr-defined]
            raise


def read(request: HttpRequest) -> object:
    """What a JSON body says; raises `Problem`."""
    if request.content_type != JSON:
        raise Problem(Kind.MEDIA_TYPE, accepts=[JSON])
    if len(request.body) > settings.MOST_WORDS:
        raise Problem(Kind.TOO_LARGE)
    try:
        return decode_json(request.body, limit=settings.MOST_WORDS)
    except Malformed as unreadable:
        raise Problem(Kind.UNREADABLE, because=str(unreadable)) from unreadable
