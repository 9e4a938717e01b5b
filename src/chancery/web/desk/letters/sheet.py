"""What the page of a letter being written shows round the fields: choices, suggestions, what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chancery.phrases import say
from chancery.record.charter import Charter
from chancery.record.grants import granted
from chancery.record.statement import NOTICES, OPERATIVE, Subject, Verb
from chancery.record.wording import acts, subjects
from chancery.web.counter.names import Names
from chancery.web.desk import door
from chancery.web.desk.letters.fields import KINDS, TONGUES, ClauseRow, Written
from chancery.web.desk.letters.finding import find
from chancery.web.desk.letters.here import names_in

FORMS = (
    *("letter", "note verbale", "first-person note", "aide-mémoire", "memorandum", "non-paper"),
    *("resolution", "order", "press statement", "circular"),
)
"""The forms of docs/reference/semantics.md, 1.1; a form is no act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A suggestion: what to press, what it suggests, and because of which words."""

    do: str
    verb: str
    subject: str
    words: str
    why: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Premised:
    """A premise with what its letter is called."""

    statement: str
    clause: str
    reliance: str
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One clause of the form, with what is suggested for it."""

    number: int
    row: ClauseRow
    words: tuple[tuple[str, str], ...]
    acts: tuple[Suggested, ...]
    subjects: tuple[Suggested, ...]
    premises: tuple[Premised, ...]
    widened: bool
    """Whether some of what is folded away has been filled in."""


def sheet(written: Written, language: str, sought: str) -> Mapping[str, object]:
    """The context of the form."""
    charter, names = door.desk().charter(), names_in(language)
    known = known_subjects(charter)
    tongues = tuple(dict.fromkeys((*TONGUES, *written.texts)))
    return {
        "written": written,
        "tongues": [(tongue, written.texts.get(tongue, "")) for tongue in tongues],
        "offices": [(office, names.get(office, office)) for office in charter.offices],
        "forms": [(form, say(f"writing.form.{_slug(form)}", language)) for form in FORMS],
        "clauses": [_shown(written, number, tongues, known, names) for number in range(len(written.clauses))],
        "verbs": _verbs(language),
        "readings": [(verb.value, say(f"verb.{verb.value}", language)) for verb in OPERATIVE_IN_ORDER],
        "known": sorted(known),
        "kinds": [(kind, say(f"writing.condition.{kind}", language)) for kind in KINDS],
        "sought": sought,
        "found": find(sought, language) if sought.strip() else (),
    }


OPERATIVE_IN_ORDER = tuple(verb for verb in Verb if verb in OPERATIVE)


def known_subjects(charter: Charter) -> frozenset[Subject]:
    """The subjects that the charter speaks of."""
    return frozenset(about for mandate in granted(charter) for about in mandate.about if "*" not in about)


def _verbs(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a clause can do, in two groups: what can bind, and what cannot."""
    others = [verb for verb in Verb if verb not in OPERATIVE | NOTICES]
    return [
        (
            say(f"writing.acts.{name}", language),
            [(verb.value, say(f"verb.{verb.value}", language)) for verb in group],
        )
        for name, group in (("binding", OPERATIVE_IN_ORDER), ("telling", others))
    ]


def _shown(
    written: Written, number: int, tongues: tuple[str, ...], known: frozenset[Subject], names: Names
) -> Shown:
    row = written.clauses[number]
    return Shown(
        number=number,
        row=row,
        words=tuple((tongue, row.words.get(tongue, "")) for tongue in tongues),
        acts=tuple(_acts(written, number)) if not row.verb else (),
        subjects=tuple(_subjects(written, number, known)) if not row.subject else (),
        premises=tuple(
            Premised(
                statement=each.statement,
                clause=each.clause,
                reliance=each.reliance,
                called=names.get(each.statement, each.statement),
            )
            for each in row.premises
        ),
        widened=bool(row.conditions or row.premises or row.amount or row.read_as or row.fact),
    )


def _acts(written: Written, number: int) -> Iterator[Suggested]:
    """Each act that a rule suggests, from the authoritative words first; a verb is suggested once."""
    seen: set[str] = set()
    for tongue in written.tongues:
        words = written.clauses[number].words.get(tongue, "")
        for each in acts(words, tongue):
            if each.verb.value not in seen:
                seen.add(each.verb.value)
                yield Suggested(
                    do=f"act {number} {each.verb.value}",
                    verb=each.verb.value,
                    subject="",
                    words=words[slice(*each.span)],
                    why=f"writing.rule.{each.rule.value}",
                    language=tongue,
                )


def _subjects(written: Written, number: int, known: frozenset[Subject]) -> Iterator[Suggested]:
    for tongue in written.tongues:
        words = written.clauses[number].words.get(tongue, "")
        for each in subjects(words, known)[:3]:
            yield Suggested(
                do=f"subject {number} {each.subject}",
                verb="",
                subject=each.subject,
                words=words[slice(*each.span)],
                why=f"writing.rule.{each.rule.value}",
                language=tongue,
            )


def _slug(form: str) -> str:
    return form.replace("é", "e").replace(" ", "_").replace("-", "_")
