"""A PDF opened with pdfium, or the reason why it is not read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from chancery.paper.limits import MOST_PAGES, MOST_PIXELS
from chancery.paper.paper import Obstacle
from chancery.paper.pdf.limits import DPI

_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


class Unreadable(Exception):
    """This file, or the rest of it, is not read; carries the obstacle."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"The PDF cannot be read: {obstacle}.")
        self.obstacle = obstacle


@contextmanager
def opened(octets: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document, closed again afterwards; raises `Unreadable`."""
    document = _open(octets)
    try:
        _weigh(document)
        _draw_fields(document)
        yield document
    except pdfium.PdfiumError as error:
        raise Unreadable(Obstacle.DAMAGED) from error
    finally:
        document.close()


def _open(octets: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(octets)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in _LOCKED
        raise Unreadable(Obstacle.ENCRYPTED if locked else Obstacle.DAMAGED) from error


def _draw_fields(document: pdfium.PdfDocument) -> None:
    """Form fields and visible seals are drawn too, as every viewer does, but without its blue."""
    document.init_forms()
    if document.formenv is not None:
        raw.FPDF_SetFormFieldHighlightAlpha(document.formenv.raw, 0)


def _weigh(document: pdfium.PdfDocument) -> None:
    """Count pages and pixels before a single one is drawn."""
    if len(document) == 0:
        raise Unreadable(Obstacle.DAMAGED)
    if len(document) > MOST_PAGES:
        raise Unreadable(Obstacle.TOO_LARGE)
    sizes = [document.get_page_size(number) for number in range(len(document))]
    if not all(math.isfinite(side) and side > 0 for size in sizes for side in size):
        raise Unreadable(Obstacle.DAMAGED)
    if sum(width * height for width, height in sizes) * (DPI / 72) ** 2 > MOST_PIXELS:
        raise Unreadable(Obstacle.TOO_LARGE)
