"""What is foreseen is what then happens: on random records, for every kind of act.

Each record is put into an index up to one of its acts; that act is foreseen, then logged,
and everything on the record is asked before and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any, cast

from chancery.check.weigh import world_of
from chancery.record.entry import Entry
from chancery.record.holds import LONE
from chancery.record.slice import bearing_on
from chancery.record.statement import COMPROMISE as KEYS
from chancery.record.statement import NOTICES, Instant, Institution, Statement, StatementId, Verb
from chancery.registry.foresight import MOST_LOOKED_AT, Foresight, Looking, Outlook, foresee
from chancery.registry.letters import Letters
from chancery.registry.overlay import Overlay
from chancery.store.memory import MemoryIndex
from tests.record.chronicles import chronicle
from tests.record.properties import Log, Met, of_every_record
from tests.record.realm import A, B

EXPLAINED = ("falls", "revives", "told otherwise", "two steps away", "nothing", "lapses", "key", "successor")


@of_every_record(meeting=EXPLAINED)
def test_what_is_foreseen_is_what_then_happens(log: Log, chance: Random, met: Met) -> None:
    """The statements told otherwise are exactly those foreseen, before and after, to the last clause."""
    log = named(log)
    if any(isinstance(entry.act, Statement) for entry in log):  # a rare record is of charters alone
        kinds = (NOTICES, NOTICES, LONE, KEYS)
        for place in {some_statement(log, chance, only=notices) for notices in kinds}:
            foresee_and_do(log, place, met)


def foresee_and_do(log: Log, place: int, met: Met) -> None:
    index, act = MemoryIndex(), log[place]
    took(index, log[:place])
    letters = at_moment(index, act.at)
    foresight = foreseen(act, letters)
    before = outlooks(log[:place], letters)
    took(index, log[place : place + 1], first=place)
    after = outlooks(log[:place], letters)
    changed = {id for id in before if before[id].told != after[id].told}
    assert {shift.entry.id for shift in foresight.shifts} == changed
    for shift in foresight.shifts:
        assert shift.before.told == before[shift.entry.id].told
        assert shift.after.told == after[shift.entry.id].told
    held = index.entry(act.id)
    assert held is not None
    world = world_of(bearing_on(act.id, index), letters.moment(None, None))
    assert foresight.counts is world.authorised(act.id).truth
    count(met, foresight, act)


@of_every_record(meeting=["lapses", "lasts"])
def test_what_one_officer_did_alone_ends_when_it_was_foreseen(log: Log, chance: Random, met: Met) -> None:
    """A second before the foreseen end the act still tells; from the end on it is as if it had never been."""
    log = named(log)
    if not any(isinstance(entry.act, Statement) for entry in log):
        return  # a rare record is of charters alone
    place = some_statement(log, chance, only=LONE)
    index, without, act = MemoryIndex(), MemoryIndex(), log[place]
    took(without, log[:place])
    foresight = foreseen(act, at_moment(without, act.at))
    took(index, log[: place + 1])
    shifted = [shift.entry for shift in foresight.shifts]
    met["lasts"] += foresight.ends is None and bool(shifted)
    if foresight.ends is not None:
        met["lapses"] += 1
        with_it, without_it = (told(shifted, each, foresight.ends) for each in (index, without))
        assert with_it == without_it
        with_it, without_it = (told(shifted, each, foresight.ends - 1) for each in (index, without))
        assert with_it != without_it


def test_foreseeing_touches_nothing() -> None:
    """The index answers afterwards as it did before, and the act is not in it."""
    chance = Random(7)
    log = named(chronicle(chance))
    place = some_statement(log, chance)
    index = MemoryIndex()
    took(index, log[:place])
    letters = at_moment(index, log[place].at)
    before = {entry.id: (entry, tuple(index.notices_on(entry.id))) for entry in log}
    foreseen(log[place], letters)
    assert {entry.id: (entry, tuple(index.notices_on(entry.id))) for entry in log} == before
    assert index.entry(log[place].id) is None
    assert (index.reached(Institution(A)), index.reached(Institution(B))) == reached(log[:place])


# ── putting a record into an index ───────────────────────────────────────────


def named(log: Log) -> Log:
    """The same record under names of the kind that institutions give, also in what it says of itself."""
    urns = {entry.id: f"urn:uuid:{number:032x}" for number, entry in enumerate(log, 1)}
    return [cast("Entry", _renamed(entry, urns)) for entry in log]


def _renamed(thing: Any, names: dict[str, str]) -> Any:
    if isinstance(thing, str) and type(thing) is str:
        return names.get(thing, thing)
    if isinstance(thing, tuple):
        return tuple(_renamed(each, names) for each in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {each.name: _renamed(getattr(thing, each.name), names) for each in fields(thing)}
        return replace(thing, **parts)
    return thing


def took(index: MemoryIndex, log: Iterable[Entry], *, first: int = 0) -> None:
    """Take in a stretch of the record; its place in the whole stands for its place in its log."""
    for number, entry in enumerate(log, first):
        index.add([(number, number.to_bytes(8, "big"), entry)])
    for institution in (A, B):
        index.saw(Institution(institution), Instant(0))


def reached(log: Log) -> tuple[int, ...]:
    last = {entry.institution: number + 1 for number, entry in enumerate(log)}
    return tuple(last.get(Institution(each), 0) for each in (A, B))


def at_moment(index: MemoryIndex, at: int) -> Letters:
    return Letters(
        home=Institution(A),
        index=index,
        words_of=lambda _: None,
        clock=lambda: Instant(at),
        patience=10**9,
    )


def some_statement(log: Log, chance: Random, *, only: Iterable[Verb] = ()) -> int:
    """The place of an act that is foreseen; of one of those kinds, where the record has any."""
    places = [number for number, entry in enumerate(log) if isinstance(entry.act, Statement)]
    kinds = [number for number in places if verb_of(log[number]) in only]
    late = [number for number in kinds or places if number > len(log) // 2]
    return chance.choice(late or kinds or places)


def verb_of(entry: Entry) -> Verb | None:
    notice = entry.act.notice if isinstance(entry.act, Statement) else None
    return None if notice is None else notice.verb


# ── asking about it ──────────────────────────────────────────────────────────


def foreseen(act: Entry, letters: Letters) -> Foresight:
    assert isinstance(act.act, Statement), "records of charters alone are not written"
    return foresee(act.act, letters, objections=(), hands=act.hands)


def outlooks(log: Iterable[Entry], letters: Letters) -> dict[StatementId, Outlook]:
    """Everything on the record, asked one by one, by somebody who foresees an act that does nothing."""
    return {entry.id: outlook(entry, letters) for entry in log if isinstance(entry.act, Statement)}


def outlook(entry: Entry, letters: Letters) -> Outlook:
    moment = letters.moment(None, None)
    looking = Looking(letters=letters, record=Overlay(letters.index), moment=moment)
    return looking.outlook(entry, letters.index, moment)


def told(shifted: Iterable[Entry], index: MemoryIndex, at: int) -> list[tuple[object, ...]]:
    return [outlook(entry, at_moment(index, at)).told for entry in shifted]


def count(met: Counter[str], foresight: Foresight, act: Entry) -> None:
    assert foresight.whole
    assert len(foresight.shifts) + len(foresight.untouched) < MOST_LOOKED_AT
    for name in _met(foresight, act):
        met[name] += 1


def _met(foresight: Foresight, act: Entry) -> Iterator[str]:
    yield "told otherwise" if foresight.shifts else "nothing"
    if foresight.ends is not None:
        yield "lapses"
    for shift in foresight.shifts:
        if shift.falls:
            yield "falls"
        if shift.revives:
            yield "revives"
        if shift.through is not None:
            yield "two steps away"
        if verb_of(act) in (Verb.CONFIRM_COMPROMISE, Verb.REPORT_COMPROMISE):
            yield "key"
        if isinstance(act.act, Statement) and shift.entry.id in act.act.supersedes:
            yield "successor"
