"""Pins: what whoever checks knows of an institution beforehand, by the fingerprint of its first charter.

    [pins]
    "us.demo" = "3f0c…"      # 64 hexadecimal figures: `chancery charter read us.demo` prints them

They lie in `~/.config/chancery/pins.toml`; `--pin DOMAIN=FIGURES` adds one for this check.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path

import click

from chancery.errors import Malformed
from chancery.record.statement import Institution
from chancery.wiring.house import House, read_fingerprint

Pins = dict[Institution, bytes]


def pins(given: Iterable[str], house: House | None) -> Pins:
    """What is pinned: in the checker's own file, in the house's settings, and on the command line."""
    known = _kept(_file())
    if house is not None:
        known |= {who: each.fingerprint for who, each in house.follow.items() if each.fingerprint}
    return known | dict(_pin(written) for written in given)


def _file() -> Path:
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "chancery" / "pins.toml"


def _kept(file: Path) -> Pins:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8")).get("pins", {})
    except FileNotFoundError:
        return {}
    except ValueError as unreadable:
        raise Malformed(f"{file} is not TOML: {unreadable}.") from unreadable
    if not isinstance(written, dict):
        raise Malformed(f"{file} has no table [pins].")
    return {Institution(who): read_fingerprint(str(figures)) for who, figures in written.items()}


def _pin(written: str) -> tuple[Institution, bytes]:
    who, equals, figures = written.partition("=")
    if not who or not equals:
        raise click.BadParameter("Write DOMAIN=FIGURES.", param_hint="--pin")
    return Institution(who), read_fingerprint(figures)
