"""The registered words at rest, in the public database, by their salted digest.

What an institution has released it also shows as files, `register/words/<digest>`, so
that whoever follows it can find its letters by their words.  Only the log says which
words were registered; a file that is gone takes the words back and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.db import connections, transaction

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
        self.keep_all({digest: sealed})

    def keep_all(self, words: Mapping[bytes, bytes]) -> None:
        """The same for the words of many letters, by their digests; it waits for the disk once."""
        with faults(self._using), transaction.atomic(using=self._using):
            insert(self._using, SealedWords, words.items(), again=True)

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

    def keep_all(self, words: Mapping[bytes, bytes]) -> None:
        """Keep the sealed words durably, and show them before the log names them."""
        super().keep_all(words)
        files = {f"words/{digest.hex()}": sealed for digest, sealed in words.items()}
        with faults(self._using), exclusively(self._folder / "words.lock"):
            put(self._folder / "register", files, by_way_of=self._folder / "unfinished-words")
