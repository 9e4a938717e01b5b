"""Domains that are named on a copy and are taken for those of institutions that are known here.

Only a remark comes of it.  Whose record a letter stands on, its charter says and never the
copy; so whatever domain is printed, scanned or linked, no answer is looked up by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from chancery.check.answers import Gap
from chancery.check.look_alike import look_alikes

MOST_NAMED = 20
"""Domains that are looked at in one copy; whoever prints more is not warning anybody."""

_DOMAIN = re.compile(r"(?<![\w.-])(?:[\w-]{1,63}\.){1,10}[^\W\d_][\w-]{0,62}(?![\w-])")


def named_alike(texts: Iterable[str], known: frozenset[str]) -> Iterator[Gap]:
    """A remark for each domain in *texts* that is not *known* and can be taken for one that is."""
    for domain in _named(texts):
        if domain not in known:
            for found in look_alikes(domain, known):
                yield Gap(what="named_alike", facts={"written": domain, "known": found.name})


def _named(texts: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in texts:
        for match in _DOMAIN.finditer(text):
            found.setdefault(match[0].lower())
            if len(found) == MOST_NAMED:
                return list(found)
    return list(found)
