"""The folder of a witness: its name, its two keys, the logs it knows, what it has seen.

witness.toml                 its name, and where it listens
keys/ed25519.pem  ml-dsa-44.pem   the two keys it cosigns with, used for nothing else
logs                         a verifier key a line: whose checkpoints it looks at
seen.db                      of each log the checkpoint it last cosigned

A witness keeps its memory for ever.  One that is restored from a backup has forgotten
what it signed and could sign a fork: give it a new name and new keys instead.
"""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Malformed, OutOfOrder, Unavailable
from chancery.log.cosignature import SignatureType
from chancery.log.cosigner import Cosigner
from chancery.log.vkey import Signer, VerifierKey, require_name
from chancery.wiring.chance import system_clock
from chancery.wiring.founding import put_if_absent
from chancery.wiring.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable

    from chancery.log.vkey import PrivateKey

SETTINGS, LOGS = "witness.toml", "logs"
LISTENS = "127.0.0.1:8100"
PEMS = {
    SignatureType.COSIGNATURE_ED25519: "ed25519.pem",
    SignatureType.COSIGNATURE_ML_DSA_44: "ml-dsa-44.pem",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessFolder:
    """A witness as its folder describes it."""

    folder: Path
    name: str
    listens: str

    @classmethod
    def read(cls, folder: Path) -> WitnessFolder:
        """The witness in *folder*; raises `Unavailable` or `Malformed` if there is none."""
        place = folder / SETTINGS
        try:
            written = tomllib.loads(place.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Unavailable(f"{folder} is no witness: run `chancery witness init` first.") from None
        except ValueError as unreadable:
            raise Malformed(f"{place} is not TOML: {unreadable}.") from unreadable
        if set(written) != {"name", "listens"} or not all(isinstance(v, str) for v in written.values()):
            raise Malformed(f"{place} says name and listens, each in quotation marks, and nothing else.")
        return cls(folder=folder, name=written["name"], listens=written["listens"])

    def cosigner(self) -> Cosigner:
        """Its keys; raises `Unavailable` or `Malformed` where they cannot be read."""
        return Cosigner(signers=tuple(self._signer(kind, pem) for kind, pem in PEMS.items()))

    def logs(self) -> dict[str, tuple[VerifierKey, ...]]:
        """The keys of each log it knows, by origin; raises `Malformed` with the number of a bad line."""
        known: dict[str, tuple[VerifierKey, ...]] = {}
        for key in _keys_in(self.folder / LOGS):
            known[key.name] = (*known.get(key.name, ()), key)
        return known

    def open(self, clock: Callable[[], int] = system_clock) -> Witness:
        """The witness, ready to be asked; logs that are added to its list later are known after a restart."""
        from chancery.store.witnessed import Witnessed

        return Witness(cosigner=self.cosigner(), logs=self.logs(), memory=Witnessed(self.folder), clock=clock)

    def _signer(self, kind: SignatureType, pem: str) -> Signer:
        from chancery.registry.pen import private_key

        place = self.folder / "keys" / pem
        try:
            octets = place.read_bytes()
        except OSError as fault:
            raise Unavailable(f"{place} cannot be read: {fault.strerror}.") from fault
        private: PrivateKey = private_key(octets, kind)
        return Signer(name=self.name, kind=kind, private=private)


def found_witness(folder: Path, name: str, logs: Iterable[str], *, listens: str = LISTENS) -> WitnessFolder:
    """
    A witness called *name* with fresh keys, which knows these *logs* (verifier keys).

    Run again, it learns the logs it did not know and changes nothing else.  Raises
    `OutOfOrder` if the folder is another witness's.
    """
    from chancery.store.witnessed import make_memory

    require_name(name)
    lines = [VerifierKey.parse(line).text for line in logs]
    if (folder / SETTINGS).exists() and WitnessFolder.read(folder).name != name:
        raise OutOfOrder(f"{folder} is the witness {WitnessFolder.read(folder).name} already.")
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    (folder / "keys").chmod(0o700)
    for kind, pem in PEMS.items():
        put_if_absent(folder / "keys" / pem, _fresh_key(kind), mode=0o600)
    if not (folder / SETTINGS).exists():
        make_memory(folder)
    put_if_absent(folder / LOGS, b"# One verifier key a line.\n", mode=0o644)
    _learn(folder / LOGS, lines)
    # Last, so that a folder with settings is a witness with everything in it.
    settings = f"name = {json.dumps(name)}\nlistens = {json.dumps(listens)}\n"
    put_if_absent(folder / SETTINGS, settings.encode(), mode=0o644)
    return WitnessFolder.read(folder)


def _fresh_key(kind: SignatureType) -> bytes:
    from chancery.seal.keys import Kind, SigningKey

    lasting = kind is SignatureType.COSIGNATURE_ML_DSA_44
    return SigningKey.from_seed(Kind.ML_DSA_44 if lasting else Kind.ED25519, secrets.token_bytes(32)).pem()


def _learn(place: Path, lines: Iterable[str]) -> None:
    known = {key.text for key in _keys_in(place)}
    with place.open("a", encoding="utf-8") as file:
        for line in dict.fromkeys(lines):
            if line not in known:
                file.write(f"{line}\n")


def _keys_in(place: Path) -> list[VerifierKey]:
    try:
        lines = place.read_text(encoding="utf-8").split("\n")
    except OSError as fault:
        raise Unavailable(f"{place} cannot be read: {fault.strerror}.") from fault
    except UnicodeDecodeError:
        raise Malformed(f"{place} is not UTF-8.") from None
    keys = []
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            keys.append(_key(line.strip(), place, number))
    return keys


def _key(line: str, place: Path, number: int) -> VerifierKey:
    try:
        return VerifierKey.parse(line)
    except Malformed as fault:
        raise Malformed(f"Line {number} of {place}: {fault}") from None
