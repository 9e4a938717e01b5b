"""Questions that wait for an answer of the access key's office; who asked stays at the Desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from chancery.check.projection import letter_of, moment
from chancery.record.asks import Ask
from chancery.record.inquiries import Inquiry
from chancery.record.statement import Instant, StatementId
from chancery.registry.asking import KeptAsk, open_inquiries
from chancery.store.office.access import Access, Scope
from chancery.web.api import shapes
from chancery.web.api.answering import said
from chancery.web.desk import door
from chancery.web.desk.api.bearer import access_with, with_key
from chancery.web.desk.asks.here import inbox, office_of

router = Router(tags=["asks"])


class Question(shapes.Told):
    """One question, in the asker's own words."""

    id: str = Field(description="What a statement links to, with `answers` or `refuses_answer`.")
    came: str = Field(description="By the Counter, by mail or by telephone.")
    language: str
    words: str
    quoted: str = Field(description="The words it is about, if the asker gave them.")
    asked_at: str | None
    due: str | None


class TheInquiry(shapes.Told):
    """Everything that is asked about one thing; one statement answers all of it."""

    name: str = Field(description="The oldest question.")
    about: shapes.LetterName | None
    state: str = Field(description="open or overdue.")
    since: str | None = Field(description="Since when somebody waits; unknown where nobody said.")
    due: str | None
    questions: list[Question]


class Inquiries(shapes.Told):
    """What waits for an answer; who waits longest comes first."""

    inquiries: list[TheInquiry]


@router.get(
    "/asks",
    **with_key(
        Scope.ASKS,
        "open_asks",
        "List the questions that wait for an answer",
        Inquiries,
        refuses=(401, 403, 422, 429, 503),
    ),
)
def waiting(request: HttpRequest) -> HttpResponse:
    """
    Of the key's office, and those that name no office.

    The answer is a letter with a link to each question: begin it as a draft.
    """
    access, at = access_with(request), door.now()
    found = open_inquiries(inbox().asks, door.registry(), at)
    told = (_told(each, access, at) for each in found)
    return said({"inquiries": [each for each in told if each["questions"]]})


def _told(inquiry: Inquiry, access: Access, at: Instant) -> dict[str, object]:
    due, since = inquiry.due(at), inquiry.since(at)
    return {
        "name": inquiry.name,
        "about": None if inquiry.about is None else _letter(inquiry.about),
        "state": inquiry.state(at).value,
        "since": None if since is None else moment(since),
        "due": None if due is None else moment(due),
        "questions": [_question(ask, kept) for ask, kept in _with_words(inquiry, access, at)],
    }


def _with_words(inquiry: Inquiry, access: Access, at: Instant) -> Iterator[tuple[Ask, KeptAsk]]:
    """Those that wait, with their words, as far as they are this office's."""
    waits = {ask.id: ask for ask in inquiry.waiting(at)}
    for kept in inbox().asks.some(waits):
        if office_of(kept) in (None, access.office):
            yield waits[kept.ask.id], kept


def _question(ask: Ask, kept: KeptAsk) -> dict[str, object]:
    return {
        "id": ask.id,
        "came": kept.came.value,
        "language": kept.language,
        "words": kept.words,
        "quoted": kept.quoted,
        "asked_at": None if ask.asked_at is None else moment(ask.asked_at),
        "due": None if ask.due is None else moment(ask.due),
    }


def _letter(id: StatementId) -> object:
    found = door.registry().letter(id)
    return None if found is None else letter_of(found.name)
