"""Pinning an institution anew that lost its keys: outside of every rule, by hand, and never in silence.

Whoever lost a threshold of root keys, or the keys of its log, can prove nothing more by the
old record.  It founds another, and tells those who follow it by other ways than this one.
They put the earlier copy aside, and the new fingerprint into their settings.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from chancery.check.vouching import Pinned, Refounded, Strength, Voucher
from chancery.errors import Malformed, OutOfOrder
from chancery.record.statement import Institution
from chancery.wiring.chance import system_clock
from chancery.wiring.house import SETTINGS, House
from chancery.wiring.pinned import KeptPin, keep_pin, kept_pin
from chancery.wiring.remembered import proof_against

BEFORE = "mirror-before"
LONGEST = 200


def pin_anew(
    house: House,
    institution: Institution,
    fingerprint: bytes,
    stated_by: str,
    *,
    url: str | None = None,
    folder: Path | None = None,
) -> Path:
    """
    Hold *institution* to another first charter from now on; returns where its earlier record lies.

    What was read of the earlier one is no longer looked up.  Raises `OutOfOrder` if it is not
    followed, or is pinned so already; `Malformed` for a name that nobody could read.
    """
    kept = kept_pin(house, institution)
    if institution not in house.follow or kept is None or kept.pinned.fingerprint is None:
        raise OutOfOrder(f"{institution} is not followed here; there is nothing to pin anew.")
    if kept.pinned.fingerprint == fingerprint:
        raise OutOfOrder(f"{institution} is pinned by this very fingerprint already.")
    name = " ".join(stated_by.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Malformed("Say in a few words who stated it.")
    now = system_clock()
    put_aside = _put_aside(house, institution, now)
    _rewrite(house, institution, fingerprint, url=url, folder=folder)
    again = Refounded(at=now, before=kept.pinned.fingerprint, stated_by=name)
    voucher = Voucher(strength=Strength.BY_HAND, fingerprint=fingerprint, since=now)
    pinned = Pinned(
        institution=institution, fingerprint=fingerprint, since=now, vouchers=(voucher,), refounded=again
    )
    keep_pin(house, KeptPin(pinned=pinned))
    _forget(House.read(house.folder))
    return put_aside


def _put_aside(house: House, institution: Institution, now: int) -> Path:
    """The earlier copy, whole, and whatever proves that its log showed two histories."""
    place = house.folder / BEFORE / f"{institution}-{now}"
    place.parent.mkdir(exist_ok=True)
    mirror = house.mirror(institution)
    if mirror.is_dir():
        mirror.rename(place)
    place.mkdir(exist_ok=True)
    while (proof := proof_against(house, institution)) is not None:
        proof.rename(place / proof.name)
    return place


def _rewrite(
    house: House, institution: Institution, fingerprint: bytes, *, url: str | None, folder: Path | None
) -> None:
    """The settings, with the table of this register replaced and every other line as it was."""
    followed = replace(house.follow[institution], fingerprint=fingerprint)
    if url is not None or folder is not None:
        followed = replace(followed, url=url, folder=folder)
    place = house.folder / SETTINGS
    lines = place.read_text(encoding="utf-8").splitlines(keepends=True)
    head = re.compile(rf'\s*\[\s*follow\s*\.\s*"{re.escape(institution)}"\s*\]')
    start = next((at for at, line in enumerate(lines) if head.match(line)), None)
    if start is None:
        raise Malformed(f'Write [follow."{institution}"] as a table of its own in {place}, and try again.')
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    values = {
        "url": followed.url,
        "folder": None if followed.folder is None else str(followed.folder.absolute()),
        "fingerprint": fingerprint.hex(),
    }
    table = [f"{name} = {json.dumps(value)}\n" for name, value in values.items() if value is not None]
    other = [line for line in lines[start + 1 : end] if line.partition("=")[0].strip() not in values]
    written = "".join([*lines[: start + 1], *table, *other, *lines[end:]])
    unfinished = place.with_name(f"{SETTINGS}.unfinished")
    unfinished.write_text(written, encoding="utf-8")
    unfinished.replace(place)


def _forget(house: House) -> None:
    """The index, filled again without the earlier record: from our own log, and from what is mirrored."""
    from chancery.wiring.opened import open_registry

    open_registry(house, pen=False).reindex()
