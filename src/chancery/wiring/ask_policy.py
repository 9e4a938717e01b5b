"""How an institution deals with questions, as its settings say it.

[asks]                        all of it may be left out
public = "count"              what everybody sees of open questions: "count", or "ages" with each letter
answer_within = 172800        seconds within which an answer is promised; left out: no time is promised
escalate_after = 86400        seconds that an overdue question waits before each further office
office = "press-office"       who is asked where no letter says it, by its name in the charter
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from chancery.errors import Malformed
from chancery.record.statement import Instant, OfficeName
from chancery.wiring.settings import only_these, seconds_of

DAY = 86_400
ASKS_NAMES = frozenset({"public", "answer_within", "escalate_after", "office"})


@unique
class Shown(StrEnum):
    """What everybody may see of the questions that wait."""

    COUNT = "count"
    AGES = "ages"
    """About which letter, and since when; never who asked, nor what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPolicy:
    """What the institution decided about questions."""

    public: Shown = Shown.COUNT
    answer_within: int | None = None
    """Seconds; None: nobody is promised a time, so nothing is ever overdue unless somebody says so."""
    escalate_after: int = DAY
    office: OfficeName | None = None
    """None: the question is the institution's, and no office above anybody's."""

    @classmethod
    def of(cls, written: Mapping[str, Any], place: Path) -> AskPolicy:
        """As the settings in *place* say; raises `Malformed` for what they should not say."""
        only_these(written, ASKS_NAMES, place)
        public = written.get("public", Shown.COUNT.value)
        if public not in list(Shown):
            raise Malformed(f'In {place}, questions are public as "count" or as "ages".')
        within, office = written.get("answer_within"), written.get("office")
        return cls(
            public=Shown(public),
            answer_within=None if within is None else seconds_of(within, place),
            escalate_after=seconds_of(written.get("escalate_after", DAY), place),
            office=None if office is None else OfficeName(str(office)),
        )

    def due(self, asked: Instant) -> Instant | None:
        """When a question of that moment is to have been answered."""
        return None if self.answer_within is None else Instant(asked + self.answer_within)
