"""An article taken apart: what it puts in quotation marks, and the narrator's own words between.

Spans count code points and reproduce the article exactly.  Nested quotations are
passages of their own, one deeper.  An apostrophe is not a quotation mark: between
letters never, after a letter only if a single mark was opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from itertools import islice

from chancery.check.attribution import Attribution, attribution
from chancery.check.sentences import sentences, trimmed
from chancery.record.words import Span


@unique
class PassageKind(StrEnum):
    """Whose words a passage claims to be."""

    QUOTATION = "quotation"
    NARRATION = "narration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """
    A stretch of the article.

    `span` is the words without the quotation marks round them, `outer` with them;
    for narration they are the same.
    """

    kind: PassageKind
    span: Span
    outer: Span
    sentence: Span
    """The sentence it stands in; from the first to the last when there are several."""
    depth: int = 0
    """Nought for a quotation in the article, one for a quotation within that, and so on."""
    insertions: tuple[Span, ...] = ()
    """Words the article put into the quotation: “[our]”, “(it)”."""
    attribution: Attribution | None = None
    """Who is said to have said it, as printed; None when the sentence does not say."""
    gloss: Span | None = None
    """The narrator's words between the quotation before, in the same sentence, and this one."""
    unclosed: bool = False
    """Opened and never closed: it is taken to end with its paragraph."""

    def of(self, article: str) -> str:
        """The words as printed."""
        return article[slice(*self.span)]


_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "‚": "‘’", '"': '"', "'": "'"}
_MARK = re.compile("[“”„«»‹›‘’‚\"']|\n[^\\S\n]*+\n\\s*+")
_INSERTION = re.compile(r"\[[^\[\]\n]{1,80}\]|\([^()\s]{1,20}(?: [^()\s]{1,20}){0,2}\)")
_ELISION = re.compile(r"\d\ds?\b|tis\b|twas\b|em\b|til\b|cause\b", re.IGNORECASE)
"""What follows an apostrophe at the start of a word: ’20s, ’tis."""

MOST_MARKS = 10_000
"""Quotation marks and paragraphs that are looked at; in a text with more, the rest is left as narration."""

_DEEPEST = 4
_MARKS_AHEAD = 20
_LONGEST_GLOSS = 200


@dataclass(frozen=True, slots=True)
class _Quoted:
    start: int
    end: int
    closed: bool


def passages(article: str) -> tuple[Passage, ...]:
    """Every quotation and every stretch of narration in the order in which they begin."""
    ends = sentences(article)
    quoted = sorted(_quoted(article), key=lambda found: (found.start, -found.end))
    said = _glossed(article, list(_nested(article, ends, quoted)))
    told = _narration(article, ends, [passage.outer for passage in said if not passage.depth])
    return tuple(sorted((*told, *said), key=lambda passage: (passage.outer[0], passage.depth)))


# ── quotation marks ──────────────────────────────────────────────────────────


def _quoted(article: str) -> Iterator[_Quoted]:
    """The quotations, found in one pass with a stack of those still open."""
    marks = list(islice(_MARK.finditer(article), MOST_MARKS))
    opened: list[tuple[str, int]] = []
    for number, found in enumerate(marks):
        mark, place = found.group(), found.start()
        if mark[0] == "\n":
            yield from _left_open(article, opened, place, marks, number)
        elif opened and mark in _CLOSED_BY[opened[-1][0]] and _may_close(article, place, mark):
            _, start = opened.pop()
            yield _Quoted(start, place + 1, closed=True)
        elif len(opened) < _DEEPEST and _opens(article, marks, number):
            opened.append((mark, place))
        elif _closes_outer(opened, mark):
            while opened[-1][0] == "'" or mark not in _CLOSED_BY[opened[-1][0]]:
                opened.pop()
            _, start = opened.pop()
            yield _Quoted(start, place + 1, closed=True)
    yield from _left_open(article, opened, len(article), marks, len(marks))


def _left_open(
    article: str, opened: list[tuple[str, int]], place: int, marks: Sequence[re.Match[str]], number: int
) -> Iterator[_Quoted]:
    """
    At a paragraph's end: a quotation goes on if its closing mark comes next; else it ends here.

    By custom each paragraph of a long quotation opens anew and only the last one closes.
    """
    following = marks[number + 1].group() if number + 1 < len(marks) else ""
    if len(opened) == 1 and opened[0][0] in "“«„" and following and following in _CLOSED_BY[opened[0][0]]:
        return
    for mark, start in opened[:1]:
        if mark not in "'‘":
            yield _Quoted(start, trimmed(article, start, place)[1], closed=False)
    opened.clear()


def _closes_outer(opened: list[tuple[str, int]], mark: str) -> bool:
    return mark not in "'’" and any(mark in _CLOSED_BY[opening] for opening, _ in opened)


def _may_close(article: str, place: int, mark: str) -> bool:
    before, after = _around(article, place)
    if mark in "'’":
        return not after.isalnum() and not before.isspace()
    return mark != '"' or not before.isspace() or not after.isalnum()


def _opens(article: str, marks: Sequence[re.Match[str]], number: int) -> bool:
    mark, place = marks[number].group(), marks[number].start()
    before, after = _around(article, place)
    if mark in "«‹":
        return True  # in French a space follows
    if mark in "“„‚":
        return not after.isspace()
    if mark in "\"'‘":
        opens = not before.isalnum() and before not in ".,;!?" and bool(after) and not after.isspace()
        return opens and not _is_apostrophe(article, marks, number)
    return False


def _is_apostrophe(article: str, marks: Sequence[re.Match[str]], number: int) -> bool:
    """Whether a single mark finds no partner in its paragraph: then it is an apostrophe (’tis, ’20s)."""
    mark, place = marks[number].group(), marks[number].start()
    if mark not in "'‘":
        return False
    if _ELISION.match(article, place + 1):
        return True
    for later in marks[number + 1 : number + 1 + _MARKS_AHEAD]:
        if later.group()[0] == "\n":
            return True
        if later.group() in _CLOSED_BY[mark] and _may_close(article, later.start(), later.group()):
            return False
    return True


def _around(article: str, place: int) -> tuple[str, str]:
    before = article[place - 1] if place else " "
    return before, article[place + 1 : place + 2]


# ── passages ─────────────────────────────────────────────────────────────────


def _nested(article: str, ends: Sequence[Span], quoted: Sequence[_Quoted]) -> Iterator[Passage]:
    """The quotations as passages, each told how many others it stands in."""
    around: list[Span] = []
    for found in quoted:
        while around and around[-1][1] < found.end:
            around.pop()
        sentence = _round(ends, (found.start, found.end))
        said_in = around[-1] if around else sentence
        yield _quotation(article, found, sentence, said_in, len(around))
        around.append((found.start, found.end))


def _quotation(article: str, found: _Quoted, sentence: Span, said_in: Span, depth: int) -> Passage:
    inner = trimmed(article, found.start + 1, found.end - found.closed)
    outer = (found.start, found.end)
    return Passage(
        kind=PassageKind.QUOTATION,
        span=inner,
        outer=outer,
        sentence=sentence,
        depth=depth,
        insertions=tuple(match.span() for match in _INSERTION.finditer(article, *inner)),
        attribution=attribution(article, outer, (max(said_in[0], sentence[0]), min(said_in[1], sentence[1]))),
        unclosed=not found.closed,
    )


def _round(ends: Sequence[Span], span: Span) -> Span:
    """From the start of the sentence in which *span* begins to the end of the one in which it ends."""
    first = _sentence_at(ends, span[0])
    last = _sentence_at(ends, max(span[0], span[1] - 1))
    return (min(first[0], span[0]), max(last[1], span[1]))


def _sentence_at(ends: Sequence[Span], place: int) -> Span:
    low, high = 0, len(ends)
    while high - low > 1:
        middle = (low + high) // 2
        if ends[middle][0] <= place:
            low = middle
        else:
            high = middle
    return ends[low] if ends else (place, place)


def _glossed(article: str, said: list[Passage]) -> list[Passage]:
    """Each quotation with the words that part it from the one before in the same sentence."""
    glossed: list[Passage] = []
    before: Passage | None = None
    for passage in said:
        if passage.depth:
            glossed.append(passage)
            continue
        if before is not None and passage.sentence == before.sentence:
            between = trimmed(article, before.outer[1], passage.outer[0])
            short = 0 < between[1] - between[0] <= _LONGEST_GLOSS
            passage = replace(passage, gloss=between if short else None)
        glossed.append(passage)
        before = passage
    return glossed


def _narration(article: str, ends: Sequence[Span], quoted: Sequence[Span]) -> Iterator[Passage]:
    """What stands outside quotations, sentence by sentence."""
    number = 0
    for sentence in ends:
        start, end = sentence
        while number < len(quoted) and quoted[number][0] < end:
            yield from _told(article, (start, quoted[number][0]), sentence)
            start = max(start, quoted[number][1])
            if quoted[number][1] > end:
                break
            number += 1
        yield from _told(article, (start, end), sentence)


def _told(article: str, stretch: Span, sentence: Span) -> Iterator[Passage]:
    span = trimmed(article, *stretch) if stretch[0] < stretch[1] else (stretch[0], stretch[0])
    if any(character.isalnum() for character in article[slice(*span)]):
        yield Passage(kind=PassageKind.NARRATION, span=span, outer=span, sentence=sentence)
