"""The registered words at rest in the database, and shown in a bucket: `words/<digest>`.

What the institution takes from view is deleted there, like a file from the folder; in a
bucket that keeps versions, every version of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from chancery.store.objects.bucket import Bucket
from chancery.store.objects.trial import require_conditions
from chancery.store.sides import RECORD
from chancery.store.words import DurableWords


class ShownWords(DurableWords):
    """The words of one's own statements: kept as all words are, and shown in *bucket*."""

    def __init__(self, bucket: Bucket, *, using: str = RECORD) -> None:
        super().__init__(using=using)
        self._bucket = bucket

    def keep_all(self, words: Mapping[bytes, bytes]) -> None:
        """
        Keep the sealed words durably, and show them before the log names them.

        Raises `SplitView` if other octets lie under their digest.
        """
        super().keep_all(words)
        require_conditions(self._bucket)
        # What was kept first is what is kept: that is shown, whatever comes now.
        first = {digest: self.words(digest) or sealed for digest, sealed in words.items()}
        self._bucket.keep_all({f"words/{digest.hex()}": sealed for digest, sealed in first.items()})
