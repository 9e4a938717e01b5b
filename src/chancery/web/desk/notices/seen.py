"""The sightings of this house, as its Desk looks at them."""

from __future__ import annotations

from functools import lru_cache

from chancery.check.answer_time import AnswerTime, answer_time
from chancery.check.copy import Letter
from chancery.check.tally import Tally
from chancery.store.pursued import KeptPursuits
from chancery.store.tallied import TalliedSightings
from chancery.web.desk import door
from chancery.wiring.sighted import kept_sightings


def tally() -> Tally:
    """Everything that readers told of up to now."""
    return _tallied(str(door.house().folder)).tally()


def pursuits() -> KeptPursuits:
    """Which of them were taken up."""
    return KeptPursuits(door.house().folder / "pursued.jsonl")


def clock_of(letter: Letter) -> AnswerTime:
    """From the first sighting of a letter to the first word of its office."""
    return answer_time(tally().first_of(letter.name.id), letter.life)


# One house at a time, as the doors of the Desk.
@lru_cache(maxsize=1)
def _tallied(folder: str) -> TalliedSightings:
    return TalliedSightings(kept_sightings(door.house()))
