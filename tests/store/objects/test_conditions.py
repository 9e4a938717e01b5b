"""A log is kept only where conditions are honoured; the stores we test with are seen to honour them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from moto.server import ThreadedMotoServer

from chancery.errors import Unavailable
from chancery.store.objects.bucket import Bucket, Overtaken, Place
from chancery.store.objects.trial import require_conditions
from tests.object_store import BUCKET, ObjectStore
from tests.store.objects.careless import Careless, serving

WRITERS = 16


@pytest.fixture(scope="module")
def moto() -> Iterator[ObjectStore]:
    """Another program's idea of the same store."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    store = ObjectStore(endpoint=f"http://{host}:{port}", pid=0)
    store.make_bucket(BUCKET)
    yield store
    server.stop()


@pytest.fixture(params=["object_store", "moto"])
def place(request: pytest.FixtureRequest) -> Place:
    """Somewhere fresh, in each of the stores."""
    place: Place = request.getfixturevalue(request.param).fresh_place()
    return place


def at_once(attempt: Callable[[int], bool]) -> int:
    """How many of the writers were let through."""
    together = Barrier(WRITERS)

    def come(number: int) -> bool:
        together.wait()
        return attempt(number)

    with ThreadPoolExecutor(WRITERS) as writers:
        return sum(writers.map(come, range(WRITERS)))


def replaced(bucket: Bucket, path: str, octets: bytes) -> Callable[[], bool]:
    held = bucket.read(path)

    def attempt() -> bool:
        try:
            bucket.replace(path, octets, of=held)
        except Overtaken:
            return False
        return True

    return attempt


class TestTheStores:
    """What the tests of this house are run against does what is relied on."""

    def test_of_sixteen_that_create_one_object_one_is_let_through(self, place: Place) -> None:
        """And what lies there is what that one put."""
        bucket = Bucket(place)
        assert at_once(lambda n: bucket.create("tile/0/000.p/1", b"%d" % n)) == 1

    def test_of_sixteen_that_replace_what_they_read_one_is_let_through(self, place: Place) -> None:
        """All had read the same."""
        bucket = Bucket(place)
        bucket.create("checkpoint", b"first")
        attempts = [replaced(bucket, "checkpoint", b"%d" % n) for n in range(WRITERS)]
        assert at_once(lambda n: attempts[n]()) == 1

    def test_what_was_read_before_somebody_else_wrote_is_stale(self, place: Place) -> None:
        """However long ago."""
        bucket = Bucket(place)
        bucket.create("checkpoint", b"first")
        stale = replaced(bucket, "checkpoint", b"third")
        assert replaced(bucket, "checkpoint", b"second")()
        assert not stale()
        held = bucket.read("checkpoint")
        assert held is not None
        assert held.octets == b"second"

    def test_the_trial_is_passed_and_leaves_nothing(self, place: Place) -> None:
        """Not even its own objects."""
        bucket = Bucket(place)
        require_conditions(bucket)
        assert list(bucket.names()) == []


class TestCarelessStores:
    """The controls: a store that does not honour them is found out, and no log is kept there."""

    @pytest.mark.parametrize("header", ["If-None-Match", "If-Match"])
    def test_a_store_that_overlooks_a_condition_is_refused(self, header: str) -> None:
        """It answers 200 to everything, which is the most dangerous answer."""
        with (
            serving(Careless(overlooks=frozenset({header}))) as place,
            pytest.raises(Unavailable, match=rf"does not honour {header}.*No log is kept there\.$"),
        ):
            require_conditions(Bucket(place))

    def test_a_store_that_looks_first_and_writes_later_is_refused(self) -> None:
        """Each of those who come at once is the first."""
        with (
            serving(Careless(hesitates=0.05)) as place,
            pytest.raises(Unavailable, match="of 2 writers at once 2 were let through"),
        ):
            require_conditions(Bucket(place))

    def test_a_store_that_honours_them_is_taken(self) -> None:
        """The same program without a fault: it is the fault that is found."""
        store = Careless()
        with serving(store) as place:
            require_conditions(Bucket(place))
        assert store.objects == {}

    def test_a_bucket_is_tried_once(self) -> None:
        """By the first of its writers in a process."""
        store = Careless()
        with serving(store) as place:
            bucket = Bucket(place)
            require_conditions(bucket)
            asked = len(store.asked)
            require_conditions(bucket)
        assert len(store.asked) == asked > 0
