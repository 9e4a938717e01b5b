"""Words that take some of it back: “appeared to”, “not yet”, “على ما يبدو”.

A list anybody can read, and no grammar.  What it finds is put before a person as a
suggestion; what it does not find may be a hedge all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chancery.record.words import Span

ENGLISH = (
    "appeared to have|appears to have|appeared to|appears to|seemed to|seems to|apparently|seemingly"
    "|reportedly|allegedly|purportedly|supposedly|presumably|possibly|probably|perhaps|potentially|potential|likely"
    "|would likely|could|might|may|would prefer|not yet|has yet to|have yet to|had yet to|for now|if"
    "|is said to|are said to|was said to|were said to|is believed to|are believed to|is understood to"
    "|suggested|suggests|as if|so-called|rumoured|rumored|unconfirmed|in principle|expected to"
)
ARABIC = (
    "على ما يبدو|يبدو أن|يبدو|بدا أن|بدا|ربما|قد يكون|قد تكون|لعل|من المحتمل|يحتمل|محتمل|المحتمل"
    "|من المرجح|يرجح|يُعتقد|يعتقد|يُقال|يقال|زعم|زعمت|يزعم|بحسب ما ورد|لم يتأكد"
    "|غير مؤكد|ليس بعد|حتى الآن|في الوقت الحالي|إذا|ما يسمى"
)

_LONGEST_FIRST = "|".join(sorted((*ENGLISH.split("|"), *ARABIC.split("|")), key=len, reverse=True))
# In Arabic “and” and “so” are written onto the next word; they are no part of the hedge.
_HEDGE = re.compile(rf"(?:(?<!\w)|(?<=\b[وف]))(?:{_LONGEST_FIRST})(?!\w)", re.IGNORECASE)


def hedges(text: str, within: Span) -> Iterator[Span]:
    """The words of the list that stand in that stretch; of several in one place, the longest."""
    for found in _HEDGE.finditer(text, *within):
        yield found.span()
