"""What an office is told before release: preflight's objections, and what a draft still lacks."""

from __future__ import annotations

from typing import assert_never

from chancery.phrases.catalogue import slug
from chancery.phrases.saying import UNNAMED, Names, say
from chancery.record.draft import (
    AnotherReleaserNeeded,
    ApprovalsLacking,
    Lack,
    NoSuchOffice,
    ReleaserLacking,
    ReviewLacking,
    State,
    TooEarly,
)
from chancery.record.preflight import Objection


def objection(found: Objection, language: str, names: Names = UNNAMED) -> str:
    """What preflight objects to, as a sentence."""
    return say(f"objection.{found.name.value}", language, names, **found.facts)


def lack(found: Lack, language: str, names: Names = UNNAMED) -> str:
    """One thing a draft still needs before it may be released."""
    match found:
        case ApprovalsLacking():
            offices = tuple(sorted(found.offices))
            return say(
                "lack.approvals", language, names, count=found.people, part=found.part, offices=offices
            )
        case NoSuchOffice():
            known = tuple(sorted(found.known))
            # By the names that a letter writes, not by the titles that it prints.
            return say("lack.no_such_office", language, written=found.office, offices=known)
        case ReleaserLacking():
            return say("lack.releaser", language, names, office=found.office)
        case AnotherReleaserNeeded():
            return say("lack.another_releaser", language, names, person=found.person)
        case ReviewLacking():
            return say("lack.review", language, names)
        case TooEarly():
            return say("lack.too_early", language, names, until=found.not_before)
        case _:
            assert_never(found)


def state(found: State, language: str) -> str:
    """Where a draft is on its way, in a word or two."""
    return say(f"state.{slug(found)}", language)
