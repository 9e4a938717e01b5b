"""Two languages side by side: where one text says a number, a day, a no or a name that the other does not.

Nothing here understands a translation.  The two texts are laid beside each other,
sentence by sentence where they have as many of them, and what can be read in both is
compared: numbers, days, words that deny, parties.  A remark is a question to whoever
wrote them, with the place in both texts; no remark means that nothing of this kind was
seen to differ, and not that the texts say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import zip_longest

from chancery.check.days import Day, days
from chancery.check.negations import denials
from chancery.check.numbers import Number, numbers
from chancery.check.parties import Mention, Titles, latin_names, mentions
from chancery.check.sentences import sentences, trimmed
from chancery.record.words import Span, Text

MOST_CHARACTERS = 60_000
"""The longest text that is compared, about twenty-five printed pages: a writer waits for the remarks."""

COMPARED = frozenset({"en", "ar"})
"""The languages whose numbers, days and denials can be read; between others only figures are compared."""


@unique
class Parity(StrEnum):
    """In what two texts differ."""

    NUMBER = "number"
    DAY = "day"
    NEGATION = "negation"
    PARTY = "party"
    NAME = "name"
    """A name in Latin letters that the other text does not have."""
    SENTENCES = "sentences"
    """One passage has more sentences than the other."""
    PASSAGES = "passages"
    """One text has more paragraphs; they cannot be laid beside each other."""
    CLAUSE = "clause"
    """A clause is marked in one text and not in the other."""
    TOO_LONG = "too_long"
    """Nothing was compared: one of them is longer than is looked through while somebody writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlike:
    """One remark: what each text says, and where; an empty text says nothing of it there."""

    parity: Parity
    ours: Span
    """In the authoritative text: the place of what it says, or of the sentence that should say it."""
    theirs: Span
    our_words: str = ""
    their_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two stretches that should say the same."""

    ours: Span
    theirs: Span


def parity(ours: Text, theirs: Text, titled: Sequence[Titles] = ()) -> tuple[Unlike, ...]:
    """Where *theirs*, a translation, differs from *ours*; *titled* are the parties by their titles."""
    longest = max(len(ours.text), len(theirs.text))
    if longest > MOST_CHARACTERS:
        whole = ((0, len(ours.text)), (0, len(theirs.text)))
        return (Unlike(parity=Parity.TOO_LONG, ours=whole[0], theirs=whole[1]),)
    pairs, remarks = _aligned(ours.text, theirs.text)
    found = [*remarks, *_clauses(ours, theirs)]
    for pair in pairs:
        found += _compared(ours, theirs, pair, titled)
    found += _latin(ours, theirs)
    return tuple(sorted(found, key=lambda each: (each.ours, each.theirs, each.parity)))


# ── side by side ─────────────────────────────────────────────────────────────

_BREAK = re.compile(r"\n\s*")


def _aligned(ours: str, theirs: str) -> tuple[list[_Pair], list[Unlike]]:
    whole = _Pair(ours=(0, len(ours)), theirs=(0, len(theirs)))
    one, other = _passages(ours), _passages(theirs)
    if len(one) != len(other):
        remark = Unlike(
            parity=Parity.PASSAGES,
            ours=whole.ours,
            theirs=whole.theirs,
            our_words=str(len(one)),
            their_words=str(len(other)),
        )
        return [whole], [remark]
    pairs: list[_Pair] = []
    remarks: list[Unlike] = []
    for here, there in zip(one, other, strict=True):
        said, told = _sentences(ours, here), _sentences(theirs, there)
        if len(said) == len(told):
            pairs += [_Pair(ours=a, theirs=b) for a, b in zip(said, told, strict=True)]
        else:
            pairs.append(_Pair(ours=here, theirs=there))
            counted = {"our_words": str(len(said)), "their_words": str(len(told))}
            remarks.append(Unlike(parity=Parity.SENTENCES, ours=here, theirs=there, **counted))
    return pairs, remarks


def _passages(text: str) -> list[Span]:
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    ends = [*(found.start() for found in _BREAK.finditer(text)), len(text)]
    spans = (trimmed(text, start, end) for start, end in zip(starts, ends, strict=True))
    return [span for span in spans if span[0] < span[1]]


def _sentences(text: str, within: Span) -> list[Span]:
    start = within[0]
    return [(start + first, start + last) for first, last in sentences(text[slice(*within)])]


# ── what is compared ─────────────────────────────────────────────────────────


def _compared(ours: Text, theirs: Text, pair: _Pair, titled: Sequence[Titles]) -> Iterator[Unlike]:
    here, there = (each.language.partition("-")[0] for each in (ours, theirs))
    our_text, their_text = ours.text[slice(*pair.ours)], theirs.text[slice(*pair.theirs)]
    our_days, their_days = days(our_text), days(their_text)
    yield from _placed(pair, Parity.DAY, _days_apart(our_days, their_days))
    our_numbers = _outside(numbers(our_text), our_days)
    their_numbers = _outside(numbers(their_text), their_days)
    yield from _placed(pair, Parity.NUMBER, _numbers_apart(our_numbers, their_numbers))
    yield from _placed(
        pair,
        Parity.PARTY,
        _parties_apart(mentions(our_text, here, titled), mentions(their_text, there, titled)),
    )
    if {here, there} <= COMPARED and here != there:
        said, told = denials(our_text, here), denials(their_text, there)
        if said.most < told.least or told.most < said.least:
            yield from _placed(pair, Parity.NEGATION, [(said.shown(our_text), told.shown(their_text))])


Shown = tuple[str, Span] | None
"""What one text says and where within its stretch; None: nothing."""


def _placed(pair: _Pair, kind: Parity, apart: Sequence[tuple[Shown, Shown]]) -> Iterator[Unlike]:
    for ours, theirs in apart:
        yield Unlike(
            parity=kind,
            ours=_moved(ours, pair.ours),
            theirs=_moved(theirs, pair.theirs),
            our_words=ours[0] if ours else "",
            their_words=theirs[0] if theirs else "",
        )


def _moved(shown: Shown, within: Span) -> Span:
    if shown is None:
        return within
    return (within[0] + shown[1][0], within[0] + shown[1][1])


def _outside(found: Sequence[Number], dated: Sequence[Day]) -> list[Number]:
    """The numbers that belong to no day."""
    places = {place for day in dated for place in range(*day.span)}
    return [each for each in found if places.isdisjoint(range(*each.span))]


def _numbers_apart(ours: list[Number], theirs: list[Number]) -> list[tuple[Shown, Shown]]:
    lone, other = _only(ours, theirs), _only(theirs, ours)
    pairs = zip_longest(lone, other)
    return [(_shown(one), _shown(two)) for one, two in pairs]


def _only(these: list[Number], those: list[Number]) -> list[Number]:
    """The numbers that the other text does not give as often; a weak one excuses and is not asked for."""
    left = Counter(each.value for each in those)
    kept = []
    for each in sorted(these, key=lambda number: number.weak):
        if left[each.value] > 0:
            left[each.value] -= 1
        elif not each.weak:
            kept.append(each)
    return sorted(kept, key=lambda number: number.span)


def _shown(number: Number | None) -> Shown:
    return None if number is None else (number.value, number.span)


def _days_apart(ours: Sequence[Day], theirs: Sequence[Day]) -> list[tuple[Shown, Shown]]:
    lone = [(day.written, day.span) for day in _unmet(ours, theirs)]
    other = [(day.written, day.span) for day in _unmet(theirs, ours)]
    return list(zip_longest(lone, other))


def _unmet(these: Sequence[Day], those: Sequence[Day]) -> list[Day]:
    """The days that may be none of the others."""
    named: dict[object, list[Day]] = {}
    for day in {(each.day, each.month, each.week, each.year): each for each in those}.values():
        named.setdefault((day.day, day.month, day.week), []).append(day)
    return [
        day
        for day in these
        if not any(day.may_be(other) for other in named.get((day.day, day.month, day.week), ()))
    ]


def _parties_apart(ours: Sequence[Mention], theirs: Sequence[Mention]) -> list[tuple[Shown, Shown]]:
    here, there = {each.party for each in ours}, {each.party for each in theirs}
    lone = [(_plain(each.party), each.span) for each in _once(ours) if each.party not in there]
    other = [(_plain(each.party), each.span) for each in _once(theirs) if each.party not in here]
    return list(zip_longest(lone, other))


def _once(found: Sequence[Mention]) -> list[Mention]:
    return list({each.party: each for each in reversed(found)}.values())[::-1]


def _plain(party: str) -> str:
    return party.removeprefix("title:")


# ── the whole texts ──────────────────────────────────────────────────────────


def _latin(ours: Text, theirs: Text) -> Iterator[Unlike]:
    """Names kept in Latin letters in an Arabic text, that the other text spells otherwise or not at all."""
    for arabic, other, swapped in ((theirs, ours, False), (ours, theirs, True)):
        if arabic.language.partition("-")[0] != "ar" or other.language.partition("-")[0] == "ar":
            continue
        for name in latin_names(arabic.text):
            if name.party.lower() not in other.text.lower():
                whole = (0, len(other.text))
                yield Unlike(
                    parity=Parity.NAME,
                    ours=name.span if swapped else whole,
                    theirs=whole if swapped else name.span,
                    our_words=name.party if swapped else "",
                    their_words="" if swapped else name.party,
                )


def _clauses(ours: Text, theirs: Text) -> Iterator[Unlike]:
    """A clause that only one of the texts marks, where the other marks any."""
    if not (ours.clauses and theirs.clauses):
        return
    for clause in sorted(ours.clauses.keys() ^ theirs.clauses.keys()):
        yield Unlike(
            parity=Parity.CLAUSE,
            ours=ours.clauses.get(clause, (0, len(ours.text))),
            theirs=theirs.clauses.get(clause, (0, len(theirs.text))),
            our_words=clause if clause in ours.clauses else "",
            their_words=clause if clause in theirs.clauses else "",
        )
