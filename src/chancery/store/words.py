"""The registered words at rest, in the public database, by their salted digest."""

from __future__ import annotations

from chancery.store.faults import faults
from chancery.store.models import SealedWords
from chancery.store.rows import insert
from chancery.store.sides import RECORD


class DurableWords:
    """The words in the database *using* (see `chancery.registry.ports.WordStore`)."""

    def __init__(self, *, using: str = RECORD) -> None:
        self._using = using

    def keep(self, digest: bytes, sealed: bytes) -> None:
        """Keep the sealed words durably; the same digest twice is once, and the first stays."""
        with faults(self._using):
            insert(self._using, SealedWords, [(digest, sealed)], again=True)

    def words(self, digest: bytes) -> bytes | None:
        """The sealed words; None if they are not held here."""
        with faults(self._using):
            kept = SealedWords.objects.using(self._using).filter(digest=digest)
            sealed = kept.values_list("sealed", flat=True).first()
        return None if sealed is None else bytes(sealed)
