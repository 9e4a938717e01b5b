"""Segments are caches: the rows are the truth, whatever becomes of the files made of them."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from chancery.check.match import Found
from chancery.errors import Unavailable
from chancery.record.statement import StatementId
from chancery.store.database import attach, migrate, stand_alone
from chancery.store.shelf.files import reached, standing
from tests.store.shelf.texts import Text, any_text

if TYPE_CHECKING:
    from chancery.store.shelf.shelf import Shelf

# Django defines no model before it is set up, so what reads the rows is imported where it is used.

ALIASES = (f"record:shelf-{number}" for number in itertools.count())
FEW_WORDS, LARGE = 2_000, 300
"""So that a few dozen letters are many segments and some files."""


@pytest.fixture
def record(tmp_path: Path) -> str:
    stand_alone()
    alias = next(ALIASES)
    attach(alias, tmp_path / "data")
    migrate(alias)
    return alias


@pytest.fixture
def letters() -> Sequence[Text]:
    chance = random.Random(11)
    return [any_text(chance, words=300) for _ in range(250)]


def file(record: str, letters: Sequence[Text], first: int = 0) -> None:
    from chancery.store.shelf import rows

    rows.write(record, [(id_of(number), [text]) for number, text in enumerate(letters, first)])


def id_of(number: int) -> StatementId:
    return StatementId(f"urn:uuid:{number:032x}")


def opened(record: str, folder: Path | None) -> Shelf:
    from chancery.store.shelf.shelf import Shelf

    return Shelf(record, folder, most_words=FEW_WORDS, worth_a_file=LARGE)


def answers(shelf: Shelf, letters: Sequence[Text]) -> list[Found]:
    return [shelf.nearest(text[:9], 10) for text in letters]


def test_however_the_letters_came_the_answers_are_the_same(
    record: str, letters: Sequence[Text], tmp_path: Path
) -> None:
    """One by one, with and without files, or all at once."""
    growing, alone = opened(record, tmp_path / "shelf"), opened(record, None)
    for number, text in enumerate(letters):
        file(record, [text], number)
        assert growing.nearest(text, 1).candidates[0].statement == id_of(number)
        alone.caught_up()
    at_once = answers(opened(record, None), letters)
    assert answers(growing, letters) == answers(alone, letters) == at_once
    assert answers(opened(record, tmp_path / "shelf"), letters) == at_once


def test_there_are_never_many_segments(record: str, letters: Sequence[Text], tmp_path: Path) -> None:
    """Those that are alike are joined, and the files of the parts go."""
    shelf = opened(record, tmp_path / "shelf")
    for number, text in enumerate(letters):
        file(record, [text], number)
        shelf.caught_up()
    words = sum(segment.length for segment in shelf.caught_up())
    assert len(shelf.caught_up()) <= 2 * words / FEW_WORDS + 12
    bound = sorted(standing(tmp_path / "shelf"))
    assert all(before[1] == after[0] for before, after in itertools.pairwise(bound))
    assert reached(tmp_path / "shelf") > 200


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "another", "lost"])
def test_a_damaged_file_is_made_again(
    record: str, letters: Sequence[Text], tmp_path: Path, harm: str
) -> None:
    """And believed in nothing meanwhile."""
    file(record, letters)
    truth = answers(opened(record, tmp_path / "shelf"), letters)
    whole = {path.name: path.read_bytes() for path in (tmp_path / "shelf").iterdir()}
    assert len(whole) > 2
    for path in sorted((tmp_path / "shelf").iterdir()):
        _HARMS[harm](path)
    assert answers(opened(record, tmp_path / "shelf"), letters) == truth
    assert {path.name: path.read_bytes() for path in (tmp_path / "shelf").iterdir()} == whole


def _flip(path: Path) -> None:
    octets = bytearray(path.read_bytes())
    octets[len(octets) * 2 // 3] ^= 4
    path.write_bytes(octets)


def _another(path: Path) -> None:
    """The file of other rows under this name."""
    other = max(each for each in path.parent.iterdir() if each != path)
    path.write_bytes(other.read_bytes())


_HARMS: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: os.truncate(path, path.stat().st_size - 9),
    "flip": _flip,
    "empty": lambda path: path.write_bytes(b""),
    "another": _another,
    "lost": Path.unlink,
}


def test_files_of_another_filling_are_not_used(record: str, letters: Sequence[Text], tmp_path: Path) -> None:
    """As many letters, the same numbers, other words: after a restored backup, or another order of logs."""
    running = opened(record, tmp_path / "shelf")
    file(record, letters)
    answers(running, letters)
    with connections[record].cursor() as cursor:
        cursor.execute("DELETE FROM store_shelvedletter")
    file(record, letters[::-1])
    truth = answers(opened(record, None), letters)
    assert answers(opened(record, tmp_path / "shelf"), letters) == truth
    assert answers(running, letters) == truth


def test_who_may_not_write_files_reads_all_the_same(
    record: str, letters: Sequence[Text], tmp_path: Path
) -> None:
    """Here the folder cannot be made, because a file stands in its way."""
    (tmp_path / "shelf").write_text("not a folder")
    file(record, letters)
    assert answers(opened(record, tmp_path / "shelf"), letters) == answers(opened(record, None), letters)


def test_a_row_that_is_not_what_was_written_is_refused(record: str, letters: Sequence[Text]) -> None:
    """A letter that is hidden by a flipped bit would be an answer about the letter."""
    file(record, letters)
    with connections[record].cursor() as cursor:
        cursor.execute("UPDATE store_shelvedletter SET words = %s WHERE number = 7", [bytes(8)])
    with pytest.raises(Unavailable, match="run `chancery reindex`"):
        opened(record, None).nearest(letters[0], 1)
