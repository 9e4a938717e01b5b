"""What can be looked up in a record without weighing anything."""

from __future__ import annotations

from chancery.check.answers import LetterName
from chancery.check.weigh import name_of
from chancery.record.charter import Charter
from chancery.record.code import read_code
from chancery.record.entry import Entry
from chancery.record.rendition import Rendition
from chancery.record.statement import Instant, Institution, OfficeName, StatementId
from chancery.registry.asking import replies_to
from chancery.registry.deliveries import acknowledges
from chancery.registry.leaning import dependants
from chancery.registry.ports import Index, Renditions


class Catalogue:
    """One institution's record, and whatever is held of others', by every heading people look under."""

    def __init__(self, institution: Institution, index: Index, renditions: Renditions) -> None:
        self.institution = institution
        self._index = index
        self._renditions = renditions

    def about_keys(self) -> tuple[Entry, ...]:
        """This institution's reports and confirmations about keys of any of its charters, oldest first."""
        charters = [entry.act for entry in self.charters(self.institution)]
        keys = {key for act in charters if isinstance(act, Charter) for key in (*act.keys, *act.root.keys)}
        found = {entry.id: entry for key in keys for entry in self._index.key_notices(self.institution, key)}
        return tuple(sorted(found.values(), key=lambda entry: entry.order))

    def by_code(self, typed: str) -> tuple[StatementId, ...]:
        """The letters with that printed code; raises `Malformed` for what cannot be a code."""
        return self._index.coded(read_code(typed))

    def by_reference(self, reference: str) -> tuple[StatementId, ...]:
        """The letters that carry that reference, oldest first."""
        return self._index.referenced(reference.strip())

    def recent(self, limit: int) -> tuple[LetterName, ...]:
        """This institution's newest statements, newest first."""
        return tuple(map(name_of, self._index.entries(self._index.recent(self.institution, limit))))

    def of_office(self, institution: Institution, office: OfficeName, limit: int) -> tuple[LetterName, ...]:
        """The newest statements of one office, newest first."""
        return tuple(map(name_of, self._index.entries(self._index.of_office(institution, office, limit))))

    def extent(self) -> tuple[tuple[Institution, int, Instant | None], ...]:
        """How much is held; while it is the same, only the time that passes changes an answer."""
        return self._index.extent()

    def dependants(self, id: StatementId) -> tuple[Entry, ...]:
        """
        Anybody's statements held here that lean on this one, oldest first (`registry.leaning`).

        An index that was filled before such look-ups existed answers with nothing until
        `chancery reindex`.
        """
        entry = self._index.entry(id)
        return () if entry is None else dependants(entry, self._index)

    def replying(self, id: StatementId) -> tuple[Entry, ...]:
        """The statements, anybody's, that say they answer a question or refuse to, oldest first."""
        return tuple(entry for entry in self._index.relying_on(id) if replies_to(entry, id))

    def acknowledging(self, id: StatementId) -> tuple[Entry, ...]:
        """The statements, anybody's, that say they acknowledge a letter, oldest first."""
        return tuple(entry for entry in self._index.relying_on(id) if acknowledges(entry, id))

    def renditions(self, id: StatementId) -> tuple[Rendition, ...]:
        """The files in which its own institution gave the letter out, oldest first."""
        letter = self._index.entry(id)
        return tuple(
            entry.act
            for entry in self._index.renditions_of(id)
            if isinstance(entry.act, Rendition) and letter and entry.institution == letter.institution
        )

    def rendition(self, digest: bytes) -> bytes | None:
        """A file that was given out here; None if it is not held."""
        return self._renditions.file(digest)

    def charters(self, institution: Institution) -> tuple[Entry, ...]:
        """Every version of an institution's charter that is held here, oldest first."""
        return tuple(sorted(self._index.charters(institution), key=lambda entry: entry.order))

    def institutions(self) -> frozenset[Institution]:
        """Whose records are held here."""
        return self._index.institutions()
