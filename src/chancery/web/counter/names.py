"""What offices, institutions and letters are called, in the reader's language.

An institution's name comes from its charter, never from a document.  Where the charter
has no title in that language, the name is the one the record uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from chancery.check.copy import Letter
from chancery.phrases import say
from chancery.phrases.naming import called, newest
from chancery.record.charter import Charter
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, Statement, StatementId
from chancery.web.counter.door import Record


class Names(Mapping[str, str]):
    """
    Names for one page.  Letters are looked up when a sentence first mentions them.

    *first* is the institution whose offices are meant when two use the same name.
    """

    def __init__(self, record: Record, language: str, first: Institution | None = None) -> None:
        self._record = record
        self._language = language
        self._known: dict[str, str] = {}
        for institution in sorted(
            record.institutions() | {record.institution}, key=lambda each: each == first
        ):
            self._known |= called(institution, newest_charter(record, institution), language)

    def __getitem__(self, name: str) -> str:
        if name not in self._known and name.startswith("urn:"):
            self.know(self._record.entries((StatementId(name),)))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def meet(self, letter: Letter) -> None:
        """A letter that is at hand already need not be looked up when a sentence mentions it."""
        self.know((letter.entry,))

    def know(self, entries: Iterable[Entry]) -> None:
        """The same for a whole list; what is no statement has no name."""
        for entry in entries:
            if isinstance(entry.act, Statement):
                self._known[entry.id] = self._called(entry.at, entry.act)

    def title(self, id: StatementId) -> str:
        """What a letter is called where its name stands alone and begins with a capital."""
        name = self.get(id, id)
        return name[:1].upper() + name[1:]

    def _called(self, at: Instant, act: Statement) -> str:
        """A letter inside another sentence: by its reference, or by its office and moment."""
        office = self._known.get(act.office, act.office)
        if act.notice is not None:
            return say("named.notice", self._language, office=office, at=at)
        if act.reference:
            return say("named.reference", self._language, reference=act.reference, office=office)
        return say("named.letter", self._language, office=office, at=at)


def institution_name(record: Record, institution: Institution, language: str) -> str:
    """An institution's name for readers of that language."""
    return called(institution, newest_charter(record, institution), language)[institution]


def newest_charter(record: Record, institution: Institution) -> Charter | None:
    """The newest version held here; None when there is none."""
    return newest(record.charters(institution))
