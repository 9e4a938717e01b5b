"""Check what somebody brought, and show the five answers for each letter it concerns."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from chancery.check.answers import Answers, LetterName
from chancery.check.copy import Checked
from chancery.check.sighting import sightings as seen_in
from chancery.check.words import WordsFinding
from chancery.errors import Malformed, Mistyped, Unavailable, Untrusted
from chancery.paper.bringing import Bringing, Handed, Looked, Unreadable
from chancery.paper.differing import Region
from chancery.paper.paper import Obstacle
from chancery.phrases import also_seen, obstacle, remedy
from chancery.record.statement import Statement
from chancery.seal.evidence import looks_like_evidence
from chancery.web import watched
from chancery.web.counter.brought import Fault, NotReadable, brought
from chancery.web.counter.cards import Five, five
from chancery.web.counter.differs import Differs, differs
from chancery.web.counter.door import hearing, record, sandbox, sightings
from chancery.web.counter.limits import Turn, take
from chancery.web.counter.names import Names
from chancery.web.counter.passages import Told, passages
from chancery.web.counter.surroundings import surroundings
from chancery.web.counter.views import trouble

STATUS = {Fault.TOO_LARGE: 413}
MOST_PLACES = 8
A_LETTER = 20_000
"""Characters of pasted text that cost no more than one turn; longer ones take as long as several checks."""
EXCERPT = 4_000
"""Characters of the pasted words that are shown again above the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One letter that the copy concerns."""

    letter: LetterName | None
    own: bool
    """Whether this institution released it, so that its office can be asked."""
    five: Five
    differs: Differs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place where a page differs from the registered one: both pictures, inside the page itself."""

    page: int
    copy: str
    registered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What was found for one thing that was brought; an e-mail and what is attached to it are several."""

    copy: str
    digest: str
    found: tuple[Found, ...]
    passages: tuple[Told, ...]
    runners_up: tuple[LetterName, ...]
    remarks: tuple[str, ...]
    places: tuple[Place, ...]


# No CSRF token: a check changes nothing, needs no account, and answers the same to everybody,
# so there is nothing a foreign page could make a reader's browser do on their behalf.
@csrf_exempt
def check(request: HttpRequest, language: str) -> HttpResponseBase:
    """The result page."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    take(request, Turn.CHECK)
    try:
        looked_at = _looked_at(request)
    except NotReadable as refused:
        return trouble.page(request, refused.fault, status=STATUS.get(refused.fault, 400))
    except Unreadable as unread:
        why, status = unread.obstacle, 413 if unread.obstacle is Obstacle.TOO_LARGE else 400
        return trouble.said(request, obstacle(why, language), remedy(why, language), status=status)
    context = {**_context(looked_at, language), "told": _tell(request, looked_at)}
    response = render(request, "counter/result.html", context)
    response.headers["Cache-Control"] = "no-store"
    return _with_pictures(request, response) if any(looked.regions for looked in looked_at) else response


def _with_pictures(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The page may show pictures that it carries itself; no other page may."""
    return csp_update({"img-src": ["data:"]})(lambda _: response)(request)


def _looked_at(request: HttpRequest) -> tuple[Looked, ...]:
    thing = brought(request)
    watched.checked("file" if isinstance(thing, Handed) else thing.kind.value)
    if isinstance(thing, Handed):
        take(request, Turn.UPLOAD)
    else:
        take(request, Turn.CHECK, len(thing.text) // A_LETTER)
    try:
        return _of_file(thing) if isinstance(thing, Handed) else (Looked(checked=record().check(thing)),)
    except Mistyped as wrong:
        raise NotReadable(Fault.MISTYPED) from wrong


def _tell(request: HttpRequest, looked_at: tuple[Looked, ...]) -> bool:
    """Tell the office what was seen, if whoever brought it agreed; what cannot be kept spoils no check."""
    kept = sightings() if request.POST.get("tell") == "yes" else None
    if kept is None:
        return False
    try:
        kept.keep(each for looked in looked_at for each in seen_in(looked.checked))
    except Unavailable:
        return False
    return True


def _of_file(handed: Handed) -> tuple[Looked, ...]:
    bringing = Bringing(record=record(), sandbox=sandbox(), now=record().now(), reader=hearing())
    try:
        return bringing.looked_at(handed)
    except (Malformed, Untrusted) as damaged:
        if looks_like_evidence(handed.octets):
            raise NotReadable(Fault.EVIDENCE) from damaged
        raise


def _context(looked_at: tuple[Looked, ...], language: str) -> dict[str, object]:
    first = looked_at[0].checked
    return {
        **surroundings(language),
        "read": first.read_at,
        "file_name": first.copy.name,
        "papers": [_paper(each, language) for each in looked_at],
    }


def _paper(looked: Looked, language: str) -> Paper:
    checked = looked.checked
    text, names = checked.copy.text, Names(record(), language)
    return Paper(
        copy=text[:EXCERPT] + ("…" if len(text) > EXCERPT else ""),
        digest=checked.copy.digest.hex(),
        found=tuple(_found(checked, language)),
        passages=tuple(passages(checked, language)),
        runners_up=checked.runners_up,
        remarks=tuple(also_seen(remark, language, names) for remark in checked.remarks),
        places=tuple(_place(region) for region in looked.regions[:MOST_PLACES]),
    )


def _place(region: Region) -> Place:
    return Place(page=region.box.page, copy=_shown(region.copy), registered=_shown(region.rendition))


def _shown(png: bytes) -> str:
    """A picture that was drawn anew in the sandbox; it is kept nowhere, so the page carries it."""
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _found(checked: Checked, language: str) -> Iterator[Found]:
    for answers, finding in zip_longest(checked.letters, checked.words):
        yield _one(answers, finding, checked, language)


def _compared(finding: WordsFinding | None, checked: Checked) -> str:
    """The words in which the finding counts its places: of an article only those it quotes."""
    pieces = (piece for passage in checked.passages for piece in passage.pieces)
    found = (piece for piece in pieces if piece.match is not None and piece.match.finding == finding)
    quoted = next(found, None)
    return checked.copy.text if quoted is None else checked.copy.text[slice(*quoted.span)]


def _one(answers: Answers, finding: WordsFinding | None, checked: Checked, language: str) -> Found:
    institution = answers.letter.institution if answers.letter else None
    names = Names(record(), language, first=institution)
    held = record().held(answers.letter.id) if answers.letter else None
    act, words = (None, None) if held is None else (held[0].act, held[1])
    return Found(
        letter=answers.letter,
        own=institution == record().institution,
        five=five(answers, language, names, finding=finding, act=act if isinstance(act, Statement) else None),
        differs=differs(finding, _compared(finding, checked), words, language),
    )
