"""What the buttons of the form do to it; each changes one thing, and none of them keeps anything."""

from __future__ import annotations

from dataclasses import replace

from chancery.check.clauses import clause_spans
from chancery.record.statement import Verb
from chancery.registry.draft_form import Papers
from chancery.web.desk.letters.fields import (
    KINDS,
    MOST_BESIDE,
    MOST_CLAUSES,
    ConditionRow,
    PremiseRow,
    Written,
)


def changed(written: Written, do: str, papers: Papers) -> Written:
    """The form after the button whose name is *do*; a button that is not there changes nothing."""
    name, *said = do.split(" ", 4)
    match name, said:
        case "suggest", []:
            return _with_sentences(written)
        case "add", []:
            return written.with_clause({}) if len(written.clauses) < MOST_CLAUSES else written
        case (
            ("act" | "drop" | "subject" | "condition" | "premise" | "unpremise" | "uncondition"),
            [row, *rest],
        ):
            number = _number(row, len(written.clauses))
            return written if number is None else _in_clause(written, name, number, rest)
        case _:
            return written


def _in_clause(written: Written, name: str, number: int, said: list[str]) -> Written:
    row = written.clauses[number]
    match name, said:
        case "drop", []:
            return written.without(number)
        case "act", [verb] if verb in {each.value for each in Verb}:
            return written.clause(number, verb=verb)
        case "subject", [_, *_]:
            return written.clause(number, subject=" ".join(said))
        case "condition", [kind] if kind in KINDS and len(row.conditions) < MOST_BESIDE:
            fresh = ConditionRow(id=_fresh_condition(written), kind=kind)
            return written.clause(number, conditions=(*row.conditions, fresh))
        case "uncondition", [place]:
            kept = _without(row.conditions, place)
            return written.clause(number, conditions=kept)
        case "premise", [statement, clause] if len(row.premises) < MOST_BESIDE:
            return written.clause(
                number, premises=(*row.premises, PremiseRow(statement=statement, clause=clause))
            )
        case "unpremise", [place]:
            return written.clause(number, premises=_without(row.premises, place))
        case _:
            return written


def _with_sentences(written: Written) -> Written:
    """One clause for each sentence of the authoritative text that has none; what it does stays open."""
    tongues = written.tongues
    if not tongues:
        return written
    sentences = {tongue: _sentences(written.texts[tongue]) for tongue in tongues}
    marked = {row.words.get(tongues[0], "").strip() for row in written.clauses}
    alike = [tongue for tongue in tongues if len(sentences[tongue]) == len(sentences[tongues[0]])]
    for place, sentence in enumerate(sentences[tongues[0]]):
        if sentence not in marked and len(written.clauses) < MOST_CLAUSES:
            written = written.with_clause({tongue: sentences[tongue][place] for tongue in alike})
    return _in_the_order_of_the_text(written, tongues[0])


def _sentences(text: str) -> list[str]:
    return [text[slice(*span)] for span in clause_spans(text)]


def _in_the_order_of_the_text(written: Written, tongue: str) -> Written:
    """A clause stands where its words do; one without words stays at the end."""
    text = written.texts[tongue]

    def stands(number: int) -> tuple[int, int]:
        place = text.find(written.clauses[number].words.get(tongue, "") or "\0")
        return (len(text) if place < 0 else place, number)

    order = sorted(range(len(written.clauses)), key=stands)
    return replace(written, clauses=tuple(written.clauses[number] for number in order))


def _fresh_condition(written: Written) -> str:
    taken = {each.id for row in written.clauses for each in row.conditions}
    return next(name for each in range(1, len(taken) + 2) if (name := f"k{each}") not in taken)


def _without(rows: tuple, place: str) -> tuple:  # type: ignore[type-arg]
    number = _number(place, len(rows))
    return rows if number is None else rows[:number] + rows[number + 1 :]


def _number(written: str, below: int) -> int | None:
    found = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else below
    return found if found < below else None
