"""Two states and each other's records: what following, witnessing and registering cost as these grow."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from bench.row import Row


def rows() -> Iterator[Row]:
    """The rows of every module here that has some, in the order of their names."""
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        measured = getattr(importlib.import_module(f"{__name__}.{module}"), "rows", None)
        if measured is not None:
            yield from measured()
