"""Check what a program brings: words, a quotation, an article, a code or a file."""

from __future__ import annotations

from enum import StrEnum, unique
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, ValidationError

from chancery.check.copy import Copy, Kind
from chancery.check.projection import objects
from chancery.errors import Malformed, Untrusted
from chancery.paper.bringing import Bringing, Handed, Unreadable
from chancery.paper.copies import pasted
from chancery.paper.paper import Obstacle
from chancery.phrases import obstacle as obstacle_said
from chancery.record.statement import Instant
from chancery.web import watched
from chancery.web.api import problems, shapes
from chancery.web.api.answering import to_everybody
from chancery.web.api.frame import REF, asks
from chancery.web.api.problems import Problem
from chancery.web.api.reading import JSON, read
from chancery.web.counter import brought
from chancery.web.counter.brought import Fault, NotReadable
from chancery.web.counter.door import hearing, record, sandbox
from chancery.web.counter.limits import Turn, take
from chancery.web.counter.views.check import A_LETTER

router = Router(tags=["check"])

MULTIPART = "multipart/form-data"
"""The kind of body in which a file is brought."""


@unique
class Brought(StrEnum):
    """What is brought in words."""

    TEXT = "text"
    """A letter, or part of one."""
    QUOTATION = "quotation"
    ARTICLE = "article"
    """Somebody else's text, of which the quotations are checked."""
    CODE = "code"
    """A printed code, a reference or what a letter's mark says."""


SOMETHING = r"^[^\x00]*[^\s\x00\x1c-\x1f][^\x00]*$"
"""Some words, and not the one character that no letter has."""


class ToCheck(shapes.Asked):
    """Words to be checked."""

    kind: Brought = Field(description="What is brought: a text, a quotation, an article or a code.")
    text: str = Field(
        min_length=1, max_length=2_000_000, pattern=SOMETHING, description="The words, or the code."
    )
    at: shapes.Moment | None = Field(None, description="The moment asked about; now, unless said.")
    known: shapes.Moment | None = Field(
        None, description="What had been recorded by this moment; what was known at `at`, unless said."
    )


_FILE: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "A PDF, a picture, a Word file, an e-mail.",
        },
        "article": {"type": "string", "enum": ["yes"], "description": "It is somebody else's text."},
    },
}
_BODY = {
    "required": True,
    "content": {
        JSON: {
            "schema": ToCheck.model_json_schema(ref_template=REF),
            "examples": {
                "quotation": {
                    "summary": "A quotation",
                    "value": {"kind": "quotation", "text": "reposition the forces"},
                },
                "code": {"summary": "A code", "value": {"kind": "code", "text": "US/CMD-IQ/2020/3"}},
            },
        },
        MULTIPART: {"schema": _FILE},
    },
}


@router.post(
    "/check",
    operation_id="check",
    summary="Ask the five questions of whatever somebody holds",
    response={200: shapes.CheckedAll},
    by_alias=True,
    openapi_extra=asks(413, 415, 422, 429, 503, requestBody=_BODY),
)
def check(request: HttpRequest) -> HttpResponse:
    """
    The answers are those of `chancery check --json`, in one list.

    Words come as JSON, a file as a form.
    Whatever the answers are, the status is 200: the question was answered.
    """
    take(request, Turn.CHECK)
    try:
        return to_everybody({"answers": _answers(request)})
    except Unreadable as unread:
        raise _unreadable(request, unread.obstacle) from unread
    except NotReadable as refused:
        raise _refused(refused.fault) from refused


def _answers(request: HttpRequest) -> list[object]:
    match request.content_type:
        case "application/json":
            return _of_words(request, _asked(read(request)))
        case "multipart/form-data":
            return _of_file(request)
        case _:
            raise Problem(problems.Kind.MEDIA_TYPE, accepts=[JSON, MULTIPART])


def _asked(body: object) -> ToCheck:
    try:
        return ToCheck.model_validate(body)
    except ValidationError as unfit:
        errors = [
            {"where": [str(step) for step in each["loc"]], "rule": each["type"]} for each in unfit.errors()
        ]
        raise Problem(problems.Kind.UNFIT, errors=errors) from unfit


def _of_words(request: HttpRequest, asked: ToCheck) -> list[object]:
    take(request, Turn.CHECK, len(asked.text) // A_LETTER)
    watched.checked(asked.kind.value)
    at, known = shapes.instant(asked.at), shapes.instant(asked.known)
    return list(objects(record().check(_copy(asked), at=at, as_known_at=known)))


def _copy(asked: ToCheck) -> Copy:
    if asked.kind is Brought.CODE:
        return Copy(kind=Kind.CODE, text=brought.plain(asked.text.strip()))
    text = brought.plain(asked.text)
    digest = sha256(text.encode()).digest()
    if asked.kind is Brought.TEXT:
        return pasted(text, digest)
    return Copy(kind=Kind(asked.kind.value), text=text, digest=digest)


def _of_file(request: HttpRequest) -> list[object]:
    take(request, Turn.UPLOAD)
    watched.checked("file")
    file = request.FILES.get("file")
    if file is None or set(request.POST) - {"article"} or len(request.FILES) > 1:
        raise Problem(problems.Kind.UNFIT, errors=[{"where": ["file"], "rule": "one_file"}])
    handed = brought.of_file(file.name or "", file.read(), article=request.POST.get("article") == "yes")
    return [each for checked in _looked_at(handed) for each in objects(checked)]


def _looked_at(handed: Handed) -> list[Any]:
    now: Instant = record().now()
    try:
        bringing = Bringing(record=record(), sandbox=sandbox(), now=now, reader=hearing())
        return list(bringing.checked(handed))
    except Unreadable:
        raise
    except (Malformed, Untrusted) as damaged:
        raise NotReadable(Fault.EVIDENCE) from damaged


def _refused(fault: Fault) -> Problem:
    if fault is Fault.TOO_LARGE:
        return Problem(problems.Kind.TOO_LARGE)
    return Problem(problems.Kind.UNFIT, errors=[{"where": ["body"], "rule": fault.value}])


def _unreadable(request: HttpRequest, obstacle: Obstacle) -> Problem:
    if obstacle is Obstacle.TOO_LARGE:
        return Problem(problems.Kind.TOO_LARGE)
    said = obstacle_said(obstacle, problems.language_of(request))
    return Problem(problems.Kind.FILE_UNREADABLE, facts={"obstacle": said}, obstacle=obstacle.value)
