"""What an officer does about an inquiry: promise a time, put it higher, note a word, answer everybody."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from chancery.phrases import say
from chancery.record.inquiries import Inquiry
from chancery.record.statement import OfficeName, StatementId
from chancery.registry.answering import answer, with_latecomers
from chancery.web.desk import door, trouble
from chancery.web.desk.asks.filled import NotFilled, answering_in, due_in, reassurance_in
from chancery.web.desk.asks.here import charter, inbox, on_an_inquiry, place
from chancery.web.desk.asks.views.inquiry import drafts_answering, shown
from chancery.web.desk.officers import officer
from chancery.web.desk.telling import tell
from chancery.wiring import fresh_id, fresh_salt

Step = Callable[[HttpRequest, str, Inquiry], HttpResponseBase]


@on_an_inquiry
def step(request: HttpRequest, language: str, found: Inquiry) -> HttpResponseBase:
    """One of them, by the button that was pressed."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    do = _STEPS.get(request.POST.get("do", ""))
    if do is None:
        return trouble.page(request, "bad_request", status=400)
    try:
        return do(request, language, found)
    except NotFilled as lacking:
        return shown(request, language, found, lacking.fault, request.POST.dict())


def _promise(request: HttpRequest, language: str, found: Inquiry) -> HttpResponseBase:
    """An answer by a moment, to everybody who waits."""
    due = due_in(request)
    inbox().asks.assign(_waiting(found), due)
    return _done(request, language, found, "promised" if due is not None else "unpromised")


def _raise(request: HttpRequest, language: str, found: Inquiry) -> HttpResponseBase:
    """Before an office above; those who sit there are told by mail."""
    office = OfficeName(request.POST.get("office", ""))
    if office not in charter().offices:
        return trouble.page(request, "bad_request", status=400)
    now = door.now()
    inbox().asks.escalate(_waiting(found), office, now, officer(request).person)
    for holder in charter().offices[office].holders:
        if holder.serves(now):
            once = f"raised/{found.name}/{office}/{now}"
            tell(holder.person, "asks.officer.raised", once=once, by=officer(request).person, at=now)
    return _done(request, language, found, "raised")


def _note(request: HttpRequest, language: str, found: Inquiry) -> HttpResponseBase:
    """An informal word, beside the questions; it closes none of them."""
    inbox().asks.reassure(_waiting(found) or [ask.id for ask in found.asks], reassurance_in(request))
    return _done(request, language, found, "noted")


def _answer(request: HttpRequest, language: str, found: Inquiry) -> HttpResponseBase:
    """A draft that answers everybody who waits, to be approved and released like every letter."""
    given, here = answering_in(request), door.registry().institution
    statement, words = answer(
        found,
        given.text,
        id=fresh_id(here),
        institution=here,
        office=given.office,
        verb=given.verb,
        subject=given.subject,
        language=given.language,
        at=door.now(),
        refuses=given.refuses,
    )
    door.desk().begin(statement, words, salt=fresh_salt(), by=officer(request).person)
    messages.success(request, say("asks.done.answer", language))
    return redirect(f"/{language}/letters/{statement.id.removeprefix('urn:uuid:')}")


def _take_in(request: HttpRequest, language: str, found: Inquiry) -> HttpResponseBase:
    """Those who asked since, into an answer that is on its way."""
    wanted = StatementId(f"urn:uuid:{request.POST.get('draft', '')}")
    for papers in drafts_answering(request, found):
        if papers.draft.id == wanted:
            wider = with_latecomers(papers.draft.statement, found, door.now())
            door.desk().edit(wider, papers.draft.words, salt=fresh_salt(), by=officer(request).person)
            return _done(request, language, found, "taken_in")
    return trouble.not_found(request)


_STEPS: dict[str, Step] = {
    "promise": _promise,
    "raise": _raise,
    "note": _note,
    "answer": _answer,
    "take_in": _take_in,
}


def _waiting(found: Inquiry) -> list[StatementId]:
    return [ask.id for ask in found.waiting(door.now())]


def _done(request: HttpRequest, language: str, found: Inquiry, what: str) -> HttpResponseBase:
    messages.success(request, say(f"asks.done.{what}", language))
    return redirect(f"/{language}/{place(found)}")
