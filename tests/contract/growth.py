"""A log that grows by real tiles and roots, in the five steps that the registry takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from chancery.log.head import TreeHead
from chancery.log.tile import tiles_for_growth
from chancery.record.statement import Instant
from chancery.registry.ports import Archive, Batch, Head

ORIGIN = "log.example/register"
Step = Callable[[Archive, Batch], None]


def entries(count: int, *, of: str = "entry") -> tuple[bytes, ...]:
    return tuple(f"{of} {number}".encode() * 5 for number in range(count))


def next_batch(
    archive: Archive, new: tuple[bytes, ...], *, keys: Mapping[str, int] | None = None, at: int = 1
) -> Batch:
    """What would append *new* to the log as it stands."""
    head = archive.head()
    old_size = 0 if head is None else head.size
    growth = tiles_for_growth(old_size, new, archive.file)
    return Batch(
        old_size=old_size,
        head=head_of(growth.size, growth.root, at=at),
        entries=new,
        files=growth.files,
        keys=keys or {},
    )


def head_of(size: int, root: bytes, *, at: int = 1) -> Head:
    """A head with a checkpoint's text; the archive looks at no signature, so there is none."""
    text = TreeHead(origin=ORIGIN, size=size, root=root).text
    return Head(size=size, root=root, checkpoint=text.encode(), at=Instant(at))


def elsewhere(batch: Batch) -> Batch:
    """A batch of the same size that leads to another root."""
    return replace(batch, head=head_of(batch.head.size, bytes(32), at=batch.head.at))


def stage(archive: Archive, batch: Batch) -> None:
    archive.stage(batch)


def commit(archive: Archive, batch: Batch) -> None:
    archive.commit(archive.head(), archive.staged(batch.old_size, batch.head.root))


def apply(archive: Archive, batch: Batch) -> None:
    archive.apply(batch)


def publish(archive: Archive, batch: Batch) -> None:
    archive.publish(batch.head)


STEPS: tuple[Step, ...] = (stage, commit, apply, publish)


def append(archive: Archive, new: tuple[bytes, ...], **more: object) -> Batch:
    """All the steps, in order."""
    batch = next_batch(archive, new, **more)  # type: ignore[arg-type]
    for step in STEPS:
        step(archive, batch)
    return batch


def recover(archive: Archive) -> None:
    """What a process does when it starts: finish what was committed, and show it."""
    head = archive.head()
    if head is None:
        return
    if archive.applied() < head.size:
        archive.apply(archive.staged(archive.applied(), head.root))
    archive.publish(head)
