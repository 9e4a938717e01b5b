"""One page of a PDF: its characters, its ink, and which of the one can be seen in the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium

from chancery.paper.paper import Box, PageSize
from chancery.paper.pdf.characters import Character, characters_of
from chancery.paper.pdf.layout import Paragraph, paragraphs_of
from chancery.paper.pdf.limits import MARKED_PAGES
from chancery.paper.pdf.marks import Mark, marks_on
from chancery.paper.pdf.place import Rectangle
from chancery.paper.pdf.raster import Ink
from chancery.paper.pdf.visible import unseen


@dataclass(frozen=True)
class Leaf:
    """A page being read; each question is answered once, when it is first asked."""

    number: int
    """From 1."""
    page: pdfium.PdfPage

    @cached_property
    def text(self) -> pdfium.PdfTextPage:
        return self.page.get_textpage()

    @cached_property
    def size(self) -> PageSize:
        width, height = self.page.get_size()
        return PageSize(width=width, height=height)

    @cached_property
    def characters(self) -> list[Character]:
        """Everything the file claims to write here."""
        return characters_of(self.page, self.text)

    @cached_property
    def ink(self) -> Ink:
        return Ink(self.page)

    @cached_property
    def off_the_page(self) -> list[bool]:
        """For each character, whether its middle lies outside the visible page."""
        return [not self._holds(character.ink) for character in self.characters]

    @cached_property
    def invisible(self) -> list[bool]:
        """For each character, whether it stands on the page and cannot be seen."""
        hidden = unseen(self.characters, self.ink)
        return [one and not off for one, off in zip(hidden, self.off_the_page, strict=True)]

    @cached_property
    def visible(self) -> list[Character]:
        """The characters a person sees, and the spaces between them."""
        unshown = zip(self.characters, self.invisible, self.off_the_page, strict=True)
        return [character for character, hidden, off in unshown if not hidden and not off]

    @cached_property
    def blocks(self) -> list[Paragraph]:
        return paragraphs_of(self.visible)

    @cached_property
    def marks(self) -> list[Mark]:
        return marks_on(self.ink.grey) if self.number <= MARKED_PAGES else []

    @property
    def is_a_picture(self) -> bool:
        """Whether there is ink but no text to be seen: a scan, with or without hidden text of its own."""
        return not self.blocks and self.ink.has_ink

    def put_away(self) -> None:
        """Let go of the rasters and of what pdfium holds; nothing can be asked of the page afterwards."""
        self.__dict__.clear()

    @property
    def whole(self) -> Box:
        """The page itself, where no smaller place can be named."""
        return self.box((0, 0, self.size.width, self.size.height))

    def box(self, rectangle: Rectangle) -> Box:
        left, top, right, bottom = rectangle
        return Box(page=self.number, left=left, top=top, right=right, bottom=bottom)

    def _holds(self, rectangle: Rectangle) -> bool:
        left, top, right, bottom = rectangle
        return 0 <= (left + right) / 2 <= self.size.width and 0 <= (top + bottom) / 2 <= self.size.height
