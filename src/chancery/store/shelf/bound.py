"""Segments as files: a copy of what the rows say, quicker to search, and never believed before it is checked.

A file is named after the rows it was made of.  It is used only while the database holds
these very rows (`rows.holds`), is as long as its first octets say, and adds up.  A file
that is missing, damaged or of another record is no fault: it is made again.

    64 octets   `MAGIC`, the numbers of the rows before the first and of the last, the
                chain up to each, and the CRC-32 of all that follows
    4 × 8       how many starts, fences, words and sorted places there are
    then these: starts and fences as 64-bit numbers, words and places as 32-bit ones

All numbers least octet first.
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chancery.store.durable import make_folder
from chancery.store.shelf.files import named, standing
from chancery.store.shelf.place import Place
from chancery.store.shelf.segment import Segment

MAGIC = b"letters1"
HEAD = struct.Struct("<8sQQ16s16sI4x")
COUNTS = struct.Struct("<4Q")

_KINDS = ("<i8", "<u8", "<u4", "<u4")


def bind(folder: Path, segment: Segment) -> Segment:
    """
    Write a segment to its file, at once or not at all, and drop the files of its parts.

    Returns it as it lies there; as it was, if this process may not write to the folder.
    Nothing is flushed: after a power cut the file is whole, or it is made again.
    """
    path = named(folder, segment.begin.number, segment.end.number)
    try:
        make_folder(folder)
        _put(path, segment)
        _drop_parts(folder, segment)
    except OSError:
        return segment
    return _opened(path) or segment


def _put(path: Path, segment: Segment) -> None:
    written = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        _write(written, segment)
        written.rename(path)
    finally:
        written.unlink(missing_ok=True)


def _drop_parts(folder: Path, segment: Segment) -> None:
    whole = (segment.begin.number, segment.end.number)
    for begin, end in standing(folder):
        if whole[0] <= begin and end <= whole[1] and (begin, end) != whole:
            named(folder, begin, end).unlink(missing_ok=True)


def following(folder: Path, place: Place) -> Sequence[Segment]:
    """The segments that go on from *place*, as far as the files tell; the longest first."""
    ends = sorted((end for begin, end in standing(folder) if begin == place.number), reverse=True)
    opened = (_opened(named(folder, place.number, end)) for end in ends)
    return [segment for segment in opened if segment is not None and segment.begin == place]


def _write(path: Path, segment: Segment) -> None:
    parts: Sequence[NDArray[Any]] = (segment.starts, segment.fences, segment.words, segment.order)
    octets: list[bytes | memoryview] = [COUNTS.pack(*(len(part) for part in parts))]
    for part, kind in zip(parts, _KINDS, strict=True):
        octets.append(np.ascontiguousarray(part, kind).data.cast("B"))
    ends = (segment.begin.number, segment.end.number, segment.begin.chain, segment.end.chain)
    with path.open("wb") as file:
        file.write(HEAD.pack(MAGIC, *ends, _sum(octets)))
        for each in octets:
            file.write(each)


def _opened(path: Path) -> Segment | None:
    """The segment of a file, in the memory that the system shares among all who read it."""
    try:
        with path.open("rb") as file:
            octets = memoryview(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))
        return _read(octets)
    except (OSError, ValueError, struct.error):
        return None


def _read(octets: memoryview) -> Segment | None:
    magic, begin, end, before, after, told = HEAD.unpack_from(octets)
    counts = COUNTS.unpack_from(octets, HEAD.size)
    if magic != MAGIC or told != _sum([octets[HEAD.size :]]):
        return None
    parts: list[NDArray[Any]] = []
    at = HEAD.size + COUNTS.size
    for count, kind in zip(counts, _KINDS, strict=True):
        parts.append(np.frombuffer(octets, kind, count, at))
        at += parts[-1].nbytes
    starts, fences, words, order = parts
    return Segment(
        begin=Place(begin, before),
        end=Place(end, after),
        words=words,
        starts=starts,
        order=order,
        fences=fences,
    )


def _sum(octets: Sequence[bytes | memoryview]) -> int:
    total = 0
    for each in octets:
        total = zlib.crc32(each, total)
    return total
