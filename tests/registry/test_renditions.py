"""A letter given out as a file: the file's digest stands on the record, and says nothing else."""

from __future__ import annotations

from hashlib import sha256

import pytest

from chancery.errors import Malformed, NotPermitted
from chancery.record.rendition import Rendition, Shows
from chancery.record.statement import StatementId
from chancery.registry.act import Act
from chancery.seal.act_form import read_act, write_rendition
from tests.institution import Clock, Institution, department
from tests.letters import INFORM, saying
from tests.people import GENERAL, urn

FILE = b"%PDF-1.7 the letter as it was given out"


@pytest.fixture
def us() -> Institution:
    return department(Clock())


@pytest.fixture
def letter(us: Institution) -> StatementId:
    return us.release(saying("The gate opens at nine.", INFORM, "forces/gates"), by=GENERAL)


def fresh(us: Institution) -> StatementId:
    return urn(us.domain, "a rendition")


def test_a_file_is_found_by_the_letter_it_shows(us: Institution, letter: StatementId) -> None:
    """What was given out is on the record by its digest, and is held."""
    us.registry.give_out(FILE, of=letter, id=fresh(us))
    (rendition,) = us.registry.renditions(letter)
    assert rendition.digest == sha256(FILE).digest()
    assert us.registry.rendition(rendition.digest) == FILE


def test_giving_out_twice_under_one_id_is_once(us: Institution, letter: StatementId) -> None:
    """A retry after a crash adds nothing."""
    us.registry.give_out(FILE, of=letter, id=fresh(us))
    us.registry.give_out(FILE, of=letter, id=fresh(us))
    assert len(us.registry.renditions(letter)) == 1


def test_it_changes_none_of_the_five_answers(us: Institution, letter: StatementId) -> None:
    """A file shows a letter; it says nothing about it."""
    before = us.letter(letter).answers
    us.registry.give_out(FILE, of=letter, id=fresh(us), shows=Shows.STAMPED)
    after = us.letter(letter).answers
    assert [each.state for each in after] == [each.state for each in before]


def test_only_a_letter_of_ones_own_can_be_given_out(us: Institution) -> None:
    """A file of a letter that is not on this record is refused, and nothing happens."""
    size = us.registry.head().size
    with pytest.raises(NotPermitted):
        us.registry.give_out(FILE, of=urn("elsewhere", "letter"), id=fresh(us))
    assert us.registry.head().size == size


def test_nobody_signs_for_the_press(us: Institution, letter: StatementId) -> None:
    """Words brought with a rendition would be words that nobody approved."""
    act = write_rendition(
        Rendition(id=fresh(us), institution=us.domain, of=letter, digest=sha256(FILE).digest())
    )
    with pytest.raises(Malformed):
        us.registry.perform(Act(octets=act, approvals=(), words=b"words"))


def test_it_survives_being_read_again(us: Institution, letter: StatementId) -> None:
    """The index is filled again from the log alone, renditions included."""
    us.registry.give_out(FILE, of=letter, id=fresh(us))
    us.registry.reindex()
    assert [each.of for each in us.registry.renditions(letter)] == [letter]


def test_another_institutions_file_is_not_the_letters(us: Institution, letter: StatementId) -> None:
    """A rendition counts for a letter only where both stand on one record."""
    rendition = Rendition(id=fresh(us), institution=us.domain, of=letter, digest=bytes(32))
    assert read_act(write_rendition(rendition)) == (rendition.id, rendition)


@pytest.mark.parametrize("digest", [b"", bytes(31), bytes(33)])
def test_a_digest_has_32_octets(us: Institution, letter: StatementId, digest: bytes) -> None:
    """A file is named by SHA-256 and nothing shorter or longer."""
    octets = write_rendition(Rendition(id=fresh(us), institution=us.domain, of=letter, digest=digest))
    with pytest.raises(Malformed):
        read_act(octets)
