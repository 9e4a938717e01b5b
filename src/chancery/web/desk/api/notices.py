"""Notices for programs: statements that change where another stands, drafted and signed like any other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from chancery.record.statement import (
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Statement,
    StatementId,
    Verb,
)
from chancery.record.statement import Target as About
from chancery.record.words import Text, Words
from chancery.registry.calling import target_called
from chancery.store.office.access import Scope
from chancery.web.api import shapes
from chancery.web.api.answering import said
from chancery.web.desk import door
from chancery.web.desk.api import told
from chancery.web.desk.api.bearer import access_with, with_key
from chancery.web.desk.api.forms import NoticeForm, Target
from chancery.web.desk.api.once import Chance, Key, once
from chancery.web.desk.api.rooms import refuse_other_office

router = Router(tags=["notices"])


@router.post(
    "/notices",
    **with_key(
        Scope.NOTICES,
        "begin_notice",
        "Begin a notice",
        told.TheDraft,
        status=201,
        refuses=(401, 403, 409, 413, 415, 422, 429, 503),
    ),
)
def begin(request: HttpRequest, notice: NoticeForm, key: Key) -> HttpResponse:
    """
    To withdraw, disown, correct, pause or restore what is on the record.

    It becomes a draft: approve and release it like a letter, with hands that were given elsewhere.
    """
    access = access_with(request)

    def do(chance: Chance) -> HttpResponse:
        refuse_other_office(access, OfficeName(notice.office))
        institution = door.registry().institution
        statement = _statement(notice, chance.id(institution), institution)
        papers = door.desk().begin(statement, _words(notice), salt=chance.salt, by=access.person)
        return said(told.whole(papers), status=201)

    def done(chance: Chance) -> HttpResponse | None:
        kept = door.desk().versions(chance.id(door.registry().institution))
        return said(told.whole(kept[0]), status=201) if kept else None

    return once(request, key, do, done=done)


def _statement(notice: NoticeForm, id: StatementId, institution: Institution) -> Statement:
    said = Notice(
        verb=Verb(notice.act.value),
        targets=tuple(_target(each) for each in notice.target),
        until=shapes.instant(notice.until),
        key=None if notice.key is None else KeyName(notice.key),
        since=shapes.instant(notice.since),
        severity=notice.severity,
    )
    return Statement(
        id=id,
        institution=institution,
        office=OfficeName(notice.office),
        form="notice",
        reference=notice.reference,
        notice=said,
    )


def _target(target: Target) -> About:
    clause = "" if target.clause is None else f"#{target.clause}"
    return target_called(f"{target.letter}{clause}", door.registry())


def _words(notice: NoticeForm) -> Words | None:
    texts = [Text(language=language, text=text) for language, text in (notice.words or {}).items()]
    return Words(authoritative=texts[0], translations=tuple(texts[1:])) if texts else None
