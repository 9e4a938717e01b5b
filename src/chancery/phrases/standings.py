"""Standing as the record spells it, taken apart: which standing, and since when or possibly what.

The record writes `disowned`, `undetermined (possibly disowned; otherwise current)`,
`in part (c1: disowned)` or `unknown since 2020-01-06T12:01:00Z (last known: current)`.
A reader gets a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from chancery.phrases.catalogue import fill, has, slug
from chancery.phrases.moments import moment
from chancery.phrases.saying import listed

_OPEN = re.compile(r"undetermined \(possibly (?P<possibly>.+?); otherwise (?P<otherwise>.+)\)")
_IN_PART = re.compile(r"(?:(?P<whole>.+); )?in part \((?P<parts>.+)\)")
_STALE = re.compile(r"unknown since (?P<since>\S+) \(last known: (?P<last>.+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One standing, by the name its sentences have in the catalogue."""

    key: str
    possibly: tuple[str, ...] = ()
    """For an open standing: the standings it may be."""
    since: str | None = None
    """For an old answer: the moment the record was last read, as the record spells it …"""
    last: Standing | None = None
    """… and what the standing was then."""


def standing(state: str) -> Standing:
    """A standing as the answers spell it, taken apart."""
    if stale := _STALE.fullmatch(state):
        return Standing(key="unknown", since=stale["since"], last=standing(stale["last"]))
    if divided := _IN_PART.fullmatch(state):
        return standing(divided["whole"]) if divided["whole"] else Standing(key="in_part")
    if doubtful := _OPEN.fullmatch(state):
        return Standing(key="undetermined", possibly=tuple(doubtful["possibly"].split(" / ")))
    return Standing(key=slug(state))


def standing_word(state: str, language: str) -> str:
    """A standing as a word or two inside another sentence: “disowned”."""
    found = standing(state)
    while found.last is not None:
        found = found.last
    if found.possibly:
        possibly = listed(
            [fill(f"standing_word.{slug(each)}", language, {}) for each in found.possibly], language
        )
        return fill("standing.undetermined.short_possibly", language, {"standing": possibly})
    key = f"standing_word.{found.key}"
    return fill(key, language, {}) if has(key, language) else fill("word.undetermined", language, {})


def since_when(found: Standing, language: str) -> str:
    """The moment since which nothing is known, in words."""
    spelled = found.since or ""
    if spelled.lstrip("-").isdigit():
        return moment(int(spelled), language)
    try:
        return moment(int(datetime.fromisoformat(spelled).timestamp()), language)
    except ValueError:
        return spelled
