"""Where a house keeps its sightings."""

from __future__ import annotations

import os
from pathlib import Path

from chancery.store.sightings import KeptSightings
from chancery.wiring.house import House


def kept_sightings(house: House) -> KeptSightings:
    """The sightings of that house."""
    return KeptSightings(house.folder / "sightings.jsonl")


def counter_sightings() -> KeptSightings | None:
    """Those of the public process; None where no house is named."""
    home = os.environ.get("CHANCERY_HOME", "")
    return kept_sightings(House.read(Path(home))) if home else None
