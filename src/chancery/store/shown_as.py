"""How each file of a register is shown, by whichever server shows it: its kind, and how long it may be kept.

The Counter, the object store and `deploy/nginx` say the same, and a test compares them.

Tiles never change.  Words never change either, but what the institution takes from view
must be gone everywhere within moments, so nobody is told to keep them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FOR_EVER = "public, max-age=31536000, immutable"
FOR_MOMENTS = "public, max-age=5"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAs:
    """What stands in the headers Content-Type and Cache-Control."""

    media: str
    caching: str


TILE: Final = ShownAs(media="application/octet-stream", caching=FOR_EVER)
NOTE: Final = ShownAs(media="text/plain; charset=utf-8", caching=FOR_MOMENTS)
CBOR: Final = ShownAs(media="application/cbor", caching=FOR_MOMENTS)
PDF: Final = ShownAs(media="application/pdf", caching=FOR_MOMENTS)


def shown_as(path: str) -> ShownAs:
    """How the file at *path* of a register is shown (docs/reference/register-format.md)."""
    if path.startswith("tile/"):
        return TILE
    if path == "receipt" or path.startswith("words/"):
        return CBOR
    return PDF if path.startswith("rendition/") else NOTE
