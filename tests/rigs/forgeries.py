"""Texts that nobody can tell apart by their look: made of the same words, in the same number."""

from __future__ import annotations

import random
from hashlib import sha256

from chancery.play.staged import US
from chancery.record.naming import named
from chancery.record.statement import Clause, ClauseId, OfficeName, Statement, Subject, Verb
from chancery.record.words import Text, Words

OFFICE = OfficeName("command-iraq")
WORDS = 200
"""In each text: a letter of one page."""
SYLLABLES = tuple(first + last for first in "bdfghklmnprst" for last in ("ar", "en", "il", "or"))
VOCABULARY = tuple(a + b for a in SYLLABLES for b in SYLLABLES)
"""2,704 words of one length: two texts share words, and hardly ever three in a row."""


def texts(number: int, *, seed: int) -> list[str]:
    """So many texts of one length; another seed gives others."""
    chance = random.Random(seed)
    return [" ".join(chance.choice(VOCABULARY) for _ in range(WORDS)) for _ in range(number)]


def words(text: str) -> Words:
    """The text as the words of a letter."""
    return Words(authoritative=Text(language="en", text=text))


def letter(text: str) -> Statement:
    """A letter that says it, under an id of its own."""
    id = named(US, sha256(text.encode()).digest())
    clause = Clause(id=ClauseId("c1"), verb=Verb.INFORM, subject=Subject("relations"))
    return Statement(id=id, institution=US, office=OFFICE, clauses=(clause,))
