"""What an officer filled in for a notice, read from the form as it came, and made into an act.

Nothing is decided here: what the rules object to is asked afterwards, and shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from django.conf import settings
from django.http import HttpRequest, QueryDict

from chancery.phrases import LANGUAGES
from chancery.record.statement import (
    ClauseId,
    Instant,
    KeyName,
    Notice,
    OfficeName,
    Severity,
    Statement,
    StatementId,
    Target,
    Verb,
)
from chancery.record.words import Text, Words
from chancery.seal.words_form import seal_words
from chancery.web.counter import asked
from chancery.web.counter.brought import REPLACEMENT, NotReadable
from chancery.web.desk import door

MOST_REFERENCE = 200


@unique
class Fault(StrEnum):
    """Why a form cannot be taken as it is, by the name of its sentence."""

    MOMENT = "moment"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NO_WORDS = "no_words"
    NO_CLAUSE = "no_clause"
    NO_KEY = "no_key"
    NO_MOMENT = "no_moment"
    NO_OFFICE = "no_office"
    PAST = "past"


class NotTaken(Exception):
    """The form is not taken; *fault* names the sentence that says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A notice as far as it is filled in."""

    verb: Verb
    office: OfficeName
    about: StatementId | None = None
    clauses: tuple[ClauseId, ...] = ()
    """The clauses that are meant; none: the whole."""
    words: str = ""
    language: str = LANGUAGES[0]
    reference: str = ""
    until: Instant | None = None
    minor: bool = False
    key: KeyName | None = None
    since: Instant | None = None

    def statement(self, id: StatementId, *, salt: bytes | None = None) -> Statement:
        """
        The notice as a statement of that id, before its words have a digest.

        With the *salt* that its words will be sealed with, a disclaimer names the words that circulate.
        """
        return Statement(
            id=id,
            institution=door.registry().institution,
            office=self.office,
            form="notice",
            reference=self.reference or None,
            notice=Notice(
                verb=self.verb,
                targets=self._targets(),
                until=self.until,
                key=self.key,
                since=self.since,
                severity=Severity.MINOR if self.minor else Severity.SUBSTANTIVE,
                circulating=self._circulating(salt),
            ),
        )

    def _circulating(self, salt: bytes | None) -> bytes | None:
        words = self.texts()
        if self.verb is not Verb.DISCLAIM or words is None or salt is None:
            return None
        _, digest = seal_words(words, salt)
        return digest

    def texts(self) -> Words | None:
        """Its own words; None for a notice without any."""
        if not self.words.strip():
            return None
        return Words(authoritative=Text(language=self.language, text=self.words))

    def _targets(self) -> tuple[Target, ...]:
        if self.about is None:
            return ()
        if not self.clauses:
            return (Target(statement=self.about),)
        return tuple(Target(statement=self.about, clause=clause) for clause in self.clauses)


def filled(
    request: HttpRequest, verb: Verb, offices: tuple[OfficeName, ...], *, about: StatementId | None = None
) -> Filled:
    """What the form says; raises `NotTaken`."""
    form = request.POST if request.method == "POST" else request.GET
    return Filled(
        verb=verb,
        office=_office(form, offices),
        about=about,
        clauses=_clauses(form),
        words=_text(form, "words", settings.MOST_WORDS),
        language=_one_of(form.get("language"), LANGUAGES),
        reference=" ".join(_text(form, "reference", MOST_REFERENCE).split()),
        until=_moment(form, "until"),
        minor=form.get("minor") == "yes",
        key=KeyName(form["key"]) if form.get("key") else None,
        since=_moment(form, "since"),
    )


def require_all(found: Filled) -> Filled:
    """The same, once nothing is missing that such an act cannot do without; raises `NotTaken`."""
    if found.verb in (Verb.CORRECT, Verb.DISCLAIM) and not found.words.strip():
        raise NotTaken(Fault.NO_WORDS)
    if found.until is not None and found.until <= door.now():
        raise NotTaken(Fault.PAST)
    if found.verb in (Verb.REPORT_COMPROMISE, Verb.CONFIRM_COMPROMISE):
        if found.key is None:
            raise NotTaken(Fault.NO_KEY)
        if found.since is None:
            raise NotTaken(Fault.NO_MOMENT)
    return found


def _office(form: QueryDict, offices: tuple[OfficeName, ...]) -> OfficeName:
    """The office they chose among their own; the first, while none was chosen."""
    named = form.get("office")
    if not offices or (named and named not in offices):
        raise NotTaken(Fault.NO_OFFICE)
    return OfficeName(named) if named else offices[0]


def _clauses(form: QueryDict) -> tuple[ClauseId, ...]:
    if form.get("extent") != "some":
        return ()
    chosen = tuple(ClauseId(each) for each in form.getlist("clause"))
    if not chosen:
        raise NotTaken(Fault.NO_CLAUSE)
    return chosen


def _text(form: QueryDict, name: str, most: int) -> str:
    text = form.get(name, "").replace("\r\n", "\n")
    if len(text.encode("utf-8", "surrogatepass")) > most:
        raise NotTaken(Fault.TOO_LONG)
    if "\0" in text or REPLACEMENT in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise NotTaken(Fault.UNREADABLE)
    return text


def _moment(form: QueryDict, name: str) -> Instant | None:
    try:
        return asked.moment(form.get(name))
    except NotReadable as unreadable:
        raise NotTaken(Fault.MOMENT) from unreadable


def _one_of(given: str | None, known: tuple[str, ...]) -> str:
    return given if given in known else known[0]
