"""The same letters and the same copies, asked of other people's search."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from bench import peers
from bench.peers import PeerAbsent
from bench.row import Better, Row
from bench.searching.copies import KINDS
from bench.searching.filled import Clock, emptied_folder, empty_index, fill, number_of
from bench.searching.letters import ManyLetters
from chancery.check.word_numbers import word_numbers

SCRIPTS = Path(__file__).parent.parent / "others"
DATASKETCH = "datasketch==2.0.0"
SEED = 5

ASKED = 10
"""Copies of each kind; one takes others seconds."""

QUOTED = 12
"""Words of a quotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Somebody else's search: in which Python it runs, and what asks it."""

    name: str
    python: Callable[[], Path]
    script: str


OTHERS = (
    Other(name="SQLite FTS5, BM25", python=lambda: Path(sys.executable), script="sqlite_fts5.py"),
    Other(
        name="datasketch MinHash LSH",
        python=lambda: peers.python_with("datasketch", DATASKETCH),
        script="datasketch_lsh.py",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A copy, and the letters that would be right for it."""

    kind: str
    read: str
    right: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one search gave: CPU seconds to build, those for each copy, and the letters in their order."""

    built: float
    seconds: Sequence[float]
    answers: Sequence[Sequence[int]]

    @property
    def milliseconds(self) -> float:
        """The median for one copy."""
        return float(np.median(self.seconds)) * 1e3

    def right(self, copies: Sequence[Asked], among: int, kind: str = "") -> float:
        """In how many of a hundred copies of a kind a right letter is among the first so many."""
        pairs = [each for each in zip(copies, self.answers, strict=True) if each[0].kind.startswith(kind)]
        return 100 * sum(not copy.right.isdisjoint(answer[:among]) for copy, answer in pairs) / len(pairs)

    def told(self, copies: Sequence[Asked]) -> str:
        """The same for each kind: in first place, and listed at all."""
        kinds = dict.fromkeys(copy.kind for copy in copies)
        first = ((kind, self.right(copies, 1, kind), self.right(copies, 20, kind)) for kind in kinds)
        return ", ".join(f"{kind} {one:.0f}/{listed:.0f}" for kind, one, listed in first)


def beside_others(letters: ManyLetters, size: int) -> Iterator[Row]:
    """Time and finds at that size, theirs in memory, ours in its database."""
    texts = [letters.text(number) for number in range(size)]
    copies = list(_copies(texts))
    with emptied_folder() as folder:
        index = empty_index(folder)
        built, clock = fill(index, letters, range(size)), Clock()
        found = [clock.ask(index, word_numbers(copy.read)).candidates for copy in copies]
        answers = [[number_of(each.statement) for each in candidates] for candidates in found]
        ours = Measured(built=built, seconds=clock.seconds, answers=answers)
        file = folder / "letters-and-copies"
        asked = "\n".join(f"{copy.kind}\t{copy.read}" for copy in copies)
        file.write_text("\n".join(texts) + "\n\n" + asked, encoding="utf-8")
        for other in OTHERS:
            yield from _beside(ours, other, file, copies, size)


def _copies(texts: Sequence[str]) -> Iterator[Asked]:
    """Copies of every kind, and quotations."""
    chance = Random(SEED)
    plain = [f" {' '.join(text.split())} " for text in texts]
    for kind in KINDS:
        for _ in range(ASKED):
            page, read = kind.made_of(chance.choice(texts), chance)
            yield Asked(kind=kind.name, read=read, right=_holders(page, plain))
    for _ in range(ASKED):
        words = chance.choice(texts).split()
        start = chance.randrange(len(words) - QUOTED)
        page = " ".join(words[start : start + QUOTED])
        # A quotation mark would end the phrase for SQLite; it stands in no word.
        read = page.replace('"', " ")
        yield Asked(kind=f"quotation of {QUOTED} words", read=read, right=_holders(page, plain))


def _holders(page: str, texts: Sequence[str]) -> frozenset[int]:
    return frozenset(number for number, text in enumerate(texts) if f" {page} " in text)


def _beside(ours: Measured, other: Other, file: Path, copies: Sequence[Asked], size: int) -> Iterator[Row]:
    """Two rows that compare, or one that says why they cannot."""
    name = other.name
    try:
        theirs = _measured([other.python(), SCRIPTS / other.script, file])
    except PeerAbsent as absent:
        yield Row(
            name=f"question beside {name}", value=ours.milliseconds, unit="ms", peer=name, how=str(absent)
        )
        return
    yield Row(
        name=f"question, {size:,} letters, beside {name}",
        value=ours.milliseconds,
        unit="ms",
        peer=name,
        peer_value=theirs.milliseconds,
        how=f"median of {len(copies)}, CPU time; built in {ours.built:.0f} s, theirs in {theirs.built:.0f} s",
    )
    yield Row(
        name=f"a right letter in first place, {size:,} letters, beside {name}",
        value=ours.right(copies, 1),
        unit="%",
        better=Better.HIGHER,
        peer=name,
        peer_value=theirs.right(copies, 1),
        how=f"in first place/listed, %: ours {ours.told(copies)}; theirs {theirs.told(copies)}",
    )


def _measured(command: Sequence[str | Path]) -> Measured:
    """What a script in bench/others measured; raises `PeerAbsent` if it failed."""
    try:
        run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=1_800)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        last = (str(problem.stderr or problem).strip().splitlines() or ["no reason given"])[-1]
        raise PeerAbsent(f"not compared: {last}") from problem
    told = json.loads(run.stdout)
    seconds, answers = zip(*told["asked"], strict=True)
    return Measured(built=told["built"], seconds=seconds, answers=answers)
