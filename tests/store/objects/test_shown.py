"""Words and letters in a bucket: shown before the log names them, and gone when they are taken from view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connections

from chancery.errors import SplitView
from chancery.store.database import attach, migrate, stand_alone
from chancery.store.objects.bucket import Bucket
from chancery.store.objects.renditions import ShownRenditions
from tests.object_store import ObjectStore

DIGEST = bytes(range(32))
PLACE = f"words/{DIGEST.hex()}"


@pytest.fixture
def bucket(object_store: ObjectStore) -> Bucket:
    return Bucket(object_store.fresh_place())


@pytest.fixture
def words(tmp_path: Path, bucket: Bucket, request: pytest.FixtureRequest) -> Iterator[Callable[[], object]]:
    alias = f"record:{tmp_path.name}"
    stand_alone()
    attach(alias, tmp_path)
    migrate(alias)
    from chancery.store.objects.words import ShownWords

    yield lambda: ShownWords(bucket, using=alias)
    connections[alias].close()


class TestWords:
    """The bucket shows what the institution shows; the database is what it remembers."""

    def test_what_is_kept_is_shown(self, words: Callable, bucket: Bucket) -> None:  # type: ignore[type-arg]
        """One letter's or many letters', octet for octet."""
        words().keep(DIGEST, b"sealed")
        words().keep_all({DIGEST: b"sealed", DIGEST[::-1]: b"others"})
        shown = {path: held.octets for path in bucket.names() if (held := bucket.read(path))}
        assert shown == {PLACE: b"sealed", f"words/{DIGEST[::-1].hex()}": b"others"}

    def test_what_was_kept_first_is_what_is_shown(self, words: Callable, bucket: Bucket) -> None:  # type: ignore[type-arg]
        """Other octets under the same digest are nobody's words."""
        words().keep(DIGEST, b"sealed")
        words().keep(DIGEST, b"other")
        held = bucket.read(PLACE)
        assert (words().words(DIGEST), held and held.octets) == (b"sealed", b"sealed")

    def test_other_words_in_the_bucket_stop_it(self, words: Callable, bucket: Bucket) -> None:  # type: ignore[type-arg]
        """Somebody put them there, and they are not written over."""
        bucket.keep(PLACE, b"forged")
        with pytest.raises(SplitView, match=PLACE):
            words().keep(DIGEST, b"sealed")

    def test_what_was_taken_from_view_stays_away(self, words: Callable, bucket: Bucket) -> None:  # type: ignore[type-arg]
        """The next letter shows its own words and no others."""
        words().keep(DIGEST, b"sealed")
        bucket.forget([PLACE])
        words().keep(DIGEST[::-1], b"others")
        assert list(bucket.names("words")) == [f"words/{DIGEST[::-1].hex()}"]
        assert words().words(DIGEST) == b"sealed"


class TestRenditions:
    """A letter's file by its digest."""

    def test_a_file_is_kept_under_its_digest(self, bucket: Bucket) -> None:
        """Twice is once; only the whole file is given out."""
        letters, file = ShownRenditions(bucket), b"%PDF-2.0"
        letters.keep(file)
        letters.keep(file)
        digest = sha256(file).digest()
        assert (letters.file(digest), letters.file(DIGEST)) == (file, None)
        path = f"rendition/{digest.hex()}.pdf"
        bucket.replace(path, b"%PDF", of=bucket.read(path))
        assert letters.file(digest) is None
        with pytest.raises(SplitView):
            letters.keep(file)
