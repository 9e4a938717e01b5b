"""The second answer: are these the registered words?

Nothing here says whose letter a copy is of; it is told which words to compare with.
Which letter they might be is `chancery.check.match`'s question.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from chancery.check.answers import Likeness
from chancery.check.difference import Change, Run
from chancery.check.likeness import Near, Place, in_pieces, nearest_stretch, set_aside_as, verbatim
from chancery.check.normalise import END_CHARACTERS, NONE, QUOTE_CHARACTERS, Normalisation
from chancery.check.omissions import Omission, omissions, rest_after, rest_before
from chancery.check.reading import Reading, read, rejoined, undressed
from chancery.check.tokens import Kind, Token
from chancery.check.unicode_tricks import Trick
from chancery.check.vocabulary import WordClass, is_function_word
from chancery.record.statement import ClauseId
from chancery.record.words import MOST_CHARACTERS, Span, Text, Words

FEWEST_WORDS = 3
"""A quotation of fewer words, or of grammar only, is found in many letters: it is marked *short*."""


@unique
class Doubt(StrEnum):
    """Why it cannot be told whether these are the registered words."""

    NO_WORDS = "the copy has no words"
    TOO_LONG = "the copy is longer than any letter"
    TOO_DIFFERENT = "the comparison was cut off before its end"
    UNREADABLE = "words that matter could not be read surely"
    HIDES = "the file does not show and say the same"
    SHOWN_OTHERWISE = "the pages differ from the registered file"
    NOT_READ = "the file could not be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseQuoted:
    """A clause in which the words fall, and whether all of it was quoted."""

    clause: ClauseId
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """
    Words of which nobody can tell from the reading alone whether they are the registered ones.

    Either side may be empty: a word that was overlooked, or one that may be a speck.
    """

    copy: Span
    registered: Span
    classes: frozenset[WordClass] = frozenset()
    """Why it matters; empty for an ordinary word that was read as another."""
    tokens: tuple[int, int, int, int]
    """The `tokens` of the run that these words are, in `WordsFinding.runs`."""
    candidates: tuple[str, ...] = ()
    """What the ink may say: the registered words first, then what was read; for a second look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsFinding:
    """
    What a copy's words are to the registered words, in the language in which they are most alike.

    All spans count code points: those named *copy* in the copy, the others in the
    registered text of `language`.
    """

    likeness: Likeness
    doubt: Doubt | None = None
    language: str | None = None
    """The language of the registered text that was found most alike; None when nothing was compared."""
    authoritative: bool = True
    """False when that text is a translation, which never decides."""
    languages_compared: tuple[str, ...] = ()
    copy_spans: tuple[Span, ...] = ()
    """The parts of the copy that are registered words; beside each other with `spans`."""
    spans: tuple[Span, ...] = ()
    also_at: tuple[Span, ...] = ()
    """Where else the same words stand in the registered text."""
    clauses: tuple[ClauseQuoted, ...] = ()
    normalisations: frozenset[Normalisation] = NONE
    """Without which the words would not be equal; empty when they are exact."""
    runs: tuple[Run, ...] = ()
    """For altered words: everything in order, the same and the changed."""
    tricks: tuple[Trick, ...] = ()
    before: Span = (0, 0)
    """What stands in the same sentence before the first quoted words."""
    after: Span = (0, 0)
    omissions: tuple[Omission, ...] = ()
    """At the quoted place first, then at the others where the same words stand."""
    quoted_words: int = 0
    registered_words: int = 0
    """All registered words, not counting those that are not given; with `quoted_words`, the share."""
    elided: bool = False
    """Whether the copy itself says that words are left out."""
    short: bool = False
    """So few words, or such common ones, that finding them proves little."""
    unread: tuple[Unread, ...] = ()
    """Words that could not be read surely; each is a run of its own, among those that are the same."""
    around: tuple[Span, ...] = ()
    """What else is printed on the sheet and was set aside, line by line: spans of the copy."""
    others: tuple[WordsFinding, ...] = ()
    """The same sheet's other languages, each compared with its own registered text."""

    @property
    def changed(self) -> tuple[Run, ...]:
        """The runs that differ."""
        return tuple(run for run in self.runs if run.change is not Change.SAME)

    @property
    def differing(self) -> int:
        """How many words differ, counting the longer side of each change; marks are not counted."""
        return sum(run.words for run in self.changed)


CLOSEST_FIRST = (
    Likeness.EXACT,
    Likeness.NORMALISED,
    Likeness.EXCERPT,
    Likeness.ALTERED,
    Likeness.CANNOT_TELL,
    Likeness.NOT_IN_WORDS,
    Likeness.NOTHING_REGISTERED,
)
"""Which of two findings says more about the copy."""


ReadingsOf = Callable[[Words], Sequence[Reading]]
"""Whoever takes registered texts apart, or has them at hand: `readings`, or what remembers its answers."""


def compare(copy: str, words: Words | None) -> WordsFinding:
    """What *copy* is to *words*; with no words, nothing is registered."""
    if words is None:
        return WordsFinding(likeness=Likeness.NOTHING_REGISTERED)
    if len(copy) > 2 * MOST_CHARACTERS:
        return WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.TOO_LONG)
    return compare_readings(read(copy), words, readings(words))


def readings(words: Words) -> tuple[Reading, ...]:
    """The registered texts prepared, the authoritative one first; worth keeping for many comparisons."""
    return tuple(read(text.text, registered=True) for text in words)


def compare_readings(copy: Reading, words: Words, registered: Iterable[Reading]) -> WordsFinding:
    """The same as `compare`, for texts that were read before."""
    if not copy.words:
        finding = WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.NO_WORDS)
    else:
        texts = zip(words, registered, strict=True)
        finding = min((_in_text(copy, text, reading) for text, reading in texts), key=closeness)
    return replace(
        finding,
        authoritative=finding.language in (None, words.authoritative.language),
        languages_compared=tuple(text.language for text in words),
        tricks=(*copy.tricks, *finding.tricks),
    )


def closeness(finding: WordsFinding) -> tuple[int, int, int]:
    """For sorting: the most alike first, then the most words found, then the fewest changes."""
    return (CLOSEST_FIRST.index(finding.likeness), -finding.quoted_words, len(finding.changed))


# ── one text ─────────────────────────────────────────────────────────────────


def _in_text(copy: Reading, text: Text, registered: Reading) -> WordsFinding:
    if not registered.words:
        return WordsFinding(likeness=Likeness.NOTHING_REGISTERED, language=text.language)
    if copy.text == text.text:
        return _exact(copy, text, registered)
    if [token.text for token in copy.tokens] == [token.text for token in registered.tokens]:
        return _but_for_spaces(copy, text, registered)
    whole_words = rejoined(copy, registered)
    bare = undressed(whole_words, registered)
    found = _as_it_stands(copy, text, registered)
    if found is None and whole_words is not copy:
        found = _as_it_stands(whole_words, text, registered)
    if found is not None:
        return found
    if bare is not whole_words and (found := _as_it_stands(bare, text, registered)) is not None:
        return _without_markup(found)
    near = _near(bare, text, registered)
    return near if bare is whole_words else _without_markup(near)


def _as_it_stands(copy: Reading, text: Text, registered: Reading) -> WordsFinding | None:
    """The copy verbatim, whole or in pieces; None if it does not stand so in the text."""
    places = verbatim(copy, registered)
    if places:
        return _found(copy, text, registered, places)
    pieces = in_pieces(copy, registered)
    return _elided(copy, text, registered, pieces) if pieces else None


def _without_markup(finding: WordsFinding) -> WordsFinding:
    if finding.likeness is Likeness.NOT_IN_WORDS:
        return finding
    return replace(finding, normalisations=finding.normalisations | {Normalisation.MARKUP})


def _exact(copy: Reading, text: Text, registered: Reading) -> WordsFinding:
    everything = ((0, len(text.text)),)
    return WordsFinding(
        likeness=Likeness.EXACT,
        language=text.language,
        copy_spans=everything,
        spans=everything,
        clauses=tuple(ClauseQuoted(clause=clause, whole=True) for clause in _in_order(text)),
        quoted_words=len(registered.words),
        registered_words=len(registered.words),
        short=is_short(copy, [(0, len(copy.tokens))]),
    )


def _but_for_spaces(copy: Reading, text: Text, registered: Reading) -> WordsFinding:
    return replace(
        _exact(copy, text, registered),
        likeness=Likeness.NORMALISED,
        normalisations=frozenset({Normalisation.SPACES}),
        copy_spans=((0, len(copy.text)),),
    )


def _found(copy: Reading, text: Text, registered: Reading, places: tuple[Place, ...]) -> WordsFinding:
    """The whole copy stands in the text: it is all of it, or an excerpt."""
    place = min(places, key=lambda place: len(place.set_aside))
    rest = _rest(registered, place.registered)
    finding = _quotation(copy, text, registered, (place,))
    if rest is None:
        others = [other.registered for other in places if other is not place]
        return replace(
            finding,
            also_at=tuple(registered.span(*other) for other in others),
            omissions=omissions(registered, [place.registered], others),
        )
    return replace(finding, likeness=Likeness.NORMALISED, normalisations=place.set_aside | rest)


def _rest(registered: Reading, quoted: Span) -> frozenset[Normalisation] | None:
    """What of the registered text is set aside if it is quoted in full; None when words are left."""
    marks = [*registered.tokens[: quoted[0]], *registered.tokens[quoted[1] :]]
    return _as_set_aside(marks)


def _as_set_aside(marks: Iterable[Token]) -> frozenset[Normalisation] | None:
    aside = set()
    for mark in marks:
        if mark.text not in QUOTE_CHARACTERS | END_CHARACTERS:
            return None
        aside.add(set_aside_as(mark.text))
    return frozenset(aside)


def _elided(copy: Reading, text: Text, registered: Reading, places: tuple[Place, ...]) -> WordsFinding:
    return replace(_quotation(copy, text, registered, places), elided=True)


def _quotation(copy: Reading, text: Text, registered: Reading, places: tuple[Place, ...]) -> WordsFinding:
    quoted = [place.registered for place in places]
    clauses, aside = clauses_in(text, registered, quoted)
    return WordsFinding(
        likeness=Likeness.EXCERPT,
        language=text.language,
        copy_spans=tuple(copy.span(*place.copy) for place in places),
        spans=tuple(registered.span(*place.registered) for place in places),
        clauses=clauses,
        normalisations=aside.union(*(place.set_aside for place in places)),
        before=rest_before(registered, quoted[0][0]),
        after=rest_after(registered, quoted[-1][1]),
        omissions=omissions(registered, quoted),
        quoted_words=sum(_count(registered, *place) for place in quoted),
        registered_words=len(registered.words),
        short=is_short(copy, [place.copy for place in places]),
    )


def _near(copy: Reading, text: Text, registered: Reading) -> WordsFinding:
    near = nearest_stretch(copy, registered)
    if near is None or not near.is_near:
        return _not_found(text, registered, near)
    same = [run.tokens for run in near.difference.runs if run.change is Change.SAME]
    clauses, _ = clauses_in(text, registered, [near.registered])
    return WordsFinding(
        likeness=Likeness.ALTERED,
        language=text.language,
        copy_spans=tuple(copy.span(*tokens[:2]) for tokens in same),
        spans=tuple(registered.span(*tokens[2:]) for tokens in same),
        clauses=clauses,
        normalisations=near.normalisations,
        runs=near.difference.runs,
        tricks=near.difference.tricks,
        before=rest_before(registered, near.registered[0]),
        after=rest_after(registered, near.registered[1]),
        omissions=omissions(registered, [near.registered]),
        quoted_words=near.same_words,
        registered_words=len(registered.words),
    )


def _not_found(text: Text, registered: Reading, near: Near | None) -> WordsFinding:
    if near is not None and near.difference.cut_off:
        return WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.TOO_DIFFERENT, language=text.language)
    return WordsFinding(
        likeness=Likeness.NOT_IN_WORDS, language=text.language, registered_words=len(registered.words)
    )


# ── clauses ──────────────────────────────────────────────────────────────────


def _in_order(text: Text) -> list[ClauseId]:
    return sorted(text.clauses, key=lambda clause: (text.clauses[clause], clause))


def clauses_in(
    text: Text, registered: Reading, quoted: list[Span]
) -> tuple[tuple[ClauseQuoted, ...], frozenset[Normalisation]]:
    """The clauses that the *quoted* tokens touch, and what was set aside to call one quoted in full."""
    covered = {index for piece in quoted for index in range(*piece)}
    found = []
    aside: set[Normalisation] = set()
    for clause in _in_order(text):
        within = _tokens_within(registered, text.clauses[clause])
        left = [index for index in range(*within) if index not in covered]
        if within[1] - within[0] == len(left):
            continue
        edges = _as_set_aside(registered.tokens[index] for index in left)
        found.append(ClauseQuoted(clause=clause, whole=edges is not None))
        aside |= edges or NONE
    return tuple(found), frozenset(aside)


def _tokens_within(registered: Reading, span: Span) -> Span:
    first = bisect_right(registered.starts, span[0] - 1)
    after = bisect_right(registered.starts, span[1] - 1)
    if first and registered.tokens[first - 1].end > span[0]:
        first -= 1
    return (first, max(first, after))


# ── counting ─────────────────────────────────────────────────────────────────


def _count(reading: Reading, first: int, after: int) -> int:
    return sum(reading.tokens[index].kind is Kind.WORD for index in range(first, after))


def is_short(copy: Reading, pieces: Iterable[Span]) -> bool:
    """Whether the tokens of *pieces* are so few, or so common, that finding them proves little."""
    words = [token for piece in pieces for token in copy.tokens[slice(*piece)] if token.kind is Kind.WORD]
    return len(words) < FEWEST_WORDS or all(is_function_word(word.text) for word in words)
