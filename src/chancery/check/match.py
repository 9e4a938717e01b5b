"""Which registered letter could this be: found by shared phrases, decided by alignment, explained by both.

Letters are looked up by *shingles*: every two and every three neighbouring words,
each as one 64-bit number.  A letter of n words has at most 2n of them (a 250-word
letter about 450), so 100,000 letters fill some 45 million rows.  Two words that are
both grammar (“of the”) make no shingle of two: they are in every letter.

How many shingles are shared decides only which letters are looked at.  Which one is
named is decided by comparing the words; a runner-up that is close is named too, and
ties are listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import NewType, Protocol

from chancery.check.answers import Likeness
from chancery.check.reading import Reading, read
from chancery.check.tokens import Kind
from chancery.check.vocabulary import is_function_word
from chancery.check.words import CLOSEST_FIRST, WordsFinding, closeness, compare_readings, readings
from chancery.record.statement import StatementId
from chancery.record.words import Span, Words

Shingle = NewType("Shingle", int)
"""A few neighbouring words as a signed 64-bit number, the same in every process."""

LONG_ENOUGH = 8
"""From so many words on, a copy is looked up by threes only: pairs would call up too many letters."""

LOOKED_AT = 20
"""How many of the nearest letters are compared word by word."""

CLOSE = 0.9
"""A second letter is named too when it has at least this share of the first one's words."""

_FOUND = frozenset({Likeness.EXACT, Likeness.NORMALISED, Likeness.EXCERPT, Likeness.ALTERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A letter that may be meant, and how many shingles it shares with the copy."""

    statement: StatementId
    shared: int


class Candidates(Protocol):
    """
    The letters by their shingles; every store keeps one, rebuilt from the record.

    Only released statements are in it.
    """

    def nearest(self, shingles: Collection[Shingle], limit: int) -> Sequence[Candidate]:
        """
        The letters that share most of *shingles*, at most *limit*.

        Most shared first, then by statement id, so that the same question has the same
        answer everywhere.  Every shingle counts, however common: a copy made of common
        phrases only must still find its letter.
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


def shingles(text: str) -> frozenset[Shingle]:
    """What a letter is filed under: each pair and each three of neighbouring words."""
    words = _searched(read(text))
    return frozenset((*_pairs(words), *_threes(words)))


def sought(text: str) -> frozenset[Shingle]:
    """What a copy is looked up by: threes when it is long enough, pairs besides when it is a mere phrase."""
    words = _searched(read(text))
    if len(words) >= LONG_ENOUGH:
        return frozenset(_threes(words))
    return frozenset((*_pairs(words), *_threes(words)))


def all_shingles(words: Words) -> frozenset[Shingle]:
    """What a statement is filed under, in every language it was registered in."""
    return frozenset[Shingle]().union(*(shingles(text.text) for text in words))


def find(copy: str, candidates: Candidates, words_of: Callable[[StatementId], Words | None]) -> Ranking:
    """Look *copy* up, compare it with the nearest letters, and rank them."""
    near = candidates.nearest(sought(copy), LOOKED_AT)
    pairs = ((candidate.statement, words_of(candidate.statement)) for candidate in near)
    return rank(copy, [(statement, words) for statement, words in pairs if words is not None])


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
    found = [match for match in matches if match.finding.likeness in _FOUND]
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


# ── shingles ─────────────────────────────────────────────────────────────────


def _searched(reading: Reading) -> tuple[str, ...]:
    """
    The words as they are looked for: capitals, marks and look-alikes forgotten.

    For looking up only; a copy with a Cyrillic letter must still find the letter it
    imitates, to be told how it differs.
    """
    return tuple(
        form for token, form in zip(reading.tokens, reading.loose, strict=True) if token.kind is Kind.WORD
    )


def _pairs(words: Sequence[str]) -> Iterator[Shingle]:
    for first, second in pairwise(words):
        if not (is_function_word(first) and is_function_word(second)):
            yield _shingle((first, second))


def _threes(words: Sequence[str]) -> Iterator[Shingle]:
    for place in range(len(words) - 2):
        yield _shingle(words[place : place + 3])


def _shingle(words: Sequence[str]) -> Shingle:
    # Python's own hash differs from process to process; this one is for ever.
    digest = blake2b("\x1f".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return Shingle(int.from_bytes(digest, "big", signed=True))


class Shelf:
    """The letters by their shingles, in memory: for tests, for evidence read offline, for small records."""

    def __init__(self) -> None:
        self._filed: defaultdict[Shingle, set[StatementId]] = defaultdict(set)

    def file(self, statement: StatementId, words: Words) -> None:
        """Put a letter on the shelf, under all its languages."""
        for shingle in all_shingles(words):
            self._filed[shingle].add(statement)

    def nearest(self, shingles: Collection[Shingle], limit: int) -> Sequence[Candidate]:
        """See `Candidates.nearest`."""
        shared: Counter[StatementId] = Counter()
        for shingle in shingles:
            shared.update(self._filed.get(shingle, ()))
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        return [Candidate(statement=statement, shared=count) for statement, count in ranked[:limit]]
