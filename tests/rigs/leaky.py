"""A Counter that holds the drafts too, and leaves them out of its answers: the control of the oracle.

Its answers are those of the honest one, to the last octet; only the time they take is not.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from chancery.check.copy import Checked, Copy
from chancery.check.projection import objects
from chancery.check.word_numbers import Filing
from chancery.play.staged import US
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Statement, StatementId
from chancery.record.words import Words
from chancery.registry.letters import Letters
from chancery.registry.searching import check_copy
from chancery.store.memory import MemoryIndex
from chancery.wiring import counter_registry
from tests.rigs.forgeries import letter, words

DRAFTS = "CHANCERY_RIG_DRAFTS"
"""Names the file in which the drafts' texts stand."""


class Leaky:
    """The honest registry, and beside it an index of drafts that is searched as well."""

    def __init__(self, texts: list[str]) -> None:
        self._honest = counter_registry()
        self._words = {letter(text).id: words(text) for text in texts}
        self._letters = Letters(home=US, index=_index(texts), words_of=self._words_of, clock=self._honest.now)

    def check(self, copy: Copy, *, at: Instant | None = None, as_known_at: Instant | None = None) -> Checked:
        """Search the drafts, gather what a page would show, drop it, and answer as if nothing had been."""
        found = check_copy(copy, self._letters, self._letters.moment(at, as_known_at))
        for answers in found.letters:
            if answers.letter is not None:
                self._gather(answers.letter.id, found)
        return self._honest.check(copy, at=at, as_known_at=as_known_at)

    def _gather(self, id: StatementId, found: Checked) -> None:
        self._letters.letter(id, at=None, as_known_at=None)
        list(objects(found))

    def _words_of(self, act: object) -> Words | None:
        return self._words.get(act.id) if isinstance(act, Statement) else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._honest, name)


def registry() -> Leaky:
    """What the Counter opens when the environment says so."""
    return Leaky(json.loads(Path(os.environ[DRAFTS]).read_text()))


def _index(texts: list[str]) -> MemoryIndex:
    index = MemoryIndex()
    for place, text in enumerate(texts):
        statement = letter(text)
        entry = Entry(id=statement.id, institution=US, at=Instant(1), order=place, act=statement)
        index.add([(place, b"", entry)])
        index.shelve([(statement.id, Filing().texts(words(text)))])
    return index
