"""Which charter counts, what it grants, and whose hands count under it.

Each property stands under its own sentence (docs/reference/semantics.md, section 4).
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from chancery.record.charter import Delegation, Root, Rule
from chancery.record.entry import Entry, Hand, Role
from chancery.record.grants import granted
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.statement import (
    Statement,
    Verb,
    covers,
)
from chancery.record.world import World
from tests.record.properties import (
    Log,
    Met,
    answers,
    end,
    of_every_record,
    statements,
)
from tests.record.realm import (
    EVERYBODY,
    HANDED_ON,
    LOW,
    MANDATES,
    MID,
    A,
    Realm,
    charter,
    clause,
    hands,
    mandate,
    offices,
    root_hands,
)


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


def test_an_expired_charter_leaves_authority_open() -> None:
    """What an expired charter allowed is an open question, not a yes and not a no."""
    realm = Realm(empty=True)
    realm.found(charter(A, expires=10))
    before, after = realm.say("mid", MID, at=9), realm.say("mid", MID, at=10)
    assert [realm.world().authority(id).truth for id in (before, after)] == [YES, UNDETERMINED]


def test_another_reading_asks_for_its_own_authority() -> None:
    """A clause that may be read as *accept* needs the power to accept for that reading."""
    realm = Realm()
    letter = realm.say("low", LOW, clause("acknowledge", may_be_read_as=(Verb.DECIDE,)))
    world = realm.world()
    assert world.clause_authority(letter, "c1").truth is YES
    assert world.clause_authority(letter, "c1", Verb.DECIDE).truth is NO
    with pytest.raises(KeyError):
        world.clause_authority(letter, "c9")
