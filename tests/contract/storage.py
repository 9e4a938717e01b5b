"""Every kind of storage, each of which can be put down and taken up again.

`Storage` makes ports.  Asked twice it gives two objects over the same storage, which is
what a second process sees, and what a process sees after it was killed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.apps import apps
from django.db import connections, router

from chancery.record.entry import Entry, order_of
from chancery.record.statement import Institution
from chancery.registry.margin import Margins
from chancery.registry.ports import Archive, Drafts, Index, WordStore
from chancery.store.database import Place, attach, migrate, stand_alone
from chancery.store.memory import MemoryArchive, MemoryDrafts, MemoryIndex, MemoryWords
from chancery.store.objects.bucket import Bucket
from chancery.store.objects.bucket import Place as BucketPlace
from chancery.store.writing.memory import MemoryMargins
from tests.contract.behind import Behind, InBucket, InFolder

ALIASES = (f"record:{number}" for number in itertools.count())


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """Entries as bytes, without any format: the bytes are a number, and the entry is remembered by it."""

    entries: dict[bytes, Entry] = field(default_factory=dict)

    def write(self, entry: Entry) -> bytes:
        octets = len(self.entries).to_bytes(8, "big") * 20
        self.entries[octets] = entry
        return octets

    def open(self, institution: Institution, index: int, octets: bytes, arrival: int) -> Entry:
        entry = self.entries[octets]
        return replace(entry, order=order_of(entry.at, arrival))


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """What a test asks for: ports over one storage, as many as it likes."""

    archive: Callable[[], Archive]
    index: Callable[[], Index]
    words: Callable[[], WordStore]
    drafts: Callable[[], Drafts]
    margins: Callable[[], Margins]
    codec: Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Durable(Storage):
    """Storage that outlives a process; tests may go behind its back."""

    folder: Path
    record: str
    desk: str
    behind: Behind


def in_memory() -> Storage:
    codec = Codec()
    archive, index, words, drafts = MemoryArchive(), MemoryIndex(), MemoryWords(), MemoryDrafts()
    margins = MemoryMargins()
    return Storage(
        archive=lambda: archive,
        index=lambda: index,
        words=lambda: words,
        drafts=lambda: drafts,
        margins=lambda: margins,
        codec=codec,
    )


def durable(folder: Path, record: Place, desk: Place, shown: BucketPlace | None = None) -> Iterator[Durable]:
    """Fresh tables at both places for the length of one test; files in the folder, or shown in a bucket."""
    public = next(ALIASES)
    private = public.replace("record", "desk")
    stand_alone()
    places = {public: record, private: desk}
    for alias, place in places.items():
        attach(alias, place)
        migrate(alias)
    try:
        yield _over(folder, public, private, shown)
    finally:
        empty(list(places))


def _over(folder: Path, public: str, private: str, shown: BucketPlace | None) -> Durable:
    # Django defines no model before it is set up.
    from chancery.store.drafts import DurableDrafts
    from chancery.store.index import DurableIndex
    from chancery.store.writing.margins import DurableMargins

    codec = Codec()
    archive, words, behind = (
        _in_folder(folder, public) if shown is None else _in_bucket(folder, public, shown)
    )
    return Durable(
        archive=archive,
        index=lambda: DurableIndex(codec.open, using=public),
        words=words,
        drafts=lambda: DurableDrafts(using=private),
        margins=lambda: DurableMargins(using=private),
        codec=codec,
        folder=folder,
        record=public,
        desk=private,
        behind=behind,
    )


Files = tuple[Callable[[], Archive], Callable[[], WordStore], Behind]


def _in_folder(folder: Path, public: str) -> Files:
    from chancery.store.archive import DurableArchive
    from chancery.store.words import DurableWords

    behind = InFolder(
        register=folder / "register", second_place=folder.with_name(f"{folder.name}.last-signed")
    )
    return lambda: DurableArchive(folder, using=public), lambda: DurableWords(using=public), behind


def _in_bucket(folder: Path, public: str, shown: BucketPlace) -> Files:
    from chancery.store.archive import DurableArchive
    from chancery.store.objects.last_signed import NotedObject
    from chancery.store.objects.register import BucketRegister
    from chancery.store.objects.words import ShownWords

    # One of each for the process, as in the product: what it opens it tries first.
    bucket, elsewhere = Bucket(shown), Bucket(replace(shown, prefix=f"{shown.prefix}-elsewhere"))
    return (
        lambda: DurableArchive(
            folder,
            using=public,
            register=BucketRegister(bucket, folder),
            second_place=NotedObject(elsewhere, "last-signed"),
        ),
        lambda: ShownWords(bucket, using=public),
        InBucket(register=bucket, second_place=elsewhere, name="last-signed"),
    )


def empty(aliases: Sequence[str]) -> None:
    """Leave the tables as the next test wants to find them, and close the doors."""
    for alias in aliases:
        connection = connections[alias]
        ours = [each for each in apps.get_app_configs() if each.name.startswith("chancery.store")]
        models = [m for each in ours for m in each.get_models() if not _elsewhere(alias, m)]
        if connection.vendor == "postgresql":
            tables = ", ".join(model._meta.db_table for model in models)
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {tables}")
        connection.close()


def _elsewhere(alias: str, model: type) -> bool:
    return not router.allow_migrate_model(alias, model)
