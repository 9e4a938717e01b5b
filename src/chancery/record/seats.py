"""Whose seat is whose: in what part a person may put their hand, and with which of their keys."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.record.charter import Charter
from chancery.record.statement import Instant, KeyName, OfficeName


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person in an office, in a capacity, with the keys that the charter gives them for it."""

    office: OfficeName
    person: str
    capacity: str
    keys: frozenset[KeyName]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """With which key a hand is given, and for which office if not for the issuing one."""

    key: KeyName
    public: str
    office: OfficeName | None = None


def seats_of(charter: Charter, person: str, at: Instant) -> tuple[Seat, ...]:
    """The seats a person holds at that moment, in the charter's order of offices."""
    return tuple(
        Seat(office=name, person=person, capacity=holder.capacity, keys=holder.keys)
        for name, office in charter.offices.items()
        for holder in office.holders
        if holder.person == person and holder.serves(at)
    )


def signing_for(
    charter: Charter,
    person: str,
    publics: frozenset[str],
    at: Instant,
    *,
    issuing: OfficeName,
    wanted: OfficeName | None = None,
) -> Signing | None:
    """
    With which of their keys a person signs an act of *issuing*, and for whom.

    Their own seat in the issuing office counts first, wherever else they sit, unless
    *wanted* names another.  None: they hold no seat with a key of theirs.
    """
    for seat in sorted(seats_of(charter, person, at), key=lambda seat: seat.office != issuing):
        for key in sorted(seat.keys):
            public = charter.keys.get(key)
            if public in publics and wanted in (None, seat.office):
                office = None if seat.office == issuing else seat.office
                return Signing(key=key, public=str(public), office=office)
    return None


def root_signing_for(charter: Charter, person: str, publics: frozenset[str]) -> Signing | None:
    """With which root key a person signs a charter; None if none of the root keys is theirs."""
    for key, holder in charter.root.keys.items():
        public = charter.keys.get(key)
        if holder == person and public in publics:
            return Signing(key=key, public=str(public))
    return None
