"""Remedies: what an office may do about something on the record, once it is there.

For each kind of notice the rules are asked, with the notice as it would be, whether the
charter lets the office give it; so a page offers nothing that would be refused, and says
of everything else whose it is to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chancery.record.bearings import GIVES
from chancery.record.charter import Charter
from chancery.record.draft import ApprovalsLacking
from chancery.record.logic import YES
from chancery.record.preflight import Objection
from chancery.record.standing import Standing
from chancery.record.statement import (
    KeyName,
    Notice,
    OfficeName,
    Statement,
    StatementId,
    Target,
    Verb,
)
from chancery.registry.foresight import still_needed
from chancery.registry.registry import Registry

ON_A_LETTER = (Verb.DISOWN, Verb.SUSPEND, Verb.WITHDRAW, Verb.CORRECT, Verb.SUPERSEDE, Verb.RATIFY)
"""What can be done about a letter, the most pressing first."""

ON_A_NOTICE = (Verb.REINSTATE, Verb.LIFT)
"""What can be done about a notice: undo it, and of a hold, end it."""

WITHOUT_A_LETTER = (Verb.DISCLAIM, Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE)
"""What is about no statement on the record: something that circulates, or a key."""

NOT_YET = StatementId("not yet written")
"""The id of a notice that is only asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One kind of notice in the hands of one office."""

    verb: Verb
    office: OfficeName
    objections: tuple[Objection, ...]
    people: int
    """How many different people the charter asks for, the one who releases among them."""
    done: bool
    """Whether a notice of this kind reaches all of it already."""

    @property
    def open(self) -> bool:
        """Whether the office may do it."""
        return not self.objections

    @property
    def alone(self) -> bool:
        """Whether one officer may do it alone."""
        return self.people == 1


def remedies(
    id: StatementId, offices: Iterable[OfficeName], registry: Registry, charter: Charter
) -> tuple[Remedy, ...]:
    """What each of these offices may do, or may not, about a statement of this institution."""
    letter = registry.letter(id)
    if letter is None or not isinstance(letter.entry.act, Statement):
        return ()
    act, standing = letter.entry.act, registry.standing(id)
    return tuple(
        _remedy(verb, office, (Target(statement=id),), registry, charter, done=_done(verb, standing))
        for verb in _kinds(act)
        for office in offices
    )


def without_letter(offices: Iterable[OfficeName], registry: Registry, charter: Charter) -> tuple[Remedy, ...]:
    """What each of these offices may say of what circulates, and of keys."""
    return tuple(
        _remedy(verb, office, (), registry, charter, done=False)
        for verb in WITHOUT_A_LETTER
        for office in offices
    )


def _kinds(act: Statement) -> Iterator[Verb]:
    if act.notice is None:
        yield from ON_A_LETTER
        return
    for verb in ON_A_NOTICE:
        if verb is not Verb.LIFT or act.notice.verb is Verb.SUSPEND:
            yield verb


def _remedy(
    verb: Verb,
    office: OfficeName,
    targets: tuple[Target, ...],
    registry: Registry,
    charter: Charter,
    *,
    done: bool,
) -> Remedy:
    key = KeyName("any") if verb in WITHOUT_A_LETTER[1:] else None
    said = Notice(verb=verb, targets=targets, key=key, since=registry.now() if key else None)
    statement = Statement(
        id=NOT_YET, institution=registry.institution, office=office, form="notice", notice=said
    )
    needed = still_needed(statement, charter, registry.now(), by="")
    lacking = [lack.people for lack in needed if isinstance(lack, ApprovalsLacking)]
    return Remedy(
        verb=verb,
        office=office,
        objections=registry.foreseen(statement),
        people=1 + sum(lacking),
        done=done,
    )


def _done(verb: Verb, standing: Standing) -> bool:
    """Whether some notice that counts makes the whole of it what this one would."""
    status = GIVES.get(verb)
    return status is not None and any(
        bearing.status is status and bearing.truth is YES and bearing.clauses is None
        for bearing in standing.notices
    )
