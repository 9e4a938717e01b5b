"""A house: the folder in which an institution keeps its record, as its settings describe it.

chancery.toml      whose it is, and where everything lies
desk.toml          where the drafts lie; for the Desk's eyes only
keys/              the pen: issuer.pem, log.pem, log-pq.pem; the seal: seal.pem, seal-chain.pem
register/          the log as the world is shown it, and its verifier keys (vkey, vkey-pq)
record.sqlite3     what can be looked up        desk.sqlite3      what is not yet released
inbox.sqlite3      what the public leaves       accounts.sqlite3  who works at the Desk
mirror/<domain>/   the registers of other institutions, as far as they are followed
pins/              whose register each of them is, and by whose word
equivocation/      proofs that one of them has shown two histories
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Malformed
from chancery.record.statement import Institution
from chancery.wiring.ask_policy import AskPolicy
from chancery.wiring.letter_paper import LetterPaper
from chancery.wiring.replicas import replicas_of
from chancery.wiring.settings import (
    database_of,
    file_of,
    only_these,
    read_toml,
    seconds_of,
    table_of,
    text_of,
)
from chancery.wiring.state_policy import StatePolicy
from chancery.wiring.storage import Storage
from chancery.wiring.trust import Trust
from chancery.wiring.watch.settings import WatchSettings

if TYPE_CHECKING:
    from chancery.registry.pen import Pen

SETTINGS, DESK_SETTINGS = "chancery.toml", "desk.toml"
HOUR = 3_600
COUNTER = "127.0.0.1:8000"
LIVE = "127.0.0.1:8200"
ISSUER_PEM, LOG_PEM, LASTING_PEM = "issuer.pem", "log.pem", "log-pq.pem"

_NAMES = frozenset(
    {
        "institution",
        "origin",
        "record",
        "replicas",
        "second_place",
        "storage",
        "inbox",
        "patience",
        "policy",
        "counter",
        "live",
        "follow",
        "witness",
        "demonstration",
        "paper",
        "seal",
        "asks",
        "state",
        "watch",
        "trust",
    }
)
_FOLLOWED_NAMES = frozenset({"url", "folder", "fingerprint", "policy"})
_WITNESS_NAMES = frozenset({"url", "vkey"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Where another institution's register is read from, and what is known of it beforehand."""

    institution: Institution
    url: str | None = None
    folder: Path | None = None
    fingerprint: bytes | None = None
    """Of its first charter; None: its own word is taken, and every answer says so."""
    policy: Path | None = None
    """Whose word is enough for this one (`wiring.reading_policy`); None: what the house asks of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWitness:
    """A witness that is asked to cosign: where, and the verifier keys its lines are believed by."""

    url: str
    vkeys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A folder with an institution's record, as its settings describe it."""

    folder: Path
    institution: Institution
    origin: str
    record: Path | str
    """A folder, for SQLite, or a PostgreSQL connection string."""
    second_place: Path
    """Where it is remembered how far we have signed, unless `storage` knows an object for it; no backup
    may restore it."""
    replicas: tuple[str, ...] = ()
    """Databases that follow *record*, and may be read in its stead (`wiring.replicas`)."""
    follow: Mapping[Institution, Followed] = field(default_factory=dict)
    witnesses: Mapping[str, AskedWitness] = field(default_factory=dict)
    """By the name this house gives them."""
    demonstration: tuple[str, ...] = ()
    """What is invented, when this is a demonstration."""
    patience: int = HOUR
    """Seconds after which another institution's record is too old to speak of the present."""
    policy: Path | None = None
    """Whose word is enough for this house (`wiring.reading_policy`); None: each log's own."""
    counter: str = COUNTER
    inbox: Path | str = field(default_factory=Path)
    """Where lies what the public leaves; like *record*, a folder or a connection string."""
    live: str = LIVE
    """Where readers who wait for a change are told of one."""
    letter_paper: LetterPaper = field(default_factory=lambda: LetterPaper(folder=Path()))
    asks: AskPolicy = field(default_factory=AskPolicy)
    state: StatePolicy = field(default_factory=StatePolicy)
    storage: Storage = field(default_factory=Storage)
    watch: WatchSettings = field(default_factory=WatchSettings)
    trust: Trust = field(default_factory=Trust)

    @property
    def register(self) -> Path:
        """The log's files, as the world is shown them."""
        return self.folder / "register"

    @property
    def keys(self) -> Path:
        """Where the pen lies."""
        return self.folder / "keys"

    @property
    def desk(self) -> Path | str:
        """Where the drafts lie; read only when a Desk is opened, from a file of its own."""
        place = self.folder / DESK_SETTINGS
        written = read_toml(place)
        return database_of(written.get("desk", "."), self.folder, place)

    @classmethod
    def read(cls, folder: Path) -> House:
        """
        The house in *folder*.

        Raises `Unavailable` if there is none, `Malformed` if its settings cannot be understood.
        """
        place = folder / SETTINGS
        written = read_toml(place)
        only_these(written, _NAMES, place)
        domain = text_of(written, "institution", place)
        demonstration = table_of(written, "demonstration", place)
        record = database_of(written.get("record", "."), folder, place)
        return cls(
            folder=folder,
            institution=Institution(domain),
            origin=str(written.get("origin", f"{domain}/register")),
            record=record,
            replicas=replicas_of(written.get("replicas", []), record, place),
            second_place=_second_place(folder, written.get("second_place")),
            follow={
                Institution(name): _followed(name, each, folder, place)
                for name, each in table_of(written, "follow", place).items()
            },
            witnesses={
                name: _asked_witness(name, each, place)
                for name, each in table_of(written, "witness", place).items()
            },
            demonstration=tuple(str(line) for line in demonstration.get("assumptions", ())),
            patience=seconds_of(written.get("patience", HOUR), place),
            policy=file_of(written, "policy", folder, place),
            counter=str(written.get("counter", COUNTER)),
            inbox=database_of(written.get("inbox", "."), folder, place),
            live=str(written.get("live", LIVE)),
            letter_paper=LetterPaper.of(
                folder, table_of(written, "paper", place), table_of(written, "seal", place), place
            ),
            asks=AskPolicy.of(table_of(written, "asks", place), place),
            state=StatePolicy.of(table_of(written, "state", place), place),
            storage=Storage.of(
                folder, table_of(written, "storage", place), written.get("second_place"), place
            ),
            watch=WatchSettings.of(table_of(written, "watch", place), place),
            trust=Trust.of(folder, table_of(written, "trust", place), place),
        )

    def pen(self) -> Pen:
        """The pen of this house; raises `Unavailable` where its keys cannot be read."""
        from chancery.wiring.keyring import held_pen

        return held_pen(self.keys, self.institution, self.origin)

    def mirror(self, institution: Institution) -> Path:
        """Where the files of a followed register are kept."""
        return self.folder / "mirror" / institution

    @property
    def equivocation(self) -> Path:
        """Where proofs lie that a followed register has shown two histories."""
        return self.folder / "equivocation"


# ── reading settings ─────────────────────────────────────────────────────────


def _second_place(folder: Path, value: object) -> Path:
    """Beside the house, unless the settings say where: inside it a backup would restore it too."""
    if isinstance(value, str) and value and not value.startswith("s3:"):
        return folder / value
    whole = folder.absolute()
    return whole.with_name(f"{whole.name}.last-signed")


def _followed(name: str, written: object, folder: Path, place: Path) -> Followed:
    if not isinstance(written, dict) or ("url" in written) == ("folder" in written):
        raise Malformed(f"In {place}, what is followed of {name} has either a url or a folder.")
    only_these(written, _FOLLOWED_NAMES, place)
    pinned = written.get("fingerprint")
    return Followed(
        institution=Institution(name),
        url=written.get("url"),
        folder=folder / written["folder"] if "folder" in written else None,
        fingerprint=None if pinned is None else read_fingerprint(str(pinned)),
        policy=file_of(written, "policy", folder, place),
    )


def _asked_witness(name: str, written: object, place: Path) -> AskedWitness:
    if not isinstance(written, dict):
        raise Malformed(f"In {place}, the witness {name} is a table.")
    only_these(written, _WITNESS_NAMES, place)
    url, vkeys = written.get("url"), written.get("vkey")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Malformed(f"In {place}, the url of the witness {name} is a web address.")
    if not isinstance(vkeys, list) or not vkeys or not all(isinstance(line, str) for line in vkeys):
        raise Malformed(f"In {place}, the vkey of the witness {name} is a list of verifier keys.")
    return AskedWitness(url=url.rstrip("/"), vkeys=tuple(vkeys))


def read_fingerprint(written: str) -> bytes:
    """A fingerprint as people copy it; raises `Malformed` for anything but 32 bytes in hexadecimal."""
    try:
        octets = bytes.fromhex(written)
    except ValueError:
        octets = b""
    if len(octets) != 32:
        raise Malformed("A fingerprint has 64 hexadecimal figures.")
    return octets
