"""What is printed round a letter by its own institution, so that it is not taken for its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from chancery.check.dates import written_out
from chancery.record.charter import Charter
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.statement import Statement


def printed_lines(letter: Entry, charters: Iterable[Entry]) -> tuple[str, ...]:
    """Its code, reference and addressees, and what its institution and offices are called by *charters*."""
    if not isinstance(letter.act, Statement):
        return ()
    return tuple(dict.fromkeys((*_of_letter(letter, letter.act), *_of_institution(letter, charters))))


def _of_letter(letter: Entry, statement: Statement) -> Iterator[str]:
    yield code_of(letter.id)
    yield str(letter.institution)
    yield f"{letter.institution}/c"
    yield "c"  # where a narrow column broke the address
    if statement.reference:
        yield statement.reference
    yield from statement.action_addressees
    yield from statement.info_addressees
    yield from (hand.person for hand in letter.hands)
    for at in (letter.at, statement.effective, statement.expires):
        if at is not None:
            yield from written_out(datetime.fromtimestamp(at, UTC).date())


def _of_institution(letter: Entry, charters: Iterable[Entry]) -> Iterator[str]:
    for entry in charters:
        if isinstance(entry.act, Charter) and entry.institution == letter.institution:
            yield from (entry.act.title or {}).values()
            for office in entry.act.offices.values():
                yield from (office.title or {}).values()
