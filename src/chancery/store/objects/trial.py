"""Whether an object store does what it is relied on for, found out before anything is written to it.

Some stores answer 200 to a conditional write and overlook the condition; others look first and
write afterwards, so that of many who come at once each is the first.  On such a store a slow
writer puts an old checkpoint over a new one, and nobody is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from chancery.errors import Unavailable
from chancery.store.objects.bucket import Bucket, Held, Overtaken

RIVALS, ROUNDS = 2, 3
"""So many writers come at the same moment, so often.  More at once keep some stores busy with their locks
for seconds; a store that overlooks a condition altogether is found out by the first round."""


def require_conditions(bucket: Bucket) -> None:
    """
    Let rivals create one object, and then replace it: each time one of them wins.

    Once for each bucket that a process opens.  Raises `Unavailable` if none wins, or more than
    one.  What was put is taken away again.
    """
    with bucket.turn:
        if not bucket.tried:
            for _ in range(ROUNDS):
                _try(bucket, f"trial/{secrets.token_hex(16)}")
            bucket.tried = True


def _try(bucket: Bucket, path: str) -> None:
    try:
        _require_one(_rivals(lambda n: bucket.create(path, b"%d" % n)), bucket, "If-None-Match: *")
        held = bucket.read(path)
        if held is None:
            raise Unavailable(f"What was put into {bucket.place.url} cannot be read there.")
        _require_one(_rivals(lambda n: _replaced(bucket, path, n, held)), bucket, "If-Match")
        if _replaced(bucket, path, RIVALS, held):
            _require_one(RIVALS, bucket, "If-Match")
    finally:
        bucket.forget([path])


def _replaced(bucket: Bucket, path: str, number: int, held: Held) -> bool:
    """Whether the store let this writer put its object in the place of *held*."""
    try:
        bucket.replace(path, b"again %d" % number, of=held)
    except Overtaken:
        return False
    return True


def _rivals(attempt: Callable[[int], bool]) -> int:
    """How many of them believe that they have won."""
    together = Barrier(RIVALS)

    def come(number: int) -> bool:
        together.wait()
        return attempt(number)

    with ThreadPoolExecutor(RIVALS) as rivals:
        return sum(rivals.map(come, range(RIVALS)))


def _require_one(winners: int, bucket: Bucket, header: str) -> None:
    if winners != 1:
        raise Unavailable(
            f"The store of {bucket.place.url} does not honour {header}: of {RIVALS} writers at once "
            f"{winners} were let through, and one must be. No log is kept there."
        )
