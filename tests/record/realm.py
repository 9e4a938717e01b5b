"""Two small institutions with three offices each, and short words for what they do.

`top` is above `mid` is above `low`; two people hold each office, each with two keys
(`k-t1`, `k2-t1`).  Times are whole seconds from nought; every entry comes one second
after the one before, unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chancery.record.charter import Charter, Delegation, Holder, Mandate, Office, Reach, Root
from chancery.record.entry import Entry, Hand, Role
from chancery.record.standing import spell
from chancery.record.statement import Clause, Notice, Statement, Target, Verb
from chancery.record.world import World

A, B = "a.demo", "b.demo"
OFFICES = ("top", "mid", "low")
PEOPLE = {"top": ("t1", "t2"), "mid": ("m1", "m2"), "low": ("l1", "l2")}
EVERYBODY = tuple(person for people in PEOPLE.values() for person in people)
OFFICE_OF = {person: office for office, people in PEOPLE.items() for person in people}
ROOT = ("r1", "r2")
LAPSE = 72 * 3600

SPEAK = {Verb.DECIDE, Verb.UNDERTAKE, Verb.ORDER, Verb.CERTIFY, Verb.INFORM, Verb.ACKNOWLEDGE}
UNDO = {Verb.DISOWN, Verb.WITHDRAW, Verb.SUPERSEDE, Verb.REINSTATE, Verb.CORRECT, Verb.LIFT}
ALONE = {Verb.SUSPEND, Verb.REPORT_COMPROMISE}


def mandate(
    id: str, office: str, may: Iterable[Verb], about: Sequence[str] = ("**",), **more: Any
) -> Mandate:
    given = {"separation": False, **more}
    return Mandate(id=id, office=office, may=frozenset(may), about=tuple(about), **given)


MANDATES = (
    mandate("M-top", "top", SPEAK, approvals=2, depth=2),
    mandate("M-top-n", "top", {*UNDO, Verb.RATIFY, Verb.CONFIRM_COMPROMISE}, ("**", "keys"), approvals=2),
    mandate("M-mid", "mid", SPEAK - {Verb.DECIDE}, ("forces/movement", "press"), depth=1),
    mandate("M-mid-n", "mid", UNDO, approvals=2),
    mandate("M-low", "low", {Verb.INFORM, Verb.ACKNOWLEDGE}, ("press",)),
    mandate("M-low-n", "low", {Verb.WITHDRAW, Verb.CORRECT}),
    mandate("M-top-e", "top", ALONE, ("**", "keys"), over=Reach.ANY),
    mandate("M-mid-e", "mid", ALONE, ("**", "keys")),
    mandate("M-low-e", "low", ALONE, ("**", "keys")),
)
HANDED_ON = (
    Delegation(
        id="D1", of="M-mid", to="low", may=frozenset({Verb.UNDERTAKE, Verb.DECIDE}), about=("forces",)
    ),
)


def offices(capacity: Mapping[str, str] | None = None) -> dict[str, Office]:
    """The three offices; *capacity* names those who are not substantive holders."""

    def holder(person: str) -> Holder:
        keys = frozenset({f"k-{person}", f"k2-{person}"})
        return Holder(person=person, keys=keys, capacity=(capacity or {}).get(person, "substantive"))

    above = dict(zip(OFFICES, (None, *OFFICES), strict=False))
    return {
        office: Office(superior=above[office], holders=tuple(holder(person) for person in people))
        for office, people in PEOPLE.items()
    }


def charter(institution: str = A, version: int = 1, **more: Any) -> Charter:
    given: dict[str, Any] = {
        "root": Root(threshold=2, keys={f"k-{person}": person for person in ROOT}),
        "offices": offices(),
        "mandates": MANDATES,
        "delegations": HANDED_ON,
        **more,
    }
    return Charter(institution=institution, version=version, **given)


def root_hands(*people: str) -> tuple[Hand, ...]:
    return tuple(Hand(person=person, key=f"k-{person}", role=Role.ROOT) for person in people or ROOT)


def hands(*people: str, drafter: str | None = None) -> tuple[Hand, ...]:
    """The first releases, the others approve.  `t1` signs with `k-t1`; `t1/k2-t1` says with which key."""
    given = [Hand(person=drafter, key=f"k-{drafter}", role=Role.DRAFTER)] if drafter else []
    for n, written in enumerate(people):
        person, _, key = written.partition("/")
        role = Role.APPROVER if n else Role.RELEASER
        given.append(Hand(person=person, key=key or f"k-{person}", role=role))
    return tuple(given)


def clause(
    verb: Verb | str = Verb.UNDERTAKE, subject: str = "press", *, id: str = "c1", **more: Any
) -> Clause:
    return Clause(id=id, verb=Verb(verb), subject=subject, **more)


class Realm:
    """A record under way: what is done in it is logged at once."""

    def __init__(self, *, empty: bool = False) -> None:
        self.entries: list[Entry] = []
        if not empty:
            self.found(charter(A))
            self.found(charter(B))

    @property
    def now(self) -> int:
        return self.entries[-1].at if self.entries else 0

    def log(
        self, id: str, institution: str, act: Statement | Charter, by: Sequence[Hand], at: int | None
    ) -> str:
        order = len(self.entries)
        moment = self.now + 1 if at is None else at
        self.entries.append(
            Entry(id=id, institution=institution, at=moment, order=order, act=act, hands=tuple(by))
        )
        return id

    def found(self, body: Charter, *people: str, id: str | None = None, at: int | None = None) -> str:
        name = id or f"{body.institution}/{body.version}/{len(self.entries)}"
        return self.log(name, body.institution, body, root_hands(*people), at)

    def say(
        self,
        office: str,
        by: Sequence[Hand],
        *clauses: Clause,
        at: int | None = None,
        inst: str = A,
        id: str | None = None,
        **more: Any,
    ) -> str:
        name = id or f"s{len(self.entries)}"
        said = Statement(id=name, institution=inst, office=office, clauses=clauses or (clause(),), **more)
        return self.log(name, inst, said, by, at)

    def notice(
        self,
        verb: Verb | str,
        office: str,
        by: Sequence[Hand],
        *targets: str,
        at: int | None = None,
        inst: str = A,
        id: str | None = None,
        **more: Any,
    ) -> str:
        """Targets are written `s1`, or `s1#c1` for one clause."""
        name = id or f"n{len(self.entries)}"
        aimed = tuple(
            Target(statement=target.partition("#")[0], clause=target.partition("#")[2] or None)
            for target in targets
        )
        given = Notice(verb=Verb(verb), targets=aimed, **more)
        return self.log(name, inst, Statement(id=name, institution=inst, office=office, notice=given), by, at)

    def world(self, at: int | None = None, **more: Any) -> World:
        return World(self.entries, self.now + 1 if at is None else at, **more)

    def stands(self, id: str, at: int | None = None) -> str:
        return spell(self.world(at).standing(id))


TOP, MID, LOW = hands("t1", "t2"), hands("m1", "m2"), hands("l1", "l2")


def stolen() -> tuple[Realm, str]:
    """A letter, disowned with a key that is then said to be stolen."""
    realm = Realm()
    letter = realm.say("low", LOW, clause(subject="forces/movement"))
    realm.notice("disown", "mid", MID, letter, at=5)
    return realm, letter
