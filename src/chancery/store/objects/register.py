"""A log's files in a bucket, under the names of C2SP tlog-tiles: a CDN or any browser reads them there.

    <prefix>/checkpoint
    <prefix>/tile/0/000.p/12 …

No lock reaches across machines, and none is needed.  A tile is put where there is none and
is never replaced.  The checkpoint is put in the place of the very one that was compared
with it: a writer that was overtaken in between looks again, finds the newer one and goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from chancery.errors import Unavailable
from chancery.store.durable import exclusively, make_folder
from chancery.store.objects.bucket import MOST_ROUNDS, Bucket, Held, Overtaken
from chancery.store.objects.trial import require_conditions
from chancery.store.register import CHECKPOINT, RECEIPT, is_newer, is_served


class BucketRegister:
    """
    The register in *bucket*, with the promises of `chancery.store.register.Register`.

    *folder* is the data folder of this machine.  Before the first write of a process the
    store is tried: one that ignores conditions is not written to (`chancery.store.objects.trial`).
    """

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self._bucket = bucket
        self._folder = folder

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """
        Nobody else on this machine writes meanwhile.

        Nothing here rests on it.  It keeps the second place, which may be a file, for one
        writer at a time, and spares the writers of one machine each other's conflicts.
        """
        make_folder(self._folder)
        with exclusively(self._folder / "register.lock"):
            yield

    def read(self, path: str) -> bytes | None:
        """The file shown at *path*; None if there is none, or if it is no path of a register."""
        held = self._bucket.read(path) if is_served(path) else None
        return None if held is None else held.octets

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put tiles; raises `SplitView` if another log's tile lies where one of these belongs."""
        require_conditions(self._bucket)
        self._bucket.keep_all(files)

    def publish(self, checkpoint: bytes, receipt: bytes) -> None:
        """
        Show this checkpoint, and what receipts are cut from, unless a newer one is shown already.

        A reader may see the two of different heads for a moment, and asks again.

        Raises `SplitView` if one of the same size and another root is shown.
        """
        require_conditions(self._bucket)
        for _ in range(MOST_ROUNDS):
            beside, shown = self._bucket.read(RECEIPT), self._bucket.read(CHECKPOINT)
            if shown is not None and (shown.octets == checkpoint or is_newer(shown.octets, checkpoint)):
                return
            with suppress(Overtaken):
                self._replace(shown, beside, checkpoint, receipt)
                return
        raise Unavailable("Others publish this log faster than this machine can look; try again later.")

    def _replace(self, shown: Held | None, beside: Held | None, checkpoint: bytes, receipt: bytes) -> None:
        """
        First the receipt, then the checkpoint, each in the place of what was read.

        Raises `Overtaken` if somebody put another one there meanwhile.
        """
        if receipt and (beside is None or beside.octets != receipt):
            self._bucket.replace(RECEIPT, receipt, of=beside)
        try:
            self._bucket.replace(CHECKPOINT, checkpoint, of=shown)
        except Overtaken:
            self._put_back(beside, checkpoint, receipt)
            raise

    def _put_back(self, beside: Held | None, checkpoint: bytes, receipt: bytes) -> None:
        """
        Take away a receipt that belongs to no checkpoint, for what lay there before.

        Unless the checkpoint is there after all: the answer to a put may be lost and the put done.
        Unless somebody has put theirs in the place of ours: then there is nothing to put right.
        """
        shown, mine = self._bucket.read(CHECKPOINT), self._bucket.read(RECEIPT)
        if beside is None or shown is None or shown.octets == checkpoint:
            return
        if mine is not None and mine.octets == receipt:
            self._bucket.replace(RECEIPT, beside.octets, of=mine)
