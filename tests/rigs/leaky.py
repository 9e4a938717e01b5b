"""A Counter whose index holds the drafts too, and leaves them out at the end: the control of the oracle.

It hides drafts as a table does that everybody reads `WHERE state = 'released'`: they are
looked up, opened and compared like all others, and dropped when it comes to telling.  Its
answers are those of the honest one, to the last octet; only the time they take is not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from chancery.check.copy import Checked, Copy
from chancery.check.match import Found
from chancery.check.word_numbers import Filing
from chancery.play.staged import US
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Statement, StatementId
from chancery.record.words import Words
from chancery.registry.searching import check_copy
from chancery.store.memory import MemoryIndex
from chancery.wiring import counter_registry
from tests.rigs.forgeries import letter, words

DRAFTS = "CHANCERY_RIG_DRAFTS"
"""Names the file in which the drafts' texts stand."""

NOBODYS = "Nobody wrote this."


class Shared:
    """Both indexes as one: what is public, and what is not."""

    def __init__(self, public: Any, drafts: MemoryIndex) -> None:
        self._public, self._drafts = public, drafts

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """The nearest of both."""
        public, drafts = self._public.nearest(words, limit), self._drafts.nearest(words, limit)
        both = sorted((*public.candidates, *drafts.candidates), key=lambda each: -each.shared)
        return Found(candidates=tuple(both[:limit]), exact=public.exact + drafts.exact)

    def entry(self, id: StatementId) -> Entry | None:
        """The entry of either."""
        return self._drafts.entry(id) or self._public.entry(id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._public, name)


class Leaky:
    """The honest registry over an index in which the drafts stand as well."""

    def __init__(self, texts: list[str]) -> None:
        self._honest = counter_registry()
        self._words = {letter(text).id: words(text) for text in texts}
        honest = self._honest._letters
        self._letters = replace(
            honest,
            index=Shared(honest.index, _index(texts)),
            words_of=self._words_of,  # type: ignore[arg-type]
        )

    def check(self, copy: Copy, *, at: Instant | None = None, as_known_at: Instant | None = None) -> Checked:
        """Find whatever there is, then leave the drafts out; of nothing else, say what is said of nothing."""
        moment = self._letters.moment(at, as_known_at)
        found = check_copy(copy, self._letters, moment)
        if not any(
            answers.letter is not None and answers.letter.id in self._words for answers in found.letters
        ):
            return found
        nothing = check_copy(replace(copy, text=NOBODYS, digest=b""), self._honest._letters, moment)
        return replace(nothing, copy=copy)

    def _words_of(self, act: Any) -> Words | None:
        if isinstance(act, Statement) and act.id in self._words:
            return self._words[act.id]
        return self._honest.words_of(act)

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
