"""Nobody who is followed can take the place of another's act by using its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chancery.check.copy import Kind
from chancery.errors import Malformed
from chancery.record.code import code_of
from chancery.record.entry import Role
from chancery.record.rendition import Rendition
from chancery.record.statement import StatementId
from chancery.registry.act import Act
from chancery.registry.append import append
from chancery.seal.act_form import write_charter, write_rendition
from chancery.seal.reading import seal_act
from tests.institution import Clock, Institution, assembly, charter_of, department
from tests.letters import INFORM, OPERATIONS, saying
from tests.people import ARCHIVIST, CHAIR, CLERK, GENERAL, SECRETARY, SPEAKER, urn

Make = Callable[[Institution, StatementId], Act]
"""Makes an act of that institution's under that name."""

ORDERED = "All operations are suspended until further notice."


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def victim(clock: Clock) -> Institution:
    return department(clock)


@pytest.fixture
def thief(clock: Clock) -> Institution:
    """An institution like any other, with a log and keys of its own and a will to do harm."""
    return assembly(clock)


@pytest.fixture
def reader(clock: Clock) -> Institution:
    """A third institution, which follows both and files what they say in one index."""
    return Institution(charter_of("court.demo", {}, []), clock=clock)


def a_statement(thief: Institution, name: StatementId) -> Act:
    return thief.act(saying("The gate opens at nine.", INFORM, "gates"), by=SPEAKER, id=name)


def a_charter(thief: Institution, name: StatementId) -> Act:
    octets = write_charter(name, replace(thief.charter, version=2))
    hands = tuple(thief.hand(octets, each, Role.ROOT) for each in (CLERK, ARCHIVIST))
    return Act(octets=octets, approvals=hands)


def a_rendition(thief: Institution, name: StatementId) -> Act:
    shown = Rendition(id=name, institution=thief.domain, of=thief.first_charter.id, digest=bytes(32))
    return Act(octets=write_rendition(shown), approvals=())


ACTS = pytest.mark.parametrize("act", [a_statement, a_charter, a_rendition])


def put_past_the_door(thief: Institution, act: Act) -> None:
    """On the thief's own log, well sealed and well signed: its own door is the thief's to leave open."""
    sealed = seal_act(
        act.octets, act.approvals, institution=thief.domain, at=thief.clock(), key=thief.pen.issuer
    )
    append(thief.archive, [sealed], pen=thief.pen, at=thief.clock(), keys={})


@ACTS
def test_what_has_a_name_of_its_own_is_followed(thief: Institution, reader: Institution, act: Make) -> None:
    """The control: without it, every refusal below could be a refusal of everything."""
    put_past_the_door(thief, act(thief, urn(thief.domain, "its own")))
    assert reader.follow(thief) == 3


@ACTS
def test_a_letter_is_found_though_its_name_was_used_first_elsewhere(
    victim: Institution, thief: Institution, reader: Institution, act: Make
) -> None:
    """The thief's log is refused where it uses the name, whoever is read first."""
    sent = victim.release(OPERATIONS, by=GENERAL)
    put_past_the_door(thief, act(thief, sent))
    with pytest.raises(Malformed, match=r"only iq\.demo can give"):
        reader.follow(thief)
    assert reader.index.entry(sent) is None
    reader.follow(victim)
    for copy, kind in ((ORDERED, Kind.TEXT), (code_of(sent), Kind.CODE)):
        (answers,) = reader.checked(copy, kind=kind).letters
        assert answers.letter is not None
        assert (answers.letter.id, answers.letter.institution) == (sent, victim.domain)


def test_a_notice_arrives_though_its_name_was_used_first_elsewhere(
    victim: Institution, thief: Institution, reader: Institution
) -> None:
    """Else a disowned letter would go on standing wherever the thief is followed."""
    sent = victim.release(OPERATIONS, by=GENERAL)
    reader.follow(victim)
    disowning = victim.disown(sent, by=[SECRETARY, CHAIR])
    put_past_the_door(thief, a_statement(thief, disowning))
    with pytest.raises(Malformed):
        reader.follow(thief)
    reader.follow(victim)
    assert reader.letter(sent).answers.standing.state == "disowned"


def test_what_came_before_the_theft_is_as_it_was(
    victim: Institution, thief: Institution, reader: Institution
) -> None:
    """A follower that meets it takes in nothing of what came with it, and forgets nothing."""
    own = thief.release_anyway(saying("The gate opens at nine.", INFORM, "gates"), by=SPEAKER)
    reader.follow(thief)
    put_past_the_door(thief, a_statement(thief, urn(thief.domain, "with it")))
    put_past_the_door(thief, a_statement(thief, victim.release(OPERATIONS, by=GENERAL)))
    with pytest.raises(Malformed):
        reader.follow(thief)
    assert reader.index.entry(own) is not None
    assert reader.index.entry(urn(thief.domain, "with it")) is None


def test_the_door_refuses_it_as_well(victim: Institution, thief: Institution) -> None:
    """So that nobody makes their own log unreadable by mistake."""
    sent = victim.release(OPERATIONS, by=GENERAL)
    before = thief.registry.head().size
    with pytest.raises(Malformed, match=r"only iq\.demo can give"):
        thief.registry.perform(a_statement(thief, sent))
    assert thief.registry.head().size == before
