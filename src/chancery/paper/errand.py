"""What is handed into the sandbox and what comes out of it, as octets.

An errand is a task by its name with the files it is about.  Its answer is octets again or
the one obstacle.  Both are spelled in the record's own strict CBOR: whatever happened in the
sandbox, nothing but a few lengths and names is understood outside before it has been checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.errors import Malformed
from chancery.paper.limits import Allowance
from chancery.paper.paper import Obstacle
from chancery.seal.codec import Value, decode, encode

READY = b"."
"""What a worker says first, before any file: it stands, and what goes wrong now is the file's doing."""


@unique
class Task(StrEnum):
    """What a worker can be asked to do."""

    READ = "read"
    """One file; the answer is a `Paper`."""
    WEIGH = "weigh"
    """A picture, and the words that may stand at some places of it; the answer is which do."""
    COMPARE = "compare"
    """Two PDFs, the copy and the registered rendition; the answer is where they look different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to do, with the octets it is to be done to, and what it may cost."""

    task: str
    files: tuple[bytes, ...]
    allowance: Allowance

    def written(self) -> bytes:
        """The errand as octets."""
        given = self.allowance
        bounds = [round(given.seconds * 1_000), given.memory, given.memory_of_one, given.reserved]
        bounds += [given.written, given.files_open, given.programs]
        return encode([str(self.task), list(self.files), bounds])


def read_errand(octets: bytes) -> Errand:
    """The errand that the other side of the wall wrote; raises `Malformed`."""
    match decode(octets, limit=len(octets)):
        case [str(task), list(files), list(bounds)]:
            return Errand(task=task, files=tuple(map(_octets, files)), allowance=_allowance(bounds))
        case _:
            raise Malformed("This is no errand.")


def _allowance(bounds: list[Value]) -> Allowance:
    match bounds:
        case [int(ms), int(memory), int(of_one), int(reserved), int(written), int(files_open), int(programs)]:
            return Allowance(
                seconds=ms / 1_000,
                memory=memory,
                memory_of_one=of_one,
                reserved=reserved,
                written=written,
                files_open=files_open,
                programs=programs,
            )
        case _:
            raise Malformed("An errand comes with seven bounds.")


def write_answer(answer: bytes | Obstacle) -> bytes:
    """What a worker found, or why it found nothing, as octets."""
    return encode(answer.value if isinstance(answer, Obstacle) else answer)


def read_answer(octets: bytes) -> bytes | Obstacle:
    """What a worker says it found; raises `Malformed` for anything else than octets or an obstacle."""
    match decode(octets, limit=len(octets)):
        case bytes(answer):
            return answer
        case str(name) if name in set(Obstacle):
            return Obstacle(name)
        case _:
            raise Malformed("The answer is neither octets nor an obstacle.")


def _octets(value: Value) -> bytes:
    if type(value) is not bytes:
        raise Malformed("The files of an errand are octets.")
    return value
