"""A PDF read as a person would: the words that can be seen, in the order in which they stand.

Runs where nothing is at stake (the sandbox): a file made to crash pdfium ends this process.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pikepdf
import pypdfium2 as pdfium

from chancery.paper.paper import Hidden, Medium, Obstacle, PageSize, Paper
from chancery.paper.pdf.attached import evidence_in
from chancery.paper.pdf.hidden import hidden_in_file, hidden_on
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.limits import DPI
from chancery.paper.pdf.opening import Unreadable, opened
from chancery.paper.pdf.raster import SCALE, Raster
from chancery.paper.pdf.written import Written

Recognise = Callable[[Raster, int], Paper]
"""Reads ink: a grey raster and its dots per inch; boxes come back in its pixels."""


def read_pdf(octets: bytes, *, ocr: Recognise | None = None) -> Paper:
    """
    What this PDF shows.  Never raises for what a file may be: an `Obstacle` says why there is no more.

    Characters that cannot be seen are left out of the words; where leaving them out may be
    wrong, `hidden` says so.  Pages that are pictures are given to *ocr*.
    """
    try:
        with opened(octets) as document, _structure(octets) as objects:
            return _read(octets, document, objects, ocr)
    except Unreadable as reason:
        return Paper(medium=Medium.PDF, obstacle=reason.obstacle)


@contextmanager
def _structure(octets: bytes) -> Iterator[pikepdf.Pdf | None]:
    """The file's own objects; None where only pdfium can open it."""
    try:
        document = pikepdf.open(io.BytesIO(octets), suppress_warnings=True)
    except pikepdf.PdfError:
        yield None
        return
    with document:
        yield document


def _leaves(document: pdfium.PdfDocument) -> Iterator[Leaf]:
    for number in range(len(document)):
        yield Leaf(number + 1, document[number])


def _read(
    octets: bytes, document: pdfium.PdfDocument, objects: pikepdf.Pdf | None, ocr: Recognise | None
) -> Paper:
    reading = Reading()
    for leaf in _leaves(document):
        reading.add(leaf, _page_of(objects, leaf.number), ocr)
        leaf.put_away()
    return Paper(
        medium=Medium.PDF,
        text=reading.written.text,
        words=tuple(reading.written.words),
        pages=tuple(reading.sizes),
        marks=tuple(reading.marks),
        evidence=evidence_in(objects) if objects is not None else (),
        hidden=(*hidden_in_file(octets, objects, len(document)), *reading.hidden),
        obstacle=reading.obstacle,
    )


def _page_of(objects: pikepdf.Pdf | None, number: int) -> pikepdf.Page | None:
    return objects.pages[number - 1] if objects is not None and number <= len(objects.pages) else None


@dataclass(slots=True)
class Reading:
    """What has been read so far; a page's rasters are gone before the next page is drawn."""

    written: Written = field(default_factory=Written)
    sizes: list[PageSize] = field(default_factory=list)
    marks: dict[str, None] = field(default_factory=dict)
    hidden: list[Hidden] = field(default_factory=list)
    unread: bool = False

    def add(self, leaf: Leaf, page: pikepdf.Page | None, ocr: Recognise | None) -> None:
        """Read one more page."""
        self.sizes.append(leaf.size)
        self.marks |= dict.fromkeys(mark.says for mark in leaf.marks)
        if leaf.is_a_picture and ocr is not None:
            # Whatever text a scan carries unseen is not believed; its words come from its ink.
            self.written.add_read(leaf.number, ocr(leaf.ink.grey, DPI), SCALE)
            return
        self.unread |= leaf.is_a_picture
        self.written.add_page(leaf.number, leaf.blocks)
        self.hidden += hidden_on(leaf, page)

    @property
    def obstacle(self) -> Obstacle | None:
        if self.unread:
            return Obstacle.NO_READER
        return None if self.written.words else Obstacle.EMPTY
