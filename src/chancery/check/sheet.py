"""A whole sheet against a letter's registered words, in every language that stands on it.

Unlike a quotation, a sheet says more than the letter's words.  What is furniture is set
aside and listed; everything else is compared, so that a paragraph added below the last
one is an added paragraph.  Each language on the sheet is compared with its own text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from chancery.check.answers import Likeness
from chancery.check.copy import Copy, Read
from chancery.check.difference import Change, Run, difference_within
from chancery.check.doubt import Judged, judge, likeness_of
from chancery.check.furniture import Printed, printed
from chancery.check.ink import LEGIBLE
from chancery.check.layout import (
    Sheet,
    Stretch,
    beforehand,
    densest,
    is_furniture,
    reach,
    round_it,
    script_of,
    scripts_of_lines,
    sheet,
    with_edges,
)
from chancery.check.normalise import Normalisation, needed
from chancery.check.omissions import omissions, rest_after, rest_before
from chancery.check.reading import Reading, read, rejoined, undressed
from chancery.check.tokens import Kind
from chancery.check.words import Doubt, WordsFinding, clauses_in, closeness, compare_readings, readings
from chancery.record.words import MOST_CHARACTERS, Span, Text, Words

ENOUGH_READ = 0.5
"""If less than this share of a text's words was legible, nothing is said of the others either."""

PRESENT, PRESENT_IN_INK = 0.5, 0.3
"""A text stands on the sheet if more than this share of the words of its stretch is read there."""

FEWEST_SHARED = 3
"""Nor does it with fewer words."""

_VERBATIM = frozenset({Likeness.EXACT, Likeness.NORMALISED, Likeness.EXCERPT})


def weigh_doubt(copy: Copy, words: Words, furniture: Iterable[str] = ()) -> WordsFinding:
    """
    What a sheet, read from a file with the doubts that `Copy.read` tells, is to *words*.

    *furniture* are the lines that the press prints round this letter.
    """
    if len(copy.text) > 2 * MOST_CHARACTERS:
        return WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.TOO_LONG)
    known = printed(furniture)
    return compare_sheet(read(copy.text), words, readings(words), reads=copy.read, known=known)


def compare_sheet(
    copy: Reading, words: Words, registered: Sequence[Reading], *, reads: Sequence[Read], known: Printed
) -> WordsFinding:
    """The same for texts that were read before."""
    if not reads or not copy.words:
        plainly = compare_readings(copy, words, registered)
        if plainly.likeness in _VERBATIM or not copy.words:
            return plainly
    texts = zip(words, registered, strict=True)
    views = [_view(copy, text, reading, reads, known) for text, reading in texts]
    found = [_finding(view) for view in _apart(views)]
    if not found:
        return _nowhere(copy, words, registered, reads)
    first, *others = _ordered(found, words.authoritative.language)
    return replace(
        first,
        languages_compared=tuple(text.language for text in words),
        others=tuple(others),
    )


def _ordered(found: Sequence[WordsFinding], authoritative: str) -> list[WordsFinding]:
    """
    An altered text first, then one that nobody can tell, then the one that decides.

    Nobody is told that these are the same words while a text beside them may say something else.
    """
    marked = [replace(each, authoritative=each.language == authoritative) for each in found]
    return sorted(
        marked,
        key=lambda each: (
            each.likeness is not Likeness.ALTERED,
            each.likeness is not Likeness.CANNOT_TELL,
            not each.authoritative,
            closeness(each),
        ),
    )


def _nowhere(
    copy: Reading, words: Words, registered: Sequence[Reading], reads: Sequence[Read]
) -> WordsFinding:
    """Neither text stands on the sheet; if the sheet was hardly legible, that proves nothing."""
    if not is_legible(sheet(copy, reads)):
        return WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.UNREADABLE)
    return compare_readings(copy, words, registered)


def is_legible(on: Sheet) -> bool:
    """Whether enough of the sheet's words were read to say anything of them; of characters, always."""
    sure = [on.sure[index] >= LEGIBLE for index in range(len(on.sure)) if on.is_word(index)]
    return not on.ink or (bool(sure) and sum(sure) >= ENOUGH_READ * len(sure))


# ── the languages of a sheet ─────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """The sheet as one registered text sees it: without furniture, with hyphens mended."""

    on: Sheet
    text: Text
    registered: Reading
    known: Printed
    aside: tuple[Span, ...]
    """Furniture so far: spans of the copy."""
    bare: bool = False
    """Whether marks of a mail or of Markdown were left out."""
    body: Stretch | None = None


def _view(copy: Reading, text: Text, registered: Reading, reads: Sequence[Read], known: Printed) -> _View:
    whole_words = rejoined(copy, registered)
    # Ink has no marks of a mail: what looks like one is a speck, and stays one.
    bare = whole_words if reads else undressed(whole_words, registered)
    whole = sheet(bare, reads)
    aside = beforehand(whole, registered, known)
    return _located(
        _View(
            on=whole.only(lambda index: index not in aside),
            text=text,
            registered=registered,
            known=known,
            aside=_spans(whole, aside),
            bare=bare is not whole_words,
        )
    )


def _located(view: _View) -> _View:
    found = densest(view.on, view.registered) if view.registered.words else None
    return replace(view, body=found and with_edges(view.on, view.registered, found))


def _spans(on: Sheet, chosen: Iterable[int]) -> tuple[Span, ...]:
    """Where the chosen tokens stand in the copy, line by line."""
    lines = groupby(sorted(chosen), key=on.line.__getitem__)
    ranges = [[*group] for _, group in lines]
    return tuple(on.reading.span(group[0], group[-1] + 1) for group in ranges)


def _apart(views: Iterable[_View]) -> Iterator[_View]:
    """The texts that stand on the sheet, each without the words that are another one's."""
    present: list[_View] = []
    for view in sorted(views, key=lambda view: -view.body.weight if view.body else 0.0):
        seen = _without(view, present)
        if _is_present(seen):
            present.append(seen)
    for view in present:
        yield _without(view, [other for other in present if other is not view])


def _without(view: _View, others: Sequence[_View]) -> _View:
    """The view without the words of *others*: their stretches, and lines in a script that is only theirs."""
    if not others:
        return view
    own = script_of(view.registered)
    foreign = {script_of(other.registered) for other in others} - {own}
    taken = [_stretch_in_copy(other) for other in others if script_of(other.registered) == own]
    scripts = scripts_of_lines(view.on)
    tokens = view.on.reading.tokens
    mine = view.on.only(
        lambda index: (
            scripts[index] not in foreign
            and not any(start <= tokens[index].start < end for start, end in taken)
        )
    )
    return _located(replace(view, on=mine))


def _stretch_in_copy(view: _View) -> Span:
    assert view.body is not None, "only texts that are present take words"
    return view.on.reading.span(*view.body.ours)


def _is_present(view: _View) -> bool:
    if view.body is None:
        return False
    (a, b), (c, d) = view.body.ours, view.body.theirs
    theirs = sum(view.registered.tokens[index].kind is Kind.WORD for index in range(c, d))
    shared = view.body.weight
    least = PRESENT_IN_INK if view.on.ink else PRESENT
    ours = len(view.on.words(range(a, b)))
    return shared >= FEWEST_SHARED and shared > least * max(theirs, ours) * _FAIR


_FAIR = 0.5
"""A stretch's weight is what is shared less half of what is not: at a share of two thirds, a half."""


# ── one language ─────────────────────────────────────────────────────────────


def _finding(view: _View) -> WordsFinding:
    view, runs, theirs = _runs(view)
    judged = judge(view.on, view.registered, runs)
    finding = _told(view, judged, theirs)
    if not is_legible(view.on):
        return replace(finding, likeness=Likeness.CANNOT_TELL, doubt=Doubt.UNREADABLE)
    likeness = likeness_of(finding, altered=judged.altered, unread=judged.unread)
    doubt = Doubt.UNREADABLE if likeness is Likeness.CANNOT_TELL else None
    shown = likeness in (Likeness.ALTERED, Likeness.CANNOT_TELL)
    return replace(finding, likeness=likeness, doubt=doubt, runs=finding.runs if shown else ())


def _runs(view: _View) -> tuple[_View, tuple[Run, ...], Span]:
    """Everything on the sheet but its furniture, against the registered words that stand there."""
    view, theirs = _bare(view)
    ours = (0, len(view.on.sure))
    runs = difference_within(view.on.reading, view.registered, ours, theirs).runs
    between = frozenset(index for run in runs for index in _furniture_within(view, run))
    if between:
        view = _set_aside(view, between)
        runs = difference_within(view.on.reading, view.registered, (0, len(view.on.sure)), theirs).runs
    return view, runs, theirs


def _bare(view: _View) -> tuple[_View, Span]:
    """Without the furniture round the letter; and the registered tokens that what is left stands for."""
    assert view.body is not None, "only texts that are present are compared"
    aside = round_it(view.on, view.body, view.known)
    (a, b), (c, d) = view.body.ours, view.body.theirs
    words_before = sum(view.on.is_word(index) for index in range(a) if index not in aside)
    words_after = sum(view.on.is_word(index) for index in range(b, len(view.on.sure)) if index not in aside)
    theirs = (
        _with_marks(view.registered, reach(view.registered, c, -1, words_before), -1),
        _with_marks(view.registered, reach(view.registered, d, 1, words_after), 1),
    )
    return _set_aside(view, aside), theirs


def _with_marks(registered: Reading, edge: int, way: int) -> int:
    """The edge moved over the marks that stand there, as far as the next word or words not given."""
    limit = len(registered.tokens) if way > 0 else 0
    while edge != limit and registered.tokens[edge if way > 0 else edge - 1].kind is Kind.MARK:
        edge += way
    return edge


def _set_aside(view: _View, chosen: frozenset[int]) -> _View:
    return replace(
        view,
        on=view.on.only(lambda index: index not in chosen),
        aside=tuple(sorted((*view.aside, *_spans(view.on, chosen)))),
    )


def _furniture_within(view: _View, run: Run) -> Iterator[int]:
    """Whole lines too many that are furniture: at a page's end, in the middle of a sentence."""
    if run.change in (Change.SAME, Change.MISSING):
        return
    for line in view.on.lines(*run.tokens[:2]):
        first, last = line.start, line.stop - 1
        begins = first == 0 or view.on.line[first - 1] != view.on.line[first]
        ends = last + 1 == len(view.on.sure) or view.on.line[last + 1] != view.on.line[last]
        if begins and ends and is_furniture(view.on, line, view.known):
            yield from line


def _told(view: _View, judged: Judged, theirs: Span) -> WordsFinding:
    same = [run for run in judged.runs if run.change is Change.SAME]
    quoted = [run.tokens[2:] for run in same if run.tokens[2] < run.tokens[3]] or [theirs]
    # A word that one reading passed over does not split a quotation.
    within = [(quoted[0][0], quoted[-1][1])]
    clauses, aside = clauses_in(view.text, view.registered, quoted)
    kept = _count(view.registered, within[0]) - sum(
        _count(view.registered, run.tokens[2:]) for run in judged.runs if run.change is not Change.SAME
    )
    return WordsFinding(
        likeness=Likeness.CANNOT_TELL,
        language=view.text.language,
        copy_spans=tuple(run.copy for run in same if run.copy[0] < run.copy[1]),
        spans=tuple(run.registered for run in same if run.registered[0] < run.registered[1]),
        clauses=clauses,
        normalisations=aside | frozenset(_normalisations(view, same)),
        runs=judged.runs,
        before=rest_before(view.registered, within[0][0]),
        after=rest_after(view.registered, within[0][1]),
        omissions=omissions(view.registered, within),
        quoted_words=kept,
        registered_words=len(view.registered.words),
        unread=judged.unread,
        around=view.aside,
    )


def _count(registered: Reading, tokens: Span) -> int:
    return sum(registered.tokens[index].kind is Kind.WORD for index in range(*tokens))


def _normalisations(view: _View, same: Iterable[Run]) -> Iterator[Normalisation]:
    if view.on.ink:
        yield Normalisation.PICTURE
    if view.aside:
        yield Normalisation.AROUND
    if view.bare:
        yield Normalisation.MARKUP
    if not view.on.ink:
        yield Normalisation.SPACES
    for run in same:
        i, i_end, j, j_end = run.tokens
        ours, theirs = view.on.reading.tokens[i:i_end], view.registered.tokens[j:j_end]
        if len(ours) == len(theirs):
            for read_as, written in zip(ours, theirs, strict=True):
                yield from needed(read_as.text, written.text) or ()
