"""Founding a house: folders, settings, fresh keys, empty tables, and a log that has begun."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chancery.errors import Malformed, OutOfOrder
from chancery.record.charter_faults import DOMAIN
from chancery.record.statement import Instant
from chancery.wiring.chance import fresh_id, system_clock
from chancery.wiring.house import (
    COUNTER,
    DESK_SETTINGS,
    HOUR,
    ISSUER_PEM,
    LASTING_PEM,
    LIVE,
    LOG_PEM,
    SETTINGS,
    House,
)
from chancery.wiring.letter_paper import CHAIN_PEM, HOUSE_SEAL_PEM, SEAL_PEM
from chancery.wiring.opened import open_registry

if TYPE_CHECKING:
    from chancery.registry.pen import Pen
    from chancery.registry.ports import Clock


VKEYS = ("vkey", "vkey-pq")
"""The log's verifier keys in its register: Ed25519, and ML-DSA-44."""


def found_house(
    folder: Path,
    domain: str,
    *,
    record: str = ".",
    desk: str = ".",
    inbox: str = ".",
    counter: str = COUNTER,
    live: str = LIVE,
    origin: str = "",
    told_the_desk: str = "",
    demonstration: tuple[str, ...] = (),
    clock: Clock = system_clock,
    alias: str = "",
) -> House:
    """
    A new house with fresh keys and a log that has begun, and a test signature made.

    Run again after an interruption, it finishes what is unfinished and loses nothing.
    *record*, *desk* and *inbox* are folders (relative ones lie in the house) or PostgreSQL
    connection strings; *origin* is another name for its log than the usual; *told_the_desk*
    is what else desk.toml says, in TOML; *alias* keeps this house apart from others in one
    process.
    Raises `OutOfOrder` if the folder is another institution's house.
    """
    if not DOMAIN.fullmatch(domain):
        raise Malformed(
            f"{domain[:100]!r} is no domain; an institution is called by one, such as mod.example."
        )
    if (folder / SETTINGS).exists() and House.read(folder).institution != domain:
        raise OutOfOrder(f"{folder} is the house of {House.read(folder).institution} already.")
    (folder / "register").mkdir(parents=True, exist_ok=True)
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    draw_keys(folder / "keys")
    _draw_seal(folder / "keys", domain, clock())
    put_if_absent(folder / DESK_SETTINGS, (_lines({"desk": desk}) + told_the_desk).encode(), mode=0o600)
    settings = {
        "institution": domain,
        "origin": origin or f"{domain}/register",
        "record": record,
        "inbox": inbox,
        "counter": counter,
        "live": live,
        "patience": HOUR,
    }
    # Last, so that a folder with settings is a house with everything in it.
    put_if_absent(folder / SETTINGS, _settled(settings, demonstration), mode=0o644)
    house = House.read(folder)
    _begin(house, clock, alias)
    return house


def _settled(settings: Mapping[str, Any], demonstration: tuple[str, ...]) -> bytes:
    written = _lines(settings)
    if demonstration:
        written += "\n[demonstration]\n" + _lines({"assumptions": list(demonstration)})
    return written.encode()


def draw_keys(folder: Path) -> None:
    """Fresh keys for a pen, those that lie there left as they are."""
    from chancery.seal.keys import Kind, SigningKey

    kinds = {ISSUER_PEM: Kind.ED25519, LOG_PEM: Kind.ED25519, LASTING_PEM: Kind.ML_DSA_44}
    for name, kind in kinds.items():
        put_if_absent(folder / name, SigningKey.from_seed(kind, secrets.token_bytes(32)).pem(), mode=0o600)


def _draw_seal(folder: Path, domain: str, at: Instant) -> None:
    """The seal of the office, and a house authority that vouches for it, all three or none."""
    from chancery.paper.sealing.founding import found

    if (folder / CHAIN_PEM).exists():
        return
    seal = found(domain=domain, institution=domain, at=at, chance=secrets.token_bytes)
    for name in (SEAL_PEM, HOUSE_SEAL_PEM):
        (folder / name).unlink(missing_ok=True)  # left over from a founding that was interrupted
    put_if_absent(folder / SEAL_PEM, seal.key, mode=0o600)
    put_if_absent(folder / HOUSE_SEAL_PEM, seal.house_key, mode=0o600)
    put_if_absent(folder / CHAIN_PEM, seal.chain, mode=0o600)


def _begin(house: House, clock: Clock, name: str) -> None:
    """A test signature, the verifier keys, empty tables, and the first entry of the log."""
    from chancery.store import database

    pen = house.pen()
    _test_sign(pen, clock())
    # Tools of this field read one Ed25519 key from a file; the lasting one has a file of its own.
    for file, line in zip(VKEYS, pen.vkeys, strict=True):
        put_if_absent(house.register / file, f"{line}\n".encode(), mode=0o644)
    places = {"record": house.record, "desk": house.desk, "inbox": house.inbox}
    for alias, place in ((side(one, name), place) for one, place in places.items()):
        database.stand_alone()
        database.attach(alias, place)
        database.migrate(alias)
    open_registry(house, pen=True, alias=side("record", name), clock=clock).begin(fresh_id(house.institution))


def side(one: str, name: str) -> str:
    """The alias of one of a house's databases, where several houses are open."""
    return f"{one}:{name}" if name else one


def _test_sign(pen: Pen, at: Instant) -> None:
    """Each key signs once and is checked, before anybody relies on it; raises `Untrusted` otherwise."""
    from chancery.log.checkpoint import open_checkpoint, sign_checkpoint
    from chancery.log.head import TreeHead
    from chancery.log.tree import EMPTY
    from chancery.log.vkey import VerifierKey
    from chancery.seal.keys import verify

    message = b"chancery/test\0" + secrets.token_bytes(32)
    verify(pen.issuer.public, pen.issuer.sign(message), message)
    head = TreeHead(origin=pen.origin, size=0, root=EMPTY.root())
    note = sign_checkpoint(head, pen.log, at=at)
    open_checkpoint(note, pen.origin, [VerifierKey.parse(line) for line in pen.vkeys])


# ── writing settings ─────────────────────────────────────────────────────────


def _lines(values: Mapping[str, Any]) -> str:
    """Names and values as TOML: JSON spells texts, numbers and lists of texts in the same way."""
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def put_if_absent(place: Path, octets: bytes, *, mode: int) -> None:
    """Written whole or not at all, and never over what is there."""
    if place.exists():
        return
    unfinished = place.with_name(f"{place.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(place)
