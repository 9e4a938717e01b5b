"""Files opened as pictures: every format that is read, which way up, and how large."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from chancery.paper.paper import Obstacle
from chancery.paper.picture.raster import opened
from chancery.paper.picture.sheet import Sheet, carried


def sheet_of(picture: Image.Image, kind: str, **how: object) -> Sheet:
    """The picture saved as *kind* and opened again."""
    out = io.BytesIO()
    picture.save(out, kind, **how)
    sheet = opened(out.getvalue())
    assert isinstance(sheet, Sheet)
    return sheet


def left_black() -> Image.Image:
    """Wider than high, its left half black."""
    pixels = np.full((40, 80), 255, np.uint8)
    pixels[:, :40] = 0
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
def test_every_listed_format_is_opened(kind: str) -> None:
    """What is dark in the file is dark in the sheet, whatever the format."""
    sheet = sheet_of(left_black(), kind)
    assert sheet.pixels.shape == (40, 80)
    assert sheet.pixels[20, 10] < 40 < 200 < sheet.pixels[20, 70]


def test_a_format_that_is_not_listed_is_not_tried() -> None:
    """Pillow could open a Photoshop or an EPS file; here their octets are of an unknown kind."""
    out = io.BytesIO()
    left_black().save(out, "PPM")
    assert Obstacle.UNKNOWN_KIND is opened(out.getvalue())


def test_a_telephone_held_sideways_says_so() -> None:
    """EXIF orientation 6: the picture is turned clockwise, and what was left is at the top."""
    exif = Image.Exif()
    exif[0x0112] = 6
    sheet = sheet_of(left_black(), "JPEG", exif=exif)
    assert sheet.pixels.shape == (80, 40)
    assert sheet.pixels[10, 20] < 40


def test_transparent_ground_is_white_paper() -> None:
    """Black writing on nothing, as screens copy it, is black writing on white."""
    picture = Image.new("RGBA", (60, 30), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 20, 30))
    sheet = sheet_of(picture, "PNG")
    assert sheet.pixels[15, 10] == 0
    assert sheet.pixels[15, 50] == 255


def test_a_large_photograph_keeps_its_own_measures() -> None:
    """It is decoded smaller, and every place still leads back to its own pixels."""
    sheet = sheet_of(Image.new("L", (6000, 4400), 255), "JPEG")
    assert max(sheet.pixels.shape) <= 4200
    box = carried((0, 0, sheet.width, sheet.height), sheet.back)
    assert (round(box[2]), round(box[3])) == (6000, 4400)
