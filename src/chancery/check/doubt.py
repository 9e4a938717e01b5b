"""Words read from ink against registered words: altered, unaltered, or nobody can tell.

A recogniser's doubt is not a difference.  A word that reads otherwise than the registered
one is called altered only where that is likelier than a misreading; and a word on which
meaning turns is called the same only where it was read surely enough.  The odds are
`chancery.check.ink`'s.  Where the characters are certain every difference stays one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto, unique
from functools import reduce
from itertools import groupby
from typing import NamedTuple

from chancery.check.answers import Likeness
from chancery.check.confusions import reads_the_same
from chancery.check.difference import Change, Run, changed_run, same_run
from chancery.check.ink import (
    LEGIBLE,
    READ_POORLY,
    TURNING,
    Verdict,
    invented,
    is_eastern,
    overlooked,
    read_alike,
    read_otherwise,
    turning,
)
from chancery.check.layout import Sheet
from chancery.check.normalise import fold
from chancery.check.pairing import Pair, joined, pairs
from chancery.check.reading import Reading
from chancery.check.tokens import Kind, Token
from chancery.check.vocabulary import (
    MONEY,
    MONTHS_AND_DAYS,
    NUMBER_WORDS,
    WordClass,
    is_function_word,
    simple,
    word_classes,
)
from chancery.check.words import Doubt, Unread, WordsFinding

READ_WELL = 0.8
"""Above this no word that reads as the registered one is doubted, whatever the word (`ink.MOST_DOUBT`)."""

A_LINE = range(4, 20)
"""So many words missing between the end of a line and the beginning of the next may be a line not seen."""

_COUNTING_MARKS = frozenset("-−–%٪$€£¥+")
"""Marks that beside a number are part of it."""

_QUESTIONS = frozenset("?؟")


class _Piece(NamedTuple):
    """A few tokens on both sides and what is said of them; first and after on each, as `Run.tokens`."""

    verdict: Verdict
    tokens: tuple[int, int, int, int]
    classes: frozenset[WordClass] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The runs of a comparison after doubt was weighed, and those among them that nobody can tell."""

    runs: tuple[Run, ...]
    unread: tuple[Unread, ...]

    @property
    def altered(self) -> bool:
        """Whether any word was."""
        return any(run.change is not Change.SAME for run in self.runs)


def judge(on: Sheet, registered: Reading, runs: Iterable[Run]) -> Judged:
    """What becomes of the *runs* of a comparison when it is weighed how surely each word was read."""
    poorly = on.surely(range(len(on.sure))) < READ_POORLY
    pieces = [
        piece for run in _mended(on, registered, runs) for piece in _Judge(on, registered, poorly).of(run)
    ]
    kept: list[Run] = []
    unread: list[Unread] = []
    for _, group in groupby(_unbroken(on, pieces), key=lambda found: (found[0], found[1].verdict)):
        found = [piece for _, piece in group]
        verdict = found[0].verdict
        made = changed_run if verdict is Verdict.ALTERED else same_run
        kept.append(made(on.reading, registered, _joined_place(piece.tokens for piece in found)))
        if verdict is Verdict.CANNOT_TELL:
            classes = frozenset[WordClass]().union(*(piece.classes for piece in found))
            unread.append(_unread(on, registered, kept[-1], classes))
    return Judged(runs=tuple(kept), unread=tuple(unread))


def _mended(on: Sheet, registered: Reading, runs: Iterable[Run]) -> list[Run]:
    """
    The runs, but those that only a mark keeps apart made one where they were read from ink.

    Of “No, 224. dated” for “No. 224, dated” the comparison by equal tokens may keep a
    mark and give up the number.
    """
    mended: list[Run] = []
    for run in runs:
        mended.append(run)
        if len(mended) > 2 and on.ink and _apart_by_marks(on, mended[-3:]):
            one, _, two = mended[-3:]
            mended[-3:] = [changed_run(on.reading, registered, _joined_place((one.tokens, two.tokens)))]
    return mended


def _apart_by_marks(on: Sheet, three: list[Run]) -> bool:
    one, between, two = three
    if Change.SAME in (one.change, two.change) or between.change is not Change.SAME:
        return False
    return not any(on.is_word(index) for index in range(*between.tokens[:2]))


def _unbroken(on: Sheet, pieces: Iterable[_Piece]) -> Iterator[tuple[int, _Piece]]:
    """Each piece with a number that changes where something was set aside, or where nobody can tell."""
    number, last = 0, -1
    for piece in pieces:
        first, after = piece.tokens[:2]
        broken = first < after and last >= 0 and on.place[first] > last + 1
        if broken or piece.verdict is Verdict.CANNOT_TELL:
            number += 1
        if first < after:
            last = on.place[after - 1]
        yield number, piece


def _joined_place(places: Iterable[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    return reduce(lambda one, two: (one[0], two[1], one[2], two[3]), places)


def _unread(on: Sheet, registered: Reading, run: Run, classes: frozenset[WordClass]) -> Unread:
    i, i_end, _, _ = run.tokens
    written, seen = registered.text[slice(*run.registered)], on.reading.text[slice(*run.copy)]
    offered = (other for index in range(i, i_end) for other in on.offered[index])
    return Unread(
        copy=run.copy,
        registered=run.registered,
        classes=classes,
        tokens=run.tokens,
        candidates=tuple(dict.fromkeys((written, seen, *offered))),
    )


# ── one run ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Judge:
    on: Sheet
    registered: Reading
    poorly: bool
    """Whether the sheet was read poorly as a whole."""

    def of(self, run: Run) -> Iterator[_Piece]:
        i, i_end, j, j_end = run.tokens
        if run.change is Change.SAME:
            return self._same(i, i_end, j)
        if self._is_certain(i, i_end):
            return self._certainly(run)
        if self._is_eastern_number(run):
            classes = self._classes(j, j_end) & TURNING
            return iter((_Piece(Verdict.CANNOT_TELL, run.tokens, classes or _A_NUMBER),))
        found = pairs(self.on.reading.tokens[i:i_end], self.registered.tokens[j:j_end])
        if found is None:
            return iter((self._at_large(run),))
        pieces = [self._pair(_moved(pair, i, j)) for pair in found]
        return self._missing_line(run, self._not_seen(_put_in_together(pieces)))

    def _certainly(self, run: Run) -> Iterator[_Piece]:
        """An alteration; added words in as many parts as furniture that was set aside leaves of them."""
        i, i_end, j, j_end = run.tokens
        start = i
        for index in range(i + 1, i_end if j == j_end else i):
            if self.on.place[index] > self.on.place[index - 1] + 1:
                yield _Piece(Verdict.ALTERED, (start, index, j, j))
                start = index
        yield _Piece(Verdict.ALTERED, (start, i_end, j, j_end))

    def _not_seen(self, pieces: list[_Piece]) -> list[_Piece]:
        """Where the sheet was read poorly a word or two that are missing were perhaps passed over."""
        missing = [piece for piece in pieces if piece.tokens[0] == piece.tokens[1]]
        if not self.poorly or len(missing) > _FEW_WORDS:
            return pieces
        doubtful = Verdict.CANNOT_TELL
        altered = [piece for piece in missing if piece.verdict is Verdict.ALTERED]
        return [piece._replace(verdict=doubtful) if piece in altered else piece for piece in pieces]

    def _same(self, first: int, after: int, shift: int) -> Iterator[_Piece]:
        """Words that read the same, in stretches of which all or none is doubted."""
        start = first
        for index in range(first, after):
            theirs = shift + index - first
            verdict, classes = self._alike(index, theirs)
            if verdict is not Verdict.UNALTERED:
                if start < index:
                    yield _Piece(Verdict.UNALTERED, (start, index, shift + start - first, theirs))
                yield _Piece(verdict, (index, index + 1, theirs, theirs + 1), classes)
                start = index + 1
        if start < after:
            yield _Piece(Verdict.UNALTERED, (start, after, shift + start - first, shift + after - first))

    def _alike(self, ours: int, theirs: int) -> tuple[Verdict, frozenset[WordClass]]:
        token, sure = self.registered.tokens[theirs], self.on.sure[ours]
        if sure >= READ_WELL or token.kind is not Kind.WORD:
            return Verdict.UNALTERED, frozenset()
        classes = self._classes(theirs, theirs + 1)
        return read_alike(token.text, sure, classes), turning(token.text, classes)

    def _is_certain(self, first: int, after: int) -> bool:
        """Whether every character here is certain; of nothing at all, whether what stands beside it is."""
        if first == after:
            return self._beside(first) >= 1.0
        return all(self.on.sure[index] >= 1.0 for index in range(first, after))

    def _beside(self, place: int) -> float:
        """How surely the words on both sides of a place between two tokens were read."""
        beside = [index for index in (place - 1, place) if 0 <= index < len(self.on.sure)]
        lines = (self.on.legibility[self.on.line[index]] for index in beside)
        return min((*(self.on.sure[index] for index in beside), *lines), default=1.0)

    def _is_eastern_number(self, run: Run) -> bool:
        """Whether all that differs is how a number in Eastern digits was read, beside it or in its place."""
        i, i_end, j, j_end = run.tokens
        near = self.registered.tokens[max(0, j - _BESIDE) : j_end + _BESIDE]
        if not any(is_eastern(token.text) for token in near):
            return False
        tokens = (*self.on.reading.tokens[i:i_end], *self.registered.tokens[j:j_end])
        words = [token.text for token in tokens if token.kind is Kind.WORD]
        return bool(words) and all(map(_is_mostly_digits, words))

    def _at_large(self, run: Run) -> _Piece:
        i, i_end, _, _ = run.tokens
        legible = self.on.surely(range(i, i_end)) >= LEGIBLE
        return _Piece(Verdict.ALTERED if legible else Verdict.CANNOT_TELL, run.tokens)

    def _missing_line(self, run: Run, pieces: list[_Piece]) -> Iterator[_Piece]:
        """Where a whole line's words are missing between two lines, the line may not have been seen."""
        i = run.tokens[0]
        lost = run.change is Change.MISSING and run.words in A_LINE and 0 < i < len(self.on.line)
        if lost and self.on.line[i - 1] != self.on.line[i] and self.on.ink:
            return iter((_Piece(Verdict.CANNOT_TELL, run.tokens, run.classes & TURNING),))
        return iter(pieces)

    def _pair(self, pair: Pair) -> _Piece:
        tokens = (pair.ours, pair.our_end, pair.theirs, pair.their_end)
        ours, theirs = self.on.reading.tokens[slice(*tokens[:2])], self.registered.tokens[slice(*tokens[2:])]
        classes = self._classes(*tokens[2:]) | self._classes_read(*tokens[:2], alone=not theirs)
        if all(token.kind is not Kind.WORD for token in (*ours, *theirs)):
            return _Piece(self._marks(ours, theirs, tokens), tokens, classes & TURNING)
        verdict = self._words(joined(ours), joined(theirs), tokens, classes)
        return _Piece(verdict, tokens, classes & TURNING)

    def _words(
        self, seen: str, written: str, tokens: tuple[int, int, int, int], classes: frozenset[WordClass]
    ) -> Verdict:
        i, i_end, _, _ = tokens
        if not seen:
            return overlooked(written, self._beside(i), classes)
        # Among scraps a word is a scrap too, whatever the recogniser thinks of it alone.
        sure = min((*self.on.sure[i:i_end], self.on.legibility[self.on.line[i]]))
        if not written:
            return invented(seen, sure, classes)
        if reads_the_same(seen, written):
            return read_alike(written, min(self.on.sure[i:i_end]), classes)
        offered = any(reads_the_same(other, written) for each in self.on.offered[i:i_end] for other in each)
        return read_otherwise(
            written, seen, sure=sure, classes=classes, known=self._is_word(seen), offered=offered
        )

    def _marks(
        self, ours: tuple[Token, ...], theirs: tuple[Token, ...], tokens: tuple[int, int, int, int]
    ) -> Verdict:
        """Marks are too small for ink to prove anything by them; a few of them would matter."""
        marks = {token.text for token in (*ours, *theirs)}
        counting = not marks.isdisjoint(_COUNTING_MARKS) and self._beside_a_number(tokens)
        asking = not marks.isdisjoint(_QUESTIONS)
        return Verdict.CANNOT_TELL if counting or asking else Verdict.UNALTERED

    def _beside_a_number(self, tokens: tuple[int, int, int, int]) -> bool:
        _, _, j, j_end = tokens
        beside = (self.registered.tokens[index] for index in (j - 1, j_end) if 0 <= index < len(self._theirs))
        return any(token.text[0].isdigit() or token.text[-1].isdigit() for token in beside)

    @property
    def _theirs(self) -> tuple[Token, ...]:
        return self.registered.tokens

    def _classes(self, first: int, after: int) -> frozenset[WordClass]:
        found = (self._classes_of(self._theirs, index) for index in range(first, after))
        return frozenset[WordClass]().union(*found)

    def _classes_read(self, first: int, after: int, *, alone: bool) -> frozenset[WordClass]:
        """What the words are as they were read; a misread word is no name because nobody knows it."""
        found = (self._classes_of(self.on.reading.tokens, index) for index in range(first, after))
        classes = frozenset[WordClass]().union(*found)
        return classes if alone else classes - {WordClass.NAME}

    def _classes_of(self, tokens: tuple[Token, ...], index: int) -> frozenset[WordClass]:
        """What the word is; a capital makes no name of a word that the text also writes small."""
        classes = word_classes(tokens, index)
        small = fold(tokens[index].text).lower()
        return classes - {WordClass.NAME} if self.registered.has(small) else classes

    def _is_word(self, seen: str) -> bool:
        return self.registered.has(fold(seen)) or is_function_word(seen) or simple(seen) in _LISTED


def _put_in_together(pieces: list[_Piece]) -> list[_Piece]:
    """Between words that were put in, a doubtful one that stands for nothing was put in with them."""
    altered = [place for place, piece in enumerate(pieces) if piece.verdict is Verdict.ALTERED]
    between = range(altered[0], altered[-1]) if altered else range(0)
    return [
        piece._replace(verdict=Verdict.ALTERED) if place in between and _only_read(piece) else piece
        for place, piece in enumerate(pieces)
    ]


def _only_read(piece: _Piece) -> bool:
    return piece.tokens[2] == piece.tokens[3]


_A_NUMBER = frozenset({WordClass.NUMBER})

_BESIDE = 2
"""So many tokens from a number in Eastern digits its own digits may turn up, in another order."""

_FEW_LETTERS = 2
_FEW_WORDS = 2

_LISTED = MONEY | MONTHS_AND_DAYS | NUMBER_WORDS


def _is_mostly_digits(word: str) -> bool:
    return sum(map(str.isalpha, word)) <= _FEW_LETTERS


def _moved(pair: Pair, ours: int, theirs: int) -> Pair:
    i, i_end, j, j_end, cost = pair
    return Pair(i + ours, i_end + ours, j + theirs, j_end + theirs, cost)


# ── a second look ────────────────────────────────────────────────────────────


@unique
class Seen(Enum):
    """What somebody who looked at the ink again says of one unread item."""

    REGISTERED = auto()
    ANOTHER = auto()
    UNDECIDED = auto()


def settle(finding: WordsFinding, seen: Mapping[Unread, Seen]) -> WordsFinding:
    """
    The finding after some of its unread words were looked at again; those nobody named stay unread.

    Only what hung on unread words moves: a sheet of another letter stays another letter's.
    """
    if not finding.unread or finding.likeness not in (Likeness.ALTERED, Likeness.CANNOT_TELL):
        return finding
    altered = {item.tokens for item in finding.unread if seen.get(item) is Seen.ANOTHER}
    left = tuple(item for item in finding.unread if seen.get(item, Seen.UNDECIDED) is Seen.UNDECIDED)
    runs = tuple(_as_changed(run) if run.tokens in altered else run for run in finding.runs)
    likeness = likeness_of(finding, altered=any(run.change is not Change.SAME for run in runs), unread=left)
    return replace(
        finding,
        likeness=likeness,
        doubt=Doubt.UNREADABLE if likeness is Likeness.CANNOT_TELL else None,
        runs=runs if likeness in (Likeness.ALTERED, Likeness.CANNOT_TELL) else (),
        unread=left,
    )


def likeness_of(finding: WordsFinding, *, altered: bool, unread: tuple[Unread, ...]) -> Likeness:
    """Altered if any word is; nobody can tell if any is unread; otherwise all of the text or part of it."""
    if altered:
        return Likeness.ALTERED
    if unread:
        return Likeness.CANNOT_TELL
    whole = finding.quoted_words == finding.registered_words
    return Likeness.NORMALISED if whole else Likeness.EXCERPT


def _as_changed(run: Run) -> Run:
    if run.copy[0] == run.copy[1]:
        return replace(run, change=Change.MISSING)
    if run.registered[0] == run.registered[1]:
        return replace(run, change=Change.ADDED)
    return replace(run, change=Change.REPLACED)
