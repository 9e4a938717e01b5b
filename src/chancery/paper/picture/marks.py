"""QR codes and bar codes in a picture, and what they say."""

from __future__ import annotations

import cv2
import zxingcpp

from chancery.paper.picture.sheet import Grey

_FORMATS = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.Aztec,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.Code128,
)
_SMALL = 1_800
"""Pictures with a longer side below this, in pixels, are looked at enlarged as well (see design: 60 dpi)."""


def marks_in(pixels: Grey) -> tuple[str, ...]:
    """What the marks say, each once, in reading order."""
    found = _read(pixels)
    if not found and max(pixels.shape) < _SMALL:
        found = _read(cv2.resize(pixels, None, fx=3, fy=3, interpolation=cv2.INTER_LANCZOS4))
    return found


def _read(pixels: Grey) -> tuple[str, ...]:
    marks = zxingcpp.read_barcodes(pixels, formats=_FORMATS, try_rotate=True, try_downscale=True)
    ordered = sorted(marks, key=lambda mark: (mark.position.top_left.y, mark.position.top_left.x))
    return tuple(dict.fromkeys(mark.text for mark in ordered if mark.text))
