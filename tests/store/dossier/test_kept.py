"""Matters at rest: every sentence of the ports, on every kind of storage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections

from chancery.errors import Conflict
from chancery.record.matter import (
    Gathered,
    Kind,
    KnownSource,
    MatterId,
    Member,
    Named,
    Noted,
    Part,
    SourceNamed,
    Step,
    TakenOut,
    Touch,
)
from chancery.record.statement import Instant
from chancery.store.database import attach, migrate
from chancery.store.sides import RECORD
from tests.store.dossier.conftest import Kept

AFFAIR = MatterId("matter-1")
LETTER = Member(kind=Kind.STATEMENT, name="urn:uuid:1")

DEEDS = (
    Named(name={"en": "The letter", "ar": "الرسالة"}),
    SourceNamed(
        source=KnownSource(title="A report \0 “…”", digest=b"\xff" * 32, length=9, sentences=((0, 9),))
    ),
    Gathered(member=LETTER, note="it began here"),
    Noted(source=b"\xff" * 32, rows={Part.CLAIM: ({"id": "C1", "span": [0, 4]},)}),
    TakenOut(member=LETTER, reason="the wrong letter"),
)


def step(number: int, *, at: int = 0) -> Step:
    return Step(
        number=number, touch=Touch(by="h-secretary", at=Instant(at or number)), deed=DEEDS[number - 1]
    )


def test_every_step_comes_back_as_it_was_kept(kept: Kept) -> None:
    """In order, to whoever asks next."""
    assert kept.matters().steps(AFFAIR) == ()
    for number in range(1, 6):
        kept.matters().append(AFFAIR, step(number))
    assert kept.matters().steps(AFFAIR) == tuple(step(number) for number in range(1, 6))


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_step_that_is_not_the_next_is_refused(kept: Kept, number: int) -> None:
    """What somebody else did in between would be overlooked."""
    kept.matters().append(AFFAIR, step(1))
    with pytest.raises(Conflict):
        kept.matters().append(AFFAIR, step(number))
    assert kept.matters().steps(AFFAIR) == (step(1),)


def test_the_list_has_the_newest_first_under_its_newest_name(kept: Kept) -> None:
    """Touched last, first; called what it is called now."""
    other = MatterId("matter-2")
    kept.matters().append(AFFAIR, step(1, at=10))
    kept.matters().append(other, step(1, at=20))
    assert [head.id for head in kept.matters().heads()] == [other, AFFAIR]
    renamed = Step(number=2, touch=Touch(by="h-chair", at=Instant(30)), deed=Named(name={"en": "The vote"}))
    kept.matters().append(AFFAIR, renamed)
    first = kept.matters().heads()[0]
    assert (first.id, first.name, first.steps, first.touched) == (AFFAIR, {"en": "The vote"}, 2, 30)


def test_a_text_is_here_until_it_is_put_away(kept: Kept) -> None:
    """Code point for code point, whatever they are."""
    text = "“Not yet” \0 \U0001f4dc ليس بعد"
    assert kept.texts().text(b"d" * 32) is None
    kept.texts().keep(b"d" * 32, text)
    kept.texts().keep(b"d" * 32, text)
    assert kept.texts().text(b"d" * 32) == text
    kept.texts().put_away(b"d" * 32)
    kept.texts().put_away(b"d" * 32)
    assert kept.texts().text(b"d" * 32) is None


def test_of_many_who_take_the_next_step_one_wins(lasting: Kept) -> None:
    """The others are told to look again."""
    lasting.matters().append(AFFAIR, step(1))

    def write(_: int) -> bool:
        try:
            lasting.matters().append(AFFAIR, step(2))
        except Conflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as writers:
        assert sum(writers.map(write, range(6))) == 1
    assert len(lasting.matters().steps(AFFAIR)) == 2


def test_the_public_database_has_no_table_for_matters(lasting: Kept, tmp_path: Path) -> None:
    """What an office gathers stands on its own side of the house."""
    attach(f"{RECORD}:beside", tmp_path / "record")
    migrate(f"{RECORD}:beside")

    def tables(alias: str) -> set[str]:
        names = connections[alias].introspection.table_names()
        return {name for name in names if name.startswith("dossier_")}

    assert lasting.alias is not None
    assert tables(lasting.alias) == {"dossier_openmatter", "dossier_matterstep", "dossier_sourcetext"}
    assert tables(f"{RECORD}:beside") == set()
    connections[f"{RECORD}:beside"].close()
