"""A bucket of an S3-compatible store, as far as a register needs one: whole objects, conditional writes.

Every object is written on a condition, so no machine overwrites what it has not seen:

    If-None-Match: *      only if there is none yet
    If-Match: <ETag>      only if it is still the one that was read

(RFC 9110, 13.1; Amazon S3, "conditional writes".)  An object is there wholly or not at all,
and was stored durably once the store said so: there is nothing to flush or to rename.
A put that was cut off may have happened; whoever puts again finds its own octets there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any, TypeVar

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from chancery.errors import Conflict, SplitView, Unavailable
from chancery.store.shown_as import shown_as

AT_ONCE = 8
"""Requests that one writer has under way at the same time."""
SECONDS = timedelta(seconds=20)
"""How long one request may take before it is given up, and for how long it is tried again."""
TRIES = 3
MOST_ROUNDS = 20
"""How often a writer looks again because another one was quicker, before it says so."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a bucket is, and who we are there; what is None is taken from the environment (AWS_…)."""

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    anonymous: bool = False
    """Read as anybody may, with no credentials at all."""

    @property
    def url(self) -> str:
        """As settings spell it."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An object as it was read: its octets, and the ETag that stands for exactly these."""

    octets: bytes
    tag: str


class Overtaken(Conflict):
    """The object is no longer the one that was read."""


class Bucket:
    """
    The objects under one prefix of a bucket.

    Raises `Unavailable` for every fault of the store or of the way to it.  A bucket belongs to
    the process that opened it: the library's threads do not survive fork(2).
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._process = os.getpid()
        self._store = _opened(place)
        self.turn, self.tried = Lock(), False
        """Whether the store was seen to honour conditions (`chancery.store.objects.trial`)."""

    def read(self, path: str) -> Held | None:
        """The object at *path*; None if there is none."""

        def get() -> Held | None:
            try:
                found = obstore.get(self._store, path)
                return Held(octets=bytes(found.bytes()), tag=found.meta["e_tag"] or "")
            except FileNotFoundError as absent:
                if "NoSuchBucket" in str(absent):  # nothing can be known of a bucket that is not there
                    raise Unavailable(f"There is no bucket {self.place.bucket!r}.") from absent
                return None

        return self._asked(get)

    def create(self, path: str, octets: bytes) -> bool:
        """
        Put an object where there is none; False, and nothing happened, if there is one.

        On a conflict without a winner (409, when two come at the same moment) it is tried again.
        """
        for _ in range(MOST_ROUNDS):
            if self._put(path, octets, "create"):
                return True
            if self.read(path) is not None:
                return False
        raise Unavailable(f"{self.place.url}/{path} can be neither read nor written.")

    def keep(self, path: str, octets: bytes) -> None:
        """
        Put an object that is never another one; the same again is once.

        Raises `SplitView` if other octets lie there.  They are left as they are: they are evidence.
        """
        if not self.create(path, octets):
            held = self.read(path)
            if held is not None and held.octets != octets:
                raise SplitView(
                    f"{self.place.url}/{path} holds other octets than this log has there: "
                    "two histories were written to one place. Stop, and find out why."
                )

    def keep_all(self, files: Mapping[str, bytes]) -> None:
        """Keep several, some at the same time; they are all there once this returns."""
        with ThreadPoolExecutor(min(AT_ONCE, len(files) or 1)) as hands:
            for _ in hands.map(lambda path: self.keep(path, files[path]), files):
                pass

    def replace(self, path: str, octets: bytes, *, of: Held | None) -> None:
        """
        Put an object in the place of the one that was read, or where there was none.

        Raises `Overtaken`, and nothing happened, if it is another one by now.
        """
        done = self._put(path, octets, "create" if of is None else {"e_tag": of.tag})
        if not done:
            raise Overtaken(f"{self.place.url}/{path} was replaced by somebody else; read it again.")

    def forget(self, paths: Iterable[str]) -> None:
        """Delete these objects; those that are not there were deleted already."""
        self._asked(lambda: obstore.delete(self._store, list(paths)))

    def names(self, under: str = "") -> Iterator[str]:
        """The path of every object under that folder, in no order that anybody promises."""
        pages = self._asked(lambda: iter(obstore.list(self._store, prefix=under or None)))
        while (page := self._asked(lambda: next(pages, None))) is not None:
            yield from (each["path"] for each in page)

    # Inside

    def _put(self, path: str, octets: bytes, mode: Any) -> bool:
        """Whether it was put; False if the condition did not hold."""
        shown = shown_as(path)
        headers = {"Content-Type": shown.media, "Cache-Control": shown.caching}

        def put() -> bool:
            try:
                obstore.put(self._store, path, octets, attributes=headers, mode=mode, use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return False
            return True

        return self._asked(put)

    def _asked(self, ask: Callable[[], Result]) -> Result:
        if os.getpid() != self._process:
            raise Unavailable("This process was forked from one that used the object store; open it anew.")
        try:
            return ask()
        except (PermissionDeniedError, UnauthenticatedError) as refused:
            raise Unavailable(f"The object store refuses what we ask of {self.place.url}.") from refused
        except (BaseError, OSError) as fault:
            raise Unavailable(f"The object store failed at {self.place.url}: {_reason(fault)}.") from fault


def _opened(place: Place) -> S3Store:
    given = {
        "endpoint": place.endpoint,
        "region": place.region,
        "access_key_id": place.access_key,
        "secret_access_key": place.secret_key,
        "skip_signature": place.anonymous or None,
        "disable_bulk_delete": True,  # not every compatible store has it
    }
    config: Any = {name: value for name, value in given.items() if value is not None}
    plain = (place.endpoint or os.environ.get("AWS_ENDPOINT_URL", "")).startswith("http://")
    try:
        return S3Store(
            place.bucket,
            prefix=place.prefix or None,
            config=config,
            client_options={"allow_http": plain, "timeout": SECONDS, "connect_timeout": timedelta(seconds=5)},
            retry_config={"max_retries": TRIES, "retry_timeout": SECONDS},
        )
    except (BaseError, ValueError) as fault:
        raise Unavailable(f"{place.url} cannot be opened: {_reason(fault)}.") from fault


def _reason(fault: Exception) -> str:
    """What the store answered, or that it did not: the library's own words show addresses and whole pages."""
    answered = re.search(r"status code: (\d{3}[^:]*)", str(fault))
    if answered:
        return f"it answered {answered[1].strip()}"
    return "it does not answer" if "Error performing" in str(fault) else "it cannot be used so"
