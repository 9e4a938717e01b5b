"""Telling on a terminal whose register is whose: the fingerprint, and under it who vouches."""

from __future__ import annotations

import json
from typing import Any

from chancery.check.vouching import Voucher
from chancery.cli.speaking import say, told
from chancery.phrases.moments import iso
from chancery.phrases.vouching import vouched
from chancery.wiring.chance import system_clock
from chancery.wiring.house import House
from chancery.wiring.pinned import KeptPin, Pins, kept_pin
from chancery.wiring.pinning import directory_trouble


def tell_pins(house: House, *, as_json: bool, language: str) -> bool:
    """Every pin of the house; whether a contradiction has stopped one of them."""
    trouble = directory_trouble(house, system_clock())
    if trouble is not None:
        told(trouble)
    kept = {who: kept_pin(house, who) or KeptPin(pinned=pinned) for who, pinned in Pins(house).items()}
    for each in kept.values():
        if as_json:
            say(json.dumps(_plain(each), separators=(",", ":")))
        else:
            tell_pin(each, language)
    return any(each.pinned.stopped_by is not None for each in kept.values())


def tell_pin(kept: KeptPin, language: str) -> None:
    """One pin: whose, which, and by whose word."""
    pinned = kept.pinned
    figures = "" if pinned.fingerprint is None else pinned.fingerprint.hex()
    say(f"{pinned.institution}  {figures}".rstrip())
    for sentence in vouched(pinned, system_clock(), language):
        say(f"  {sentence}", language=language)


def _plain(kept: KeptPin) -> dict[str, Any]:
    pinned, again = kept.pinned, kept.pinned.refounded
    return {
        "institution": pinned.institution,
        "first_charter": None if pinned.fingerprint is None else pinned.fingerprint.hex(),
        "since": iso(pinned.since),
        "strength": pinned.strength.value,
        "vouchers": [_voucher(each) for each in pinned.vouchers],
        "chartered": None if pinned.chartered is None else iso(pinned.chartered),
        "refounded": None
        if again is None
        else {"at": iso(again.at), "before": again.before.hex(), "stated_by": again.stated_by},
        "stopped_by": None if pinned.stopped_by is None else _voucher(pinned.stopped_by),
    }


def _voucher(voucher: Voucher) -> dict[str, Any]:
    return {
        "strength": voucher.strength.value,
        "by": voucher.by,
        "since": iso(voucher.since),
        "signed": voucher.signed,
        "first_charter": voucher.fingerprint.hex(),
    }
