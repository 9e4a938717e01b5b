"""Ask the office, without an account; and the page on which the asker sees how long it takes.

The pages are the same whether what was asked about is unreleased or was never written:
neither is on the record, so the question is kept without a letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from chancery.phrases import DIRECTIONS, say, stretch
from chancery.record.asks import Ask, AskState
from chancery.record.inquiries import Inquiry
from chancery.record.statement import Statement
from chancery.registry.asking import Came, Fault, KeptAsk, answered, open_inquiries
from chancery.web.counter.asking import Form, form_in, own_letter
from chancery.web.counter.door import record
from chancery.web.counter.inbox import elsewhere, inbox, sent_from_elsewhere
from chancery.web.counter.limits import Turn, take
from chancery.web.counter.names import Names, institution_name
from chancery.web.counter.silence import Silence, silence
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble
from chancery.wiring import fresh_id
from chancery.wiring.ask_policy import Shown
from chancery.wiring.inbox import fresh_word

MOST_SHOWN = 100
"""Open questions that the public page lists, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One reply as the asker's page shows it."""

    title: str
    code: str
    at: int
    refuses: bool
    taken_back: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One inquiry as everybody may see it: about which letter, and since when."""

    title: str | None
    code: str
    since: int | None
    told: str
    clock: Silence | None


# No CSRF token: there is no session whose powers a foreign page could borrow, and what a browser
# sends for another site is refused by what it says of itself.
@csrf_exempt
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """The form, and the keeping of what it brings."""
    inbox()
    if request.method in ("GET", "HEAD"):
        return _form(request, language, Form(letter=own_letter(request.GET.get("letter", ""))))
    if request.method != "POST":
        return trouble.not_so(request, "GET", "HEAD", "POST")
    if sent_from_elsewhere(request):
        return trouble.said(request, *elsewhere(language), status=403)
    form = form_in(request)
    if request.POST.get("step") == "write":
        return _form(request, language, form)
    if form.fault is not None:
        return _form(request, language, form, form.fault)
    take(request, Turn.ASK)
    return _seen_later(f"/{language}/question/{_kept(form, language)}")


@csrf_exempt
def question(request: HttpRequest, language: str, word: str) -> HttpResponse:
    """The asker's own page: state, age, and the answer when there is one."""
    kept = inbox().asks.by_word(word)
    if kept is None:
        return trouble.not_found(request)
    if request.method == "POST":
        inbox().asks.forget_address(kept.ask.id)
        return _seen_later(f"/{language}/question/{word}")
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    response = render(request, "counter/asks/question.html", _own(kept, word, language))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def questions(request: HttpRequest, language: str) -> HttpResponse:
    """What waits for an answer: with its age if the institution shows it, as a number otherwise."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    here = inbox()
    found = open_inquiries(here.asks, record(), record().now())
    shown = list(_waiting(found, language)) if here.policy.public is Shown.AGES else []
    context = {
        **surroundings(language, here="questions"),
        "of": institution_name(record(), record().institution, language),
        "count": here.asks.count_waiting() if found else 0,
        "shows_ages": here.policy.public is Shown.AGES,
        "waiting": shown,
        "read": record().now(),
    }
    return render(request, "counter/asks/questions.html", context)


# ── keeping ──────────────────────────────────────────────────────────────────


def _kept(form: Form, language: str) -> str:
    """The secret word of the asker's page, once the question is kept."""
    word, now, home = fresh_word(), record().now(), record().institution
    act = None if form.letter is None else form.letter.entry.act
    kept = KeptAsk(
        ask=Ask(
            id=fresh_id(home),
            asker="",
            asked=(home,),
            institution=home,
            about=None if form.letter is None else form.letter.name.id,
            asked_at=now,
            copy=form.copy,
            due=inbox().policy.due(now),
        ),
        came=Came.COUNTER,
        words=form.words,
        quoted=form.quoted,
        language=language,
        office=act.office if isinstance(act, Statement) else None,
        address=form.address,
    )
    inbox().asks.keep(kept, word=word)
    return word


# ── showing ──────────────────────────────────────────────────────────────────


def _form(request: HttpRequest, language: str, form: Form, fault: Fault | None = None) -> HttpResponse:
    names = Names(record(), language)
    context = {
        **surroundings(language, here="ask"),
        "form": form,
        "about": None if form.letter is None else names.title(form.letter.name.id),
        "fault": None if fault is None else f"asks.fault.{fault}",
        "faulty": _FAULTY.get(fault) if fault is not None else None,
    }
    response = render(request, "counter/asks/ask.html", context, status=200 if fault is None else 400)
    response.headers["Cache-Control"] = "no-store"
    return response


_FAULTY = {Fault.NO_ADDRESS: "address", Fault.QUOTED_TOO_LONG: "quoted"}
"""The field that a fault speaks of, where it is not the question."""


def _own(kept: KeptAsk, word: str, language: str) -> dict[str, object]:
    ask, now = answered(kept.ask, record()), record().now()
    names, state = Names(record(), language), ask.state(now)
    ended = min((reply.at for reply in ask.replies if reply.stands(now)), default=None)
    return {
        **surroundings(language, here=f"question/{word}"),
        "ask": ask,
        "kept": kept,
        "state": state,
        "about": None if ask.about is None else names.title(ask.about),
        "code": _code(ask),
        "waited": stretch(ask.age(now) or 0, language),
        "told": told(ask, language, now),
        "clock": silence(
            ask.asked_at,
            ended or now,
            due=ask.due,
            ended=ended is not None,
            mirrored=DIRECTIONS[language] == "rtl",
        ),
        "answers": list(_answers(ask, names)),
        "read": now,
    }


def _answers(ask: Ask, names: Names) -> Iterator[Answer]:
    for reply in ask.replies:
        letter = record().letter(reply.statement)
        if letter is not None:
            yield Answer(
                title=names.title(reply.statement),
                code=letter.name.code,
                at=reply.at,
                refuses=reply.refuses,
                taken_back=reply.taken_back,
            )


def _code(ask: Ask) -> str:
    letter = None if ask.about is None else record().letter(ask.about)
    return "" if letter is None else letter.name.code


def told(ask: Ask, language: str, now: int) -> str:
    """The state of a question and its age, in one sentence: what the picture shows."""
    age, state = ask.age(now), ask.state(now)  # type: ignore[arg-type]
    if age is None:
        return say("asks.told.age_unknown", language)
    return say(f"asks.told.{state}", language, time=stretch(age, language))


def _waiting(found: Sequence[Inquiry], language: str) -> Iterator[Waiting]:
    now, names = record().now(), Names(record(), language)
    for inquiry in found[:MOST_SHOWN]:
        age, overdue = inquiry.age(now), inquiry.state(now) is AskState.OVERDUE
        since = inquiry.since(now)
        key = "asks.told.overdue" if overdue else "asks.told.open"
        yield Waiting(
            title=None if inquiry.about is None else names.title(inquiry.about),
            code=_code(inquiry.asks[0]),
            since=since,
            told=say(key, language, time=stretch(age, language))
            if age is not None
            else say("asks.told.age_unknown", language),
            clock=silence(
                since, now, due=inquiry.due(now), ended=False, mirrored=DIRECTIONS[language] == "rtl"
            ),
        )


def _seen_later(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303  # whatever was sent, the page is fetched
    return response
