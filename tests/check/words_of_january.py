"""The words of the seven letters of 6 January 2020, as the demonstration has them."""

from __future__ import annotations

from chancery.record.statement import ClauseId, StatementId
from chancery.record.words import Text, Words

UNGIVEN = "[…]"


def registered(text: str, *clauses: str, language: str = "en") -> Words:
    """Words in one language, with the clauses marked where they stand."""
    spans = {
        ClauseId(f"c{number}"): (text.index(clause), text.index(clause) + len(clause))
        for number, clause in enumerate(clauses, start=1)
    }
    return Words(authoritative=Text(language=language, text=text, clauses=spans))


_LETTER_CLAUSES = ("reposition the forces", "We respect your sovereign decision to order our departure,")

LETTER = registered(
    f"{UNGIVEN} {_LETTER_CLAUSES[0]} {UNGIVEN} the movement {UNGIVEN} {_LETTER_CLAUSES[1]} {UNGIVEN}",
    *_LETTER_CLAUSES,
)
POORLY_WORDED = registered(
    f"poorly worded {UNGIVEN} it’s not happening", "poorly worded", "it’s not happening"
)

JANUARY: dict[StatementId, Words] = {
    StatementId("L"): LETTER,
    StatementId("D"): registered("a mistake that shouldn’t have been written or published"),
    StatementId("E"): registered("make any decisions", "make any decisions"),
    StatementId("M"): POORLY_WORDED,
    StatementId("O"): registered("suspended all operations in Iraq", "suspended all operations in Iraq"),
    StatementId("V"): registered("expel the United States", "expel the United States"),
    StatementId("W"): registered(
        "prefer to continue US military mentoring while expelling anti-ISIS combat forces"
    ),
}
