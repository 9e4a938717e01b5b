"""Lines of a page written out as one text, each word with its span and its box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from chancery.paper.paper import Box, Paper, ReadWord
from chancery.paper.pdf.layout import Paragraph, Piece, goes_on, split_paragraphs


@dataclass(slots=True)
class Written:
    """A text that grows page by page."""

    parts: list[str] = field(default_factory=list)
    words: list[ReadWord] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def add_page(self, number: int, blocks: list[Paragraph]) -> None:
        """Write a page's paragraphs: lines end in a line feed, paragraphs in two."""
        for block in blocks:
            for paragraph in split_paragraphs(block):
                self._put("\n\n" if self.length else "")
                self._paragraph(number, paragraph)

    def add_read(self, number: int, paper: Paper, scale: float) -> None:
        """Write what was read from a page's ink, whose boxes are in pixels, `scale` to the point."""
        self._put("\n\n" if self.length else "")
        start = self.length
        self._put(paper.text)
        for word in paper.words:
            self.words.append(
                ReadWord(
                    span=(word.span[0] + start, word.span[1] + start),
                    box=word.box and _scaled(word.box, number, scale),
                    sure=word.sure,
                    otherwise=word.otherwise,
                )
            )

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _paragraph(self, number: int, paragraph: Paragraph) -> None:
        for piece, halves, between in _words(paragraph):
            self._put(between)
            start = self.length
            # Nobody can see whether a hyphen at a line's end belongs to the word: it stays as it stands.
            self._put("-\n".join(halves))
            self.words.append(ReadWord(span=(start, self.length), box=_box(number, piece)))


def _words(paragraph: Paragraph) -> Iterator[tuple[Piece, tuple[str, ...], str]]:
    """Each word: where it begins, its one or two halves, and what stands before it."""
    lines = [list(line) for line in paragraph]
    for number, line in enumerate(lines):
        for place, piece in enumerate(line):
            between = " " if place else ("\n" if number else "")
            last = place == len(line) - 1
            if last and goes_on(piece) and number + 1 < len(lines) and len(lines[number + 1]) > 1:
                yield piece, (piece.letters[:-1], lines[number + 1].pop(0).letters), between
            else:
                yield piece, (_with_its_hyphen(piece),), between


def _with_its_hyphen(piece: Piece) -> str:
    return piece.letters[:-1] + "-" if goes_on(piece) else piece.letters


def _box(number: int, piece: Piece) -> Box:
    left, top, right, bottom = piece.cell
    return Box(page=number, left=left, top=top, right=right, bottom=bottom)


def _scaled(box: Box, number: int, scale: float) -> Box:
    left, top, right, bottom = (side / scale for side in (box.left, box.top, box.right, box.bottom))
    return Box(page=number, left=left, top=top, right=right, bottom=bottom)
