"""The registered words at rest in the database, and shown in a bucket: `words/<digest>`.

What the institution takes from view is deleted there, like a file from the folder; in a
bucket that keeps versions, every version of it.
"""

from __future__ import annotations

from chancery.store.objects.bucket import Bucket
from chancery.store.objects.trial import require_conditions
from chancery.store.sides import RECORD
from chancery.store.words import DurableWords


class ShownWords(DurableWords):
    """The words of one's own statements: kept as all words are, and shown in *bucket*."""

    def __init__(self, bucket: Bucket, *, using: str = RECORD) -> None:
        super().__init__(using=using)
        self._bucket = bucket

    def keep(self, digest: bytes, sealed: bytes) -> None:
        """
        Keep the sealed words durably, and show them before the log names them.

        Raises `SplitView` if other octets lie under their digest.
        """
        super().keep(digest, sealed)
        first = self.words(digest)
        require_conditions(self._bucket)
        self._bucket.keep(f"words/{digest.hex()}", sealed if first is None else first)
