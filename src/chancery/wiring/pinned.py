"""What a house keeps about whose register each followed one is.

    pins/<domain>.json     the fingerprint, since when, who vouches, what it was before

Beside the mirror and not in it: a mirror may be thrown away and read again.  If a pin is lost,
its register is one that is seen for the first time, and every answer says so.  A fingerprint in
the settings was put there by hand, and nothing that is kept here goes before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chancery.check.vouching import Pinned, Refounded, Strength, Voucher
from chancery.errors import Malformed
from chancery.record.statement import Instant, Institution
from chancery.store.durable import make_folder, put

if TYPE_CHECKING:
    from chancery.wiring.house import House

PINS = "pins"
NEVER = Instant(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPin:
    """A pin as it lies in its file."""

    pinned: Pinned
    origin: str | None = None
    """The log's name in its checkpoints, where a source named it; None: whatever it shows."""
    asked: Instant = NEVER
    """When the domain's name records and web address were last asked."""


def kept_pin(house: House, institution: Institution) -> KeptPin | None:
    """What is kept, with what the settings say put before it; None before it was first followed."""
    try:
        octets = _place(house, institution).read_bytes()
    except FileNotFoundError:
        return None
    try:
        kept = _read(institution, json.loads(octets))
    except (ValueError, KeyError, TypeError) as unreadable:
        raise Malformed(f"{_place(house, institution)} is no pin.") from unreadable
    return _by_hand_first(house, kept)


def keep_pin(house: House, kept: KeptPin) -> None:
    """Keep it so that it is still there after a power cut."""
    folder = house.folder / PINS
    make_folder(folder)
    octets = json.dumps(_written(kept), indent=1).encode() + b"\n"
    name = _place(house, kept.pinned.institution).name
    put(folder, {name: octets}, by_way_of=house.folder / "unfinished-pins")


class Pins(Mapping[Institution, Pinned]):
    """The pin of every register that this house follows, as it is kept at the moment somebody asks."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._read: dict[Institution, tuple[int, Pinned]] = {}

    def __getitem__(self, institution: Institution) -> Pinned:
        followed = self._house.follow[institution]
        changed = _changed(_place(self._house, institution))
        held = self._read.get(institution)
        if held is None or held[0] != changed:
            pinned = self._kept(institution) or never_followed(institution, followed.fingerprint)
            held = self._read[institution] = changed, pinned
        return held[1]

    def _kept(self, institution: Institution) -> Pinned | None:
        """A pin that cannot be read vouches for nothing; whoever follows is told, readers are answered."""
        try:
            kept = kept_pin(self._house, institution)
        except Malformed:
            return None
        return None if kept is None else kept.pinned

    def __iter__(self) -> Iterator[Institution]:
        return iter(self._house.follow)

    def __len__(self) -> int:
        return len(self._house.follow)


def never_followed(institution: Institution, by_hand: bytes | None, at: Instant = NEVER) -> Pinned:
    """What is known before the first look: what somebody typed, or nothing."""
    vouchers = () if by_hand is None else (_hand(by_hand, at),)
    return Pinned(institution=institution, fingerprint=by_hand, since=at, vouchers=vouchers)


def _hand(fingerprint: bytes, since: Instant) -> Voucher:
    return Voucher(strength=Strength.BY_HAND, fingerprint=fingerprint, since=since)


def _by_hand_first(house: House, kept: KeptPin) -> KeptPin | None:
    """Another fingerprint in the settings was decided by somebody: what was kept no longer counts."""
    followed = house.follow.get(kept.pinned.institution)
    typed = None if followed is None else followed.fingerprint
    pinned = kept.pinned
    if typed is None:
        vouchers = tuple(each for each in pinned.vouchers if each.strength is not Strength.BY_HAND)
        return replace(kept, pinned=replace(pinned, vouchers=vouchers))
    if typed != pinned.fingerprint:
        return None
    if all(each.strength is not Strength.BY_HAND for each in pinned.vouchers):
        pinned = replace(pinned, vouchers=(*pinned.vouchers, _hand(typed, pinned.since)))
    return replace(kept, pinned=replace(pinned, stopped_by=None))


def _place(house: House, institution: Institution) -> Path:
    return house.folder / PINS / f"{institution}.json"


def _changed(place: Path) -> int:
    try:
        return place.stat().st_mtime_ns
    except FileNotFoundError:
        return -1


# ── the file ─────────────────────────────────────────────────────────────────


def _written(kept: KeptPin) -> dict[str, Any]:
    pinned, again = kept.pinned, kept.pinned.refounded
    return {
        "institution": pinned.institution,
        "fingerprint": None if pinned.fingerprint is None else pinned.fingerprint.hex(),
        "since": pinned.since,
        "chartered": pinned.chartered,
        "vouchers": [_voucher_written(each) for each in pinned.vouchers],
        "refounded": None
        if again is None
        else {"at": again.at, "before": again.before.hex(), "stated_by": again.stated_by},
        "stopped_by": None if pinned.stopped_by is None else _voucher_written(pinned.stopped_by),
        "origin": kept.origin,
        "asked": kept.asked,
    }


def _voucher_written(voucher: Voucher) -> dict[str, Any]:
    return {
        "strength": voucher.strength.value,
        "fingerprint": voucher.fingerprint.hex(),
        "since": voucher.since,
        "by": voucher.by,
        "signed": voucher.signed,
    }


def _read(institution: Institution, written: Mapping[str, Any]) -> KeptPin:
    figures, again, stopped = (written[name] for name in ("fingerprint", "refounded", "stopped_by"))
    pinned = Pinned(
        institution=institution,
        fingerprint=None if figures is None else bytes.fromhex(figures),
        since=Instant(int(written["since"])),
        chartered=None if written["chartered"] is None else Instant(int(written["chartered"])),
        vouchers=tuple(_voucher(each) for each in written["vouchers"]),
        refounded=None
        if again is None
        else Refounded(
            at=Instant(int(again["at"])),
            before=bytes.fromhex(again["before"]),
            stated_by=str(again["stated_by"]),
        ),
        stopped_by=None if stopped is None else _voucher(stopped),
    )
    return KeptPin(
        pinned=pinned,
        origin=None if written["origin"] is None else str(written["origin"]),
        asked=Instant(int(written["asked"])),
    )


def _voucher(written: Mapping[str, Any]) -> Voucher:
    return Voucher(
        strength=Strength(written["strength"]),
        fingerprint=bytes.fromhex(written["fingerprint"]),
        since=Instant(int(written["since"])),
        by=str(written["by"]),
        signed=written["signed"],
    )
