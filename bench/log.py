"""What it costs to put a thousand signed statements on the log for good, and what a log's size costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import measure
from bench.correspondence import Correspondence
from bench.measure import Spread
from bench.report import OUT
from bench.row import Better, Row, at_least
from chancery.log.path import inclusion_path, inclusion_paths
from chancery.log.recount import first_fault
from chancery.log.tile import HashesFromTiles
from chancery.record.statement import Instant
from chancery.registry.append import append, receipts_of, settle
from chancery.registry.pen import Pen
from chancery.registry.ports import Archive, Head
from chancery.seal.signed import open_statement
from chancery.store.memory import MemoryArchive

BATCH = 1_000
RUNS = 7
SIZES = (1_000, 100_000, 1_000_000)
FILLER = b"an entry that is there to be counted"
NOON = Instant(1_578_312_000)


def rows() -> Iterator[Row]:
    """Registrations per second, with the disk and without; then the same as the log grows."""
    writer = Correspondence()
    batches = [[writer.letter(n * BATCH + k).entry for k in range(BATCH)] for n in range(RUNS)]
    yield _in_memory(writer, batches)
    yield from _on_disk(writer, batches)
    yield from _as_it_grows(writer, batches)


# Registering


@dataclass(slots=True)
class Steps:
    """Seconds spent on each step of one batch after another."""

    now: Callable[[], float]
    spent: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what is done inside as *name*."""
        begun = self.now()
        yield
        self.spent.setdefault(name, []).append(self.now() - begun)

    def whole(self) -> Spread:
        """Seconds for one batch."""
        clock = "CPU" if self.now is time.process_time else "wall"
        return Spread(seconds=tuple(map(sum, zip(*self.spent.values(), strict=True))), clock=clock)

    def told(self) -> str:
        """The parts, in microseconds for one entry."""
        each = (f"{name} {median(spent) / BATCH * 1e6:.3g}" for name, spent in self.spent.items())
        return "µs for each entry: " + ", ".join(each)


def register(archive: Archive, entries: Sequence[bytes], pen: Pen, steps: Steps) -> list[bytes]:
    """Look at each signed statement that came in, put all on the log, and cut each its receipt."""
    issuer = pen.issuer.public
    with steps.step("decoding"):
        statements = [open_statement(entry) for entry in entries]
    with steps.step("signature"):
        for statement in statements:
            statement.check(issuer)
    with steps.step("append"):
        head = append(archive, entries, pen=pen, at=NOON, keys={})
    with steps.step("receipt"):
        return receipts(archive, head, len(entries))


def receipts(archive: Archive, head: Head, newest: int) -> list[bytes]:
    """The receipts of the *newest* entries, from the tiles."""
    signed, places = receipts_of(head), range(head.size - newest, head.size)
    paths = inclusion_paths(places, head.size, HashesFromTiles(archive.file, head.size))
    return [signed.inclusion(place, path) for place, path in zip(places, paths, strict=True)]


def _in_memory(writer: Correspondence, batches: Sequence[Sequence[bytes]]) -> Row:
    archive, steps = MemoryArchive(), Steps(time.process_time)
    fill(archive, writer.pen, 1)
    _register_all(archive, writer, batches, steps)
    return _rate("registrations without the disk", steps, 12_000, "the archive in memory")


def _on_disk(writer: Correspondence, batches: Sequence[Sequence[bytes]]) -> Iterator[Row]:
    """With a log just begun, then with a long one; then what a process does that finds it there."""
    with _durable() as archive:
        for size in (SIZES[0], SIZES[-1]):
            fill(archive, writer.pen, size)
            steps = Steps(time.perf_counter)
            _register_all(archive, writer, batches, steps)
            where = "SQLite with synchronous=FULL, tiles flushed"
            yield _rate(f"durable registrations after {size:,}", steps, 5_000, where)
        yield _restart(archive)


def _register_all(
    archive: Archive, writer: Correspondence, batches: Sequence[Sequence[bytes]], steps: Steps
) -> None:
    for entries in batches:
        register(archive, entries, writer.pen, steps)


def _rate(name: str, steps: Steps, bar: int, where: str) -> Row:
    batch = steps.whole()
    return Row(
        name=name,
        value=BATCH / batch.median,
        unit="entries/s",
        better=Better.HIGHER,
        bar=at_least(bar),
        how=f"batches of {BATCH:,}, {batch.how()} for a batch; {where}; {steps.told()}",
    )


@contextmanager
def _durable() -> Iterator[Archive]:
    """An empty archive on the disk that the bench lies on."""
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=OUT) as folder:
        from chancery.store.database import configure, migrate
        from chancery.store.sides import RECORD

        configure(record=Path(folder))
        migrate(RECORD)
        from chancery.store.archive import DurableArchive

        yield DurableArchive(Path(folder), second_place=Path(folder) / "last-signed")


def fill(archive: Archive, pen: Pen, size: int) -> None:
    """Let the log have *size* entries, most of them filler."""
    head = archive.head()
    missing = size - (0 if head is None else head.size)
    append(archive, [FILLER] * missing, pen=pen, at=NOON, keys={})


# As the log grows


def _as_it_grows(writer: Correspondence, batches: Sequence[Sequence[bytes]]) -> Iterator[Row]:
    """The archive in memory, so that it is the tree and the tiles that are measured."""
    archive, first = MemoryArchive(), 0.0
    for size in SIZES:
        fill(archive, writer.pen, size)
        spread = _appended(archive, writer.pen, batches[:3])
        first = first or spread.median
        yield Row(
            name=f"append {BATCH:,} entries to {size:,}, without the disk",
            value=spread.median * 1e3,
            unit="ms",
            how=f"{spread.how()}; {spread.median / first:.2f} times what it is at {SIZES[0]:,}",
        )
        yield _proof(archive, size)
    yield _recount(archive)


def _appended(archive: Archive, pen: Pen, batches: Sequence[Sequence[bytes]]) -> Spread:
    seconds = []
    for entries in batches:
        begun = time.process_time()
        append(archive, entries, pen=pen, at=NOON, keys={})
        seconds.append(time.process_time() - begun)
    return Spread(seconds=tuple(seconds), clock="CPU")


def _proof(archive: Archive, size: int) -> Row:
    """Read the tiles afresh each time, as somebody who asks for one proof."""
    place = size // 3
    spread = measure.cpu(lambda: inclusion_path(place, size, HashesFromTiles(archive.file, size)), calls=50)
    length = len(inclusion_path(place, size, HashesFromTiles(archive.file, size)))
    return Row(
        name=f"inclusion proof from the tiles of {size:,}",
        value=spread.median * 1e6,
        unit="µs",
        how=f"{spread.how(unit='µs')}; {length} hashes, nothing remembered from one to the next",
    )


def _restart(archive: Archive) -> Row:
    spread = measure.wall(lambda: settle(archive), calls=20)
    return Row(
        name=f"settle after a start at {SIZES[-1]:,}",
        value=spread.median * 1e3,
        unit="ms",
        how=f"{spread.how()}; the head on the disk is compared with the second place, no entry is read",
    )


def _recount(archive: Archive) -> Row:
    head = archive.head()
    assert head is not None
    spread = measure.cpu(lambda: first_fault(archive.file, head.size, head.root), runs=3)
    return Row(
        name="recount a log from its files",
        value=head.size / spread.median,
        unit="entries/s",
        better=Better.HIGHER,
        how=f"{spread.how(unit='s')} for {head.size:,} entries, most of them {len(FILLER)} bytes long",
    )
