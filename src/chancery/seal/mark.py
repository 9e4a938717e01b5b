"""The mark on every page: the letter's code in the address of its page, signed by the institution.

    HTTPS://RECORD.MOD.EXAMPLE/C/K7QF2M9XT4Z/…103 characters of signature…

All of it is in capitals and figures, so that a QR code spends five and a half bits on each
character instead of eight (alphanumeric mode, ISO/IEC 18004 section 7.4.4) and its squares
stay large enough for a screenshot.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from chancery.errors import BadSignature, Malformed
from chancery.record.code import read_code
from chancery.record.statement import Institution
from chancery.seal.keys import Kind, PublicKey, SigningKey, verify

_CONTEXT = b"chancery/mark/v1\0"
_SIGNATURE_OCTETS = 64
_SHAPE = re.compile(r"HTTPS://([A-Z0-9.-]{1,253})/C/([0-9A-Z-]{11,13})(?:/([A-Z2-7]{103}))?/?")
"""An Ed25519 signature is 103 characters of base 32 without padding (RFC 4648 section 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """
    What a page says of itself.

    A mark that checks proves one thing: that the institution issued *a* letter of this code.
    It proves nothing about the page it was found on, for anybody can copy it onto another.
    """

    institution: Institution
    code: str
    """As printed, with its dashes."""
    signature: bytes | None = None
    """None: the mark only gives an address, as anybody's could."""

    def check(self, key: PublicKey) -> None:
        """Raises `BadSignature` unless the institution's issuer signed this code for this institution."""
        if self.signature is None:
            raise BadSignature("This mark carries no signature; it only gives an address.")
        verify(key, self.signature, _message(self.institution, self.code))


def write_mark(institution: Institution, code: str, key: SigningKey) -> str:
    """The text of the QR code on a letter of that code, signed with the institution's issuer key."""
    if key.public.kind is not Kind.ED25519:
        raise Malformed("A mark is signed with an Ed25519 key: every other signature is too long to print.")
    signature = base64.b32encode(key.sign(_message(institution, code))).decode().rstrip("=")
    return f"{unsigned_mark(institution, code)}/{signature}"


def unsigned_mark(institution: Institution, code: str) -> str:
    """The address of the letter's page, and no more."""
    text = f"HTTPS://{institution.upper()}/C/{_bare(code)}"
    if not _SHAPE.fullmatch(text):
        raise Malformed(f"The institution's name {institution!r} is not a domain that an address can hold.")
    return text


def read_mark(text: str) -> Mark:
    """
    The mark that a QR code says; its signature is read and not yet checked.

    Raises `Malformed` for any other text, and for a code whose check character is wrong.
    """
    shape = _SHAPE.fullmatch(text.strip().upper())
    if shape is None:
        raise Malformed("This QR code is not the mark of a letter.")
    institution, code, signature = shape.groups()
    return Mark(
        institution=Institution(institution.lower()),
        code=read_code(code),
        signature=None if signature is None else _octets(signature),
    )


def _message(institution: Institution, code: str) -> bytes:
    # A domain holds no NUL and the code is of fixed length: no two pairs make one message.
    return _CONTEXT + institution.lower().encode() + b"\0" + _bare(code).encode()


def _bare(code: str) -> str:
    return read_code(code).replace("-", "")


def _octets(signature: str) -> bytes:
    """The signature's octets; a second spelling of the same octets is refused."""
    try:
        octets = base64.b32decode(signature + "=")
    except (binascii.Error, ValueError) as unreadable:
        raise Malformed("The signature in this mark cannot be read.") from unreadable
    if len(octets) != _SIGNATURE_OCTETS or base64.b32encode(octets).decode().rstrip("=") != signature:
        raise Malformed("The signature in this mark is written in an unusual way; there is only one way.")
    return octets
