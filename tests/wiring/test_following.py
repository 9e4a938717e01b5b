"""A counterpart that follows a record answers for its letters from its own shelves."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.check.answers import Likeness, Origin
from chancery.check.copy import Copy, Kind
from chancery.play.staged import IQ, US, Addresses, Staged, stage_in

QUOTED = Copy(kind=Kind.QUOTATION, text="reposition the forces")


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """6 January 2020 on two real houses that follow each other."""
    folder = tmp_path_factory.mktemp("houses")
    counters = {US: "127.0.0.1:8000", IQ: "127.0.0.1:8001"}
    return stage_in(folder, {who: Addresses(counter=counter) for who, counter in counters.items()})


def test_a_letter_of_another_institution_is_found_by_its_words(staged: Staged) -> None:
    """The ministry that received the letter pastes a line of it at its own Counter, and is answered there."""
    (found,) = staged.registries[IQ].check(QUOTED).letters
    assert found.letter is not None
    assert found.letter.id == staged.id("L")
    assert found.origin.state is Origin.ISSUED_ELSEWHERE
    assert found.words.state is Likeness.EXCERPT
    assert found.standing.state == "disowned"


def test_words_that_are_no_longer_shown_are_not_registered_words_lost(staged: Staged, tmp_path: Path) -> None:
    """An institution may take its words from view; the record still says that there were words, and which."""
    house = staged.houses[US]
    letter = staged.registries[US].letter(staged.id("L"))
    assert letter is not None
    shown = sorted(path.name for path in (house.register / "words").iterdir())
    assert getattr(letter.entry.act, "words", b"").hex() in shown


def test_what_is_shown_in_place_of_registered_words_is_left_alone(staged: Staged) -> None:
    """A file under the right name with other words in it is not what was registered, and is not taken in."""
    from chancery.net.follow import Follower, Pin
    from chancery.store.memory import MemoryIndex, MemoryWords

    register = staged.registries[US]

    def read(path: str) -> bytes | None:
        return b"something else" if path.startswith("words/") else register.file(path)

    index, words = MemoryIndex(), MemoryWords()
    assert Follower(Pin(institution=US), read, index, words).catch_up() > 0
    letter = index.entry(staged.id("L"))
    assert letter is not None
    assert words.words(getattr(letter.act, "words", b"")) is None


def test_a_record_that_is_followed_and_was_never_read_is_named(staged: Staged, tmp_path: Path) -> None:
    """Nothing found is not the same answer before and after the counterpart's record could be read."""
    from chancery.record.statement import Institution
    from chancery.wiring import Followed, add_followed, found_house, open_registry

    house = found_house(tmp_path / "mod.example", "mod.example", alias="mod.example")
    silent = Institution("silent.example")
    house = add_followed(house, Followed(institution=silent, folder=tmp_path / "nothing"))
    registry = open_registry(house, pen=False, alias="record:mod.example")
    (found,) = registry.check(QUOTED).letters
    told = {gap.what: gap.facts for gap in found.origin.not_checked}
    assert told["followed_not_read"] == {"institution": silent}


def test_the_vote_is_told_alike_by_both_records(staged: Staged) -> None:
    """A record read a moment ago is held in full, within an hour's patience: what is missing is named."""
    answers = [
        staged.registries[who].letter(staged.id("V")).answers.force.state  # type: ignore[union-attr]
        for who in (US, IQ)
    ]
    assert answers == ["not in force", "not in force"]
