"""Finished pages, kept for a few seconds: a press conference reads one letter, and it is set once.

A page is kept as it went out, for one address, and given again only while

    the record holds exactly what it held when the page was begun, asked anew each time, and
    the page is not older than a few seconds: time alone can end a pause or a letter.

So a disowning is on the next page anybody is given.  The page itself says when the record
was read, and stays true.  Only pages that are there for everybody are kept: no refusal, no
result of a check, nothing that was asked for with a question mark.  What was not found is
worked out each time anew, whether or not somebody else has just asked for it.
"""

from __future__ import annotations

import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from zlib import crc32

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from chancery.errors import Unavailable
from chancery.phrases import LANGUAGES
from chancery.web.counter.door import record

View = Callable[[HttpRequest], HttpResponseBase]
Key = tuple[bool, str, str]

MOST_OCTETS = 48_000_000
"""Of memory for one process; a page takes some twenty thousand, twice."""

LARGEST = 400_000
"""A page or file larger than this is not kept."""

SMALLEST = 600
"""Below this, packing makes a page no smaller."""

TEXTUAL = ("text/", "image/svg+xml", "application/json", "application/feed+json", "application/ld+json")
TEXTUAL_XML = ("application/atom+xml", "application/cap+xml")

_UNPACKS = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
"""RFC 9110, section 12.5.3: a weight of nought says "not this one"."""

STILL = "/static/"
"""What lies here does not change as long as the process runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page as it went out."""

    extent: Hashable
    until: float
    """When it is too old, whatever the record holds."""
    plain: bytes
    packed: bytes | None
    headers: tuple[tuple[str, str], ...]

    @property
    def octets(self) -> int:
        """What it takes."""
        return len(self.plain) + len(self.packed or b"")

    def given(self, request: HttpRequest) -> HttpResponse:
        """The page once more, packed for those who can unpack it, and to whoever has it only a word."""
        headers = dict(self.headers)
        tag = headers.get("ETag")
        if tag is not None and request.headers.get("If-None-Match") == tag:
            headers.pop("Content-Type", None)
            return HttpResponse(status=304, headers=headers)
        if self.packed is None or not _UNPACKS.search(request.headers.get("Accept-Encoding", "")):
            return HttpResponse(self.plain, headers=headers)
        return HttpResponse(self.packed, headers={**headers, "Content-Encoding": "gzip"})


class pages:
    """The middleware that stands before all others, so that what it keeps is finished."""

    def __init__(self, then: View, *, now: Callable[[], float] = time.monotonic) -> None:
        self._then = then
        self._now = now
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._octets = 0
        self._one_at_a_time = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page that is kept for this address, or else a new one."""
        key = _key(request)
        if key is None or not settings.KEPT_SECONDS:
            return self._then(request)
        extent = _extent(key)
        found = None if extent is None else self._kept.get(key)
        if found is not None and self._holds(found, extent):
            return found.given(request)
        response = self._then(request)
        if extent is None or not _is_for_everybody(response):
            return response
        kept = _finished(response, extent, self._now() + _lifetime(key))
        if kept is None:
            return response
        self._keep(key, kept)
        return kept.given(request)

    def _holds(self, kept: Kept, extent: Hashable) -> bool:
        young = kept.extent == STILL or self._now() < kept.until
        return young and kept.extent == extent

    def _keep(self, key: Key, kept: Kept) -> None:
        with self._one_at_a_time:
            before = self._kept.pop(key, None)
            self._octets += kept.octets - (0 if before is None else before.octets)
            self._kept[key] = kept
            while self._octets > MOST_OCTETS:
                _, oldest = self._kept.popitem(last=False)
                self._octets -= oldest.octets


def _key(request: HttpRequest) -> Key | None:
    """What a kept page goes by; None for what is never kept."""
    if request.method not in ("GET", "HEAD"):
        return None
    if request.path_info.startswith(STILL):
        return False, "", request.path_info
    if request.META.get("QUERY_STRING") or request.path_info[1:3] not in LANGUAGES:
        return None
    # Feeds and headers name whole addresses, so a page belongs to the name it was asked under.
    return request.is_secure(), request.META.get("HTTP_HOST", ""), request.path_info


def _extent(key: Key) -> Hashable:
    """How much the record holds now; None when it cannot be read, for the page that says so."""
    if key[2].startswith(STILL):
        return STILL
    try:
        return record().extent()
    except Unavailable:
        return None


def _is_for_everybody(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and response.headers.get("Cache-Control", "").startswith(
        ("public", "max-age=31536000")
    )


def _lifetime(key: Key) -> float:
    """
    For how many seconds a page is kept: all of them, or up to two fifths less.

    After something new on the record every page is set anew at about the same moment.
    They must not all grow old at the same moment too, again and again.
    """
    share = crc32("\n".join(map(str, key)).encode()) / 2**32
    seconds: int = settings.KEPT_SECONDS
    return seconds * (1 - 0.4 * share)


def _finished(response: HttpResponseBase, extent: Hashable, until: float) -> Kept | None:
    """The page as it goes out, packed too where that makes it smaller; None if it is too large."""
    if isinstance(response, StreamingHttpResponse):
        plain = b"".join(response)
        response.streaming_content = [plain]
        if isinstance(response, FileResponse) and response.file_to_stream is not None:
            response.file_to_stream.close()  # the server closes what it sends, and it may send what is kept
    else:
        assert isinstance(response, HttpResponse), "what does not stream is whole"
        plain = response.content
    if len(plain) > LARGEST:
        return None
    packed = None
    if len(plain) >= SMALLEST and response.headers.get("Content-Type", "").startswith(
        (*TEXTUAL, *TEXTUAL_XML)
    ):
        patch_vary_headers(response, ["Accept-Encoding"])
        packed = gzip.compress(plain, 6, mtime=0)
    headers = tuple((name, value) for name, value in response.items() if name != "Content-Length")
    return Kept(extent=extent, until=until, plain=plain, packed=packed, headers=headers)
