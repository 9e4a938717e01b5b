"""The rules once more, as plainly and as slowly as can be, to set beside the world.

Every question is asked twice, in ordinary yes and no: what holds for certain, and what
possibly holds.  Doubt is where the two differ, and *not* turns the one question into the
other.  Everything is worked out over the whole record, again and again, until a round
changes nothing.  No code is shared with the world but the nouns.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.logic import NO, UNDETERMINED, YES, Truth
from chancery.record.statement import (
    ActInForce,
    Clause,
    Condition,
    DateReached,
    FactCertified,
    Notice,
    Reliance,
    Statement,
    Verb,
)
from tests.record.naive_authority import CERTAIN, POSSIBLE, Fact, NaiveAuthority, Side
from tests.record.naive_nouns import aimed, clauses, climbs, names, notice, office

STRONGEST_FIRST = ("disowned", "withdrawn", "superseded", "suspended", "expired", "corrected")
STATUS_OF = {
    "disown": "disowned",
    "withdraw": "withdrawn",
    "supersede": "superseded",
    "suspend": "suspended",
    "correct": "corrected",
}
BINDING = {"decide", "appoint", "delegate", "authorise", "certify", "order", "undertake", "accept"}
Place = tuple[str, tuple[str, ...]]


class Naive(NaiveAuthority):
    """All the answers about one record at one moment."""

    def questions(self) -> dict[Fact, Callable[[Side], bool]]:
        asked = super().questions()
        for entry in self.notices:
            asked["works", entry.id] = partial(self.works, entry)
        for entry, clause in self.clauses:
            asked["binds", entry.id, clause.id] = partial(self.binds, entry, clause)
        return asked

    # ── notices ──

    def works(self, entry: Entry, side: Side) -> bool:
        said = notice(entry)
        assert said is not None
        aims = self.targets(entry)
        if said.targets and not aims and side is CERTAIN:
            return False
        for other, part in aims:
            if other.institution != entry.institution or other.order >= entry.order:
                return False
            if part is not None and isinstance(other.act, Statement) and part not in names(other):
                return False
            if said.verb is Verb.SUSPEND and notice(other) is not None:
                return False
            if said.verb is Verb.RATIFY and not self.curable(entry, other, part, side):
                return False
        if said.verb is Verb.SUSPEND and self.renewed(entry, side.other):
            return False
        for other in self.after(entry, "reinstate", "disown"):
            ours = other.institution == entry.institution and aimed(other, entry, None)
            if ours and self.known(side.other, "works", other.id):
                return False
        return self.allowed(entry, side)

    def curable(self, entry: Entry, other: Entry, part: str | None, side: Side) -> bool:
        return all(
            clause.ratifiable and self.may(entry, clause.verb, clause.subject, side, amount=clause.amount)
            for clause in clauses(other)
            if part in (None, clause.id)
        )

    def renewed(self, entry: Entry, side: Side) -> bool:
        """Whether one person alone has held this before, and now holds it alone again."""
        for other in self.notices:
            said = notice(other)
            if said is None or said.verb is not Verb.SUSPEND or other.order >= entry.order:
                continue
            if other.institution != entry.institution or not self.meet(entry, other):
                continue
            for person in {hand.person for hand in entry.hands}:
                if (
                    self.known(side, "works", other.id)
                    and self.alone(other, person, side)
                    and self.alone(entry, person, side)
                ):
                    return True
        return False

    def meet(self, one: Entry, two: Entry) -> bool:
        ours, theirs = notice(one), notice(two)
        assert ours is not None
        assert theirs is not None
        pairs = [(a, b) for a in ours.targets for b in theirs.targets if a.statement == b.statement]
        return any(a.clause is None or b.clause is None or a.clause == b.clause for a, b in pairs)

    def alone(self, entry: Entry, person: str, side: Side) -> bool:
        return self.allowed(entry, side, including=person) and not self.allowed(entry, side.other, at_least=2)

    # ── standing ──

    def marks(self, entry: Entry, side: Side) -> list[tuple[str, set[str] | None]]:
        """The statuses that reach the entry, each with the clauses it reaches (None: all of it)."""
        found: list[tuple[str, set[str] | None]] = []
        for other in self.after(entry, *STATUS_OF):
            said = notice(other)
            assert said is not None
            if not self.known(side, "works", other.id):
                continue
            if said.verb is Verb.SUSPEND and not self.held(other, said, side):
                continue
            parts = {target.clause for target in said.targets if target.statement == entry.id}
            found.append((STATUS_OF[said.verb], None if None in parts else {p for p in parts if p}))
        if any(self.replaces(other, entry, side) for other in self.log):
            found.append(("superseded", None))
        if (
            isinstance(entry.act, Statement)
            and entry.act.expires is not None
            and self.at >= entry.act.expires
        ):
            found.append(("expired", None))
        return found

    def held(self, hold: Entry, said: Notice, side: Side) -> bool:
        if said.until is not None and self.at >= said.until:
            return False
        lifted = any(
            self.known(side.other, "works", other.id)
            for other in self.after(hold, "lift")
            if aimed(other, hold, None)
        )
        return not lifted and self.allowed(hold, side, lasting=True)

    def replaces(self, other: Entry, entry: Entry, side: Side) -> bool:
        if not isinstance(other.act, Statement) or other.act.notice or entry.id not in other.act.supersedes:
            return False
        if other.institution != entry.institution or other.order <= entry.order or other.at > self.at:
            return False
        ranks = any(
            other.act.office == office(entry) or climbs(body, office(entry), other.act.office)
            for body in self.ruling(other, side)
        )
        disowned = all(
            any(
                self.known(side.other, "works", gone.id)
                for gone in self.after(other, "disown")
                if aimed(gone, other, clause.id)
            )
            for clause in other.act.clauses
        )
        return ranks and self.all_said_with_right(other, side) and not disowned

    def place(self, entry: Entry, clause: str | None) -> Place:
        """Where the clause stands; None: the statement as a whole."""
        certain, possible = (self.statuses(entry, clause, side) for side in (CERTAIN, POSSIBLE))
        doubts: list[str] = []
        for status in STRONGEST_FIRST:
            if status in certain:
                return status, tuple(doubts)
            if status in possible:
                doubts.append(status)
        return "current", tuple(doubts)

    def statuses(self, entry: Entry, clause: str | None, side: Side) -> set[str]:
        marks = self.marks(entry, side)
        if clause is None and names(entry):
            each = [self.statuses(entry, name, side) for name in names(entry)]
            return set.intersection(*each)
        return {status for status, parts in marks if parts is None or clause in parts}

    # ── force ──

    def binds(self, entry: Entry, clause: Clause, side: Side) -> bool:
        if clause.verb not in BINDING or notice(entry) is not None or not isinstance(entry.act, Statement):
            return False
        begins = entry.at if entry.act.effective is None else entry.act.effective
        if self.at < begins or not self.said_with_right(entry, clause, side):
            return False
        if self.statuses(entry, clause.id, side.other) - {"corrected"}:
            return False
        needed = [p for p in clause.premises if p.reliance is Reliance.NECESSARY]
        return all(self.fulfilled(entry, condition, side) for condition in clause.conditions) and all(
            self.known(side, "binds", p.statement, p.clause) for p in needed
        )

    def fulfilled(self, entry: Entry, condition: Condition, side: Side) -> bool:
        if isinstance(condition, DateReached):
            return self.at >= condition.at
        if isinstance(condition, ActInForce):
            return self.acted(entry, condition, side)
        if isinstance(condition, FactCertified):
            return self.settled(condition.fact, side)
        return side is POSSIBLE

    def acted(self, entry: Entry, wanted: ActInForce, side: Side) -> bool:
        where = wanted.institution or entry.institution
        if self.complete is not None and where not in self.complete and side is POSSIBLE:
            return True
        return any(
            self.known(side, "binds", other.id, clause.id)
            for other, clause in self.clauses
            if (other.institution, office(other), clause.verb) == (where, wanted.office, wanted.verb)
            and other.order > entry.order
            and (wanted.implementing is None or wanted.implementing in other.act.implements)  # type: ignore[union-attr]
        )

    def settled(self, fact: str, side: Side) -> bool:
        """Certain if certified and by nobody possibly denied; possible unless the other way round."""
        found = [(e, c) for e, c in self.clauses if c.verb is Verb.CERTIFY and c.fact == fact]

        def so(value: bool, how: Side) -> bool:
            return any(self.known(how, "binds", e.id, c.id) for e, c in found if c.holds is value)

        if side is CERTAIN:
            return so(True, CERTAIN) and not so(False, POSSIBLE)
        return not (so(False, CERTAIN) and not so(True, POSSIBLE))

    # ── what it is compared by ──

    def truth(self, ask: Callable[[Side], bool]) -> Truth:
        if ask(CERTAIN):
            return YES
        return UNDETERMINED if ask(POSSIBLE) else NO

    def authority(self, id: str) -> Truth:
        entry = self.of[id]
        if isinstance(entry.act, Charter):
            return self.truth(lambda side: self.known(side, "made", id)) if entry in self.charters else NO
        if entry.act.notice is not None:
            return self.truth(lambda side: self.known(side, "works", id))
        return self.truth(lambda side: self.all_said_with_right(entry, side))

    def clause_authority(self, id: str, name: str, read_as: str | None = None) -> Truth:
        clause = next(clause for clause in clauses(self.of[id]) if clause.id == name)
        return self.truth(lambda side: self.said_with_right(self.of[id], clause, side, read_as))

    def standing(self, id: str) -> tuple[Place, dict[str, Place]]:
        entry = self.of[id]
        return self.place(entry, None), {name: self.place(entry, name) for name in names(entry)}

    def force(self, id: str) -> dict[str, Truth]:
        return {
            name: self.truth(lambda side, name=name: self.known(side, "binds", id, name))
            for name in names(self.of[id])
        }
