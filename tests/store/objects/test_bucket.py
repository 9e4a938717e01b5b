"""A bucket at work: what lies there is never written over, and every fault has one sentence."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from chancery.errors import SplitView, Unavailable
from chancery.store.objects.bucket import Bucket, Place
from chancery.store.shown_as import shown_as
from tests.object_store import ObjectStore
from tests.store.objects.careless import Careless, serving

ASKING: tuple[Callable[[Bucket], object], ...] = (
    lambda bucket: bucket.read("checkpoint"),
    lambda bucket: bucket.create("checkpoint", b""),
    lambda bucket: bucket.replace("checkpoint", b"", of=None),
    lambda bucket: bucket.keep_all({"tile/0/000.p/1": b""}),
    lambda bucket: list(bucket.names()),
    lambda bucket: bucket.forget(["checkpoint"]),
)


@pytest.fixture
def bucket(object_store: ObjectStore) -> Bucket:
    return Bucket(object_store.fresh_place())


class TestKeep:
    """What never changes is put once."""

    def test_the_same_again_is_once(self, bucket: Bucket) -> None:
        """A writer that is not sure puts again."""
        bucket.keep("tile/0/000.p/1", b"hash")
        bucket.keep("tile/0/000.p/1", b"hash")
        assert list(bucket.names()) == ["tile/0/000.p/1"]

    def test_other_octets_stop_the_log_and_stay(self, bucket: Bucket) -> None:
        """They are evidence of whoever put them."""
        bucket.keep("tile/0/000.p/1", b"theirs")
        with pytest.raises(SplitView, match=r"tile/0/000\.p/1 holds other octets .* two histories"):
            bucket.keep_all({"tile/0/000.p/1": b"ours", "tile/0/000.p/2": b"ours"})
        held = bucket.read("tile/0/000.p/1")
        assert held is not None
        assert held.octets == b"theirs"

    def test_a_put_whose_answer_was_lost_was_done(self) -> None:
        """Whoever puts again finds their own octets, and that is no fault."""
        store = Careless(loses={"tile/0/000.p/1"})
        with serving(store) as place:
            Bucket(place).keep("tile/0/000.p/1", b"hash")
        assert store.objects == {"tile/0/000.p/1": b"hash"}

    def test_a_store_that_cannot_now_is_asked_again(self) -> None:
        """A few times, within seconds."""
        store = Careless(refuses=2)
        with serving(store) as place:
            Bucket(place).keep("tile/0/000.p/1", b"hash")
        assert store.objects == {"tile/0/000.p/1": b"hash"}


class TestShown:
    """Anybody may read an open bucket with nothing but a browser, and is told how to keep what they read."""

    @pytest.mark.parametrize(
        "path", ["checkpoint", "receipt", "tile/0/000", "tile/entries/000.p/7", f"words/{'0' * 64}", "vkey"]
    )
    def test_an_object_says_what_it_is(self, bucket: Bucket, path: str) -> None:
        """As the Counter says it."""
        bucket.keep(path, b"octets")
        place = bucket.place
        with urlopen(f"{place.endpoint}/{place.bucket}/{place.prefix}/{path}") as answer:
            told = answer.headers["Content-Type"], answer.headers["Cache-Control"]
            assert (answer.read(), *told) == (b"octets", shown_as(path).media, shown_as(path).caching)

    def test_nobody_writes_without_a_name(self, bucket: Bucket) -> None:
        """Reading is everybody's, writing is not."""
        place = bucket.place
        request = Request(f"{place.endpoint}/{place.bucket}/{place.prefix}/checkpoint", b"", method="PUT")
        with pytest.raises(HTTPError) as refused:
            urlopen(request)
        assert refused.value.code == 403
        with pytest.raises(Unavailable, match="refuses what we ask"):
            Bucket(replace(place, access_key=None, secret_key=None, anonymous=True)).create("checkpoint", b"")

    def test_a_reader_needs_no_name(self, bucket: Bucket) -> None:
        """`anonymous` asks for nothing but what everybody may see."""
        bucket.keep("checkpoint", b"note")
        reader = Bucket(replace(bucket.place, access_key=None, secret_key=None, anonymous=True))
        assert reader.read("checkpoint") == bucket.read("checkpoint") is not None


class TestFaults:
    """Every fault is `Unavailable`, in one sentence that tells no secret."""

    @pytest.mark.parametrize("ask", ASKING)
    def test_a_store_that_is_not_there(self, ask: Callable[[Bucket], object]) -> None:
        """Nobody listens at that port."""
        place = Place(
            bucket="registers", endpoint="http://127.0.0.1:9", access_key="key", secret_key="s3cret"
        )
        with pytest.raises(Unavailable) as fault:
            ask(Bucket(place))
        assert str(fault.value) == "The object store failed at s3://registers: it does not answer."

    @pytest.mark.parametrize("ask", ASKING[:4])
    def test_a_store_that_refuses_us(self, bucket: Bucket, ask: Callable[[Bucket], object]) -> None:
        """A wrong secret; the right one is not in the sentence either."""
        with pytest.raises(Unavailable, match=r"^The object store refuses what we ask of s3://[^ ]+\.$"):
            ask(Bucket(replace(bucket.place, secret_key="wrong")))

    def test_a_store_that_goes_on_failing(self) -> None:
        """It is asked a few times, and then it is said."""
        with serving(Careless(refuses=1_000)) as place, pytest.raises(Unavailable) as fault:
            Bucket(place).read("checkpoint")
        assert str(fault.value) == (
            "The object store failed at s3://registers/a-log: it answered 503 Service Unavailable."
        )

    def test_a_bucket_that_is_not_there_is_not_an_empty_one(self, bucket: Bucket) -> None:
        """*Nothing was ever signed* would be the most dangerous answer."""
        with pytest.raises(Unavailable, match="There is no bucket 'misspelt'"):
            Bucket(replace(bucket.place, bucket="misspelt")).read("checkpoint")

    def test_a_process_that_was_forked_is_told(self, bucket: Bucket) -> None:
        """The library would wait there for ever, for threads that stayed behind."""
        bucket.keep("checkpoint", b"note")
        child = os.fork()
        if child == 0:
            try:
                bucket.read("checkpoint")
            except Unavailable:
                os._exit(7)
            os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
