"""A letter's standing as a picture with words, for sites on which no script may run.

A picture that somebody saved goes on saying what was so.  So the moment is part of it,
as large as the standing, and the address where to ask again stands under it.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from chancery.phrases.catalogue import DIRECTIONS
from chancery.phrases.exports.marked_up import put, written
from chancery.phrases.exports.shapes import SHAPES
from chancery.phrases.exports.told import Told, plain
from chancery.phrases.marks import Mark
from chancery.phrases.moments import moment
from chancery.phrases.saying import apart, say

MEDIA = "image/svg+xml"
SVG = "http://www.w3.org/2000/svg"
WIDTH, HEIGHT = 340, 84
_TEXT_AT = 58
_LINES = (26, 48, 70)
_SIZES = (16, 13, 12)


def badge(letter: Told) -> bytes:
    """The standing, since when, and as of when, beside its shape."""
    told = (
        letter.short,
        plain(
            say("feeds.widget.as_of", letter.language, time=moment(letter.read, letter.language)),
            letter.language,
        ),
        plain(say("feeds.badge.where", letter.language, code=apart(letter.code)), letter.language),
    )
    return _drawn(letter.mark, told, letter.language, f"{letter.lead} {told[1]}")


def unknown_badge(language: str) -> bytes:
    """The picture when nothing can be said; it neither praises a letter nor warns of it."""
    told = (say("feeds.widget.could_not_check", language), "", "")
    return _drawn(Mark.UNKNOWN, told, language, told[0])


def _drawn(mark: Mark, lines: tuple[str, ...], language: str, spoken: str) -> bytes:
    mirrored = DIRECTIONS[language] == "rtl"
    root = Element(
        "svg", {"xmlns": SVG, "viewBox": f"0 0 {WIDTH} {HEIGHT}", "width": str(WIDTH), "height": str(HEIGHT)}
    )
    root.attrib |= {"role": "img", "lang": language, "direction": DIRECTIONS[language]}
    put(root, "title", spoken)
    size = {"width": str(WIDTH - 1), "height": str(HEIGHT - 1), "x": "0.5", "y": "0.5"}
    SubElement(root, "rect", {**size, "fill": "#fff", "stroke": "#4c5863"})
    _shape(root, mark, x=WIDTH - 46 if mirrored else 14)
    for line, y, points in zip(lines, _LINES, _SIZES, strict=True):
        _line(root, line, x=WIDTH - _TEXT_AT if mirrored else _TEXT_AT, y=y, points=points)
    return written(root)


def _shape(root: Element, mark: Mark, *, x: int) -> None:
    shape = SHAPES[mark]
    group = SubElement(root, "g", {"transform": f"translate({x} 14)", "fill": "none", "stroke": "#17212b"})
    edge = SubElement(group, "path", {"d": shape.edge, "stroke-width": "2.2"})
    if shape.dashes:
        edge.set("stroke-dasharray", shape.dashes)
    SubElement(group, "path", {"d": shape.sign, "stroke-width": "3", "stroke-linecap": "round"})


def _line(root: Element, line: str, *, x: int, y: int, points: int) -> None:
    """Fitted to the picture where it would be wider; writing from right to left *starts* at the right."""
    text = put(root, "text", line)
    text.attrib |= {"x": str(x), "y": str(y), "fill": "#17212b"}
    text.attrib |= {
        "font-family": "system-ui, Noto Sans, Noto Sans Arabic, sans-serif",
        "font-size": str(points),
    }
    if points == max(_SIZES):
        text.set("font-weight", "600")
    if len(line) * points * 0.55 > WIDTH - _TEXT_AT - 12:
        text.attrib |= {"textLength": str(WIDTH - _TEXT_AT - 12), "lengthAdjust": "spacingAndGlyphs"}
