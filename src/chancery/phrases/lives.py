"""The events of a letter's life, each as a few words and, where it matters, a remark."""

from __future__ import annotations

from chancery.check.copy import Event, Happening
from chancery.phrases.saying import UNNAMED, Names, say


def event(event: Event, language: str, names: Names = UNNAMED) -> str:
    """What happened: “Disowned by …”; a notice without effect was only tried."""
    if event.happening is Happening.NOTICE and event.verb is not None:
        kind = "tried" if event.had_effect == "no" else "notice"
        return say(f"life.{kind}.{event.verb}", language, names, office=event.office)
    if event.office is None and event.happening is Happening.RELEASED:
        return say("life.released_by_nobody", language)
    if event.office is not None and event.happening is Happening.ANSWERED:
        return say("life.answered_by", language, names, office=event.office)
    return say(f"life.{_slug(event.happening)}", language, names, office=event.office)


def remark(event: Event, language: str) -> str | None:
    """What must be said beside a notice that did nothing, or may have done nothing; None for all others."""
    if event.happening is not Happening.NOTICE or event.had_effect == "yes":
        return None
    return say("life.without_effect" if event.had_effect == "no" else "life.in_doubt", language)


def _slug(happening: Happening) -> str:
    return happening.value.replace(" ", "_")
