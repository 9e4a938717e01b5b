"""State maps in memory (see `chancery.registry.ports.StateMaps`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chancery.record.statement import Institution


class MemoryStates:
    """The state maps of as many logs as are counted, for as long as the process lives."""

    def __init__(self) -> None:
        self._counted: dict[Institution, int] = {}
        self._pages: dict[tuple[Institution, str], bytes] = {}

    def counted(self, institution: Institution) -> int:
        """Over how many entries of that institution's log its map goes; nought if it is not begun."""
        return self._counted.get(institution, 0)

    def pages(self, institution: Institution, names: Iterable[str]) -> Mapping[str, bytes]:
        """Those of these pages of the map that there are."""
        return {name: self._pages[institution, name] for name in names if (institution, name) in self._pages}

    def keep(self, institution: Institution, size: int, pages: Mapping[str, bytes]) -> None:
        """Replace these pages at once; the map then goes over *size* entries."""
        self._pages |= {(institution, name): octets for name, octets in pages.items()}
        self._counted[institution] = size

    def clear(self) -> None:
        """Forget every map, to be counted again."""
        self._counted.clear()
        self._pages.clear()
