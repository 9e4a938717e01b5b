"""A copy of a house, taken while it goes on working.

The databases are copied from the outside inwards: accounts, inbox, drafts, then the record.
So whatever the drafts' copy believes to be on the record is in the record's copy; the other
way round a letter could be released in one and unknown to the other.  Of the register's files
those are taken that the copied head needs; newer ones belong to a newer copy.

Keys are not in it, unless they are asked for, and then in a place of their own.  The second
place is never in it: it must not come back with an old copy.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chancery import __version__
from chancery.errors import Conflict, Malformed, OutOfOrder, Unavailable
from chancery.log.tile import ENTRIES, FULL, Tile
from chancery.wiring.backup.databases import (
    copy_sqlite,
    dump_postgres,
    require_whole_dump,
    require_whole_sqlite,
)
from chancery.wiring.backup.manifest import MANIFEST, Manifest, digest_of, paths_in
from chancery.wiring.chance import system_clock
from chancery.wiring.desk_settings import DeskSettings
from chancery.wiring.storage import files_of

if TYPE_CHECKING:
    from chancery.registry.ports import Head
    from chancery.wiring.house import House

SIDES = ("accounts", "inbox", "desk", "record")
"""In the order in which they are copied."""
ATTEMPTS = 5
"""How often the record is copied because it was copied between two steps of an append."""
APART = frozenset({"keys", "register", "shelf"})
"""What of a house is copied in another way, or is made again: the shelf is filled from the log."""
NOT_KEPT = ("unfinished", "courier.", "register.lock", "words.lock", "clock-off.json")
"""How the names begin of what means nothing on another day."""


_HEAD = "SELECT size, root, checkpoint, at, vouched, applied FROM store_committedhead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A copy that was taken, and where it lies."""

    place: Path
    manifest: Manifest
    keys: Path | None = None


def take(house: House, to: Path, *, keys: Path | None = None, now: Callable[[], int] = system_clock) -> Taken:
    """
    Copy *house* into the folder *to*, or into one file if its name ends in `.tar`.

    What was written is read again and counted before it gets its name.  Raises `OutOfOrder`
    where something lies there already, `Unavailable` or `Malformed` where a part cannot be
    copied; nothing is left then.
    """
    _refuse_bad_places(house, to, keys)
    unfinished = to.with_name(f"{to.name}.unfinished")
    try:
        manifest = _copied(house, unfinished, now())
        if to.suffix == ".tar":
            _into_one_file(unfinished, to)
        else:
            os.sync()
            unfinished.rename(to)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    if keys is not None:
        _copy_keys(house, keys)
    return Taken(place=to, manifest=manifest, keys=keys)


def _refuse_bad_places(house: House, to: Path, keys: Path | None) -> None:
    for place in (to, keys):
        if place is not None and place.exists():
            raise OutOfOrder(f"{place} is there already; a copy never replaces another.")
    inside = house.folder.absolute()
    if inside in to.absolute().parents:
        raise OutOfOrder("A copy inside the house would be lost with it; choose another place.")
    if keys is not None and to.absolute() in (keys.absolute(), *keys.absolute().parents):
        raise OutOfOrder("The keys belong in another place than the copy: whoever has both can sign.")


def _copied(house: House, to: Path, made: int) -> Manifest:
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True, mode=0o700)
    databases = {side: _copy_database(house, side, to) for side in SIDES[:-1]}
    databases = {side: name for side, name in databases.items() if name}
    head, databases["record"] = _copy_record(house, to)
    left = _copy_register(house, head, to / "register")
    _copy_the_rest(house, to)
    files = {path: digest_of(to / path) for path in paths_in(to)}
    manifest = Manifest(
        chancery=__version__,
        institution=house.institution,
        origin=house.origin,
        made=made,
        size=head.size,
        root=head.root.hex(),
        databases=databases,
        left=left,
        files=files,
    )
    (to / MANIFEST).write_bytes(manifest.written())
    _require_whole(to)
    return manifest


def place_of(house: House, side: str) -> Path | str:
    """Where a side of the house lies: a folder, or a connection string."""
    if side == "accounts":
        return DeskSettings.of(house).accounts
    place: Path | str = getattr(house, side)
    return place


def _copy_database(house: House, side: str, to: Path) -> str:
    """The name of the copy; empty where there is none yet: a house need not have been served."""
    place = place_of(house, side)
    if isinstance(place, str):
        dump_postgres(place, to / f"{side}.pg_dump")
        return f"{side}.pg_dump"
    if side == "accounts" and not (place / "accounts.sqlite3").exists():
        return ""
    copy_sqlite(place / f"{side}.sqlite3", to / f"{side}.sqlite3")
    return f"{side}.sqlite3"


def _copy_record(house: House, to: Path) -> tuple[Head, str]:
    """Between the commit of an append and its end the files lag behind; such a copy is taken again."""
    for _ in range(ATTEMPTS):
        before = _head(house)
        name = _copy_database(house, "record", to)
        head = _head_in(to) if name.endswith(".sqlite3") else before
        # pg_dump reads a moment of its own: only if the head did not move is it known which.
        if head is not None and (name.endswith(".sqlite3") or _head(house) == before):
            return head, name
        (to / name).unlink()
    raise Conflict("The record grew each time while it was copied; try once more in a quieter minute.")


def _head(house: House) -> Head | None:
    from chancery.wiring.opened import open_stores

    archive = open_stores(house).archive
    head = archive.head()
    if head is None:
        raise OutOfOrder("The log has not begun; there is nothing to copy yet.")
    return head if archive.applied() == head.size else None


def _head_in(copy: Path) -> Head | None:
    """The head of a copied SQLite file; None where its files were still on their way."""
    from chancery.registry.ports import Head

    # By hand: whatever opens it as our databases are opened writes beside it.
    with closing(sqlite3.connect(f"file:{copy / 'record.sqlite3'}?immutable=1", uri=True)) as file:
        found = file.execute(_HEAD).fetchone()
    if found is None or found[0] != found[5]:
        return None
    return Head(size=found[0], root=found[1], checkpoint=found[2], at=found[3], vouched=found[4])


def _copy_register(house: House, head: Head, to: Path) -> tuple[str, ...]:
    """The files that this head needs, and what is shown beside the log; returns what is left where it is."""
    read = files_of(house, house.institution)
    in_bucket = house.storage.url is not None
    paths = tile_paths(head.size) if in_bucket else _shown_up_to(house.register, head.size)
    for path in paths:
        octets = read(path) if path.startswith("tile/") else (house.register / path).read_bytes()
        if octets is None:
            raise Unavailable(f"The register lacks {path}.")
        _put(to / path, octets)
    for name in ("vkey", "vkey-pq"):
        _put(to / name, (house.register / name).read_bytes())
    _put(to / "checkpoint", head.checkpoint)
    _put(to / "receipt", head.vouched)
    return ("words/", "rendition/") if in_bucket else ()


def tile_paths(size: int) -> Iterator[str]:
    """Every tile and bundle of a log of that size, in the one width that its head needs."""
    for index in range(-(-size // FULL)):
        yield Tile.within(size, ENTRIES, index).path
    level, count = 0, size
    while count:
        for index in range(-(-count // FULL)):
            yield Tile.within(size, level, index).path
        level, count = level + 1, count // FULL


def _shown_up_to(register: Path, size: int) -> Iterator[str]:
    """What lies in the register but for its head; of the tiles those that no newer entry has touched."""
    for path in paths_in(register):
        if path.startswith("tile/"):
            if _covers(path) <= size:
                yield path
        elif path.startswith(("words/", "rendition/")):
            yield path


def _covers(path: str) -> int:
    """Up to which entry a tile reaches."""
    tile = Tile.parse(path)
    below: int = FULL ** max(tile.level, 0)
    return (tile.index * FULL + tile.width) * below


def _copy_the_rest(house: House, to: Path) -> None:
    for each in sorted(house.folder.iterdir()):
        apart = each.name in APART or each.absolute() == house.second_place.absolute()
        if apart or each.name.startswith(NOT_KEPT) or ".sqlite3" in each.name:
            continue
        if each.is_dir():
            for path in paths_in(each):
                _put(to / each.name / path, (each / path).read_bytes())
        else:
            _put(to / each.name, each.read_bytes())


def _put(place: Path, octets: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.write_bytes(octets)
    place.chmod(0o600)


def _require_whole(copy: Path) -> None:
    """Read everything again: digests, databases, and the log counted by other code."""
    from chancery.log.recount import first_fault
    from chancery.net.mirror import in_folder

    manifest = Manifest.read(copy)
    for name in manifest.databases.values():
        (require_whole_sqlite if name.endswith(".sqlite3") else require_whole_dump)(copy / name)
    fault = first_fault(in_folder(copy / "register"), manifest.size, bytes.fromhex(manifest.root))
    if fault is not None:
        raise Malformed(f"What was copied does not hold together: {fault}")


def _into_one_file(folder: Path, to: Path) -> None:
    written = to.with_name(f"{to.name}.unfinished-file")
    try:
        with tarfile.open(written, "w", format=tarfile.PAX_FORMAT) as tar:
            for path in paths_in(folder):
                tar.add(folder / path, arcname=path)
        written.chmod(0o600)
        with written.open("rb") as file:
            os.fsync(file.fileno())
        written.rename(to)
    finally:
        written.unlink(missing_ok=True)


def _copy_keys(house: House, to: Path) -> None:
    to.mkdir(parents=True, mode=0o700)
    for path in paths_in(house.keys):
        _put(to / path, (house.keys / path).read_bytes())
