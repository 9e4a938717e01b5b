"""The page on which a letter is written, with what there is to remark on it beside the text.

Every button of the page posts the whole form.  Only “save” keeps anything; all others give
the form back with one thing changed, so that the page does without scripts whatever it
does with them.
"""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.errors import Conflict
from chancery.phrases import say
from chancery.record.draft import STEPS, Step
from chancery.registry.draft_form import Papers
from chancery.web.desk import door, trouble
from chancery.web.desk.letters.fields import Written, of_draft, posted
from chancery.web.desk.letters.filling import changed
from chancery.web.desk.letters.here import address, id_of, names_in, on_a_draft, place
from chancery.web.desk.letters.panel import Panel, empty, faulty, looked, worded
from chancery.web.desk.letters.reading import Letter, read
from chancery.web.desk.letters.sheet import sheet
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings
from chancery.wiring.chance import fresh_salt


@on_a_draft
def edit(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """Write a letter, or go on writing it."""
    if Step.EDIT not in STEPS[papers.draft.state]:
        return redirect(address(language, papers.draft))
    if request.method in ("GET", "HEAD"):
        return _shown(request, language, papers, of_draft(papers.draft))
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    written = posted(request.POST)
    if request.POST.get("do") == "save":
        return _saved(request, language, papers, written)
    return _shown(request, language, papers, changed(written, request.POST.get("do", ""), papers))


@on_a_draft
def look(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """The panel alone, for a page that looks again by itself while somebody writes."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    context = {"language": language, "panel": _panel(request, language, papers, posted(request.POST))}
    return render(request, "desk/letters/panel.html", context)


def _saved(request: HttpRequest, language: str, papers: Papers, written: Written) -> HttpResponseBase:
    letter = read(written, id=id_of(papers.draft), charter=door.desk().charter())
    if not isinstance(letter, Letter):
        return _shown(request, language, papers, written, status=400)
    try:
        door.desk().edit(
            letter.statement,
            letter.words,
            salt=fresh_salt(),
            by=officer(request).person,
            seen=_seen(request),
        )
    except Conflict:
        newest = door.desk().papers(id_of(papers.draft))
        return _shown(request, language, newest, written, theirs=of_draft(newest.draft), status=409)
    fallen = len(papers.given)
    messages.success(request, say("writing.saved", language))
    if fallen:
        messages.warning(request, say("writing.fallen", language, count=fallen))
    return redirect(address(language, papers.draft, "edit"))


def _seen(request: HttpRequest) -> int:
    written = request.POST.get("kept", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1


def _shown(
    request: HttpRequest,
    language: str,
    papers: Papers,
    written: Written,
    *,
    theirs: Written | None = None,
    status: int = 200,
) -> HttpResponseBase:
    kept = request.POST.get("kept", str(papers.kept)) if theirs is None else str(papers.kept)
    context = {
        **surroundings(request, language, place(papers.draft, "edit")),
        **sheet(written, language, request.POST.get("sought", "")),
        "draft": papers.draft,
        "kept": kept,
        "back": address(language, papers.draft),
        "look": address(language, papers.draft, "look"),
        "panel": _panel(request, language, papers, written),
        "theirs": theirs,
    }
    return render(request, "desk/letters/edit.html", context, status=status)


def _panel(request: HttpRequest, language: str, papers: Papers, written: Written) -> Panel:
    if empty(written):
        return Panel()
    desk = door.desk()
    letter = read(written, id=id_of(papers.draft), charter=desk.charter())
    if not isinstance(letter, Letter):
        return replace(_words_alone(written, language), faults=faulty(letter, language).faults)
    found = desk.look(letter.statement, letter.words, by=officer(request).person)
    return looked(found, letter.words, language, names_in(language))


def _words_alone(written: Written, language: str) -> Panel:
    """What can be remarked on words whose clauses are not marked yet."""
    words = written.words()
    return worded(door.desk().look_at_words(words), words, language)
