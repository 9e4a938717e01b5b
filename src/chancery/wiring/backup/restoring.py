"""A copy put back, step by step; whoever may have seen more is asked before anything is signed.

    (1) the copy is what its manifest says, file by file
    (2) it is put into an empty folder; databases and log are counted again
    (3) everybody who may have seen this log is asked: witnesses, the second place, heads in files
    (4) what is missing is taken from a mirror, if one is named, and everybody's heads are met
    (5) only where all have answered and none has seen anything else is it noted how far was
        signed; without that note nothing is signed by any process (`chancery.registry.append`)
    (6) what was found is written into `restored.jsonl`, a declaration with the name of who made it

What is signed between the last round of the witnesses and the disaster, nobody outside has
seen, and no ceremony can find it; a head that somebody kept can (`--head`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from chancery.errors import ChanceryError, Malformed, SplitView
from chancery.log.tile import HashesFromTiles
from chancery.wiring.backup.asking import everybody
from chancery.wiring.backup.filling import Filled, fill, fill_words
from chancery.wiring.backup.judging import Asked, Judged, Verdict, judged
from chancery.wiring.backup.laying_out import Scratch, laid_out, require_the_log, unpacked
from chancery.wiring.backup.manifest import Manifest
from chancery.wiring.chance import system_clock
from chancery.wiring.house import House
from chancery.wiring.put_back import RESTORED
from chancery.wiring.storage import second_place, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chancery.net.mirror import Read
    from chancery.store.archive import DurableArchive
    from chancery.store.last_signed import Noted

LONGEST_NAME = 200
"""Characters of the name of whoever declares that they have asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody wants of a restoration."""

    mirror: str = ""
    """An address or a folder from which missing entries are taken; empty: from nowhere."""
    keys: Path | None = None
    heads: tuple[Path, ...] = ()
    """Checkpoints that somebody kept, to be met as well."""
    record: str = ""
    """For a rehearsal of a record that belongs into PostgreSQL: an empty database there."""
    declared_by: str = ""
    """Who says that they have asked whoever could not be asked from here; empty: nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it."""

    house: House
    size: int
    judged: Judged
    asked: tuple[Asked, ...]
    filled: Filled
    lacking: int
    """Registered words that the log speaks of and nobody here has."""
    may_sign: bool
    manifest: Manifest | None = None


def restore(
    copy: Path | None,
    data: Path,
    wishes: Wishes,
    *,
    now: Callable[[], int] = system_clock,
    scratch: Scratch | None = None,
) -> Restored:
    """
    Put *copy* into *data*, and ask; without a copy ask again about what lies there already.

    Raises `Malformed` or `Untrusted` for a copy that does not hold together, `OutOfOrder`
    where something is in the way; that somebody has seen more is no error but the outcome.
    """
    _refuse_bad_name(wishes.declared_by)
    house, manifest = _house(copy, data, wishes, scratch=scratch)
    try:
        with _opened(house) as archive:
            if manifest is not None:
                require_the_log(archive, manifest)
            return _asked(house, manifest, archive, wishes, now())
    except ChanceryError:
        if copy is not None:
            # Nothing of a copy that is not good stays where somebody could take it for a house.
            shutil.rmtree(data, ignore_errors=True)
        raise


def rehearse(copy: Path, wishes: Wishes, *, now: Callable[[], int] = system_clock) -> Restored:
    """Do all of it in a place that is emptied again, sign nothing and keep nothing."""
    with TemporaryDirectory(prefix="chancery-rehearsal-") as room:
        place, alone = Path(room, "house"), replace(wishes, declared_by="")
        return restore(copy, place, alone, now=now, scratch=Scratch(record=wishes.record))


def _refuse_bad_name(name: str) -> None:
    if name and (len(name) > LONGEST_NAME or not name.isprintable() or not name.strip()):
        raise Malformed("Whoever declares that they have asked says so by their name.")


def _house(
    copy: Path | None, data: Path, wishes: Wishes, *, scratch: Scratch | None
) -> tuple[House, Manifest | None]:
    if copy is None:
        return House.read(data), None
    with unpacked(copy) as folder:
        house, manifest = laid_out(folder, data, keys=wishes.keys, scratch=scratch)
    _bring_up(house, manifest, scratch=scratch is not None)
    return house, manifest


def _bring_up(house: House, manifest: Manifest, *, scratch: bool) -> None:
    """Databases of an older version become those of this one; a newer one's are refused."""
    from chancery.store import database

    database.stand_alone()
    places: dict[str, Path | str] = {"record": house.record, "inbox": house.inbox}
    places["desk"] = house.folder if scratch else house.desk
    for side in places.keys() & manifest.databases.keys():
        if scratch and not manifest.databases[side].endswith(".sqlite3"):
            continue
        database.attach(f"{side}:restored", places[side])
        database.migrate(f"{side}:restored")


@contextmanager
def _opened(house: House) -> Iterator[DurableArchive]:
    """The archive of a restored house; what it notes of signatures stays in a file that is thrown away."""
    from chancery.store import database

    database.stand_alone()
    database.attach("record:restored", house.record)
    from django.db import connections

    from chancery.store.archive import DurableArchive

    aside = house.folder / "unfinished-restoring"
    try:
        yield DurableArchive(
            house.folder, second_place=aside / "last-signed", register=shown(house), using="record:restored"
        )
    finally:
        connections["record:restored"].close()
        shutil.rmtree(aside, ignore_errors=True)


def _asked(
    house: House, manifest: Manifest | None, archive: DurableArchive, wishes: Wishes, now: int
) -> Restored:
    asked = everybody(house, wishes.heads)
    filled = _filled(house, archive, wishes.mirror, asked)
    found = judged(asked, filled.size, HashesFromTiles(archive.file, filled.size))
    if found.verdict is Verdict.FORKED and found.by is not None:
        raise SplitView(
            f"{found.by.who} has seen another history of this log than the one in this copy; nothing is "
            "signed, and people must find out which of the two was shown to whom."
        )
    lacking = _read_again(house, wishes.mirror)
    declared = found.verdict is Verdict.UNKNOWN and bool(wishes.declared_by)
    _note(house, archive, found, may_sign=found.verdict is Verdict.NEWEST or declared)
    restored = Restored(
        house=house,
        size=filled.size,
        judged=found,
        asked=asked,
        filled=filled,
        lacking=lacking,
        may_sign=_remembered(house) == (filled.size, _root(archive)),
        manifest=manifest,
    )
    _write_down(restored, wishes.declared_by if declared else "", now)
    return restored


def _read_again(house: House, mirror: str) -> int:
    """Fill the index from the log, which alone is true, and the words from the mirror; how many are lost."""
    from chancery.wiring.opened import open_stores, registry_over

    stores = open_stores(house, alias="record:restored")
    registry_over(stores, house, pen=False).reindex()
    return fill_words(house, stores, _reader(mirror) if mirror else lambda _: None)


def _root(archive: DurableArchive) -> bytes:
    head = archive.head()
    return b"" if head is None else head.root


def _filled(house: House, archive: DurableArchive, mirror: str, asked: Sequence[Asked]) -> Filled:
    head = archive.head()
    assert head is not None, "a copy has a head"
    if not mirror:
        return Filled(entries=0, size=head.size)
    (house.folder / "unfinished-restoring").mkdir(exist_ok=True)
    return fill(house, archive, _reader(mirror), asked)


def _reader(mirror: str) -> Read:
    from chancery.net.mirror import in_folder, over_http

    if mirror.startswith(("http://", "https://")):
        return over_http(mirror.rstrip("/"))
    return in_folder(Path(mirror))


def _note(house: House, archive: DurableArchive, found: Judged, *, may_sign: bool) -> None:
    """
    Note in the second place how far was signed, as far as anybody knows.

    Of a copy that is behind it is what the other has seen, so that signing goes on being
    refused by the same rule that refuses every older copy.
    """
    head, noted = archive.head(), _second_place(house)
    assert head is not None, "a copy has a head"
    if may_sign:
        noted.note(head.size, head.root)
    elif found.verdict is Verdict.BEHIND and found.by is not None and found.by.size:
        noted.note(found.by.size, found.by.root)


def _second_place(house: House) -> Noted:
    from chancery.store.last_signed import SecondPlace

    place = second_place(house)
    return SecondPlace(place) if isinstance(place, Path) else place


def _remembered(house: House) -> tuple[int, bytes] | None:
    return _second_place(house).read()


def _write_down(restored: Restored, declared_by: str, now: int) -> None:
    """One line for each time, beside the record: who was asked, what they said, who declared what."""
    told: dict[str, Any] = {
        "at": now,
        "size": restored.size,
        "made": None if restored.manifest is None else restored.manifest.made,
        "filled": restored.filled.entries,
        "verdict": restored.judged.verdict.value,
        "may_sign": restored.may_sign,
        "declared_by": declared_by or None,
        "asked": [
            {"who": each.who, "size": each.size, "at": each.at, "trouble": each.trouble or None}
            for each in restored.asked
        ],
    }
    with (restored.house.folder / RESTORED).open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")
