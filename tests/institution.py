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
from dataclasses import dataclass, replace
from typing import Any

from chancery.check.answers import Answers
from chancery.check.copy import Checked, Copy, Kind, Letter
from chancery.net.follow import Follower, Pin
from chancery.record.charter import Charter, Holder, Mandate, Office, Reach, Root, Rule
from chancery.record.entry import Entry, Role
from chancery.record.statement import (
    ANY_SUBJECT,
    Instant,
    OfficeName,
    Override,
    Statement,
    StatementId,
    Subject,
    Verb,
)
from chancery.record.statement import Institution as Domain
from chancery.registry.act import Act
from chancery.registry.append import receipts_of
from chancery.registry.drafting import Desk
from chancery.registry.gathering import Published
from chancery.registry.opening import Opening
from chancery.registry.pen import ISSUER, Pen
from chancery.registry.ports import Archive, Index, WordStore
from chancery.registry.registry import Registry
from chancery.seal.act_form import digest_of, write_charter, write_statement
from chancery.seal.approval import Approval, approve
from chancery.seal.words_form import seal_words
from chancery.store.memory import MemoryArchive, MemoryDrafts, MemoryIndex, MemoryRenditions, MemoryWords
from chancery.store.writing.memory import MemoryMargins
from tests.letters import (
    ACKNOWLEDGE,
    DECIDE,
    DENY,
    INFORM,
    ORDER,
    PROPOSE,
    UNDERTAKE,
    Saying,
    notice,
)
from tests.people import (
    ARCHIVIST,
    CHAIR,
    CLERK,
    DEPUTY,
    DUTY,
    GENERAL,
    PREMIER,
    PRESS,
    SECRETARY,
    SPEAKER,
    UNDERSECRETARY,
    Officer,
    key_of,
    pen_of,
    secret,
    urn,
)

T0 = Instant(1_578_312_000)
"""2020-01-06T12:00:00Z."""

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


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
        self.drafts, self.margins, self.renditions = MemoryDrafts(), MemoryMargins(), MemoryRenditions()
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
            renditions=self.renditions,
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
        salt = secret(self.domain, "salt", id)
        sealed, digest = (None, None) if said.words is None else seal_words(said.words, salt)
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
        signing = key_of(self.domain, who.key)
        return approve(
            digest_of(octets), person=who.person, key=who.key, role=role, office=office, signing=signing
        )

    def release(self, said: Saying, *, by: Officer | Sequence[Officer], **more: Any) -> StatementId:
        """Put it on the record; raises `Refused` if the rules say no."""
        return self.registry.perform(self.act(said, by=by, **more)).id

    def release_anyway(self, said: Saying, *, by: Officer | Sequence[Officer]) -> StatementId:
        """The same over every objection of preflight, each named in the act itself."""
        id = self._next_id()
        objections = self.registry.objections(self.act(said, by=by, id=id))
        assert objections, "there is nothing to override"
        return self.release(said, by=by, id=id, over=sorted({each.name.value for each in objections}))

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

    def desk(self) -> Desk:
        """The Desk over its drafts, as any process opens it."""
        return Desk(registry=self.registry, drafts=self.drafts, margins=self.margins)

    def leave_on_desk(self, said: Saying, *, by: Officer) -> StatementId:
        """Keep it as a draft, where the record does not look."""
        _, statement = self.statement(replace(said, words=None), office=by.office)
        salt = secret(self.domain, "salt", statement.id)
        return StatementId(self.desk().begin(statement, said.words, salt=salt, by=by.person).draft.id)

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


def published(institution: Institution) -> Published:
    """Its register as others hold it, for evidence that needs more than one."""
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
