"""A picture read: its marks, its words, and how surely each was read."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from chancery.paper.paper import Medium, Obstacle, PageSize, Paper
from chancery.paper.picture.marks import marks_in
from chancery.paper.picture.opinions import compared
from chancery.paper.picture.prepare import Prepared, prepared
from chancery.paper.picture.probe import glance
from chancery.paper.picture.raster import opened
from chancery.paper.picture.reading import Reading, reading_of
from chancery.paper.picture.sheet import Grey, Sheet, carried
from chancery.paper.picture.tesseract import NoReader
from chancery.paper.picture.told import told

LANGUAGES = ("eng", "ara")


def read_picture(octets: bytes, *, languages: Sequence[str] = LANGUAGES) -> Paper:
    """What the picture in *octets* says; boxes are in its pixels, the right way up."""
    sheet = opened(octets)
    if isinstance(sheet, Obstacle):
        return Paper(medium=Medium.PICTURE, obstacle=sheet)
    return _read(sheet, languages)


def read_raster(pixels: Grey, *, languages: Sequence[str] = LANGUAGES) -> Paper:
    """What a picture says that is already rows of grey (0 black to 255 white)."""
    return _read(Sheet(pixels=pixels), languages)


def _read(sheet: Sheet, languages: Sequence[str]) -> Paper:
    size = _size(sheet)
    marks = marks_in(sheet.pixels)
    try:
        best, other = _both(prepared(sheet), languages)
    except NoReader:
        return Paper(medium=Medium.PICTURE, pages=(size,), marks=marks, obstacle=Obstacle.NO_READER)
    text, words = told(compared(best.placed, other.placed))
    obstacle = None if words else Obstacle.EMPTY
    return Paper(medium=Medium.PICTURE, text=text, words=words, pages=(size,), marks=marks, obstacle=obstacle)


def _size(sheet: Sheet) -> PageSize:
    _, _, width, height = carried((0, 0, sheet.width, sheet.height), sheet.back)
    return PageSize(width=round(width), height=round(height))


def _both(ways: Prepared, languages: Sequence[str]) -> tuple[Reading, Reading]:
    """The better reading and the other one, of the page the right way up."""
    seen = glance(ways.first.pixels, languages)
    upright = ways.turned(seen.quarters)
    order = sorted(languages, key=lambda language: language != seen.language)
    with ThreadPoolExecutor(max_workers=2) as side_by_side:
        sheets = (upright.first, upright.second)
        first, second = side_by_side.map(lambda sheet: reading_of(sheet, order), sheets)
    return (first, second) if first.weight >= second.weight else (second, first)
