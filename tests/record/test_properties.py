"""The properties of the rules, each under its own sentence (docs/reference/semantics.md, section 4)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from chancery.record.charter import Delegation, Root, Rule
from chancery.record.entry import Entry, Hand, Role
from chancery.record.grants import granted
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.reason import Reason
from chancery.record.rules import Ground
from chancery.record.slice import Shelf, bearing_on
from chancery.record.standing import Status, spell, stale
from chancery.record.statement import (
    COMPROMISE,
    OPERATIVE,
    ActInForce,
    FactCertified,
    Notice,
    Premise,
    Reliance,
    Statement,
    Target,
    Verb,
    covers,
)
from chancery.record.world import World
from tests.record.properties import Met, answers, bindings, of_every_record, statements, who_and_where
from tests.record.realm import (
    ALONE,
    EVERYBODY,
    HANDED_ON,
    LOW,
    MANDATES,
    MID,
    OFFICE_OF,
    PEOPLE,
    TOP,
    A,
    B,
    Realm,
    charter,
    clause,
    hands,
    mandate,
    offices,
    root_hands,
)

Log = list[Entry]


def end(log: Log) -> int:
    return log[-1].at + 1


def told(log: Log, act: Statement, by: tuple[Hand, ...], *, after: int = 1) -> Entry:
    """One more entry at the end of the log."""
    return Entry(
        id=act.id,
        institution=act.institution,
        at=log[-1].at + after,
        order=log[-1].order + 1,
        act=act,
        hands=by,
    )


def noticed(
    log: Log, verb: Verb, office: str, by: tuple[Hand, ...], on: str, inst: str = A, **more: int
) -> Log:
    """The log with one more notice at its end, called `new`."""
    given = Notice(verb=verb, targets=(Target(statement=on),), **more)
    return [*log, told(log, Statement(id="new", institution=inst, office=office, notice=given), by)]


# ── 1 ──


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


# ── 2 ──


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


# ── 3 ──


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


# ── 4 ──


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


# ── 5 ──


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


# ── 6 ──


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


# ── 7 ──


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


# ── 8 ──


@of_every_record(meeting=["counted", "authorised before"])
def test_a_later_charter_does_not_rewrite_the_past(log: Log, chance: Random, met: Met) -> None:
    """A later charter does not rewrite earlier authority."""
    ids = statements(log)
    version = max(
        entry.act.version
        for entry in log
        if not isinstance(entry.act, Statement)
        and entry.act.institution == entry.institution == A
        and World(log, end(log)).authorised(entry.id).truth is not NO
    )
    body = charter(A, version + 1, mandates=(), delegations=())
    new = Entry(
        id="new",
        institution=A,
        at=log[-1].at + 1,
        order=log[-1].order + 1,
        act=body,
        hands=root_hands("r1", "r2", "q1", "q2"),
    )
    after = World([*log, new], end(log))
    assert answers(after, ids) == answers(World(log, end(log)), ids)
    met["counted"] += after.authorised("new").truth is YES
    met["authorised before"] += any(after.authorised(id).truth is YES for id in ids)


@pytest.mark.parametrize(
    ("signers", "counts"),
    [
        (("q1", "q2"), NO),
        (("r1", "r2"), NO),
        (("r1", "q1", "q2"), NO),
        (("r1", "r2", "q1"), NO),
        (("r1", "r2", "q1", "q2"), YES),
    ],
)
def test_rotating_the_root_takes_the_old_and_the_new_threshold(
    signers: tuple[str, ...], counts: object
) -> None:
    """Root rotation needs old and new thresholds."""
    realm = Realm()
    new = charter(A, 2, root=Root(threshold=2, keys={f"k-{person}": person for person in ("q1", "q2", "q3")}))
    id = realm.found(new, *signers)
    assert realm.world().authority(id).truth is counts


def test_a_charter_has_the_next_number_and_no_earlier_rival() -> None:
    """Root rotation needs the number + 1; of two with one number, the first that counts has it."""
    realm = Realm()
    third = realm.found(charter(A, 3))
    second, rival = realm.found(charter(A, 2)), realm.found(charter(A, 2, mandates=()))
    again = realm.found(charter(A, 1))
    world = realm.world()
    assert [world.authority(id).truth for id in (third, second, rival, again)] == [NO, YES, NO, NO]
    letter = realm.say("mid", MID)
    assert realm.world().authority(letter).truth is YES


def test_one_root_holder_with_two_keys_is_one_person() -> None:
    """The root's threshold, too, counts persons."""
    realm = Realm(empty=True)
    root = Root(threshold=2, keys={"k-r1": "r1", "k2-r1": "r1", "k-r2": "r2"})
    both = tuple(Hand(person="r1", key=key, role=Role.ROOT) for key in ("k-r1", "k2-r1"))
    realm.log("A/1", A, charter(A, root=root), both, None)
    assert realm.world().authority("A/1").truth is NO


def test_a_hand_counts_only_with_the_very_key_the_charter_names() -> None:
    """A signature checked with another public part than the charter's counts for nothing."""
    keys = {f"k-{person}": f"ed25519:{person}" for person in (*EVERYBODY, "r1", "r2")}

    def signed(*people: str, role: Role | None = None, public: str = "ed25519:{}") -> tuple[Hand, ...]:
        given = root_hands(*people) if role is Role.ROOT else hands(*people)
        return tuple(replace(hand, public=public.format(hand.person)) for hand in given)

    realm = Realm(empty=True)
    realm.log("A/1", A, charter(A, keys=keys), signed("r1", "r2", role=Role.ROOT), None)
    good = realm.say("mid", signed("m1"))
    other = realm.say("mid", signed("m1", public="ed25519:other-{}"))
    bare = realm.say("mid", hands("m1"))
    world = realm.world()
    assert [world.authority(id).truth for id in ("A/1", good, other, bare)] == [YES, YES, NO, NO]
    realm.log("A/2", A, charter(A, 2, keys=keys), signed("r1", "r2", role=Role.ROOT, public="p256:{}"), None)
    assert realm.world().authority("A/2").truth is NO


# ── 9 ──


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


def stolen() -> tuple[Realm, str]:
    """A letter, disowned with a key that is then said to be stolen."""
    realm = Realm()
    letter = realm.say("low", LOW, clause(subject="forces/movement"))
    realm.notice("disown", "mid", MID, letter, at=5)
    return realm, letter


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


# ── 10 ──


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


# ── 11 ──


@of_every_record(meeting=["cut", "refused", "second hand"])
def test_delegation_only_attenuates(log: Log, chance: Random, met: Met) -> None:
    """Under delegation, verbs, subjects, dates and limits shrink, thresholds never fall, and depth ends."""
    for entry in log:
        if isinstance(entry.act, Statement):
            continue
        chain = tuple(handed(chance, n, entry.act.mandates[0].id) for n in range(4))
        body = replace(entry.act, delegations=chain)
        grants = {grant.id: grant for grant in granted(body)}
        for delegation in chain:
            origin, grant = grants.get(delegation.of), grants.get(delegation.id)
            if origin is None or origin.depth < 1:
                assert grant is None
                met["refused"] += 1
                continue
            assert grant is not None
            assert grant.may <= origin.may
            assert grant.approvals >= origin.approvals
            assert all(any(covers(wide, narrow) for wide in origin.about) for narrow in grant.about)
            assert grant.depth < origin.depth
            assert (grant.until or 10**9) <= (origin.until or 10**9)
            assert (grant.since or 0) >= (origin.since or 0)
            assert grant.limit == min(
                (x for x in (delegation.limit, origin.limit) if x is not None), default=None
            )
            assert not grant.may_disown_itself
            met["cut"] += grant.about != origin.about
            met["second hand"] += delegation.of.startswith("H")


def handed(chance: Random, n: int, first: str) -> Delegation:
    about = chance.choice((None, ("forces",), ("press", "forces/movement"), ("budget/large/a",)))
    return Delegation(
        id=f"H{n}",
        of=chance.choice((first, f"H{n - 1}", f"H{n + 1}")) if n else first,
        to=chance.choice(("mid", "low")),
        may=chance.choice((None, frozenset({Verb.DECIDE, Verb.APPOINT}))),
        about=about,
        approvals=chance.choice((0, 1, 3)),
        since=chance.choice((None, 2, 9)),
        until=chance.choice((None, 5, 50)),
        limit=chance.choice((None, 10, 1000)),
        depth=chance.choice((0, 1, 5)),
    )


def test_what_was_not_handed_on_cannot_be_used() -> None:
    """By delegation `low` undertakes on the subject both have in common, and decides nothing."""
    realm = Realm()
    for subject, verb, truth in (
        ("forces/movement", Verb.UNDERTAKE, YES),
        ("forces/posture", Verb.UNDERTAKE, NO),
        ("press", Verb.UNDERTAKE, NO),
        ("forces/movement", Verb.DECIDE, NO),
    ):
        said = realm.say("low", LOW, clause(verb, subject))
        assert realm.world().authority(said).truth is truth, (subject, verb)


def test_delegations_in_a_circle_grant_nothing() -> None:
    """Cycles grant nothing."""
    circle = (Delegation(id="X", of="Y", to="low"), Delegation(id="Y", of="X", to="low"))
    assert {grant.id for grant in granted(charter(delegations=circle))} == {m.id for m in MANDATES}
    assert len(granted(charter(delegations=(*circle, *HANDED_ON)))) == len(MANDATES) + 1


# ── 12 ──


def test_one_person_with_two_keys_is_one_approval() -> None:
    """One person with two keys is one approval."""
    realm = Realm()
    twice = realm.say("top", hands("t1", "t1/k2-t1"), clause("decide"))
    both = realm.say("top", hands("t1", "t2"), clause("decide"))
    assert [realm.world().authority(id).truth for id in (twice, both)] == [NO, YES]


def test_the_releaser_holds_the_office_and_where_several_approve_did_not_draft() -> None:
    """The releaser must hold the issuing office; drafter and releaser differ where k > 1."""
    realm = Realm(empty=True)
    apart = mandate("P", "top", {Verb.DECIDE}, approvals=2, separation=True)
    lent = mandate("Q", "mid", {Verb.ORDER}, approvers=frozenset({"low"}))
    realm.found(charter(A, mandates=(apart, lent)))
    fine = realm.say("top", hands("t1", "t2", drafter="t2"), clause("decide"))
    same = realm.say("top", hands("t1", "t2", drafter="t1"), clause("decide"))
    approved = tuple(replace(hand, office="low") for hand in hands("l1"))
    by_low = realm.say("mid", approved, clause("order"))
    assert [realm.world().authority(id).truth for id in (fine, same, by_low)] == [YES, NO, NO]


def test_doubtful_capacity_is_doubt_and_denied_capacity_is_none() -> None:
    """A capacity that is disputed leaves authority open; one that is denied leaves none."""
    realm = Realm(empty=True)
    rules = {Verb.UNDERTAKE: Rule.DISPUTED, Verb.ORDER: Rule.DENY}
    realm.found(charter(A, offices=offices({"m1": "acting"}), capacity={"acting": rules}))
    said = {verb: realm.say("mid", hands("m1"), clause(verb)) for verb in ("undertake", "order", "inform")}
    world = realm.world()
    assert [world.authority(id).truth for id in said.values()] == [UNDETERMINED, NO, YES]


# ── 13 ──


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


# ── 14 ──


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


# ── 15 ──


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


# ── 16 ──


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


# ── 17 ──


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
        met["key notice"] += any(_is_about_a_key(entry) for entry in part if entry.id != id)


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


def _is_about_a_key(entry: Entry) -> bool:
    notice = entry.act.notice if isinstance(entry.act, Statement) else None
    return notice is not None and notice.verb in COMPROMISE


# ── what the product adds ──


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
    if not any(_is_about_a_key(entry) and entry.at > at for entry in log):
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


def test_another_reading_asks_for_its_own_authority() -> None:
    """A clause that may be read as *accept* needs the power to accept for that reading."""
    realm = Realm()
    letter = realm.say("low", LOW, clause("acknowledge", may_be_read_as=(Verb.DECIDE,)))
    world = realm.world()
    assert world.clause_authority(letter, "c1").truth is YES
    assert world.clause_authority(letter, "c1", Verb.DECIDE).truth is NO
    with pytest.raises(KeyError):
        world.clause_authority(letter, "c9")


def test_an_expired_charter_leaves_authority_open() -> None:
    """What an expired charter allowed is an open question, not a yes and not a no."""
    realm = Realm(empty=True)
    realm.found(charter(A, expires=10))
    before, after = realm.say("mid", MID, at=9), realm.say("mid", MID, at=10)
    assert [realm.world().authority(id).truth for id in (before, after)] == [YES, UNDETERMINED]


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
