"""What invented scenarios speak of, and the dice with which they are thrown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

Written = dict[str, Any]

INSTITUTIONS = ("a.demo", "b.demo")
OFFICES = ("top", "mid", "low", "press")
PEOPLE = {
    "top": ("t1", "t2"),
    "mid": ("m1", "m2"),
    "low": ("l1", "l2"),
    "press": ("p1", "p2"),
}
ROOT = ("r1", "r2", "r3")
EVERYBODY = (*ROOT, *(person for people in PEOPLE.values() for person in people))

SUBJECTS = ("forces", "forces/posture", "forces/movement", "press", "budget/large", "facts")
BINDING = ("decide", "undertake", "order", "accept", "certify", "appoint", "authorise", "delegate")
SAYING = ("inform", "acknowledge", "announce", "deny", "request", "propose", "threaten", "clarify", "regret")
ON_STATEMENTS = (
    "withdraw",
    "withdraw",
    "disown",
    "disown",
    "correct",
    "supersede",
    "suspend",
    "ratify",
    "disclaim",
)
ON_NOTICES = ("reinstate", "disown", "lift", "reinstate")
ON_KEYS = ("report_compromise", "confirm_compromise")
FACTS = ("rain", "hearing-held")
CAPACITIES = ("substantive",) * 5 + ("acting", "caretaker")
RULES = ("allow", "deny", "disputed")

LAST = 1_900
"""No act is later than this, in minutes after T0; and no question later than twice that: nothing lapses."""


@dataclass
class Dice:
    """One scenario on its way: what was thrown so far, and how the next thing is thrown."""

    chance: Random
    at: int = -60
    log: list[Written] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    bodies: dict[str, Written] = field(default_factory=dict)

    # ── chance ──

    def one_in(self, many: int) -> bool:
        return self.chance.randrange(many) == 0

    def pick(self, among: Sequence[Any]) -> Any:
        return among[self.chance.randrange(len(among))]

    def some(self, among: Sequence[Any], *, least: int = 1) -> list[Any]:
        wanted = least + self.chance.randrange(len(among) - least + 1)
        return sorted(self.chance.sample(list(among), wanted))

    def moment(self, minutes: int) -> str | int:
        """The same moment in one of the ways in which a file may write it."""
        ways: list[str | int] = [minutes, f"T0{minutes:+d}m"]
        if minutes % 60 == 0:
            ways.append(f"T0{minutes // 60:+d}h")
        if minutes == 0:
            ways.append("T0")
        return self.pick(ways)

    def maybe(self, many: int, **what: Any) -> Written:
        return what if self.one_in(many) else {}

    def enter(self, letter: str, entry: Written) -> None:
        self.log.append({"id": f"{letter}{len(self.log)}", "at": self.moment(self.at), **entry})
