"""Which drafts an access key reaches: those that are its officer's business in its office."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.errors import OutOfOrder
from chancery.record.draft import Draft
from chancery.record.routing import offices_concerned
from chancery.record.statement import OfficeName, StatementId
from chancery.registry.draft_form import Papers
from chancery.store.office.access import Access
from chancery.web.api.problems import Kind, Problem
from chancery.web.desk import door


def in_reach(access: Access) -> Iterator[Papers]:
    """The drafts on their way that the key reaches, oldest first."""
    found = door.desk().shown_to(access.person)
    return (papers for papers in found if _is_the_offices(access, papers.draft))


def papers_for(access: Access, id: str) -> Papers:
    """
    A draft that the key reaches.

    Raises `Problem`: one that it does not reach and one that nobody wrote are answered alike.
    """
    papers = _papers(access, id)
    if papers is None or not _is_the_offices(access, papers.draft):
        raise Problem(Kind.NOT_FOUND)
    return papers


def own_papers_for(access: Access, id: str) -> Papers:
    """The same, of a draft of the key's own office; nobody writes at another's."""
    papers = papers_for(access, id)
    refuse_other_office(access, papers.draft.statement.office)
    return papers


def refuse_other_office(access: Access, office: OfficeName) -> None:
    """Raises `Problem` for what is written in the name of another office than the key's."""
    if office != access.office:
        raise Problem(Kind.ANOTHER_OFFICE)


def _is_the_offices(access: Access, draft: Draft) -> bool:
    return access.office in offices_concerned(draft, door.desk().charter(), door.now())


def _papers(access: Access, id: str) -> Papers | None:
    try:
        return door.desk().papers_for(StatementId(id), access.person)
    except OutOfOrder:
        return None
