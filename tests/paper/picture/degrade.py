"""Letters drawn on pages, and what people do to them: photographs, screenshots, faxes, scans.

Drawn by typst with the fonts of the machine the tests run on; every chance comes from a seed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

import chancery

Grey = NDArray[np.uint8]

OURS = Path(chancery.__file__).parent / "paper" / "press" / "fonts"
LATIN = ("DejaVu Serif", "Source Serif 4", "DejaVu Sans", "Nimbus Roman", "Nimbus Sans")
ARABIC = ("Noto Naskh Arabic", "Amiri", "DejaVu Sans", "Noto Sans Arabic")
"""Digits, brackets and strokes that a font lacks come from the next one, as on any machine."""

LETTER = r"""
#let letter = json(bytes(sys.inputs.letter))
#set page(width: 210mm, height: auto, margin: 23mm)
#set text(font: (letter.latin, letter.arabic, "DejaVu Sans"), size: letter.points * 1pt, fallback: true)
#set par(leading: 0.62em, spacing: 1.1em)
#let arabic = regex("[\u{0600}-\u{06ff}]")
#for words in letter.paragraphs {
  if words.contains(arabic) {
    set text(font: (letter.arabic, "DejaVu Sans"), lang: "ar", dir: rtl)
    par(words)
  } else {
    set text(lang: "en")
    par(words)
  }
}
"""


def page(paragraphs: list[str], *, latin: str, arabic: str, points: float = 11, dpi: int = 200) -> Grey:
    """A page as wide as A4 and as long as the paragraphs, each in its own direction."""
    letter = {"paragraphs": paragraphs, "latin": latin, "arabic": arabic, "points": points}
    given = {"letter": json.dumps(letter)}
    drawn = typst.compile(LETTER.encode(), font_paths=[str(OURS)], format="png", ppi=dpi, sys_inputs=given)
    return np.asarray(Image.open(io.BytesIO(drawn)).convert("L"))


def noisy(pixels: Grey, rng: np.random.Generator, strength: float) -> Grey:
    grain = rng.normal(0, strength, pixels.shape)
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def shaded(pixels: Grey, rng: np.random.Generator, depth: float) -> Grey:
    """Light from one side, and the shadow of whoever holds the camera."""
    height, width = pixels.shape
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 - depth * (0.5 + 0.5 * (np.cos(angle) * (columns - 0.5) + np.sin(angle) * (rows - 0.5)) * 1.6)
    edge = rng.uniform(0.2, 0.8)
    light *= 1 - depth * 0.6 / (1 + np.exp(-(columns + 0.4 * rows - edge) * 18))
    return np.clip(pixels * light, 0, 255).astype(np.uint8)


def photographed(
    pixels: Grey, rng: np.random.Generator, *, tilt: float, size: tuple[int, int] = (3000, 4000)
) -> Grey:
    """The page on a table, seen aslant; *size* is the photograph's width and height."""
    width, height = size
    tall, wide = pixels.shape
    table = np.clip(rng.normal(95, 12, (height // 8, width // 8)), 0, 255).astype(np.uint8)
    table = cv2.resize(table, size, interpolation=cv2.INTER_CUBIC)
    scale = min(width * 0.86 / wide, height * 0.86 / tall)
    left, top = (width - wide * scale) / 2, (height - tall * scale) / 2
    square = np.array([[left, top], [width - left, top], [width - left, height - top], [left, height - top]])
    corners = square + rng.uniform(-tilt, tilt, (4, 2)) * width
    matrix = cv2.getPerspectiveTransform(
        np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32), corners.astype(np.float32)
    )
    laid = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_AREA)
    where = cv2.warpPerspective(np.full_like(pixels, 255), matrix, size)
    return np.where(where > 127, np.clip(laid * 0.92, 0, 235), table).astype(np.uint8)


def jpeg(pixels: Grey, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return out.getvalue()


def png(pixels: Grey) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def resized(pixels: Grey, factor: float) -> Grey:
    return cv2.resize(
        pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    )


def blurred(pixels: Grey, sigma: float) -> Grey:
    return cv2.GaussianBlur(pixels, (0, 0), sigma)


def rotated(pixels: Grey, degrees: float) -> Grey:
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), borderValue=255)


def good_photograph(pixels: Grey, rng: np.random.Generator) -> bytes:
    flat = photographed(pixels, rng, tilt=0.03)
    return jpeg(noisy(shaded(blurred(flat, 0.8), rng, 0.25), rng, 4), 85)


def bad_photograph(pixels: Grey, rng: np.random.Generator) -> bytes:
    flat = photographed(pixels, rng, tilt=0.07, size=(1500, 2000))
    return jpeg(noisy(shaded(blurred(flat, 1.1), rng, 0.55), rng, 9), 45)


def scanned(pixels: Grey, rng: np.random.Generator) -> bytes:
    return jpeg(noisy(rotated(resized(pixels, 0.75), rng.uniform(-2.5, 2.5)), rng, 5), 70)


def screenshot(pixels: Grey, rng: np.random.Generator) -> bytes:
    return png(resized(pixels, 0.48))


def dark_screenshot(pixels: Grey, rng: np.random.Generator) -> bytes:
    return jpeg(np.clip(235 - resized(pixels, 0.55) * 0.85, 0, 255).astype(np.uint8), 60)


def faxed(pixels: Grey, rng: np.random.Generator) -> bytes:
    grey = noisy(rotated(resized(pixels, 0.75), rng.uniform(-1, 1)), rng, 30)
    flat = np.where(grey > 128, 255, 0).astype(np.uint8)
    specks = rng.random(flat.shape)
    return png(np.where(specks < 0.0015, 0, np.where(specks > 0.9985, 255, flat)).astype(np.uint8))


def sideways(pixels: Grey, rng: np.random.Generator) -> bytes:
    return jpeg(cv2.rotate(resized(pixels, 0.9), cv2.ROTATE_90_COUNTERCLOCKWISE), 80)


def upside_down(pixels: Grey, rng: np.random.Generator) -> bytes:
    return jpeg(cv2.rotate(resized(pixels, 0.8), cv2.ROTATE_180), 80)


def cropped(pixels: Grey, rng: np.random.Generator) -> bytes:
    height, width = pixels.shape
    return jpeg(pixels[height // 6 : height // 3, width // 20 : -width // 20], 70)


WAYS: dict[str, Callable[[Grey, np.random.Generator], bytes]] = {
    "good photograph": good_photograph,
    "bad photograph": bad_photograph,
    "scan": scanned,
    "screenshot": screenshot,
    "dark screenshot": dark_screenshot,
    "fax": faxed,
    "sideways": sideways,
    "upside down": upside_down,
    "crop": cropped,
}
