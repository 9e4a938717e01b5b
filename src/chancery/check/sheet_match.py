"""Which letter a whole sheet is of: the one from which the fewest words differ, read or unread.

A sheet of ink may leave words open in the very letter it is, and show none of them
different in no other; so what counts is how many words differ, and not yet what the
difference is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from chancery.check.answers import Likeness
from chancery.check.copy import Copy
from chancery.check.doubt import Seen, settle
from chancery.check.furniture import Printed, is_caption, printed
from chancery.check.layout import PLAINLY, Sheet, is_furniture, sheet
from chancery.check.match import FOUND, Candidates, Match, Ranking, find_reading
from chancery.check.normalise import fold
from chancery.check.reading import Reading, read
from chancery.check.sheet import compare_sheet, is_legible
from chancery.check.vocabulary import is_function_word
from chancery.check.word_numbers import word_numbers
from chancery.check.words import Doubt, ReadingsOf, Unread, WordsFinding, readings
from chancery.record.statement import StatementId
from chancery.record.words import Words

LOOKED_AT = 8
"""How many of the nearest letters are compared word by word; a sheet takes longer than a quotation."""

PASTED_LOOKED_AT = 3

UNREAD = 0.5
"""What a word that nobody can tell counts for, where one that differs counts for one."""

CLOSE = 3.0
"""A second letter is named too when no more words than this separate the two."""

WordsOf = Callable[[StatementId], Words | None]
LinesOf = Callable[[StatementId], Sequence[str]]
"""The lines that are printed round a letter."""


def find_sheet(
    copy: Copy,
    candidates: Candidates,
    words_of: WordsOf,
    lines_of: LinesOf,
    readings_of: ReadingsOf = readings,
) -> Ranking:
    """Look the sheet up, compare it with the nearest letters, and rank them."""
    near = [each.statement for each in candidates.nearest(word_numbers(copy.text), LOOKED_AT).candidates]
    return ranked(match_sheet(copy, near, words_of, lines_of, readings_of))


def find_pasted(
    copy: Copy,
    candidates: Candidates,
    words_of: WordsOf,
    lines_of: LinesOf,
    readings_of: ReadingsOf = readings,
) -> Ranking:
    """
    Look up what somebody pasted: as it stands, or else as a whole letter with its printed lines.

    Only lines that are named are set aside here: whoever pastes a text means every word of it.
    """
    reading = read(copy.text)
    plainly = find_reading(reading, candidates, words_of, readings_of)
    if plainly.best is not None and plainly.best.finding.likeness is not Likeness.ALTERED:
        return plainly
    found = candidates.nearest(word_numbers(copy.text), PASTED_LOOKED_AT).candidates
    near = [candidate.statement for candidate in found]
    as_sheets = ranked(_matched(copy, reading, near, words_of, lines_of, readings_of))
    if as_sheets.best is None:
        return plainly
    if plainly.best is not None and nearness(plainly.best.finding) <= nearness(as_sheets.best.finding):
        return plainly
    return replace(as_sheets, holders=plainly.holders)


def match_sheet(
    copy: Copy,
    letters: Sequence[StatementId],
    words_of: WordsOf,
    lines_of: LinesOf,
    readings_of: ReadingsOf = readings,
) -> list[Match]:
    """The sheet beside each of these letters; those whose words are not held are left out."""
    return _matched(copy, read(copy.text), letters, words_of, lines_of, readings_of) if letters else []


def _matched(
    copy: Copy,
    reading: Reading,
    letters: Iterable[StatementId],
    words_of: WordsOf,
    lines_of: LinesOf,
    readings_of: ReadingsOf,
) -> list[Match]:
    found = []
    looked_again = bool(copy.inked) and is_legible(sheet(reading, copy.read))
    for id in letters:
        words = words_of(id)
        if words is not None:
            known = printed(lines_of(id), captions=not copy.pasted)
            registered = readings_of(words)
            finding = compare_sheet(reading, words, registered, reads=copy.read, known=known)
            settled = settle(finding, _seen(finding, copy, registered)) if looked_again else finding
            found.append(Match(statement=id, finding=settled))
    return found


def _seen(finding: WordsFinding, copy: Copy, registered: Sequence[Reading]) -> Mapping[Unread, Seen]:
    """What the second look said of each word that was not read surely."""
    said = {inked.span: inked.says for inked in copy.inked}
    return {
        unread: _meant(said[unread.copy], unread, registered)
        for unread in finding.unread
        if unread.copy in said
    }


def _meant(says: str, unread: Unread, registered: Sequence[Reading]) -> Seen:
    """
    The registered word where the ink says so; another only where the ink says a word or a number.

    Nobody alters a letter into nonsense, and worn ink looks like nonsense first.
    """
    if unread.candidates[:1] == (says,):
        return Seen.REGISTERED
    if says not in unread.candidates:
        return Seen.UNDECIDED
    counts = any(character.isdigit() for character in says)
    spoken = is_function_word(says) or any(reading.has(fold(says)) for reading in registered)
    return Seen.ANOTHER if counts or spoken else Seen.UNDECIDED


def ranked(matches: Iterable[Match]) -> Ranking:
    """The letters by how few words separate the sheet from them."""
    ordered = sorted(matches, key=lambda match: (nearness(match.finding), match.statement))
    found = [match for match in ordered if is_of(match.finding)]
    undecided = tuple(match for match in ordered if match.finding.doubt is not None)
    if not found:
        return Ranking(undecided=undecided)
    best, *others = found
    ties = tuple(match for match in others if nearness(match.finding) == nearness(best.finding))
    close = [match for match in others if match not in ties and _is_close(match.finding, best.finding)]
    return Ranking(best=best, ties=ties, runner_up=close[0] if close else None, undecided=undecided)


def is_of(finding: WordsFinding) -> bool:
    """Whether the sheet is this letter's, altered or not, though some of it may be unreadable."""
    if finding.likeness is Likeness.ALTERED:
        return finding.quoted_words > MOSTLY * finding.differing
    return finding.likeness in FOUND or (finding.doubt is Doubt.UNREADABLE and finding.language is not None)


MOSTLY = 0.67
"""Of other words under the same salutation it is not said that they are the letter's, altered."""


def is_only_printed(copy: Copy, lines: Sequence[str]) -> bool:
    """Whether the sheet shows nothing but what is printed round letters: a footer, a letterhead."""
    on, known = sheet(read(copy.text), copy.read), printed(lines)
    whole = on.lines(0, len(on.sure))
    return copy.sheet and all(_is_printed(on, line, known) for line in whole)


def _is_printed(on: Sheet, line: range, known: Printed) -> bool:
    """A line that is known, or looks like one round letters, or of which nothing was read surely."""
    if is_furniture(on, line, known) or is_caption(on.tokens(line)):
        return True
    return not any(on.is_word(index) and on.sure[index] >= PLAINLY for index in line)


def nearness(finding: WordsFinding) -> tuple[bool, float, int]:
    """For sorting: the letter it is of first, then the fewest words apart, then the most words found."""
    apart = finding.differing + UNREAD * len(finding.unread)
    return (not is_of(finding), apart, -finding.quoted_words)


def _is_close(other: WordsFinding, best: WordsFinding) -> bool:
    return nearness(other)[1] - nearness(best)[1] <= CLOSE
