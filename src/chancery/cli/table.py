"""Tables a person can read in a terminal: cells wrap, nothing is cut off.

Widths are counted in the columns a terminal uses, so that Arabic and accents line up.
"""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

NARROWEST, WIDEST = 60, 120
GAP = "  "
_NO_COLUMN = frozenset({"Mn", "Me", "Cf"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the row is about, and its cells."""

    head: str
    cells: Sequence[str]


_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Without the marks that set names apart: a terminal shows them as boxes or as nothing."""
    return text.translate(_ISOLATES)


def table(heads: Sequence[str], rows: Sequence[Row], *, width: int | None = None) -> str:
    """The rows under their heads, as wide as the terminal, never wider than is easy to read."""
    whole = min(max(width or shutil.get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)
    first = max(columns(row.head) for row in rows)
    each = max(10, (whole - first) // len(heads) - len(GAP))
    widths = [first, *([each] * len(heads))]
    lines = [*_lines(["", *heads], widths), GAP.join("─" * width for width in widths)]
    for row in rows:
        lines += _lines([row.head, *row.cells], widths)
    return "\n".join(lines)


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: marks and direction controls take none."""
    return sum(0 if unicodedata.category(character) in _NO_COLUMN else _wide(character) for character in text)


def _wide(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _lines(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    return [
        GAP.join(_padded(part, width) for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*wrapped, fillvalue="")
    ]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
