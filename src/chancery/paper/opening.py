"""Open a file and what lies inside it, with the reader that its kind needs.

This runs in the sandbox only.  Readers are loaded when they are called: what PDFs and pictures
need takes a third of a second to load, and most files are neither.
"""

from __future__ import annotations

import time
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from chancery.paper.kinds import MEDIUM, NEVER_OPENED, Format, format_of
from chancery.paper.limits import ALLOWANCE, DEEPEST_ENCLOSURE, MOST_OCTETS
from chancery.paper.paper import Medium, Obstacle, Paper
from chancery.paper.plain import read_plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHARE_OF_TIME = 0.5
"""After so much of the allowance no further scanned page is begun: one may take as long again."""


def paper_of(octets: bytes, name: str = "", *, depth: int = 0) -> Paper:
    """What is in a file, and in the files inside it, down to the depth that is looked at."""
    kind = format_of(octets, name)
    unread = unopened(octets, kind)
    if unread is not None:
        return unread
    if depth > DEEPEST_ENCLOSURE:
        return Paper(medium=MEDIUM[kind], obstacle=Obstacle.TOO_LARGE)
    try:
        return _read(kind, octets, depth)
    except ImportError:
        return Paper(medium=MEDIUM[kind], obstacle=Obstacle.NO_READER)


def unopened(octets: bytes, kind: Format) -> Paper | None:
    """The answer for a file that nobody need open; None for all others."""
    if len(octets) > MOST_OCTETS:
        return Paper(medium=MEDIUM[kind], obstacle=Obstacle.TOO_LARGE)
    if kind in NEVER_OPENED:
        encrypted = kind is Format.ENCRYPTED_DOCUMENT
        return Paper(medium=MEDIUM[kind], obstacle=Obstacle.ENCRYPTED if encrypted else Obstacle.UNKNOWN_KIND)
    if kind is Format.EVIDENCE:
        return Paper(medium=Medium.EVIDENCE, evidence=(octets,))
    if kind is Format.TEXT:
        return read_plain(octets)
    return None


def _read(kind: Format, octets: bytes, depth: int) -> Paper:
    match kind:
        case Format.PDF:
            return _read_pdf(octets)
        case Format.MAIL:
            return _read_mail(octets, depth)
        case Format.WORD | Format.OPEN_DOCUMENT:
            from chancery.paper.document import read_document

            return read_document(octets)
        case Format.WEB_PAGE:
            from chancery.paper.web_page import read_web_page

            return read_web_page(octets)
        case _:
            from chancery.paper.picture import read_picture

            return read_picture(octets)


def _read_pdf(octets: bytes) -> Paper:
    from chancery.paper.pdf import read_pdf
    from chancery.paper.sealing.judging import judge

    ink = _Ink()
    paper = read_pdf(octets, ocr=ink.read)
    if ink.left_out:
        paper = replace(paper, obstacle=Obstacle.TOO_SLOW)
    return replace(paper, seals=tuple(judge(octets))) if paper.words else paper


class _Ink:
    """Reads the scanned pages of a PDF while there is time, and remembers if some were left out."""

    def __init__(self) -> None:
        self.left_out = False
        self._until = time.monotonic() + _SHARE_OF_TIME * ALLOWANCE.seconds

    def read(self, pixels: NDArray[np.uint8], _dots_per_inch: int) -> Paper:
        from chancery.paper.picture import read_raster

        if time.monotonic() > self._until:
            self.left_out = True
            return Paper(medium=Medium.PICTURE, obstacle=Obstacle.TOO_SLOW)
        return read_raster(pixels)


def _read_mail(octets: bytes, depth: int) -> Paper:
    from chancery.paper.mail import read_mail

    def read_enclosed(enclosed: bytes, name: str) -> Paper:
        paper = paper_of(enclosed, name, depth=depth + 1)
        return replace(paper, digest=sha256(enclosed).digest())

    return read_mail(octets, read_enclosed)
