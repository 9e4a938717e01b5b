"""A copy of another register's published files, kept so that it can go silent without our noticing."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.request import Request

from chancery.errors import Malformed, Unavailable
from chancery.log.tile import Tile
from chancery.net.straight import straight_opener

CHECKPOINT, RECEIPT = "checkpoint", "receipt"
WORDS = re.compile("words/[0-9a-f]{64}", re.ASCII)
MOST_OCTETS = 17_000_000
"""The largest file of a register: a full bundle of 256 entries of 65,535 octets."""

PATIENCE = 10
"""Seconds to wait for the next word from another institution's server."""

LONGEST = 120
"""Seconds to wait for a whole file: who sends one octet every nine seconds keeps nobody waiting for years."""

Read = Callable[[str], bytes | None]


class Mirror:
    """
    The files of one register, from *fetch* and from then on from *folder*.

    Tiles never change, so one that was fetched is never fetched again, unless whoever
    reads them finds that they do not hold together (`forget_fetched`).  The checkpoint and
    the receipt change with every act and are always fetched; they are kept only by whoever
    has checked them (`keep`), and are still here when the other side falls silent.  Words
    are kept by whoever has compared them with their digest, in a place of their own.
    """

    def __init__(self, folder: Path, fetch: Read) -> None:
        self._folder = folder
        self._fetch = fetch
        self._fetched: set[str] = set()

    def read(self, path: str) -> bytes | None:
        """A published file; raises `Unavailable` when it is neither here nor to be had."""
        kept = self._kept(path)
        if kept is not None and _is_tile(path):
            return kept
        try:
            octets = self._fetch(path)
        except Unavailable:
            if kept is None:
                raise
            return kept
        if octets is not None and _is_tile(path):
            self.keep(path, octets)
            self._fetched.add(path)
        return octets

    def forget_fetched(self) -> None:
        """Ask again next time for every tile that was fetched by this mirror; a lie is not kept for ever."""
        for path in self._fetched:
            self._place(path).unlink(missing_ok=True)
        self._fetched.clear()

    def held(self, path: str) -> bytes | None:
        """The file as it was last fetched, without asking anybody."""
        return self._kept(path)

    def _kept(self, path: str) -> bytes | None:
        try:
            return self._place(path).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, path: str, octets: bytes) -> None:
        """Keep a file that was found to be what it should be."""
        place = self._place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as written:
            written.write(octets)
        os.replace(written.name, place)

    def _place(self, path: str) -> Path:
        """Only the names that a register has: nothing a stranger says becomes a path of ours."""
        _require_published(path)
        return self._folder / path


def _require_published(path: str) -> None:
    """Raises `Malformed` for a path that no register has."""
    if path not in (CHECKPOINT, RECEIPT) and not WORDS.fullmatch(path):
        Tile.parse(path)


def _is_tile(path: str) -> bool:
    return path.startswith("tile/")


def over_http(address: str) -> Read:
    """Reads the files of the register at *address*, without a trailing slash."""
    if not address.startswith(("http://", "https://")):
        raise Malformed(f"{address} is no web address of a register.")
    opener = straight_opener()

    def read(path: str) -> bytes | None:
        try:
            with opener.open(Request(f"{address}/{path}"), timeout=PATIENCE) as answer:
                octets = _whole(answer, address)
        except HTTPError as refused:
            if refused.code == 404:
                return None
            raise Unavailable(f"{address} answered {refused.code} for {path}.") from refused
        except (URLError, OSError, ValueError, HTTPException) as unreachable:
            raise Unavailable(f"{address} does not answer.") from unreachable
        return octets

    return read


def _whole(answer: HTTPResponse, address: str) -> bytes:
    octets, late = bytearray(), monotonic() + LONGEST
    while piece := answer.read1(65_536):
        octets += piece
        if len(octets) > MOST_OCTETS:
            raise Unavailable(f"{address} sent more than a file of a register can hold.")
        if monotonic() > late:
            raise Unavailable(f"{address} has not finished a file in {LONGEST} seconds.")
    if answer.length:  # what was promised and did not come; `read1` itself says nothing
        raise Unavailable(f"{address} broke off in the middle of a file.")
    return bytes(octets)


def in_folder(folder: Path) -> Read:
    """Reads the files of a register that lies in a folder here."""

    def read(path: str) -> bytes | None:
        _require_published(path)
        try:
            return (folder / path).read_bytes()
        except FileNotFoundError:
            return None

    return read
