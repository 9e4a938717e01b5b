"""An institution's logo, as an SVG that stands on its own."""

from __future__ import annotations

import base64
import re
import struct

from chancery.errors import Malformed

_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_REACHES_OUT = re.compile(r"""(?:href|src)\s*=\s*["'](?!#|data:)|@import|<!ENTITY|url\(\s*["']?(?!#)""", re.I)
MOST_OCTETS = 2_000_000


def logo_svg(octets: bytes) -> str:
    """
    The logo as SVG text; a PNG is wrapped in one, unchanged.

    Raises `Malformed` if it is neither, is too large, or an SVG that points outside itself.
    """
    if len(octets) > MOST_OCTETS:
        raise Malformed(f"The logo has {len(octets):,} bytes; the most is {MOST_OCTETS:,}.")
    if octets.startswith(_PNG):
        return _wrapped(octets)
    try:
        drawing = octets.decode()
    except UnicodeDecodeError:
        drawing = ""
    if "<svg" not in drawing:
        raise Malformed("The logo is neither an SVG nor a PNG.")
    if _REACHES_OUT.search(drawing):
        raise Malformed("The logo points to something outside itself, which a letter must not fetch.")
    return drawing


def _wrapped(octets: bytes) -> str:
    """A picture of the PNG's own size (W3C PNG, 11.2.1: width and height begin the first chunk)."""
    if len(octets) < 24 or not octets.endswith(_PNG_END):
        raise Malformed("The logo is a PNG that breaks off before its end.")
    width, height = struct.unpack(">II", octets[16:24])
    content = base64.b64encode(octets).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'href="data:image/png;base64,{content}"/></svg>'
    )
