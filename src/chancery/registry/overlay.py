"""The record as it would be with a few entries more: what is held, and what is about to be appended."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from chancery.record.entry import Entry
from chancery.record.slice import Shelf, Sources
from chancery.record.statement import Institution, KeyName, OfficeName, StatementId, Verb


class Overlay:
    """Looks in *held* first and then among the *coming*; promises what `Sources` promises."""

    def __init__(self, held: Sources, coming: Iterable[Entry] = ()) -> None:
        self._held = held
        self._coming = Shelf(coming)

    def add(self, entry: Entry) -> None:
        """One entry more is about to come."""
        self._coming.add(entry)

    def entry(self, id: StatementId) -> Entry | None:
        """The entry of that id, held or coming."""
        return self._held.entry(id) or self._coming.entry(id)

    def charters(self, institution: Institution) -> Iterable[Entry]:
        """Every version of its charter, the coming ones last."""
        return chain(self._held.charters(institution), self._coming.charters(institution))

    def notices_on(self, id: StatementId) -> Iterable[Entry]:
        """Notices with a target in that entry."""
        return chain(self._held.notices_on(id), self._coming.notices_on(id))

    def successors_of(self, id: StatementId) -> Iterable[Entry]:
        """Statements that say they supersede that one."""
        return chain(self._held.successors_of(id), self._coming.successors_of(id))

    def key_notices(self, institution: Institution, key: KeyName) -> Iterable[Entry]:
        """Reports and confirmations that the key is in other hands."""
        return chain(self._held.key_notices(institution, key), self._coming.key_notices(institution, key))

    def acts(
        self, institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
    ) -> Iterable[Entry]:
        """Statements of the office with such a clause."""
        return chain(
            self._held.acts(institution, office, verb, implementing),
            self._coming.acts(institution, office, verb, implementing),
        )

    def certifications(self, fact: str) -> Iterable[Entry]:
        """Statements that certify the fact to be so or not to be so."""
        return chain(self._held.certifications(fact), self._coming.certifications(fact))
