"""Random records of two institutions, with everything in them that the rules speak of.

About six acts in ten are fully signed by an office that may do them.  The first random
records ever made for these rules were almost all unauthorised: hundreds of them, not one
effective disowning, and every test green.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

from chancery.record.charter import Charter, Delegation, Mandate, Reach, Root, Rule
from chancery.record.entry import Entry, Hand, Role
from chancery.record.grants import powers
from chancery.record.statement import (
    ActInForce,
    Clause,
    Condition,
    DateReached,
    FactCertified,
    Notice,
    Premise,
    Reliance,
    Statement,
    Target,
    Unevaluable,
    Verb,
)
from tests.record.realm import (
    ALONE,
    EVERYBODY,
    HANDED_ON,
    MANDATES,
    OFFICES,
    PEOPLE,
    ROOT,
    A,
    B,
    charter,
    hands,
    mandate,
    offices,
    root_hands,
)

T = TypeVar("T")

SUBJECTS = ("forces/posture", "forces/movement", "press", "budget/large")
FACTS = ("hearing-held", "quorum")
STEPS = (0, 1, 1, 1, 2, 5, 3600, 40 * 3600)
SAY = (Verb.DECIDE, Verb.UNDERTAKE, Verb.UNDERTAKE, Verb.ORDER, Verb.CERTIFY, Verb.INFORM, Verb.ACKNOWLEDGE)
NOTE = (
    *(Verb.DISOWN, Verb.DISOWN, Verb.DISOWN, Verb.WITHDRAW, Verb.WITHDRAW, Verb.SUPERSEDE, Verb.CORRECT),
    *(Verb.REINSTATE, Verb.REINSTATE, Verb.RATIFY, Verb.SUSPEND, Verb.SUSPEND, Verb.SUSPEND, Verb.LIFT),
    *(Verb.REPORT_COMPROMISE, Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE),
)
MORE = (
    mandate("X-over-any", "mid", {Verb.WITHDRAW, Verb.DISOWN}, over=Reach.ANY),
    mandate("X-self", "top", {Verb.DISOWN}, may_disown_itself=True),
    mandate("X-limit", "mid", {Verb.DECIDE, Verb.UNDERTAKE}, limit=Decimal(100)),
    mandate("X-others", "low", {Verb.ORDER, Verb.DECIDE}, approvals=2, approvers=frozenset({"mid", "top"})),
    mandate("X-apart", "mid", {Verb.DECIDE, Verb.ORDER}, approvals=2, separation=True, depth=3),
    mandate("X-capacity", "mid", {Verb.UNDERTAKE}, capacity={"acting": Rule.ALLOW}),
    mandate("X-dates", "low", {Verb.UNDERTAKE, Verb.ORDER}, since=3, until=3700),
    mandate("X-short", "low", ALONE, ("**", "keys"), lapses_after=3600),
    mandate("X-ratify", "mid", {Verb.RATIFY, Verb.SUPERSEDE}),
    mandate("X-confirm", "mid", {Verb.CONFIRM_COMPROMISE}, ("keys",), approvals=2),
    mandate("X-confirm-low", "low", {Verb.CONFIRM_COMPROMISE}, ("keys",)),
)
DELEGATED = (
    *HANDED_ON,
    Delegation(id="D2", of="M-top", to="mid", about=("budget", "press"), depth=1, limit=Decimal(50)),
    Delegation(id="D3", of="D2", to="low", may=frozenset({Verb.DECIDE}), approvals=1),
    Delegation(id="D4", of="D5", to="low"),
    Delegation(id="D5", of="D4", to="low"),
)


class Chronicler:
    """Writes one random record, entry by entry; a *plain* one has no notices on single clauses."""

    def __init__(self, chance: Random, *, plain: bool) -> None:
        self.chance, self.plain = chance, plain
        self.entries: list[Entry] = []
        self.at = 0

    def write(self, length: int) -> list[Entry]:
        for institution in (A, B):
            self.log(institution, f"{institution}/1", self.first_charter(institution), root_hands())
        for _ in range(length):
            self.at += self.pick(STEPS)
            institution = self.pick((A, A, A, B))
            if self.one_in(12):
                self.later_charter(institution)
            elif self.statements() and self.chance.random() < 0.55:
                self.notice(institution)
            else:
                self.statement(institution)
        return self.entries

    # ── chance ──

    def pick(self, options: Sequence[T]) -> T:
        return options[self.chance.randint(0, len(options) - 1)]

    def one_in(self, n: int) -> bool:
        return self.chance.randint(1, n) == 1

    def some(self, options: Sequence[T]) -> tuple[T, ...]:
        return tuple(option for option in options if self.one_in(2))

    # ── what is there ──

    def log(self, institution: str, id: str, act: Statement | Charter, by: Sequence[Hand]) -> None:
        order = len(self.entries)
        self.entries.append(
            Entry(id=id, institution=institution, at=self.at, order=order, act=act, hands=tuple(by))
        )

    def statements(self, institution: str | None = None) -> list[Entry]:
        return [
            entry
            for entry in self.entries
            if isinstance(entry.act, Statement) and institution in (None, entry.institution)
        ]

    def charter_of(self, institution: str) -> Charter:
        acts = [entry.act for entry in self.entries if entry.institution == institution]
        return [act for act in acts if isinstance(act, Charter)][-1]

    # ── charters ──

    def first_charter(self, institution: str) -> Charter:
        return charter(institution, **self.rules())

    def rules(self) -> dict[str, object]:
        mandates: tuple[Mandate, ...] = (*MANDATES, *self.some(MORE))
        acting = {person: self.pick(("acting", "caretaker")) for person in EVERYBODY if self.one_in(8)}
        return {
            "mandates": mandates,
            "delegations": self.some(DELEGATED),
            "offices": offices(acting),
            "capacity": {
                "acting": {Verb.UNDERTAKE: Rule.DISPUTED, Verb.DISOWN: self.pick(tuple(Rule))},
                "caretaker": {Verb.ORDER: Rule.DENY, Verb.DECIDE: self.pick(tuple(Rule))},
            },
            "expires": self.at + self.pick((5, 4000)) if self.one_in(12) else None,
        }

    def later_charter(self, institution: str) -> None:
        version = self.charter_of(institution).version + self.pick((1, 1, 1, 1, 0, 2))
        root = self.pick((ROOT, ROOT, (*ROOT, "r3"), ("q1", "q2")))
        body = charter(
            institution if not self.one_in(10) else B,
            version,
            **{**self.rules(), "root": Root(threshold=2, keys={f"k-{person}": person for person in root})},
        )
        signers = self.pick(((), (), (), ("r1",), ("q1", "q2"), ("r1", "r2", "q1", "q2")))
        self.log(institution, f"v{len(self.entries)}", body, root_hands(*signers))

    # ── statements ──

    def statement(self, institution: str) -> None:
        id = f"s{len(self.entries)}"
        clauses = tuple(self.clause(f"c{n}") for n in range(1, self.pick((2, 2, 3, 4))))
        office = self.office(institution, clauses[0].verb)
        ours = [entry.id for entry in self.statements(institution)]
        said = Statement(
            id=id,
            institution=institution,
            office=office,
            clauses=clauses,
            supersedes=(self.pick(ours),) if ours and self.one_in(5) else (),
            implements=(self.pick(ours),) if ours and self.one_in(3) else (),
            effective=self.at + self.pick((0, 2, 4000)) if self.one_in(8) else None,
            expires=self.at + self.pick((1, 10, 7200)) if self.one_in(8) else None,
        )
        self.log(institution, id, said, self.hands(institution, office, clauses[0].verb))

    def clause(self, id: str) -> Clause:
        verb = self.pick(SAY)
        earlier = self.statements()
        return Clause(
            id=id,
            verb=verb,
            subject=self.pick(SUBJECTS),
            amount=Decimal(self.pick((0, 0, 60, 1000))),
            conditions=(self.condition(),) if self.one_in(4) else (),
            premises=(self.premise(earlier),) if earlier and self.one_in(3) else (),
            ratifiable=not self.one_in(6),
            fact=self.pick(FACTS) if verb is Verb.CERTIFY else None,
            holds=not self.one_in(4),
        )

    def premise(self, earlier: Sequence[Entry]) -> Premise:
        # Now and then it names an entry that is not there yet, or never will be: circles come from this.
        ahead = f"s{len(self.entries) + self.pick((0, 1, 2, 50))}"
        id = ahead if self.one_in(4) else self.pick(earlier).id
        return Premise(
            statement=id, clause=self.pick(("c1", "c1", "c2")), reliance=self.pick(tuple(Reliance))
        )

    def condition(self) -> Condition:
        match self.pick(("date", "act", "act", "act", "fact", "fact", "open")):
            case "date":
                return DateReached(id="q", at=self.at + self.pick((-1, 3, 3600)))
            case "act":
                return ActInForce(
                    id="q",
                    verb=self.pick((Verb.DECIDE, Verb.ORDER, Verb.UNDERTAKE)),
                    office=self.pick(OFFICES),
                    institution=self.pick((None, None, A, B)),
                    implementing=f"s{len(self.entries)}" if self.one_in(2) else None,
                )
            case "fact":
                return FactCertified(id="q", fact=self.pick(FACTS))
            case _:
                return Unevaluable(id="q")

    # ── notices ──

    def notice(self, institution: str) -> None:
        verb = self.pick(NOTE)
        id, office = f"n{len(self.entries)}", self.office(institution, verb)
        if verb in (Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE):
            thief = self.pick((*EVERYBODY, *ROOT))
            given = Notice(verb=verb, key=f"k-{thief}", since=self.at - self.pick((0, 1, 3, 50)))
        else:
            until = self.at + self.pick((1, 20, 5000, 400_000)) if not self.one_in(3) else None
            given = Notice(verb=verb, targets=self.targets(institution, verb), until=until)
        said = Statement(id=id, institution=institution, office=office, notice=given)
        self.log(institution, id, said, self.hands(institution, office, verb))

    def targets(self, institution: str, verb: Verb) -> tuple[Target, ...]:
        """One, now and then two; mostly of the kind that such a notice is made for."""
        ours = self.statements(institution) if not self.one_in(8) else self.statements()
        undoing = verb in (Verb.REINSTATE, Verb.LIFT)
        kind = [entry for entry in ours if (statement(entry).notice is not None) is undoing]
        found = (kind if not self.one_in(8) else ours) or ours or self.statements()
        return tuple(self.target(self.pick(found)) for _ in range(2 if self.one_in(8) else 1))

    def target(self, entry: Entry) -> Target:
        clauses = statement(entry).clauses
        if self.plain or not clauses or not self.one_in(3):
            return Target(statement=entry.id)
        return Target(statement=entry.id, clause=self.pick(clauses).id if not self.one_in(12) else "c9")

    # ── hands ──

    def office(self, institution: str, verb: Verb) -> str:
        """Mostly one that may do this."""
        able = [
            office for office in OFFICES if powers(self.charter_of(institution)).grants.get((office, verb))
        ]
        return self.pick(able) if able and not self.one_in(5) else self.pick(OFFICES)

    def hands(self, institution: str, office: str, verb: Verb) -> tuple[Hand, ...]:
        first, second = PEOPLE[office] if self.one_in(2) else reversed(PEOPLE[office])
        others = PEOPLE[self.pick(OFFICES)]
        lone = verb in ALONE and not self.one_in(3)
        match self.pick(("full",) * 9 + ("one", "twice", "wrong", "none", "drafted", "lent")):
            case "full":
                return hands(first) if lone else hands(first, second)
            case "one":
                return hands(first)
            case "twice":
                return hands(first, f"{first}/k2-{first}")
            case "wrong":
                return hands("x9", others[0])
            case "none":
                return ()
            case "drafted":
                return hands(first, second, drafter=self.pick((first, second)))
            case _:
                lent = Hand(
                    person=others[0], key=f"k-{others[0]}", role=Role.APPROVER, office=self.pick(OFFICES)
                )
                return (*hands(first), lent)


def statement(entry: Entry) -> Statement:
    assert isinstance(entry.act, Statement)
    return entry.act


def chronicle(chance: Random, *, plain: bool = False) -> list[Entry]:
    """A record of up to sixteen acts after its two charters."""
    return Chronicler(chance, plain=plain).write(chance.randint(3, 16))


def moments(log: Sequence[Entry], chance: Random) -> tuple[int, ...]:
    """The end, somewhere in the middle, and after what one person did alone may have lapsed."""
    last = log[-1].at
    return last + 1, chance.choice(log).at, last + chance.choice((3600, 73 * 3600))
