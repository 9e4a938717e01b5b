"""One table of a charter or a letter, read by name and type, so that nothing in it is passed over.

Whatever is not asked for is refused: a misspelt `aprovals = 3`, quietly ignored,
would make a charter that nobody wrote.  Every refusal names the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from chancery.errors import Malformed
from chancery.record.statement import Instant

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)
Reader = Callable[[Any, str], T]
"""From a raw value, and the place where it stands, to what it means; raises `Malformed`."""

MOST = 2**53 - 1
"""The largest whole number that RFC 8785 (section 3.2.2.3) can sign without loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How the clerk's form and the signed form write what TOML and JSON write differently."""

    moment: Reader[Instant]
    amount: Reader[Decimal]
    duration: Reader[int]


class Table:
    """A table, what it is called in a sentence, and the names nobody has asked for yet."""

    def __init__(self, values: Any, *, place: str, dialect: Dialect, paper: str = "charter") -> None:
        if not isinstance(values, Mapping) or not all(isinstance(name, str) for name in values):
            raise Malformed(f"{_start(place)} must be a table of names and values.")
        self.place = place
        self.dialect = dialect
        self.paper = paper
        self._values = values
        self._unread = set(values)

    def required(self, name: str, read: Reader[T]) -> T:
        """What stands under *name*, which no such table may lack."""
        if name not in self._values:
            raise self.malformed(f'lacks "{name}"')
        return read(self._take(name), self._at(name))

    def optional(self, name: str, read: Reader[T]) -> T | None:
        """What stands under *name*; None when nothing does."""
        return self.required(name, read) if name in self._values else None

    def part(self, name: str) -> Table | None:
        """The table under *name*; None when there is none."""
        return self._table(self._take(name), self._at(name)) if name in self._values else None

    def parts(self, name: str, kind: str) -> list[tuple[str, Table]]:
        """The named tables under *name* (`[office.X]`), none when it is left out."""
        outer = self.part(name)
        if outer is None:
            return []
        return [(key, outer._table(outer._take(key), f"{kind} {key}")) for key in outer._values]

    def entries(self, name: str, read: Reader[T]) -> dict[str, T]:
        """The values under *name* by their own names, none when it is left out."""
        outer = self.part(name)
        return {} if outer is None else {key: outer.required(key, read) for key in outer._values}

    def each(self, name: str) -> list[Table]:
        """The list of tables under *name* (`[[mandate]]`), empty when it is left out."""
        rows = self.optional(name, list_) or []
        return [self._table(row, f"number {n} of {self._at(name)}") for n, row in enumerate(rows, 1)]

    def malformed(self, problem: str) -> Malformed:
        """The refusal of this table as a whole."""
        return Malformed(f"{_start(self.place)} {problem}.")

    def call_it(self, place: str) -> None:
        """From now on, sentences call this table by its own name."""
        self.place = place

    def nothing_more(self) -> None:
        """Refuse a table that holds a name nobody asked for."""
        if self._unread:
            raise self.malformed(f'has an entry "{min(self._unread)}", which no {self.paper} has there')

    def _take(self, name: str) -> Any:
        self._unread.discard(name)
        return self._values[name]

    def _table(self, values: Any, place: str) -> Table:
        return Table(values, place=place, dialect=self.dialect, paper=self.paper)

    def _at(self, name: str) -> str:
        return f'"{name}" in {self.place}'


# ── one value at a time ──────────────────────────────────────────────────────


def text(value: Any, place: str) -> str:
    """Some text."""
    if not isinstance(value, str):
        raise Malformed(f"{_start(place)} must be text in quotation marks.")
    return value


def truth(value: Any, place: str) -> bool:
    """True or false, and nothing that merely resembles it."""
    if not isinstance(value, bool):
        raise Malformed(f"{_start(place)} must be true or false.")
    return value


def whole(value: Any, place: str) -> int:
    """A whole number that survives signing."""
    if not isinstance(value, int) or isinstance(value, bool):  # Python counts True as 1
        raise Malformed(f"{_start(place)} must be a whole number.")
    if abs(value) > MOST:
        raise Malformed(f"{_start(place)} is too large a number.")
    return value


def list_(value: Any, place: str) -> list[Any]:
    """A list of anything."""
    if not isinstance(value, list):
        raise Malformed(f"{_start(place)} must be a list.")
    return value


def texts(value: Any, place: str) -> tuple[str, ...]:
    """Different texts, perhaps none."""
    given = tuple(text(item, place) for item in list_(value, place))
    if len(set(given)) != len(given):
        raise Malformed(f"{_start(place)} names the same thing twice.")
    return given


def some_texts(value: Any, place: str) -> tuple[str, ...]:
    """Different texts, at least one: an empty list could mean nothing or everything."""
    given = texts(value, place)
    if not given:
        raise Malformed(f"{_start(place)} is an empty list; name something, or leave it out.")
    return given


def word_of(words: type[Word]) -> Reader[Word]:
    """One of the words of a closed vocabulary."""

    def read(value: Any, place: str) -> Word:
        if text(value, place) not in set(words):
            raise Malformed(f'{_start(place)} is "{value}", which is none of: {", ".join(words)}.')
        return words(value)

    return read


def words_of(words: type[Word]) -> Reader[frozenset[Word]]:
    """At least one of the words of a closed vocabulary."""

    def read(value: Any, place: str) -> frozenset[Word]:
        return frozenset(word_of(words)(item, place) for item in some_texts(value, place))

    return read


# ── moments and amounts, as a clerk writes them and as they are signed ───────

_DURATION = re.compile(r"([1-9][0-9]{0,5})([smhd])", re.ASCII)
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
"""The units in which a clerk writes a length of time, in seconds."""
MOST_UNITS = 999_999
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,17})(\.[0-9]{0,8}[1-9])?", re.ASCII)
"""No sign, exponent, leading noughts or trailing noughts: every amount has one spelling."""


def spelt(amount: Decimal) -> str:
    """An amount as it is signed."""
    return f"{amount.normalize():f}"


def _written_moment(value: Any, place: str) -> Instant:
    if not isinstance(value, datetime) or value.tzinfo is None or value.microsecond:
        raise Malformed(f"{_start(place)} must be a moment with its time zone, like 2021-01-06T00:00:00Z.")
    return Instant(int(value.timestamp()))


def _written_amount(value: Any, place: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Malformed(f"{_start(place)} must be an amount, like 500000 or 1250.50.")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise Malformed(f'{_start(place)} is "{value}", which is no amount.') from None
    # Bounded before it is spelt out: `1e999999999` would be a gigabyte of noughts.
    if not amount.is_finite() or amount.adjusted() > 17 or len(amount.as_tuple().digits) > 27:
        raise Malformed(f"{_start(place)} is no amount, or one with too many digits.")
    return _signed_amount(spelt(amount), place)


def _signed_amount(value: Any, place: str) -> Decimal:
    if not _AMOUNT.fullmatch(text(value, place)):
        raise Malformed(f'{_start(place)} must be an amount of nought or more, like "1250.5".')
    return Decimal(value)


def _written_duration(value: Any, place: str) -> int:
    match = _DURATION.fullmatch(text(value, place))
    if match is None:
        raise Malformed(f'{_start(place)} must be a length of time like "72h", "30m" or "3d".')
    return int(match[1]) * UNITS[match[2]]


def _signed_moment(value: Any, place: str) -> Instant:
    return Instant(whole(value, place))


WRITTEN = Dialect(moment=_written_moment, amount=_written_amount, duration=_written_duration)
SIGNED = Dialect(moment=_signed_moment, amount=_signed_amount, duration=whole)


def _start(place: str) -> str:
    return place[0].upper() + place[1:]
