"""Letters on the record, by code or by reference, now or at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from chancery.check.copy import Event, Letter
from chancery.check.projection import five, letter_of, moment
from chancery.errors import Malformed
from chancery.record.statement import Statement, StatementId
from chancery.web.api import shapes
from chancery.web.api.answering import to_everybody
from chancery.web.api.frame import asks
from chancery.web.api.problems import Kind, Problem
from chancery.web.counter.door import record

router = Router(tags=["letters"])


class Text(shapes.Told):
    """The registered words in one language; the first of them is the authoritative one."""

    language: str
    text: str


class Happened(shapes.Told):
    """One event in the life of a letter, with the standing from then on."""

    at: str
    happening: str
    standing: str
    verb: str | None
    office: str | None
    by: shapes.LetterName | None
    had_effect: shapes.Truth


class ReliedOn(shapes.Told):
    """A premise, and whether it is in force."""

    statement: str
    institution: str | None
    state: str


class TheLetter(shapes.Told):
    """A letter as its page shows it."""

    letter: shapes.LetterName
    office: str
    form: str
    at: str = Field(description="When it was put on the record.")
    index: int = Field(description="Its place in its institution's log.")
    to: list[str]
    cc: list[str]
    words: list[Text] = Field(description="Empty where it has none, or they are not held here.")
    answers: shapes.FiveAnswers
    life: list[Happened]
    relied_on: list[ReliedOn]


class Letters(shapes.Told):
    """The letters that carry a reference: none, one or several."""

    letters: list[shapes.LetterName]


@router.get(
    "/letters",
    operation_id="letters_by_reference",
    summary="Find letters by an office's own number",
    response={200: Letters},
    openapi_extra=asks(422, 503),
)
def by_reference(
    request: HttpRequest,
    reference: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            pattern=r"^[^\x00]+$",
            examples=["US/CMD-IQ/2020/3"],
            description="The reference, exactly as the office writes it.",
        ),
    ],
) -> HttpResponse:
    """Two letters with one reference are two answers, and a reference that nobody used is none."""
    found = (record().letter(id) for id in record().by_reference(reference))
    return to_everybody({"letters": [letter_of(each.name) for each in found if each is not None]})


@router.get(
    "/letters/{code}",
    operation_id="letter",
    summary="Read a letter with its five answers",
    response={200: TheLetter},
    openapi_extra=asks(404, 409, 422, 503),
)
def letter(
    request: HttpRequest,
    code: str,
    at: Annotated[
        shapes.Moment | None, Query(description="The moment asked about; now, unless said.")
    ] = None,
    known: Annotated[
        shapes.Moment | None,
        Query(description="What had been recorded by this moment; all that is recorded now, unless said."),
    ] = None,
) -> HttpResponse:
    """
    By the code printed on it.

    A code that no letter has and one that cannot be a code are answered alike.
    """
    ids = _coded(code)
    if len(ids) > 1:
        raise Problem(Kind.SEVERAL, letters=[_named(id) for id in ids])
    found = None if not ids else _at(ids[0], at, known)
    if found is None:
        raise Problem(Kind.NOT_YET if ids and record().letter(ids[0]) is not None else Kind.NOT_FOUND)
    return to_everybody(_told(found))


def _at(id: StatementId, at: str | None, known: str | None) -> Letter | None:
    about, by = shapes.instant(at), shapes.instant(known)
    if about is not None and by is None:
        by = record().now()
    return record().letter(id, at=about, as_known_at=by)


def _coded(code: str) -> tuple[StatementId, ...]:
    try:
        return record().by_code(code)
    except Malformed:
        return ()


def _named(id: StatementId) -> object:
    found = record().letter(id)
    return None if found is None else letter_of(found.name)


def _told(found: Letter) -> dict[str, object]:
    act = found.entry.act
    assert isinstance(act, Statement), "only statements have letters"
    return {
        "letter": letter_of(found.name),
        "office": act.office,
        "form": act.form,
        "at": moment(found.entry.at),
        "index": found.index,
        "to": list(act.action_addressees),
        "cc": list(act.info_addressees),
        "words": [{"language": text.language, "text": text.text} for text in found.words or ()],
        "answers": five(found.answers),
        "life": list(_life(found)),
        "relied_on": [
            {"statement": id, "institution": institution, "state": state}
            for id, institution, state in found.relied_on
        ],
    }


def _life(found: Letter) -> Iterator[dict[str, object]]:
    for event in found.life:
        yield {
            "at": moment(event.at),
            "happening": event.happening.value,
            "standing": event.standing,
            "verb": None if event.verb is None else event.verb.value,
            "office": event.office,
            "by": _by(event),
            "had_effect": event.had_effect,
        }


def _by(event: Event) -> object:
    return None if event.by is None else _named(event.by)
