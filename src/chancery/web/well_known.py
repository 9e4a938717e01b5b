"""What a domain shows of its register to whoever wants to follow it, at both faces of a house.

    /.well-known/chancery/register        where the register is
    /.well-known/chancery/root/<N>.cbor   version N of the charter, as it stands on the log

Nothing here is believed by anybody: a reader compares it with name records and walks it.
"""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.statement import Institution
from chancery.wiring.trust import shown_address

FOR_AN_HOUR = "public, max-age=3600"
FOR_MOMENTS = "public, max-age=60"


class Rooted(Protocol):
    """A record whose charters can be asked for."""

    @property
    def institution(self) -> Institution:
        """The domain whose record this is."""
        ...

    def charters(self, institution: Institution) -> tuple[Entry, ...]:
        """Every version of a charter, the oldest first."""
        ...

    def root(self, version: int) -> bytes | None:
        """A version of this institution's charter as it stands on the log."""
        ...


def register(request: HttpRequest, record: Rooted) -> HttpResponseBase:
    """Where the register is, and what its log is called."""
    acts = [entry.act for entry in record.charters(record.institution)]
    registers = [act.register for act in acts if isinstance(act, Charter) and act.register is not None]
    said = {
        "domain": record.institution,
        "origin": registers[-1].origin if registers else None,
        "address": shown_address(),
    }
    return _to_anybody(JsonResponse(said), FOR_MOMENTS)


def root(request: HttpRequest, record: Rooted, version: int) -> HttpResponseBase:
    """One version of the charter; 404 where there is none, which is where a walk ends."""
    octets = record.root(version)
    if octets is None:
        absent = HttpResponse(
            "There is no such version.\n", status=404, content_type="text/plain; charset=utf-8"
        )
        return _to_anybody(absent, FOR_MOMENTS)
    # RFC 9052 section 11.3: a COSE message in a file of its own.
    shown = HttpResponse(octets, content_type='application/cose; cose-type="cose-sign1"')
    return _to_anybody(shown, FOR_AN_HOUR)


def _to_anybody(response: HttpResponse, caching: str) -> HttpResponse:
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
