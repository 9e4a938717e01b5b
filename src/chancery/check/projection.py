"""The answers as plain values for machines: one object for each letter a copy concerns.

This is the one place where the contract of `docs/reference/contracts.md` is kept, for
the command line and for whatever else answers in JSON.  Truth is spelled as a word;
there is no true, no false and nothing overall anywhere in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chancery.check.answers import Answer, Answers, Gap, LetterName, Likeness
from chancery.check.copy import Checked
from chancery.record.logic import Truth
from chancery.record.reason import Fact, Reason
from chancery.record.statement import Instant, StatementId
from chancery.record.words import Span

if TYPE_CHECKING:
    from chancery.check.match import Ranking
    from chancery.check.quotation import PassageFinding, Piece

Plain = str | int | list["Plain"] | dict[str, "Plain"] | None
"""What JSON can say, less what it must not: no truth values, no fractions."""

Names = Mapping[StatementId, LetterName]

TRUTHS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNDETERMINED: "undetermined"}


def objects(checked: Checked) -> Iterator[dict[str, Plain]]:
    """For each letter concerned the five answers, the copy, the letter, and when the record was seen."""
    copy = _copy(checked)
    for answers in checked.letters:
        yield {
            **{answer.question.value: _answer(answer) for answer in answers},
            "copy": copy,
            "letter": letter_of(answers.letter),
            "record_seen": moment(answers.record_seen),
            "also_seen": [_gap(remark) for remark in checked.remarks],
        }


def five(answers: Answers) -> dict[str, Plain]:
    """The five answers about a letter for which no copy was brought, and when the record was seen."""
    told = {answer.question.value: _answer(answer) for answer in answers}
    return {**told, "record_seen": moment(answers.record_seen)}


def moment(at: Instant) -> str:
    """A moment as RFC 3339 has it, in UTC, to the second; beyond the calendar, plain seconds."""
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return str(at)


def _answer(answer: Answer) -> Plain:
    return {
        "state": str(answer.state),
        "as_of": moment(answer.as_of),
        "because": reason_of(answer.because),
        "not_checked": [_gap(gap) for gap in answer.not_checked],
    }


def reason_of(reason: Reason) -> Plain:
    """A reason with all that it rests on, down to the leaves."""
    return {
        "rule": str(reason.rule),
        "truth": TRUTHS[reason.truth],
        "facts": facts_of(reason.facts),
        "because": [reason_of(below) for below in reason.because],
    }


def _gap(gap: Gap) -> Plain:
    return {"what": gap.what, "facts": facts_of(gap.facts)}


def facts_of(facts: Mapping[str, Fact]) -> dict[str, Plain]:
    """The nouns of a reason, of a remark or of an objection."""
    return {str(name): _fact(fact) for name, fact in facts.items()}


def _fact(fact: Fact) -> Plain:
    match fact:
        case tuple():
            return [str(item) for item in fact]
        case str():
            return str(fact)  # an Enum's member as the word it is
        case _:
            return fact


def letter_of(name: LetterName | None) -> Plain:
    """How a letter is called."""
    if name is None:
        return None
    return {
        "id": name.id,
        "institution": name.institution,
        "code": name.code,
        "reference": name.reference,
    }


# ── the copy ─────────────────────────────────────────────────────────────────


def _copy(checked: Checked) -> Plain:
    names = {answers.letter.id: answers.letter for answers in checked.letters if answers.letter}
    text = checked.copy.text
    return {
        "kind": checked.copy.kind.value,
        "digest": checked.copy.digest.hex(),
        "characters": len(text),
        "passages": [_passage(finding, text, names) for finding in checked.passages],
    }


def _passage(finding: PassageFinding, text: str, names: Names) -> Plain:
    found = _found(finding.whole, finding.passage.span, text, names)
    if not finding.compared:
        found["words"] = Likeness.CANNOT_TELL.value
    pieces: list[Plain] = [_piece(piece, text, names) for piece in finding.pieces]
    return {"kind": finding.passage.kind.value, **found, "pieces": pieces}


def _piece(piece: Piece, text: str, names: Names) -> Plain:
    return dict(_found(piece.ranking, piece.span, text, names))


def _found(ranking: Ranking, span: Span, text: str, names: Names) -> dict[str, Plain]:
    best = ranking.best
    return {
        "span": list(span),
        "text": text[slice(*span)],
        "words": likeness(ranking).value,
        "letter": None if best is None else letter_of(names.get(best.statement)),
    }


def likeness(ranking: Ranking) -> Likeness:
    """What some words are to the letters they were compared with; found nowhere, they are nobody's here."""
    if ranking.best is not None:
        return ranking.best.finding.likeness
    return Likeness.CANNOT_TELL if ranking.undecided else Likeness.NOT_IN_WORDS
