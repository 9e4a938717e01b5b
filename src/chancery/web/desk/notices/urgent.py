"""What must be reachable at once: disowning and pausing, and notices that wait for this officer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from chancery.errors import Refused
from chancery.phrases import say
from chancery.record.charter import Charter
from chancery.record.draft import Draft, State, lacking
from chancery.record.grants import powers
from chancery.record.statement import Instant, OfficeName, StatementId, Verb
from chancery.registry.draft_form import Papers
from chancery.registry.drafting import charter_of
from chancery.web.counter.names import Names
from chancery.web.desk import door
from chancery.web.desk.notices.called import Line, lines, names
from chancery.web.desk.notices.putting import approving_office, hand_of, offices_of
from chancery.web.desk.officers import Officer, officer

NEWEST = 12
MOST_SHOWN = 5
AT_ONCE = (Verb.DISOWN, Verb.SUSPEND)
"""What must not wait: a word that this never spoke for us, and a pause while we look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A notice on its way."""

    id: StatementId
    what: str
    mine: bool
    """Whether it waits for a hand of whoever is signed in."""
    state: str


def urgent(request: HttpRequest, language: str, shown: Iterable[Papers]) -> Mapping[str, object]:
    """
    What `desk/notices/_urgent.html` needs, under the one name `urgent`.

    The newest letters that stand, with the buttons this officer's offices have; and the
    notices that wait for them, among the drafts that are *shown* to them.
    """
    charter = _charter()
    if charter is None:
        return {"urgent": None}
    offices = offices_of(officer(request), charter, door.now())
    verbs = [verb.value for verb in AT_ONCE if may_at_all(charter, offices, verb)]
    return {
        "urgent": {
            "verbs": verbs,
            "letters": _standing(language) if verbs else (),
            "waiting": [each for each in waiting(request, language, shown) if each.mine],
            "disclaims": may_at_all(charter, offices, Verb.DISCLAIM),
        }
    }


def may_at_all(charter: Charter, offices: tuple[OfficeName, ...], verb: Verb) -> bool:
    """Whether some mandate gives one of these offices the verb, about anything; the act asks the rules."""
    return any((office, verb) in powers(charter).grants for office in offices)


def waiting(request: HttpRequest, language: str, shown: Iterable[Papers]) -> tuple[Waiting, ...]:
    """The notices on their way, of the drafts *shown* to this officer; those that wait for them first."""
    charter = _charter()
    if charter is None:
        return ()
    called = names(language)
    found = [
        _waiting(papers.draft, officer(request), charter, called, language)
        for papers in shown
        if papers.draft.statement.notice is not None
    ]
    return tuple(sorted(found, key=lambda each: not each.mine))


def what(draft: Draft, called: Names, language: str) -> str:
    """What a notice does, and to what, as a line: “Disown: letter US/1 of …”."""
    notice = draft.statement.notice
    assert notice is not None
    verb = say(f"notices.verb.{notice.verb}", language)
    if notice.key is not None:
        return say("notices.what_key", language, called, first=verb, key=notice.key)
    if not notice.targets:
        return verb
    return say("notices.what", language, called, first=verb, entry=notice.targets[0].statement)


def _waiting(draft: Draft, who: Officer, charter: Charter, called: Names, language: str) -> Waiting:
    return Waiting(
        id=StatementId(draft.id),
        what=what(draft, called, language),
        mine=_waits_for(draft, who, charter, door.now()),
        state=say(f"notices.state.{draft.state.name.lower()}", language),
    )


def _waits_for(draft: Draft, who: Officer, charter: Charter, at: Instant) -> bool:
    if draft.state is State.DRAFT:
        return who.person in draft.drafters
    if approving_office(who, draft, charter, at) is not None:
        return True
    hand = hand_of(who, charter, draft.statement.office, at)
    return hand is not None and not lacking(draft, charter, at, hand)


def _standing(language: str) -> tuple[Line, ...]:
    shown: Iterator[Line] = lines(door.registry().recent(NEWEST), language, names(language))
    return tuple(each for each in shown if each.stands and not each.notice)[:MOST_SHOWN]


def _charter() -> Charter | None:
    """The charter in force; None before there is one, when nobody may do anything."""
    try:
        return charter_of(door.registry())
    except Refused:
        return None
