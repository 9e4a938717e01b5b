"""What a letter is called by people and programs: by its code, its reference or its id, and `#clause`."""

from __future__ import annotations

from collections.abc import Sequence

from chancery.errors import Malformed, Refused
from chancery.record.code import code_of, read_code
from chancery.record.statement import ClauseId, StatementId, Target
from chancery.registry.registry import Registry


def statement_called(written: str, registry: Registry) -> StatementId:
    """
    The statement on the record that is called so.

    Raises `Refused` if there is none, or if two bear the same reference.
    """
    ids = _ids(written, registry)
    if not ids:
        raise Refused(f"Nothing on this record is called {written}.")
    if len(ids) > 1:
        codes = ", ".join(map(code_of, ids))
        raise Refused(f"{len(ids)} letters bear the reference {written}; name one by its code: {codes}.")
    return ids[0]


def target_called(written: str, registry: Registry) -> Target:
    """What a notice is about: `K7QF2-M9XT4-Z`, or one clause of it, `K7QF2-M9XT4-Z#c1`."""
    statement, _, clause = written.partition("#")
    return Target(
        statement=statement_called(statement, registry), clause=ClauseId(clause) if clause else None
    )


def _ids(written: str, registry: Registry) -> Sequence[StatementId]:
    if written.startswith("urn:"):
        return [StatementId(written)]
    return registry.by_reference(written) or _coded(written, registry)


def _coded(written: str, registry: Registry) -> Sequence[StatementId]:
    try:
        code = read_code(written)
    except Malformed:
        return ()
    return registry.by_code(code)
