"""An e-mail as its words, and the papers it carries.

The words are those of its text part; of its HTML part, which most programs show, where there
is no other.  Where both exist and do not say the same words, people read different letters
out of the same message, and that is named.  RFC 5322, RFC 2045–2047, RFC 2046 section 5.1.4.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import MIMEPart

from chancery.errors import Malformed
from chancery.paper.charsets import characters
from chancery.paper.limits import ALLOWANCE, MOST_CHARACTERS, MOST_ENCLOSED
from chancery.paper.paper import Hidden, Hiding, Medium, Obstacle, Paper
from chancery.paper.web_page import read_markup

ReadEnclosed = Callable[[bytes, str], Paper]
"""How a file that lies inside is read: its octets and the name it came under."""

_SHARE_OF_TIME = 0.6
"""After so much of the allowance no further enclosure is begun, so that what was read is not lost."""

_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_ADDRESS = re.compile(r"<?\b(https?://|www\.|mailto:)\S+", re.I)
_WORD = re.compile(r"\w+")
_MOST_PARTS = 500


def read_mail(octets: bytes, read_enclosed: ReadEnclosed) -> Paper:
    """The message's own words, and each file that it carries read as far as it can be."""
    message = message_from_bytes(_after_separator(octets), policy=policy.default)
    assert isinstance(message, MIMEPart)
    if message.get_content_type() in _SEALED:
        return Paper(medium=Medium.MAIL, obstacle=Obstacle.ENCRYPTED)
    parts = list(_parts(message))
    if len(parts) > _MOST_PARTS:
        return Paper(medium=Medium.MAIL, obstacle=Obstacle.TOO_LARGE)
    enclosed = tuple(_enclosed(parts, read_enclosed))
    try:
        return _with_words(parts, enclosed)
    except Malformed:
        return Paper(medium=Medium.MAIL, enclosed=enclosed, obstacle=Obstacle.DAMAGED)


def _after_separator(octets: bytes) -> bytes:
    """Without the line that stands before a message in an mbox file."""
    return octets.partition(b"\n")[2] if octets.startswith(b"From ") else octets


def _parts(message: MIMEPart) -> Iterator[MIMEPart]:
    """Every part that holds something, a message inside this one whole."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.iter_parts():
            yield from _parts(part)
    else:
        yield message


def _with_words(parts: list[MIMEPart], enclosed: tuple[Paper, ...]) -> Paper:
    plain = "\n".join(_text(part) for part in parts if _is_body(part, "text/plain")).strip()
    pages = [read_markup(_text(part)) for part in parts if _is_body(part, "text/html")]
    shown = "\n".join(page.text for page in pages)
    text = plain or shown
    hidden = tuple(found for page in pages for found in page.hidden)
    if plain and shown and _spoken(plain) != _spoken(shown):
        hidden = (*hidden, Hidden(hiding=Hiding.STRUCTURE))
    if len(text) > MOST_CHARACTERS:
        return Paper(medium=Medium.MAIL, enclosed=enclosed, obstacle=Obstacle.TOO_LARGE)
    obstacle = None if text or enclosed else Obstacle.EMPTY
    return Paper(
        medium=Medium.MAIL,
        text=text.replace("\r\n", "\n"),
        hidden=hidden,
        enclosed=enclosed,
        obstacle=obstacle,
    )


def _spoken(text: str) -> list[str]:
    """The words somebody would read aloud: no punctuation, no addresses of the web."""
    return _WORD.findall(_ADDRESS.sub(" ", text).casefold())


def _is_body(part: MIMEPart, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_attached(part)


def _is_attached(part: MIMEPart) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _text(part: MIMEPart) -> str:
    return characters(_octets(part), part.get_content_charset())


def _octets(part: MIMEPart) -> bytes:
    if part.get_content_maintype() == "message" and part.is_multipart():
        return b"".join(inner.as_bytes() for inner in part.iter_parts())
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _enclosed(parts: list[MIMEPart], read_enclosed: ReadEnclosed) -> Iterator[Paper]:
    until = time.monotonic() + _SHARE_OF_TIME * ALLOWANCE.seconds
    carried = [part for part in parts if _is_enclosure(part)]
    for part in carried[:MOST_ENCLOSED]:
        if time.monotonic() > until:
            yield Paper(medium=Medium.TEXT, obstacle=Obstacle.TOO_SLOW)
        else:
            yield read_enclosed(_octets(part), _name(part))


def _is_enclosure(part: MIMEPart) -> bool:
    return _is_attached(part) or part.get_content_type() not in ("text/plain", "text/html")


def _name(part: MIMEPart) -> str:
    """The name it came under; a message inside a message is one whatever it looks like."""
    return "message.eml" if part.get_content_type() == "message/rfc822" else part.get_filename() or ""
