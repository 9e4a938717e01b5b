"""Letters to those who asked something, and to those who want to be told: short, and with one link."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from chancery.check.answers import LetterName
from chancery.phrases.catalogue import DIRECTIONS
from chancery.phrases.naming import called
from chancery.phrases.saying import say
from chancery.record.charter import Charter
from chancery.record.statement import Institution
from chancery.registry.asking import Asker, Receipt
from chancery.registry.outgoing import Message, Way
from chancery.registry.subscribing import Confirmation, Scope

_APART = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
"""Isolates help a text read from right to left; a subject, or English, shows boxes for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """In whose name the letters go, and where their links lead."""

    institution: Institution
    charter: Charter | None
    counter: str
    """Where the Counter is, without a slash at the end."""


def receipt(waiting: Receipt, head: Letterhead) -> Message:
    """To somebody who asked by mail: it arrived, and here one sees how long it takes."""
    language = waiting.language
    page = f"{head.counter}/{language}/question/{waiting.word}"
    lines = [
        _said("receipt", head, language),
        "",
        _said("receipt_page", head, language),
        page,
        "",
        _said("receipt_not_you", head, language),
    ]
    return Message(
        kind=Way.MAIL,
        key=f"receipt/{waiting.ask}",
        to=waiting.address,
        subject=_said("receipt_subject", head, language).translate(_APART),
        text=_text(lines, language),
        language=language,
    )


def answer(asker: Asker, letter: LetterName, head: Letterhead) -> Message:
    """To somebody who asked: it is answered, or refused, and where that stands."""
    language, kind = asker.language, "refusal" if asker.refuses else "answer"
    reference = letter.reference or letter.code
    lines = [
        _said(kind, head, language),
        "",
        _said("answer_page", head, language),
        f"{head.counter}/{language}/letter/{letter.code}",
        say("post.mail.compare", language),
    ]
    return Message(
        kind=Way.MAIL,
        key=f"answer/{letter.id}/{_digest(asker.address)}",
        to=asker.address,
        subject=_said(f"{kind}_subject", head, language, reference=reference).translate(_APART),
        text=_text(lines, language),
        language=language,
        about=letter.id,
    )


def confirmation(waiting: Confirmation, letter: LetterName | None, head: Letterhead) -> Message:
    """
    The one message before anybody is told of anything: a link, by which the address agrees.

    *letter* is the one that the wish is about; None for an office or an institution.
    """
    link = f"{head.counter}/{waiting.language}/told/confirm/{waiting.word}"
    key = f"confirm/{waiting.number}/{waiting.asked_at}"
    if waiting.way is Way.WEBHOOK:
        return Message(kind=Way.WEBHOOK, key=key, to=waiting.address, text=_challenge(waiting, link))
    return Message(
        kind=Way.MAIL,
        key=key,
        to=waiting.address,
        subject=_said("confirm_subject", head, waiting.language).translate(_APART),
        text=_text(_agreeing(waiting, letter, link, head), waiting.language),
        language=waiting.language,
    )


def _agreeing(waiting: Confirmation, letter: LetterName | None, link: str, head: Letterhead) -> Sequence[str]:
    language, topic = waiting.language, waiting.topic
    reference = "" if letter is None else letter.reference or letter.code
    wish = _said(f"confirm_{topic.scope}", head, language, reference=reference, office=topic.about)
    return [
        wish,
        "",
        _said("confirm_link", head, language),
        link,
        say("post.mail.compare", language),
        "",
        _said("confirm_not_you", head, language),
    ]


def _challenge(waiting: Confirmation, link: str) -> str:
    """For a program: it agrees by posting to the link, as a person does by the button behind it."""
    topic = waiting.topic
    wished = {"scope": topic.scope.value, "institution": topic.institution}
    if topic.scope is not Scope.INSTITUTION:
        wished["letter" if topic.scope is Scope.LETTER else "office"] = topic.about
    said = {
        "type": "subscription.confirm",
        "timestamp": waiting.asked_at,
        "data": {"confirm": link, "about": wished},
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _said(key: str, head: Letterhead, language: str, **facts: str) -> str:
    names = called(head.institution, head.charter, language)
    return say(f"asks.mail.{key}", language, names, **{"institution": head.institution, **facts})


def _text(lines: Sequence[str], language: str) -> str:
    text = "\n".join([*lines, "", say("post.mail.machine", language)]) + "\n"
    return text if DIRECTIONS[language] == "rtl" else text.translate(_APART)


def _digest(address: str) -> str:
    """The same for the same address, however it is spelled: it is told once."""
    return hashlib.sha256(address.casefold().encode()).hexdigest()[:32]
