"""ActualText that says other characters than are drawn.  ISO 32000-1, 14.9.4.

pdfium believes ActualText.  So the marks are taken away and the page is read again.  Arabic is
drawn in other forms and orders than it is typed, so of it only the letters are counted.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

import pypdfium2.raw as raw

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.characters import LINE_END_HYPHENS
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.raster import text_objects

_NOT_COMPARED = frozenset((*LINE_END_HYPHENS, "-", "‐", "\u00ad", "ـ", "\0"))


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Whether the page reads otherwise once its ActualText is gone.  Spoils the page for reading."""
    marked = [(item, mark) for item in text_objects(leaf.page) for mark in _replacements(item)]
    if not marked:
        return
    for item, mark in marked:
        raw.FPDFPageObj_RemoveMark(item, mark)
    said = "".join(character.letter for character in leaf.characters)
    again = leaf.page.get_textpage()
    drawn = "".join(chr(raw.FPDFText_GetUnicode(again.raw, number)) for number in range(again.count_chars()))
    again.close()
    if _compared(said) != _compared(drawn):
        yield Hidden(hiding=Hiding.REPLACED_TEXT, box=leaf.box((0, 0, leaf.size.width, leaf.size.height)))


def _replacements(item: raw.FPDF_PAGEOBJECT) -> list[raw.FPDF_PAGEOBJECTMARK]:
    marks = [
        raw.FPDFPageObj_GetMark(item, number) for number in range(max(0, raw.FPDFPageObj_CountMarks(item)))
    ]
    return [mark for mark in marks if _has_actual_text(mark)]


def _has_actual_text(mark: raw.FPDF_PAGEOBJECTMARK) -> bool:
    return bool(raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") != raw.FPDF_OBJECT_UNKNOWN)


def _compared(text: str) -> tuple[str, Counter[str]]:
    """What runs from left to right, in order; of the rest, how often each letter occurs."""
    letters = [letter for letter in unicodedata.normalize("NFKD", text) if _counts(letter)]
    leftwards = [letter for letter in letters if unicodedata.bidirectional(letter) in ("R", "AL", "AN")]
    return "".join(letter for letter in letters if letter.isascii()), Counter(leftwards)


def _counts(letter: str) -> bool:
    return not letter.isspace() and letter not in _NOT_COMPARED and not unicodedata.combining(letter)
