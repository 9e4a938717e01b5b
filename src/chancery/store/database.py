"""Opening the databases, SQLite in a folder or PostgreSQL, with or without a Django project around.

A *place* is a folder, for SQLite, or a PostgreSQL connection string.  Each side of the
house (`chancery.store.sides`) has a place of its own; the public process is never told the Desk's.

Durability: SQLite writes ahead (WAL) with ``synchronous=FULL``, so a commit has been
flushed when it returns; PostgreSQL must not have ``synchronous_commit`` off, and
`ready` refuses if it has.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from chancery.errors import Malformed, Unavailable
from chancery.store.durable import make_folder
from chancery.store.faults import faults
from chancery.store.mounts import network_file_system
from chancery.store.sides import ACCOUNTS, DESK, INBOX, RECORD, applications, side

Place = Path | str
"""A folder, or a connection string such as `postgresql:///record?host=/run/postgresql`."""

APPS = (
    "chancery.store",
    "chancery.store.writing",
    "chancery.store.dossier",
    "chancery.store.post",
    "chancery.store.founding",
    "chancery.store.inbox",
    "chancery.store.arriving",
)
"""What a program has that is no web process: every table but those of the accounts."""
_MODES = {DESK: 0o600, ACCOUNTS: 0o600, INBOX: 0o660}
"""Who may open a side's file where not everybody may: Counter and Desk share the inbox by their group."""
ROUTERS = ("chancery.store.sides.Sides",)

SECONDS_TO_WAIT_FOR_A_WRITER = 20
OCTETS_MAPPED = 256 * 1024 * 1024
"""How much of an SQLite file is read as memory."""

_PRAGMAS = f"""
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA mmap_size = {OCTETS_MAPPED};
"""
_LOOK_UP_BY_KEY = "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off"
"""Every question here is a handful of look-ups by key.  A database that was filled a moment
ago has no statistics yet, and PostgreSQL would read whole tables rather than believe it."""

_OF_DJANGO = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
_MOUNTS = Path("/proc/mounts")
_FILES = {ACCOUNTS: "accounts"}
"""The SQLite files that are not called like their side."""


def databases(*, record: Place, desk: Place | None = None) -> dict[str, dict[str, Any]]:
    """
    Django's DATABASES for these places; without *desk* there is no such alias.

    The alias `default` leads nowhere, so that no query goes anywhere by accident.
    """
    found: dict[str, dict[str, Any]] = {ACCOUNTS: {}, RECORD: _database(RECORD, record)}
    if desk is not None:
        found[DESK] = _database(DESK, desk)
    return found


def accounts(place: Place) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for a process that signs people in; all other places are attached to it."""
    return {ACCOUNTS: _database(ACCOUNTS, place)}


def configure(*, record: Place, desk: Place | None = None) -> None:
    """
    Make the two databases usable, with or without a Django project.

    Django defines no model before it is set up: import `archive`, `index`, `words` and
    `drafts` after this, not at the top of a program.
    """
    stand_alone()
    attach(RECORD, record)
    if desk is not None:
        attach(DESK, desk)


def stand_alone() -> None:
    """Unless a Django project is configured already, be one of nothing but the store."""
    if not settings.configured:
        settings.configure(
            DATABASES={ACCOUNTS: {}}, INSTALLED_APPS=APPS, DATABASE_ROUTERS=ROUTERS, USE_TZ=True
        )
        django.setup()


def attach(alias: str, place: Place) -> None:
    """
    Let *alias* lead to *place* from now on.

    An alias names its side before a colon: with `record` and `record:iq` one process
    holds the records of two institutions.  Other threads keep what they have open.
    """
    if alias in connections.settings:
        connections[alias].close()
        del connections[alias]
    wanted: dict[str, dict[str, Any]] = {ACCOUNTS: {}}
    wanted[alias] = _database(alias, place)
    connections.settings[alias] = connections.configure_settings(wanted)[alias]


def migrate(alias: str) -> None:
    """
    Make the tables, or bring them up to this version; done twice is done once.

    Raises `Unavailable` if the place is no place for a database, or holds a newer one.
    """
    _make_room(alias)
    with faults(alias):
        if _applied(alias) - _known(alias):
            raise Unavailable(_NEWER.format(alias=alias))
        for application in _installed(alias):
            call_command("migrate", application, database=alias, verbosity=0)


def ready(alias: str) -> None:
    """
    Nothing stands against using this database.

    Raises `Unavailable`, saying what to do, unless the tables are there, all of them,
    and of this version.
    """
    _refuse_network(alias)
    file = _file(alias)
    if file is not None and not file.exists():
        raise Unavailable(_ABSENT.format(alias=alias))
    with faults(alias):
        _refuse_other_versions(alias)
        _refuse_quick_answers(alias)


def _refuse_other_versions(alias: str) -> None:
    applied, known = _applied(alias), _known(alias)
    if not applied:
        raise Unavailable(_ABSENT.format(alias=alias))
    if applied - known:
        raise Unavailable(_NEWER.format(alias=alias))
    if known - applied or _tables(alias) - set(connections[alias].introspection.table_names()):
        raise Unavailable(_HALF.format(alias=alias))


_ABSENT = "The database “{alias}” has not been set up yet: run `chancery init`."
_NEWER = "The database “{alias}” was written by a newer version of Chancery: use that one, or a newer."
_DAMAGED = "The database “{alias}” is damaged: its table of versions cannot be read; restore it from a copy."
_HALF = "The database “{alias}” is set up only in part: run `chancery init` again; it loses nothing."


def _applied(alias: str) -> set[tuple[str, str]]:
    try:
        applied = MigrationLoader(connections[alias]).applied_migrations
    except ValueError as unreadable:  # a flipped bit in a date is no fault that a database knows of
        raise Unavailable(_DAMAGED.format(alias=alias)) from unreadable
    return {name for name in applied if name[0] in _installed(alias)}


def _known(alias: str) -> set[tuple[str, str]]:
    known = MigrationLoader(connections[alias]).disk_migrations
    return {name for name in known if name[0] in _installed(alias)}


def _installed(alias: str) -> list[str]:
    """The applications with tables on that side that this process has; all of its own, for the accounts."""
    from django.apps import apps  # the models exist only once Django is set up

    ours = (
        applications(side(alias))
        if side(alias) != ACCOUNTS
        else [each.label for each in apps.get_app_configs()]
    )
    loaded = MigrationLoader(connections[alias]).migrated_apps
    return [label for label in ours if label in loaded]


def _tables(alias: str) -> set[str]:
    from django.apps import apps
    from django.db import router

    models = [model for label in _installed(alias) for model in apps.get_app_config(label).get_models()]
    return {model._meta.db_table for model in models if router.allow_migrate_model(alias, model)}


def _refuse_quick_answers(alias: str) -> None:
    """An answer before the flush is an answer that a power cut takes back."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        if cursor.fetchone() == ("off",):
            raise Unavailable("PostgreSQL answers before it has written: switch synchronous_commit on.")


def _make_room(alias: str) -> None:
    """Make the folder and the file; only the record's can be read by everybody on the machine."""
    file = _file(alias)
    if file is None:
        return
    with faults(alias):
        make_folder(file.parent)
        _refuse_network(alias)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, _MODES.get(side(alias), 0o644)))


def _refuse_network(alias: str) -> None:
    file = _file(alias)
    if file is None or not _MOUNTS.exists():
        return
    kind = network_file_system(file.parent.resolve(), _MOUNTS.read_text(errors="surrogateescape"))
    if kind is not None:
        raise Unavailable(
            f"{file.parent} lies on a network file system ({kind}), where SQLite loses what it writes: "
            "choose a folder on this machine, or PostgreSQL."
        )


def _file(alias: str) -> Path | None:
    """The SQLite file; None for PostgreSQL."""
    found = connections.settings[alias]
    return Path(found["NAME"]) if found["ENGINE"].endswith("sqlite3") else None


def _database(alias: str, place: Place) -> dict[str, Any]:
    if isinstance(place, Path):
        return _sqlite(place / f"{_FILES.get(side(alias), side(alias))}.sqlite3")
    return _postgresql(place)


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: who will write waits at the start, not with half the work done
            # and a lock that can no longer be had.
            "transaction_mode": "IMMEDIATE",
            "timeout": SECONDS_TO_WAIT_FOR_A_WRITER,
            "init_command": _PRAGMAS,
        },
    }


def _postgresql(conninfo: str) -> dict[str, Any]:
    try:
        told = conninfo_to_dict(conninfo)
    except ProgrammingError as fault:
        raise Malformed("A PostgreSQL connection string begins with postgresql://.") from fault
    named = {_OF_DJANGO[name]: value for name, value in told.items() if name in _OF_DJANGO}
    options = {name: value for name, value in told.items() if name not in _OF_DJANGO}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            "options": f"{_LOOK_UP_BY_KEY} {options.get('options', '')}",
            # Parameters travel as octets, not as escaped text twice as long.
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
        **named,
    }
