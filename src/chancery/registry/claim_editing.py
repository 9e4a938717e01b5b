"""Noting what a source says that somebody said: easy to quote exactly, impossible to promote.

Whoever notes a claim points at words; the words are then read from the source, never
taken from the form.  Every passage, quotation, hedge, name and time is refused unless
it stands in the text.  The suggestions come from rules anybody can read
(`check.passages`, `check.attribution`, `check.hedges`), and a person confirms each.

A claim has no field for *official*; nothing here makes a statement of anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from chancery.check.hedges import hedges
from chancery.check.passages import Passage, PassageKind, passages
from chancery.check.sentences import sentences
from chancery.record.claims import Quotation, Reported
from chancery.record.claims_form import NOT_STATED, RELAYED
from chancery.record.edtf import reach_of
from chancery.record.matter import KnownSource, Row
from chancery.record.source import Source, digest_of_text
from chancery.record.statement import Verb
from chancery.record.unfit import Fault, Unfit
from chancery.record.words import MOST_CHARACTERS, Span

Place = Span | str
"""Where words stand: from–to in code points of the whole text, or the exact words themselves."""

REPORTED_ACTS = (*(verb.value for verb in Verb), "inquire")
"""What a report may say that somebody did; a question over the telephone is no verb of the record."""

LONGEST_NOTE = 1_000
MOST_SENTENCES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenClaim:
    """A claim as a person notes it: pointed at where the source has the words, else in their own."""

    sentence: str
    passage: Place
    proposition: str
    act: str
    told_by: tuple[str, ...]
    """From whoever tells us to whoever is nearest the speaker; the speaker comes after them."""
    speaker: str = ""
    """A party's id, or several joined by words; empty: not stated."""
    may_be_read_as: tuple[str, ...] = ()
    capacity: str = ""
    quotation: Quotation = Quotation.NONE
    quotation_note: str = ""
    fragments: tuple[Place, ...] = ()
    hedges: tuple[Place, ...] = ()
    addressee: str = ""
    about: str = ""
    time_printed: str = ""
    time_edtf: str = ""
    time_basis: str = ""
    note: str = ""
    reported_standing: str = ""
    reported_force: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What the rules see in one sentence; each waits for a person to say so."""

    quotations: tuple[Passage, ...]
    hedges: tuple[Span, ...]


def known_source(title: str, text: str, *, language: str, noted_in: str) -> KnownSource:
    """A text somebody brought, as a source: its digest, and where its sentences stand."""
    if not text.strip():
        raise Unfit(Fault.EMPTY, "The source is empty; there is nothing to quote from.")
    if len(text) > MOST_CHARACTERS:
        raise Unfit(
            Fault.TOO_LONG, f"The source has {len(text):,} characters; the most is {MOST_CHARACTERS:,}."
        )
    spans = sentences(text)
    if len(spans) > MOST_SENTENCES:
        raise Unfit(
            Fault.TOO_LONG, f"The source has {len(spans):,} sentences; the most is {MOST_SENTENCES:,}."
        )
    return KnownSource(
        title=title.strip(),
        digest=digest_of_text(text),
        length=len(text),
        sentences=spans,
        language=language,
        noted_in=noted_in,
    )


def suggestions(source: Source, sentence: Span) -> Suggestions:
    """The quotations and the hedges that the rules find in a sentence."""
    return Suggestions(
        quotations=tuple(found for found in _quotations(source) if _inside(found.span, sentence)),
        hedges=tuple(hedges(source.text, sentence)),
    )


def claim_row(id: str, claim: WrittenClaim, source: Source, known: KnownSource) -> Row:
    """
    The claim as it is kept: places, and our own words about them.

    Raises `Unfit` for words that do not stand in the source, for a quotation of what the
    source itself does not put in quotation marks, and for a claim that says nothing.
    """
    sentence = known.sentence(claim.sentence)
    passage = place_of(source, claim.passage, sentence)
    return {
        "id": id,
        "sentence": claim.sentence,
        "span": list(passage),
        "proposition": _own_words(claim.proposition, Fault.CLAIMED, "what is claimed"),
        "act": _act(claim.act),
        "alt_acts": [_act(act) for act in claim.may_be_read_as],
        "speaker": claim.speaker.strip() or NOT_STATED,
        "attribution": _attribution(claim.told_by),
        "quote": _quote(claim),
        "quoted_fragments": [_at(span) for span in _fragments(claim, source, passage)],
        "hedges": [_at(place_of(source, place, sentence)) for place in claim.hedges],
        "official": False,
        **_time(claim, source),
        **_given(
            capacity=claim.capacity,
            addressee=claim.addressee,
            about=claim.about,
            note=claim.note,
            reported_standing=claim.reported_standing,
            reported_force=claim.reported_force,
        ),
    }


def party_row(kind: str, source: Source, printed: Span, sentence: str, taken: Collection[str]) -> Row:
    """Somebody the source names, under an id made of the name as printed."""
    if kind not in ("person", "body", "group", "source"):
        raise Unfit(Fault.PARTY, "A party is a person, a body, a group or a source.")
    called = re.sub(r"[^a-z0-9]+", "-", source.text[slice(*printed)].lower()).strip("-")[:40]
    id = _fresh(f"{kind}:{called}" if called else f"{kind}:unnamed", taken)
    return {"id": id, "kind": kind, "variants": [{"span": list(printed), "sentence": sentence}]}


def spelling_row(party: str, printed: Span, sentence: str) -> Row:
    """One more way in which the source names a party; that it is the same one is our assumption."""
    return {"party": party, "span": list(printed), "sentence": sentence}


def primary_row(label: str, claim: str, taken: Collection[str]) -> Row:
    """A statement of which nothing is held but reports, with the only answers there are about it."""
    return {
        "id": fresh_id("N", taken),
        "label": _own_words(label, Fault.ABOUT, "the statement it is about"),
        "known_only_through": [claim],
        "registered_text": False,
        "origin": Reported.ORIGIN,
        "authority": "undetermined",
        "standing": Reported.STANDING,
        "force": "undetermined",
    }


def place_of(source: Source, place: Place, within: Span) -> Span:
    """Where the words stand; raises `Unfit` if they do not, or stand there more than once."""
    if isinstance(place, tuple):
        if not (_inside(place, within) and place[0] < place[1]):
            raise Unfit(
                Fault.PLACE, f"There are no words of it at {place[0]}–{place[1]}.", f"{place[0]}–{place[1]}"
            )
        return place
    words = place.strip()
    start = source.text.find(words, *within) if words else -1
    if start < 0:
        raise Unfit(Fault.NOT_THERE, f"These words do not stand there: “{words}”.", words)
    if source.text.find(words, start + 1, within[1]) >= 0:
        raise Unfit(Fault.TWICE, f"“{words}” stands there more than once; say from where to where.", words)
    return (start, start + len(words))


def fresh_id(letter: str, taken: Collection[str]) -> str:
    """The first of `C1`, `C2` … that is not taken."""
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def _fresh(id: str, taken: Collection[str]) -> str:
    if id not in taken:
        return id
    number = 2
    while f"{id}-{number}" in taken:
        number += 1
    return f"{id}-{number}"


def _fragments(claim: WrittenClaim, source: Source, passage: Span) -> list[Span]:
    """The quoted words: inside the passage, and inside quotation marks of the source's own."""
    spans = [place_of(source, place, passage) for place in claim.fragments]
    quoted = _quotations(source) if spans else ()
    for span in spans:
        if not any(_inside(span, found.span) for found in quoted):
            words = source.text[slice(*span)]
            raise Unfit(Fault.NARRATOR, f"“{words}” are the narrator's own words, not quoted.", words)
    is_quoted = claim.quotation in (Quotation.DIRECT, Quotation.FRAGMENT)
    if is_quoted and not spans:
        raise Unfit(Fault.QUOTES_NOTHING, "A direct quotation names the quoted words.")
    if spans and not is_quoted:
        raise Unfit(Fault.QUOTES_INDIRECTLY, "Words are quoted here, so the quotation is direct.")
    return spans


def _quotations(source: Source) -> tuple[Passage, ...]:
    return tuple(found for found in passages(source.text) if found.kind is PassageKind.QUOTATION)


def _quote(claim: WrittenClaim) -> str:
    note = claim.quotation_note.strip()
    if note.startswith(Quotation.FRAGMENT.removeprefix(Quotation.DIRECT).strip()):
        raise Unfit(Fault.QUOTE_NOTE, "Choose the kind of quotation from the list; the note only adds.")
    return f"{claim.quotation.value}, {note}" if note else claim.quotation.value


def _attribution(told_by: Iterable[str]) -> str:
    hands = [hand.strip() for hand in told_by if hand.strip()]
    if not hands:
        raise Unfit(Fault.TELLER, "Say who tells us; where nobody is named, it is the narrator.")
    return RELAYED.join(_own_words(hand, Fault.TELLER, "who tells us") for hand in reversed(hands))


def _time(claim: WrittenClaim, source: Source) -> Row:
    printed = claim.time_printed.strip()
    if not printed and not claim.time_edtf.strip():
        return {}
    if not printed or printed not in source.text:
        raise Unfit(Fault.TIME_WORDS, "A time is kept as it is printed; copy its words exactly.", printed)
    edtf = claim.time_edtf.strip()
    reach_of(edtf)
    basis = _own_words(claim.time_basis, Fault.TIME_BASIS, "what the reading of the time rests on")
    return {"time": {"as_printed": printed, "edtf": edtf, "basis": basis}}


def _act(act: str) -> str:
    if act not in REPORTED_ACTS:
        raise Unfit(Fault.ACT, f'"{act}" is no act; choose one from the list.', act)
    return act


def _own_words(words: str, fault: Fault, what: str) -> str:
    words = words.strip()
    if not words or len(words) > LONGEST_NOTE:
        raise Unfit(fault, f"Say {what}, in at most {LONGEST_NOTE:,} characters.")
    return words


def _given(**words: str) -> Row:
    given = {name: text.strip() for name, text in words.items() if text.strip()}
    if any(len(text) > LONGEST_NOTE for text in given.values()):
        raise Unfit(Fault.NOTE_LONG, f"Each of the notes has at most {LONGEST_NOTE:,} characters.")
    return given


def _at(span: Span) -> Row:
    return {"span": list(span)}


def _inside(span: Span, around: Span) -> bool:
    return around[0] <= span[0] and span[1] <= around[1]
