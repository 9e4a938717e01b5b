"""Asking a domain's own web address for what it shows of its register, with bounds on everything.

    https://<domain>/.well-known/chancery/register        where the register is (JSON)
    https://<domain>/.well-known/chancery/root/<N>.cbor   version N of the charter, as on the log

The address may be any name that somebody typed.  So no redirect is followed, and an
answer has an end, in octets and in seconds.  Nothing is believed here.
"""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request

from chancery.errors import Malformed, Unavailable
from chancery.net.straight import straight_opener
from chancery.record.statement import Institution

FOLDER = "/.well-known/chancery"
REGISTER = "register"
MOST_OCTETS = 65_535
"""The longest entry of a log (C2SP tlog-tiles); nothing else that is asked for is longer."""
PATIENCE = 10
LONGEST = 20
"""Seconds for a whole answer."""

Ask = Callable[[str], bytes | None]
"""A file below `/.well-known/chancery`; None where there is none."""


def root_path(version: int) -> str:
    """Where version *version* of the charter lies below `/.well-known/chancery`."""
    return f"root/{version}.cbor"


def at_domain(domain: Institution, web: str | None = None) -> Ask:
    """
    Asks *domain* over https; or, for a trial on one machine, the server at *web* in its name.

    Raises `Malformed` for a *web* that is not on this machine.
    """
    base = f"https://{domain}" if web is None else web.rstrip("/")
    if web is not None and not _is_here(web):
        raise Malformed("Only a server on this machine may stand for the web address of others.")
    opener = straight_opener()

    def ask(path: str) -> bytes | None:
        request = Request(f"{base}{FOLDER}/{path}", headers={} if web is None else {"Host": domain})
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return _whole(answer, domain)
        except HTTPError as refused:
            if refused.code in (404, 410):
                return None
            raise Unavailable(f"The web address of {domain} answered {refused.code}.") from refused
        except (URLError, OSError, ValueError, HTTPException) as unreachable:
            raise Unavailable(f"The web address of {domain} does not answer.") from unreachable

    return ask


def within(domain: Institution, address: str, web: str | None = None) -> str:
    """
    The register's address as its domain gives it, which may be relative to the domain.

    Raises `Malformed` unless it lies, over https, on the domain or below it: who owns a domain
    may not send whoever follows it to any place they like, such as one inside their own network.
    """
    base = f"https://{domain}" if web is None else web.rstrip("/")
    joined = urljoin(f"{base}/", address).rstrip("/")
    try:
        parts, own = urlsplit(joined), urlsplit(base)
        host, same = parts.hostname or "", (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        below = parts.scheme == "https" and parts.port is None and f".{host}".endswith(f".{domain}")
    except ValueError as unreadable:
        raise Malformed(f"The address that {domain} gives for its register cannot be read.") from unreadable
    if parts.username is not None or not joined.isprintable() or not (same or below):
        raise Malformed(
            f"{domain} gives an address for its register that is not on its own domain; say it with --url."
        )
    return joined


def _is_here(web: str) -> bool:
    try:
        parts = urlsplit(web)
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _whole(answer: HTTPResponse, domain: Institution) -> bytes:
    octets, late = bytearray(), monotonic() + LONGEST
    while piece := answer.read1(MOST_OCTETS + 1):
        octets += piece
        if len(octets) > MOST_OCTETS:
            raise Unavailable(f"The web address of {domain} sent more than was asked for.")
        if monotonic() > late:
            raise Unavailable(f"The web address of {domain} has not finished in {LONGEST} seconds.")
    if answer.length:
        raise Unavailable(f"The web address of {domain} broke off in the middle of a file.")
    return bytes(octets)
