"""What programs are answered: receipts, places to ask again, and refusals in CBOR (RFC 9290)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from chancery.errors import ChanceryError, Malformed, OutOfOrder, Refused, Untrusted
from chancery.seal.codec import encode

COSE: Final = "application/cose"
CBOR: Final = "application/cbor"
PROBLEM: Final = "application/concise-problem-details+cbor"
TITLE, DETAIL = -1, -2
"""The standard members of a concise problem (RFC 9290 section 2)."""

SOON: Final = "1"
"""Seconds after which it is worth asking again."""

Headers: TypeAlias = list[tuple[str, str]]

_HANDLE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_INDEX = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, its headers and its octets."""

    status: int
    headers: Headers
    octets: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The addresses under which entries and promises are asked for."""

    url: str = ""
    """How the register is reached; empty: addresses are relative."""

    def entry(self, index: int) -> str:
        """Of the entry at that index."""
        return f"{self.url}/entries/{index}"

    def promise(self, handle: bytes) -> str:
        """Of an act that does not stand on the log yet."""
        return f"{self.url}/entries/{base64.urlsafe_b64encode(handle).decode().rstrip('=')}"


def place_of(written: str) -> int | bytes | None:
    """The index or the handle at the end of an address; None for what is neither."""
    if _INDEX.fullmatch(written):
        return int(written)
    if _HANDLE.fullmatch(written):
        return base64.urlsafe_b64decode(written + "=")
    return None


def registered(receipt: bytes, location: str, *, status: int) -> Answer:
    """It stands on the log, and this is the proof."""
    return Answer(status=status, headers=[("content-type", COSE), ("location", location)], octets=receipt)


def running(location: str, *, status: int) -> Answer:
    """It was accepted and does not stand on the log yet."""
    return Answer(
        status=status,
        headers=[("content-type", COSE), ("location", location), ("retry-after", SOON)],
    )


def problem(status: int, title: str, detail: str, *more: tuple[str, str]) -> Answer:
    """A refusal that a program can read."""
    octets = encode({TITLE: title, DETAIL: detail})
    return Answer(status=status, headers=[("content-type", PROBLEM), *more], octets=octets)


def refusal(error: ChanceryError) -> Answer:
    """Why an act does not stand on the log, in the registration errors of SCRAPI where they fit."""
    match error:
        case OutOfOrder():
            return problem(409, "Conflict", str(error))
        case Refused():
            return problem(400, "Rejected", str(error))
        case Malformed():
            return problem(400, "Malformed", str(error))
        case Untrusted():
            return problem(400, "Bad Signature", str(error))
        case _:
            return unknown(error)


def unknown(error: ChanceryError) -> Answer:
    """Nobody knows whether it stands on the log; whoever brings it again under its key finds out."""
    detail = f"{error} Bring it again under the same Idempotency-Key."
    return problem(503, "Unavailable", detail, ("retry-after", SOON))


def unavailable(error: ChanceryError) -> Answer:
    """What was asked cannot be found out just now."""
    return problem(503, "Unavailable", str(error), ("retry-after", SOON))


NO_SUCH_ENTRY = problem(404, "Not Found", "No entry is found under this address.")
NO_SUCH_KEY = problem(404, "No such key", "No key could be found for this kid value.")
INVALID_LOCATOR = problem(400, "Invalid locator", "This is neither an index nor a handle that was given out.")
NOT_FOUND = problem(404, "Not Found", "Nothing is found under this address.")
METHOD = problem(405, "Method Not Allowed", "This address is asked in another way.")
MEDIA_TYPE = problem(415, "Unsupported Media Type", "An act is brought as application/cose.")
LENGTH = problem(411, "Length Required", "Say with Content-Length how long the message is.")
TOO_LARGE = problem(413, "Content Too Large", "A message has 1,048,576 octets at most, words included.")
KEY = problem(400, "Malformed", "An Idempotency-Key has 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -")
STRANGER = problem(403, "Forbidden", "No program of this register signs with this key.")
FULL = problem(
    503, "Unavailable", "Too many acts wait already; this one was not taken.", ("retry-after", SOON)
)
TOO_MANY = problem(
    429,
    "Too Many Requests",
    "Too many of your acts wait already; this one was not taken.",
    ("retry-after", SOON),
)
