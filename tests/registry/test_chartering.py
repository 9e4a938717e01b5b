"""A charter on its way: written, offered, signed by its roots, published; and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chancery.errors import BadSignature, Conflict, Malformed, NotPermitted, NotReady, OutOfOrder
from chancery.record.charter import Charter, Root
from chancery.record.composing import PublicHalf, with_keys, with_root
from chancery.record.entry import Role
from chancery.registry.chartering import Chartering, Stage
from chancery.seal.approval import Approval, approve
from chancery.store import database
from tests.institution import ARCHIVIST, CLERK, Institution, department, key_of, pen_of
from tests.institution import Clock as Dial

ALIAS = "desk:charters"
SECRETARY = "h-new-root"


@pytest.fixture
def clock() -> Dial:
    return Dial()


@pytest.fixture
def house(clock: Dial) -> Institution:
    return department(clock)


@pytest.fixture
def chartering(house: Institution, tmp_path: Path) -> Iterator[Chartering]:
    database.stand_alone()
    database.attach(ALIAS, tmp_path)
    database.migrate(ALIAS)
    from chancery.store.founding.charters import DurableSteps

    yield Chartering(registry=house.registry, steps=DurableSteps(using=ALIAS), pen=pen_of("us.demo"))
    from django.db import connections

    connections[ALIAS].close()


def hand(chartering: Chartering, person: str, key: str, **more: object) -> Approval:
    given = {"role": Role.ROOT, "signing": key_of("us.demo", key), **more}
    return approve(chartering.act().digest, person=person, key=key, **given)  # type: ignore[arg-type]


def changed_root(charter: Charter) -> Charter:
    """The archivist and somebody new, instead of the clerk and the archivist."""
    public = str(key_of("us.demo", SECRETARY).public)
    rooted = with_root(charter, [ARCHIVIST.person, SECRETARY], 2, 3600)
    return with_keys(rooted, {SECRETARY: (PublicHalf(name=SECRETARY, public=public),)})


def test_the_next_version_is_written_signed_and_published(chartering: Chartering, house: Institution) -> None:
    """From the charter in force to the next one on the record; nothing is there before the last hand."""
    step = chartering.begin(CLERK.person)
    assert (step.stage, chartering.charter().version) == (Stage.WRITING, 2)
    chartering.edit(replace(chartering.charter(), title={"en": "Department"}), CLERK.person)
    chartering.offer(CLERK.person)
    assert [tally.missing for tally in chartering.tallies()] == [2, 2]
    chartering.sign(hand(chartering, CLERK.person, CLERK.key))
    with pytest.raises(NotReady):
        chartering.publish(CLERK.person)
    chartering.sign(hand(chartering, ARCHIVIST.person, ARCHIVIST.key))
    entry = chartering.publish(ARCHIVIST.person)
    assert isinstance(entry.act, Charter)
    assert (entry.act.version, entry.act.title) == (2, {"en": "Department"})
    assert house.registry.charters(house.registry.institution)[-1] == entry
    assert chartering.current() is None
    assert chartering.begin(CLERK.person).draft == 2


def test_a_new_root_needs_both_thresholds_and_then_waits(chartering: Chartering, clock: Dial) -> None:
    """Hands are told apart by the root they count under; the next charter follows the one that waits."""
    chartering.begin(CLERK.person)
    chartering.edit(changed_root(chartering.charter()), CLERK.person)
    chartering.offer(CLERK.person)
    chartering.sign(hand(chartering, ARCHIVIST.person, ARCHIVIST.key))
    chartering.sign(hand(chartering, SECRETARY, SECRETARY))
    before, after = chartering.tallies()
    assert (before.signed, before.others, before.missing) == ((ARCHIVIST.person,), (CLERK.person,), 1)
    assert (set(after.signed), after.missing) == ({ARCHIVIST.person, SECRETARY}, 0)
    with pytest.raises(NotReady):
        chartering.publish(CLERK.person)
    chartering.sign(hand(chartering, CLERK.person, CLERK.key))
    chartering.publish(CLERK.person)
    in_force = chartering.before()
    assert in_force is not None
    assert in_force.version == 2, "the first charter asked for no delay"
    chartering.begin(CLERK.person)
    third = replace(chartering.charter(), root=replace(chartering.charter().root, threshold=1))
    chartering.edit(third, CLERK.person)
    chartering.offer(CLERK.person)
    for person, key in ((ARCHIVIST.person, ARCHIVIST.key), (SECRETARY, SECRETARY)):
        chartering.sign(hand(chartering, person, key))
    logged = chartering.publish(CLERK.person).at
    newest, charge = chartering.newest(), chartering.before()
    assert newest is not None
    assert charge is not None
    assert (newest.version, charge.version) == (3, 2)
    assert clock() == logged
    clock.turn("1h")
    later = chartering.before()
    assert later is not None
    assert later.version == 3


def test_whoever_changes_a_word_loses_the_hands(chartering: Chartering) -> None:
    """Nothing is edited while hands are gathered; taken up again, it has none."""
    chartering.begin(CLERK.person)
    chartering.offer(CLERK.person)
    chartering.sign(hand(chartering, CLERK.person, CLERK.key))
    with pytest.raises(OutOfOrder):
        chartering.edit(chartering.charter(), CLERK.person)
    chartering.reopen(ARCHIVIST.person)
    chartering.offer(ARCHIVIST.person)
    assert [tally.signed for tally in chartering.tallies()] == [(), ()]


def test_a_hand_of_nobody_of_the_root_or_over_other_words_is_refused(chartering: Chartering) -> None:
    """Nor one that was given as an approver; and nothing is kept."""
    chartering.begin(CLERK.person)
    chartering.offer(CLERK.person)
    first = hand(chartering, CLERK.person, CLERK.key)
    with pytest.raises(NotPermitted):
        chartering.sign(hand(chartering, SECRETARY, SECRETARY))
    with pytest.raises(NotPermitted):
        chartering.sign(hand(chartering, CLERK.person, CLERK.key, role=Role.APPROVER))
    with pytest.raises(BadSignature):
        chartering.sign(hand(chartering, CLERK.person, CLERK.key, signing=key_of("us.demo", SECRETARY)))
    chartering.reopen(CLERK.person)
    chartering.edit(replace(chartering.charter(), title={"en": "Other"}), CLERK.person)
    chartering.offer(CLERK.person)
    with pytest.raises(BadSignature):
        chartering.sign(first)
    assert chartering.tallies()[0].signed == ()


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        (lambda charter: replace(charter, root=Root(threshold=3, keys=charter.root.keys)), Malformed),
        (lambda charter: replace(charter, keys={**charter.keys, "k-more": "no key"}), Malformed),
        (lambda charter: replace(charter, register=None), NotPermitted),
        (lambda charter: replace(charter, version=4), OutOfOrder),
    ],
)
def test_what_the_record_would_refuse_is_not_offered(
    chartering: Chartering, spoilt: object, error: type[Exception]
) -> None:
    """Faults, things that are no keys, another register, a number too far."""
    chartering.begin(CLERK.person)
    assert callable(spoilt)
    chartering.edit(spoilt(chartering.charter()), CLERK.person)
    with pytest.raises(error):
        chartering.offer(CLERK.person)


def test_two_at_once_find_out(chartering: Chartering) -> None:
    """A step that somebody else has taken is not taken twice; one charter at a time is on its way."""
    step = chartering.begin(CLERK.person)
    with pytest.raises(OutOfOrder):
        chartering.begin(ARCHIVIST.person)
    with pytest.raises(Conflict):
        chartering._steps.keep(step)
    with pytest.raises(NotPermitted):
        chartering.edit(replace(chartering.charter(), institution="iq.demo"), CLERK.person)  # type: ignore[arg-type]
    chartering.drop(CLERK.person)
    with pytest.raises(OutOfOrder):
        chartering.charter()
    assert chartering.may_prepare(CLERK.person)
    assert not chartering.may_prepare(SECRETARY)
