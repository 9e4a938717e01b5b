"""Changing the keys with which a register is written: same log, new keys, and a time in which both sign.

    keys/next/        the keys that follow; from now on they sign checkpoints along
    charter N+1       names them; from its own entry on they are the register's keys
    keys/former/<N>/  the keys that were, once they have been retired

Which pen speaks for the log is read off the record and nowhere else (`Pen.named_by`): a crash
between any two steps leaves a register that goes on, or that refuses until the step is repeated.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import NotReady
from chancery.record.charter import Charter, Register
from chancery.record.charter_writing import charter_to_toml
from chancery.record.composing import taken_up
from chancery.record.entry import Entry, charter_of
from chancery.record.statement import Instant, KeyName
from chancery.wiring.founding import VKEYS, draw_keys, put_if_absent
from chancery.wiring.house import ISSUER_PEM, LASTING_PEM, LOG_PEM, House
from chancery.wiring.keyring import FORMER, NEXT
from chancery.wiring.storage import show_keys

if TYPE_CHECKING:
    from chancery.registry.pen import Pen

WEEK = 7 * 86_400
"""Seconds for which both sets of keys sign, unless somebody says otherwise."""

PEMS = (ISSUER_PEM, LOG_PEM, LASTING_PEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """How far a change of keys has come."""

    present: Pen
    following: Pen
    named: Entry | None
    """The charter that names the keys that follow; None while it is being signed."""

    def ripe(self) -> Instant | None:
        """When the former keys may be retired; None before a charter names the others."""
        return None if self.named is None else Instant(self.named.at + WEEK)


def rotation(house: House) -> Rotation | None:
    """The change that is under way; None if there is none."""
    pen = house.pen()
    if pen.following is None:
        return None
    following = pen.following
    named = (each for each in _charters(house) if _log_of(each) == following.vkeys)
    return Rotation(present=pen, following=following, named=next(named, None))


def begin_rotation(house: House, at: Instant) -> Path:
    """
    Draw the keys that follow, and write the charter that names them; returns where it lies.

    Run again it changes nothing.  Raises `NotReady` before there is a charter to change, and
    where the last change was not finished.
    """
    if _interrupted(house):
        raise NotReady("The former keys were not wholly retired: finish that first, with --retire.")
    charters = _charters(house)
    if not charters:
        raise NotReady("No charter names these keys yet, so there are none to change: finish that first.")
    _draw_following(house.keys)
    following = house.pen().following
    assert following is not None, "its keys were drawn a moment ago"
    text = charter_to_toml(charter_naming(charter_of(charters[-1]), following, at))
    place = house.folder / f"charter-{charter_of(charters[-1]).version + 1}.toml"
    put_if_absent(place, text.encode(), mode=0o644)
    return place


def _draw_following(keys: Path) -> None:
    """All of them or none: where some are missing, it is because others were put in their places."""
    if not (keys / NEXT).is_dir():
        unfinished = keys / f"{NEXT}.unfinished"
        unfinished.mkdir(mode=0o700, exist_ok=True)
        draw_keys(unfinished)
        unfinished.rename(keys / NEXT)


def charter_naming(charter: Charter, following: Pen, at: Instant) -> Charter:
    """The version after *charter*, which says the same and gives the log to other keys."""
    coming = taken_up(charter, at)
    issuer = _fresh_name(charter, f"{following.register.issuer}-{coming.version}")
    keys = dict(charter.keys)
    if charter.register is not None:
        keys.pop(charter.register.issuer, None)
    register = Register(origin=following.origin, issuer=issuer, log=following.vkeys)
    return replace(coming, register=register, keys={**keys, issuer: str(following.issuer.public)})


def retire(house: House, at: Instant, *, early: bool = False) -> Path:
    """
    Let the former keys sign no more; returns where they lie.

    Raises `NotReady` if no change is under way, no charter names the others yet, or both
    have not signed for a week and nobody says *early*.
    """
    if not _interrupted(house):
        under_way = rotation(house)
        if under_way is None:
            raise NotReady("The keys are not being changed; there is nothing to retire.")
        _require_ripe(under_way, at, early=early)
    former = house.keys / FORMER / str(charter_of(_charters(house)[-1]).version)
    former.mkdir(parents=True, mode=0o700, exist_ok=True)
    for name in PEMS:
        if (house.keys / NEXT / name).exists():
            put_if_absent(former / name, (house.keys / name).read_bytes(), mode=0o600)
            os.replace(house.keys / NEXT / name, house.keys / name)
    for file, line in zip(VKEYS, house.pen().vkeys, strict=True):
        place = house.register / file
        unfinished = place.with_name(f"{file}.unfinished")
        unfinished.write_text(f"{line}\n", encoding="ascii")
        unfinished.replace(place)
    show_keys(house)
    (house.keys / NEXT).rmdir()  # last: as long as it is there, this is not done
    return former


def _require_ripe(under_way: Rotation, at: Instant, *, early: bool) -> None:
    ripe = under_way.ripe()
    if ripe is None:
        raise NotReady("No charter on the record names the keys that follow; the former are still needed.")
    if at < ripe and not early:
        left = (ripe - at + 86_399) // 86_400
        raise NotReady(
            f"Both sets of keys sign for {left} days more, so that witnesses and followers can turn; "
            "add --early if they have."
        )


def _interrupted(house: House) -> bool:
    """Whether some of the keys were put in their places and others not."""
    there = [(house.keys / NEXT / name).exists() for name in PEMS]
    return (house.keys / NEXT).is_dir() and (house.keys / FORMER).is_dir() and not all(there)


def _fresh_name(charter: Charter, name: str) -> KeyName:
    while name in charter.keys:
        name += "-again"
    return KeyName(name)


def _log_of(entry: Entry) -> tuple[str, ...]:
    register = charter_of(entry).register
    return () if register is None else register.log


def _charters(house: House) -> tuple[Entry, ...]:
    from chancery.registry.roots import counting
    from chancery.wiring.opened import open_index

    index, _ = open_index(house)
    return counting(house.institution, index)
