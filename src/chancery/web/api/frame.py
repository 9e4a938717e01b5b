"""An interface for programs, and the document that describes it (OpenAPI 3.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from chancery.phrases import LANGUAGES, say
from chancery.web.api import faults
from chancery.web.api.problems import MEDIA, TYPE, Kind, Problem, told
from chancery.web.api.reading import Strictly

PATH = "api/v1/"
VERSION = "1"
REF = "#/components/schemas/{model}"
Document = dict[str, Any]


def interface(title: str, description: str, *, name: str) -> NinjaAPI:
    """An interface that reads strictly, refuses as a program reads it, and shows no pages of its own."""
    api = NinjaAPI(
        title=title,
        version=VERSION,
        description=description,
        docs_url=None,
        openapi_url=None,
        urls_namespace=name,
        parser=Strictly(),
    )
    for fault in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(fault, faults.answer)
    return api


def asks(*refusals: int, scope: str = "", **more: object) -> dict[str, Any]:
    """
    What the document says of an operation besides its parameters: the statuses it refuses with.

    Any address refuses a query of too many parts with 400 before it is looked at, so that
    stands with every one.  *scope* is what an access key needs for it.
    """
    return {"refusals": (400, *refusals), "scope": scope, **more}


def described(api: NinjaAPI) -> Document:
    """The whole document, the same in every run."""
    document: Document = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PATH)))
    for operation in _operations(document):
        _tell_refusals(operation)
        _tell_scope(operation)
        _tell_language(operation)
    schemas = document["components"]["schemas"]
    for operation in _operations(document):
        schemas |= _named_in(operation)
    schemas["Problem"] = _problem()
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    document["components"]["parameters"] = {"AcceptLanguage": _language()}
    return document


def showing(document: Callable[[], Document]) -> Callable[[HttpRequest], HttpResponse]:
    """The view that gives the document out."""

    def show(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return told(request, Problem(Kind.METHOD, headers={"Allow": "GET, HEAD"}))
        text = json.dumps(document(), ensure_ascii=False)
        response = HttpResponse(text, content_type="application/json")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return show


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No operation has this address."""
    return told(request, Problem(Kind.NOT_FOUND))


# Every form comes with an access key or with nothing at all; a foreign page has neither to make use of.
nothing_here.csrf_exempt = True  # type: ignore[attr-defined]


def _operations(document: Document) -> Iterator[Document]:
    for path in document["paths"].values():
        yield from path.values()


def _tell_refusals(operation: Document) -> None:
    refusals: Iterable[int] = operation.pop("refusals", ())
    for status in sorted(refusals):
        operation["responses"][str(status)] = {
            "description": _when(status),
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **_headers(status),
        }


def _named_in(operation: Document) -> Document:
    """The shapes that a body written out by hand refers to."""
    named: Document = {}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        named |= content["schema"].pop("$defs", {})
    return named


def _when(status: int) -> str:
    """The titles of all the refusals of that status."""
    kinds = [kind for kind in Kind if kind.status == status]
    facts: Mapping[str, str] = {"stretch": "a while"}
    return " / ".join(say(f"access.problem.{kind.word}", LANGUAGES[0], **facts) for kind in kinds)


def _headers(status: int) -> Document:
    if status != 429:
        return {}
    wait = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}, "required": True}
    return {"headers": {"Retry-After": wait}}


def _tell_scope(operation: Document) -> None:
    scope = operation.pop("scope", "")
    if scope:
        operation["security"] = [{name: [scope] for name in each} for each in operation["security"]]
        operation["description"] += f"\n\nNeeds an access key with the scope `{scope}`."


def _tell_language(operation: Document) -> None:
    operation["parameters"].append({"$ref": "#/components/parameters/AcceptLanguage"})


def _language() -> Document:
    return {
        "in": "header",
        "name": "Accept-Language",
        "description": "The language of sentences: `en` or `ar`. Names and states are the same in both.",
        "required": False,
        "schema": {"type": "string", "examples": list(LANGUAGES)},
    }


def _problem() -> Document:
    """RFC 9457, section 3.1, and the members of ours that go beside it."""
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "A refusal (RFC 9457). Nothing was done.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {
                "description": "The name of the refusal, which stays.",
                "enum": [f"{TYPE}{kind.word}" for kind in Kind],
            },
            "title": {"description": "What is refused, in the asked language.", **text},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"description": "What to do, in the asked language.", **text},
            "because": {"description": "What the reader of it said, in English.", **text},
            "errors": {
                "description": "Where the request does not fit this document.",
                **_list("where", "rule"),
            },
            "objections": {
                "description": "What the rules object to (semantics, section 2.10).",
                **_list("name", "facts", "sentence"),
            },
            "lacking": {
                "description": "What the draft still needs.",
                **_list("name", "facts", "sentence"),
            },
            "letters": {"description": "The letters that are called so.", **_list("id", "code")},
            "accepts": {"description": "The kinds of body that are read.", "type": "array", "items": text},
            "obstacle": {"description": "Why nothing could be read from a file.", **text},
            "scope": {"description": "The scope that the access key lacks.", **text},
            "wait": {"description": "Seconds to wait.", "type": "integer"},
        },
        "example": {
            "type": f"{TYPE}{Kind.NOT_FOUND.word}",
            "title": say("access.problem.not_found", LANGUAGES[0]),
            "status": 404,
            "detail": say("access.problem.not_found_more", LANGUAGES[0]),
        },
    }


def _list(*required: str) -> Document:
    return {"type": "array", "items": {"type": "object", "required": list(required)}}
