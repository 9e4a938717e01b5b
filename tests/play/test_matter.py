"""The packaged matter of 6 January 2020: its places are right, its words few, and it is staged once."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from chancery.errors import Malformed
from chancery.play.matter import (
    AFFAIR,
    REPORT,
    letter_id,
    packaged_matter,
    read_matter,
    stage_in_room,
    stage_matter,
)
from chancery.record.claims import Report
from chancery.record.matter import Kind, Matter
from chancery.record.source import AbsentSource
from chancery.registry.dossiers import Dossiers
from chancery.store.dossier.memory import MemoryMatters, MemorySourceTexts
from chancery.wiring import House, open_registry
from chancery.wiring.matters import open_dossiers
from tests.registry.january import BY, US, article, played
from tests.rigs.stage import close
from tests.rigs.stage import staged as staged_houses

LONGEST = 60
"""Characters of one quotation that is shipped."""
SHARE = 0.2
"""Of the article, at most, all quotations together."""


@pytest.fixture(scope="module")
def room() -> Dossiers:
    """A Desk without matters, over the record of the day, with the packaged one put on it."""
    january = played()
    door = Dossiers(
        matters=MemoryMatters(),
        texts=MemorySourceTexts(),
        record=january.registry,
        clock=january.player.stage.dial,
    )
    stage_in_room(door, US)
    return door


def staged(room: Dossiers) -> Matter:
    matter = room.matter(AFFAIR)
    assert matter is not None
    return matter


def report_in(room: Dossiers) -> Report:
    return room.reading(staged(room), packaged_matter().source).report


def test_it_is_the_whole_affair(room: Dossiers) -> None:
    """Seven letters, forty claims, two questions, under a name in both languages."""
    matter = staged(room)
    assert [each.member.name for each in matter.of(Kind.STATEMENT)] == [letter_id(name) for name in "VLDEMOW"]
    assert (len(matter.of(Kind.CLAIM)), len(matter.of(Kind.REPORTED_ASK))) == (40, 2)
    assert set(matter.name) == {"en", "ar"}


def test_it_is_staged_once(room: Dossiers) -> None:
    """A house that has it is left as it is."""
    steps = room.steps(AFFAIR)
    stage_in_room(room, US)
    assert room.steps(AFFAIR) == steps


def test_little_of_the_article_is_shipped(room: Dossiers) -> None:
    """Short quotations only, and together a small part of it."""
    source = report_in(room).source
    assert isinstance(source, AbsentSource)
    shipped = [words for _, words in source.fragments]
    assert max(map(len, shipped)) <= LONGEST
    assert sum(map(len, shipped)) < SHARE * source.length


def test_no_sentence_of_the_article_is_shipped(shared: Path) -> None:
    """Nor half of one: no eight words of it stand in a row in the file."""
    text = article(shared).text
    packaged = " ".join(files("chancery.play").joinpath(REPORT).read_text(encoding="utf-8").split())
    words = text.split()
    runs = {" ".join(words[place : place + 8]) for place in range(len(words) - 7)}
    shipped = sorted(run for run in runs if run in packaged)
    assert [run for run in shipped if "We respect your sovereign" not in run] == []


def test_every_place_is_right(room: Dossiers, shared: Path) -> None:
    """Held against the article, every fragment stands where the file says, and so does every claim."""
    seed = article(shared)
    room.bring(AFFAIR, title="", text=seed.text, language="en", noted_in="en", by=BY)
    packaged = report_in(room)
    room.put_away(packaged_matter().source)
    rows = seed.layer["reported_claims"]
    assert [claim.passage.text for claim in packaged.claims] == [row["text"] for row in rows]
    for claim, row in zip(packaged.claims, rows, strict=True):
        assert [part.text for part in claim.hedges] == [each["text"] for each in row.get("hedges", ())]
        assert [part.text for part in claim.fragments] == [
            each["text"] for each in row.get("quoted_fragments", ())
        ]
    assert packaged_matter().source.sentences == seed.known.sentences


def test_it_is_put_on_the_desk_of_a_house(tmp_path: Path) -> None:
    """In the house's own database, where its Desk finds it; a second time changes nothing."""
    house = House.read(staged_houses(tmp_path))
    for _ in range(2):
        stage_matter(house)
    alias = f"record:{house.institution}"
    door = open_dossiers(
        house, open_registry(house, pen=False, alias=alias), alias=f"desk:{house.institution}"
    )
    (head,) = door.heads()
    assert (head.id, head.name["en"]) == (AFFAIR, "The letter of 6 January 2020")
    assert len(staged(door).of(Kind.STATEMENT)) == 7
    for side in ("record", "desk", "inbox"):
        close(f"{side}:{house.institution}")
    close("inbox")


@pytest.mark.parametrize("document", [{}, {"schema": "chancery-report/2"}, {"schema": "chancery-report/1"}])
def test_another_file_is_no_packaged_matter(document: dict[str, object]) -> None:
    """Refused in a sentence."""
    with pytest.raises(Malformed):
        read_matter(document)
