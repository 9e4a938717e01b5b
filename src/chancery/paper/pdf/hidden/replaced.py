"""ActualText that says other characters than are drawn.  ISO 32000-1, 14.9.4.

pdfium believes ActualText.  So the marks are taken away, and what each stood round is read again.
Arabic is drawn in other forms and another order than it is typed, so of it only the base
letters are compared, whatever their order; honest presses mark single letters so.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from chancery.paper.paper import Hidden, Hiding
from chancery.paper.pdf.characters import LINE_END_HYPHENS
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.raster import text_objects
from chancery.paper.pdf.spelling import is_leftwards

_NOT_COMPARED = frozenset((*LINE_END_HYPHENS, "-", "‐", "\u00ad", "ـ", "\0", "\ufeff"))
_NEIGHBOURS = 2


def found(leaf: Leaf) -> Iterator[Hidden]:
    """Each ActualText that does not say what stands there.  Spoils the page for reading."""
    texts = text_objects(leaf.page)
    marked = [(item, mark, _value(mark), _identity(mark)) for item in texts for mark in _replacements(item)]
    for item, mark, _, _ in marked:
        raw.FPDFPageObj_RemoveMark(item, mark)
    again = leaf.page.get_textpage() if marked else None
    for (_, value), group in groupby(marked, key=lambda one: (one[3], one[2])):
        drawn = "".join(_text(item, again) for item, *_ in group)
        if not _says(value, drawn):
            yield Hidden(hiding=Hiding.REPLACED_TEXT, box=leaf.whole, text=value)


def _replacements(item: raw.FPDF_PAGEOBJECT) -> list[raw.FPDF_PAGEOBJECTMARK]:
    count = max(0, raw.FPDFPageObj_CountMarks(item))
    marks = [raw.FPDFPageObj_GetMark(item, number) for number in range(count)]
    return [mark for mark in marks if _has_actual_text(mark)]


def _has_actual_text(mark: raw.FPDF_PAGEOBJECTMARK) -> bool:
    return bool(raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") != raw.FPDF_OBJECT_UNKNOWN)


def _identity(mark: raw.FPDF_PAGEOBJECTMARK) -> int:
    """One mark may stand round several pieces of text; two marks may say the same."""
    return ctypes.cast(mark, ctypes.c_void_p).value or 0


def _value(mark: raw.FPDF_PAGEOBJECTMARK) -> str:
    """A text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 after its mark, else one octet each."""
    length = ctypes.c_ulong()
    raw.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", None, 0, length)
    buffer = (ctypes.c_ubyte * length.value)()
    raw.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", buffer, length.value, length)
    octets = bytes(buffer)
    if octets.startswith(b"\xfe\xff"):
        return octets[2:].decode("utf-16-be", "replace")
    return octets.decode("utf-8-sig" if octets.startswith(b"\xef\xbb\xbf") else "latin-1", "replace")


def _text(item: raw.FPDF_PAGEOBJECT, page: pdfium.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(item, page.raw, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFTextObj_GetText(item, page.raw, buffer, length)
    return bytes(buffer)[:length].decode("utf-16-le", "replace").rstrip("\0")


def _says(value: str, drawn: str) -> bool:
    """Whether ActualText says what is drawn; pdfium may count an Arabic neighbour to what is drawn."""
    said, there = _letters(value), _letters(drawn)
    if _rightwards(said) != _rightwards(there):
        return False
    arabic, shapes = Counter(filter(is_leftwards, said)), Counter(filter(is_leftwards, there))
    return arabic <= shapes and bool(said) == bool(there) and shapes.total() - arabic.total() <= _NEIGHBOURS


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if _counts(letter))


def _rightwards(letters: str) -> str:
    return "".join(letter for letter in letters if not is_leftwards(letter))


def _counts(letter: str) -> bool:
    return not letter.isspace() and letter not in _NOT_COMPARED and not unicodedata.combining(letter)
