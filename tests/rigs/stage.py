"""6 January 2020 on two real houses, put down again: letters to be asked about."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connections

from chancery.check.copy import Copy, Kind
from chancery.check.projection import objects
from chancery.errors import ChanceryError
from chancery.play.staged import IQ, US, Addresses, stage_in
from chancery.record.statement import Instant
from chancery.seal.keys import Kind as KeyKind
from chancery.seal.keys import SigningKey
from chancery.wiring import House, open_registry
from chancery.wiring.comparing import compared
from chancery.wiring.house import ISSUER_PEM, LASTING_PEM, LOG_PEM

if TYPE_CHECKING:
    from chancery.registry.registry import Registry

COUNTERS = {US: Addresses(counter="127.0.0.1:8801"), IQ: Addresses(counter="127.0.0.1:8802")}
LETTERS = ("US/CMD-IQ/2020/3", "US/SECDEF/2020/11", "US/SECDEF/2020/12", "US/CMD-IQ/2020/4", "IQ/PARL/2020/1")
"""By their references: the letter, what was said about it, and what it relies on."""


def staged(folder: Path) -> Path:
    """Both houses as the play leaves them, with nothing left open; returns the folder of the first."""
    for institution in COUNTERS:
        _put_keys(folder / institution / "keys", institution)
    played = stage_in(folder, COUNTERS)
    for institution in played.houses:
        close(f"record:{institution}")
        close(f"desk:{institution}")
    return folder / US


def _put_keys(folder: Path, institution: str) -> None:
    """Keys that are the same in every run; a house that finds keys draws none."""
    folder.mkdir(parents=True)
    kinds = {ISSUER_PEM: KeyKind.ED25519, LOG_PEM: KeyKind.ED25519, LASTING_PEM: KeyKind.ML_DSA_44}
    for name, kind in kinds.items():
        seed = sha256(f"rig {institution} {name}".encode()).digest()
        (folder / name).write_bytes(SigningKey.from_seed(kind, seed).pem())


def close(alias: str) -> None:
    """Put a database down, so that all of it is in its one file; a broken one may refuse."""
    with suppress(Exception):
        connections[alias].close()


def copied(house: Path, to: Path) -> Path:
    """Both houses again, in another folder."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(house.parent, to)
    return to / house.name


@contextmanager
def opened(house: Path, at: Instant, *, pen: bool = False) -> Iterator[Registry]:
    """The registry of a house at a moment, closed on the way out."""
    alias = "record:rigged"
    try:
        yield open_registry(House.read(house), pen=pen, alias=alias, clock=lambda: at)
    finally:
        close(alias)


def answers(house: Path, at: Instant) -> dict[str, str]:
    """What the house answers about every letter, as one text each; or by which name it refuses to."""
    try:
        with opened(house, at) as registry:
            return {reference: _answer(registry, reference) for reference in LETTERS}
    except ChanceryError as refusal:
        return dict.fromkeys(LETTERS, _refusal(refusal))


def checked(house: Path) -> list[str]:
    """What `chancery reindex --check` finds, or that it cannot even look."""
    try:
        found = compared(House.read(house), alias="record:checked")
        return [difference.what for stretch in found for difference in stretch]
    except Exception as fault:
        return [type(fault).__name__]
    finally:
        close("record:checked")


def refused(answer: str) -> bool:
    """Whether a question was met with a named refusal and no answer."""
    return answer.startswith(REFUSAL)


REFUSAL = "refused: "


def _answer(registry: Registry, reference: str) -> str:
    try:
        found = objects(registry.check(Copy(kind=Kind.CODE, text=reference)))
    except ChanceryError as refusal:
        return _refusal(refusal)
    return json.dumps(list(found), sort_keys=True)


def _refusal(refusal: ChanceryError) -> str:
    return f"{REFUSAL}{type(refusal).__name__}: {refusal}"
