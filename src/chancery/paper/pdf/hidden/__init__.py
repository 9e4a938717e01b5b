"""Ways in which a PDF says something else than it shows; one detector a file.

None of them knows what the words mean, and none is a verdict: where one speaks, the words
read may differ from the words a person sees.  Their silence was tried on real letters and
on files made to deceive (`tests/paper/pdf`); it is no proof.
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from chancery.paper.paper import Hidden
from chancery.paper.pdf.hidden import (
    glyphs,
    ink_left,
    invisible,
    layers,
    off_the_page,
    overlapping,
    overlays,
    replaced,
    scripts,
    structure,
)
from chancery.paper.pdf.leaf import Leaf


def hidden_on(leaf: Leaf, page: pikepdf.Page | None) -> Iterator[Hidden]:
    """What one page hides; *page* is None where only pdfium could open the file."""
    yield from invisible.found(leaf)
    yield from ink_left.found(leaf)
    yield from overlapping.found(leaf)
    yield from off_the_page.found(leaf)
    yield from overlays.found(leaf, page)
    yield from glyphs.found(leaf)
    yield from replaced.found(leaf)


def hidden_in_file(octets: bytes, document: pikepdf.Pdf | None, pages: int) -> Iterator[Hidden]:
    """What the file as a whole hides; *pages* as pdfium counts them."""
    yield from structure.found(octets, document, pages)
    if document is not None:
        yield from layers.found(document)
        yield from scripts.found(document)
