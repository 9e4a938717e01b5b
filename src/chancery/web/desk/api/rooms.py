"""Which drafts an access key reaches: those that are its officer's business in its office."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.errors import OutOfOrder
from chancery.record.charter import Charter
from chancery.record.draft import Draft
from chancery.record.routing import concerned, offices_concerned
from chancery.record.statement import Instant, OfficeName, StatementId
from chancery.registry.draft_form import Papers
from chancery.store.office.access import Access
from chancery.web.api.problems import Kind, Problem
from chancery.web.desk import door


def in_reach(access: Access) -> Iterator[Papers]:
    """The drafts on their way that the key reaches, oldest first."""
    charter, at = door.desk().charter(), door.now()
    return (papers for papers in door.desk().pending() if reaches(access, papers.draft, charter, at))


def papers_for(access: Access, id: str) -> Papers:
    """
    A draft that the key reaches.

    Raises `Problem`: one that it does not reach and one that nobody wrote are answered alike.
    """
    papers = _papers(id)
    if papers is None or not reaches(access, papers.draft, door.desk().charter(), door.now()):
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


def reaches(access: Access, draft: Draft, charter: Charter, at: Instant) -> bool:
    """Whether a draft is the officer's business, and the office's."""
    return access.person in concerned(draft, charter, at) and access.office in offices_concerned(
        draft, charter, at
    )


def _papers(id: str) -> Papers | None:
    try:
        return door.desk().papers(StatementId(id))
    except OutOfOrder:
        return None
