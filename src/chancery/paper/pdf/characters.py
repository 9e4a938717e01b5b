"""The characters of a page as pdfium finds them, each with its place as seen on the page.

Order is that of the page's content, which its maker chose; `layout` puts them in the
order in which they stand.  Where a PDF draws right-to-left words in visual order, pdfium
has turned them round; marks above Arabic letters may come out in another order than they
were typed (`موقّعة` as `قومّعة`), so Arabic read here is compared only with Arabic read here.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from chancery.paper.pdf.place import Place, Rectangle, placing

LINE_END_HYPHENS = ("\x02", "\ufffe")
"""What pdfium gives for a hyphen after which the word goes on in the next line."""


@dataclass(slots=True, kw_only=True)
class Character:
    """
    One character.  `ink` is its drawn shape's rectangle, `cell` the room it takes up in its line.

    Not frozen only because thousands are made for every page.
    """

    letter: str
    ink: Rectangle
    cell: Rectangle
    place: int
    """Where it stands in pdfium's order."""
    made_up: bool
    """Put in by pdfium where it thinks a space or line break is meant."""
    turned: bool
    """Not upright on the page as it is seen."""

    @property
    def is_space(self) -> bool:
        return self.letter.isspace() or self.letter in "\0\x03"

    @property
    def height(self) -> float:
        return self.cell[3] - self.cell[1]

    @property
    def width(self) -> float:
        return self.cell[2] - self.cell[0]


def characters_of(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> list[Character]:
    """Every character of the page, in pdfium's order."""
    place = placing(page)
    turn = math.radians(page.get_rotation())
    return [_character(text.raw, number, place, turn) for number in range(max(0, text.count_chars()))]


def _character(text: raw.FPDF_TEXTPAGE, number: int, place: Place, turn: float) -> Character:
    code = raw.FPDFText_GetUnicode(text, number)
    turned = math.cos(raw.FPDFText_GetCharAngle(text, number) + turn) < 0.9
    room = place(_room(text, number))
    return Character(
        letter=chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd",
        ink=place(_ink(text, number)),
        cell=room if turned else _on_its_line(room, *_line(text, number, place)),
        place=number,
        made_up=raw.FPDFText_IsGenerated(text, number) == 1,
        turned=turned,
    )


def _on_its_line(room: Rectangle, baseline: float, size: float) -> Rectangle:
    """
    The same height for every letter of one size, whatever the typeface.

    Fonts lie about their height: the same Arabic line was found three lines high once it had been re-saved.
    """
    if not 0.2 < size / max(room[3] - room[1], 0.01) < 2:
        return room
    return room[0], baseline - 0.75 * size, room[2], baseline + 0.25 * size


def _line(text: raw.FPDF_TEXTPAGE, number: int, place: Place) -> tuple[float, float]:
    """The height of the line on which it stands, and its size, in points as seen."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    raw.FPDFText_GetCharOrigin(text, number, x, y)
    raw.FPDFText_GetMatrix(text, number, matrix)
    size = raw.FPDFText_GetFontSize(text, number) * math.hypot(matrix.c, matrix.d)
    return place((x.value, y.value, x.value, y.value))[1], size


def _ink(text: raw.FPDF_TEXTPAGE, number: int) -> Rectangle:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, number, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _room(text: raw.FPDF_TEXTPAGE, number: int) -> Rectangle:
    cell = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, number, cell)
    return cell.left, cell.bottom, cell.right, cell.top
