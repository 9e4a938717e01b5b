"""Many acts in one step of the log come out exactly as if each had been brought alone."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from chancery.errors import ChanceryError, Conflict, Malformed, NotPermitted, OutOfOrder
from chancery.record.charter import Charter
from chancery.record.entry import Role
from chancery.record.rendition import Rendition
from chancery.record.statement import (
    KeyName,
    StatementId,
    Verb,
)
from chancery.registry.act import Act
from chancery.registry.admission import Admission, Objected
from chancery.registry.looking_at import LookedAt
from chancery.registry.sequencing import Registered, Sequencer, Step
from chancery.seal.act_form import digest_of, write_charter, write_rendition
from chancery.seal.approval import approve
from tests.institution import Clock, Institution, department
from tests.letters import DECIDE, INFORM, notice, saying
from tests.people import (
    ARCHIVIST,
    CLERK,
    DUTY,
    GENERAL,
    SECRETARY,
    key_of,
    urn,
)
from tests.registry.acts_of_all_kinds import Author

SEEDS = range(12)
ACTS = 60
NEW = KeyName("k-new")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneByOne:
    """The questions of a batch, each asked of the stores in turn."""

    institution: Institution

    def given(self, keys: Iterable[str]) -> Mapping[str, int]:
        found = {key: self.institution.archive.index_of(key) for key in keys}
        return {key: index for key, index in found.items() if index is not None}

    def heard_of(self, ids: Iterable[StatementId]) -> frozenset[StatementId]:
        index = self.institution.index
        return frozenset(
            id for id in ids if index.entry(id) or [*index.notices_on(id), *index.successors_of(id)]
        )


def sequencer(of: Institution, **more: object) -> Sequencer:
    return Sequencer(
        registry=of.registry,
        archive=of.archive,
        index=of.index,
        words=of.words,
        opening=of.registry._opening,
        pen=of.pen,
        many=OneByOne(institution=of),
        **more,  # type: ignore[arg-type]
    )


def brought(of: Sequencer, acts: Iterable[Act]) -> Step:
    return of.register([of.look_at(act) for act in acts])


def outcome_of(told: object) -> str:
    return "registered" if isinstance(told, Registered) else f"{type(told).__name__}: {told}"


def one_by_one(house: Institution, acts: Iterable[Act]) -> list[str]:
    told = []
    for act in acts:
        try:
            house.registry.perform(act)
            told.append("registered")
        except ChanceryError as refusal:
            told.append(outcome_of(refusal))
    return told


def together(house: Institution, acts: Iterable[Act]) -> list[str]:
    """What can be seen before its turn is refused then; all others come in one batch."""
    at_the_door, told = sequencer(house), list[str]()
    looked: list[LookedAt] = []
    for act in acts:
        try:
            looked.append(at_the_door.look_at(act))
            told.append("")
        except ChanceryError as refusal:
            told.append(outcome_of(refusal))
    outcomes = iter(at_the_door.register(looked).outcomes)
    return [each or outcome_of(next(outcomes)) for each in told]


def test_a_batch_comes_out_as_its_acts_would_alone() -> None:
    """720 acts of all kinds, in batches of any size: the same outcomes, the same log, octet for octet."""
    seen: dict[str, int] = {}
    for seed in SEEDS:
        chance = random.Random(seed)
        alone, batched = department(Clock()), department(Clock())
        acts = list(Author(house=alone, chance=chance).acts(ACTS))
        while acts:
            size = chance.choice([1, 2, 7, 30])
            some, acts = acts[:size], acts[size:]
            expected, found = one_by_one(alone, some), together(batched, some)
            assert found == expected
            for each in found:
                seen[each.partition(":")[0]] = seen.get(each.partition(":")[0], 0) + 1
            for house in (alone, batched):
                house.clock.turn("1s")
        assert batched.archive._entries == alone.archive._entries  # type: ignore[attr-defined]
        assert batched.registry.head().root == alone.registry.head().root
        assert batched.registry.settle() == alone.registry.settle()
    assert seen["registered"] > 200, seen
    assert seen["Objected"] > 50, seen
    assert {"OutOfOrder", "BadSignature", "NotPermitted"} <= seen.keys(), seen


def test_alike_acts_are_weighed_once_and_pointed_at_ones_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of fifty letters that are the same to the rules one is weighed; a notice in the midst ends that."""
    weighed: list[StatementId] = []
    weigh = Admission._objections
    monkeypatch.setattr(
        Admission,
        "_objections",
        lambda self, entry, statement: weighed.append(entry.id) or weigh(self, entry, statement),
    )
    us = department(Clock())
    acts = [us.act(saying(f"Number {n}.", INFORM, "forces"), by=GENERAL) for n in range(50)]
    target = _id(acts[0])
    acts.insert(25, us.act(notice(Verb.WITHDRAW, target), by=GENERAL))
    step = brought(sequencer(us), acts)
    assert all(isinstance(each, Registered) for each in step.outcomes)
    assert len(weighed) == 3


def test_a_report_of_theft_counts_for_the_next_act_of_the_same_batch() -> None:
    """What the general signs before the report is weighed without it, and what he signs after with it."""
    alone, batched = department(Clock()), department(Clock())
    acts = [
        alone.act(saying("Before.", INFORM, "forces"), by=GENERAL),
        alone.act(notice(Verb.REPORT_COMPROMISE, key=GENERAL.key, since=alone.clock.now), by=DUTY),
        alone.act(saying("After.", INFORM, "forces"), by=GENERAL),
    ]
    expected = one_by_one(alone, acts)
    assert together(batched, acts) == expected
    assert expected[0] == "registered" != expected[2]


# ── by key, and by nothing else ──────────────────────────────────────────────


def test_the_same_key_finds_the_first_outcome() -> None:
    """Brought again under its key, in the same batch or later, an act stands where it stood."""
    us = department(Clock())
    act = us.act(saying("Once.", INFORM, "forces"), by=GENERAL, key="k")
    door = sequencer(us)
    first = brought(door, [act, act]).outcomes
    assert first[0] == first[1] == brought(door, [act]).outcomes[0]
    assert us.registry.head().size == 3


def test_another_act_under_the_same_key_is_refused() -> None:
    """A key is one act's: whoever brings another under it hears so, and nothing is added."""
    us = department(Clock())
    one, other = (us.act(saying(f"{n}.", INFORM, "forces"), by=GENERAL, key="k") for n in (1, 2))
    door = sequencer(us)
    step = brought(door, [one, other])
    assert isinstance(step.outcomes[0], Registered)
    assert isinstance(step.outcomes[1], OutOfOrder)
    assert isinstance(brought(door, [other]).outcomes[0], OutOfOrder)


def test_one_refused_act_keeps_nobody_else_out() -> None:
    """Its neighbours stand on the log next to each other, and it has left no trace."""
    us = department(Clock())
    acts = [us.act(saying(f"{n}.", INFORM, "forces"), by=GENERAL) for n in range(3)]
    acts[1] = us.act(saying("No.", DECIDE, "forces"), by=GENERAL)
    outcomes = brought(sequencer(us), acts).outcomes
    assert [type(each) for each in outcomes] == [Registered, Objected, Registered]
    assert us.registry.head().size == 4
    assert us.index.entry(_id(acts[1])) is None


# ── before its turn ──────────────────────────────────────────────────────────


def test_what_the_register_itself_does_is_not_brought_to_it() -> None:
    """A rendition has no hands under it, so whoever could bring one could say what they like."""
    us = department(Clock())
    made = Rendition(id=urn(us.domain, "r"), institution=us.domain, of=us.first_charter.id, digest=b"\0" * 32)
    with pytest.raises(NotPermitted):
        sequencer(us).look_at(Act(octets=write_rendition(made), approvals=()))


def test_words_that_are_not_brought_are_missed_before_the_turn() -> None:
    """A digest without its words is refused at the door."""
    us = department(Clock())
    act = us.act(saying("Words.", INFORM, "forces"), by=GENERAL)
    with pytest.raises(Malformed):
        sequencer(us).look_at(replace(act, words=None))


def with_new_key(charter: Charter) -> Charter:
    """The second charter, under which the general has one key more."""
    office = charter.offices[GENERAL.office]
    (holder,) = office.holders
    holders = (replace(holder, keys=holder.keys | {NEW}),)
    return replace(
        charter,
        version=2,
        offices={**charter.offices, GENERAL.office: replace(office, holders=holders)},
        keys={**charter.keys, NEW: str(key_of(charter.institution, NEW).public)},
    )


def signed_with_new_key(us: Institution, act: Act, *, by: str = NEW) -> Act:
    """The same act with the general's hand under it, said to be by the new key and made with *by*."""
    signing = key_of(us.domain, by)
    hand = approve(digest_of(act.octets), person=GENERAL.person, key=NEW, role=Role.RELEASER, signing=signing)
    return replace(act, approvals=(hand,))


def test_hands_are_held_to_the_keys_of_a_charter_that_came_meanwhile() -> None:
    """An act looked at before the key was named, and admitted after, has the hand that the key put to it."""
    us = department(Clock())
    door = sequencer(us)
    act = signed_with_new_key(us, us.act(saying("Hello.", INFORM, "forces"), by=GENERAL))
    looked = door.look_at(act)
    us.adopt(with_new_key(us.charter), by=(CLERK, ARCHIVIST))
    assert looked.hands == ()
    assert isinstance(door.register([looked]).outcomes[0], Registered)


def test_a_refused_charter_teaches_nobody_a_key() -> None:
    """What a charter names that was kept out is as unknown to the next act as it was before."""
    alone, batched = department(Clock()), department(Clock())
    octets = write_charter(urn(alone.domain, "charter 2"), with_new_key(alone.charter))
    refused = Act(octets=octets, approvals=(alone.hand(octets, CLERK, Role.ROOT),))
    letter = alone.act(saying("Hello.", INFORM, "forces"), by=GENERAL, over=["clause_unauthorised"])
    acts = [refused, signed_with_new_key(alone, letter, by=SECRETARY.key)]
    expected = one_by_one(alone, acts)
    assert together(batched, acts) == expected
    assert expected[1] == "registered"


def test_a_charter_that_another_process_took_in_is_known() -> None:
    """Its keys count for an act that comes here, though this process has not read its entry from the log."""
    us = department(Clock())
    elsewhere = us.reopened()
    here = Sequencer(
        registry=elsewhere,
        archive=us.archive,
        index=us.index,
        words=us.words,
        opening=elsewhere._opening,
        pen=us.pen,
        many=OneByOne(institution=us),
    )
    act = signed_with_new_key(us, us.act(saying("Hello.", INFORM, "forces"), by=GENERAL))
    looked = here.look_at(act)
    us.adopt(with_new_key(us.charter), by=(CLERK, ARCHIVIST))
    assert isinstance(here.register([looked]).outcomes[0], Registered)


def test_so_it_is_for_an_act_that_is_performed_alone() -> None:
    """A Desk that was open before the charter was adopted elsewhere lets its new key sign at once."""
    us = department(Clock())
    elsewhere = us.reopened()
    elsewhere.settle()
    act = signed_with_new_key(us, us.act(saying("Hello.", INFORM, "forces"), by=GENERAL))
    us.adopt(with_new_key(us.charter), by=(CLERK, ARCHIVIST))
    assert elsewhere.perform(act).id == _id(act)


# ── others who write ─────────────────────────────────────────────────────────


def test_whoever_is_outrun_admits_anew() -> None:
    """Somebody else appends between the look at the log and the step: the batch follows after it."""
    us = department(Clock())
    door, other = sequencer(us), us.reopened()
    act = us.act(saying("Mine.", INFORM, "forces"), by=GENERAL)
    theirs = us.act(saying("Theirs.", INFORM, "forces"), by=GENERAL)
    settle, done = us.registry.settle, list[int]()

    def overtaken() -> int:
        size = settle()
        if not done:
            done.append(other.perform(theirs).order)
        return size

    us.registry.settle = overtaken  # type: ignore[method-assign]
    assert brought(door, [act]).outcomes == (Registered(index=3),)
    assert us.index.entry(_id(act)) is not None


def test_whoever_is_outrun_for_ever_says_so() -> None:
    """After twenty attempts it is a conflict, and nothing is on the log."""
    us = department(Clock())
    door = sequencer(us)

    def outrun(*_: object, **__: object) -> None:
        raise Conflict("Somebody else wrote first.")

    us.archive.commit = outrun  # type: ignore[method-assign]
    with pytest.raises(Conflict, match="again and again"):
        brought(door, [us.act(saying("Mine.", INFORM, "forces"), by=GENERAL)])


def test_each_step_is_one_turn() -> None:
    """The lock among the writers of one machine is taken once for a batch, however many acts it has."""
    turns: list[int] = []

    @contextmanager
    def turn() -> Iterator[None]:
        turns.append(1)
        yield

    us = department(Clock())
    brought(
        sequencer(us, turn=turn), [us.act(saying(f"{n}", INFORM, "forces"), by=GENERAL) for n in range(9)]
    )
    assert len(turns) == 1


def _id(act: Act) -> StatementId:
    from chancery.registry.admission import id_of

    return id_of(act)
