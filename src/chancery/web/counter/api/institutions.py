"""Whose records are held here, and by which charter they speak."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated

import rfc8785
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field, JsonValue

from chancery.check.projection import moment
from chancery.phrases.charter_aloud import aloud
from chancery.record.charter import Charter
from chancery.record.charter_form import charter_to_json
from chancery.record.charters import taking_charge
from chancery.record.entry import Entry
from chancery.record.statement import Institution
from chancery.web.api import shapes
from chancery.web.api.answering import to_everybody
from chancery.web.api.frame import asks
from chancery.web.api.problems import Kind, Problem, language_of
from chancery.web.counter.door import record
from chancery.web.counter.names import newest_charter

router = Router(tags=["institutions"])


class Held(shapes.Told):
    """An institution whose record can be asked here, by the names its charter gives it."""

    institution: str
    title: dict[str, str]
    charter: int | None = Field(description="The number of its newest charter.")


class Institutions(shapes.Told):
    """Whose Counter this is, and whose records it holds."""

    home: str
    institutions: list[Held]


class Paragraph(shapes.Told):
    """One part of a charter, read aloud."""

    place: str
    number: str
    text: str


class Version(shapes.Told):
    """A version of a charter, as it stands on the record."""

    version: int
    at: str = Field(description="When it was put on the record.")
    begins: str = Field(description="When it takes charge, if nothing comes between.")
    digest: str = Field(description="SHA-256 of its canonical JSON (RFC 8785).")


class TheCharter(Version):
    """The newest version, whole, with its sentences."""

    institution: str
    charter: dict[str, JsonValue] = Field(description="As docs/reference/charter.md tells.")
    aloud: list[Paragraph]
    versions: list[Version]


@router.get(
    "/institutions",
    operation_id="institutions",
    summary="List the institutions whose records are held here",
    response={200: Institutions},
    openapi_extra=asks(503),
)
def institutions(request: HttpRequest) -> HttpResponse:
    """A Counter answers about its own institution and about those it follows."""
    home = record().institution
    held = sorted(record().institutions() | {home}, key=lambda each: (each != home, each))
    return to_everybody({"home": home, "institutions": [_held(each) for each in held]})


def _held(institution: Institution) -> dict[str, object]:
    charter = newest_charter(record(), institution)
    return {
        "institution": institution,
        "title": {} if charter is None else dict(charter.title),
        "charter": None if charter is None else charter.version,
    }


@router.get(
    "/charter",
    operation_id="charter",
    summary="Read the charter of an institution",
    response={200: TheCharter},
    openapi_extra=asks(404, 422, 503),
)
def charter(
    request: HttpRequest,
    institution: Annotated[
        str | None,
        Query(description="Whose; the Counter's own, unless said.", max_length=253, pattern=r"^[^\x00]+$"),
    ] = None,
) -> HttpResponse:
    """The newest version that is on the record, as it was signed and as sentences."""
    whose = record().institution if institution is None else Institution(institution)
    newest = newest_charter(record(), whose)
    entries = [entry for entry in record().charters(whose) if isinstance(entry.act, Charter)]
    if newest is None:
        raise Problem(Kind.NOT_FOUND)
    versions = list(_versions(entries))
    return to_everybody(
        {
            **next(each for each in versions if each["version"] == newest.version),
            "institution": whose,
            "charter": charter_to_json(newest),
            "aloud": [
                {"place": str(paragraph.place), "number": paragraph.number, "text": paragraph.text}
                for paragraph in aloud(newest, language_of(request))
            ],
            "versions": versions,
        }
    )


def _versions(entries: list[Entry]) -> Iterator[dict[str, object]]:
    starts = taking_charge(entries)
    for entry in entries:
        assert isinstance(entry.act, Charter)
        yield {
            "version": entry.act.version,
            "at": moment(entry.at),
            "begins": moment(starts[entry.id]),
            "digest": sha256(rfc8785.dumps(charter_to_json(entry.act))).hexdigest(),
        }
