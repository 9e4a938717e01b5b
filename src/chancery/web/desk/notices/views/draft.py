"""A notice on its way: foretold once more, for everybody whose hand it needs; then put on the record."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.errors import OutOfOrder
from chancery.phrases import apart, listed, say
from chancery.record.code import code_of
from chancery.record.draft import State
from chancery.record.entry import Role, notice_of
from chancery.record.statement import Statement, StatementId, Verb
from chancery.registry.draft_form import Papers
from chancery.registry.drafting import charter_of
from chancery.registry.margin import Noted
from chancery.web.desk import door, hands, trouble
from chancery.web.desk.notices import needs
from chancery.web.desk.notices.called import names
from chancery.web.desk.notices.corrected import difference
from chancery.web.desk.notices.putting import approving_office, open_to
from chancery.web.desk.notices.stamping import stamp_after
from chancery.web.desk.notices.urgent import what
from chancery.web.desk.notices.views.act import look_ahead
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings
from chancery.web.desk.telling import tell

MOST_REASON = 1_000


@signed_in
def draft(request: HttpRequest, language: str, id: str) -> HttpResponseBase:
    """One notice that is not on the record yet."""
    papers = _papers(StatementId(id), officer(request).person)
    if papers is None:
        return trouble.not_found(request)
    if papers.draft.state is State.RELEASED:
        return _gone(language, papers.draft.statement)
    if request.method in ("GET", "HEAD"):
        return _shown(request, language, papers)
    step = STEPS.get(request.POST.get("do", "")) if request.method == "POST" else None
    if step is None:
        return trouble.not_so(request, "GET", "HEAD", "POST")
    return step(request, language, papers)


def _papers(id: StatementId, person: str) -> Papers | None:
    """The notice; None for one that was let go, is no notice, or does not concern that person."""
    try:
        papers = door.desk().papers_for(id, person)
    except OutOfOrder:
        return None
    kept = papers.draft.statement.notice is not None and papers.draft.state is not State.VOID
    return papers if kept else None


def _shown(request: HttpRequest, language: str, papers: Papers) -> HttpResponse:
    found, charter, called = papers.draft, charter_of(door.registry()), names(language)
    told, objections = look_ahead(request, found.statement, charter, language)
    opened = open_to(request, found, charter)
    notice = found.statement.notice
    assert notice is not None, "only notices are shown here"
    context = {
        **surroundings(request, language, f"notices/draft/{found.id}"),
        "draft": found,
        "what": what(found, called, language),
        "verb_name": say(f"notices.verb.{notice.verb}", language),
        "office": called.get(found.statement.office, found.statement.office),
        "state": say(f"notices.state.{found.state.name.lower()}", language),
        "foretold": told,
        "objections": objections,
        "needs": list(needs.lacks_of(found, charter, door.now(), language)),
        "reasons": _reasons(papers),
        "given": [(each.hand.person, each.at) for each in papers.given],
        "open": opened,
        "may_release": listed([apart(each) for each in opened.others], language),
        "difference": _difference(found.statement, papers, notice.verb, language),
        "clauses": [target.clause for target in notice.targets if target.clause],
    }
    return render(request, "desk/notices/draft.html", context)


def _reasons(papers: Papers) -> list[tuple[str, int, str]]:
    """Why it was given back, the newest first; somebody may have given no reason."""
    notes = door.desk().notes(StatementId(papers.draft.id))
    given_back = [note for note in notes if note.noted is Noted.GIVEN_BACK]
    return [(note.by, note.at, note.text) for note in reversed(given_back)]


def _difference(statement: Statement, papers: Papers, verb: Verb, language: str) -> object:
    """What a correction changes in the words it is about."""
    if verb is not Verb.CORRECT or papers.draft.words is None or statement.notice is None:
        return None
    letter = door.registry().letter(statement.notice.targets[0].statement)
    registered = None if letter is None else letter.words
    return difference(registered, papers.draft.words.authoritative.text, language)


# ── the steps ────────────────────────────────────────────────────────────────


def _submit(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    door.desk().submit(StatementId(papers.draft.id))
    return _back(language, papers)


def _approve(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    charter, issuing = charter_of(door.registry()), papers.draft.statement.office
    wanted = approving_office(officer(request), papers.draft, charter, door.now())
    hand = hands.taken(request, charter, papers.draft.digest, Role.APPROVER, issuing=issuing, wanted=wanted)
    door.desk().approve(StatementId(papers.draft.id), hand)
    _tell(
        hand.person,
        "writing.mail.approved",
        papers,
        f"approved/{papers.draft.digest.hex()}",
        language,
        by=hand.person,
    )
    return _back(language, papers)


def _give_back(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    who, reason = officer(request).person, request.POST.get("reason", "").strip()[:MOST_REASON]
    kept = door.desk().give_back(StatementId(papers.draft.id), reason, by=who)
    for drafter in sorted(papers.draft.drafters - {who}):
        _tell(drafter, "writing.mail.given_back", papers, f"given_back/{kept.kept}", language, by=who)
    return _back(language, papers)


def _tell(person: str, key: str, papers: Papers, once: str, language: str, *, by: str) -> None:
    """Write to an officer what was done in their name, or with what they wrote."""
    title = what(papers.draft, names(language), language)
    tell(person, key, once=f"{papers.draft.id}/{once}", title=title, at=door.now(), by=by)


def _release(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    charter, id = charter_of(door.registry()), StatementId(papers.draft.id)
    hand = hands.taken(
        request, charter, papers.draft.digest, Role.RELEASER, issuing=papers.draft.statement.office
    )
    if papers.draft.state is State.DRAFT and open_to(request, papers.draft, charter).alone:
        door.desk().submit(id)
    entry = door.desk().release(id, hand)
    messages.info(request, say("notices.done", language, code=code_of(entry.id)))
    if not stamp_after(notice_of(entry)):
        messages.warning(request, say("notices.unstamped", language))
    return _gone(language, papers.draft.statement)


def _abandon(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    door.desk().abandon(StatementId(papers.draft.id))
    messages.info(request, say("notices.abandoned", language))
    return redirect(f"/{language}/notices")


Step = Callable[[HttpRequest, str, Papers], HttpResponseBase]

STEPS: dict[str, Step] = {
    "submit": _submit,
    "approve": _approve,
    "give_back": _give_back,
    "release": _release,
    "abandon": _abandon,
}
"""What the buttons of the page are called."""


def _back(language: str, papers: Papers) -> HttpResponseBase:
    return redirect(f"/{language}/notices/draft/{papers.draft.id}")


def _gone(language: str, statement: Statement) -> HttpResponseBase:
    """To the page of what the notice was about; to that of the notice, if it was about no letter."""
    notice = statement.notice
    assert notice is not None, "only notices are shown here"
    about = notice.targets[0].statement if notice.targets else statement.id
    return redirect(f"/{language}/notices/letter/{code_of(about)}")
