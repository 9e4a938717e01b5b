"""What is said of files and papers: why one cannot be read, and what else was seen on one."""

from __future__ import annotations

from chancery.check.answers import Gap
from chancery.phrases.catalogue import slug
from chancery.phrases.saying import UNNAMED, Names, apart, listed, say
from chancery.record.reason import Fact


def obstacle(why: str, language: str) -> str:
    """Why a file cannot be read."""
    return say(f"obstacle.{slug(why)}", language)


def remedy(why: str, language: str) -> str:
    """What to do instead."""
    return say(f"obstacle.{slug(why)}_more", language)


def also_seen(seen: Gap, language: str, names: Names = UNNAMED) -> str:
    """Something seen on a copy that changes no answer, as a sentence."""
    facts = dict(seen.facts)
    if "obstacle" in facts:
        facts["obstacle"] = obstacle(str(facts["obstacle"]), language)
    for claimed in ("signer", "written", "known"):
        if claimed in facts:
            # What the paper itself says: never to be replaced by what the record calls that name.
            facts[claimed] = apart(str(facts[claimed]))
    if "changes" in facts:
        facts["changes"] = _listed(facts["changes"], language)
    return say(f"remark.{seen.what}", language, names, **facts)


def _listed(changes: Fact, language: str) -> str:
    each = changes if isinstance(changes, tuple) else (str(changes),)
    return listed([say(f"seal_change.{slug(str(change))}", language) for change in each], language)
