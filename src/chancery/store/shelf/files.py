"""How the files of segments are named: after the row before their first, and their last."""

from __future__ import annotations

from pathlib import Path

_SUFFIX = ".segment"
_DIGITS = 12


def named(folder: Path, begin: int, end: int) -> Path:
    """The file of the rows after *begin* up to *end*."""
    return folder / f"{begin:0{_DIGITS}}-{end:0{_DIGITS}}{_SUFFIX}"


def standing(folder: Path) -> list[tuple[int, int]]:
    """Which files there are; none where there is no folder."""
    names = [path.stem.split("-") for path in folder.glob(f"*-*{_SUFFIX}")]
    return [(int(begin), int(end)) for begin, end in names if begin.isdecimal() and end.isdecimal()]


def reached(folder: Path) -> int:
    """Up to which row there are files."""
    return max((end for _, end in standing(folder)), default=0)
