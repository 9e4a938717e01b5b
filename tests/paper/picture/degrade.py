"""Letters drawn on pages, and what people do to them: photographs, screenshots, faxes, scans.

Drawn with the fonts of the machine the tests run on; every chance comes from a seed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Grey = NDArray[np.uint8]

FONTS = Path("/usr/share/fonts")
LATIN = ("DejaVuSerif.ttf", "DejaVuSans.ttf", "NimbusRoman-Regular.otf", "NimbusSans-Regular.otf")
ARABIC = ("NotoNaskhArabic-Regular.ttf", "NotoSansArabic-Regular.ttf")


def font_named(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(next(FONTS.rglob(name))), size)


def is_arabic(text: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" for character in text)


def page(paragraphs: list[str], *, latin: str, arabic: str, points: float = 11, dpi: int = 200) -> Grey:
    """An A4 page with as many of the paragraphs as fit, each in its own direction."""
    width, height, margin = int(8.27 * dpi), int(11.69 * dpi), int(0.9 * dpi)
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    size = int(points * dpi / 72)
    top = margin
    for paragraph in paragraphs:
        right_to_left = is_arabic(paragraph)
        font = font_named(arabic if right_to_left else latin, size)
        for line in wrapped(paragraph, font, width - 2 * margin):
            if top + 1.5 * size > height - margin:
                return np.asarray(picture)
            place = (width - margin, top) if right_to_left else (margin, top)
            direction = "rtl" if right_to_left else "ltr"
            draw.text(
                place, line, font=font, fill=20, anchor="ra" if right_to_left else "la", direction=direction
            )
            top += int((1.75 if right_to_left else 1.4) * size)
        top += size // 2
    return np.asarray(picture)


def wrapped(paragraph: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def that_fit(paragraphs: list[str], *, latin: str, arabic: str, points: float = 11, dpi: int = 200) -> str:
    """The words that `page` draws."""
    width, height, margin = int(8.27 * dpi), int(11.69 * dpi), int(0.9 * dpi)
    size, top, drawn = int(points * dpi / 72), margin, []
    for paragraph in paragraphs:
        right_to_left = is_arabic(paragraph)
        font = font_named(arabic if right_to_left else latin, size)
        for line in wrapped(paragraph, font, width - 2 * margin):
            if top + 1.5 * size > height - margin:
                return " ".join(drawn)
            drawn.append(line)
            top += int((1.75 if right_to_left else 1.4) * size)
        top += size // 2
    return " ".join(drawn)


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
