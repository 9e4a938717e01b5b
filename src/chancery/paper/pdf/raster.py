"""A page as ink: drawn once as it is seen, and once more without its text.

Text objects are switched off in memory (also inside form XObjects); the file is not rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from chancery.paper.pdf.limits import DPI

Raster = NDArray[np.uint8]
"""Rows, columns and, where colour matters, blue, green, red."""

SCALE = DPI / 72

_DEEPEST = 8
"""Forms within forms are followed so far."""


@dataclass(frozen=True)
class Ink:
    """The rasters of one page; each is drawn when first asked for."""

    page: pdfium.PdfPage

    @cached_property
    def seen(self) -> Raster:
        """The page as a person sees it, annotations and filled forms included."""
        return drawn(self.page, annotations=True)

    @cached_property
    def bare(self) -> Raster:
        """The page's own content, without annotations."""
        return drawn(self.page, annotations=False)

    @cached_property
    def wordless(self) -> Raster:
        """The page's own content without any of its text."""
        with _switched_off(text_objects(self.page)):
            return drawn(self.page, annotations=False)

    @cached_property
    def claimed(self) -> Raster:
        """
        Rows and columns, 255 where the file claims that letters stand: its text, black and unclipped, alone.

        The page is spoilt for any later drawing, so everything else is drawn first.
        """
        _ = self.seen, self.bare, self.wordless
        texts = text_objects(self.page)
        _make_plain(texts)
        with _switched_off(_others(self.page)):
            alone = cv2.cvtColor(drawn(self.page, annotations=False), cv2.COLOR_BGR2GRAY)
        return np.asarray(255 - alone, dtype=np.uint8)

    @cached_property
    def changed(self) -> Raster:
        """Rows and columns: by how much the text changes each point, in the colour where it does so most."""
        return strongest(cv2.absdiff(self.bare, self.wordless))

    @cached_property
    def grey(self) -> Raster:
        """`seen` without colour."""
        return np.asarray(cv2.cvtColor(self.seen, cv2.COLOR_BGR2GRAY), dtype=np.uint8)

    @cached_property
    def has_ink(self) -> bool:
        return bool((self.grey < 160).mean() > 0.0005)


def strongest(picture: Raster) -> Raster:
    """The greatest of the three colours at each point."""
    blue, green, red = cv2.split(picture)
    return np.asarray(cv2.max(cv2.max(blue, green), red), dtype=np.uint8)


def weakest(picture: Raster) -> Raster:
    """The least of the three colours at each point."""
    blue, green, red = cv2.split(picture)
    return np.asarray(cv2.min(cv2.min(blue, green), red), dtype=np.uint8)


def drawn(page: pdfium.PdfPage, *, annotations: bool, scale: float = SCALE) -> Raster:
    """The page on white paper; rows, columns, BGR."""
    bitmap = page.render(
        scale=scale, draw_annots=annotations, may_draw_forms=annotations, rev_byteorder=False
    )
    picture: Raster = bitmap.to_numpy()
    return (
        np.ascontiguousarray(picture[:, :, :3])
        if picture.ndim == 3
        else cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    )


def text_objects(page: pdfium.PdfPage) -> list[raw.FPDF_PAGEOBJECT]:
    """Every text object of the page, also those inside forms."""
    return [item for item in page_objects(page) if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT]


def page_objects(page: pdfium.PdfPage) -> Iterator[raw.FPDF_PAGEOBJECT]:
    """Every object of the page, also those inside forms."""
    for number in range(raw.FPDFPage_CountObjects(page.raw)):
        yield from _with_its_parts(raw.FPDFPage_GetObject(page.raw, number), _DEEPEST)


def _with_its_parts(item: raw.FPDF_PAGEOBJECT, depth: int) -> Iterator[raw.FPDF_PAGEOBJECT]:
    yield item
    if depth and raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
        for number in range(max(0, raw.FPDFFormObj_CountObjects(item))):
            yield from _with_its_parts(raw.FPDFFormObj_GetObject(item, number), depth - 1)


@contextmanager
def _switched_off(objects: list[raw.FPDF_PAGEOBJECT]) -> Iterator[None]:
    """While this lasts, these objects are not drawn."""
    for item in objects:
        raw.FPDFPageObj_SetIsActive(item, False)
    try:
        yield
    finally:
        for item in objects:
            raw.FPDFPageObj_SetIsActive(item, True)


def _others(page: pdfium.PdfPage) -> list[raw.FPDF_PAGEOBJECT]:
    keep = (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM)
    return [item for item in page_objects(page) if raw.FPDFPageObj_GetType(item) not in keep]


def _make_plain(texts: list[raw.FPDF_PAGEOBJECT]) -> None:
    """Black and filled, with any clip blown up beyond the page."""
    for item in texts:
        raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_FILL)
        raw.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
        raw.FPDFPageObj_TransformClipPath(item, 1e4, 0, 0, 1e4, -3e6, -3e6)
