"""The draft that an address names, for whoever is signed in; of others' drafts nobody learns anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from chancery.errors import OutOfOrder
from chancery.record.draft import Draft
from chancery.record.statement import StatementId
from chancery.registry.draft_form import Papers
from chancery.web.counter.names import Names
from chancery.web.desk import door, trouble
from chancery.web.desk.officers import officer, signed_in

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, str, Papers, P], HttpResponseBase]


def on_a_draft(page: Page[P]) -> Callable[..., HttpResponseBase]:
    """
    A page about one draft; for one that does not concern the officer there is nothing at this address.

    A notice has pages of its own, which say what would fall with what it strikes.
    """

    @wraps(page)
    @signed_in
    def shown(
        request: HttpRequest, /, language: str, draft: UUID, *given: P.args, **named: P.kwargs
    ) -> HttpResponseBase:
        try:
            papers = door.desk().papers_for(StatementId(f"urn:uuid:{draft}"), officer(request).person)
        except OutOfOrder:
            return trouble.not_found(request)
        if papers.draft.statement.notice is not None:
            return redirect(f"/{language}/notices/draft/{papers.draft.id}")
        return page(request, language, papers, *given, **named)

    return shown


def names_in(language: str) -> Names:
    """What offices and letters are called in that language."""
    return Names(door.registry(), language, door.registry().institution)


def id_of(draft: Draft) -> StatementId:
    """The id under which a draft is kept, and later stands on the record."""
    return StatementId(draft.id)


def address(language: str, draft: Draft, rest: str = "") -> str:
    """The address of a draft's page, or of one below it."""
    return f"/{language}/{place(draft, rest)}"


def place(draft: Draft, rest: str = "") -> str:
    """The same without the language, for the link to the other one."""
    bare = f"letters/{draft.id.removeprefix('urn:uuid:')}"
    return f"{bare}/{rest}" if rest else bare


def title_of(draft: Draft, most: int = 90) -> str:
    """What a draft is called in a list: its first words."""
    if draft.words is None:
        return draft.statement.reference or ""
    line = " ".join(draft.words.authoritative.text.split())
    return line if len(line) <= most else line[:most].rpartition(" ")[0] + " …"
