"""Check what somebody brought, and show the five answers for each letter it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from chancery.check.answers import Answers, LetterName
from chancery.check.copy import Checked, Copy
from chancery.check.words import WordsFinding
from chancery.errors import Malformed, Mistyped, Untrusted
from chancery.record.statement import Statement
from chancery.web.counter.brought import EvidenceFile, Fault, NotReadable, brought
from chancery.web.counter.cards import Five, five
from chancery.web.counter.differs import Differs, differs
from chancery.web.counter.door import record
from chancery.web.counter.evidence_file import check_file
from chancery.web.counter.names import Names
from chancery.web.counter.passages import passages
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble

STATUS = {Fault.TOO_LARGE: 413}
EXCERPT = 600
"""Characters of the pasted words that are shown again above the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One letter that the copy concerns."""

    letter: LetterName | None
    five: Five
    differs: Differs | None


# No CSRF token: a check changes nothing, needs no account, and answers the same to everybody,
# so there is nothing a foreign page could make a reader's browser do on their behalf.
@csrf_exempt
def check(request: HttpRequest, language: str) -> HttpResponse:
    """The result page."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    try:
        checked = _checked(request)
    except NotReadable as refused:
        return trouble.page(request, refused.fault, status=STATUS.get(refused.fault, 400))
    response = render(request, "counter/result.html", _context(checked, language))
    response.headers["Cache-Control"] = "no-store"
    return response


def _checked(request: HttpRequest) -> Checked:
    thing = brought(request)
    if not isinstance(thing, EvidenceFile):
        return _asked(thing)
    try:
        return check_file(thing.name, thing.octets, record())
    except (Malformed, Untrusted) as damaged:
        raise NotReadable(Fault.EVIDENCE) from damaged


def _asked(copy: Copy) -> Checked:
    try:
        return record().check(copy)
    except Mistyped as wrong:
        raise NotReadable(Fault.MISTYPED) from wrong


def _context(checked: Checked, language: str) -> dict[str, object]:
    text = checked.copy.text
    return {
        **surroundings(language),
        "read": checked.read_at,
        "copy": text[:EXCERPT] + ("…" if len(text) > EXCERPT else ""),
        "file_name": checked.copy.name,
        "found": list(_found(checked, language)),
        "passages": list(passages(checked, language)),
        "runners_up": checked.runners_up,
    }


def _found(checked: Checked, language: str) -> Iterator[Found]:
    for answers, finding in zip_longest(checked.letters, checked.words):
        yield _one(answers, finding, checked, language)


def _one(answers: Answers, finding: WordsFinding | None, checked: Checked, language: str) -> Found:
    institution = answers.letter.institution if answers.letter else None
    names = Names(record(), language, first=institution)
    letter = record().letter(answers.letter.id) if answers.letter else None
    act = letter.entry.act if letter is not None else None
    return Found(
        letter=answers.letter,
        five=five(answers, language, names, finding=finding, act=act if isinstance(act, Statement) else None),
        differs=differs(finding, checked.copy.text, letter.words if letter else None, language),
    )
