"""The fields of an act, read strictly: what is not wholly understood is refused."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from chancery.errors import Malformed
from chancery.record.statement import LAST_INSTANT, Instant
from chancery.seal.codec import Value, only, optional, required

Record = Mapping[Any, Value]
VERSION = 1
"""The form in which every act is written."""

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,29})(\.[0-9]{1,9})?", re.ASCII)
"""Plain figures: `Decimal` would also read signs, exponents, underscores and the figures of other scripts."""


def is_empty(value: Any) -> bool:
    """Whether there is nothing to say; nought is something: a moment, the first of 1970."""
    return value is None or value is False or value in ((), [], "")


def closed(record: Record, names: frozenset[int | str]) -> None:
    """Nothing unknown is said, and what is empty is left out; else one act could be spelt in two ways."""
    only(record, names)
    for name, value in record.items():
        if is_empty(value):
            raise Malformed(f"The record leaves {name!r} out when there is nothing to say under it.")


def a_map(value: object) -> Record:
    """A map; raises `Malformed` for anything else."""
    if type(value) is not dict:
        raise Malformed("A map was expected here.")
    return value


def each(record: Record, name: str, read: Callable[[Value], T]) -> tuple[T, ...]:
    """The list under *name*, each item read; none when the name is left out."""
    found = record.get(name)
    return () if found is None else tuple([read(value) for value in required(record, name, list)])


def texts(record: Record, name: str, read: Callable[[str], T]) -> tuple[T, ...]:
    """The list of texts under *name*, each made what it stands for."""
    return each(record, name, lambda value: read(a_text(value, name)))


def a_text(value: Value, name: str) -> str:
    """A text; *name* is where it stands, for the sentence."""
    if type(value) is not str:
        raise Malformed(f"Everything under {name!r} must be text.")
    return value


def one_of(kind: type[E], text: str) -> E:
    """The member of *kind* that is spelt so."""
    try:
        return kind(text)
    except ValueError:
        raise Malformed(f"{text!r} is no {kind.__name__.lower()} that the record knows.") from None


def instant(record: Record, name: str) -> Instant | None:
    """The moment under *name*; None when it is left out."""
    found = optional(record, name, int)
    return None if found is None else moment(found)


def moment(seconds: int) -> Instant:
    """Seconds since 1970 as a moment that a calendar has."""
    if not 0 <= seconds <= LAST_INSTANT:
        raise Malformed("A moment on the record lies between the years 1970 and 9999.")
    return Instant(seconds)


def a_digest(record: Record, name: str) -> bytes | None:
    """The 32 bytes under *name*; None when it is left out."""
    found = optional(record, name, bytes)
    if found is not None and len(found) != hashlib.sha256().digest_size:
        raise Malformed(f"The digest under {name!r} must have 32 bytes.")
    return found


def amount_of(text: str | None) -> Decimal:
    """An amount in plain figures; nought when it is left out."""
    if text is not None and not _AMOUNT.fullmatch(text):
        raise Malformed(f"{text[:40]!r} is not an amount.")
    return Decimal(text or 0)
