"""What is open to whom: as on the pages of the Desk, by the same table and the same charter."""

from __future__ import annotations

from chancery.errors import NotPermitted
from chancery.record.draft import STEPS, Draft, Step
from chancery.record.routing import Routing, routing
from chancery.record.statement import StatementId
from chancery.registry.draft_form import Papers
from chancery.seal.approval import Approval
from chancery.web.desk import door
from chancery.web.desk.letters.views.approve import seat
from chancery.web.desk.letters.views.draft import doing

_STEP = {
    "edit": Step.EDIT,
    "submit": Step.SUBMIT,
    "give_back": Step.GIVE_BACK,
    "abandon": Step.ABANDON,
    "override": Step.EDIT,
}
"""The steps that need no hand, by the names of the Desk's buttons."""


def require_open(papers: Papers, step: str, person: str) -> None:
    """
    Raises `NotPermitted` for a step that is not this person's to do.

    A step that nobody can do now is left to the Desk, which says what to do first.
    """
    draft = papers.draft
    objected = step == "override" and bool(door.desk().objections(StatementId(draft.id)))
    open_ = doing(draft, _way(draft), person, objected)
    if _STEP[step] in STEPS[draft.state] and not getattr(open_, step):
        raise NotPermitted("This step is not open to the officer who made the access key.")


def require_counted(papers: Papers, hand: Approval) -> None:
    """Raises `NotPermitted` for an approval that would bring the draft no further."""
    draft = papers.draft
    if Step.APPROVE in STEPS[draft.state] and hand not in papers.approvals:
        office = hand.office or draft.statement.office
        if seat(draft, hand.person) != office:
            raise NotPermitted("Nothing in this draft waits for the approval of this person in this office.")


def require_releaser(papers: Papers, hand: Approval) -> None:
    """
    Raises `NotPermitted` for a hand that may not release this draft, though an override is in it.

    Without an override the Desk itself says what is lacking.
    """
    draft = papers.draft
    past_lacks = draft.statement.override is not None and Step.RELEASE in STEPS[draft.state]
    if past_lacks and hand.person not in {each.person for each in _way(draft).releasers}:
        raise NotPermitted("Only somebody who holds the office releases what it says.")


def _way(draft: Draft) -> Routing:
    return routing(draft, door.desk().charter(), door.now())
