"""A million letters made of real ones: their sentences put together anew, in families as in real records.

Seven letters of ten stand alone.  The others come in families of 10, of 100 and of 2,000,
whose members differ in three words, as monthly statements do and orders that are renewed.
Letter *i* is the same in every run and in a record of any size.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from random import Random

WORDS = 258
"""How many words a letter has, roughly."""

FAMILIES = {10: 100, 100: 1_000, 2_000: 20_000}
"""So many members stand among so many letters; one letter in ten belongs to each kind."""

CHANGED = 0.5
"""The share of sentences in which a word is another one: no two letters quote one another at length."""

_SENTENCE = re.compile(r"(?<=[.!?؟])\s+|\n+")
_MONTHS = month_name[1:]


class ManyLetters:
    """Letters out of the corpora in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[tuple[int, int], list[str]] = {}

    @classmethod
    def from_corpora(cls) -> ManyLetters:
        """Out of the folder that the environment names; raises `FileNotFoundError` if it names none."""
        place = os.environ.get("CHANCERY_CORPORA", "")
        if not place or not Path(place).is_dir():
            raise FileNotFoundError("CHANCERY_CORPORA names no folder of letters.")
        return cls(Path(place))

    def text(self, number: int) -> str:
        """Letter *number*."""
        size = {0: 10, 1: 100, 2: 2_000}.get(number % 10)
        if size is None:
            return " ".join(self._sentences(Random(number)))
        return self._member(size, number)

    def family(self, number: int) -> tuple[int, int] | None:
        """The size of a letter's family and which it is; None for a letter that stands alone."""
        size = {0: 10, 1: 100, 2: 2_000}.get(number % 10)
        return None if size is None else (size, number // FAMILIES[size])

    def _member(self, size: int, number: int) -> str:
        family = (size, number // FAMILIES[size])
        if family not in self._templates:
            if len(self._templates) > 1_000:
                self._templates.clear()
            self._templates[family] = " ".join(self._sentences(Random(str(family)))).split()
        words = list(self._templates[family])
        member = number % FAMILIES[size] // 10
        chance = Random(str(family))
        places = chance.sample(range(len(words)), 3)
        told = (_MONTHS[member % 12], str(member // 12 % 28 + 1), str(chance.randrange(100, 900) + member))
        for place, word in zip(places, told, strict=True):
            words[place] = word
        return " ".join(words)

    def _sentences(self, chance: Random) -> Iterator[str]:
        length = 0
        while length < WORDS:
            sentence = chance.choice(self._pool)
            length += sentence.count(" ") + 1
            if chance.random() < CHANGED:
                words = sentence.split(" ")
                words[chance.randrange(len(words))] = chance.choice(self._words)
                sentence = " ".join(words)
            yield sentence

    @cached_property
    def _pool(self) -> Sequence[str]:
        """Every sentence of 5 to 60 words, once."""
        sentences = (" ".join(each.split()) for text in self._texts() for each in _SENTENCE.split(text))
        return list(dict.fromkeys(each for each in sentences if 5 <= each.count(" ") + 1 <= 60))

    @cached_property
    def _words(self) -> Sequence[str]:
        """The words of every tenth sentence, each as often as it stands there."""
        return [word for sentence in self._pool[::10] for word in sentence.split(" ")]

    def _texts(self) -> Iterator[str]:
        for file in sorted(self._folder.glob("*.jsonl*")):
            octets = file.read_bytes()
            lines = gzip.decompress(octets) if file.suffix == ".gz" else octets
            for line in lines.splitlines():
                yield str(json.loads(line)["text"])
