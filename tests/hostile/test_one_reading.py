"""An act is read in one way only: nothing hides behind something else, and everything can be written down."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chancery.errors import Malformed
from chancery.record.statement import (
    LAST_INSTANT,
    Clause,
    ClauseId,
    Instant,
    Institution,
    OfficeName,
    Statement,
    StatementId,
    Subject,
    Verb,
)
from chancery.seal.act_form import read_act, write_statement
from chancery.seal.codec import decode, encode

CLAUSE = Clause(id=ClauseId("c1"), verb=Verb.INFORM, subject=Subject("weather"), amount=Decimal(5))
LETTER = Statement(
    id=StatementId("urn:letter"),
    institution=Institution("a.demo"),
    office=OfficeName("office"),
    clauses=(CLAUSE,),
)


def with_amount(written: str) -> bytes:
    record: Any = decode(write_statement(LETTER))
    record["clauses"][0]["amount"] = written
    return encode(record)


def test_the_letter_itself_is_read_as_it_was_written() -> None:
    """The control: what the refusals below depart from by one thing each."""
    assert read_act(write_statement(LETTER)) == (LETTER.id, LETTER)


def test_two_clauses_never_go_by_one_id() -> None:
    """The second would be weighed as the first: an order to the forces under the authority to report rain."""
    hidden = replace(CLAUSE, verb=Verb.ORDER, subject=Subject("forces"))
    with pytest.raises(Malformed, match="an id of its own"):
        read_act(write_statement(replace(LETTER, clauses=(CLAUSE, hidden))))


@pytest.mark.parametrize("written", ["-5", " 5", "5_000", "٥", "1E+3", "1e999999999", "05", "NaN", ".5"])
def test_an_amount_is_plain_figures(written: str) -> None:
    """Less than nothing is within every limit; and two spellings are two readers' two letters."""
    with pytest.raises(Malformed, match="is not an amount"):
        read_act(with_amount(written))


@pytest.mark.parametrize("moment", ["effective", "expires"])
def test_a_moment_can_be_written_down(moment: str) -> None:
    """A date beyond the year 9999 has no spelling, so no page could show the letter that bears it."""
    last: dict[str, Any] = {moment: LAST_INSTANT}
    later: dict[str, Any] = {moment: Instant(LAST_INSTANT + 1)}
    assert read_act(write_statement(replace(LETTER, **last)))[1] == replace(LETTER, **last)
    with pytest.raises(Malformed, match="between the years"):
        read_act(write_statement(replace(LETTER, **later)))
