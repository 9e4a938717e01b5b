"""The events of a letter's life, each as a few words and, where it matters, a remark."""

from __future__ import annotations

from chancery.check.copy import Event, Happening
from chancery.phrases.catalogue import slug
from chancery.phrases.saying import UNNAMED, Names, say
from chancery.record.statement import Verb


def event(event: Event, language: str, names: Names = UNNAMED, *, office: str | None = None) -> str:
    """
    What happened: “Disowned by …”; a notice without effect was only tried.

    *office* is the letter's own, for the events that it did itself.
    """
    who = event.office or office
    if event.happening is Happening.NOTICE:
        kind = "tried" if event.had_effect == "no" else "notice"
        verb = event.verb or Verb.SUPERSEDE  # a later letter that takes its place is no notice of its own
        return say(f"life.{kind}.{verb}", language, names, office=who)
    if event.happening is Happening.RELEASED and who is None:
        return say("life.released_by_nobody", language)
    if event.happening is Happening.ANSWERED and event.office is not None:
        return say("life.answered_by", language, names, office=who)
    return say(f"life.{slug(event.happening)}", language, names, office=who)


def remark(event: Event, language: str) -> str | None:
    """What must be said beside a notice that did nothing, or may have done nothing; None for all others."""
    if event.happening is not Happening.NOTICE or event.had_effect == "yes":
        return None
    return say("life.without_effect" if event.had_effect == "no" else "life.in_doubt", language)
