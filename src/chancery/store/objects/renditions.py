"""The files in which letters were given out, in a bucket: `rendition/<digest>.pdf`."""

from __future__ import annotations

from hashlib import sha256

from chancery.store.objects.bucket import Bucket
from chancery.store.objects.trial import require_conditions
from chancery.store.renditions import rendition_path


class ShownRenditions:
    """The files in *bucket* (see `chancery.registry.ports.Renditions`)."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def keep(self, file: bytes) -> None:
        """Keep the file durably under its digest; raises `SplitView` if another one lies there."""
        require_conditions(self._bucket)
        self._bucket.keep(rendition_path(sha256(file).digest()), file)

    def file(self, digest: bytes) -> bytes | None:
        """The file of that digest; None if it is not held here whole."""
        held = self._bucket.read(rendition_path(digest))
        whole = held is not None and sha256(held.octets).digest() == digest
        return held.octets if held is not None and whole else None
