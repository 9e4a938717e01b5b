"""State maps at rest, page by page, in the database (see `chancery.registry.ports.StateMaps`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connections, transaction

from chancery.record.statement import Institution
from chancery.store.faults import faults
from chancery.store.models import CountedLog, StatePage
from chancery.store.sides import RECORD

AT_ONCE = 1_000
"""Pages that one query names, or writes, at most."""


class DurableStates:
    """The state maps in the database *using*."""

    def __init__(self, using: str = RECORD) -> None:
        self._using = using

    def counted(self, institution: Institution) -> int:
        """Over how many entries of that institution's log its map goes; nought if it is not begun."""
        found = self._rows("SELECT size FROM store_countedlog WHERE institution = %s", [institution])
        return int(found[0][0]) if found else 0

    def pages(self, institution: Institution, names: Iterable[str]) -> Mapping[str, bytes]:
        """Those of these pages of the map that there are."""
        asked, found = list(names), dict[str, bytes]()
        for start in range(0, len(asked), AT_ONCE):
            some = asked[start : start + AT_ONCE]
            rows = self._rows(
                "SELECT name, octets FROM store_statepage "
                f"WHERE institution = %s AND name IN ({', '.join(['%s'] * len(some))})",
                [institution, *some],
            )
            found |= {name: bytes(octets) for name, octets in rows}
        return found

    def keep(self, institution: Institution, size: int, pages: Mapping[str, bytes]) -> None:
        """Replace these pages at once; the map then goes over *size* entries."""
        with faults(self._using), transaction.atomic(using=self._using):
            rows = [
                StatePage(institution=institution, name=name, octets=pages[name]) for name in sorted(pages)
            ]
            StatePage.objects.using(self._using).bulk_create(
                rows,
                batch_size=AT_ONCE,
                update_conflicts=True,
                unique_fields=["institution", "name"],
                update_fields=["octets"],
            )
            CountedLog.objects.using(self._using).update_or_create(
                institution=institution, defaults={"size": size}
            )

    def clear(self) -> None:
        """Forget every map, to be counted again."""
        with faults(self._using), transaction.atomic(using=self._using):
            for model in (StatePage, CountedLog):
                model._default_manager.using(self._using).all().delete()

    def _rows(self, query: str, given: list[str]) -> list[tuple[str, bytes]]:
        with faults(self._using), connections[self._using].cursor() as cursor:
            cursor.execute(query, given)
            return cursor.fetchall()  # type: ignore[no-any-return]
