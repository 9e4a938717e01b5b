"""Which letter, of how many: candidate search at 10^4, 10^5 and 10^6 letters, beside other people's.

`rows()` runs every size; ``python -m bench.copies_search 10000 100000`` only these.  The time is
CPU time on one core, of the question as `Index.nearest` answers it from a database and warm files;
comparing the letters word by word comes after it and is measured elsewhere.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from bench.report import figure
from bench.row import Better, Row, at_least, at_most
from bench.searching.copies import KINDS, Kind
from bench.searching.filled import Clock, emptied_folder, empty_index, fill, id_of, number_of, opened_index
from bench.searching.letters import ManyLetters
from bench.searching.others import beside_others
from chancery.check.match import LOOKED_AT, Found
from chancery.check.word_numbers import in_a_row, word_numbers
from chancery.record.statement import StatementId

if TYPE_CHECKING:
    from chancery.store.index import DurableIndex

SIZES = (10_000, 100_000, 1_000_000)
BESIDE_OTHERS = 100_000
"""Other software is given at most so many letters."""

ASKED = 300
"""Copies of each kind."""

SEED = 3
GIGABYTE = 1e9

QUOTED = (8, 12, 20)
"""Words of a quotation."""


def rows(sizes: Sequence[int] = SIZES) -> Iterator[Row]:
    """Building, asking and finding at each size; then the same letters with others."""
    letters, filled, seconds = ManyLetters.from_corpora(), 0, 0.0
    with emptied_folder() as folder:
        index = empty_index(folder)
        for size in sizes:
            seconds += fill(index, letters, range(filled, size))
            filled = size
            yield from _measured(folder, letters, size, seconds)
    yield from beside_others(letters, min(BESIDE_OTHERS, max(sizes)))


def _measured(folder: Path, letters: ManyLetters, size: int, seconds: float) -> Iterator[Row]:
    index, last = opened_index(folder), size == SIZES[-1]
    begun = time.process_time()
    index.nearest([1, 2, 3], 1)
    opening = time.process_time() - begun
    yield Row(
        name=f"build, {size:,} letters",
        value=seconds / 60,
        unit="min",
        bar=at_most(30) if last else None,
        how=f"CPU time: words taken apart, rows written, places sorted; {opening:.2f} s to open it again",
    )
    octets = {part.name: part.stat().st_size for part in folder.rglob("*") if part.is_file()}
    files = sum(octet for name, octet in octets.items() if name.endswith(".segment"))
    yield Row(
        name=f"index, {size:,} letters",
        value=sum(octets.values()) / GIGABYTE,
        unit="GB",
        bar=at_most(6) if last else None,
        how=f"the rows in the database, and {files / GIGABYTE:.2f} GB of segments made of them",
    )
    yield from _asked(index, letters, size, last)


def _asked(index: DurableIndex, letters: ManyLetters, size: int, last: bool) -> Iterator[Row]:
    clocks: dict[str, Clock] = {}
    found: list[Row] = []
    for kind in KINDS:
        clock = clocks.setdefault(kind.name, Clock())
        found.append(_found(index, letters, size, kind, clock, last))
    for length in QUOTED:
        clock = clocks.setdefault(f"quotation of {length} words", Clock())
        found += _quoted(index, letters, size, length, clock, last)
    everything = Clock([second for clock in clocks.values() for second in clock.seconds])
    each = ", ".join(f"{name} {clock.percentile(50) * 1e3:.1f}" for name, clock in clocks.items())
    for share in (50, 95, 99):
        yield Row(
            name=f"question, {size:,} letters, p{share}",
            value=everything.percentile(share) * 1e3,
            unit="ms",
            bar=at_most(50) if last and share == 99 else None,
            how=f"{len(everything.seconds):,} questions, CPU time, one core; medians in ms: {each}",
        )
    yield from found


def _found(index: DurableIndex, letters: ManyLetters, size: int, kind: Kind, clock: Clock, last: bool) -> Row:
    chance = Random(f"{SEED}/{kind.name}")
    places: list[tuple[int, int | None]] = []
    for number in (chance.randrange(size) for _ in range(ASKED)):
        page, read = kind.made_of(letters.text(number), chance)
        near = clock.ask(index, word_numbers(read))
        places.append((number, _place(near, number, word_numbers(page), letters)))
    listed = sum(place is not None for _, place in places)
    return Row(
        name=f"{kind.name}, {size:,} letters: its letter is looked at",
        value=100 * listed / ASKED,
        unit="%",
        better=Better.HIGHER,
        bar=kind.bar if last else None,
        how=f"of {ASKED}, among the {LOOKED_AT} compared word by word; {_in_first_place(places, letters)}",
    )


def _place(near: Found, number: int, page: Sequence[int], letters: ManyLetters) -> int | None:
    """Where the letter stands, or another that has every word of the page in a row; None if neither does."""
    for place, candidate in enumerate(near.candidates):
        other = number_of(candidate.statement)
        if other == number or in_a_row(page, word_numbers(letters.text(other))):
            return place
    return None


def _in_first_place(places: Sequence[tuple[int, int | None]], letters: ManyLetters) -> str:
    """How often the letter came first of all, and how often where it has many siblings."""
    related = [place == 0 for number, place in places if letters.family(number) is not None]
    first = 100 * sum(place == 0 for _, place in places) / len(places)
    share = 100 * sum(related) / max(1, len(related))
    return (
        f"before that, in first place {first:.1f} %, {share:.1f} % of the {len(related)} with near-duplicates"
    )


def _quoted(
    index: DurableIndex, letters: ManyLetters, size: int, length: int, clock: Clock, last: bool
) -> Iterator[Row]:
    chance = Random(f"{SEED}/{length}")
    asked = [_quotation(letters.text(chance.randrange(size)), length, chance) for _ in range(ASKED)]
    held = _Held(index)
    holders = [held.rows_with(words) for words in asked]
    near = [clock.ask(index, words) for words in asked]
    first = [each.candidates[0].statement in those for each, those in zip(near, holders, strict=True)]
    right = [
        each.exact == len(those) and {c.statement for c in each.candidates[: each.exact]} <= those
        for each, those in zip(near, holders, strict=True)
    ]
    sizes = sorted(len(those) for those in holders)
    held_by = f"held by {sizes[len(sizes) // 2]} letters (median), by {sizes[-1]} (most)"
    how = f"of {ASKED}, against every word of every letter, looked through from end to end; {held_by}"
    for what, good, bar in (
        ("holder in first place", first, 98),
        ("every holder found, no other", right, 100),
    ):
        yield Row(
            name=f"quotation of {length} words, {size:,} letters: {what}",
            value=100 * sum(good) / ASKED,
            unit="%",
            better=Better.HIGHER,
            bar=at_least(bar) if last else None,
            how=how,
        )


def _quotation(text: str, length: int, chance: Random) -> tuple[int, ...]:
    words = word_numbers(text)
    start = chance.randrange(len(words) - length)
    return words[start : start + length]


class _Held:
    """Every word of every letter, read from the rows and looked through from end to end."""

    def __init__(self, index: DurableIndex) -> None:
        segments = index._shelf.caught_up()
        self._words = [segment.words for segment in segments]
        self._starts = [segment.starts for segment in segments]
        self._first = [segment.begin.number for segment in segments]

    def rows_with(self, words: Sequence[int]) -> frozenset[StatementId]:
        """The letters that hold the words in a row."""
        return frozenset(id_of(number) for number in self._numbers(words))

    def _numbers(self, words: Sequence[int]) -> Iterator[int]:
        for text, starts, first in zip(self._words, self._starts, self._first, strict=True):
            places = np.flatnonzero(text[: len(text) - len(words)] == words[0])
            for offset, word in enumerate(words):
                places = places[text[places + offset] == word]
            yield from (first + np.unique(np.searchsorted(starts, places, side="right") - 1)).tolist()


if __name__ == "__main__":
    for row in rows(tuple(map(int, sys.argv[1:])) or SIZES):
        print(f"{row.name:<72} {figure(row.value):>8} {row.unit}\n    {row.how}", flush=True)
