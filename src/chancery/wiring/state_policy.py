"""How often an institution stands by its record, as its settings say it.

[state]                       all of it may be left out
every = 3600                  seconds between two state heads when nothing happens
life = 86400                  seconds for which one may be relied upon: more than *every*, at most seven days
courier = true                the courier does it; false: it is left to `chancery stand-by`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chancery.errors import Malformed
from chancery.record.state_head import LONGEST_LIFE
from chancery.wiring.settings import only_these

if TYPE_CHECKING:
    from chancery.registry.standing_by import Publishing

HOUR, DAY = 3_600, 86_400
STATE_NAMES = frozenset({"every", "life", "courier"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatePolicy:
    """At what interval state heads are published, and how long each speaks; in seconds."""

    every: int = HOUR
    life: int = DAY
    courier: bool = True
    """Whether a courier that has the pen at hand publishes them."""

    @classmethod
    def of(cls, written: Mapping[str, Any], place: Path) -> StatePolicy:
        """As the settings in *place* say; raises `Malformed` for what they should not say."""
        only_these(written, STATE_NAMES, place)
        every, life = written.get("every", HOUR), written.get("life", DAY)
        if type(every) is not int or type(life) is not int or not 0 < every < life <= LONGEST_LIFE:
            raise Malformed(
                f"In {place}, state is published every so many seconds, and each time for longer than that: "
                f"{LONGEST_LIFE} seconds at most."
            )
        courier = written.get("courier", True)
        if type(courier) is not bool:
            raise Malformed(f"In {place}, the courier publishes the state or does not: true or false.")
        return cls(every=every, life=life, courier=courier)

    @property
    def publishing(self) -> Publishing:
        """The same, as the registry is told."""
        from chancery.registry.standing_by import Publishing  # a check needs none of it

        return Publishing(every=self.every, life=self.life)
