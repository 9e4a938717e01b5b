"""The victim's true log as different people are shown it: cosigned or not, in folders and in files.

Everything here is signed with the log's own keys, as a thief of them or a liar would; the
witnesses are keys in memory that sign what they are told to, at the times they are told.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from chancery.log.cosignature import SignatureType
from chancery.log.note import signature_line
from chancery.log.path import inclusion_paths
from chancery.log.policy import Policy
from chancery.log.tile import HashesFromTiles, stored_entries
from chancery.log.vkey import Signer
from chancery.play.keyring import pen_of
from chancery.record.statement import Instant
from chancery.registry.append import append, cosign, receipts_of
from chancery.registry.registry import Registry
from chancery.seal.evidence import Evidence, Extract, write_evidence
from chancery.store.memory import MemoryArchive
from chancery.wiring import Followed, House, add_followed, follow, found_house, open_registry
from tests.hostile.forger import T0, VICTIM, order, sealed, urn, victim
from tests.log.keys import signer

PEN = pen_of(VICTIM)
KEYS = [each.verifier for each in PEN.log]
NAMES = ("w1", "w2", "w3")
HOUR = 3_600


def witness(name: str) -> Signer:
    return signer(f"{name}.example", SignatureType.COSIGNATURE_ED25519)


def policy(quorum: int = 2, names: tuple[str, ...] = NAMES) -> str:
    """So many of these witnesses, for the victim's log."""
    logs = [f"log {key.text}" for key in KEYS]
    witnesses = [f"witness {name} {witness(name).verifier.text}" for name in names]
    return "\n".join([*logs, *witnesses, f"group g {quorum} {' '.join(names)}", "quorum g", ""])


def parsed(quorum: int = 2, names: tuple[str, ...] = NAMES) -> Policy:
    return Policy.parse(policy(quorum, names).encode())


def log_of(
    *orders: str, at: int = T0, times: Mapping[str, int] | None = None, said: int = T0
) -> MemoryArchive:
    """The log with these orders after entry 2, said at *said*, signed at *at*, cosigned at those *times*."""
    archive = MemoryArchive()
    acts = [sealed(order(name, "alice"), said, PEN) for name in orders]
    append(archive, [*stored_entries(0, 3, victim().file), *acts], pen=PEN, at=Instant(at), keys={})
    cosigned(archive, times or {})
    return archive


def cosigned(archive: MemoryArchive, times: Mapping[str, int]) -> MemoryArchive:
    """The same head with these witnesses' lines."""
    head = archive.head()
    assert head is not None
    text = head.checkpoint.decode().partition("\n\n")[0] + "\n"
    cosign(archive, [signature_line(text, witness(name), at=at) for name, at in times.items()], of=head)
    return archive


def show(archive: MemoryArchive, folder: Path) -> None:
    """Put the log's files into a folder, in place of whatever was shown there."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, octets in archive._files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(octets)


def file_of(archive: MemoryArchive, about: str = "order") -> bytes:
    """An evidence file that carries the whole of that log as it stands."""
    head = archive.head()
    assert head is not None
    entries = stored_entries(0, head.size, archive.file)
    paths = inclusion_paths(range(head.size), head.size, HashesFromTiles(archive.file, head.size))
    receipts = [
        receipts_of(head).inclusion(place, path) for place, path in zip(range(head.size), paths, strict=True)
    ]
    extract = Extract(
        institution=VICTIM, checkpoint=head.checkpoint, entries=tuple(zip(entries, receipts, strict=True))
    )
    return write_evidence(Evidence(statement=urn(about), extracts=(extract,), words=()))


class Reading:
    """A house that follows the victim from a folder, with a policy file if it has one."""

    def __init__(self, folder: Path, asks: str | None = None, *, own: str = "") -> None:
        self.shown = folder / "shown"
        self.alias = f"record:{folder.parent.name}:{folder.name}"
        house = found_house(folder / "house", "reader.demo", alias=self.alias, clock=lambda: T0)
        self.house = add_followed(house, Followed(institution=VICTIM, folder=self.shown))
        if asks is not None:
            self.ask(asks, own)

    def ask(self, asks: str, own: str = "") -> None:
        """Own that policy from now on."""
        (self.house.folder / "policy.txt").write_text(asks)
        place = self.house.folder / "chancery.toml"
        place.write_text(f'policy = "policy.txt"\n{own}{place.read_text()}')
        self.house = House.read(self.house.folder)

    def follow(self, archive: MemoryArchive | None = None) -> int:
        if archive is not None:
            show(archive, self.shown)
        return follow(self.house, alias=self.alias)[VICTIM]

    def registry(self, at: int) -> Registry:
        return open_registry(self.house, pen=False, alias=self.alias, clock=lambda: Instant(at))

    def standing(self, at: int, of: str = "order") -> str | None:
        """What is said of a letter at that moment by the clock; None if it is not on the record."""
        letter = self.registry(at).letter(urn(of))
        return None if letter is None else letter.answers.standing.state
