"""A change of the root waits on the record, and what holds while it waits.

Each property stands under its own sentence (docs/reference/semantics.md, section 4).
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from chancery.record.charter import Root
from chancery.record.charters import after_the_wait, taking_charge
from chancery.record.logic import NO, YES
from chancery.record.world import World
from tests.record.naive import Naive
from tests.record.realm import MANDATES, MID, TOP, A, Realm, charter

WAIT = 72 * 3600
WAITING = Root(threshold=2, keys={f"k-{person}": person for person in ("r1", "r2")}, delay=WAIT)
NEW = Root(threshold=2, keys={f"k-{person}": person for person in ("q1", "q2")})


def _robbed() -> tuple[Realm, str]:
    """The root's keys were stolen, and whoever has them makes a charter with another root and no mandates."""
    realm = Realm(empty=True)
    realm.found(charter(A, root=WAITING), "r1", "r2", at=10)
    return realm, realm.found(charter(A, 2, root=NEW, mandates=(), delegations=()), "r1", "r2", "q1", "q2")


def test_a_change_of_root_takes_charge_only_after_the_delay() -> None:
    """Until the delay of the charter before it is over, that charter stays in charge."""
    realm, second = _robbed()
    logged = realm.now
    early = realm.say("mid", MID, at=logged + WAIT - 1)
    late = realm.say("mid", MID, at=logged + WAIT)
    world = realm.world()
    assert [world.authority(id).truth for id in (second, early, late)] == [YES, YES, NO]
    assert [World(realm.entries, at).in_charge(second) for at in (logged, logged + WAIT)] == [NO, YES]
    assert taking_charge(realm.entries[:2]) == {realm.entries[0].id: 10, second: logged + WAIT}


def test_a_third_charter_does_not_end_the_wait_of_the_second() -> None:
    """Whoever has the new root cannot cut the delay short with it."""
    realm, _ = _robbed()
    logged = realm.now
    body = charter(A, 3, root=NEW, mandates=(), delegations=())
    third = realm.found(body, "q1", "q2")
    early = realm.say("mid", MID, at=logged + WAIT - 1)
    late = realm.say("mid", MID, at=logged + WAIT + 1)
    world = realm.world()
    assert [world.authority(id).truth for id in (third, early, late)] == [YES, YES, NO]


def test_another_key_under_the_name_of_an_old_one_waits_as_well() -> None:
    """The root is its keys, not their names; and a change of anything else takes charge at once."""
    keys = {f"k-{person}": f"ed25519:{person}" for person in ("r1", "r2")}
    realm = Realm(empty=True)
    first = realm.found(charter(A, root=WAITING, keys=keys), "r1", "r2")
    same = realm.found(charter(A, 2, root=WAITING, keys=keys, mandates=()), "r1", "r2")
    other = realm.found(charter(A, 3, root=WAITING, keys={**keys, "k-r1": "ed25519:other"}), "r1", "r2")
    entries = {entry.id: entry for entry in realm.entries}
    assert after_the_wait(entries[first], entries[same]) == entries[same].at
    assert after_the_wait(entries[same], entries[other]) == entries[other].at + WAIT


def test_whoever_was_robbed_of_the_root_can_stop_the_change_while_it_waits() -> None:
    """The offices of the old charter confirm the theft, and the new charter never counts."""
    realm, second = _robbed()
    stolen = realm.now
    for key in ("k-r1", "k-r2"):
        realm.notice("confirm_compromise", "top", TOP, key=key, since=stolen, subject="keys")
    letter = realm.say("mid", MID, at=stolen + WAIT + 1)
    world = realm.world()
    assert [world.authority(id).truth for id in (second, letter)] == [NO, YES]


@pytest.mark.parametrize("seed", range(200))
def test_waiting_charters_are_answered_as_the_slow_rules_answer(seed: int) -> None:
    """Random chains of charters with and without delays; the naive evaluator answers the same."""
    chance = Random(seed)
    realm = Realm(empty=True)
    roots = [replace(root, delay=delay) for root in (WAITING, NEW) for delay in (None, 5, 20)]
    for version in range(1, 6):
        body = charter(A, version, root=chance.choice(roots), mandates=chance.choice((MANDATES, ())))
        signers = chance.choice((("r1", "r2", "q1", "q2"), ("r1", "r2")))
        realm.found(body, *signers, at=realm.now + chance.randint(1, 9))
        realm.say("mid", MID, at=realm.now + chance.randint(1, 9))
    for at in range(0, realm.now + 30, 7):
        world, slow = World(realm.entries, at), Naive(realm.entries, at)
        assert {entry.id: world.authority(entry.id).truth for entry in realm.entries} == {
            entry.id: slow.authority(entry.id) for entry in realm.entries
        }
