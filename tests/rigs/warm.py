"""Everything a hurt process needs, loaded once before any of them is forked."""

from __future__ import annotations

from importlib import import_module

from chancery.store import database

database.stand_alone()
# Django defines no model before it is set up.
for name in ("tests.rigs.broken", "tests.rigs.writer", "tests.rigs.fanning"):
    import_module(name)
