"""Whose turn it is to write: so that of many writers one works, and not all of them in vain.

Nothing rests on it.  What keeps a log whole is that its head is compared and replaced in
one statement; whoever writes without a turn is only likelier to have to begin anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

from django.db import connections

from chancery.store.durable import exclusively, make_folder
from chancery.store.faults import faults

_WRITING = 0x6368616E63657279
"""The number of PostgreSQL's advisory lock: “chancery” in ASCII."""


Turn: TypeAlias = Callable[[], AbstractContextManager[object]]


def turns(folder: Path, using: str) -> Turn:
    """A turn among all writers: of this machine by a file, and by the database where it is a server."""
    server = connections[using].vendor == "postgresql"
    return lambda: _in_database(using) if server else _on_this_machine(folder, using)


@contextmanager
def _on_this_machine(folder: Path, using: str) -> Iterator[None]:
    with faults(using):
        make_folder(folder)
    with exclusively(folder / "writing.lock"):
        yield


@contextmanager
def _in_database(using: str) -> Iterator[None]:
    """The session's lock goes with the session, however that ends."""
    with faults(using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (_WRITING,))
    try:
        yield
    finally:
        with faults(using), connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", (_WRITING,))
