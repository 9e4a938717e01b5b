"""The words of a `.docx`: headers, body with its tables, notes, footers.

Insertions that are only proposed are shown, deletions are not; that there are any is said.
Runs marked hidden, struck out, white, squeezed or too small to see are not among the words, nor
those in a typeface of pictures.  WordprocessingML as in ECMA-376 part 1: 17.3 (paragraphs and
runs), 17.7.4.3 (styles made of others), 17.13.5 (revisions), 17.3.2.41 (vanish).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chancery.errors import Malformed
from chancery.paper.paragraphs import Part, Reading, walk

_REVISIONS = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "altChunk"})
_PASSED_OVER = frozenset(
    {"Fallback", "moveFrom", "del", "pPrChange", "rPrChange", "sectPrChange", "rPrDefault"}
)
"""What stands there a second time for older programs, stood there before, or was how it looked."""
_BREAKS = {
    "tab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
    "sym": "\ufffd",
}
"""A sign given by its number in a typeface (`sym`, 17.3.3.30) may look like anything; it is there."""
_OFF = frozenset({"0", "false", "off"})
_TOO_SMALL = 6
"""Half-points (17.3.2.38); nobody reads three points."""
_NEARLY_WHITE = 0xE0
"""Each of a colour's three parts, from which on it is not seen on white."""
_NEARLY_BLACK = 0x30
_SQUEEZED = 30
"""Per cent of a letter's width (17.3.2.43), below which nobody reads it."""
_OUT_OF_LINE = 60
"""Half-points above or below the line (17.3.2.24): more than any raised figure."""
_WHITE_OF_THEME = frozenset({"background1", "light1"})
_PICTURES = ("wingdings", "webdings", "symbol")
"""Typefaces in which letters are drawn as other signs."""


def words_of_word_document(part: Part) -> Reading:
    """The words of the document whose parts these are; raises `Malformed` if it has no body."""
    main = next(_targets(part, "", "officeDocument"), "word/document.xml")
    if not part(main):
        raise Malformed("This document has no body.")
    hiding = _Styles.that_hide(part(next(_targets(part, main, "styles"), "")))
    reading = Reading()
    for name in _in_order(part, main):
        piece = _Words(hiding)
        walk(part(name), piece)
        piece.join(reading)
    return reading


def _in_order(part: Part, main: str) -> Iterator[str]:
    """Headers above, notes and footers below; each only if the document refers to it."""
    yield from _targets(part, main, "header")
    yield main
    for kind in ("footnotes", "endnotes", "footer"):
        yield from _targets(part, main, kind)


def _targets(part: Part, source: str, kind: str) -> Iterator[str]:
    """The names of the parts that *source* refers to as its *kind* (ECMA-376 part 2, 9)."""
    folder, file = posixpath.split(source)
    relations = _Relations()
    walk(part(posixpath.join(folder, "_rels", f"{file}.rels")), relations)
    for named, target in relations.found:
        if named.rpartition("/")[2] == kind:
            yield posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


class _Relations:
    """The types and targets of a part's relations."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found.append((attributes.get("Type", ""), attributes.get("Target", "")))

    def end(self, name: str) -> None:
        return

    def text(self, text: str) -> None:
        return


def _hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether this property of a run keeps it from sight, or shows it as struck out."""
    value = attributes.get("val", "")
    match name:
        case "vanish" | "specVanish" | "strike" | "dstrike":
            return value not in _OFF
        case "color":
            white = attributes.get("themeColor") in _WHITE_OF_THEME
            return white or min(_parts(value), default=0) >= _NEARLY_WHITE
        case "highlight":
            return value == "black"
        case "shd":
            return max(_parts(attributes.get("fill", "")), default=255) <= _NEARLY_BLACK
        case "rFonts":
            return attributes.get("ascii", "").lower().startswith(_PICTURES)
        case _:
            return _out_of_measure(name, value)


def _out_of_measure(name: str, value: str) -> bool:
    """Whether it is too small, too narrow or too far from its line."""
    number = value.lstrip("-").removesuffix("%")
    if not (number.isascii() and number.isdecimal()):
        return False
    match name:
        case "sz":
            return int(number) <= _TOO_SMALL
        case "w":
            return int(number) < _SQUEEZED
        case "position":
            return int(number) > _OUT_OF_LINE
        case _:
            return False


def _parts(colour: str) -> list[int]:
    """Red, green and blue of a colour in six digits; nothing for `auto`."""
    try:
        return list(bytes.fromhex(colour)) if len(colour) == 6 else []
    except ValueError:
        return []


class _Styles:
    """Which styles hide what is written in them."""

    def __init__(self) -> None:
        self._style = ""
        self._hiding: set[str] = set()
        self._made_of: dict[str, str] = {}

    @classmethod
    def that_hide(cls, octets: bytes) -> frozenset[str]:
        """The ids of these styles."""
        styles = cls()
        walk(octets, styles)
        return frozenset(style for style in {*styles._made_of, *styles._hiding} if styles._is_hidden(style))

    def _is_hidden(self, style: str) -> bool:
        """Whether it, or a style that it is made of, hides."""
        seen: set[str] = set()
        while style and style not in seen:
            if style in self._hiding:
                return True
            seen.add(style)
            style = self._made_of.get(style, "")
        return False

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("styleId", "")
        elif self._style and name == "basedOn":
            self._made_of[self._style] = attributes.get("val", "")
        elif self._style and _hides(name, attributes):
            self._hiding.add(self._style)

    def end(self, name: str) -> None:
        if name == "style":
            self._style = ""

    def text(self, text: str) -> None:
        return


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that has begun."""

    words: list[str] = field(default_factory=list)
    hidden: bool = False
    run_hidden: bool | None = None
    """Whether the run that has begun is hidden; None between runs."""


class _Words:
    """Paragraphs of one part.  They may lie inside one another: a text box stands in a run."""

    def __init__(self, hiding_styles: frozenset[str]) -> None:
        self._hiding_styles = hiding_styles
        self._done: list[str] = []
        self._hidden: list[str] = []
        self._changed = False
        self._open: list[_Paragraph] = []
        self._in_text = False
        self._passing_over = 0

    def join(self, reading: Reading) -> None:
        """Put what was found at the end of the reading."""
        reading.extend(self._done)
        for words in self._hidden:
            reading.hide(words)
        reading.changed |= self._changed

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._changed |= name in _REVISIONS
        if self._passing_over or name in _PASSED_OVER:
            self._passing_over += 1
        elif name == "p":
            self._open.append(_Paragraph())
        elif self._open:
            self._in_paragraph(self._open[-1], name, attributes)

    def _in_paragraph(self, paragraph: _Paragraph, name: str, attributes: Mapping[str, str]) -> None:
        if name == "r":
            paragraph.run_hidden = False
        elif name == "pStyle":
            paragraph.hidden = attributes.get("val") in self._hiding_styles
        elif name == "textpath":
            self._done.append(attributes.get("string", ""))
        elif paragraph.run_hidden is not None:
            self._in_run(paragraph, name, attributes)

    def _in_run(self, paragraph: _Paragraph, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self._in_text = True
        elif name in _BREAKS:
            paragraph.words.append(_BREAKS[name])
        elif _hides(name, attributes) or (name == "rStyle" and attributes.get("val") in self._hiding_styles):
            paragraph.run_hidden = True

    def end(self, name: str) -> None:
        if self._passing_over:
            self._passing_over -= 1
        elif name == "t":
            self._in_text = False
        elif name == "r" and self._open:
            self._open[-1].run_hidden = None
        elif name == "p" and self._open:
            self._done.append("".join(self._open.pop().words))

    def text(self, text: str) -> None:
        if self._passing_over or not self._in_text or not self._open:
            return
        paragraph = self._open[-1]
        (self._hidden if paragraph.hidden or paragraph.run_hidden else paragraph.words).append(text)
