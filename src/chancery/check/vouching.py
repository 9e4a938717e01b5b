"""Vouching: what stands behind it that a register is the one of its institution.

A register is known by the fingerprint of its first charter; from there on the record
proves itself.  Who names that fingerprint decides how much it is worth, and is told with
every answer: nobody's word is added to another's, and the strongest is told first.
Nothing here asks anybody; what was heard is brought.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.record.statement import Instant, Institution


@unique
class Strength(StrEnum):
    """By whose word a first charter is taken for an institution's; the strongest first."""

    BY_HAND = "by hand"
    """Somebody here typed the fingerprint, which they had from elsewhere."""
    DIRECTORY = "directory"
    """A list that is signed by whom this house believes in such things."""
    COUNTERPART = "counterpart"
    """Another register that is followed here has put it on its own record."""
    NAMES_AND_WEB = "names and web"
    """The name records of its domain (DNS) and its own web address, which agree."""
    WEB = "web"
    """Its own web address alone."""
    FIRST_USE = "first use"
    """Nobody: it is what was shown the first time."""


RANK = {strength: rank for rank, strength in enumerate(Strength)}
"""How strong: less is stronger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """One source that names an institution's first charter."""

    strength: Strength
    fingerprint: bytes
    """SHA-256 of the first charter's act, 32 bytes."""
    since: Instant
    """Since when it says so, as far as is known here."""
    by: str = ""
    """Who: the name a directory is signed with, the domain of a counterpart; else nothing."""
    signed: bool | None = None
    """Of name records: whether their signatures (DNSSEC) were followed from a key that is held here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refounded:
    """An institution began a new record after the loss of its keys, outside of every rule."""

    at: Instant
    """When it was pinned anew here."""
    before: bytes
    """The fingerprint of the first charter that was pinned until then."""
    stated_by: str
    """Who said so, as somebody here wrote it down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What is known here of whose register it is that is followed, and by whose word."""

    institution: Institution
    fingerprint: bytes | None
    """None: it has not shown a first charter yet."""
    since: Instant
    """When it was pinned here."""
    vouchers: tuple[Voucher, ...] = ()
    """Those that name this very fingerprint, in no order."""
    chartered: Instant | None = None
    """The age of its keys: when its log says that the first charter was put on it."""
    refounded: Refounded | None = None
    stopped_by: Voucher | None = None
    """Who contradicted it: nothing more is taken in until somebody here has decided."""

    @property
    def strongest(self) -> Voucher:
        """Whose word counts most; where nobody's does, what was shown the first time."""
        if not self.vouchers:
            return Voucher(strength=Strength.FIRST_USE, fingerprint=self.fingerprint or b"", since=self.since)
        return min(self.vouchers, key=lambda each: (RANK[each.strength], each.since, each.by))

    @property
    def strength(self) -> Strength:
        """How much is behind it."""
        return self.strongest.strength

    def contradicted_by(self, said: Iterable[Voucher]) -> Voucher | None:
        """
        The strongest source that names another first charter and is no weaker than what is behind this one.

        None where there is none: what a weaker one says is told and changes nothing.
        """
        others = [
            each
            for each in said
            if each.fingerprint != self.fingerprint and RANK[each.strength] <= RANK[self.strength]
        ]
        return min(others, key=lambda each: RANK[each.strength], default=None)


def disagreeing(said: Iterable[Voucher]) -> tuple[Voucher, Voucher] | None:
    """The two strongest sources that name different first charters; None where all name one."""
    ordered = sorted(said, key=lambda each: RANK[each.strength])
    for each in ordered[1:]:
        if each.fingerprint != ordered[0].fingerprint:
            return ordered[0], each
    return None
