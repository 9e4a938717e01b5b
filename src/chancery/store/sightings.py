"""Sightings at rest: one line of JSON for each, in a file of the house that only grows.

They stand on no record and prove nothing; losing them loses a hint.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from chancery.check.sighting import Sighting
from chancery.errors import Unavailable
from chancery.record.statement import Instant, StatementId
from chancery.store.durable import exclusively

MOST_OCTETS = 64_000_000
"""After that nothing more is kept: whoever floods the Counter must not fill the disk."""

LONGEST_LINE = 65_536
"""Octets; twenty differences of two hundred characters, each escaped, are half as many."""


class KeptSightings:
    """The file *place*."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def keep(self, sightings: Iterable[Sighting]) -> None:
        """Add them; raises `Unavailable` if they cannot be kept."""
        lines = "".join(_line(each) for each in sightings).encode()
        try:
            with exclusively(self._place.with_suffix(".lock")), self._place.open("a+b") as file:
                if file.seek(0, os.SEEK_END) + len(lines) > MOST_OCTETS:
                    raise Unavailable("No more sightings can be kept here.")
                file.truncate(_whole_lines(file))
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            raise Unavailable(f"The sighting cannot be kept: {fault.strerror}.") from fault

    def all(self) -> Iterator[Sighting]:
        """Every sighting, the oldest first; a line that was cut off is passed over."""
        return (sighting for _, sighting in self.after(0))

    def after(self, place: int) -> Iterator[tuple[int, Sighting]]:
        """Those that begin at that octet of the file or later, each with the place where the next begins."""
        if not self._place.exists():
            return
        with self._place.open("rb") as file:
            file.seek(place)
            for line in file:
                if line.endswith(b"\n"):
                    place += len(line)
                    yield place, _read(line.decode())

    def octets(self) -> int:
        """How long the file is; nought where there is none."""
        return self._place.stat().st_size if self._place.exists() else 0


def _whole_lines(file: BinaryIO) -> int:
    """How much of the file is whole lines: what a power cut left of the last one is no sighting."""
    end = file.seek(0, os.SEEK_END)
    start = max(0, end - LONGEST_LINE)
    file.seek(start)
    after = file.read().rfind(b"\n") + 1
    return start + after if after else min(end, start)


def _line(sighting: Sighting) -> str:
    written = {
        "at": sighting.at,
        "digest": sighting.digest.hex(),
        "letter": sighting.letter,
        "words": sighting.likeness,
        "differences": sighting.differences,
        "standing": sighting.standing,
    }
    return json.dumps(written, ensure_ascii=True, separators=(",", ":")) + "\n"


def _read(line: str) -> Sighting:
    try:
        written: Mapping[str, Any] = json.loads(line)
        letter = written["letter"]
        return Sighting(
            at=Instant(int(written["at"])),
            digest=bytes.fromhex(written["digest"]),
            letter=None if letter is None else StatementId(letter),
            likeness=str(written["words"]),
            differences=tuple((str(change), str(text)) for change, text in written["differences"]),
            standing=str(written.get("standing", "")),
        )
    except (KeyError, TypeError, ValueError) as damaged:
        raise Unavailable(
            "The file of sightings is damaged; move it away, and a new one is begun."
        ) from damaged
