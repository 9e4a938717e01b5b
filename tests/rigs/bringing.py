"""Random acts with real keys under them, as people bring them to the door of one registry.

The acts are those of `tests.record.chronicles`; here they are signed, sealed, and told by
names that their institution could have given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from chancery.record.charter import Charter
from chancery.record.entry import Entry, Hand, Role
from chancery.record.statement import Clause, Instant, Override, Premise, Statement, StatementId, Verb
from chancery.record.statement import Notice as Said
from chancery.record.words import Text, Words
from chancery.registry.act import Act
from chancery.registry.admission import OBJECTIONS
from chancery.registry.pen import ISSUER, Pen
from chancery.seal.act_form import digest_of, write_charter, write_statement
from chancery.seal.approval import Approval, approve
from chancery.seal.keys import SigningKey
from chancery.seal.words_form import seal_words
from tests.people import key_of, secret, urn
from tests.record.chronicles import Chronicler
from tests.record.realm import EVERYBODY, ROOT, A, mandate, root_hands

DAY = 86_400
ROOTS = (*ROOT, "r3", "q1", "q2")
"""Everybody who is ever named as a holder of the root."""
ANYWAY = Override(objections=tuple(sorted(OBJECTIONS)), justification="It is urgent.")
"""Everybody signs that the rules may object to whatever they like."""
DISCLAIMS = mandate("X-disclaims", "mid", {Verb.DISCLAIM})
KEYS = tuple(f"{kind}-{person}" for person in (*EVERYBODY, *ROOTS, "x9") for kind in ("k", "k2"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """An act at the door, and what it would be on the record."""

    act: Act
    said: Statement | Charter
    id: StatementId
    by: tuple[Hand, ...]
    """Whoever put a hand to it …"""
    hands: tuple[Hand, ...]
    """… and those of them that a reader would count as made by a key of some charter."""
    words: Words | None = None

    def entry(self, at: Instant, order: int) -> Entry:
        """The entry it would be."""
        return Entry(id=self.id, institution=A, at=at, order=order, act=self.said, hands=self.hands)


class Bringer(Chronicler):
    """Everybody who comes to the door of a.demo, with one key each or two, some of them stolen."""

    def __init__(self, pen: Pen) -> None:
        super().__init__(Random(0), plain=False)
        self.pen = pen
        self.ages = dict.fromkeys(KEYS, 0)
        """How often each key was replaced by another under the same name."""
        self._made: list[Brought] = []
        self._override = False

    # ── what may be brought ──

    def founding(self, chance: Random) -> Brought:
        """The first charter, as its roots sign it."""
        self.chance, self._override = chance, False
        self.log(A, "founding", self.first_charter(A), root_hands())
        return self._made.pop()

    def letter(self, chance: Random, at: int) -> Brought:
        """A letter of one clause or several."""
        self._begin(chance, at)
        self.statement(A)
        return self._made.pop()

    def said_of_another(self, chance: Random, at: int) -> Brought:
        """A notice of any kind; what is aimed at nothing disclaims."""
        self._begin(chance, at)
        if self.one_in(16) or not self.statements():
            self._disclaim()
        else:
            self.notice(A)
        return self._made.pop()

    def next_charter(self, chance: Random, at: int) -> Brought:
        """Another version: of the rules, of the root, or with other keys under the old names."""
        self._begin(chance, at)
        self.later_charter(A)
        return self._made.pop()

    def by_a_thief(self, chance: Random, at: int, key: str) -> Brought:
        """An act under which one stolen key has put its hand in every part, under several names."""
        self._begin(chance, at)
        self._override = False
        self.statement(A) if self.one_in(2) or not self.statements() else self.notice(A)
        said = self._made.pop().said
        assert isinstance(said, Statement)
        owner = key.partition("-")[2]
        names = (owner, owner, self.pick(EVERYBODY), self.pick(EVERYBODY))
        parts = (Role.RELEASER, Role.APPROVER, Role.APPROVER, Role.APPROVER)
        stolen = [Hand(person=p, key=key, role=r) for p, r in zip(names, parts, strict=True)]
        return self.brought(said, stolen)

    def rules(self) -> dict[str, object]:
        """Those of the chronicles, and one who may disclaim what circulates."""
        given = super().rules()
        return {**given, "mandates": (*given["mandates"], DISCLAIMS)}  # type: ignore[misc]

    # ── how it is brought ──

    def _begin(self, chance: Random, at: int) -> None:
        self.chance, self.at = chance, at
        self._override = self.one_in(3)

    def _disclaim(self) -> None:
        said = Statement(
            id=StatementId(f"n{len(self.entries)}"),
            institution=A,
            office=self.office(A, Verb.DISCLAIM),
            notice=Said(verb=Verb.DISCLAIM),
        )
        self.log(A, said.id, said, self.hands(A, said.office, Verb.DISCLAIM))

    def log(self, institution: str, id: str, act: Statement | Charter, by: Sequence[Hand]) -> None:
        """Instead of logging it, make it what is brought to the door."""
        if isinstance(act, Charter):
            self._made.append(self._charter(act, by))
            return
        named = replace(act, id=_name(act.id), clauses=tuple(map(_with_real_names, act.clauses)))
        over = replace(named, override=ANYWAY if self._override else None)
        self._made.append(self.brought(over, by))

    def brought(self, said: Statement, by: Sequence[Hand]) -> Brought:
        """The statement, with its words and these hands under it."""
        words = words_of(said)
        sealed, digest = (None, None) if words is None else seal_words(words, secret("salt", said.id))
        said = replace(said, words=digest)
        return self._signed(write_statement(said), said, said.id, by, sealed=sealed, words=words)

    def _charter(self, body: Charter, by: Sequence[Hand]) -> Brought:
        id = urn(A, f"v{len(self.entries)}")
        renewed = {self.pick(KEYS)} if self.one_in(3) and body.version > 1 else set()
        publics = {key: str(_aged(key, age + (key in renewed)).public) for key, age in self.ages.items()}
        whole = replace(
            body,
            root=replace(body.root, delay=self.pick((None, None, None, 3 * DAY))),
            keys={**publics, ISSUER: str(self.pen.issuer.public)},
            register=self.pen.register,
        )
        return self._signed(write_charter(id, whole), whole, id, by)

    def _signed(
        self,
        octets: bytes,
        said: Statement | Charter,
        id: StatementId,
        by: Sequence[Hand],
        *,
        sealed: bytes | None = None,
        words: Words | None = None,
    ) -> Brought:
        approvals = tuple(self.hand(octets, hand) for hand in by)
        key = f"act/{digest_of(octets).hex()}"
        known = self._known(said)
        made = tuple(replace(hand, public=str(self.key(hand.key).public)) for hand in by)
        return Brought(
            act=Act(octets=octets, approvals=approvals, words=sealed, key=key),
            said=said,
            id=id,
            by=tuple(by),
            hands=tuple(hand for hand in made if hand.public in known.get(hand.key, ())),
            words=words,
        )

    def hand(self, octets: bytes, hand: Hand) -> Approval:
        """The hand, with the key that goes by that name now."""
        return approve(
            digest_of(octets),
            person=hand.person,
            key=hand.key,
            role=hand.role,
            office=hand.office,
            signing=self.key(hand.key),
        )

    def key(self, name: str) -> SigningKey:
        """The key that goes by that name."""
        return _aged(name, self.ages.get(name, 0))

    def adopted(self, body: Charter) -> None:
        """From now on everybody signs with the keys that this charter names."""
        for name in KEYS:
            while str(self.key(name).public) != body.keys[name]:
                self.ages[name] += 1

    def _known(self, said: Statement | Charter) -> dict[str, set[str]]:
        """Every public part that some charter on the record, or this one, gives a name."""
        found: dict[str, set[str]] = {}
        for charter in (*(entry.act for entry in self.entries), said):
            if isinstance(charter, Charter):
                for name, public in charter.keys.items():
                    found.setdefault(name, set()).add(public)
        return found


def _name(written: str) -> StatementId:
    """`s7` as its institution would name it; a name that it gave already stays."""
    return StatementId(written) if written.startswith("urn:") else urn(A, written)


def _with_real_names(clause: Clause) -> Clause:
    premises = tuple(
        Premise(statement=_name(each.statement), clause=each.clause, reliance=each.reliance)
        for each in clause.premises
    )
    conditions = tuple(
        replace(each, implementing=_name(each.implementing)) if getattr(each, "implementing", None) else each
        for each in clause.conditions
    )
    return replace(clause, premises=premises, conditions=conditions)


def words_of(said: Statement) -> Words | None:
    """A line for each clause; a bare notice has no words."""
    if not said.clauses:
        return None
    lines = [
        f"Of {said.id[-9:]} this is {clause.id}: {clause.verb} on {clause.subject}."
        for clause in said.clauses
    ]
    places, start = {}, 0
    for clause, line in zip(said.clauses, lines, strict=True):
        places[clause.id] = (start, start + len(line))
        start += len(line) + 1
    return Words(authoritative=Text(language="en", text="\n".join(lines), clauses=places))


@lru_cache(maxsize=1_000)
def _aged(name: str, age: int) -> SigningKey:
    return key_of(A, name if age == 0 else f"{name}/{age}")
