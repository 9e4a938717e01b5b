"""From a picture file to rows of grey, without trusting what the file says of itself.

Only the formats named here are tried, the number of pixels is asked of the header before
any of them is decoded, and only the first picture of a file is looked at.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from chancery.paper.paper import Obstacle
from chancery.paper.picture.sheet import Grey, Sheet

FORMATS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")
"""In Pillow's names.  A telephone's MPO is a JPEG with more pictures behind the first."""
MOST_PIXELS = 40_000_000
ENOUGH = 4_200
"""Pixels along the longer side beyond which a page shows nothing more that could be read."""


def opened(octets: bytes) -> Sheet | Obstacle:
    """The picture in shades of grey, the right way up as its camera noted (EXIF orientation)."""
    with warnings.catch_warnings():
        # Pillow only warns of a bomb up to twice its own limit; here the header has the last word.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return _decoded(io.BytesIO(octets))
        except UnidentifiedImageError:
            return Obstacle.UNKNOWN_KIND
        except Image.DecompressionBombError:
            return Obstacle.TOO_LARGE
        except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, OverflowError):
            # Pillow's plug-ins raise any of these for octets that break off or contradict themselves.
            return Obstacle.DAMAGED


def _decoded(stream: io.BytesIO) -> Sheet | Obstacle:
    with Image.open(stream, formats=FORMATS) as picture:
        width = picture.width
        if width * picture.height > MOST_PIXELS:
            return Obstacle.TOO_LARGE
        # A JPEG can be decoded at half size for a quarter of the work and of the memory.
        picture.draft("L", (ENOUGH // 2, ENOUGH // 2))
        larger = width / picture.width
        pixels = _on_white(ImageOps.exif_transpose(picture))
        sheet = Sheet(pixels=pixels, back=np.diag([larger, larger, 1.0]))
        return sheet.scaled(min(1.0, ENOUGH / max(pixels.shape)))


def _on_white(picture: Image.Image) -> Grey:
    """Shades of grey; where the picture is transparent, white paper shows through."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        picture = Image.alpha_composite(paper, coloured)
    if picture.mode.startswith("I;16"):
        return (np.asarray(picture) >> 8).astype(np.uint8)
    return np.asarray(picture.convert("L"), dtype=np.uint8)
