"""The sightings of a house added up, in a process that lives on: only what came in since is read."""

from __future__ import annotations

from threading import Lock

from chancery.check.tally import Tally
from chancery.store.sightings import KeptSightings


class TalliedSightings:
    """A tally that reads on from where it left off; a file that was moved away is read from its beginning."""

    def __init__(self, kept: KeptSightings) -> None:
        self._kept = kept
        self._one_at_a_time = Lock()
        self._tally, self._read = Tally(), 0

    def tally(self) -> Tally:
        """Everything that was told up to now."""
        with self._one_at_a_time:
            if self._kept.octets() < self._read:
                self._tally, self._read = Tally(), 0
            for place, sighting in self._kept.after(self._read):
                self._tally.add([sighting])
                self._read = place
            return self._tally
