"""The whole registry, driven at random: drafts, letters, notices, charters, thefts, time, deaths.

Every step is taken at the door (`tests.rigs.door`), and after every step the answers are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from chancery.errors import ChanceryError
from chancery.record.charter import Charter
from chancery.record.entry import Hand, Role
from chancery.record.statement import Instant, Statement, StatementId
from chancery.registry.act import Act
from chancery.registry.drafting import Desk
from chancery.seal.approval import Approval
from chancery.store.memory import MemoryDrafts
from chancery.store.writing.memory import MemoryMargins
from tests.institution import Clock
from tests.people import pen_of, secret, urn
from tests.record.naive_nouns import notice
from tests.record.realm import EVERYBODY, PEOPLE, A
from tests.rigs.agreeing import stolen_for_certain
from tests.rigs.bringing import KEYS, Bringer, Brought, words_of
from tests.rigs.door import Door
from tests.rigs.reopened import Reopened, in_memory, on_sqlite
from tests.rigs.stumbling import Died

STEPS = (1, 1, 2, 5, 60, 3_600, 3 * 3_600, 40 * 3_600, 3 * 86_400, 40 * 86_400)
"""By how many seconds the clock is turned."""
FULL, CHARTERS, DRAFTS = 26, 5, 4
"""Acts on one record, which the naive evaluator reads in the third power of them; charters among them;
drafts on their way."""

CHANCE = st.randoms(use_true_random=True)
"""True chance, so that no two records resemble one another; a failing one is replayed by its seed."""


class RegistryMachine(RuleBasedStateMachine):
    """One institution's registry with its Desk, its people, a thief, and processes that die."""

    taken: ClassVar[Counter[str]] = Counter()
    """How often each step was taken and what came of it, in all runs of this process."""

    def opened(self, clock: Clock) -> Reopened:
        """Over which storage it is driven."""
        return in_memory(clock)

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock(now=Instant(60))
        self.house = self.opened(self.clock)
        self.people = Bringer(pen_of(A))
        self.door = Door(self.house, self.people)
        self.drafts, self.margins = MemoryDrafts(), MemoryMargins()
        self.agreed: dict[StatementId, set[Hand]] = {}
        """For each draft on its way, who agreed to the words as they are now."""
        self.begun = 0

    def teardown(self) -> None:
        """Put its storage down."""
        self.house.put_down()

    def has_room(self) -> bool:
        """Whether another act fits on the record."""
        return len(self.door.record) < FULL

    def charters(self) -> int:
        """How many versions of the charter are on the record."""
        return len(self.door.record) - len(self.door.letters())

    def has_drafts(self) -> bool:
        """Whether a draft is on its way."""
        return bool(self.agreed)

    def step(self, what: str, came: bool, chance: Random) -> None:
        """Count what came of a step, and ask for answers."""
        self.taken["steps"] += 1
        self.taken[f"{what}: {'done' if came else 'refused'}"] += 1
        self.taken.update(self.door.ask(chance))

    # ── at the door ──

    @initialize(chance=CHANCE)
    def found(self, chance: Random) -> None:
        """The institution gives itself a charter."""
        assert self.door.bring(self.people.founding(chance))

    @precondition(has_room)
    @rule(chance=CHANCE)
    def say(self, chance: Random) -> None:
        """A letter is brought."""
        self.step("letter", self.door.bring(self.people.letter(chance, self.clock.now)), chance)

    @precondition(has_room)
    @rule(chance=CHANCE)
    def notify(self, chance: Random) -> None:
        """Notices are brought: of withdrawal, of theft, of holding, of whatever there is."""
        for _ in range(chance.choice((1, 2, 3))):
            brought = self.people.said_of_another(chance, self.clock.now)
            assert isinstance(brought.said, Statement)
            assert brought.said.notice is not None
            self.step(brought.said.notice.verb, self.door.bring(brought), chance)

    @precondition(lambda self: self.has_room() and self.charters() < CHARTERS)
    @rule(chance=CHANCE)
    def change_charter(self, chance: Random) -> None:
        """Another version of the charter is brought, by whoever has root keys or says so."""
        brought = self.people.next_charter(chance, self.clock.now)
        came = self.door.bring(brought)
        if came:
            assert isinstance(brought.said, Charter)
            self.people.adopted(brought.said)
        self.step("charter", came, chance)

    @precondition(has_room)
    @rule(chance=CHANCE)
    def steal(self, chance: Random) -> None:
        """Whoever has stolen one key puts it under an act in every part there is."""
        named = [said.key for said in map(notice, self.door.record) if said is not None and said.key]
        key = chance.choice(named if named and chance.random() < 0.5 else KEYS)
        brought = self.people.by_a_thief(chance, self.clock.now, key)
        gone = stolen_for_certain(self.door.record, key, self.clock.now)
        came = self.door.bring(brought)
        assert not (gone and came), f"{key} was confirmed stolen, and still signs"
        self.step("thief after confirmation" if gone else "thief", came, chance)

    # ── the Desk ──

    @property
    def desk(self) -> Desk:
        """The Desk, as any process opens it."""
        return Desk(registry=self.house.registry, drafts=self.drafts, margins=self.margins)

    @precondition(lambda self: self.has_room() and len(self.agreed) < DRAFTS)
    @rule(chance=CHANCE)
    def begin(self, chance: Random) -> None:
        """Somebody begins a draft, and puts it before those who must agree."""
        self.begun += 1
        said = replace(self._said(chance), id=urn(A, f"d{self.begun}"))
        self.desk.begin(said, words_of(said), salt=secret("salt", said.id), by=chance.choice(EVERYBODY))
        self.agreed[said.id] = set()
        self._try(chance, "submitting", lambda: self.desk.submit(said.id))

    @precondition(has_drafts)
    @rule(chance=CHANCE)
    def edit(self, chance: Random) -> None:
        """A draft is rewritten; whoever agreed has not agreed to that."""
        id, by = self._any_draft(chance), chance.choice(EVERYBODY)
        said, salt = replace(self._said(chance), id=id), secret("salt", id, str(chance.random()))
        if self._try(chance, "editing", lambda: self.desk.edit(said, words_of(said), salt=salt, by=by)):
            self.agreed[id] = set()
            self._try(chance, "submitting", lambda: self.desk.submit(id))

    @precondition(has_drafts)
    @rule(chance=CHANCE)
    def step_back(self, chance: Random) -> None:
        """A draft is given back and put forward again, or let go."""
        id = self._any_draft(chance)
        if chance.random() < 0.5:
            if self._try(chance, "giving back", lambda: self.desk.give_back(id)):
                self.agreed[id] = set()
            self._try(chance, "submitting", lambda: self.desk.submit(id))
        elif self._try(chance, "letting go", lambda: self.desk.abandon(id)):
            del self.agreed[id]

    @precondition(has_drafts)
    @rule(chance=CHANCE)
    def approve(self, chance: Random) -> None:
        """One or two agree to a draft: mostly such as may."""
        id = self._any_draft(chance)
        papers = self.desk.papers(id)
        for _ in range(chance.choice((1, 2, 2))):
            hand = self._hand(chance, papers.draft.statement, Role.APPROVER, but=self.agreed[id])
            given = self.people.hand(papers.act, hand)
            if self._try(chance, "approving", lambda given=given: self.desk.approve(id, given)):  # type: ignore[misc]
                self.agreed[id].add(hand)

    @precondition(lambda self: self.has_drafts() and self.has_room())
    @rule(chance=CHANCE, dying=st.booleans())
    def release(self, chance: Random, dying: bool) -> None:
        """A draft is released, now and then by a process that dies at it and is followed by another."""
        id = self._any_draft(chance)
        papers = self.desk.papers(id)
        hand = self._hand(chance, papers.draft.statement, Role.RELEASER)
        given = self.people.hand(papers.act, hand)
        if dying:
            self.house.archive.arm(chance.randint(0, 5), after=chance.random() < 0.5)
        with suppress(ChanceryError):
            try:
                self.desk.release(id, given)
            except Died:
                self.taken["deaths at a release"] += 1
                self.house.reopen().settle()
                self.desk.release(id, given)
        self.house.archive.armed = None
        released = self.house.archive.index_of(f"draft/{id}") is not None
        if released:
            self._released(id, hand, given)
        self.step("release", released, chance)

    def _released(self, id: StatementId, hand: Hand, given: Approval) -> None:
        (entry,) = self.house.registry.entries((id,))
        assert isinstance(entry.act, Statement)
        under = {replace(each, public=None) for each in entry.hands}
        assert under == self.agreed.pop(id) | {hand}, "hands are under it that were under other words"
        papers = self.desk.versions(id)[-1]
        octets = self.house.archive.entry(self.house.archive.index_of(f"draft/{id}"))
        assert papers.act in octets, "other words were released than the last"
        approvals = (*papers.approvals, given)
        act = Act(octets=papers.act, approvals=approvals, words=papers.words, key=f"draft/{id}")
        self.door.took(Brought(act=act, said=entry.act, id=id, by=(), hands=entry.hands), entry)

    def _said(self, chance: Random) -> Statement:
        said = self.people.letter(chance, self.clock.now).said
        assert isinstance(said, Statement)
        return replace(said, words=None)

    def _any_draft(self, chance: Random) -> StatementId:
        return chance.choice(sorted(self.agreed))

    def _hand(self, chance: Random, said: Statement, role: Role, but: Iterable[Hand] = ()) -> Hand:
        """The hand of somebody of the office that speaks who has not agreed; of anybody, now and then."""
        agreed = {hand.person for hand in but}
        people = PEOPLE[said.office] if chance.random() < 0.9 else EVERYBODY
        person = chance.choice([each for each in people if each not in agreed] or people)
        return Hand(person=person, key=f"k-{person}", role=role)  # type: ignore[arg-type]

    def _try(self, chance: Random, what: str, step: Callable[[], object]) -> bool:
        try:
            step()
        except ChanceryError:
            self.step(what, False, chance)
            return False
        self.step(what, True, chance)
        return True

    # ── time, death, and the other process ──

    @precondition(has_room)
    @rule(chance=CHANCE, steps=st.integers(0, 6), after=st.booleans(), within=st.booleans())
    def die(self, chance: Random, steps: int, after: bool, within: bool) -> None:
        """The process dies while it writes; the next one is brought the same act."""
        brought = self.people.letter(chance, self.clock.now)
        (self.house.index if within else self.house.archive).arm(steps, after=after)
        died = False
        try:
            self.house.registry.perform(brought.act)
        except Died:
            died = True
        except ChanceryError:
            pass
        self.house.reopen().settle()
        there = self.house.archive.index_of(brought.act.key) is not None
        came = self.door.bring(brought)
        assert came or not there, "what was on the log is on it no more"
        self.step("act of one who died" if died else "act of one who did not die", came, chance)

    @rule(chance=CHANCE, by=st.sampled_from(STEPS))
    def wait(self, chance: Random, by: int) -> None:
        """Time goes by: holds lapse, letters expire, charters ripen."""
        self.clock.now = Instant(self.clock.now + by)
        self.step("waiting", True, chance)

    @precondition(has_room)
    @rule(chance=CHANCE)
    def something_else(self, chance: Random) -> None:
        """Something that changes nothing: another process, a retry, a file, a clock that is wrong."""
        chance.choice((self.reopen, self.retry, self.give_out, self.turn_back))(chance)

    def reopen(self, chance: Random) -> None:
        """Another process goes on, with an index that it fills anew now and then."""
        self.house.reopen()
        if chance.random() < 0.3:
            self.house.registry.reindex()
        self.step("opening again", True, chance)

    def retry(self, chance: Random) -> None:
        """An act is brought once more under its own key: nothing is added."""
        brought, before = chance.choice(self.door.admitted), self.house.archive.applied()
        assert self.house.registry.perform(brought.act).id == brought.id
        assert self.house.archive.applied() == before, "a retry added something"
        self.step("retry", True, chance)

    def give_out(self, chance: Random) -> None:
        """A file of a letter is given out."""
        for of in self.door.letters()[-1:]:
            id = urn(A, f"file {self.house.archive.applied()}")
            self.house.registry.give_out(of.encode(), of=of, id=id)
            self.step("rendition", True, chance)

    def turn_back(self, chance: Random) -> None:
        """A clock that was turned back signs nothing."""
        now, before = self.clock.now, self.house.archive.applied()
        self.clock.now = Instant(max(0, self.house.registry.head().at - chance.choice(STEPS)))
        with suppress(ChanceryError):
            self.house.registry.perform(self.people.letter(chance, self.clock.now).act)
        assert self.house.archive.applied() == before, "a clock that was turned back signed"
        self.clock.now = now
        self.step("clock turned back", False, chance)


class DurableMachine(RegistryMachine):
    """The same over the durable storage on SQLite, where a death falls inside the index's steps too."""

    empty: ClassVar[Path]
    """Tables with nothing in them."""

    def opened(self, clock: Clock) -> Reopened:
        """Over a copy of the empty tables."""
        return on_sqlite(clock, self.empty)
