"""Plain text: the one kind of file that is read without a sandbox, because nothing is parsed.

Nothing is repaired.  Octets that are not what they should be would be read as other words
than were brought, so they are refused instead of replaced.
"""

from __future__ import annotations

from chancery.paper.limits import MOST_TEXT
from chancery.paper.paper import Medium, Obstacle, Paper

NUL = "\0"
"""No letter has one; a file that does is no text, whatever else it decodes to."""


def read_plain(octets: bytes) -> Paper:
    """The text in UTF-8, or in UTF-16 if it says so by its first two octets."""
    if len(octets) > MOST_TEXT:
        return Paper(medium=Medium.TEXT, obstacle=Obstacle.TOO_LARGE)
    encoding = "utf-16" if octets[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = octets.decode(encoding)
    except UnicodeDecodeError:
        return Paper(medium=Medium.TEXT, obstacle=Obstacle.UNKNOWN_KIND)
    if NUL in text:
        return Paper(medium=Medium.TEXT, obstacle=Obstacle.UNKNOWN_KIND)
    return Paper(medium=Medium.TEXT, text=text, obstacle=None if text.strip() else Obstacle.EMPTY)
