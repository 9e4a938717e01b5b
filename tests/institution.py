"""A whole institution in memory, with a clock one can turn: real keys, a real log, the real door.

    world = Clock()
    us = department(world)
    letter = us.release(saying("We will reposition the forces.", UNDERTAKE, "forces/posture"), by=GENERAL)
    us.disown(letter, by=[SECRETARY, CHAIR])
    us.check("reposition the forces").standing.state    # "disowned"

The department and the assembly are those of 6 January 2020 with their demonstration
charters; `Institution` takes any other charter as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from chancery.check.answers import Answers
from chancery.check.copy import Checked, Copy, Kind, Letter
from chancery.net.follow import Follower, Pin
from chancery.record.charter import Charter, Holder, Mandate, Office, Reach, Root, Rule
from chancery.record.entry import Entry, Role
from chancery.record.statement import (
    ANY_SUBJECT,
    ActInForce,
    Clause,
    ClauseId,
    Condition,
    Instant,
    KeyName,
    Notice,
    OfficeName,
    Override,
    Statement,
    StatementId,
    Subject,
    Target,
    Verb,
)
from chancery.record.statement import Institution as Domain
from chancery.record.words import Text, Words
from chancery.registry.act import Act
from chancery.registry.opening import Opening
from chancery.registry.pen import ISSUER, Pen, pen_from_seeds
from chancery.registry.ports import Archive, Index, WordStore
from chancery.registry.registry import Registry
from chancery.seal.act_form import digest_of, write_charter, write_statement
from chancery.seal.approval import Approval, approve
from chancery.seal.keys import Kind as KeyKind
from chancery.seal.keys import SigningKey
from chancery.seal.words_form import seal_words
from chancery.store.memory import MemoryArchive, MemoryDrafts, MemoryIndex, MemoryWords

T0 = Instant(1_578_312_000)
"""2020-01-06T12:00:00Z."""

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}

ACKNOWLEDGE, ACCEPT, UNDERTAKE, ORDER = Verb.ACKNOWLEDGE, Verb.ACCEPT, Verb.UNDERTAKE, Verb.ORDER
DECIDE, INFORM, DENY, PROPOSE = Verb.DECIDE, Verb.INFORM, Verb.DENY, Verb.PROPOSE


@dataclass
class Clock:
    """The time in the whole of a test; it stands still until somebody turns it."""

    now: Instant = T0

    def __call__(self) -> Instant:
        return self.now

    def turn(self, by: str) -> Instant:
        """Later (or, with a minus, earlier) by `5m`, `72h`, `30d`."""
        self.now = Instant(self.now + _seconds(by))
        return self.now

    def set(self, moment: str) -> Instant:
        """`T0`, `T0+5m`, `T0-30d`."""
        self.now = at(moment)
        return self.now


def at(moment: str) -> Instant:
    """A moment as the scenarios write it."""
    return Instant(T0 + _seconds(moment.removeprefix("T0")))


def _seconds(written: str) -> int:
    if not written:
        return 0
    found = re.fullmatch(r"([+-]?\d+)([smhd])", written)
    assert found is not None, f"{written!r} is no length of time"
    return int(found[1]) * SECONDS[found[2]]


# ── people ──


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person in an office, who signs with a key of their own."""

    person: str
    office: OfficeName
    capacity: str = "substantive"

    @property
    def key(self) -> KeyName:
        return KeyName(f"k-{self.person}")


def officer(person: str, office: str, capacity: str = "substantive") -> Officer:
    return Officer(person=person, office=OfficeName(office), capacity=capacity)


GENERAL = officer("general", "command-iraq")
SECRETARY = officer("secretary", "defence-secretary")
UNDERSECRETARY = officer("undersecretary", "defence-secretary")
CHAIR = officer("chair", "joint-chiefs-chair")
DUTY = officer("duty", "duty-officer")
PRESS = officer("press", "press-office")
CLERK, ARCHIVIST = officer("clerk", "registry"), officer("archivist", "registry")
STRANGER = officer("stranger", "command-iraq")
SPEAKER, DEPUTY = officer("speaker", "parliament"), officer("deputy", "parliament")
PREMIER = officer("premier", "prime-minister", "caretaker")


def secret(*names: str) -> bytes:
    return sha256("\0".join(("tests", *names)).encode()).digest()


def key_of(domain: str, name: str) -> SigningKey:
    """The key of that name at that institution, the same in every test."""
    return SigningKey.from_seed(KeyKind.ED25519, secret(domain, "key", name))


def urn(*names: str) -> StatementId:
    """An id that looks random and is the same in every run."""
    bits = secret("id", *names).hex()[:32]
    return StatementId(f"urn:uuid:{bits[:8]}-{bits[8:12]}-{bits[12:16]}-{bits[16:20]}-{bits[20:]}")


def pen_of(domain: str) -> Pen:
    return pen_from_seeds(
        Domain(domain),
        f"{domain}/register",
        issuer=secret(domain, "issuer"),
        log=secret(domain, "log"),
        pq=secret(domain, "pq"),
    )


# ── what they say ──


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A letter before it is anybody's: its clauses and their words."""

    clauses: tuple[Clause, ...] = ()
    words: Words | None = None
    notice: Notice | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def and_saying(self, text: str, verb: Verb, subject: str, **more: Any) -> Saying:
        """The same letter with one clause more."""
        return letter(*_clauses(self), (text, clause(f"c{len(self.clauses) + 1}", verb, subject, **more)))


def clause(id: str, verb: Verb, subject: str, *, conditions: Sequence[Condition] = (), **more: Any) -> Clause:
    return Clause(id=ClauseId(id), verb=verb, subject=Subject(subject), conditions=tuple(conditions), **more)


def saying(text: str, verb: Verb, subject: str, **more: Any) -> Saying:
    """A letter of one clause."""
    return letter((text, clause("c1", verb, subject, **more)))


def letter(*said: tuple[str, Clause], **more: Any) -> Saying:
    """A letter of several clauses, each with its words; *more* are fields of the statement."""
    whole = "\n".join(text for text, _ in said)
    places, start = {}, 0
    for text, each in said:
        places[each.id] = (start, start + len(text))
        start += len(text) + 1
    words = Words(authoritative=Text(language="en", text=whole, clauses=places)) if whole else None
    return Saying(clauses=tuple(each for _, each in said), words=words, more=more)


def _clauses(said: Saying) -> list[tuple[str, Clause]]:
    assert said.words is not None
    text = said.words.authoritative
    return [(text.text[slice(*text.clauses[each.id])], each) for each in said.clauses]


def notice(verb: Verb, *targets: StatementId | tuple[StatementId, str], **more: Any) -> Saying:
    aims = tuple(
        Target(statement=target)
        if isinstance(target, str)
        else Target(statement=target[0], clause=ClauseId(target[1]))
        for target in targets
    )
    return Saying(notice=Notice(verb=verb, targets=aims, **more))


# ── the institution ──


class Institution:
    """One institution with its registry, its people, its Desk, and whatever it follows of others."""

    def __init__(
        self,
        charter: Charter,
        *,
        clock: Clock,
        roots: Sequence[Officer] = (CLERK, ARCHIVIST),
        archive: Archive | None = None,
        index: Index | None = None,
        words: WordStore | None = None,
        pen: Pen | None = None,
    ) -> None:
        self.domain, self.clock, self.charter = charter.institution, clock, charter
        self.pen = pen or pen_of(self.domain)
        self.archive = archive or MemoryArchive()
        self.index = index or MemoryIndex()
        self.words = words or MemoryWords()
        self.drafts = MemoryDrafts()
        self.registry = self.reopened()
        self.followers: dict[Domain, Follower] = {}
        self._written = 0
        self.registry.begin(urn(self.domain, "genesis"))
        self.first_charter = self.adopt(charter, by=roots)

    def reopened(self, *, pen: bool = True) -> Registry:
        """The registry as another process opens it over the same storage; without its pen it answers only."""
        opening = Opening(lambda _: None)
        opening.sources = self.index
        return Registry(
            institution=self.domain,
            archive=self.archive,
            index=self.index,
            words=self.words,
            opening=opening,
            clock=self.clock,
            pen=self.pen if pen else None,
        )

    # writing

    def adopt(self, charter: Charter, *, by: Sequence[Officer]) -> Entry:
        """Put a charter on the record, signed by these holders of its root."""
        octets = write_charter(self._next_id(), charter)
        hands = tuple(self.hand(octets, each, Role.ROOT) for each in by)
        return self.registry.perform(Act(octets=octets, approvals=hands))

    def act(
        self,
        said: Saying,
        *,
        by: Officer | Sequence[Officer],
        drafted_by: Officer | None = None,
        id: StatementId | None = None,
        over: Iterable[str] = (),
        key: str | None = None,
    ) -> Act:
        """The act as it is brought to the registry: the first of *by* releases it, the others approve."""
        people = [by] if isinstance(by, Officer) else list(by)
        sealed, statement = self.statement(said, office=people[0].office, id=id, over=over)
        octets = write_statement(statement)
        hands = [self.hand(octets, people[0], Role.RELEASER)]
        hands += [self.hand(octets, each, Role.APPROVER, each.office) for each in people[1:]]
        if drafted_by is not None:
            hands.append(self.hand(octets, drafted_by, Role.DRAFTER))
        return Act(octets=octets, approvals=tuple(hands), words=sealed, key=key)

    def statement(
        self, said: Saying, *, office: OfficeName, id: StatementId | None = None, over: Iterable[str] = ()
    ) -> tuple[bytes | None, Statement]:
        """The sealed words and the statement that registers them."""
        id = id or self._next_id()
        sealed, digest = None, None
        if said.words is not None:
            sealed, digest = seal_words(said.words, secret(self.domain, "salt", id))
        objections = tuple(over)
        return sealed, Statement(
            id=id,
            institution=self.domain,
            office=office,
            clauses=said.clauses,
            notice=said.notice,
            words=digest,
            override=Override(objections=objections, justification="It is urgent.") if objections else None,
            **said.more,
        )

    def hand(self, octets: bytes, who: Officer, role: Role, office: OfficeName | None = None) -> Approval:
        """The hand of *who* under an act, with their own key."""
        return approve(
            digest_of(octets),
            person=who.person,
            key=who.key,
            role=role,
            office=office,
            signing=key_of(self.domain, who.key),
        )

    def release(self, said: Saying, *, by: Officer | Sequence[Officer], **more: Any) -> StatementId:
        """Put it on the record; raises `Refused` if the rules say no."""
        return self.registry.perform(self.act(said, by=by, **more)).id

    def release_anyway(self, said: Saying, *, by: Officer | Sequence[Officer]) -> StatementId:
        """The same over every objection of preflight, each named in the act itself."""
        id = self._next_id()
        objections = self.registry.objections(self.act(said, by=by, id=id))
        assert objections, "there is nothing to override"
        names = sorted({objection.name.value for objection in objections})
        return self.release(said, by=by, id=id, over=names)

    def withdraw(self, target: StatementId, *, by: Officer | Sequence[Officer]) -> StatementId:
        return self.release(notice(Verb.WITHDRAW, target), by=by)

    def disown(self, target: StatementId, *, by: Officer | Sequence[Officer]) -> StatementId:
        return self.release(notice(Verb.DISOWN, target), by=by)

    def hold(self, target: StatementId, *, by: Officer, until: str | None = None) -> StatementId:
        limit = {} if until is None else {"until": at(until)}
        return self.release(notice(Verb.SUSPEND, target, **limit), by=by)

    def reinstate(self, target: StatementId, *, by: Officer | Sequence[Officer]) -> StatementId:
        return self.release(notice(Verb.REINSTATE, target), by=by)

    def report_stolen(self, whose: Officer, *, since: str, by: Officer | Sequence[Officer]) -> StatementId:
        return self.release(notice(Verb.REPORT_COMPROMISE, key=whose.key, since=at(since)), by=by)

    def confirm_stolen(self, whose: Officer, *, since: str, by: Officer | Sequence[Officer]) -> StatementId:
        return self.release(notice(Verb.CONFIRM_COMPROMISE, key=whose.key, since=at(since)), by=by)

    def leave_on_desk(self, said: Saying, *, by: Officer) -> StatementId:
        """Keep it as a draft, where the record does not look."""
        from chancery.registry.drafting import Desk

        desk = Desk(registry=self.registry, drafts=self.drafts)
        _, statement = self.statement(replace(said, words=None), office=by.office)
        desk.begin(statement, said.words, salt=secret(self.domain, "salt", statement.id), by=by.person)
        return statement.id

    def _next_id(self) -> StatementId:
        self._written += 1
        return urn(self.domain, str(self._written))

    # reading

    def check(self, text: str, *, at: Instant | None = None, as_known_at: Instant | None = None) -> Answers:
        """The five answers for some words, where they concern one letter or none."""
        (answers,) = self.checked(text, at=at, as_known_at=as_known_at).letters
        return answers

    def checked(
        self,
        text: str,
        *,
        kind: Kind = Kind.TEXT,
        at: Instant | None = None,
        as_known_at: Instant | None = None,
    ) -> Checked:
        """Everything found for a copy."""
        return self.registry.check(Copy(kind=kind, text=text), at=at, as_known_at=as_known_at)

    def letter(self, id: StatementId, moment: str | None = None, *, known: str | None = None) -> Letter:
        """The letter on the record, now or as of a moment."""
        found = self.registry.letter(
            id,
            at=None if moment is None else at(moment),
            as_known_at=None if known is None else at(known),
        )
        assert found is not None, "the letter is not on the record"
        return found

    def follow(self, other: Institution, *, pinned: bool = True) -> int:
        """Take in what is new at another institution, by its published files."""
        if other.domain not in self.followers:
            first = digest_of(write_charter(urn(other.domain, "1"), other.charter)) if pinned else None
            pin = Pin(institution=other.domain, first_charter=first)
            self.followers[other.domain] = Follower(pin, other.shown, self.index, self.words)
        return self.followers[other.domain].catch_up()

    def shown(self, path: str) -> bytes | None:
        """A file as the institution publishes it: of its log, or the words under a digest."""
        if path.startswith("words/"):
            return self.words.words(bytes.fromhex(path.removeprefix("words/")))
        return self.registry.file(path)


def published(institution: Institution) -> Any:
    """Its register as others hold it, for evidence that needs more than one."""
    from chancery.registry.append import receipts_of
    from chancery.registry.gathering import Published

    head = institution.archive.head()
    assert head is not None
    return Published(read=institution.archive.file, checkpoint=head.checkpoint, receipts=receipts_of(head))


# ── 6 January ──


def _office(superior: str | None, *holders: Officer, **title: str) -> Office:
    return Office(
        superior=None if superior is None else OfficeName(superior),
        holders=tuple(
            Holder(person=each.person, keys=frozenset({each.key}), capacity=each.capacity) for each in holders
        ),
        title=title,
    )


def mandate(id: str, office: str, may: Iterable[Verb], *about: str, **more: Any) -> Mandate:
    approvers = more.pop("approvers", None)
    return Mandate(
        id=id,
        office=OfficeName(office),
        may=frozenset(may),
        about=tuple(Subject(path) for path in about) or (ANY_SUBJECT,),
        approvers=None if approvers is None else frozenset(map(OfficeName, approvers)),
        **more,
    )


def charter_of(domain: str, offices: dict[str, Office], mandates: Iterable[Mandate], **more: Any) -> Charter:
    """A first charter with the clerk and the archivist as its root, and a public part for every key."""
    held = {key for office in offices.values() for holder in office.holders for key in holder.keys}
    pen = pen_of(domain)
    named = {key: str(key_of(domain, key).public) for key in sorted(held | {CLERK.key, ARCHIVIST.key})}
    return Charter(
        institution=Domain(domain),
        version=1,
        root=Root(threshold=2, keys={CLERK.key: CLERK.person, ARCHIVIST.key: ARCHIVIST.person}),
        offices={OfficeName(name): office for name, office in offices.items()},
        mandates=tuple(mandates),
        keys={**named, ISSUER: str(pen.issuer.public)},
        register=pen.register,
        **more,
    )


def department_charter() -> Charter:
    """Who may say what at us.demo."""
    top = ("defence-secretary", "joint-chiefs-chair")
    undoing = (Verb.DISOWN, Verb.WITHDRAW, Verb.REINSTATE, Verb.LIFT, Verb.CONFIRM_COMPROMISE)
    return charter_of(
        "us.demo",
        {
            "defence-secretary": _office(None, SECRETARY, UNDERSECRETARY),
            "joint-chiefs-chair": _office("defence-secretary", CHAIR),
            "command-iraq": _office("joint-chiefs-chair", GENERAL),
            "duty-officer": _office("defence-secretary", DUTY),
            "press-office": _office("defence-secretary", PRESS),
        },
        [
            mandate("US-1", "command-iraq", [ACKNOWLEDGE, INFORM], "relations", "forces"),
            mandate("US-2", "command-iraq", [ORDER], "forces/operations"),
            mandate("US-3", "defence-secretary", undoing, approvals=2, approvers=top),
            mandate("US-4", "defence-secretary", [DECIDE, UNDERTAKE], approvals=2, approvers=top),
            mandate("US-5", "duty-officer", [Verb.SUSPEND, Verb.REPORT_COMPROMISE], over=Reach.ANY),
            mandate("US-6", "press-office", [INFORM, DENY, Verb.DISCLAIM, Verb.CLARIFY]),
            mandate("US-7", "command-iraq", [Verb.WITHDRAW, Verb.CORRECT, Verb.REINSTATE]),
        ],
    )


def assembly_charter() -> Charter:
    """Who may say what at iq.demo, where a caretaker may not order."""
    return charter_of(
        "iq.demo",
        {"parliament": _office(None, SPEAKER, DEPUTY), "prime-minister": _office("parliament", PREMIER)},
        [
            mandate("IQ-1", "parliament", [DECIDE], "foreign-forces", approvals=2),
            mandate("IQ-2", "prime-minister", [ORDER, PROPOSE], "foreign-forces"),
            mandate("IQ-3", "parliament", [Verb.WITHDRAW, Verb.DISOWN], approvals=2),
        ],
        capacity={"caretaker": {ORDER: Rule.DENY}},
    )


def department(clock: Clock, **storage: Any) -> Institution:
    """us.demo on the morning of 6 January."""
    return Institution(department_charter(), clock=clock, **storage)


def assembly(clock: Clock, **storage: Any) -> Institution:
    """iq.demo on the same morning."""
    return Institution(assembly_charter(), clock=clock, **storage)


LETTER = letter(
    ("We will reposition the forces to prepare for the movement.", clause("c1", UNDERTAKE, "forces/posture")),
    (
        "We respect your sovereign decision to order our departure.",
        clause("c2", ACKNOWLEDGE, "relations/host", may_be_read_as=(ACCEPT,)),
    ),
)
"""The letter of the general."""

OPERATIONS = saying("All operations are suspended until further notice.", ORDER, "forces/operations")
"""What the general may order."""

VOTE = saying(
    "The Government shall end the presence of foreign forces.",
    DECIDE,
    "foreign-forces",
    conditions=(ActInForce(id="order", verb=ORDER, office=PREMIER.office),),
)
"""What the assembly decided, on condition of an order."""
