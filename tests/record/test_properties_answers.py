"""What holds of every answer, whatever it is about: from what it follows, and how it is told.

Each property stands under its own sentence (docs/reference/semantics.md, section 4).
"""

from __future__ import annotations

from itertools import pairwise
from random import Random

from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.reason import Reason
from chancery.record.rules import Ground
from chancery.record.standing import Status, spell, stale
from chancery.record.statement import (
    OPERATIVE,
    Premise,
    Reliance,
    Statement,
)
from chancery.record.world import World
from tests.record.properties import (
    Log,
    Met,
    answers,
    end,
    is_about_a_key,
    of_every_record,
    statements,
    who_and_where,
)
from tests.record.realm import (
    TOP,
    A,
    Realm,
    clause,
    stolen,
)


@of_every_record(meeting=["in force", "unauthorised", "defeated", "not operative"])
def test_nothing_is_in_force_without_authority_or_despite_a_notice(
    log: Log, chance: Random, met: Met
) -> None:
    """Nothing is in force unless authorised, under no defeating notice, and operative by its kind."""
    world = World(log, end(log))
    for entry in log:
        if not isinstance(entry.act, Statement):
            continue
        standing = world.standing(entry.id)
        for said in entry.act.clauses:
            authority = world.clause_authority(entry.id, said.id).truth
            place = standing.clauses[said.id]
            untouched = {place.status, *place.doubts} <= {Status.CURRENT, Status.CORRECTED}
            if world.force(entry.id).clauses[said.id].truth is YES:
                assert authority is YES
                assert untouched
                assert said.verb in OPERATIVE
                met["in force"] += 1
            met["unauthorised"] += authority is not YES
            met["defeated"] += not untouched
            met["not operative"] += said.verb not in OPERATIVE


@of_every_record(meeting=["undetermined"])
def test_answers_are_a_function_of_prefix_and_time(log: Log, chance: Random, met: Met) -> None:
    """Shuffling storage order changes nothing, and settling takes no more than N + 4 rounds' work."""
    world, shuffled = World(log, end(log)), list(log)
    chance.shuffle(shuffled)
    ids = statements(log)
    assert answers(World(shuffled, end(log)), ids) == answers(world, ids)
    unknowns = sum(len(entry.act.clauses) * 2 + 2 if isinstance(entry.act, Statement) else 1 for entry in log)
    assert world.evaluations <= (len(log) + 4) * unknowns
    met["undetermined"] += any(world.authorised(id).truth is UNDETERMINED for id in ids)


def test_a_chain_of_a_thousand_premises_is_answered() -> None:
    """However long the chain on which a letter leans, it is followed to its end."""
    realm = Realm()
    leaning: tuple[Premise, ...] = ()
    for n in range(1000):
        id = realm.say("top", TOP, clause("decide", premises=leaning), id=f"s{n}")
        leaning = (Premise(statement=id, clause="c1", reliance=Reliance.NECESSARY),)
    assert realm.world().force("s999").effect == "in force"
    realm.notice("withdraw", "top", TOP, "s0")
    assert realm.world().force("s999").effect == "not in force"


@of_every_record(meeting=["stale", "fresh"])
def test_a_stale_view_is_never_current(log: Log, chance: Random, met: Met) -> None:
    """A stale view gives *unknown since T*, with what was last known beside it."""
    for id in statements(log):
        standing = World(log, end(log)).standing(id)
        view = stale(standing, standing.at - 11, 10)
        assert view is not None
        assert (view.since, view.last_known) == (standing.at - 11, standing)
        assert stale(standing, standing.at - 10, 10) is None
        met["stale"] += 1
        met["fresh"] += 1


@of_every_record(meeting=["not there"])
def test_unreleased_words_are_answered_like_words_never_written(log: Log, chance: Random, met: Met) -> None:
    """Of an unreleased text, the answers are identical to those of a text nobody ever wrote."""
    unreleased = chance.choice(log).id
    world = World([entry for entry in log if entry.id != unreleased], end(log))

    def public(id: str) -> tuple[object, ...]:
        told = (world.authority(id), world.standing(id), world.force(id), world.premises(id), id in world)
        return tuple(repr(answer).replace(id, "…") for answer in told)

    assert public(unreleased) == public("nobody-ever-wrote-this")
    assert spell(world.standing(unreleased)) == "no public record"
    met["not there"] += 1


@of_every_record(meeting=["no", "undetermined"])
def test_every_no_and_every_undetermined_names_its_leaf(log: Log, chance: Random, met: Met) -> None:
    """Every *no* and every *undetermined* names at least one leaf, by a rule and facts that are listed."""
    world = World(log, end(log), complete=chance.choice((None, {A})))
    for entry in log:
        standing, force = world.standing(entry.id), world.force(entry.id)
        for reason in (world.authorised(entry.id), standing.reason, force.reason, *force.clauses.values()):
            _well_told(reason)
            met["no"] += reason.truth is NO
            met["undetermined"] += reason.truth is UNDETERMINED


def _well_told(reason: Reason) -> None:
    if reason.truth is not YES:
        assert list(reason.deciding()), reason
    assert tuple(reason.facts) == Ground(reason.rule).facts
    for part in reason.because:
        _well_told(part)


@of_every_record(meeting=["earlier"])
def test_a_later_entry_never_changes_what_was_shown(log: Log, chance: Random, met: Met) -> None:
    """Adding a later entry never changes the standing that the prefix up to T gave at T."""
    for earlier, later in pairwise(log):
        if earlier.at < later.at:
            at = earlier.at
            then = [entry for entry in log if entry.order <= earlier.order]
            now = [entry for entry in log if entry.at <= at]
            ids = statements(then)
            assert answers(World(now, at), ids) == answers(World(then, at), ids)
            met["earlier"] += 1


@of_every_record(meeting=["the same on both clocks"])
def test_only_news_about_keys_changes_what_is_known_of_the_past(log: Log, chance: Random, met: Met) -> None:
    """As known now about T, authority and standing are as shown at T, but for keys reported since."""
    at = chance.choice(log).at
    shown, known = World([entry for entry in log if entry.at <= at], at), World(log, at)
    if not any(is_about_a_key(entry) and entry.at > at for entry in log):
        for id in statements([entry for entry in log if entry.at <= at]):
            assert who_and_where(known, id) == who_and_where(shown, id)
            met["the same on both clocks"] += 1


def test_a_theft_found_out_later_changes_what_is_known_of_the_past() -> None:
    """As shown at T the letter was disowned; as known now about T it was not."""
    realm, letter = stolen()
    realm.notice("confirm_compromise", "top", TOP, key="k-m2", since=4, at=9)
    shown = World([entry for entry in realm.entries if entry.at <= 6], 6)
    assert shown.standing(letter).status is Status.DISOWNED
    assert realm.world(6).standing(letter).status is Status.CURRENT
