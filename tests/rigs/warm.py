"""Everything a hurt process needs, loaded once before any of them is forked."""

from __future__ import annotations

from importlib import import_module

from chancery.store import database

database.stand_alone()
for name in ("tests.rigs.broken", "tests.rigs.writer"):  # Django defines no model before it is set up
    import_module(name)
