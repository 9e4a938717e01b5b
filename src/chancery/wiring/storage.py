"""Where the log's files are shown, as the settings of a house say it; in its own folder unless they do.

second_place = "s3://elsewhere/us/last-signed"   how far was signed, for several machines

[storage]                                all of it may be left out
url = "s3://records/us"                  tiles, checkpoint, words and renditions, as objects
endpoint = "https://objects.example"     else AWS_ENDPOINT_URL, else Amazon's
region = "eu-central-1"                  else AWS_REGION
credentials = "keys/storage.toml"        access_key and secret_key; else AWS_ACCESS_KEY_ID and its like
anonymous = true                         as anybody: enough for a Counter before an open bucket
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chancery.errors import Malformed
from chancery.wiring.settings import octets_of, only_these, read_toml, text_of

if TYPE_CHECKING:
    from chancery.record.statement import Institution
    from chancery.registry.ports import Renditions
    from chancery.store.last_signed import Noted
    from chancery.store.objects.bucket import Bucket, Place
    from chancery.store.register import Shown
    from chancery.store.words import DurableWords
    from chancery.wiring.house import House

STORAGE_NAMES = frozenset({"url", "endpoint", "region", "credentials", "anonymous"})
KEYS = ("vkey", "vkey-pq")
"""The log's verifier keys, beside its files."""
_CREDENTIAL_NAMES = frozenset({"access_key", "secret_key"})
_URL = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9!_.*'()-]+)*)/?", re.ASCII)
"""A bucket's name as Amazon restricts it, and folders of letters that need no quoting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """What the settings say of it; nothing is opened yet."""

    url: str | None = None
    """None: the folder `register` of the house."""
    second_place: str | None = None
    """None: a file (`House.second_place`)."""
    endpoint: str | None = None
    region: str | None = None
    credentials: Path | None = None
    anonymous: bool = False

    @classmethod
    def of(cls, folder: Path, written: Mapping[str, Any], second_place: object, place: Path) -> Storage:
        """As the settings in *place* say; raises `Malformed` for what they should not say."""
        only_these(written, STORAGE_NAMES, place)
        texts = {name: text_of(written, name, place) for name in written if name != "anonymous"}
        if not isinstance(written.get("anonymous", False), bool):
            raise Malformed(f"In {place}, 'anonymous' of [storage] is true or false.")
        noted = second_place if isinstance(second_place, str) and second_place.startswith("s3:") else None
        for url in (texts.get("url"), noted):
            if url is not None:
                bucket_and_prefix(url)
        return cls(
            url=texts.get("url"),
            second_place=noted,
            endpoint=texts.get("endpoint"),
            region=texts.get("region"),
            credentials=folder / texts["credentials"] if "credentials" in texts else None,
            anonymous=written.get("anonymous", False),
        )

    def place(self, url: str) -> Place:
        """
        The place that *url* names, with who we are there.

        Raises `Unavailable` where the credentials cannot be read, `Malformed` where they are none.
        """
        from chancery.store.objects.bucket import Place

        bucket, prefix = bucket_and_prefix(url)
        keys = {} if self.credentials is None else _credentials(self.credentials)
        return Place(
            bucket=bucket,
            prefix=prefix,
            endpoint=self.endpoint,
            region=self.region,
            anonymous=self.anonymous,
            **keys,
        )


def bucket_and_prefix(url: str) -> tuple[str, str]:
    """What an s3:// address names; raises `Malformed` for another address."""
    found = _URL.fullmatch(url)
    if found is None or ".." in url:
        raise Malformed(f"{url[:100]!r} is no address of the form s3://bucket/folder.")
    return found[1], found[2].strip("/")


def _credentials(place: Path) -> dict[str, str]:
    written = read_toml(place)
    only_these(written, _CREDENTIAL_NAMES, place)
    return {name: text_of(written, name, place) for name in sorted(_CREDENTIAL_NAMES)}


# ── opened ───────────────────────────────────────────────────────────────────


@cache
def bucket_at(place: Place) -> Bucket:
    """One for each place and process: it is tried once, and keeps its connections."""
    from chancery.store.objects.bucket import Bucket

    return Bucket(place)


def files_of(house: House, institution: Institution) -> Callable[[str], bytes | None]:
    """Reads a register's files: our own where the world is shown them, another's where we mirror it."""
    from chancery.net.mirror import in_folder

    if institution != house.institution:
        return in_folder(house.mirror(institution))
    where = shown(house)
    return in_folder(house.register) if where is None else where.read


def shown(house: House) -> Shown | None:
    """The register as objects; None: it lies in the house's own folder."""
    if house.storage.url is None:
        return None
    from chancery.store.objects.register import BucketRegister

    return BucketRegister(bucket_at(house.storage.place(house.storage.url)), house.folder)


def show_keys(house: House) -> None:
    """Show the log's verifier keys in the bucket as they lie in the house; without one they are there."""
    if house.storage.url is None:
        return
    from chancery.store.objects.trial import require_conditions

    bucket = bucket_at(house.storage.place(house.storage.url))
    require_conditions(bucket)
    for name in KEYS:
        show_key(bucket, name, octets_of(house.register / name))


def show_key(bucket: Bucket, name: str, line: bytes) -> None:
    """A key may come in the place of another, unlike all else: the charter says whose it is."""
    held = bucket.read(name)
    if held is None or held.octets != line:
        bucket.replace(name, line, of=held)


def second_place(house: House) -> Path | Noted:
    """Where it is remembered how far we have signed."""
    url = house.storage.second_place
    if url is None:
        return house.second_place
    from chancery.store.objects.last_signed import NotedObject

    place, _, name = url.rpartition("/")
    return NotedObject(bucket_at(house.storage.place(place)), name)


def own_words(house: House, *, using: str) -> DurableWords:
    """The words of our own statements, and where they are shown."""
    from chancery.store.objects.words import ShownWords
    from chancery.store.words import PublishedWords

    if house.storage.url is None:
        return PublishedWords(house.folder, using=using)
    return ShownWords(bucket_at(house.storage.place(house.storage.url)), using=using)


def own_renditions(house: House) -> Renditions:
    """The files in which letters were given out, and where they are shown."""
    from chancery.store.objects.renditions import ShownRenditions
    from chancery.store.renditions import PublishedRenditions

    if house.storage.url is None:
        return PublishedRenditions(house.folder)
    return ShownRenditions(bucket_at(house.storage.place(house.storage.url)))
