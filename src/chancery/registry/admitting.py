"""Admission of many acts at once, each as if it came alone.

The rules are those of `chancery.registry.admission` and no others.  What is saved is
asking and working out the same thing again:

(1) what the record holds is asked once for all acts of a batch, not once for each;
(2) an act that was looked at beforehand is not read and its hands are not held to the
    keys again, unless a charter has named others meanwhile;
(3) of acts that are the same but for their name, reference and words, by the same hands
    in the same second, the first is weighed, provided that each leans on nothing, that
    nothing leans on it, and that nothing but charters bears on it.

(3) holds because the rules read no name but to see who points at whom, and neither
reference nor words at all; `tests/registry/test_sequencing.py` compares all three with
acts put on the record one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import TypeAlias, TypeVar

from chancery.errors import Untrusted
from chancery.record.charter import Charter
from chancery.record.entry import Entry, Hand
from chancery.record.preflight import Objection
from chancery.record.slice import Sources, bearing_on
from chancery.record.statement import (
    Instant,
    Institution,
    KeyName,
    OfficeName,
    Statement,
    StatementId,
    Verb,
)
from chancery.registry.admission import Admission
from chancery.registry.looking_at import LookedAt
from chancery.registry.overlay import Overlay
from chancery.seal.keys import PublicKey
from chancery.seal.reading import Reading, hands_under
from chancery.seal.signed import open_statement

T = TypeVar("T")
Likeness: TypeAlias = tuple[tuple[object, ...], tuple[Hand, ...], Instant]
"""All that the rules can see of a statement that has nothing to do with any other."""

_UNSEEN = frozenset({"id", "reference", "words"})
_seen_by_the_rules = attrgetter(*(each.name for each in fields(Statement) if each.name not in _UNSEEN))


class AskedOnce:
    """
    What is held, each thing looked up once for a whole batch; promises what `Sources` promises.

    Of the *unheard*, the record holds neither an entry nor one that points at them.
    """

    def __init__(self, held: Sources, unheard: frozenset[StatementId]) -> None:
        self._held = held
        self._unheard = unheard
        self._answers: dict[tuple[object, ...], object] = {}

    def entry(self, id: StatementId) -> Entry | None:
        """The entry of that id."""
        return None if id in self._unheard else self._once(self._held.entry, id)

    def charters(self, institution: Institution) -> Iterable[Entry]:
        """Every version of its charter that the institution itself has logged."""
        return self._once(self._held.charters, institution)

    def notices_on(self, id: StatementId) -> Iterable[Entry]:
        """Notices with a target in that entry."""
        return () if id in self._unheard else self._once(self._held.notices_on, id)

    def successors_of(self, id: StatementId) -> Iterable[Entry]:
        """Statements that say they supersede that one."""
        return () if id in self._unheard else self._once(self._held.successors_of, id)

    def key_notices(self, institution: Institution, key: KeyName) -> Iterable[Entry]:
        """Reports and confirmations that the key is in other hands."""
        return self._once(self._held.key_notices, institution, key)

    def acts(
        self, institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
    ) -> Iterable[Entry]:
        """Statements of the office with such a clause."""
        return self._once(self._held.acts, institution, office, verb, implementing)

    def certifications(self, fact: str) -> Iterable[Entry]:
        """Statements that certify the fact to be so or not to be so."""
        return self._once(self._held.certifications, fact)

    def _once(self, look_up: Callable[..., T], *asked: object) -> T:
        question = (look_up.__name__, *asked)
        if question not in self._answers:
            self._answers[question] = look_up(*asked)
        answer: T = self._answers[question]  # type: ignore[assignment]
        return answer


class AdmissionOfMany(Admission):
    """The rules at the door, for acts that came together and have nothing else in common."""

    def __init__(
        self, institution: Institution, held: Sources, reading: Reading, *, size: int, issuer: PublicKey
    ) -> None:
        super().__init__(institution, held, reading, size=size)
        self._issuer = issuer
        self._weighed: dict[Likeness, tuple[Objection, ...]] = {}

    def admit_looked_at(self, looked: LookedAt, sealed: bytes, at: Instant) -> Entry:
        """
        The entry that *sealed* will be; from now on it counts for the acts after it.

        An act that is refused leaves no trace, and raises as `Admission.admit` does.
        """
        if isinstance(looked.said, Statement):
            return self._admit_statement(looked, looked.said, sealed, at)
        before = self._reading.copy()
        try:
            entry = self.admit(looked.act, sealed)
        except Exception:
            self._reading = before  # what a refused charter names is not known
            raise
        self._weighed.clear()
        return entry

    def _admit_statement(self, looked: LookedAt, statement: Statement, sealed: bytes, at: Instant) -> Entry:
        hands, known = looked.hands, self._reading.known
        if known is not looked.known:
            hands = hands_under(looked.act.octets, looked.act.approvals, known)
        if len(hands) < len(looked.act.approvals):
            self._refuse_wrong_signatures(sealed)
        self._require_issued(sealed)
        entry = Entry(
            id=looked.id,
            institution=self._institution,
            at=at,
            order=self._order,
            act=statement,
            hands=hands,
        )
        self._refuse_used(entry.id)
        self._require_no_objection(entry, statement)
        self._order += 1
        self._record.add(entry)
        self._coming.add(entry.id)
        if not _is_plain(statement):
            self._weighed.clear()
        return entry

    def _require_issued(self, sealed: bytes) -> None:
        """One wrong signature of ours would end the record for everybody who reads it."""
        if self._issuer.thumbprint not in self._reading.known.issuers:
            raise Untrusted(f"No charter of {self._institution} names the key that signs its entries.")
        open_statement(sealed).check(self._issuer)

    def _objections(self, entry: Entry, statement: Statement) -> tuple[Objection, ...]:
        if not _is_plain(statement) or self._is_pointed_at(entry.id):
            return super()._objections(entry, statement)
        likeness = (_seen_by_the_rules(statement), entry.hands, entry.at)
        found = self._weighed.get(likeness)
        if found is None:
            found = super()._objections(entry, statement)
            if self._only_charters_bear_on(entry):
                self._weighed[likeness] = found
        return found

    def _is_pointed_at(self, id: StatementId) -> bool:
        return any(True for _ in self._record.notices_on(id)) or any(
            True for _ in self._record.successors_of(id)
        )

    def _only_charters_bear_on(self, entry: Entry) -> bool:
        found = bearing_on(entry.id, Overlay(self._record, [entry]))
        return all(isinstance(other.act, Charter) for other in found if other.id != entry.id)


def _is_plain(statement: Statement) -> bool:
    """Whether it points at no other statement, and waits for none."""
    return not (
        statement.notice
        or statement.supersedes
        or statement.implements
        or statement.links
        or any(clause.premises or clause.conditions for clause in statement.clauses)
    )
