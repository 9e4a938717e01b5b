"""A word processor's file as the words it shows: `.docx` and `.odt`.

Both are ZIP archives of XML.  Archives are opened with bounds on what they may become, XML is
walked without building anything and without document types, which neither format has and
by which a few hundred octets become gigabytes.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError

from chancery.errors import Malformed
from chancery.paper.limits import MOST_INFLATED
from chancery.paper.open_document import words_of_open_document
from chancery.paper.paper import Hidden, Hiding, Medium, Obstacle, Paper
from chancery.paper.paragraphs import Reading, TooMuch
from chancery.paper.word_document import words_of_word_document

_MOST_PARTS = 4_096
_ENCRYPTED = 1
"""APPNOTE.TXT 4.4.4, bit 0 of the general purpose flags."""


class Archive:
    """The parts of a document by name, inflated together to no more than is looked at."""

    def __init__(self, octets: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(octets))
        self._left = MOST_INFLATED
        entries = self._zip.infolist()
        if len(entries) > _MOST_PARTS:
            raise TooMuch
        self.encrypted = any(entry.flag_bits & _ENCRYPTED for entry in entries)
        self.names = {entry.filename for entry in entries}
        self.has_doubles = len(self.names) < len(entries)
        """Two parts of one name: which of them is shown depends on the program."""

    def part(self, name: str) -> bytes:
        """One part's octets, none if there is no such part; raises `TooMuch`."""
        if name not in self.names:
            return b""
        with self._zip.open(name) as part:
            octets = part.read(self._left + 1)
        self._left -= len(octets)
        if self._left < 0:
            raise TooMuch
        return octets


def read_document(octets: bytes) -> Paper:
    """What the document shows on paper, deletions left out, and that there were some."""
    try:
        archive = Archive(octets)
        if archive.encrypted or b"encryption-data" in archive.part("META-INF/manifest.xml"):
            return _cannot(Obstacle.ENCRYPTED)
        return _paper(archive, _reading(archive))
    except TooMuch:
        return _cannot(Obstacle.TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, EOFError, ParseError, Malformed, ValueError, OSError):
        return _cannot(Obstacle.DAMAGED)
    except RuntimeError:  # a compression that the standard library has not
        return _cannot(Obstacle.UNKNOWN_KIND)


def _reading(archive: Archive) -> Reading:
    if "content.xml" in archive.names and "[Content_Types].xml" not in archive.names:
        return words_of_open_document(archive.part)
    return words_of_word_document(archive.part)


def _paper(archive: Archive, reading: Reading) -> Paper:
    text = "\n".join(reading.paragraphs)
    hidden = [Hidden(hiding=Hiding.INVISIBLE_TEXT, text=words) for words in reading.hidden]
    if reading.changed or archive.has_doubles:
        hidden.append(Hidden(hiding=Hiding.STRUCTURE))
    if any(name.endswith(("vbaProject.bin", "script-lc.xml")) for name in archive.names):
        hidden.append(Hidden(hiding=Hiding.SCRIPT))
    empty = None if text.strip() else Obstacle.EMPTY
    return Paper(medium=Medium.DOCUMENT, text=text, hidden=tuple(hidden), obstacle=empty)


def _cannot(obstacle: Obstacle) -> Paper:
    return Paper(medium=Medium.DOCUMENT, obstacle=obstacle)
