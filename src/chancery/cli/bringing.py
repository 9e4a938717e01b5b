"""What somebody brings on the command line: a text, a file or standard input, within bounds.

Nothing is repaired: octets that are not text would be checked as other words than were
brought, so they are refused in one sentence.  Size is looked at before anything is read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from chancery.errors import Malformed, Unavailable
from chancery.paper.kinds import FileKind, file_kind
from chancery.seal.evidence import MOST_OCTETS as MOST_EVIDENCE

MOST_TEXT = 2_000_000
"""Octets of text, as at the Counter: a million characters of most scripts."""

STDIN = "-"

_NAMED = {
    FileKind.PDF: "a PDF",
    FileKind.DOCUMENT: "a word processor's file or a ZIP archive",
    FileKind.PICTURE: "a picture",
}


def octets_of(name: str, most: int = MOST_EVIDENCE) -> bytes:
    """The octets of a file, or of standard input for `-`; raises `Malformed` for more than *most*."""
    if name == STDIN:
        return _bounded(sys.stdin.buffer.read(most + 1), "What came in", most)
    path = Path(name)
    try:
        if path.is_dir():
            raise Malformed(f"{name} is a folder; name a file.")
        with path.open("rb") as file:
            # A file may grow, and a pipe has no size: what is read is bounded as well.
            if path.stat().st_size > most:
                raise Malformed(_too_large(name, most))
            return _bounded(file.read(most + 1), name, most)
    except FileNotFoundError:
        raise Unavailable(f"There is no file {name}.") from None


def text_of(octets: bytes) -> str:
    """The text that these octets are; raises `Malformed` for what is none."""
    if len(octets) > MOST_TEXT:
        raise Malformed(_too_large("A text", MOST_TEXT))
    kind = file_kind(octets)
    if kind is not None:
        can = "this version reads text and evidence files"
        raise Malformed(f"This is {_NAMED[kind]}; {can}. Paste its words instead.")
    encoding = "utf-16" if octets[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return whole_text(octets.decode(encoding))
    except UnicodeDecodeError:
        raise Malformed(
            "This file is not text in UTF-8 or UTF-16; save it as UTF-8 text and try again."
        ) from None


def whole_text(text: str) -> str:
    """*text* itself; raises `Malformed` if it holds a NUL or half of a character pair."""
    if "\0" in text:
        raise Malformed("The text contains a NUL character, which no letter has.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Malformed("The text holds octets that are no characters, or half of a character pair.")
    if len(text) > MOST_TEXT:
        raise Malformed(_too_large("A text", MOST_TEXT))
    return text


def some_text(text: str) -> str:
    """*text* itself; raises `Malformed` if there is nothing in it but spaces."""
    if not text.strip():
        raise Malformed("There is nothing to check.")
    return text


def _bounded(octets: bytes, what: str, most: int) -> bytes:
    if len(octets) > most:
        raise Malformed(_too_large(what, most))
    return octets


def _too_large(what: str, most: int) -> str:
    return f"{what} may have {most:,} octets at most; nothing was checked."
