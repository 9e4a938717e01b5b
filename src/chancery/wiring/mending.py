"""Keeping an index to what the record says: compared a stretch at a time, and filled again where it differs.

An altered index hides what stands against a letter, and nobody who asks can tell.  So
whoever serves compares before, as far as that takes moments, and goes on comparing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chancery.errors import Untrusted
from chancery.registry.differences import Difference, What
from chancery.wiring.comparing import compared
from chancery.wiring.following import follow

if TYPE_CHECKING:
    from chancery.wiring.house import House

NOT_MENDED = frozenset({What.COPY, What.SEALED, What.HEAD})
"""What filling the index again does not mend: the record itself is damaged.  Of another's record it is for
whoever follows it to say; nobody keeps us from answering by what they show."""


class Mending:
    """The comparison of one house's index, which begins again when it has come to its end."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._walk: Iterator[tuple[Difference, ...]] | None = None
        self.whole = False
        """Whether a walk has come to its end since this began."""

    def step(self) -> int:
        """
        Compare one stretch; returns how many differences were found, and mended.

        Raises `Untrusted` for what an index filled again does not mend, `Unavailable` if
        the storage fails.
        """
        self._walk = self._walk or compared(self._house)
        stretch = next(self._walk, None)
        if stretch is None:
            self._walk, self.whole = None, True
            return 0
        own = [each for each in stretch if each.institution in (None, self._house.institution)]
        if damaged := sorted({each.what.value for each in own if each.what in NOT_MENDED}):
            raise Untrusted(
                f"The record itself is damaged ({', '.join(damaged)}): run `chancery reindex --check`, "
                "and restore it from a copy."
            )
        mended = [each for each in stretch if each.what not in NOT_MENDED]
        if mended:
            self._fill_again()
        return len(mended)

    def _fill_again(self) -> None:
        from chancery.wiring.opened import open_registry

        open_registry(self._house, pen=False).reindex()
        follow(self._house)
        self._walk = None
