"""Every answer as a sentence, in every language.

The core returns values; here they become words.  `answer` says one of the five answers,
`reason` one step of its tree, `lead` and `do` the two lines on top; `say` says any other
sentence of the catalogue.  Nothing here decides anything.
"""

from __future__ import annotations

from chancery.phrases.assumptions import assumption
from chancery.phrases.catalogue import DIRECTIONS, LANGUAGES, has
from chancery.phrases.five import Sentence, answer, question
from chancery.phrases.leads import do, lead, line
from chancery.phrases.lives import event, remark
from chancery.phrases.marks import Mark, mark
from chancery.phrases.moments import day, iso, moment, stretch
from chancery.phrases.papers import also_seen, obstacle, remedy
from chancery.phrases.reasons import cause, gap, reason
from chancery.phrases.saying import Names, apart, listed, say
from chancery.phrases.standings import standing, standing_word

__all__ = [
    "DIRECTIONS",
    "LANGUAGES",
    "Mark",
    "Names",
    "Sentence",
    "also_seen",
    "answer",
    "apart",
    "assumption",
    "cause",
    "day",
    "do",
    "event",
    "gap",
    "has",
    "iso",
    "lead",
    "line",
    "listed",
    "mark",
    "moment",
    "obstacle",
    "question",
    "reason",
    "remark",
    "remedy",
    "say",
    "standing",
    "standing_word",
    "stretch",
]
