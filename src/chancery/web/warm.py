"""What a worker does before it answers anybody: everything that its first answer would wait for.

A worker that is replaced leaves when the next one listens (`chancery.cli.handed_on`); whoever
then asks first should not be the one who waits until the pages are loaded and the record is open.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from django.db import connections
from django.urls import get_resolver

from chancery.errors import ChanceryError


def warmed(open_record: Callable[[], object]) -> None:
    """Load every page and open the record; what is wrong with it is told to whoever asks."""
    if not os.environ.get("CHANCERY_HOME"):
        return
    assert get_resolver().url_patterns
    try:
        open_record()
    except ChanceryError:
        return
    finally:
        connections.close_all()  # a database belongs to the thread that opened it, and that is another
