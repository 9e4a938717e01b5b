"""What follows a step, wherever it was taken: officers are told of it, and letters are pressed."""

from __future__ import annotations

import logging

from chancery.errors import ChanceryError
from chancery.record.statement import StatementId
from chancery.registry.draft_form import Papers
from chancery.seal.approval import Approval
from chancery.web.desk import door
from chancery.web.desk.letters.here import title_of
from chancery.web.desk.telling import tell
from chancery.wiring.pressing import pressed

_faults = logging.getLogger("django.request")


def approved(papers: Papers, hand: Approval) -> None:
    """Tell the one whose hand it is."""
    once = f"approved/{papers.draft.id}/{papers.draft.digest.hex()}"
    title = title_of(papers.draft)
    tell(hand.person, "writing.mail.approved", once=once, title=title, at=door.now())


def given_back(papers: Papers, by: str) -> None:
    """Tell its drafters, other than the one who gave it back."""
    once = f"given_back/{papers.draft.id}/{papers.kept}/{door.now()}"
    for drafter in sorted(papers.draft.drafters - {by}):
        tell(
            drafter, "writing.mail.given_back", once=once, by=by, title=title_of(papers.draft), at=door.now()
        )


def released(papers: Papers) -> None:
    """Press the letter.  What is on the record stays on it: a press that fails spoils no release."""
    if papers.words is None:
        return
    try:
        pressed(door.house(), door.registry(), StatementId(papers.draft.id))
    except ChanceryError as fault:
        _faults.error("A letter that was released could not be pressed: %s", fault)
