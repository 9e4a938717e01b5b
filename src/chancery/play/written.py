"""Reading what a scenario file has written: small questions, each with one sentence when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from chancery.errors import Malformed
from chancery.record.statement import Verb

Written = Mapping[str, Any]
"""A part of a file, as YAML gives it."""

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def verb_of(written: object, place: str) -> Verb:
    """The verb of that name; raises `Malformed` for one that the record does not know."""
    return one_of(Verb, written, place)


def one_of(kind: type[E], written: object, place: str) -> E:
    """The member of *kind* of that name; raises `Malformed`."""
    try:
        return kind(str(written))
    except ValueError:
        raise Malformed(
            f"{place}: {written!r} is no {kind.__name__.lower()} that the record knows."
        ) from None


def maybe(kind: Callable[[Any], T], written: Any) -> T | None:
    """What *kind* makes of it; None where the file says nothing."""
    return None if written is None else kind(written)


def decimal(written: object) -> Decimal:
    """A number exactly as it is written."""
    return Decimal(str(written))


def required(written: Written, name: str, place: str) -> str:
    """The text under *name*; raises `Malformed` if there is none."""
    if written.get(name) is None:
        raise Malformed(f"{place}: {name} is missing.")
    return str(written[name])


def texts(written: Iterable[Any] | None) -> tuple[str, ...]:
    """A list of texts; nothing is none."""
    return tuple(str(text) for text in written or ())


def dicts(written: object, place: str) -> Sequence[Written]:
    """A list of named values; raises `Malformed`."""
    if not isinstance(written, list) or not all(isinstance(item, dict) for item in written):
        raise Malformed(f"{place}: a list of named values is expected.")
    return written
