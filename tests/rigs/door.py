"""The door of one registry, with somebody beside it who works out what it should have said.

They go by what was brought and by the naive evaluator (`tests.record.naive`), never by
what the registry kept.
"""

from __future__ import annotations

from random import Random

from chancery.errors import ChanceryError, Malformed
from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.logic import NO, YES
from chancery.record.preflight import Name
from chancery.record.statement import Statement, StatementId
from chancery.registry.admission import Objected
from tests.record.realm import A
from tests.rigs.agreeing import (
    below_threshold,
    disagreements,
    is_disowning_of_letters,
    known_authority,
    naive_of,
    past,
)
from tests.rigs.bringing import Bringer, Brought
from tests.rigs.reopened import Reopened

OF_AUTHORITY = {
    Name.CLAUSE_UNAUTHORISED,
    Name.CLAUSE_AUTHORITY_UNDETERMINED,
    Name.NOTICE_NOT_PERMITTED,
    Name.NOTICE_UNDETERMINED,
}
"""The objections that say nothing but that the rules do not answer yes."""
REMEMBERED = 4
"""So many letters are looked at before and after a disowning."""


class Door:
    """Where every act is brought, and every answer asked for."""

    def __init__(self, house: Reopened, people: Bringer) -> None:
        self.house, self.people = house, people
        self.admitted: list[Brought] = []

    @property
    def record(self) -> list[Entry]:
        """Every act on the record, as it was brought."""
        return self.people.entries

    def letters(self) -> list[StatementId]:
        """Everything on the record but charters."""
        return [entry.id for entry in self.record if isinstance(entry.act, Statement)]

    def bring(self, brought: Brought) -> bool:
        """Bring an act; says whether it went on the record, and fails where the rules say otherwise."""
        coming = brought.entry(self.house.clock.now, len(self.record))
        disowns = is_disowning_of_letters(coming, self.record)
        before = past(self.house.registry, self.letters()[-REMEMBERED:]) if disowns else {}
        size = self.house.archive.applied()
        try:
            entry = self.house.registry.perform(brought.act)
        except ChanceryError as refusal:
            assert self.house.archive.applied() == size, "a refused act left something on the log"
            self._refused(coming, refusal)
            return False
        self.took(brought, entry)
        assert past(self.house.registry, list(before)) == before, "a disowning changed the past"
        return True

    def took(self, brought: Brought, entry: Entry) -> None:
        """The registry has put it on the record: was it that very act, and might it?"""
        own = brought.entry(entry.at, len(self.record))
        assert (entry.act, entry.hands) == (own.act, own.hands), "something else was put on the record"
        truth = known_authority(self.record, own)
        if isinstance(own.act, Charter):
            assert truth is not NO, "a charter went on the record that its roots did not make"
        elif isinstance(own.act, Statement) and own.act.override is None:
            assert truth is YES, f"it went on the record, and the rules answer {truth.name}"
            assert not below_threshold(self.record, own), "it went on the record with too few people"
        self.record.append(own)
        self.admitted.append(brought)

    def _refused(self, coming: Entry, refusal: ChanceryError) -> None:
        if isinstance(coming.act, Charter):
            foreign = isinstance(refusal, Malformed) and coming.act.institution != A
            assert foreign or known_authority(self.record, coming) is NO, refusal
        else:
            assert isinstance(refusal, Objected), refusal
            if {objection.name for objection in refusal.objections} <= OF_AUTHORITY:
                assert known_authority(self.record, coming) is not YES, refusal

    def ask(self, chance: Random) -> list[str]:
        """Ask about the newest letter and another one; what comes back, counted; fails where they differ."""
        letters = self.letters()
        if not letters:
            return []
        naive = naive_of(self.record, self.house.clock.now)
        asked = {letters[-1], chance.choice(letters)}
        wrong = [line for id in sorted(asked) for line in disagreements(self.house.registry, naive, id)]
        assert not wrong, wrong
        return [f"authority {naive.authority(id).name}" for id in asked] + [
            naive.standing(id)[0][0] for id in asked
        ]
