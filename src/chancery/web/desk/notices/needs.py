"""Who must still put their hand to a notice, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.phrases import Names, apart, listed, say
from chancery.record.charter import Charter
from chancery.record.draft import AnotherReleaserNeeded, ApprovalsLacking, Draft, State, lacking
from chancery.record.statement import Instant, OfficeName, Statement
from chancery.registry.foresight import still_needed
from chancery.web.desk.notices.called import names
from chancery.web.desk.notices.putting import hand_of
from chancery.web.desk.officers import Officer


def told(statement: Statement, charter: Charter, who: Officer, at: Instant, language: str) -> tuple[str, ...]:
    """Who must still approve an act that *who* is about to write, and who releases it."""
    called = names(language)
    lacks = [
        lack
        for lack in still_needed(statement, charter, at, by=who.person)
        if isinstance(lack, ApprovalsLacking)
    ]
    if not lacks:
        return (say("notices.needs.alone", language, count=1),)
    sentences = [_people(lack.people, lack.offices, called, language) for lack in lacks]
    return (*sentences, *_another(statement, charter, who, at, called, language))


def lacks_of(draft: Draft, charter: Charter, at: Instant, language: str) -> Iterator[str]:
    """Who must still approve a notice that is on its way."""
    called = names(language)
    for lack in lacking(draft, charter, at):
        if isinstance(lack, ApprovalsLacking):
            yield _people(lack.people, lack.offices, called, language)


def _people(count: int, offices: frozenset[OfficeName], called: Names, language: str) -> str:
    them = listed([apart(called.get(each, each)) for each in sorted(offices)], language)
    return say("notices.needs.others", language, count=count, then=them)


def _another(
    statement: Statement, charter: Charter, who: Officer, at: Instant, called: Names, language: str
) -> Iterator[str]:
    """That they may not also release what they wrote, where the charter keeps the two apart."""
    hand = hand_of(who, charter, statement.office, at)
    if hand is None:
        yield say("notices.needs.releaser", language, called, office=statement.office)
        return
    draft = Draft(
        id=statement.id,
        statement=statement,
        words=None,
        digest=bytes(32),
        drafters=frozenset({who.person}),
        state=State.IN_REVIEW,
    )
    if any(isinstance(lack, AnotherReleaserNeeded) for lack in lacking(draft, charter, at, hand)):
        yield say("notices.needs.another", language, called, office=statement.office)
