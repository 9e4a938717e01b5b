"""What words depend on before they have force, and what the slice must therefore hold.

Each property stands under its own sentence (docs/reference/semantics.md, section 4).
"""

from __future__ import annotations

from random import Random

from chancery.record.logic import NO
from chancery.record.slice import Shelf, bearing_on, bearing_on_any
from chancery.record.statement import (
    ActInForce,
    FactCertified,
    Premise,
    Reliance,
    Verb,
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
)
from tests.record.realm import (
    LOW,
    MID,
    TOP,
    A,
    B,
    Realm,
    clause,
)


def test_circular_conditions_are_undetermined() -> None:
    """Circular conditions or premises come out undetermined."""
    realm = Realm()
    for here, there in (("s1", "s2"), ("s2", "s1")):
        leaning = Premise(statement=there, clause="c1", reliance=Reliance.NECESSARY)
        realm.say("top", TOP, clause("decide", premises=(leaning,)), id=here)
    assert [realm.world().force(id).effect for id in ("s1", "s2")] == ["undetermined"] * 2
    waiting = ActInForce(id="q", verb=Verb.ORDER, office="mid")
    first = realm.say("top", TOP, clause("decide", conditions=(waiting,)))
    leaning = Premise(statement=first, clause="c1", reliance=Reliance.NECESSARY)
    realm.say("mid", MID, clause("order", premises=(leaning,)))
    assert realm.world().force(first).effect == "undetermined"


def test_a_circle_falls_when_one_of_its_members_does() -> None:
    """A circle is open, not immune: what defeats one of it defeats what leans on that one."""
    realm = Realm()
    for here, there in (("s1", "s2"), ("s2", "s1")):
        leaning = Premise(statement=there, clause="c1", reliance=Reliance.NECESSARY)
        realm.say("top", TOP, clause("decide", premises=(leaning,)), id=here)
    realm.notice("withdraw", "top", TOP, "s1")
    assert [realm.world().force(id).effect for id in ("s1", "s2")] == ["not in force"] * 2


def test_absence_is_no_only_where_the_log_is_held_in_full() -> None:
    """Absence is *no* only with a complete log."""
    realm = Realm()
    waiting = ActInForce(id="q", verb=Verb.ORDER, office="mid", institution=B)
    vote = realm.say("top", TOP, clause("decide", conditions=(waiting,)))
    assert realm.world().force(vote).effect == "not in force"
    assert realm.world(complete={A}).force(vote).effect == "undetermined"
    realm.say("mid", MID, clause("order"), inst=B)
    assert realm.world(complete={A}).force(vote).effect == "in force"


def test_a_fact_is_settled_only_by_certificates_that_agree() -> None:
    """Silence or contradiction leaves a fact open; only a statement in force settles it."""
    realm = Realm()
    asked = FactCertified(id="q", fact="hearing-held")
    vote = realm.say("top", TOP, clause("decide", conditions=(asked,)))

    def effect() -> str:
        return realm.world().force(vote).effect

    assert effect() == "undetermined"
    realm.say("low", LOW, clause("certify", fact="hearing-held"))
    assert effect() == "undetermined"
    denied = realm.say("mid", MID, clause("certify", fact="hearing-held", holds=False))
    assert effect() == "not in force"
    realm.say("top", TOP, clause("certify", fact="hearing-held"))
    assert effect() == "undetermined"
    realm.notice("withdraw", "mid", MID, denied)
    assert effect() == "in force"


@of_every_record(meeting=["smaller", "key notice", "premise"])
def test_the_slice_answers_as_the_whole_log_does(log: Log, chance: Random, met: Met) -> None:
    """Slice answers equal whole-log answers."""
    at, shelf = chance.choice((end(log), chance.choice(log).at)), Shelf(log)
    whole = World(log, at)
    for id in statements(log):
        part = bearing_on(id, shelf)
        assert answers(World(part, at), [id]) == answers(whole, [id])
        assert [flag.truth for flag in World(part, at).premises(id)] == [f.truth for f in whole.premises(id)]
        met["smaller"] += len(part) < len(log)
        met["premise"] += bool(whole.premises(id))
        met["key notice"] += any(is_about_a_key(entry) for entry in part if entry.id != id)


@of_every_record(meeting=["smaller", "shared"])
def test_one_slice_of_many_answers_for_each_as_its_own_does(log: Log, chance: Random, met: Met) -> None:
    """However many are asked about together, each is answered as if it had been asked about alone."""
    at, shelf = chance.choice((end(log), chance.choice(log).at)), Shelf(log)
    ids = statements(log)
    asked = chance.sample(ids, min(len(ids), 5))
    together = bearing_on_any([entry for entry in log if entry.id in asked], shelf)
    alone = [bearing_on(id, shelf) for id in asked]
    assert {entry.id for entry in together} == {entry.id for part in alone for entry in part}
    world = World(together, at)
    for id, part in zip(asked, alone, strict=True):
        assert answers(world, [id]) == answers(World(part, at), [id])
        assert world.standing(id) == World(part, at).standing(id)
    met["smaller"] += len(together) < len(log)
    met["shared"] += len(together) < sum(map(len, alone))


def test_the_slice_holds_what_may_fulfil_a_condition() -> None:
    """An act that carries a decision out, or any act that will do, or a certificate: the slice brings it."""
    realm = Realm()
    vote = "vote"
    by_name = ActInForce(id="q", verb=Verb.ORDER, office="mid", institution=B, implementing=vote)
    any_such = ActInForce(id="r", verb=Verb.UNDERTAKE, office="mid", institution=B)
    certified = FactCertified(id="s", fact="quorum")
    realm.say("top", TOP, clause("decide", conditions=(by_name, any_such, certified)), id=vote)
    unrelated = realm.say("mid", MID, clause("order"), inst=B)
    for office, by, verb, more in (
        ("mid", MID, "order", {"implements": (vote,)}),
        ("mid", MID, "undertake", {}),
    ):
        assert realm.world().force(vote).effect != "in force"
        realm.say(office, by, clause(verb), inst=B, **more)
    realm.say("top", TOP, clause("certify", fact="quorum"), inst=B)
    part = bearing_on(vote, Shelf(realm.entries))
    assert unrelated not in {entry.id for entry in part}
    assert World(part, end(realm.entries)).force(vote).effect == "in force"


def test_why_not_says_never_ended_suspended_or_not_yet() -> None:
    """What is not in force says why: never authorised or disowned, ended, suspended, or not yet."""
    realm = Realm()
    waiting = ActInForce(id="q", verb=Verb.DECIDE, office="low")
    given = {
        "never": realm.say("low", LOW, clause("decide")),
        "disowned": realm.say("mid", MID),
        "withdrawn": realm.say("mid", MID),
        "expired": realm.say("mid", MID, expires=realm.now + 1),
        "held": realm.say("mid", MID),
        "waiting": realm.say("mid", MID, clause(conditions=(waiting,))),
        "early": realm.say("mid", MID, effective=10**6),
        "fine": realm.say("mid", MID),
    }
    for name, verb in (("disowned", "disown"), ("withdrawn", "withdraw"), ("held", "suspend")):
        realm.notice(verb, "top", TOP, given[name])
    world = realm.world()
    assert {name: world.force(id).why.get("c1") for name, id in given.items()} == {
        "never": "never",
        "disowned": "never",
        "withdrawn": "ended",
        "expired": "ended",
        "held": "suspended",
        "waiting": "not yet",
        "early": "not yet",
        "fine": None,
    }


def test_a_recital_raises_a_flag_and_a_necessary_premise_takes_the_force() -> None:
    """A recital's fall changes nothing and is shown; a necessary premise takes the clause with it."""
    realm = Realm()
    ground = realm.say("top", TOP, clause("decide"))
    leaning = {kind: Premise(statement=ground, clause="c1", reliance=kind) for kind in Reliance}
    letters = {kind: realm.say("mid", MID, clause(premises=(premise,))) for kind, premise in leaning.items()}
    realm.notice("withdraw", "top", TOP, ground)
    world = realm.world()
    assert world.force(letters[Reliance.RECITAL]).effect == "in force"
    assert world.force(letters[Reliance.NECESSARY]).effect == "not in force"
    assert [world.premises(id)[0].truth for id in letters.values()] == [NO, NO]
    absent = realm.say("mid", MID, clause(premises=(Premise(statement="never", clause="c1"),)))
    assert str(realm.world().premises(absent)[0].truth.value) == "not on record"  # type: ignore[union-attr]
