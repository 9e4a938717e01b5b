"""What offices, institutions and letters are called in the answers on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from chancery.phrases.naming import called
from chancery.record.charter import Charter
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.statement import StatementId


class Names(Mapping[str, str]):
    """Institutions and offices by their titles in the newest charter, letters by their printed codes."""

    def __init__(self, charters: Iterable[Entry], language: str) -> None:
        self._known: dict[str, str] = {}
        for entry in charters:
            if isinstance(entry.act, Charter):
                self._known |= called(entry.institution, entry.act, language)

    def __getitem__(self, name: str) -> str:
        return code_of(StatementId(name)) if name.startswith("urn:") else self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
