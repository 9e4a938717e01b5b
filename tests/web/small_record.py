"""A small record in memory: 6 January 2020 at two institutions, without keys and without a log.

The entries are put straight into a real index, and everything that is asked of them is
answered by the real rules.  What is missing is only the way in: nothing can be added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from chancery.check.answers import LetterName
from chancery.check.copy import Checked, Copy, Letter
from chancery.check.vouching import Pinned
from chancery.check.word_numbers import Filing
from chancery.record.charter import Charter, Holder, Mandate, Office, Reach, Register, Root
from chancery.record.code import code_of, read_code
from chancery.record.entry import Entry, Hand, Role
from chancery.record.rendition import Rendition
from chancery.record.statement import (
    ANY_SUBJECT,
    ActInForce,
    Clause,
    ClauseId,
    Instant,
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Premise,
    Statement,
    StatementId,
    Subject,
    Target,
    Verb,
)
from chancery.record.words import Text, Words
from chancery.registry.asking import replies_to
from chancery.registry.hints import Hints, hints
from chancery.registry.letters import Letters
from chancery.registry.searching import check_copy
from chancery.store.memory import MemoryIndex

US, IQ = Institution("us.demo"), Institution("iq.demo")
T0 = Instant(1_578_312_000)
"""2020-01-06T12:00:00Z."""

MINUTE, DAY = 60, 86_400


def urn(name: str) -> StatementId:
    """An id of 128 bits that is the same in every run."""
    bits = hashlib.sha256(name.encode()).hexdigest()[:32]
    return StatementId(f"urn:uuid:{bits[:8]}-{bits[8:12]}-{bits[12:16]}-{bits[16:20]}-{bits[20:]}")


LETTER, VOTE, DISOWNING, ORDER, HOLD, CORRECTED = map(urn, ("L", "V", "D", "O", "H", "C"))

WORDS: Mapping[StatementId, Words] = {
    LETTER: Words(
        authoritative=Text(
            language="en",
            text="Sir,\n\nwe will reposition the forces over the coming days to prepare the movement."
            "\n\nWe respect your sovereign decision to order our departure.\n",
            clauses={ClauseId("c1"): (6, 74), ClauseId("c2"): (77, 135)},
        ),
        translations=(
            Text(
                language="ar",
                text="سيدي،\n\nسنعيد تموضع القوات في الأيام القادمة تمهيدًا للتحرك."
                "\n\nإننا نحترم قراركم السيادي.\n",
            ),
        ),
    ),
    VOTE: Words(authoritative=Text(language="en", text="The Government shall expel all foreign forces.")),
    ORDER: Words(
        authoritative=Text(language="en", text="All operations are suspended until further notice.")
    ),
    CORRECTED: Words(
        authoritative=Text(language="en", text="The gate opens at eight o'clock <b>every</b> day.")
    ),
}


def _office(
    title: str, arabic: str, person: str, superior: str | None = None, capacity: str = "substantive"
) -> Office:
    return Office(
        superior=None if superior is None else OfficeName(superior),
        holders=(Holder(person=person, keys=frozenset({KeyName(f"k-{person}")}), capacity=capacity),),
        title={"en": title, "ar": arabic},
    )


def _mandate(id: str, office: str, may: set[Verb], about: str, **other: object) -> Mandate:
    return Mandate(id=id, office=OfficeName(office), may=frozenset(may), about=(Subject(about),), **other)  # type: ignore[arg-type]


US_CHARTER = Charter(
    institution=US,
    version=1,
    root=Root(threshold=1, keys={KeyName("k-root"): "root"}),
    offices={
        OfficeName("defence-secretary"): _office("Defence Secretary", "وزير الدفاع", "h-secretary"),
        OfficeName("joint-chiefs-chair"): _office(
            "Chair of the Joint Chiefs", "رئيس هيئة الأركان", "h-chair", "defence-secretary"
        ),
        OfficeName("command-iraq"): _office(
            "Command in Iraq", "القيادة في العراق", "h-command", "defence-secretary"
        ),
        OfficeName("duty-office"): _office("Duty Office", "مكتب المناوبة", "h-duty", "defence-secretary"),
    },
    mandates=(
        _mandate("US-1", "command-iraq", {Verb.INFORM, Verb.REQUEST, Verb.ACKNOWLEDGE}, "relations"),
        _mandate("US-2", "command-iraq", {Verb.ORDER}, "forces/operations"),
        _mandate(
            "US-3",
            "defence-secretary",
            {Verb.DISOWN, Verb.WITHDRAW, Verb.REINSTATE, Verb.CORRECT},
            ANY_SUBJECT,
            approvals=2,
            approvers=frozenset({OfficeName("defence-secretary"), OfficeName("joint-chiefs-chair")}),
        ),
        _mandate("US-4", "duty-office", {Verb.SUSPEND}, ANY_SUBJECT, over=Reach.ANY),
    ),
    register=Register(
        origin="us.demo/register", issuer=KeyName("k-issuer"), log=("us.demo/register+0123abcd+AAAA",)
    ),
    title={"en": "Demo Defence Department", "ar": "وزارة الدفاع التجريبية"},
)

IQ_CHARTER = Charter(
    institution=IQ,
    version=1,
    root=Root(threshold=1, keys={KeyName("k-iroot"): "iroot"}),
    offices={
        OfficeName("parliament"): _office("Parliament", "مجلس النواب", "h-speaker"),
        OfficeName("prime-minister"): _office("Prime Minister", "رئيس الوزراء", "h-pm", capacity="caretaker"),
    },
    mandates=(
        _mandate("IQ-1", "parliament", {Verb.DECIDE}, "foreign-forces"),
        _mandate("IQ-2", "prime-minister", {Verb.ORDER}, "foreign-forces"),
    ),
    title={"en": "Demo Council of Iraq", "ar": "مجلس العراق التجريبي"},
)


def _hand(person: str, role: Role, office: str | None = None) -> Hand:
    return Hand(
        person=person,
        key=KeyName(f"k-{person}"),
        role=role,
        office=None if office is None else OfficeName(office),
    )


def _statement(id: StatementId, office: str, institution: Institution = US, **other: object) -> Statement:
    return Statement(id=id, institution=institution, office=OfficeName(office), **other)  # type: ignore[arg-type]


def _clause(id: str, verb: Verb, subject: str, **other: object) -> Clause:
    return Clause(id=ClauseId(id), verb=verb, subject=Subject(subject), **other)  # type: ignore[arg-type]


def _words_digest(id: StatementId) -> bytes:
    return hashlib.sha256(id.encode()).digest()


def entries() -> tuple[Entry, ...]:
    """The whole story in log order."""
    told = [
        (T0 - 30 * DAY, US, urn("US-charter"), US_CHARTER, (_hand("root", Role.ROOT),)),
        (T0 - 30 * DAY, IQ, urn("IQ-charter"), IQ_CHARTER, (_hand("iroot", Role.ROOT),)),
        (T0 - DAY, IQ, VOTE, _vote(), (_hand("h-speaker", Role.RELEASER),)),
        (T0, US, LETTER, _letter(), (_hand("h-command", Role.RELEASER),)),
        (T0 + 2 * MINUTE, US, HOLD, _hold(), (_hand("h-duty", Role.RELEASER),)),
        (T0 + 4 * MINUTE, US, DISOWNING, _disowning(), _two_hands()),
        (T0 + 30 * MINUTE, US, ORDER, _order(), (_hand("h-command", Role.RELEASER),)),
    ]
    return tuple(
        Entry(id=id, institution=institution, at=Instant(at), order=order, act=act, hands=hands)
        for order, (at, institution, id, act, hands) in enumerate(told)
    )


def _two_hands() -> tuple[Hand, ...]:
    return (_hand("h-secretary", Role.RELEASER), _hand("h-chair", Role.APPROVER, "joint-chiefs-chair"))


def _vote() -> Statement:
    waits = ActInForce(id="C1", verb=Verb.ORDER, office=OfficeName("prime-minister"), implementing=VOTE)
    clause = _clause("c1", Verb.DECIDE, "foreign-forces", conditions=(waits,))
    return _statement(
        VOTE,
        "parliament",
        IQ,
        form="vote",
        reference="IQ/2020/1",
        clauses=(clause,),
        words=_words_digest(VOTE),
    )


def _letter() -> Statement:
    promise = _clause("c1", Verb.UNDERTAKE, "forces/posture")
    respect = _clause(
        "c2", Verb.ACKNOWLEDGE, "relations/host", premises=(Premise(statement=VOTE, clause=ClauseId("c1")),)
    )
    return _statement(
        LETTER,
        "command-iraq",
        reference="US/2020/17",
        clauses=(promise, respect),
        words=_words_digest(LETTER),
        action_addressees=("Defence Ministry of Iraq",),
    )


def _hold() -> Statement:
    notice = Notice(verb=Verb.SUSPEND, targets=(Target(statement=LETTER),), until=Instant(T0 + 3 * MINUTE))
    return _statement(HOLD, "duty-office", form="notice", notice=notice)


def _disowning() -> Statement:
    notice = Notice(verb=Verb.DISOWN, targets=(Target(statement=LETTER),))
    return _statement(DISOWNING, "defence-secretary", form="notice", notice=notice)


def _order() -> Statement:
    clause = _clause("c1", Verb.ORDER, "forces/operations")
    return _statement(ORDER, "command-iraq", form="order", clauses=(clause,), words=_words_digest(ORDER))


class SmallRecord:
    """What the Counter may ask, answered from memory by the real rules."""

    institution = US

    def __init__(self, now: int = T0 + 60 * MINUTE, demonstration: tuple[str, ...] = ()) -> None:
        self.demonstration = demonstration
        self._now = Instant(now)
        self._index = MemoryIndex()
        for entry in entries():
            place = self._index.reached(entry.institution)
            self._index.add([(place, b"", entry)])
            if entry.id in WORDS:
                self._index.shelve([(entry.id, Filing().texts(WORDS[entry.id]))])
        for institution in (US, IQ):
            self._index.saw(institution, self._now)
        self._letters = Letters(home=US, index=self._index, words_of=self._words_of, clock=self.now)

    def now(self) -> Instant:
        return self._now

    def check(self, copy: Copy, *, at: Instant | None = None, as_known_at: Instant | None = None) -> Checked:
        return check_copy(copy, self._letters, self._letters.moment(at, as_known_at))

    def letter(
        self, id: StatementId, *, at: Instant | None = None, as_known_at: Instant | None = None
    ) -> Letter | None:
        return self._letters.letter(id, at=at, as_known_at=as_known_at)

    def by_code(self, typed: str) -> tuple[StatementId, ...]:
        return self._index.coded(read_code(typed))

    def by_reference(self, reference: str) -> tuple[StatementId, ...]:
        return self._index.referenced(reference)

    def recent(self, limit: int) -> tuple[LetterName, ...]:
        names = (self._letters.name_of(id) for id in self._index.recent(US, limit))
        return tuple(name for name in names if name is not None)

    def of_office(self, institution: Institution, office: OfficeName, limit: int) -> tuple[LetterName, ...]:
        names = (self._letters.name_of(id) for id in self._index.of_office(institution, office, limit))
        return tuple(name for name in names if name is not None)

    def held(self, id: StatementId) -> tuple[Entry, Words | None] | None:
        entry = self._letters.entry(id, self._letters.moment(None, None))
        return None if entry is None else (entry, self._words_of(entry.act))

    def entries(self, ids: Iterable[StatementId]) -> tuple[Entry, ...]:
        return self._letters.entries(ids)

    def extent(self) -> tuple[tuple[Institution, int, Instant | None], ...]:
        return self._index.extent()

    def hints(self, after: int) -> Hints:
        return hints(after, institution=US, index=self._index, letters=self._letters)

    def replying(self, id: StatementId) -> tuple[Entry, ...]:
        return tuple(entry for entry in self._index.relying_on(id) if replies_to(entry, id))

    def institutions(self) -> frozenset[Institution]:
        return self._index.institutions()

    def charters(self, institution: Institution) -> tuple[Entry, ...]:
        return self._index.charters(institution)

    def evidence(self, id: StatementId) -> bytes:
        return b"chancery-evidence/1 of " + id.encode()

    def renditions(self, id: StatementId) -> tuple[Rendition, ...]:
        return tuple(entry.act for entry in self._index.renditions_of(id) if isinstance(entry.act, Rendition))

    def rendition(self, digest: bytes) -> bytes | None:
        return None

    def file(self, path: str) -> bytes | None:
        return {"checkpoint": b"us.demo/register\n7\nAAAA\n\n", "tile/0/000.p/7": bytes(7 * 32)}.get(path)

    def root(self, version: int) -> bytes | None:
        return b"the first charter" if version == 1 else None

    def pinned(self, institution: Institution) -> Pinned | None:
        return Pinned(institution=IQ, fingerprint=bytes(32), since=T0) if institution == IQ else None

    def _words_of(self, act: object) -> Words | None:
        return WORDS.get(act.id) if isinstance(act, Statement) else None


class ItsTimeEnded(SmallRecord):
    """The same record, with charters whose time ended at noon."""

    def charters(self, institution: Institution) -> tuple[Entry, ...]:
        return tuple(
            replace(entry, act=replace(entry.act, expires=T0))
            for entry in super().charters(institution)
            if isinstance(entry.act, Charter)
        )


def small_record() -> SmallRecord:
    """The record an hour after the letter."""
    return SmallRecord(demonstration=("DA1 The offices below are invented.", "DA2 The minutes are invented."))


def codes(ids: Iterable[StatementId]) -> list[str]:
    """The printed codes of some statements."""
    return [code_of(id) for id in ids]
