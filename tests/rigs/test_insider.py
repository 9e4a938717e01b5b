"""Threat 4: whoever may write to the database changes no answer without being found out."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from chancery.record.statement import Instant
from tests.rigs.conftest import Say
from tests.rigs.stage import answers, checked, copied, refused

SEED = 4
EDITS = (40, 1_000)
"""In the quick version and at full length."""
NOW = Instant(4_000_000_000)
"""A moment after every signature made while staging."""
TABLES = (
    *("committedhead", "loggedentry", "indexedentry", "filedentry", "followedlog", "shelvedletter"),
    "sealedwords",
)
"""Whatever an answer is made of.  Not among them: which key of a client was given which place."""
OWN_SEEN = ("store_followedlog", "seen", "us.demo")
"""Nobody reads when we last saw our own record: it is always seen up to now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One row of one table, altered or gone."""

    table: str
    row: int
    what: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.table}.{self.column or '*'} of row {self.row}"


@pytest.fixture(scope="module")
def truth(played: Path) -> Mapping[str, str]:
    """What the house answers before anybody has altered anything."""
    return answers(played, NOW)


def test_no_altered_row_changes_an_answer_unseen(
    played: Path, truth: Mapping[str, str], disk: Path, at_full_length: bool, say: Say
) -> None:
    """Every edit is found by the comparison with the record; and no answer changes unless it is."""
    chance = random.Random(SEED)
    found: Counter[str] = Counter()
    unseen, believed = list[str](), list[str]()
    for _ in range(EDITS[at_full_length]):
        hurt = copied(played, disk / "edited")
        edit = _edited(hurt, chance)
        seen, given = checked(hurt), answers(hurt, NOW)
        found.update(seen[:1])
        other = {ref for ref, answer in given.items() if answer != truth[ref] and not refused(answer)}
        unseen += [] if seen else [str(edit)]
        believed += [] if seen or not other else [str(edit)]
    say(
        f"{EDITS[at_full_length]} edits, {len(unseen)} not found, {len(believed)} change an answer unseen; "
        f"found first: {', '.join(f'{what} {often}' for what, often in sorted(found.items()))}"
    )
    assert not believed
    assert not unseen


def test_the_record_that_nobody_touched_is_found_whole(played: Path, disk: Path) -> None:
    """Control: the comparison has nothing to say where nothing was done."""
    assert checked(copied(played, disk / "whole")) == []


def _edited(house: Path, chance: random.Random) -> Edit:
    """One more edit, for a row that is there, to a value that it did not have."""
    with sqlite3.connect(house / "record.sqlite3") as opened:
        table = f"store_{chance.choice(TABLES)}"
        row = chance.choice([number for (number,) in opened.execute(f"SELECT rowid FROM {table}")])
        if chance.random() < 0.25:
            opened.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
            return Edit(table=table, row=row, what="delete")
        columns = [name for _, name, *_ in opened.execute(f"PRAGMA table_info({table})")]
        column = chance.choice(columns)
        whole = opened.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,)).fetchone()
        if (table, column) == OWN_SEEN[:2] and OWN_SEEN[2] in whole:
            column = "reached"
        (before,) = opened.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)).fetchone()
        after = _altered(before, chance)
        try:
            opened.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (after, row))
        except sqlite3.IntegrityError:  # the place is taken: whoever wants it takes it
            opened.execute(f'UPDATE OR REPLACE {table} SET "{column}" = ? WHERE rowid = ?', (after, row))
    return Edit(table=table, row=row, what=f"{before!r:.20} to {after!r:.20} in", column=column)


def _altered(before: object, chance: random.Random) -> object:
    match before:
        case int():
            return max(0, before + chance.choice((-1, 1, 2, 86_400, 40 * 86_400))) if before else 1
        case bytes() if before:
            octets = bytearray(before)
            octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
            return bytes(octets)
        case str() if before:
            place = chance.randrange(len(before))
            return before[:place] + ("x" if before[place] != "x" else "y") + before[place + 1 :]
        case _:
            return b"x"
