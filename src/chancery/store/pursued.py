"""Which sightings an office took up, and with which notice: a file of the house that only grows.

It links the copy that was seen, by its digest, with the notice that answers it.  The log
does not say this, for it does not know what people checked; losing the file loses only
the clock of what was disclaimed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chancery.errors import Unavailable
from chancery.record.statement import Instant, StatementId
from chancery.store.durable import exclusively


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursuit:
    """That an officer began a notice because of one copy that was seen."""

    at: Instant
    digest: bytes
    by: StatementId
    """The notice's id, from its draft on."""


class KeptPursuits:
    """The file *place*."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def keep(self, pursuit: Pursuit) -> None:
        """Add it; raises `Unavailable` if it cannot be kept."""
        written = {"at": pursuit.at, "digest": pursuit.digest.hex(), "by": pursuit.by}
        try:
            with exclusively(self._place.with_suffix(".lock")), self._place.open("ab") as file:
                file.write(json.dumps(written).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            raise Unavailable(f"The sighting cannot be taken up: {fault.strerror}.") from fault

    def all(self) -> Iterator[Pursuit]:
        """Every one, the oldest first; a line that was cut off is passed over."""
        if not self._place.exists():
            return
        for line in self._place.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                written = json.loads(line)
                yield Pursuit(
                    at=Instant(int(written["at"])),
                    digest=bytes.fromhex(written["digest"]),
                    by=StatementId(written["by"]),
                )
