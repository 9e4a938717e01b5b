"""Many rows at once, on both databases, where the object mapper would take most of the time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models

Row = Sequence[int | str | bytes]


def insert(using: str, model: type[models.Model], rows: Iterable[Row], *, again: bool = False) -> None:
    """
    Insert *rows*, each with a value for every field of *model* in their order there.

    With *again*, a row that is there already stays as it is; otherwise it is an
    `IntegrityError`.
    """
    names = [field.column for field in model._meta.concrete_fields if field.column]
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join("%s" for _ in names)
    end = "ON CONFLICT DO NOTHING" if again else ""
    with connections[using].cursor() as cursor:
        # psycopg sends this as one pipeline, because `database` asks for server-side binding.
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places}) {end}", list(rows)
        )


def all_rows(using: str, query: str, given: Sequence[Any]) -> Any:
    """
    Everything that a query gives.

    Of PostgreSQL it is asked without Django's cursor around psycopg's: a page asks twenty
    times, and the cursor costs half as much as the question.  The connection is looked
    after as Django's own does (`BaseDatabaseWrapper._cursor`).
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(query, given)
            return cursor.fetchall()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection.connection.execute(query, given).fetchall()


def numbers(using: str, wanted: Iterable[int]) -> tuple[str, Any]:
    """
    A query that gives these numbers as rows, and its one parameter.

    However many there are: a parameter for each would meet SQLite's limit of 32,766.
    """
    if connections[using].vendor == "postgresql":
        return "SELECT unnest(%s::bigint[])", list(wanted)
    return "SELECT value FROM json_each(%s)", json.dumps(list(wanted))


def printable(text: str) -> str:
    """PostgreSQL keeps no NUL in a text; such an id is found by its digest and shown with a sign for it."""
    return text.replace("\0", "␀")
