"""What a notice can do, and to whom.

Each property stands under its own sentence (docs/reference/semantics.md, section 4).
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from chancery.record.entry import Entry
from chancery.record.logic import NO, YES
from chancery.record.slice import Shelf, bearing_on
from chancery.record.standing import Status, spell
from chancery.record.statement import (
    Statement,
    Verb,
)
from chancery.record.world import World
from tests.record.properties import (
    Log,
    Met,
    answers,
    bindings,
    end,
    noticed,
    of_every_record,
    statements,
    who_and_where,
)
from tests.record.realm import (
    LOW,
    MANDATES,
    MID,
    PEOPLE,
    TOP,
    A,
    B,
    Realm,
    charter,
    clause,
    hands,
    mandate,
    root_hands,
)


@of_every_record(meeting=["disowned", "restored"])
def test_disown_then_reinstate_restores_exactly(log: Log, chance: Random, met: Met) -> None:
    """Disown then reinstate restores standing and force exactly."""
    ids = statements(log)
    ours = [
        id for id in statements(log, A) if World(log, end(log)).standing(id).status is not Status.DISOWNED
    ]
    if not ours:
        return
    on = chance.choice(ours)
    disowned = noticed(log, Verb.DISOWN, "top", TOP, on)
    disowned[-1] = replace(disowned[-1], id="gone")
    restored = noticed(disowned, Verb.REINSTATE, "top", TOP, "gone")
    at = end(restored)
    if World(disowned, at).authorised("gone").truth is YES:
        assert World(disowned, at).standing(on).status is Status.DISOWNED
        assert YES not in bindings(World(disowned, at), on).values()  # type: ignore[attr-defined]
        met["disowned"] += 1
    if World(restored, at).authorised("new").truth is YES:
        assert answers(World(restored, at), ids) == answers(World(log, at), ids)
        met["restored"] += 1


@of_every_record(meeting=[str(verb) for verb in (Verb.DISOWN, Verb.WITHDRAW, Verb.SUSPEND, Verb.RATIFY)])
def test_an_unauthorised_notice_changes_nothing(log: Log, chance: Random, met: Met) -> None:
    """An unauthorised notice changes nothing."""
    ids = statements(log)
    if not ids:
        return
    verb = chance.choice(
        (Verb.DISOWN, Verb.WITHDRAW, Verb.SUSPEND, Verb.RATIFY, Verb.REINSTATE, Verb.CORRECT)
    )
    more = noticed(log, verb, chance.choice(tuple(PEOPLE)), hands("x9"), chance.choice(ids))
    assert answers(World(more, end(more)), ids) == answers(World(log, end(more)), ids)
    met[verb] += 1


def test_empty_words_replace_nothing() -> None:
    """A statement that says nothing is authorised by nobody, and supersedes nothing."""
    realm = Realm()
    old = realm.say("mid", MID)
    act = Statement(id="empty", institution=A, office="mid", supersedes=(old,))
    realm.log("empty", A, act, (), None)
    assert realm.world().authority("empty").truth is NO
    assert realm.stands(old) == "current"


@of_every_record(meeting=["answered alike", "with a notice from outside"])
def test_no_institution_changes_anothers_authority_or_standing(log: Log, chance: Random, met: Met) -> None:
    """No institution changes another's standing or authority."""
    # Aimed at something of B, a notice of A has no effect; without the record of B that cannot be seen.
    ours = set(statements(log, A))
    log = [entry for entry in log if entry.institution == B or _targets(entry) <= ours]
    world, alone = World(log, end(log)), World([e for e in log if e.institution == A], end(log))
    for id in statements(log, A):
        assert who_and_where(alone, id) == who_and_where(world, id)
        met["answered alike"] += 1
        met["with a notice from outside"] += any(
            id in _targets(entry) for entry in log if entry.institution == B
        )


def _targets(entry: Entry) -> set[str]:
    notice = entry.act.notice if isinstance(entry.act, Statement) else None
    return {target.statement for target in notice.targets} if notice else set()


@pytest.mark.parametrize("verb", ["disown", "withdraw", "correct", "suspend", "supersede", "reinstate"])
def test_a_foreign_notice_has_no_effect(verb: str) -> None:
    """Fully signed at home, a notice on another institution's statement does nothing."""
    realm = Realm()
    letter = realm.say("mid", MID)
    foreign = realm.notice(verb, "top", TOP, letter, inst=B)
    assert realm.world().authority(foreign).truth is NO
    assert realm.stands(letter) == "current"


def test_a_charter_logged_by_another_institution_never_counts() -> None:
    """A charter whose institution differs from the entry's own is on the record and counts for nobody."""
    realm = Realm(empty=True)
    realm.log("stolen", B, charter(A), root_hands(), None)
    realm.found(charter(A))
    letter = realm.say("mid", MID)
    assert realm.world().authority("stolen").truth is NO
    assert realm.world().authority(letter).truth is YES
    elsewhere = realm.say("mid", MID, inst=B)
    assert realm.world().authority(elsewhere).truth is NO
    own = realm.found(charter(B))
    since = realm.say("mid", MID, inst=B)
    assert [realm.world().authority(id).truth for id in (own, since)] == [YES, YES]


def test_an_id_belongs_to_whoever_used_it_first() -> None:
    """A later entry under the same id, by another institution in malice, is not seen."""
    realm = Realm()
    letter = realm.say("mid", MID)
    realm.say("low", LOW, clause("inform"), inst=B, id=letter)
    assert realm.world().force(letter).effect == "in force"
    assert [entry.institution for entry in bearing_on(letter, Shelf(realm.entries))] == [A, A]


def test_a_subordinate_neither_reverses_nor_supersedes_a_superior() -> None:
    """A subordinate can neither reverse nor supersede a superior."""
    realm = Realm()
    letter = realm.say("low", LOW, clause(subject="forces/movement"))
    gone = realm.notice("disown", "top", TOP, letter)
    reversal = realm.notice("reinstate", "mid", MID, gone)
    assert realm.world().authority(reversal).truth is NO
    assert realm.stands(letter) == "disowned"
    above = realm.say("top", TOP)
    realm.say("mid", MID, supersedes=(above,))
    assert realm.stands(above) == "current"


def test_nobody_disowns_their_own_words_or_a_peers() -> None:
    """Disowning is for a superior: never itself, never below, never another branch."""
    realm = Realm()
    for office, by in (("top", TOP), ("mid", MID)):
        letter = realm.say(office, by)
        realm.notice("disown", office, by, letter)
        assert realm.stands(letter) == "current"
        realm.notice("withdraw", office, by, letter)
        assert realm.stands(letter) == "withdrawn"
    higher = realm.say("top", TOP)
    realm.notice("disown", "mid", MID, higher)
    assert realm.stands(higher) == "current"


def test_ratification_cures_only_what_may_be_and_only_from_who_could() -> None:
    """Ratification cures only ratifiable acts, and only from an office that holds the power."""
    for ratifiable, office, by, cured in (
        (True, "top", TOP, YES),
        (False, "top", TOP, NO),
        (True, "mid", MID, NO),
        (True, "top", hands("t1"), NO),
    ):
        realm = Realm(empty=True)
        realm.found(charter(A, mandates=(*MANDATES, mandate("R", "mid", {Verb.RATIFY}))))
        letter = realm.say("low", LOW, clause("decide", ratifiable=ratifiable))
        assert realm.world().authority(letter).truth is NO
        realm.notice("ratify", office, by, letter)
        assert realm.world().authority(letter).truth is cured
        assert (realm.world().force(letter).effect == "in force") is (cured is YES)


def test_one_clause_may_be_ratified_without_the_others() -> None:
    """A ratification of one clause cures that clause."""
    realm = Realm()
    letter = realm.say("low", LOW, clause("decide"), clause("decide", id="c2", ratifiable=False))
    realm.notice("ratify", "top", TOP, f"{letter}#c1")
    weighed = realm.world().authority(letter)
    assert weighed.clauses == {"c1": YES, "c2": NO}
    assert (weighed.truth, weighed.in_part) == (NO, True)
    assert realm.world().force(letter).effect == "partly in force"


def test_a_disowned_successor_frees_its_predecessor_and_a_withdrawn_one_does_not() -> None:
    """A disowned successor frees its predecessor; a withdrawn or suspended successor does not."""
    for verb, stands in (
        (None, "superseded"),
        ("withdraw", "superseded"),
        ("suspend", "superseded"),
        ("disown", "current"),
    ):
        realm = Realm()
        old = realm.say("mid", MID)
        new = realm.say("mid", MID, supersedes=(old,))
        if verb:
            realm.notice(verb, "top", TOP, new)
        assert realm.stands(old) == stands


def test_a_successor_disowned_in_part_is_still_a_successor() -> None:
    """One disowned clause does not undo a succession; all of them do."""
    realm = Realm()
    old = realm.say("mid", MID)
    new = realm.say("mid", MID, clause(), clause(id="c2"), supersedes=(old,))
    realm.notice("disown", "top", TOP, f"{new}#c1")
    assert realm.stands(old) == "superseded"
    realm.notice("disown", "top", TOP, f"{new}#c2")
    assert realm.stands(old) == "current"


def test_disowning_one_clause_leaves_the_harmless_ones() -> None:
    """A notice on one clause affects only that clause: the letter is then partly in force."""
    realm = Realm()
    letter = realm.say("mid", MID, clause(), clause("order", id="c2"))
    realm.notice("disown", "top", TOP, f"{letter}#c1")
    world = realm.world()
    assert world.force(letter).effect == "partly in force"
    assert world.standing(letter).status is Status.CURRENT
    assert spell(world.standing(letter)) == "in part (c1: disowned)"
    realm.notice("withdraw", "mid", MID, letter)
    assert realm.stands(letter) == "withdrawn; in part (c1: disowned)"


def test_notices_on_every_clause_are_a_notice_on_the_whole() -> None:
    """When every clause is covered, by one notice or by several, so is the statement."""
    realm = Realm()
    letter = realm.say("mid", MID, clause(), clause(id="c2"))
    realm.notice("disown", "top", TOP, f"{letter}#c1", f"{letter}#c2")
    assert realm.stands(letter) == "disowned"
    other = realm.say("mid", MID, clause(), clause(id="c2"))
    realm.notice("disown", "top", TOP, f"{other}#c1")
    realm.notice("withdraw", "top", TOP, f"{other}#c2")
    assert realm.stands(other) == "in part (c1: disowned; c2: withdrawn)"
    realm.notice("disown", "top", TOP, f"{other}#c2")
    assert realm.stands(other) == "disowned"


def test_a_notice_on_a_clause_that_is_not_there_has_no_effect() -> None:
    """A target must exist."""
    realm = Realm()
    letter = realm.say("mid", MID)
    nowhere = realm.notice("disown", "top", TOP, f"{letter}#c7")
    assert realm.world().authority(nowhere).truth is NO
    assert realm.stands(letter) == "current"


@of_every_record(meeting=["in part", "whole"])
def test_a_letter_with_a_clause_in_trouble_is_never_plainly_current(
    log: Log, chance: Random, met: Met
) -> None:
    """No statement is spelt *current* when any clause of it is not."""
    world = World(log, end(log))
    for id in statements(log):
        standing = world.standing(id)
        troubled = any(place != (Status.CURRENT, ()) for place in standing.clauses.values())
        assert not (troubled and spell(standing) == "current")
        met["in part" if standing.in_part else "whole"] += 1
