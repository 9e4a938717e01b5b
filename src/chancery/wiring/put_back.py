"""What a restored copy may say of its own record, before it is known to be the newest.

Where somebody has seen entries that the copy lacks, a notice may be among them: nothing is
said of the present.  Where not everybody could be asked, nobody knows: the record is known
up to when the copy's own head was signed, and grows old as another's does.  The last line
of `restored.jsonl` tells which; a house in which nothing was put back has no such file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from chancery.check.freshness import Doubt, Known
from chancery.record.statement import Instant

if TYPE_CHECKING:
    from chancery.registry.how_far import Newest
    from chancery.wiring.house import House

RESTORED = "restored.jsonl"
"""A line for each time that a copy was put back, or asked about again."""


def put_back(house: House, newest: Newest) -> Known | None:
    """How far a restored record is known; None where nothing was put back, or it may sign again."""
    try:
        lines = (house.folder / RESTORED).read_bytes().splitlines()
    except FileNotFoundError:
        return None
    told = _read(lines[-1]) if lines else {}
    if told.get("may_sign") is True:
        return None
    head = newest()
    signed = Instant(0) if head is None else head.at
    return Known(seen=signed, doubt=None if told.get("verdict") == "unknown" else Doubt.NEWER_HEAD)


def _read(line: bytes) -> dict[str, object]:
    """What a line tells; nothing where it broke off or was written over, which leaves the doubt."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
