"""Sightings at rest: what readers agreed to tell, and never what they brought."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from chancery.check.copy import Copy, Kind
from chancery.check.sighting import Seen, sightings
from chancery.errors import Unavailable
from chancery.record.statement import Instant, StatementId
from chancery.store.pursued import KeptPursuits, Pursuit
from chancery.store.sightings import KeptSightings
from chancery.store.tallied import TalliedSightings
from tests.institution import Clock, Institution, department
from tests.letters import INFORM, saying
from tests.people import GENERAL

WORDS = "The gate opens at nine on every working day of the week."


@pytest.fixture
def us() -> Institution:
    here = department(Clock())
    here.release(saying(WORDS, INFORM, "forces/gates"), by=GENERAL)
    return here


def seen(us: Institution, text: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    copy = Copy(kind=Kind.TEXT, text=text, digest=sha256(text.encode()).digest())
    return [(each.likeness, each.differences) for each in sightings(us.registry.check(copy))]


def test_a_sighting_names_the_words_that_differ(us: Institution) -> None:
    """The words as the copy has them; nothing else of it."""
    assert seen(us, WORDS.replace("nine", "seven")) == [("altered", (("replaced", "seven"),))]


def test_a_copy_of_no_letter_is_a_sighting_too(us: Institution) -> None:
    """What an office may have to disclaim matches none of its letters."""
    assert seen(us, "All gates are closed for ever, by order of nobody.") == [
        ("not in the registered words", ())
    ]


def test_what_is_kept_comes_back(us: Institution, tmp_path: Path) -> None:
    """In order, and none of the text besides what differs."""
    kept = KeptSightings(tmp_path / "sightings.jsonl")
    text = WORDS.replace("nine", "seven")
    checked = us.registry.check(Copy(kind=Kind.TEXT, text=text, digest=b"1" * 32))
    kept.keep(sightings(checked))
    kept.keep(sightings(checked))
    assert list(kept.all()) == [*sightings(checked), *sightings(checked)]
    assert "working day" not in (tmp_path / "sightings.jsonl").read_text()


def test_a_line_that_was_cut_off_is_passed_over(us: Institution, tmp_path: Path) -> None:
    """A power cut costs the last sighting and no other."""
    place = tmp_path / "sightings.jsonl"
    kept = KeptSightings(place)
    kept.keep(sightings(us.registry.check(Copy(kind=Kind.TEXT, text=WORDS, digest=b"1" * 32))))
    place.write_text(place.read_text() + '{"at":1,"dig')
    assert len(list(kept.all())) == 1


def test_a_line_that_was_cut_off_spoils_none_that_come_after(us: Institution, tmp_path: Path) -> None:
    """The next sighting begins a line of its own; what is left of the one before it goes."""
    place = tmp_path / "sightings.jsonl"
    kept = KeptSightings(place)
    checked = us.registry.check(Copy(kind=Kind.TEXT, text=WORDS, digest=b"1" * 32))
    kept.keep(sightings(checked))
    place.write_text(place.read_text() + '{"at":1,"dig')
    kept.keep(sightings(checked))
    assert list(kept.all()) == [*sightings(checked), *sightings(checked)]


@pytest.mark.parametrize("line", ['{"at":"noon"}', '{"at":1,"dig{"at":1}', "[]"])
def test_a_damaged_file_is_told(tmp_path: Path, line: str) -> None:
    """One sentence, and what to do."""
    place = tmp_path / "sightings.jsonl"
    place.write_text(line + "\n")
    with pytest.raises(Unavailable, match="damaged"):
        list(KeptSightings(place).all())


def test_a_sighting_says_where_the_letter_stood(us: Institution) -> None:
    """So an office learns that a letter which stands no more still goes round."""
    copy = Copy(kind=Kind.TEXT, text=WORDS, digest=b"1" * 32)
    [letter] = [answers.letter for answers in us.registry.check(copy).letters]
    assert letter is not None
    assert [each.seen for each in sightings(us.registry.check(copy))] == [Seen.AS_REGISTERED]
    us.clock.turn("1m")
    us.withdraw(letter.id, by=GENERAL)
    assert [each.seen for each in sightings(us.registry.check(copy))] == [Seen.NO_LONGER_STANDS]


def test_lines_of_before_are_still_read(tmp_path: Path) -> None:
    """They say nothing of where the letter stood."""
    place = tmp_path / "sightings.jsonl"
    place.write_text('{"at":5,"digest":"00","letter":"L","words":"exact","differences":[]}\n')
    assert [(each.at, each.standing) for each in KeptSightings(place).all()] == [(5, "")]


def test_a_tally_reads_on_from_where_it_left_off(us: Institution, tmp_path: Path) -> None:
    """And from the beginning again, when the file was moved away."""
    place = tmp_path / "sightings.jsonl"
    kept = KeptSightings(place)
    seen = list(sightings(us.registry.check(Copy(kind=Kind.TEXT, text=WORDS, digest=b"1" * 32))))
    tallied = TalliedSightings(kept)
    assert tallied.tally().by_seen() == {}
    kept.keep(seen * 3)
    assert tallied.tally().by_seen() == {Seen.AS_REGISTERED: 3}
    kept.keep(seen)
    assert tallied.tally().by_seen() == {Seen.AS_REGISTERED: 4}
    place.unlink()
    kept.keep(seen)
    assert tallied.tally().by_seen() == {Seen.AS_REGISTERED: 1}


def test_what_was_taken_up_comes_back(tmp_path: Path) -> None:
    """In order; a line that was cut off is passed over."""
    place = tmp_path / "pursued.jsonl"
    kept = KeptPursuits(place)
    assert list(kept.all()) == []
    pursuits = [Pursuit(at=Instant(at), digest=bytes([at]) * 32, by=StatementId(f"n{at}")) for at in (1, 2)]
    for each in pursuits:
        kept.keep(each)
    place.write_bytes(place.read_bytes() + b'{"at": 3')
    assert list(kept.all()) == pursuits
