"""Settings as a person wrote them, in TOML: read by name and by kind, or refused in one sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chancery.errors import Malformed, Unavailable


def read_toml(place: Path) -> dict[str, Any]:
    """The settings in a file; raises `Unavailable` where there is none, `Malformed` for other than TOML."""
    try:
        return tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unavailable(f"{place.parent} is no house of a record: run `chancery init` first.") from None
    except OSError as fault:
        raise Unavailable(f"{place} cannot be read: {fault.strerror}.") from fault
    except ValueError as unreadable:
        raise Malformed(f"{place} is not TOML: {unreadable}.") from unreadable


def octets_of(place: Path) -> bytes:
    """The octets of a file; raises `Unavailable` where it cannot be read."""
    try:
        return place.read_bytes()
    except OSError as fault:
        raise Unavailable(f"{place} cannot be read: {fault.strerror}.") from fault


def only_these(written: Mapping[str, Any], names: frozenset[str], place: Path) -> None:
    """Raises `Malformed` for a setting that nobody would read."""
    for name in written.keys() - names:
        raise Malformed(f"{place} holds a setting {name!r}, which no house has.")


def text_of(written: Mapping[str, Any], name: str, place: Path) -> str:
    """A setting in quotation marks; raises `Malformed` where it is missing."""
    value = written.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"{place} does not say {name!r} in quotation marks.")
    return value


def table_of(written: Mapping[str, Any], name: str, place: Path) -> Mapping[str, Any]:
    """A table of settings, empty where there is none; raises `Malformed` for something else."""
    value = written.get(name, {})
    if not isinstance(value, dict):
        raise Malformed(f"In {place}, {name!r} is a table.")
    return value


def seconds_of(value: object, place: Path) -> int:
    """A whole number of seconds; raises `Malformed` for something else."""
    if type(value) is not int or value < 0:
        raise Malformed(f"In {place}, patience is a whole number of seconds.")
    return value


def database_of(value: object, folder: Path, place: Path) -> Path | str:
    """A PostgreSQL connection string, or a folder; a relative one lies in the house."""
    if not isinstance(value, str) or not value:
        raise Malformed(f"In {place}, a database is a folder or a postgresql:// address.")
    return value if "://" in value else folder / value


def file_of(written: Mapping[str, Any], name: str, folder: Path, place: Path) -> Path | None:
    """A file, a relative one in *folder*; None where the setting is left out; raises `Malformed`."""
    value = written.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise Malformed(f"In {place}, {name!r} is the name of a file, in quotation marks.")
    return folder / value
