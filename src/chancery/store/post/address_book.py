"""Where the addressees of letters are reached, by the names that letters give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from chancery.store import filing
from chancery.store.faults import faults
from chancery.store.post.models import Addressee as Row
from chancery.store.rows import printable
from chancery.store.sides import DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Somebody whom letters name, and the ways to reach them; an empty one is none."""

    name: str
    language: str
    mail: str = ""
    webhook: str = ""
    institution: str = ""
    """Their own domain, where they keep a record: what it acknowledges there, they have received."""


class AddressBook:
    """The address book in the database *using*."""

    def __init__(self, *, using: str = DESK) -> None:
        self._using = using

    def write(self, addressee: Addressee) -> None:
        """Write somebody in, over what was written of that name before."""
        fields = {
            "name": printable(addressee.name),
            "language": addressee.language,
            "mail": addressee.mail,
            "webhook": addressee.webhook,
            "institution": addressee.institution,
        }
        with faults(self._using):
            self._all().update_or_create(heading=_heading(addressee.name), defaults=fields)

    def strike(self, name: str) -> bool:
        """Strike somebody out; False if nobody of that name is written in."""
        with faults(self._using):
            return self._all().filter(heading=_heading(name)).delete()[0] > 0

    def named(self, names: Iterable[str]) -> dict[str, Addressee]:
        """Those of these names that are written in."""
        by_heading = {_heading(name): name for name in names}
        with faults(self._using):
            rows = list(self._all().filter(heading__in=list(by_heading)))
        return {by_heading[bytes(row.heading)]: _read(row) for row in rows}

    def everybody(self) -> tuple[Addressee, ...]:
        """The whole book, by name."""
        with faults(self._using):
            return tuple(_read(row) for row in self._all().order_by("name"))

    def _all(self) -> QuerySet[Row]:
        return Row.objects.using(self._using)


def _heading(name: str) -> bytes:
    return filing.digest(("addressee", name))


def _read(row: Row) -> Addressee:
    return Addressee(
        name=row.name,
        language=row.language,
        mail=row.mail,
        webhook=row.webhook,
        institution=row.institution,
    )
