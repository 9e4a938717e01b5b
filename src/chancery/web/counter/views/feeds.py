"""What other sites and programs are given of a letter, each in its own format, each telling less.

An address names a letter by its printed code, never by its reference: references have
slashes and dots in them, and two letters may share one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from chancery.check.copy import Letter
from chancery.check.projection import Plain
from chancery.errors import Malformed
from chancery.phrases.exports import atom, cap, json_feed, linked, ninjs
from chancery.phrases.exports import standing as small
from chancery.phrases.exports.feed import Feed, of_letter, of_office
from chancery.phrases.exports.told import Told, told
from chancery.record.charter import Charter
from chancery.record.statement import Institution, OfficeName, Statement, StatementId
from chancery.web.counter.door import record
from chancery.web.counter.names import Names, newest_charter
from chancery.web.counter.views import trouble

IN_A_FEED = 30
"""Letters that an office's feed holds …"""

LOOKED_AT = 60
"""… and how many of the newest statements of all offices are looked at for notices about its older ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one format is written, and what it is called on the wire."""

    media: str
    write: Callable[[Told, str], bytes]
    """From a letter, and the whole address that was asked for."""
    name: str = ""
    """What readers know it by."""
    link: str = "alternate"
    """Its relation to the letter's page; empty for what is no rendering of it."""


def _json(value: Mapping[str, Plain]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


FORMATS: Mapping[str, Format] = {
    "atom": Format(
        media=atom.MEDIA, name="Atom", write=lambda letter, at: atom.atom(of_letter(letter, address=at))
    ),
    "feed": Format(
        media=json_feed.MEDIA,
        name="JSON Feed",
        write=lambda letter, at: _json(json_feed.json_feed(of_letter(letter, address=at))),
    ),
    "json": Format(
        media=small.MEDIA, name="JSON", write=lambda letter, _: _json(small.standing_object(letter))
    ),
    "jsonld": Format(
        media=linked.MEDIA, name="schema.org", write=lambda letter, _: _json(linked.linked(letter))
    ),
    "ninjs": Format(media=ninjs.MEDIA, name="ninjs", write=lambda letter, _: _json(ninjs.ninjs(letter))),
    "cap": Format(media=cap.MEDIA, name="CAP", write=lambda letter, _: cap.cap(letter)),
}
"""By the ending of their addresses."""

FEEDS: Mapping[str, Callable[[Feed], bytes]] = {
    "atom": atom.atom,
    "feed": lambda feed: _json(json_feed.json_feed(feed)),
}


def of_a_letter(request: HttpRequest, language: str, code: str, ending: str) -> HttpResponse:
    """One letter in one format."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    letter = by_code(code)
    if letter is None:
        return trouble.not_found(request)
    form = FORMATS[ending]
    octets = form.write(spoken(request, letter, language), request.build_absolute_uri(request.path))
    return given(request, octets, form.media)


def of_an_office(
    request: HttpRequest, language: str, institution: str, office: str, ending: str
) -> HttpResponse:
    """An office's newest letters, and its older ones about which something was said lately."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    charter = newest_charter(record(), Institution(institution)) if institution in _held() else None
    if charter is None or office not in charter.offices:
        return trouble.not_found(request)
    letters = [spoken(request, letter, language) for letter in _concerning(charter, OfficeName(office))]
    names = Names(record(), language, first=charter.institution)
    feed = of_office(
        letters,
        office=names[office],
        issuer=names[charter.institution],
        language=language,
        page=request.build_absolute_uri(f"/{language}/offices/{charter.institution}"),
        address=request.build_absolute_uri(request.path),
        since=min(entry.at for entry in record().charters(charter.institution)),
    )
    return given(request, FEEDS[ending](feed), FORMATS[ending].media)


def by_code(code: str) -> Letter | None:
    """The one letter of that printed code, as it stands now."""
    try:
        ids = record().by_code(code)
    except Malformed:
        return None
    return record().letter(ids[0]) if len(ids) == 1 else None


def spoken(request: HttpRequest, letter: Letter, language: str) -> Told:
    """The letter in the reader's language, with the whole address of its page."""
    names = Names(record(), language, first=letter.name.institution)
    names.meet(letter)
    page = request.build_absolute_uri(f"/{language}/letter/{letter.name.code}")
    return told(letter, language, names, page=page, demonstration=bool(record().demonstration))


def given(request: HttpRequest, octets: bytes, media: str) -> HttpResponse:
    """
    A file for programs on any site; whoever has it already is told that it is the same.

    Anybody may read it from anywhere: it holds nothing that the page does not show to everybody.
    """
    tag = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(octets, content_type=f"{media}; charset=utf-8")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=5"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def links(language: str, code: str) -> tuple[tuple[str, str, str], ...]:
    """Every other rendering of a letter's page: its address, its media type, what readers know it by."""
    return tuple(
        (f"/{language}/letter/{code}.{ending}", form.media, form.name) for ending, form in FORMATS.items()
    )


def _held() -> frozenset[Institution]:
    return record().institutions() | {record().institution}


def _concerning(charter: Charter, office: OfficeName) -> Iterator[Letter]:
    """The office's newest letters, then those of its letters that a newer notice is about; each once."""
    ids = dict.fromkeys(name.id for name in record().of_office(charter.institution, office, IN_A_FEED))
    if charter.institution == record().institution:
        ids |= dict.fromkeys(_spoken_about(office))
    for id in ids:
        letter = record().letter(id)
        if letter is not None:
            yield letter


def _spoken_about(office: OfficeName) -> Iterator[StatementId]:
    for name in record().recent(LOOKED_AT):
        notice = _statement(name.id)
        targets = () if notice is None or notice.notice is None else notice.notice.targets
        for target in targets:
            about = _statement(target.statement)
            if about is not None and about.office == office and about.institution == record().institution:
                yield target.statement


def _statement(id: StatementId) -> Statement | None:
    held = record().held(id)
    return held[0].act if held is not None and isinstance(held[0].act, Statement) else None
