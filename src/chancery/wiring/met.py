"""Heads that were met: in files that people bring, and wherever else a log's signed head turns up.

    met/<domain>/<entries>-<root>      the note, as its log signed it

Every head counts whose signatures are those of the log that is known here by its first
charter; made-up ones are told from them before anything is kept, and cost what any file
costs that is checked.  One that what is held here reaches beyond is compared and needs no
keeping; of the others so many are kept, and whoever follows compares them later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Unavailable
from chancery.log.checkpoint import claimed_head
from chancery.record.statement import Institution
from chancery.store.durable import exclusively, make_folder, put

if TYPE_CHECKING:
    from chancery.log.head import TreeHead

MET = "met"
MOST_KEPT = 32
"""Heads of one log that wait to be compared; of more the shortest go, for the longest say most."""

_NAME = re.compile(r"[0-9]{1,20}-[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsMet:
    """The heads that were met and wait to be compared, in a folder."""

    folder: Path

    def of(self, who: Institution) -> Mapping[str, bytes]:
        """Those of one institution's log, by the name of their file, the shortest log first."""
        place = self.folder / who
        names = [each.name for each in place.iterdir()] if place.is_dir() else []
        kept = sorted((name for name in names if _NAME.fullmatch(name)), key=_size)
        return dict(self._read(place, kept))

    def _read(self, place: Path, names: list[str]) -> Iterator[tuple[str, bytes]]:
        for name in names:
            try:
                yield name, (place / name).read_bytes()
            except FileNotFoundError:  # somebody compared it meanwhile
                continue

    def keep(self, who: Institution, note: bytes) -> None:
        """Keep a head whose signatures were checked; raises `Unavailable` where nothing may be written."""
        head, kept = claimed_head(note), self.of(who)
        if _name(head) in kept:
            return
        try:
            make_folder(self.folder / who)
            with exclusively(self.folder / "lock"):
                put(self.folder / who, {_name(head): note}, by_way_of=self.folder / "unfinished")
            for name in list(kept)[: max(0, len(kept) + 1 - MOST_KEPT)]:
                self.forget(who, name)
        except OSError as fault:
            raise Unavailable(f"{self.folder} cannot be written: {fault.strerror}.") from fault

    def forget(self, who: Institution, name: str) -> None:
        """It was compared, and what is held reaches beyond it."""
        (self.folder / who / name).unlink(missing_ok=True)

    def longest(self, who: Institution) -> bytes | None:
        """The head of the longest log that was met; None if none waits."""
        return next(reversed(list(self.of(who).values())), None)


def _name(head: TreeHead) -> str:
    return f"{head.size}-{head.root.hex()}"


def _size(name: str) -> int:
    return int(name.partition("-")[0])
