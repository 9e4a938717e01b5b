"""The registered words at rest, in the public database, by their salted digest.

What an institution has released it also shows as files, `register/words/<digest>`, so
that whoever follows it can find its letters by their words.  Only the log says which
words were registered; a file that is gone takes the words back and nothing else.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connections

from chancery.store.durable import exclusively, put
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
        # By hand: every page and every comparison asks for words, and the object mapper
        # takes ten times as long as the database.
        with faults(self._using), connections[self._using].cursor() as cursor:
            cursor.execute("SELECT sealed FROM store_sealedwords WHERE digest = %s", (digest,))
            found = cursor.fetchone()
        return None if found is None else bytes(found[0])


class PublishedWords(DurableWords):
    """The words of one's own statements: kept as all words are, and shown in *folder*'s register."""

    def __init__(self, folder: Path, *, using: str = RECORD) -> None:
        super().__init__(using=using)
        self._folder = folder

    def keep(self, digest: bytes, sealed: bytes) -> None:
        """Keep the sealed words durably, and show them before the log names them."""
        super().keep(digest, sealed)
        with faults(self._using), exclusively(self._folder / "words.lock"):
            put(
                self._folder / "register",
                {f"words/{digest.hex()}": sealed},
                by_way_of=self._folder / "unfinished-words",
            )
