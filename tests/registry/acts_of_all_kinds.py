"""An author whose acts lean on one another, many of them wrong in one way or another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from chancery.record.entry import Role
from chancery.record.statement import ClauseId, DateReached, Premise, Reliance, StatementId, Verb
from chancery.registry.act import Act
from chancery.seal.act_form import write_charter
from tests.institution import Institution, department_charter
from tests.letters import DECIDE, INFORM, ORDER, UNDERTAKE, Saying, clause, letter, notice, saying
from tests.people import ARCHIVIST, CHAIR, CLERK, DUTY, GENERAL, PRESS, SECRETARY, STRANGER, Officer, urn


@dataclass
class Author:
    """Writes acts that lean on one another, many of them wrong in one way or another."""

    house: Institution
    chance: random.Random
    ids: list[StatementId] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def acts(self, number: int) -> Iterator[Act]:
        for n in range(number):
            yield self._spoilt(self._act(n))

    def _act(self, n: int) -> Act:
        id = urn(self.house.domain, "brought", str(n))
        key = f"key {n}" if self.chance.random() < 0.5 else None
        said, by, over = self._saying(n)
        if self.chance.random() < 0.05 and self.ids:
            id = self.chance.choice(self.ids)
        self.ids.append(id)
        if key is not None:
            self.keys.append(key)
        return self.house.act(said, by=by, id=id, key=key, over=over)

    def _saying(self, n: int) -> tuple[Saying, list[Officer], tuple[str, ...]]:
        by = self.chance.choice([[GENERAL], [GENERAL], [SECRETARY, CHAIR], [DUTY], [PRESS], [STRANGER]])
        verb = self.chance.choice([INFORM, INFORM, ORDER, UNDERTAKE, DECIDE])
        subject = self.chance.choice(["relations/x", "forces/operations", "forces/posture"])
        said = saying(f"Number {n}.", verb, subject)
        kind = self.chance.randrange(12)
        if kind < 6:
            said = replace(said, words=None) if kind % 2 else said
        elif kind == 6 and self.ids:
            targeting = self.chance.choice([Verb.WITHDRAW, Verb.DISOWN, Verb.SUSPEND, Verb.CORRECT])
            said = notice(targeting, self._some_id())
        elif kind == 7:
            said = replace(said, more={"supersedes": (self._some_id(),)})
        elif kind == 8:
            leaning = Premise(statement=self._some_id(), clause=ClauseId("c1"), reliance=Reliance.NECESSARY)
            said = letter(("It follows.", clause("c1", verb, subject, premises=(leaning,))))
        elif kind == 9:
            waiting = DateReached(id="d", at=self.house.clock.now)
            said = letter(("Later.", clause("c1", verb, subject, conditions=(waiting,))))
        elif kind == 10:
            said = notice(Verb.REPORT_COMPROMISE, key=PRESS.key, since=self.house.clock.now)
            by = [DUTY]
        else:
            said = replace(said, more={"reference": f"US/{n}"})
        over = ("clause_unauthorised",) if self.chance.random() < 0.15 else ()
        return said, by, over

    def _some_id(self) -> StatementId:
        """Of an act that came before, or of one that may come after."""
        return self.chance.choice([*self.ids, urn(self.house.domain, "brought", str(len(self.ids) + 2))])

    def _spoilt(self, act: Act) -> Act:
        match self.chance.randrange(20):
            case 0 if self.keys:
                return replace(act, key=self.chance.choice(self.keys))
            case 1:
                (first, *rest) = act.approvals
                return replace(act, approvals=(replace(first, key=SECRETARY.key), *rest))
            case 2:
                return self._charter(by=(CLERK, ARCHIVIST))
            case 3:
                return self._charter(by=(CLERK,))
            case _:
                return act

    def _charter(self, by: tuple[Officer, ...]) -> Act:
        """The next charter, or one that is not: it names another key for a stranger's."""
        version = self.chance.choice([2, 3])
        charter = replace(department_charter(), version=version)
        octets = write_charter(urn(self.house.domain, f"charter {self.chance.random()}"), charter)
        return Act(octets=octets, approvals=tuple(self.house.hand(octets, each, Role.ROOT) for each in by))
