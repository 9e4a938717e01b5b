"""An answer as it is sent: JSON in which truths are words."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from chancery.web.api.reading import JSON


def said(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """*value* as JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(
        text.encode("utf-8", "replace"), status=status, content_type=JSON, headers=dict(headers or {})
    )


def to_everybody(value: object) -> HttpResponse:
    """The same, for pages of any site to read: what the public may read, they may read."""
    return said(
        value, headers={"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    )


def asked_in_full(request: HttpRequest) -> bytes:
    """Everything that makes one request another one."""
    return b"\0".join([str(request.method).encode(), request.get_full_path().encode(), request.body])
