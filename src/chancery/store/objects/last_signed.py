"""The second place as an object: how far we have ever signed, for all machines that write one log.

The same line as in the file (`chancery.store.last_signed`), in a bucket that no backup of
the register or of the database restores, put on the condition that it is still the one that
was read: of two machines the slower looks again, and what is noted never goes back.
"""

from __future__ import annotations

from contextlib import suppress

from chancery.errors import Unavailable
from chancery.store.last_signed import read_line, written_line
from chancery.store.objects.bucket import MOST_ROUNDS, Bucket, Overtaken
from chancery.store.objects.trial import require_conditions


class NotedObject:
    """
    One small object: *bucket*'s prefix, and the *name* under it.

    Raises `Unavailable` when it cannot be read, or is not what was written.
    """

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket = bucket
        self._name = name

    def read(self) -> tuple[int, bytes] | None:
        """The size and root last noted; None if nothing was."""
        held = self._bucket.read(self._name)
        return None if held is None else read_line(held.octets, f"{self._bucket.place.url}/{self._name}")

    def note(self, size: int, root: bytes) -> None:
        """
        Note that this was signed; what is noted never goes back.

        Raises `SplitView` if another root was signed for as many entries.
        """
        for _ in range(MOST_ROUNDS):
            held = self._bucket.read(self._name)
            noted = None if held is None else read_line(held.octets, f"{self._bucket.place.url}/{self._name}")
            line = written_line(noted, size, root)
            if line is None:
                return
            require_conditions(self._bucket)
            with suppress(Overtaken):
                self._bucket.replace(self._name, line, of=held)
                return
        raise Unavailable("Others note what they signed faster than this machine can look; try again later.")
