"""What one officer can do alone, to a statement or to a key, and for how long.

Each property stands under its own sentence (docs/reference/semantics.md, section 4).
"""

from __future__ import annotations

from random import Random

from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.statement import (
    Notice,
    Statement,
    Verb,
)
from chancery.record.world import World
from tests.record.properties import (
    Log,
    Met,
    end,
    noticed,
    of_every_record,
    statements,
    told,
)
from tests.record.realm import (
    ALONE,
    EVERYBODY,
    LOW,
    MANDATES,
    MID,
    OFFICE_OF,
    TOP,
    A,
    Realm,
    charter,
    clause,
    hands,
    mandate,
    stolen,
)


@of_every_record(meeting=["held", "reported", "was not in force"])
def test_one_officer_alone_never_makes_anything_in_force(log: Log, chance: Random, met: Met) -> None:
    """One officer's emergency act never makes anything in force."""
    ids = statements(log)
    if not ids:
        return
    words = [entry.id for entry in log if isinstance(entry.act, Statement) and entry.act.notice is None]
    person, verb = chance.choice(EVERYBODY), chance.choice(sorted(ALONE))
    if verb is Verb.SUSPEND:
        more = noticed(log, verb, OFFICE_OF[person], hands(person), chance.choice(words or ids))
    else:
        given = Notice(verb=verb, key=f"k-{chance.choice(EVERYBODY)}", since=0)
        act = Statement(id="new", institution=A, office=OFFICE_OF[person], notice=given)
        more = [*log, told(log, act, hands(person))]
    before, after = World(log, end(more)), World(more, end(more))
    met["held" if verb is Verb.SUSPEND else "reported"] += after.authority("new").truth is YES
    for id in ids:
        for name, reason in before.force(id).clauses.items():
            if reason.truth is not YES:
                assert after.force(id).clauses[name].truth is not YES
                met["was not in force"] += 1


def test_a_hold_cannot_target_a_notice() -> None:
    """A hold on a notice would bring back what the notice ended; so there is none."""
    realm = Realm()
    letter = realm.say("low", LOW, clause(subject="forces/movement"))
    gone = realm.notice("disown", "mid", MID, letter)
    hold = realm.notice("suspend", "top", hands("t1"), gone)
    assert realm.world().authority(hold).truth is NO
    assert realm.stands(letter) == "disowned"


def held(*by: str, office: str = "top", **more: int) -> tuple[Realm, str, int]:
    realm = Realm()
    letter = realm.say("mid", MID)
    realm.notice("suspend", office, hands(*by), letter, **more)
    return realm, letter, realm.now


def test_a_hold_lapses_by_itself() -> None:
    """A hold ends when it says it ends."""
    realm, letter, since = held("t1", "t2", until=100)
    assert realm.stands(letter, since) == "suspended"
    assert realm.stands(letter, 99) == "suspended"
    assert realm.stands(letter, 100) == "current"


def test_a_lone_hold_ends_after_seventy_two_hours_at_the_latest() -> None:
    """A lone hold ends at the earlier of its own end and 72 hours; two people's hold runs on."""
    lapse = 72 * 3600
    for until in (None, 10 * lapse):
        realm, letter, since = held("t1", until=until)
        assert realm.stands(letter, since + lapse - 1) == "suspended"
        assert realm.stands(letter, since + lapse) == "current"
    realm, letter, since = held("t1", "t2", until=10 * lapse)
    assert realm.stands(letter, since + lapse) == "suspended"
    assert realm.stands(letter, 10 * lapse) == "current"


def test_a_mandate_may_set_another_time_for_lone_holds() -> None:
    """Where the mandate names a time, a lone hold under it lapses then."""
    realm = Realm(empty=True)
    short = mandate("S", "mid", ALONE, ("**", "keys"), lapses_after=60)
    realm.found(charter(A, mandates=(*(m for m in MANDATES if m.id != "M-mid-e"), short)))
    letter = realm.say("mid", MID)
    realm.notice("suspend", "mid", hands("m1"), letter)
    assert realm.stands(letter, realm.now + 59) == "suspended"
    assert realm.stands(letter, realm.now + 60) == "current"


def test_a_lone_hold_cannot_be_renewed_by_the_same_person() -> None:
    """A second lone hold by the same person on the same thing has no effect; another person's has."""
    realm, letter, _ = held("t1", until=10)
    again = realm.notice("suspend", "top", hands("t1"), letter, at=20)
    other_key = realm.notice("suspend", "top", hands("t1/k2-t1"), letter, at=21)
    assert realm.stands(letter, 22) == "current"
    assert realm.world().authority(again).truth is NO
    assert realm.world().authority(other_key).truth is NO
    realm.notice("suspend", "top", hands("t2"), letter, at=30)
    assert realm.stands(letter, 31) == "suspended"


def test_two_people_may_hold_what_one_of_them_has_held_before() -> None:
    """The rule against renewing is for one person alone; with a second person it does not bite."""
    realm, letter, _ = held("t1", until=10)
    realm.notice("suspend", "top", TOP, letter, at=20)
    assert realm.stands(letter, 21) == "suspended"


def test_a_hold_on_one_clause_and_one_on_the_whole_are_holds_on_the_same_thing() -> None:
    """Nobody gets round the rule by holding first a clause and then the statement, or the other way about."""
    for first, second in (("#c1", ""), ("", "#c1"), ("#c1", "#c1")):
        realm = Realm()
        letter = realm.say("mid", MID, clause(), clause(id="c2"))
        realm.notice("suspend", "top", hands("t1"), letter + first, until=10)
        renewed = realm.notice("suspend", "top", hands("t1"), letter + second, at=20)
        assert realm.world().authority(renewed).truth is NO
    realm.notice("suspend", "top", hands("t1"), f"{letter}#c2", at=30)
    assert realm.stands(letter) == "in part (c2: suspended)"


def test_a_renewal_is_open_while_the_first_hold_is_in_doubt() -> None:
    """If it is in doubt whether the first hold had effect, so is whether the second renews it."""
    realm, letter, _ = held("t1", until=10)
    realm.notice("report_compromise", "mid", hands("m1"), key="k-t1", since=3)
    again = realm.notice("suspend", "top", hands("t1/k2-t1"), letter, at=20)
    assert realm.world().authority(again).truth is UNDETERMINED
    assert realm.stands(letter) == "undetermined (possibly suspended; otherwise current)"


def test_a_hold_is_lone_while_the_second_hand_is_in_doubt() -> None:
    """A hold of two, one of whose keys is in doubt, is in doubt itself after 72 hours."""
    realm, letter, since = held("t1", "t2")
    realm.notice("report_compromise", "top", TOP, key="k-t2", since=3)
    assert realm.stands(letter, since + 10) == "suspended"
    assert realm.stands(letter, since + 72 * 3600) == "undetermined (possibly suspended; otherwise current)"


def test_a_lifted_hold_holds_no_longer() -> None:
    """A hold ends when it is lifted with authority, and not when anybody says so."""
    realm, letter, _ = held("t1")
    hold = realm.entries[-1].id
    realm.notice("lift", "low", LOW, hold)
    assert realm.stands(letter) == "suspended"
    realm.notice("lift", "mid", MID, hold)
    assert realm.stands(letter) == "suspended"
    realm.notice("lift", "top", TOP, hold)
    assert realm.stands(letter) == "current"


def accusing() -> Realm:
    realm = Realm(empty=True)
    accuse = [mandate(f"C-{o}", o, {Verb.CONFIRM_COMPROMISE}, ("keys",)) for o in ("mid", "low")]
    realm.found(charter(A, mandates=(*MANDATES, *accuse)))
    return realm


def test_mutual_accusations_are_undetermined_until_a_superior_acts() -> None:
    """Mutual compromise accusations come out undetermined until a superior acts."""
    realm = accusing()
    letter = realm.say("mid", hands("m1"))
    one = realm.notice("confirm_compromise", "low", hands("l1"), key="k-m1", since=0)
    two = realm.notice("confirm_compromise", "mid", hands("m1"), key="k-l1", since=0)
    world = realm.world()
    assert [world.authority(id).truth for id in (one, two, letter)] == [UNDETERMINED] * 3
    assert world.force(letter).effect == "undetermined"
    realm.notice("confirm_compromise", "top", TOP, key="k-l1", since=0)
    world = realm.world()
    assert [world.authority(id).truth for id in (one, two, letter)] == [NO, YES, YES]
    assert world.force(letter).effect == "in force"


def test_a_lone_report_casts_doubt_and_a_confirmation_restores_the_victim() -> None:
    """A lone report gives doubt, not voiding; confirmed theft of the disowner's key restores the victim."""
    realm, letter = stolen()
    assert realm.stands(letter) == "disowned"
    realm.notice("report_compromise", "top", hands("t1"), key="k-m2", since=4)
    assert realm.stands(letter) == "undetermined (possibly disowned; otherwise current)"
    assert realm.world().force(letter).effect == "undetermined"
    realm.notice("confirm_compromise", "top", TOP, key="k-m2", since=4)
    assert realm.stands(letter) == "current"
    assert realm.world().force(letter).effect == "in force"


def test_what_was_logged_before_the_theft_stands() -> None:
    """Both kinds of key notice reach only entries logged at or after the moment they name."""
    for since, status in ((5, "current"), (6, "disowned")):
        realm, letter = stolen()
        realm.notice("confirm_compromise", "top", TOP, key="k-m2", since=since, at=9)
        assert realm.stands(letter) == status


def test_a_lone_report_lapses_unless_it_is_confirmed() -> None:
    """A lone report stops casting doubt after 72 hours, unless a confirmation that may count has followed."""
    doubtful, lapse = "undetermined (possibly disowned; otherwise current)", 72 * 3600
    realm, letter = stolen()
    realm.notice("report_compromise", "top", hands("t1"), key="k-m2", since=4, at=10)
    assert realm.stands(letter, 10 + lapse - 1) == doubtful
    assert realm.stands(letter, 10 + lapse) == "disowned"
    followed = len(realm.entries)
    # A confirmation from a later moment does not reach the disowning; it keeps the report alive.
    realm.notice("confirm_compromise", "top", TOP, key="k-m2", since=11, at=20)
    assert realm.stands(letter, 10 + lapse) == doubtful
    del realm.entries[followed:]
    realm.notice("confirm_compromise", "top", hands("t1"), key="k-m2", since=11, at=20)
    assert realm.stands(letter, 10 + lapse) == "disowned"


def test_two_peoples_report_does_not_lapse() -> None:
    """The lapse is for a report by one person; with two it lasts."""
    realm, letter = stolen()
    realm.notice("report_compromise", "top", TOP, key="k-m2", since=4, at=10)
    assert realm.stands(letter, 10 + 100 * 3600).startswith("undetermined")


def test_a_reported_compromise_that_is_taken_back_casts_no_doubt() -> None:
    """A report reversed with authority is as if it had not been made."""
    realm, letter = stolen()
    report = realm.notice("report_compromise", "low", hands("l1"), key="k-m2", since=4)
    assert realm.stands(letter).startswith("undetermined")
    realm.notice("disown", "mid", hands("m1/k2-m1", "m2/k2-m2"), report)
    assert realm.stands(letter) == "disowned"
