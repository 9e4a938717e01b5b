"""Acts between the promise and the log: kept before anybody is told that they were accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chancery.record.statement import Instant
from chancery.registry.sequencing import Arriving
from chancery.store.archive import filed_key
from chancery.store.arriving.models import ArrivingAct
from chancery.store.faults import faults
from chancery.store.models import GivenIndex
from chancery.store.sides import RECORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What is known of a handle: the index it stands at, why it was refused, or that it waits."""

    index: int | None = None
    refusal: bytes | None = None


class ArrivingActs:
    """The acts that wait in the database *using*; raises `Unavailable` where it fails."""

    def __init__(self, *, using: str = RECORD) -> None:
        self._using = using

    def keep(self, acts: Sequence[Arriving], at: Instant) -> list[bytes]:
        """Keep them durably, once for each key, and return the handles by which their fate is asked."""
        handles = [filed_key(act.key) for act in acts]
        rows = [
            ArrivingAct(key=handle, written=act.key, octets=act.octets, at=at)
            for handle, act in zip(handles, acts, strict=True)
        ]
        with faults(self._using):
            ArrivingAct.objects.using(self._using).bulk_create(rows, ignore_conflicts=True)
        return handles

    def oldest(self, most: int) -> tuple[Arriving, ...]:
        """Those that have waited longest."""
        with faults(self._using):
            rows = ArrivingAct.objects.using(self._using).filter(refusal=None).order_by("number")
            found = list(rows.values_list("written", "octets")[:most])
        return tuple(Arriving(key=key, octets=bytes(octets)) for key, octets in found)

    def registered(self, keys: Iterable[str]) -> None:
        """These stand on the log, which says the rest."""
        with faults(self._using):
            handles = [filed_key(key) for key in keys]
            ArrivingAct.objects.using(self._using).filter(key__in=handles).delete()

    def refused(self, key: str, refusal: bytes, at: Instant) -> None:
        """It will not stand on the log; what it said is forgotten, and why is kept."""
        with faults(self._using):
            row = ArrivingAct.objects.using(self._using).filter(key=filed_key(key))
            row.update(refusal=refusal, octets=b"", at=at)

    def forget_refused(self, before: Instant) -> None:
        """Whoever has not asked until now will not."""
        with faults(self._using):
            old = ArrivingAct.objects.using(self._using).filter(refusal__isnull=False, at__lt=before)
            old.delete()

    def whereabouts(self, handle: bytes) -> Whereabouts | None:
        """What became of the act that was promised under this handle; None if none was."""
        with faults(self._using):
            # The promise first: an act that moves on meanwhile is then found on the log.
            waiting = ArrivingAct.objects.using(self._using).filter(key=handle)
            promised = waiting.values_list("refusal", flat=True)[:1]
            rows = list(promised)
            given = GivenIndex.objects.using(self._using).filter(key=handle)
            index = given.values_list("index", flat=True).first()
        if index is not None:
            return Whereabouts(index=index)
        if not rows:
            return None
        return Whereabouts(refusal=None if rows[0] is None else bytes(rows[0]))
