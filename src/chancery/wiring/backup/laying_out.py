"""A copy put back into an empty folder, and every part of it counted again.

Nothing in it can sign yet: the second place is not touched here, and a log that nobody
remembers signing for signs nothing (`chancery.registry.append`).
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from chancery.errors import Malformed, OutOfOrder, Unavailable, Untrusted
from chancery.log.tree import EMPTY, leaf_hash
from chancery.wiring.backup.databases import (
    require_whole_dump,
    require_whole_sqlite,
    restore_postgres,
)
from chancery.wiring.backup.manifest import MANIFEST, Manifest, paths_in
from chancery.wiring.backup.taking import place_of
from chancery.wiring.house import House

if TYPE_CHECKING:
    from chancery.store.archive import DurableArchive

MODES = {"desk": 0o600, "accounts": 0o600, "inbox": 0o660, "record": 0o644}
"""As the databases of a house are made (`chancery.store.database`)."""
OPEN = ("register/", "mirror/", "chancery.toml", "charter.toml")
"""What everybody on the machine may read."""
PRIVATE = "desk.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """A place for a rehearsal: nothing of it lies where the house itself lies."""

    record: str = ""
    """An empty PostgreSQL database for the record; empty: there is none."""

    def moved(self, house: House) -> House:
        """The house as it is rehearsed, with no second place but one beside it."""
        data = house.folder
        if isinstance(house.record, str) and not self.record:
            raise OutOfOrder(
                "The record in this copy belongs into PostgreSQL: name an empty database with --record."
            )
        return replace(
            house,
            record=self.record if isinstance(house.record, str) else data,
            inbox=data,
            second_place=data.with_name(f"{data.name}.last-signed"),
            storage=replace(house.storage, url=None, second_place=None),
        )


@contextmanager
def unpacked(copy: Path) -> Iterator[Path]:
    """The folder of a copy, be it one file or a folder already; raises `Unavailable` or `Malformed`."""
    if copy.is_dir():
        yield copy
        return
    with TemporaryDirectory(
        prefix="chancery-copy-", dir=copy.parent if copy.parent.is_dir() else None
    ) as room:
        try:
            with tarfile.open(copy, "r:") as tar:
                tar.extractall(room, filter="data")
        except OSError as fault:
            raise Unavailable(f"{copy} cannot be read: {fault.strerror or fault}.") from fault
        except tarfile.TarError as fault:
            raise Malformed(f"{copy} is no copy of a house: {fault}.") from fault
        yield Path(room)


def laid_out(
    copy: Path, data: Path, *, keys: Path | None = None, scratch: Scratch | None = None
) -> tuple[House, Manifest]:
    """
    The house of the copy in the folder *copy*, put into *data*, which must be empty or absent.

    With *scratch* everything lies there instead, wherever the settings say.  Raises
    `Malformed` or `Untrusted` for a copy that does not hold together, `OutOfOrder` where
    something is there already; what was put there goes again.
    """
    manifest = Manifest.read(copy)
    if data.exists() and any(data.iterdir()):
        raise OutOfOrder(f"{data} is not empty; a copy is put back into an empty folder.")
    data.mkdir(parents=True, exist_ok=True)
    try:
        _put_files(copy, data, manifest)
        if keys is not None:
            _put_keys(keys, data / "keys")
        house = House.read(data) if scratch is None else scratch.moved(House.read(data))
        for side, name in manifest.databases.items():
            _put_database(copy / name, house, side, scratch=scratch is not None)
        return house, manifest
    except BaseException:
        shutil.rmtree(data, ignore_errors=True)
        raise


def _put_files(copy: Path, data: Path, manifest: Manifest) -> None:
    for path in paths_in(copy):
        if path == MANIFEST or path in manifest.databases.values():
            continue
        place = data / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy / path, place)
        place.chmod(0o644 if path.startswith(OPEN) else 0o600)


def _put_keys(keys: Path, to: Path) -> None:
    to.mkdir(mode=0o700)
    for path in paths_in(keys):
        (to / path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(keys / path, to / path)
        (to / path).chmod(0o600)


def _put_database(file: Path, house: House, side: str, *, scratch: bool) -> None:
    if file.suffix != ".sqlite3":
        require_whole_dump(file)
        place = place_of(house, side)
        if isinstance(place, str) and (side == "record" or not scratch):
            restore_postgres(file, place)
        elif not scratch:
            raise Malformed(f"The settings in the copy keep {side} in a file, and the copy in a dump.")
        return
    require_whole_sqlite(file)
    place = house.folder if scratch else place_of(house, side)
    if isinstance(place, str):
        raise Malformed(f"The settings in the copy keep {side} in PostgreSQL, and the copy in a file.")
    to = place / file.name
    if to.exists():
        raise OutOfOrder(f"{to} is there already; a copy never replaces another.")
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)
    to.chmod(MODES[side])


def require_the_log(archive: DurableArchive, manifest: Manifest) -> None:
    """
    Count the entries of the database, and the files by other code; both are what the manifest says.

    Raises `Untrusted` if not.
    """
    from chancery.log.recount import first_fault

    size, root = manifest.size, bytes.fromhex(manifest.root)
    head = archive.head()
    if head is None or (head.size, head.root) != (size, root):
        raise Untrusted("The database in the copy ends at another head than its manifest says.")
    counted = EMPTY.extended(leaf_hash(archive.entry(index)) for index in range(size))
    if counted.root() != root:
        raise Untrusted("The entries in the database are not those that were signed.")
    fault = first_fault(archive.file, size, root)
    if fault is not None:
        raise Untrusted(f"The files in the copy do not hold together: {fault}")
