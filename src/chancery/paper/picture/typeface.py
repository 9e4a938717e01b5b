"""Words drawn as print, in the fonts that are here, to be held against ink."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import chancery.paper
from chancery.paper.picture.sheet import Grey

_OURS = Path(chancery.paper.__file__).parent / "press" / "fonts"
_MACHINE = Path("/usr/share/fonts")
"""Where Debian keeps fonts; what is not there is done without."""
_FILES = (
    "SourceSerif4-Regular.ttf",
    "Amiri-Regular.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSans.ttf",
    "LiberationSerif-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "Carlito-Regular.ttf",
    "NimbusRoman-Regular.otf",
    "NimbusSans-Regular.otf",
    "NotoNaskhArabic-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
)
_EM = 96
"""Pixels in an em of the large drawing from which all sizes are taken."""


def is_arabic(text: str) -> bool:
    """Whether the word runs from right to left."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A word in black on white, and how far above the baseline its drawing begins; in ems of 96 pixels."""

    pixels: Grey
    ascent: int


@cache
def font_files() -> tuple[Path, ...]:
    """The fonts that are here, our own letters' first."""
    machine = {path.name: path for path in _MACHINE.rglob("*") if path.suffix in (".ttf", ".otf")}
    places = {path.name: path for path in _OURS.glob("*.ttf")}
    return tuple((machine | places)[name] for name in _FILES if name in machine or name in places)


@cache
def _font(file: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), _EM)


@cache
def printed(text: str, file: Path) -> Print | None:
    """The word in that font; None where the font lacks one of its letters."""
    font = _font(file)
    if _lacks(font, text):
        return None
    direction = "rtl" if is_arabic(text) else "ltr"
    left, top, right, bottom = font.getbbox(text, anchor="ls", direction=direction)
    width, height = int(right - left), int(bottom - top)
    if width < 2 or height < 2:
        return None
    picture = Image.new("L", (width, height), 255)
    ImageDraw.Draw(picture).text((-left, -top), text, font=font, fill=0, anchor="ls", direction=direction)
    return Print(pixels=np.asarray(picture), ascent=int(-top))


def printed_anyhow(text: str, file: Path) -> Print | None:
    """The word in that font, or in the first that has its letters, as machines do for a missing stroke."""
    return next((found for one in (file, *font_files()) if (found := printed(text, one)) is not None), None)


def _lacks(font: ImageFont.FreeTypeFont, text: str) -> bool:
    """Whether a letter looks like what the font draws for a character that nobody has."""
    absent = _drawing(font, "\uffff")
    return any(_drawing(font, letter) == absent for letter in set(text))


def _drawing(font: ImageFont.FreeTypeFont, letter: str) -> tuple[object, bytes]:
    mask = font.getmask(letter)
    return mask.getbbox(), bytes(mask)


def sized(pixels: Grey, across: float, down: float) -> Grey:
    """A drawing made narrower and lower by those factors."""
    width, height = max(2, round(pixels.shape[1] * across)), max(2, round(pixels.shape[0] * down))
    small: Grey = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return small
