"""What surrounds a house that follows others: name records, web addresses, a directory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from time import time

from chancery.net.mirror import in_folder
from chancery.net.stretch import entries_between
from chancery.seal.act_form import digest_of
from chancery.seal.reading import approvals_of
from chancery.seal.signed import open_statement
from chancery.wiring.pinning import NameRecord
from tests.cli.house_by_hand import HouseByHand, objects, run
from tests.net.name_server import NameServer, Zone
from tests.net.web_server import Web


def root_document(house: HouseByHand, index: int = 1) -> bytes:
    """The entry of a charter as it stands on the house's log; the first stands at 1."""
    read = in_folder(house.folder / "register")
    checkpoint = read("checkpoint")
    assert checkpoint is not None
    size = int(checkpoint.split(b"\n")[1])
    (octets,) = entries_between(index, index + 1, size, read)
    return octets


def fingerprint_of(house: HouseByHand) -> str:
    """What its people read over the telephone."""
    act, _ = approvals_of(open_statement(root_document(house)).payload)
    return digest_of(act).hex()


DOMAIN = "mod.example"
"""Who is followed in these tests."""


def pin(house: HouseByHand, ends: int = 0) -> dict[str, object]:
    """What is known of the one that is followed."""
    (found,) = objects(house.run("pins", "--json", ends=ends))
    return found


@dataclass
class Outside:
    """The names and the web, as the settings of a house lead to them."""

    web: Web
    names: NameServer
    zone: Zone

    def surround(self, house: HouseByHand, **more: str | bool) -> None:
        """Let the house ask here."""
        settings = {"web": self.web.address, "resolver": self.names.address, **more}
        lines = [
            f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {str(value).lower()}"
            for name, value in settings.items()
        ]
        place = house.folder / "chancery.toml"
        before, follow, followed = place.read_text(encoding="utf-8").partition("\n[follow.")
        own = before.partition("\n[trust]")[0]
        place.write_text("\n".join([own, "[trust]", *lines, ""]) + follow + followed, encoding="utf-8")

    def show(self, house: HouseByHand, *, named: bool = True) -> None:
        """Put a house's first charter and its register on the web, and its record among the names."""
        document = root_document(house)
        self.web.files[house.domain, "/.well-known/chancery/root/1.cbor"] = document
        self.web.folders["*", f"/{house.domain}/register"] = house.folder / "register"
        self.web.files[house.domain, "/.well-known/chancery/register"] = (
            f'{{"domain":"{house.domain}","address":"/{house.domain}/register"}}'.encode()
        )
        if named:
            self.name(house, document)

    def name(self, house: HouseByHand, document: bytes, origin: str | None = None) -> None:
        """The name record for that document."""
        record = NameRecord(
            root=hashlib.sha256(document).digest(), origin=origin or f"{house.domain}/register"
        )
        self.zone.put(f"_chancery.{house.domain}.", "TXT", f'"{record.text}"')


@dataclass(frozen=True, slots=True)
class ListKeeper:
    """Whoever keeps a directory: a key, and files beside it."""

    folder: Path
    name: str = "foreign.example/directory"

    def sign(
        self,
        *houses: HouseByHand,
        days: int = 30,
        web: Web,
        lies: dict[str, str] | None = None,
        origins: dict[str, str] | None = None,
    ) -> str:
        """Sign a list of these houses; returns the setting that makes others believe it."""
        key = self.folder / "directory.pem"
        if not key.exists():
            run("keys", "new", key)
        until = int(time()) + days * 86_400
        lines = [f"until = {_iso(until)}"]
        for house in houses:
            figures = (lies or {}).get(house.domain) or fingerprint_of(house)
            lines += [
                f'[institution."{house.domain}"]',
                f'fingerprint = "{figures}"',
                f'address = "{web.address}/{house.domain}/register"',
                f'origin = "{(origins or {}).get(house.domain, f"{house.domain}/register")}"',
            ]
        written = self.folder / "list.toml"
        written.write_text("\n".join(lines) + "\n")
        said = run("directory", "sign", written, "--key", key, "--name", self.name, "-o", self.signed)
        return said.stdout.partition('"')[2].rstrip('"\n')

    @property
    def signed(self) -> Path:
        """The signed list."""
        return self.folder / "list.signed"


def _iso(at: int) -> str:
    from chancery.phrases.moments import iso

    return iso(at)
