"""A notice, step by step: chosen, filled in, foretold; then it goes on its way as a draft of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.check.copy import Letter
from chancery.errors import Malformed
from chancery.phrases import LANGUAGES, say
from chancery.phrases.desk import objection
from chancery.phrases.foretold import Foretold, foretold
from chancery.record.charter import Charter
from chancery.record.statement import OfficeName, Statement, StatementId, Verb
from chancery.record.words import Words
from chancery.registry.drafting import charter_of
from chancery.registry.foresight import may_be_done_alone
from chancery.registry.remedies import NOT_YET, ON_A_LETTER, ON_A_NOTICE
from chancery.store.pursued import Pursuit
from chancery.web.desk import door, trouble
from chancery.web.desk.notices import needs
from chancery.web.desk.notices.called import keys_held, names
from chancery.web.desk.notices.circulating import pasted
from chancery.web.desk.notices.corrected import difference
from chancery.web.desk.notices.filled import Fault, Filled, NotTaken, filled, require_all
from chancery.web.desk.notices.putting import hand_of, offices_of
from chancery.web.desk.notices.seen import pursuits
from chancery.web.desk.notices.urgent import may_at_all
from chancery.web.desk.notices.views.letter import ours
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings
from chancery.wiring import fresh_id, fresh_salt

FIELDS = ("words", "reference", "until", "since", "key", "extent", "minor")
ON_KEYS = {"report": Verb.REPORT_COMPROMISE, "confirm": Verb.CONFIRM_COMPROMISE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One kind of act at one address: what it is about, and which fields it asks for."""

    verb: Verb
    here: str
    about: Letter | None = None

    @property
    def id(self) -> StatementId | None:
        """What it is aimed at."""
        return None if self.about is None else self.about.name.id


@signed_in
def on_a_letter(request: HttpRequest, language: str, verb: str, code: str) -> HttpResponseBase:
    """A notice about something on our own record."""
    shown, kind = ours(code), _verb(verb)
    if shown is None or kind not in _fitting(shown):
        return trouble.not_found(request)
    here = f"notices/act/{verb}/{shown.name.code}"
    return _act(request, language, Page(verb=kind, here=here, about=shown))


@signed_in
def disclaim(request: HttpRequest, language: str) -> HttpResponseBase:
    """A notice that something which circulates never came from here."""
    return _act(request, language, Page(verb=Verb.DISCLAIM, here="notices/disclaim"))


@signed_in
def on_a_key(request: HttpRequest, language: str, verb: str) -> HttpResponseBase:
    """A notice that a key may be, or was, in other hands."""
    if verb not in ON_KEYS:
        return trouble.not_found(request)
    return _act(request, language, Page(verb=ON_KEYS[verb], here=f"notices/key/{verb}"))


def _act(request: HttpRequest, language: str, page: Page) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD", "POST"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    charter = charter_of(door.registry())
    try:
        found = _filled(request, page, charter, language)
    except NotTaken as refused:
        return _shown(request, language, page, charter, None, fault=refused.fault, status=400)
    if request.method == "POST" and request.POST.get("step") == "go":
        return _on_its_way(request, language, found)
    return _shown(request, language, page, charter, found)


def _filled(request: HttpRequest, page: Page, charter: Charter, language: str) -> Filled:
    offices = _offices(request, charter, page.verb)
    found = filled(request, page.verb, offices, about=page.id)
    if request.method != "POST":
        return _begun(found, page, language)
    return require_all(pasted(request, found) if page.verb is Verb.DISCLAIM else found)


def _begun(found: Filled, page: Page, language: str) -> Filled:
    """What a form starts with: a correction with the words as they are registered."""
    registered = _registered(page)
    if page.verb is Verb.CORRECT and registered is not None and not found.words:
        text = registered.authoritative
        return replace(found, words=text.text, language=text.language)
    return replace(found, language=language) if not found.words else found


def _registered(page: Page) -> Words | None:
    return None if page.about is None else page.about.words


def _offices(request: HttpRequest, charter: Charter, verb: Verb) -> tuple[OfficeName, ...]:
    """Their offices, those first to which the charter gives such an act."""
    own = offices_of(officer(request), charter, door.now())
    return tuple(sorted(own, key=lambda office: not may_at_all(charter, (office,), verb)))


def _on_its_way(request: HttpRequest, language: str, found: Filled) -> HttpResponseBase:
    """Kept as a draft from here on; what it is to be signed under does not change any more."""
    who, id = officer(request).person, fresh_id(door.registry().institution)
    salt = fresh_salt()
    papers = door.desk().begin(found.statement(id, salt=salt), found.texts(), salt=salt, by=who)
    digest = _digest(request.POST.get("sighting", ""))
    if digest is not None:
        pursuits().keep(Pursuit(at=door.now(), digest=digest, by=StatementId(papers.draft.id)))
    return redirect(f"/{language}/notices/draft/{papers.draft.id}")


def _digest(written: str) -> bytes | None:
    """The digest of the copy that made somebody act; None for none, or for what is none."""
    try:
        found = bytes.fromhex(written)
    except ValueError:
        return None
    return found if len(found) == 32 else None


# ── showing it ───────────────────────────────────────────────────────────────


def _shown(
    request: HttpRequest,
    language: str,
    page: Page,
    charter: Charter,
    found: Filled | None,
    *,
    fault: Fault | None = None,
    status: int = 200,
) -> HttpResponse:
    called = names(language)
    form = request.POST if request.method == "POST" else request.GET
    context = {
        **surroundings(request, language, page.here),
        "verb": page.verb.value,
        "name": say(f"notices.verb.{page.verb}", language),
        "about": say(f"notices.about.{page.verb}", language),
        "letter": page.about,
        "called": None if page.about is None else called.title(page.about.name.id),
        "clauses": _clauses(page, form.getlist("clause")),
        "offices": [(each, called.get(each, each)) for each in _offices(request, charter, page.verb)],
        "languages": LANGUAGES,
        "form": _written(form, found),
        "found": found,
        "keys": keys_held(charter, called) if page.verb in ON_KEYS.values() else (),
        "sighting": form.get("sighting", ""),
        "registered": _registered(page),
        "fault": None if fault is None else say(f"notices.fault.{fault}", language),
        **_foretold(request, found, charter, page, language),
    }
    return render(request, "desk/notices/act.html", context, status=status)


def _written(form: QueryDict, found: Filled | None) -> Mapping[str, str]:
    """What stands in the fields when the page is shown: as it was written, or as the form begins."""
    written = {name: form.get(name, "") for name in FIELDS}
    return written if found is None else {**written, "words": found.words}


def _foretold(
    request: HttpRequest, found: Filled | None, charter: Charter, page: Page, language: str
) -> Mapping[str, object]:
    """What would happen, as far as the form says what is to happen."""
    if found is None or (page.verb in ON_KEYS.values() and (found.key is None or found.since is None)):
        return {}
    statement, who, at = found.statement(NOT_YET), officer(request), door.now()
    told, objections = look_ahead(request, statement, charter, language)
    return {
        "foretold": told,
        "objections": objections,
        "needs": needs.told(statement, charter, who, at, language),
        "difference": difference(_registered(page), found.words, language)
        if page.verb is Verb.CORRECT
        else None,
    }


def look_ahead(
    request: HttpRequest, statement: Statement, charter: Charter, language: str
) -> tuple[Foretold, tuple[str, ...]]:
    """What the act would bring, and what the rules object to, in sentences."""
    who, called = officer(request), names(language)
    hand = hand_of(who, charter, statement.office, door.now())
    alone = may_be_done_alone(statement, charter, door.now(), by=who.person)
    foresight = door.registry().foresee(statement, (hand,) if alone and hand is not None else None)
    objections = tuple(objection(each, language, called) for each in foresight.objections)
    return foretold(foresight, language, called), objections


def _clauses(page: Page, chosen: list[str]) -> list[tuple[str, str, bool]]:
    """Each clause with its words, to choose among; none where there is only one."""
    act = None if page.about is None else page.about.entry.act
    if page.about is None or not isinstance(act, Statement) or len(act.clauses) < 2:
        return []
    words = page.about.words
    told = {} if words is None else words.authoritative.clauses
    text = "" if words is None else words.authoritative.text
    return [
        (each.id, text[slice(*told[each.id])] if each.id in told else "", each.id in chosen)
        for each in act.clauses
    ]


def _verb(written: str) -> Verb | None:
    try:
        return Verb(written.replace("-", "_"))
    except ValueError:
        return None


def _fitting(letter: Letter) -> tuple[Verb, ...]:
    """The kinds of notice that can be aimed at it."""
    act = letter.entry.act
    if not isinstance(act, Statement):
        raise Malformed("Only a statement can be the target of a notice.")
    return ON_A_LETTER if act.notice is None else ON_A_NOTICE
