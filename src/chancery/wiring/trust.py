"""Whom a house asks, and whom it believes, about whose register is whose: `[trust]` in its settings.

[trust]                                  all of it may be left out
directory = "directory.signed"           a directory that was signed, beside the settings
directory_key = "foreign.example/…+…"    the verifier key by which it is believed
resolver = "192.0.2.1:53"                who is asked for name records; else this machine's own
anchors = "root.ds"                      keys from which signatures under name records are followed
signed_names = true                      name records without such signatures are not believed
address = "https://log.mod.example/r"    where our own register is, for `.well-known`; else `/register`
web = "http://127.0.0.1:8001"            for trials on one machine: who stands for every domain's web address
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chancery.errors import Malformed
from chancery.wiring.settings import octets_of, only_these, read_toml, table_of

if TYPE_CHECKING:
    from chancery.net.dns import NameRecords
    from chancery.record.statement import Instant
    from chancery.seal.directory import Directory

TRUST_NAMES = frozenset(
    {"directory", "directory_key", "resolver", "anchors", "signed_names", "address", "web"}
)
REGISTER_ADDRESS = "/register"


@cache
def shown_address() -> str:
    """Where the house that CHANCERY_HOME names shows its register; the usual place where it names none."""
    home = os.environ.get("CHANCERY_HOME", "")
    if not home:
        return REGISTER_ADDRESS
    place = Path(home) / "chancery.toml"
    return Trust.of(Path(home), table_of(read_toml(place), "trust", place), place).address


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the settings say of it; nothing is read or asked yet."""

    directory: Path | None = None
    directory_key: str | None = None
    resolver: str | None = None
    anchors: Path | None = None
    signed_names: bool = False
    address: str = REGISTER_ADDRESS
    web: str | None = None

    @classmethod
    def of(cls, folder: Path, written: Mapping[str, Any], place: Path) -> Trust:
        """As the settings in *place* say; raises `Malformed` for what they should not say."""
        only_these(written, TRUST_NAMES, place)
        texts = {name: value for name, value in written.items() if name != "signed_names"}
        for name, value in texts.items():
            if not isinstance(value, str) or not value:
                raise Malformed(f"In {place}, {name!r} of [trust] is a text in quotation marks.")
        if not isinstance(written.get("signed_names", False), bool):
            raise Malformed(f"In {place}, 'signed_names' of [trust] is true or false.")
        if ("directory" in written) != ("directory_key" in written):
            raise Malformed(
                f"In {place}, a directory is named together with the directory_key it is signed by."
            )
        return cls(
            directory=folder / written["directory"] if "directory" in written else None,
            directory_key=written.get("directory_key"),
            resolver=written.get("resolver"),
            anchors=folder / written["anchors"] if "anchors" in written else None,
            signed_names=written.get("signed_names", False),
            address=written.get("address", REGISTER_ADDRESS),
            web=written.get("web"),
        )

    def opened_directory(self, at: Instant) -> Directory | None:
        """
        The directory this house believes; None if it names none.

        Raises `Unavailable` where it cannot be read, `BadSignature` if it is signed with
        another key, `OutOfOrder` once its time ended.
        """
        from chancery.log.vkey import VerifierKey
        from chancery.seal.directory import open_directory

        if self.directory is None or self.directory_key is None:
            return None
        return open_directory(octets_of(self.directory), VerifierKey.parse(self.directory_key), at)

    def name_records(self, now: Instant) -> NameRecords:
        """Whoever is asked for name records, as the settings say."""
        from chancery.net.dns import Anchor, NameRecords, Resolver

        resolvers = () if self.resolver is None else (Resolver.parse(self.resolver),)
        anchors = (
            () if self.anchors is None else Anchor.parse(octets_of(self.anchors).decode("utf-8", "replace"))
        )
        return NameRecords(resolvers, anchors, now=lambda: now)
