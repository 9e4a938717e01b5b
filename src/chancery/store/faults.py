"""Whatever breaks below us has one name above: `Unavailable`, or `Conflict` if somebody was first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, connections
from django.db.utils import Error as DatabaseFault

from chancery.errors import Unavailable
from chancery.store.refusals import outrun


@contextmanager
def faults(using: str) -> Iterator[None]:
    """
    Run a block that touches the database *using* or the disk.

    Raises `Conflict` where a row exists that must not, `Unavailable` for every other
    fault.  After a fault while committing nobody knows whether it was committed:
    read the head again.
    """
    try:
        yield
    except IntegrityError as fault:
        raise outrun() from fault
    except DatabaseFault as fault:
        _start_afresh(using, fault)
        raise Unavailable(f"The database failed: {_first_line(fault)}.") from fault
    except OSError as fault:
        raise Unavailable(f"The disk failed: {fault.strerror or fault}.") from fault


def _start_afresh(using: str, fault: Exception) -> None:
    """A connection that died with its server would fail for ever: the next caller opens a new one."""
    connection = connections[using]
    # SQLite's disk has failed, not its connection; and to open its file again needs room on that
    # disk, for the index of the write-ahead log: on a full one, reading would end with writing.
    if connection.vendor == "sqlite" and isinstance(fault, OperationalError):
        return
    if not connection.in_atomic_block:
        connection.close()


def _first_line(fault: Exception) -> str:
    return (str(fault).strip() or type(fault).__name__).splitlines()[0].rstrip(".")
