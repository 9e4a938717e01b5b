"""What somebody wishes to be told of: the form as it came, and why it cannot be kept if it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from django.http import HttpRequest, QueryDict

from chancery.record.statement import Statement
from chancery.registry.outgoing import Way
from chancery.registry.subscribing import Scope, Topic, is_mail_address, is_web_address
from chancery.web.counter.asking import LONGEST_CODE
from chancery.web.counter.door import record
from chancery.web.counter.names import Names, institution_name, newest_charter
from chancery.web.counter.views.letter import found


@unique
class Fault(StrEnum):
    """Why nobody can be told there, by the name of its sentence."""

    NO_MAIL = "no_mail"
    NO_WEB = "no_web"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the wish is about, and what that is called on a page."""

    topic: Topic
    title: str
    code: str = ""
    """The letter's code; empty for an office or an institution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form's fields."""

    about: About
    way: Way
    address: str

    @property
    def fault(self) -> Fault | None:
        """Why nobody can be told there."""
        if self.way is Way.MAIL:
            return None if is_mail_address(self.address) else Fault.NO_MAIL
        return None if is_web_address(self.address) else Fault.NO_WEB


def form_in(request: HttpRequest, language: str) -> Form | None:
    """The form as it was sent; None for something that is not on this record."""
    about = about_in(request.POST, language)
    if about is None:
        return None
    way = Way.WEBHOOK if request.POST.get("way") == Way.WEBHOOK.value else Way.MAIL
    return Form(about=about, way=way, address=request.POST.get("address", "").strip())


def about_in(asked: QueryDict, language: str) -> About | None:
    """The letter, or the office, or else the institution; None for one that is not on this record."""
    letter, office = asked.get("letter", ""), asked.get("office", "")
    if letter:
        return _letter(letter, language)
    if office:
        return _office(office, language)
    home = record().institution
    topic = Topic(scope=Scope.INSTITUTION, institution=home)
    return About(topic=topic, title=institution_name(record(), home, language))


def _letter(code: str, language: str) -> About | None:
    ids = found(code) if len(code) <= LONGEST_CODE else ()
    letter = record().letter(ids[0]) if len(ids) == 1 else None
    if letter is None or not isinstance(letter.entry.act, Statement):
        return None
    topic = Topic(scope=Scope.LETTER, institution=letter.name.institution, about=letter.name.id)
    title = Names(record(), language, first=letter.name.institution).title(letter.name.id)
    return About(topic=topic, title=title, code=letter.name.code)


def _office(name: str, language: str) -> About | None:
    home = record().institution
    charter = newest_charter(record(), home)
    held = {} if charter is None else charter.offices
    office = next((each for each in held if each == name), None)
    if office is None:
        return None
    topic = Topic(scope=Scope.OFFICE, institution=home, about=office)
    return About(topic=topic, title=held[office].title.get(language, office))


def title_of(topic: Topic, language: str) -> str:
    """What a topic is called on a page that only a secret word leads to."""
    names = Names(record(), language, first=topic.institution)
    match topic.scope:
        case Scope.LETTER | Scope.OFFICE:
            return names.title(topic.about)  # type: ignore[arg-type]
        case Scope.INSTITUTION:
            return names.get(topic.institution, topic.institution)
