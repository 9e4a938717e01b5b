"""How an institution's letters look and are sealed, as its settings say it.

[paper]                               # all of it may be left out
template = "ministry-letter"          # one that is shipped, or a folder
address = ["10 Quay Street", "Port"]
logo = "logo.svg"
place = { en = "Port", ar = "الميناء" }
name = { en = "Ministry of Transport", ar = "وزارة النقل" }

[seal]                                # left out: keys/seal.pem and keys/seal-chain.pem
chain = "keys/seal-chain.pem"
module = "/usr/lib/softhsm/libsofthsm2.so"
token = "chancery"
key = "seal"
pin = "CHANCERY_PIN"                  # the environment variable that holds it
level = "B-T"                         # B-B unless said
timestamps = "https://tsa.example/"
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chancery.errors import Malformed, Unavailable

if TYPE_CHECKING:
    from chancery.paper.press.sheet import Letterhead
    from chancery.paper.sealing.keys import SealKey
    from chancery.paper.sealing.timestamps import HttpTimestamps

SEAL_PEM, CHAIN_PEM, HOUSE_SEAL_PEM = "seal.pem", "seal-chain.pem", "seal-house.pem"
PAPER_NAMES = frozenset({"template", "address", "logo", "place", "name"})
SEAL_NAMES = frozenset({"chain", "module", "token", "key", "pin", "level", "timestamps", "timestamps_chain"})
LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPaper:
    """What the press of one house is given besides the letter."""

    folder: Path
    paper: Mapping[str, Any] = field(default_factory=dict)
    seal: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, paper: Mapping[str, Any], seal: Mapping[str, Any], place: Path) -> LetterPaper:
        """As the settings in *place* say; raises `Malformed` for what they should not say."""
        for table, names, written in (("paper", PAPER_NAMES, paper), ("seal", SEAL_NAMES, seal)):
            for name in written.keys() - names:
                raise Malformed(f"{place} holds a setting {name!r} under [{table}], which no house has.")
        if seal.get("level", LEVELS[0]) not in LEVELS:
            raise Malformed(f"In {place}, the level of the seal is one of {', '.join(LEVELS)}.")
        return cls(folder=folder, paper=paper, seal=seal)

    @property
    def template(self) -> Path:
        """The folder of the template."""
        from chancery.paper.press.template import TEMPLATES, shipped

        name = str(self.paper.get("template", "ministry-letter"))
        return TEMPLATES / name if name in shipped() else self.folder / name

    @property
    def place(self) -> Mapping[str, str]:
        """Where letters are dated, by language."""
        return {str(language): str(name) for language, name in self.paper.get("place", {}).items()}

    def letterhead(self, title: Mapping[str, str]) -> Letterhead:
        """What stands on top; *title* is the institution's own, for where the settings name none."""
        from chancery.paper.press.sheet import Letterhead

        logo = self.paper.get("logo")
        return Letterhead(
            name=self.paper.get("name") or title,
            address=tuple(str(line) for line in self.paper.get("address", ())),
            logo=None if logo is None else _octets(self.folder / str(logo)),
        )

    # The seal

    @property
    def level(self) -> str:
        """How long the seal can be examined (ETSI EN 319 142-1): `B-B`, `B-T`, `B-LT` or `B-LTA`."""
        return str(self.seal.get("level", LEVELS[0]))

    def seal_key(self) -> SealKey:
        """The seal; raises `Unavailable` where its key cannot be had."""
        from chancery.paper.sealing.keys import SealKey

        keys = self.folder / "keys"
        chain = _octets(self.folder / self.seal["chain"] if "chain" in self.seal else keys / CHAIN_PEM)
        if "module" not in self.seal:
            return SealKey.from_pem(_octets(keys / SEAL_PEM), chain)
        return SealKey.from_pkcs11(
            module=str(self.seal["module"]),
            token=str(self.seal.get("token", "")),
            key=str(self.seal.get("key", "")),
            pin=os.environ.get(str(self.seal.get("pin", "CHANCERY_PIN")), ""),
            chain_pem=chain,
        )

    def timestamps(self) -> HttpTimestamps | None:
        """The timestamp authority that is asked; None where the seal needs none."""
        from chancery.paper.sealing.timestamps import HttpTimestamps

        if "timestamps" not in self.seal:
            return None
        chain = self.seal.get("timestamps_chain")
        return HttpTimestamps(
            str(self.seal["timestamps"]),
            chain_pem=b"" if chain is None else _octets(self.folder / str(chain)),
        )


def _octets(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as fault:
        raise Unavailable(f"{place} cannot be read: {fault.strerror}.") from fault
