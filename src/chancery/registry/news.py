"""A tiding on its way to somebody: the letter by its name, who did it, and where to read on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chancery.check.answers import LetterName
from chancery.record.charter import Charter
from chancery.record.statement import OfficeName, Verb
from chancery.registry.tidings import Place, Tiding, What


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The act that did it."""

    name: LetterName
    office: OfficeName
    verb: Verb | None
    """Of a notice; None for every other letter."""
    charter: Charter | None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one tiding says, with all the nouns its sentences need."""

    tiding: Tiding
    letter: LetterName
    office: OfficeName
    charter: Charter | None
    """The newest charter held of the letter's institution: it says what everything is called."""
    by: Act | None
    """None: time did it."""
    through: LetterName | None
    counter: str
    """Where the Counter is, without a slash at the end."""

    @property
    def first(self) -> bool:
        """Whether it brings the letter itself."""
        return self.tiding.what is What.RELEASED

    def page(self, language: str) -> str:
        """The letter's page at the Counter."""
        return f"{self.counter}/{language}/letter/{self.letter.code}"


def as_json(news: News) -> str:
    """
    The same for machines: what changed, by which entry, and where its evidence lies.

    The evidence carries every signature that is needed; a receiver that keeps no secret
    checks that, and believes this text nothing.
    """
    tiding = news.tiding
    said = {
        "type": f"letter.{tiding.what}",
        "timestamp": tiding.at,
        "data": {
            "letter": _named(news.letter, news.counter),
            "standing": _both(tiding, lambda place: place.standing),
            "force": _both(tiding, lambda place: place.effect.value),
            "by": None if news.by is None else {**_named(news.by.name, news.counter), "verb": news.by.verb},
            "through": None if news.through is None else _named(news.through, news.counter),
        },
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _named(name: LetterName, counter: str) -> Mapping[str, Any]:
    return {
        "id": name.id,
        "institution": name.institution,
        "code": name.code,
        "reference": name.reference,
        "page": f"{counter}/en/letter/{name.code}",
        "evidence": f"{counter}/en/evidence/{name.code}",
    }


def _both(tiding: Tiding, of: Callable[[Place], str]) -> Mapping[str, str | None]:
    def told(place: Place | None) -> str | None:
        return None if place is None else of(place)

    return {"before": told(tiding.before), "after": told(tiding.after)}
