"""Several machines show one log in one bucket: no older checkpoint comes over a newer one, in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chancery.errors import SplitView, Unavailable
from chancery.registry.ports import Head
from chancery.store.objects.bucket import Bucket, Held
from chancery.store.objects.last_signed import NotedObject
from chancery.store.objects.register import BucketRegister
from tests.contract.growth import head_of
from tests.object_store import ObjectStore
from tests.store.objects.careless import Careless, serving


def head(size: int) -> Head:
    return head_of(size, bytes([size]) * 32)


def receipt(size: int) -> bytes:
    return b"receipt of %d" % size


@pytest.fixture
def machines(object_store: ObjectStore, tmp_path: Path) -> Callable[[], BucketRegister]:
    """As many as are asked for, each with a folder and connections of its own, and one bucket."""
    place, number = object_store.fresh_place(), iter(range(1_000))
    return lambda: BucketRegister(Bucket(place), tmp_path / str(next(number)))


@dataclass
class Interrupted(Bucket):
    """A bucket before one of whose puts somebody else comes."""

    inner: Bucket
    before: str
    comes: Callable[[], None]
    waiting: bool = True
    place: object = field(init=False)

    def __post_init__(self) -> None:
        self.place, self.turn, self.tried = self.inner.place, self.inner.turn, True

    def read(self, path: str) -> Held | None:
        return self.inner.read(path)

    def replace(self, path: str, octets: bytes, *, of: Held | None) -> None:
        if self.waiting and path == self.before:
            self.waiting = False
            self.comes()
        self.inner.replace(path, octets, of=of)


class TestPublish:
    """The checkpoint comes in the place of the one that it was compared with, and of no other."""

    def test_machines_at_once_leave_the_newest(self, machines: Callable[[], BucketRegister]) -> None:
        """Eight heads from eight machines, in any order; with the receipt that belongs to it."""
        order = [size for size in range(2, 10) for _ in range(3)]
        random.Random(37).shuffle(order)
        with ThreadPoolExecutor(8) as hands:
            for done in [hands.submit(machines().publish, head(n).checkpoint, receipt(n)) for n in order]:
                done.result()
        shown = machines()
        assert (shown.read("checkpoint"), shown.read("receipt")) == (head(9).checkpoint, receipt(9))

    def test_a_reader_never_sees_it_go_back(self, machines: Callable[[], BucketRegister]) -> None:
        """While four machines write."""
        reader, sizes, going_on = machines(), [0], True

        def look() -> None:
            while going_on:
                shown = reader.read("checkpoint")
                sizes.append(int(shown.split(b"\n")[1]) if shown else 0)

        def write(start: int) -> None:
            machine = machines()
            for size in range(start, 40, 4):
                machine.publish(head(size).checkpoint, receipt(size))

        with ThreadPoolExecutor(5) as hands:
            looking = hands.submit(look)
            for done in [hands.submit(write, start) for start in range(2, 6)]:
                done.result()
            going_on = False
            looking.result()
        assert sizes == sorted(sizes)
        assert sizes[-1] > 0

    @pytest.mark.parametrize("moment", ["receipt", "checkpoint"])
    def test_a_writer_that_slept_goes_when_it_wakes(
        self, object_store: ObjectStore, tmp_path: Path, moment: str
    ) -> None:
        """It had looked, and somebody newer came before its receipt, or between that and its checkpoint."""
        bucket = Bucket(object_store.fresh_place())
        awake = BucketRegister(bucket, tmp_path / "awake")
        awake.publish(head(9).checkpoint, receipt(9))
        sleeper = BucketRegister(
            Interrupted(bucket, moment, lambda: awake.publish(head(11).checkpoint, receipt(11))),
            tmp_path / "asleep",
        )
        sleeper.publish(head(10).checkpoint, receipt(10))
        assert (awake.read("checkpoint"), awake.read("receipt")) == (head(11).checkpoint, receipt(11))

    def test_who_is_overtaken_between_the_two_puts_the_receipt_back(
        self, object_store: ObjectStore, tmp_path: Path
    ) -> None:
        """The newer one had put its receipt already, and was itself waiting with its checkpoint."""
        bucket = Bucket(object_store.fresh_place())
        BucketRegister(bucket, tmp_path).publish(head(9).checkpoint, receipt(9))
        nine = bucket.read("checkpoint")
        bucket.replace("receipt", receipt(11), of=bucket.read("receipt"))
        slow = Interrupted(
            bucket, "checkpoint", lambda: bucket.replace("checkpoint", head(11).checkpoint, of=nine)
        )
        BucketRegister(slow, tmp_path / "slow").publish(head(10).checkpoint, receipt(10))
        shown = BucketRegister(bucket, tmp_path)
        assert (shown.read("checkpoint"), shown.read("receipt")) == (head(11).checkpoint, receipt(11))

    @pytest.mark.parametrize("lost", [{"receipt"}, {"checkpoint"}, {"receipt", "checkpoint"}])
    def test_a_put_whose_answer_was_lost_was_done(self, tmp_path: Path, lost: set[str]) -> None:
        """The receipt's or the checkpoint's: what is shown in the end is both."""
        store = Careless()
        with serving(store) as place:
            machine = BucketRegister(Bucket(place), tmp_path)
            machine.publish(head(2).checkpoint, receipt(2))
            store.loses = set(lost)
            machine.publish(head(3).checkpoint, receipt(3))
        assert store.objects == {"checkpoint": head(3).checkpoint, "receipt": receipt(3)}

    def test_two_roots_for_one_size_stop_it(self, machines: Callable[[], BucketRegister]) -> None:
        """On whichever machine the second one was made."""
        machines().publish(head(3).checkpoint, receipt(3))
        with pytest.raises(SplitView, match="Another root is already published"):
            machines().publish(head_of(3, bytes(32)).checkpoint, receipt(3))

    def test_nothing_is_written_to_a_store_that_overlooks_conditions(self, tmp_path: Path) -> None:
        """Neither a tile nor a checkpoint; what was tried with is gone."""
        store = Careless(overlooks=frozenset({"If-Match"}))
        with serving(store) as place:
            machine = BucketRegister(Bucket(place), tmp_path)
            for write in (
                lambda: machine.write({"tile/0/000.p/1": b"hash"}),
                lambda: machine.publish(head(3).checkpoint, receipt(3)),
            ):
                with pytest.raises(Unavailable, match="does not honour If-Match"):
                    write()
        assert store.objects == {}


class TestSecondPlace:
    """One object for all machines; what is noted never goes back."""

    @pytest.fixture
    def noted(self, object_store: ObjectStore) -> Callable[[], NotedObject]:
        place = object_store.fresh_place()
        return lambda: NotedObject(Bucket(place), "last-signed")

    def test_machines_at_once_leave_the_newest(self, noted: Callable[[], NotedObject]) -> None:
        """In any order."""
        sizes = [*range(1, 13)]
        random.Random(8).shuffle(sizes)
        with ThreadPoolExecutor(6) as hands:
            for done in [hands.submit(noted().note, size, bytes([size]) * 32) for size in sizes]:
                done.result()
        assert noted().read() == (12, bytes([12]) * 32)

    def test_an_older_head_is_not_noted(self, noted: Callable[[], NotedObject]) -> None:
        """A machine that woke up late."""
        noted().note(7, bytes(32))
        noted().note(5, bytes(32))
        assert noted().read() == (7, bytes(32))

    def test_two_machines_that_signed_two_roots_are_stopped(self, noted: Callable[[], NotedObject]) -> None:
        """The second of them, before it shows anything."""
        noted().note(7, bytes(32))
        with pytest.raises(SplitView, match="Two roots have been signed for 7 entries"):
            noted().note(7, bytes([1]) * 32)

    def test_where_nothing_was_signed_nothing_is_noted(self, noted: Callable[[], NotedObject]) -> None:
        """And only there."""
        assert noted().read() is None

    def test_a_note_whose_answer_was_lost_was_made(self) -> None:
        """It is looked at again, and found."""
        store = Careless()
        with serving(store) as place:
            where = NotedObject(Bucket(place), "last-signed")
            where.note(1, bytes(32))
            store.loses = {"last-signed"}
            where.note(2, bytes(32))
        assert store.objects == {"last-signed": f"2 {bytes(32).hex()}\n".encode()}
