"""What sort of file some octets are, when they are no text: told by how they begin.

Nothing is opened here.  A file that this version cannot read is named, so that whoever
brought it hears what to do instead of which octet was no character.

Beginnings: ISO 32000-1 section 7.5.2 (PDF), APPNOTE.TXT section 4.3.7 (ZIP, and with it
docx and odt), MS-CFB section 2.2 (older Word files), the RTF specification 1.9.1, PNG
section 5.2, JPEG (ISO 10918-1 annex B), GIF89a section 17, TIFF 6.0 section 2.
"""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class FileKind(StrEnum):
    """A kind of file that holds no plain text."""

    PDF = "pdf"
    DOCUMENT = "document"
    """A word processor's file, or a ZIP archive, which looks the same from outside."""
    PICTURE = "picture"


_BEGINNINGS = (
    (b"%PDF", FileKind.PDF),
    (b"PK\x03\x04", FileKind.DOCUMENT),
    (b"PK\x05\x06", FileKind.DOCUMENT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.DOCUMENT),
    (b"{\\rtf", FileKind.DOCUMENT),
    (b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF87a", FileKind.PICTURE),
    (b"GIF89a", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
)


def file_kind(octets: bytes) -> FileKind | None:
    """The kind of file that begins like this; None for what may be text."""
    return next((kind for beginning, kind in _BEGINNINGS if octets.startswith(beginning)), None)
