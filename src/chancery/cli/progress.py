"""A bar for whatever may take longer than two seconds: on standard error, and only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from chancery.log.recount import Progress


@contextmanager
def counting(what: str, length: int) -> Iterator[Progress]:
    """Give a function that is told how many are done, and of how many."""
    if length == 0 or not sys.stderr.isatty():
        yield lambda done, of: None
        return
    with click.progressbar(length=length, label=what, file=sys.stderr) as bar:
        yield lambda done, of: bar.update(done - bar.pos)
