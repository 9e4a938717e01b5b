"""A directory: a list that somebody signed, of institutions and the registers that are theirs.

    {"chancery-directory":1,"until":1798761600,"institutions":[{"domain":…,"fingerprint":…,
     "address":…,"origin":…,"until":…}]}
                                 an empty line
    — foreign.example/directory <base64>

A signed note (C2SP signed-note) whose one line of text is JSON (RFC 8785), so that it is
read with the eyes, passed on by mail and put under any web server.  Whose directory is
believed is for each house to say, by a verifier key; a directory never says so itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chancery.errors import Malformed, OutOfOrder
from chancery.log.note import open_note, sign_note
from chancery.log.vkey import Signer, VerifierKey
from chancery.record.charter_faults import DOMAIN
from chancery.record.statement import LAST_INSTANT, Instant, Institution
from chancery.seal.codec import canonical_json, decode_json

MAGIC = "chancery-directory"
VERSION = 1
_NAMES = frozenset({MAGIC, "until", "institutions"})
_LISTED_NAMES = frozenset({"domain", "fingerprint", "address", "origin", "until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One institution in a directory."""

    domain: Institution
    fingerprint: bytes
    """SHA-256 of the first charter's act, 32 bytes."""
    address: str
    """The web address of its register, without a slash at its end."""
    origin: str
    """The name of its log in its checkpoints."""
    until: Instant | None = None
    """When this line ends, if that is before the directory does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A directory whose signature was checked: *by* is the name its key goes by."""

    by: str
    until: Instant
    institutions: tuple[Listed, ...]

    def entry(self, domain: Institution, at: Instant) -> Listed | None:
        """What it says of *domain* at that moment; None if it does not list it, or no longer."""
        found = next((each for each in self.institutions if each.domain == domain), None)
        return None if found is None or (found.until is not None and found.until <= at) else found


def sign_directory(listed: Iterable[Listed], until: Instant, signer: Signer) -> bytes:
    """The file; raises `Malformed` if a line is none, or a domain stands in it twice."""
    lines: list[Any] = [_line(each) for each in sorted(listed, key=lambda each: each.domain)]
    text = canonical_json({MAGIC: VERSION, "until": until, "institutions": lines})
    _read(text, by=signer.name)
    return sign_note(f"{text.decode()}\n", [signer], at=0)


def open_directory(octets: bytes, key: VerifierKey, at: Instant) -> Directory:
    """
    What the file says, signed with *key* and not yet at its end at the moment *at*.

    Raises `Malformed`, `BadSignature` if another signed it, `OutOfOrder` once its time ended.
    """
    opened = open_note(octets, [key])
    found = _read(opened.text.removesuffix("\n").encode(), by=key.name)
    if found.until <= at:
        raise OutOfOrder(f"The directory of {key.name} has ended; it says nothing any more.")
    return found


def _line(each: Listed) -> dict[str, Any]:
    line: dict[str, Any] = {
        "domain": each.domain,
        "fingerprint": each.fingerprint.hex(),
        "address": each.address,
        "origin": each.origin,
    }
    return line if each.until is None else {**line, "until": each.until}


def _read(text: bytes, *, by: str) -> Directory:
    written = decode_json(text)
    if not isinstance(written, dict) or written.get(MAGIC) != VERSION or set(written) != _NAMES:
        raise Malformed("This is no directory of registers, or one of a form that is not known here.")
    lines = written["institutions"]
    if not isinstance(lines, list):
        raise Malformed("A directory lists institutions.")
    listed = tuple(_listed(line) for line in lines)
    if len({each.domain for each in listed}) < len(listed):
        raise Malformed("A directory names an institution twice.")
    return Directory(by=by, until=_moment(written["until"]), institutions=listed)


def _listed(line: object) -> Listed:
    if not isinstance(line, dict) or not _LISTED_NAMES - {"until"} <= set(line) <= _LISTED_NAMES:
        raise Malformed("A line of a directory has a domain, a fingerprint, an address and an origin.")
    domain = _text(line, "domain")
    if not DOMAIN.fullmatch(domain):
        raise Malformed(f"A directory names {domain[:100]!r}, which is no domain.")
    address = _text(line, "address")
    if not address.startswith(("https://", "http://")):
        raise Malformed(f"The address that a directory gives for {domain} is no web address.")
    return Listed(
        domain=Institution(domain),
        fingerprint=_fingerprint(_text(line, "fingerprint")),
        address=address.rstrip("/"),
        origin=_text(line, "origin"),
        until=_moment(line["until"]) if "until" in line else None,
    )


def _text(line: Mapping[str, object], name: str) -> str:
    value = line[name]
    if not isinstance(value, str) or not value or not value.isprintable():
        raise Malformed(f"In a directory, {name} is a text.")
    return value


def _fingerprint(written: str) -> bytes:
    try:
        octets = bytes.fromhex(written)
    except ValueError:
        octets = b""
    if len(octets) != 32:
        raise Malformed("A fingerprint has 64 hexadecimal figures.")
    return octets


def _moment(value: object) -> Instant:
    if type(value) is not int or not 0 <= value <= LAST_INSTANT:
        raise Malformed("In a directory, a moment is in whole seconds since 1970, UTC.")
    return Instant(value)
