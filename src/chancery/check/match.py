"""Which registered letter could this be: found by shared phrases, decided by alignment, explained by both.

A letter is filed as its words in a row, each as a number (`chancery.check.word_numbers`).
A copy is looked up by its *phrases*: every single word, every two and every three
neighbouring words.  Words that are grammar (“of”, “of the”) make a phrase only in
threes: by themselves they are in every letter.

How many phrases are shared decides only which letters are looked at.  Which one is
named is decided by comparing the words; a runner-up that is close is named too, and
ties are listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, count, pairwise
from typing import Protocol

from chancery.check.answers import Likeness
from chancery.check.reading import Reading, read
from chancery.check.word_numbers import Filing, grammar, in_a_row, word_numbers
from chancery.check.words import (
    CLOSEST_FIRST,
    ReadingsOf,
    WordsFinding,
    closeness,
    compare_readings,
    readings,
)
from chancery.record.statement import StatementId
from chancery.record.words import Span, Words

FEWEST = 2
"""A single word is looked up in no letter: it is nobody's quotation."""

LONG_ENOUGH = 8
"""From so many words on, a copy is looked up by threes first: pairs would call up too many letters."""

LOOKED_AT = 20
"""How many of the nearest letters are looked at, and those likely to be meant compared word by word."""

NEARLY_LOOKED_AT = 6
"""How many, where no letter holds all the words of a long copy in a row."""

HOPELESS = 16
"""
A letter is not compared if it shares less than one in so many of the copy's phrases.

Half a copy's words, wherever they stand, are one phrase in nine or ten; less than half is
no likeness (`chancery.check.likeness`).  Two letters of one office share one in fifty by chance.
"""

BESIDES, IN_DOUBT = 5, 10
"""So many letters that do not hold the words in a row are compared: beside those that do, and if none does.

Comparing takes longer than finding, and of those that share less than half as much none comes close.
"""

CLOSE = 0.9
"""A second letter is named too when it has at least this share of the first one's words."""

FOUND = frozenset({Likeness.EXACT, Likeness.NORMALISED, Likeness.EXCERPT, Likeness.ALTERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A letter that may be meant, and how many phrases it shares with the copy."""

    statement: StatementId
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    The letters nearest to a copy, nearest first.

    `exact` letters hold all of the copy's words in a row.  They are counted to the last
    one; they come first among `candidates`, of which there are no more than were asked for.
    """

    candidates: tuple[Candidate, ...] = ()
    exact: int = 0


class Candidates(Protocol):
    """
    The letters by their words; every store keeps one, rebuilt from the record.

    Only released statements are in it.
    """

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """
        The letters that share most phrases with *words*, at most *limit*.

        Of letters that share equally many, those come first that hold the words in a
        row, then the shorter ones, then those filed first; so the same question has the
        same answer everywhere.  Every letter with all the words in a row is found,
        however common they are.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One letter compared with the copy; `phrases` are the parts of the copy that it has too."""

    statement: StatementId
    finding: WordsFinding

    @property
    def phrases(self) -> tuple[Span, ...]:
        """Why this letter: where in the copy its words stand."""
        return self.finding.copy_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """
    The letters in which the copy's words were found.

    `best` is None when there is none.  `ties` have the same words exactly as far as the
    copy goes; then `best` is merely the first of them.  `runner_up` is another letter
    whose words are nearly as close.
    """

    best: Match | None = None
    ties: tuple[Match, ...] = ()
    runner_up: Match | None = None
    undecided: tuple[Match, ...] = ()
    """Letters of which it could not be told."""
    holders: int = 0
    """How many letters hold the copy's words in a row, compared or not; marks and capitals apart."""


def find(
    copy: str,
    candidates: Candidates,
    words_of: Callable[[StatementId], Words | None],
    readings_of: ReadingsOf = readings,
) -> Ranking:
    """Look *copy* up, compare it with the nearest letters, and rank them."""
    return find_reading(read(copy), candidates, words_of, readings_of)


def find_reading(
    copy: Reading,
    candidates: Candidates,
    words_of: Callable[[StatementId], Words | None],
    readings_of: ReadingsOf,
) -> Ranking:
    """The same for a copy that was read before."""
    words = word_numbers(copy.text)
    near = candidates.nearest(words, LOOKED_AT)
    likely = [each.statement for each in _worth_comparing(near, _how_many(words))]
    held = ((statement, words_of(statement)) for statement in likely)
    letters = [(statement, words, readings_of(words)) for statement, words in held if words is not None]
    return replace(rank_readings(copy, letters), holders=near.exact)


def _worth_comparing(near: Found, sought: int) -> Sequence[Candidate]:
    """The letters that hold the words in a row, and of the others the few that could come close."""
    if not near.candidates:
        return ()
    holders, others = near.candidates[: near.exact], near.candidates[near.exact :]
    least = max(sought / HOPELESS, near.candidates[0].shared / 2)
    close = [each for each in others if each.shared >= least]
    return (*holders, *close[: BESIDES if holders else IN_DOUBT])


def rank(copy: str, letters: Iterable[tuple[StatementId, Words]]) -> Ranking:
    """The letters by how close their words come to the copy's."""
    prepared = [(statement, words, readings(words)) for statement, words in letters]
    return rank_readings(read(copy), prepared)


def rank_readings(copy: Reading, letters: Iterable[tuple[StatementId, Words, Sequence[Reading]]]) -> Ranking:
    """The same as `rank`, for texts that were read before."""
    matches = sorted(
        (
            Match(statement=statement, finding=compare_readings(copy, words, registered))
            for statement, words, registered in letters
        ),
        key=lambda match: (closeness(match.finding), match.statement),
    )
    found = [match for match in matches if match.finding.likeness in FOUND]
    undecided = tuple(match for match in matches if match.finding.likeness is Likeness.CANNOT_TELL)
    if not found:
        return Ranking(undecided=undecided)
    best, *others = found
    ties = tuple(other for other in others if closeness(other.finding) == closeness(best.finding))
    close = [other for other in others if other not in ties and _is_close(other.finding, best.finding)]
    return Ranking(best=best, ties=ties, runner_up=close[0] if close else None, undecided=undecided)


def _is_close(other: WordsFinding, best: WordsFinding) -> bool:
    behind = CLOSEST_FIRST.index(other.likeness) - CLOSEST_FIRST.index(best.likeness)
    return behind >= 0 and other.quoted_words >= CLOSE * best.quoted_words


# ── phrases ──────────────────────────────────────────────────────────────────


def phrases(words: Sequence[int]) -> Counter[tuple[int, ...]]:
    """What a text can be found by, each as often as it stands there."""
    return Counter(_phrases(words))


def _how_many(words: Sequence[int]) -> int:
    """How many phrases a text has, each as often as it stands there; without making them."""
    carries = [word in grammar() for word in words]
    twos = sum(not (one and other) for one, other in pairwise(carries))
    return carries.count(False) + twos + max(0, len(words) - 2)


def _phrases(words: Sequence[int]) -> Iterator[tuple[int, ...]]:
    carries_grammar = grammar()
    yield from ((word,) for word in words if word not in carries_grammar)
    yield from (pair for pair in pairwise(words) if not carries_grammar.issuperset(pair))
    yield from zip(words, words[1:], words[2:], strict=False)


class Shelf:
    """
    The letters by their words, in memory, each counted out in full that shares a phrase of two words.

    For tests and small records; what it answers is what every quicker one must answer.
    """

    def __init__(self) -> None:
        self._filed: defaultdict[StatementId, list[_Filed]] = defaultdict(list)
        self._sharing: defaultdict[tuple[int, ...], list[_Filed]] = defaultdict(list)
        self._places = count()
        self._filing = Filing()

    def file(self, statement: StatementId, words: Words) -> None:
        """Put a letter on the shelf, under all its languages."""
        self.shelve([(statement, self._filing.texts(words))])

    def shelve(self, letters: Iterable[tuple[StatementId, Sequence[Sequence[int]]]]) -> None:
        """See `chancery.registry.ports.Index`."""
        for statement, texts in letters:
            held = {text for filed in self._filed[statement] for text in filed.texts}
            fresh = tuple(dict.fromkeys(text for text in map(tuple, texts) if text and text not in held))
            if fresh:
                self._put(_Filed(statement=statement, texts=fresh, place=next(self._places)))

    def _put(self, filed: _Filed) -> None:
        self._filed[filed.statement].append(filed)
        for phrase in filed.phrases:
            if len(phrase) > 1:  # single words call up no letter: half the record has “forces” in it
                self._sharing[phrase].append(filed)

    def nearest(self, words: Sequence[int], limit: int) -> Found:
        """See `Candidates.nearest`."""
        if len(words) < FEWEST:
            return Found()
        sought = phrases(words)
        called = dict.fromkeys(filed for phrase in sought for filed in self._sharing.get(phrase, ()))
        best: dict[StatementId, _Nearness] = {}
        for filed in called:
            nearness = filed.nearness(tuple(words), sought)
            best[filed.statement] = min(nearness, best.get(filed.statement, nearness))
        ranked = sorted(best.items(), key=lambda item: item[1])
        return Found(
            candidates=tuple(Candidate(statement=id, shared=near.shared) for id, near in ranked[:limit]),
            exact=sum(nearness.exact for nearness in best.values()),
        )


@dataclass(frozen=True, slots=True, order=True)
class _Nearness:
    """Sorts the nearest first."""

    minus_shared: int
    inexact: bool
    length: int
    """In words; the end of each text counts as one."""
    place: int

    @property
    def shared(self) -> int:
        return -self.minus_shared

    @property
    def exact(self) -> bool:
        return not self.inexact


@dataclass(frozen=True, eq=False, kw_only=True)
class _Filed:
    statement: StatementId
    texts: tuple[tuple[int, ...], ...]
    place: int

    @cached_property
    def phrases(self) -> Counter[tuple[int, ...]]:
        """Those of all its texts; none reaches from one text into the next."""
        return Counter(chain.from_iterable(map(_phrases, self.texts)))

    def nearness(self, words: tuple[int, ...], sought: Counter[tuple[int, ...]]) -> _Nearness:
        shared = sum(min(often, self.phrases[phrase]) for phrase, often in sought.items())
        exact = any(in_a_row(words, text) for text in self.texts)
        length = sum(len(text) + 1 for text in self.texts)
        return _Nearness(-shared, not exact, length, self.place)
