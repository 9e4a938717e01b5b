"""What institutions and offices are called: by the titles in their own charters, never by a document."""

from __future__ import annotations

from collections.abc import Iterable

from chancery.phrases.catalogue import fill
from chancery.phrases.saying import Names
from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.statement import Institution


def called(institution: Institution, charter: Charter | None, language: str) -> Names:
    """
    The institution and its offices in that language.

    Where the charter has no title in it, the name is the one that the record uses; an
    office's alone would read like a word of the sentence, so it is said that it is one.
    """
    if charter is None:
        return {institution: institution}
    titles: dict[str, str] = {
        name: office.title.get(language) or fill("office.untitled", language, {"name": name})
        for name, office in charter.offices.items()
    }
    return {**titles, institution: charter.title.get(language, institution)}


def newest(charters: Iterable[Entry]) -> Charter | None:
    """The newest of an institution's charters, which are given oldest first; None if there is none."""
    found = [entry.act for entry in charters if isinstance(entry.act, Charter)]
    return found[-1] if found else None
