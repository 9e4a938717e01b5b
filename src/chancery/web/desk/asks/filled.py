"""The forms of this section as they came: read by name, or refused by the name of one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from chancery.errors import Malformed
from chancery.phrases import LANGUAGES
from chancery.record.asks import Ask, Reassurance
from chancery.record.statement import Instant, OfficeName, Statement, StatementId, Subject, Verb
from chancery.registry.answering import ANSWERING
from chancery.registry.asking import MOST_NAME, MOST_WORDS, Came, KeptAsk, fault_in
from chancery.web.counter.asked import moment
from chancery.web.counter.brought import NotReadable
from chancery.web.counter.views.letter import found
from chancery.web.desk import door
from chancery.web.desk.asks.here import inbox, seats
from chancery.web.desk.officers import officer
from chancery.wiring import fresh_id

MOST_ANSWER = 20_000
"""Characters of an answer that is begun here; it is written on as a draft."""
MOST_SUBJECT = 200


class NotFilled(Exception):
    """A form that cannot be taken as it is; *fault* names the sentence that says why."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What an officer wrote to answer everybody who waits."""

    office: OfficeName
    verb: Verb
    subject: Subject
    language: str
    text: str
    refuses: bool


def due_in(request: HttpRequest) -> Instant | None:
    """The moment by which an answer is promised, None to promise none; raises `NotFilled`."""
    at = _moment(request.POST.get("due", ""), "no_due")
    if at is not None and at <= door.now():
        raise NotFilled("no_due")
    return at


def reassurance_in(request: HttpRequest) -> Reassurance:
    """What was said informally, and by whom; raises `NotFilled`."""
    by, words = _line(request.POST, "by"), request.POST.get("words", "").strip()
    if not by or fault_in(words, name=by) is not None:
        raise NotFilled("no_word")
    return Reassurance(by=by, words=words, at=door.now())


def answering_in(request: HttpRequest) -> Answering:
    """The answer as it is begun; raises `NotFilled` where something is lacking."""
    sent = request.POST
    office = next((seat.office for seat in seats(request) if seat.office == sent.get("office")), None)
    verb = next((verb for verb in ANSWERING if verb == sent.get("verb")), None)
    text, subject = sent.get("words", "").replace("\r\n", "\n").strip(), _line(sent, "subject")
    whole = text and len(text) <= MOST_ANSWER and subject and len(subject) <= MOST_SUBJECT
    if office is None or verb is None or not whole or fault_in(text[:MOST_WORDS]) is not None:
        raise NotFilled("no_answer")
    return Answering(
        office=office,
        verb=verb,
        subject=Subject(subject),
        language=sent["language"] if sent.get("language") in LANGUAGES else LANGUAGES[0],
        text=text,
        refuses=sent.get("refuses") == "yes",
    )


def call_in(request: HttpRequest, language: str) -> KeptAsk:
    """A question written down by hand, of a call or of a report; raises `NotFilled`."""
    sent, home = request.POST, door.registry().institution
    words, asker, address = sent.get("words", "").strip(), _line(sent, "asker"), _line(sent, "address")
    fault = fault_in(words, address=address, name=asker)
    if fault is not None:
        raise NotFilled(fault.value)
    reported = sent.get("came") == Came.REPORTED.value
    about = _letter(_line(sent, "letter"))
    asked_at = None if reported else (_moment(_line(sent, "asked_at"), "no_due") or door.now())
    if asked_at is not None and asked_at > door.now():
        raise NotFilled("no_due")
    ask = Ask(
        id=fresh_id(home),
        asker=asker,
        asked=(_line(sent, "asked") or home,) if reported else (home,),
        institution=home,
        about=None if about is None else about.id,
        asked_at=asked_at,
        asked_when=(_line(sent, "asked_when") or None) if reported else None,
        due=None if asked_at is None else inbox().policy.due(asked_at),
    )
    return KeptAsk(
        ask=ask,
        came=Came.REPORTED if reported else Came.TELEPHONE,
        words=words,
        language=language,
        office=None if about is None else about.office,
        address="" if reported else address,
        told_by=officer(request).person,
    )


def _letter(name: str) -> Statement | None:
    """One of our letters by its code or reference; raises `NotFilled` for a name that is none."""
    if not name:
        return None
    ids: tuple[StatementId, ...] = found(name)
    held = door.registry().held(ids[0]) if len(ids) == 1 else None
    if held is None or not isinstance(held[0].act, Statement):
        raise NotFilled("no_letter")
    return held[0].act


def _moment(text: str, fault: str) -> Instant | None:
    try:
        return moment(text)
    except (NotReadable, Malformed) as unreadable:
        raise NotFilled(fault) from unreadable


def _line(sent: QueryDict, name: str) -> str:
    return " ".join(sent.get(name, "").split())[: MOST_NAME + 1]
