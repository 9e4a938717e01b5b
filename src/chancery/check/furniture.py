"""What a sheet says besides the letter's words: letterhead, reference, addressees, page numbers.

Set aside is only what is recognised: lines that the press prints and the caller names,
page marks, and round the letter short lines of names, places and dates.  A sentence is
never furniture, and whatever is set aside is listed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chancery.check.confusions import misreading
from chancery.check.reading import Reading, read
from chancery.check.tokens import Kind, Token
from chancery.check.vocabulary import WordClass, is_function_word, turns_meaning, word_classes

MOST_WORDS_OF_A_LINE = 12
"""A longer line round the letter that nobody named is not taken for furniture."""
MOST_WORDS_WITHOUT_CAPITALS = 4
"""The same where capitals do not tell names, as in Arabic."""
MOST_DIGITS = 3
"""A number alone in a line round the letter is a page's if it has no more digits."""
ENOUGH = 0.75
"""This share of a line that was read from ink must be words of a named line; of a certain one, all."""
NEAR = 1.0
"""Two words stand for one another in a named line if each letter costs less than this to misread."""

_PAGE_MARK = re.compile(
    r"(?:page|p|pg|صفحة|الصفحة|ص)? ?\.? ?[-–—|]? ?\d{1,3} ?(?:(?:/|of|من|\|) ?\d{1,3}|[-–—|])"
    r"|(?:page|صفحة|الصفحة) \d{1,3}|\d{1,3}/\d{1,3}|(?:page|صفحة|الصفحة) \d{1,3}/\d{1,3}",
    re.IGNORECASE,
)


def is_page_mark(line: Sequence[Token]) -> bool:
    """Whether the line is “Page 1 of 2”, “2/3” or “– 4 –”; a bare number is not enough."""
    return _PAGE_MARK.fullmatch(" ".join(token.text for token in line)) is not None


def is_caption(line: Sequence[Token]) -> bool:
    """Whether the line looks like part of a letterhead or of a signature: names, numbers and no sentence."""
    line = _without_addresses(line)
    words = [token for token in line if token.kind is Kind.WORD]
    if not words:
        return True
    if len(words) == 1 and words[0].text.isdigit():
        return len(words[0].text) <= MOST_DIGITS
    if any(_turns(line, place) for place in range(len(line))) or line[-1].text in ".?!؟":
        return False
    cased = any(character.lower() != character.upper() for word in words for character in word.text)
    if not cased:
        return len(words) <= MOST_WORDS_WITHOUT_CAPITALS
    return len(words) <= MOST_WORDS_OF_A_LINE and all(map(_names, words))


def _turns(line: Sequence[Token], place: int) -> bool:
    if _is_numero(line, place):
        return False
    return bool(turns_meaning(line, place)) or WordClass.MODAL in _modal(line, place)


def _is_numero(line: Sequence[Token], place: int) -> bool:
    """“No. 14” denies nothing."""
    word, dot, number = (*(token.text for token in line[place : place + 3]), "", "", "")[:3]
    return word.lower() == "no" and dot == "." and number[:1].isdigit()


def _modal(line: Sequence[Token], place: int) -> frozenset[WordClass]:
    # “May” and “will” with a capital are a month and a man in a letterhead.
    return word_classes(line, place) if line[place].text.islower() else frozenset()


def _names(word: Token) -> bool:
    return not word.text[0].islower() or is_function_word(word.text) or word.text in _OF_LETTERS


_OF_LETTERS = frozenset(
    {
        *("sincerely", "faithfully", "truly", "respectfully", "regards", "cordially", "signed"),
        *("cc", "ref", "no", "tel", "fax", "phone", "email", "e-mail", "mail", "ext", "encl", "enclosures"),
    }
)
"""Words that letters have round their words, with a small letter too."""


def _without_addresses(line: Sequence[Token]) -> list[Token]:
    """The line without web and mail addresses: words that marks join without a space."""
    kept: list[Token] = []
    for piece in _in_pieces(line):
        marks = {token.text for token in piece if token.kind is not Kind.WORD}
        dotted = sum(token.text == "." for token in piece) and len(piece) > 2 and piece[-1].text != "."
        if "@" not in marks and not (dotted and "." in marks) and not {":", "/"} <= marks:
            kept += piece
    return kept


def _in_pieces(line: Sequence[Token]) -> Iterator[list[Token]]:
    """Tokens that stand together without a space."""
    piece: list[Token] = []
    for token in line:
        if piece and token.start > piece[-1].end:
            yield piece
            piece = []
        piece.append(token)
    if piece:
        yield piece


@dataclass(frozen=True, slots=True)
class Printed:
    """The lines that the press prints round a letter, ready to be recognised."""

    lines: tuple[tuple[str, ...], ...]
    places: dict[str, list[tuple[int, int]]]
    """For each word, in which of the lines it stands and where."""

    def covers(self, words: Sequence[str], *, ink: bool) -> bool:
        """Whether a line's words are those of named lines, piece by piece."""
        if not words or not self.lines:
            return False
        covered = place = 0
        while place < len(words):
            length = self._longest(words, place, ink)
            covered += length
            place += max(1, length)
        return covered >= (ENOUGH if ink else 1.0) * len(words)

    def speaks_of(self, word: str) -> bool:
        """Whether the word stands in a named line, or may have before it was misread."""
        return word in self.places or any(_near(other, word) for other in self.places)

    def _longest(self, words: Sequence[str], place: int, ink: bool) -> int:
        best = 0
        for line, start in self._starts(words[place], ink):
            length = self._run(words[place:], self.lines[line][start:], ink)
            if length > best and self._tells(words[place : place + length], line):
                best = length
        return best

    def _starts(self, word: str, ink: bool) -> Iterable[tuple[int, int]]:
        exact = self.places.get(word, [])
        if exact or not ink:
            return exact
        return [place for other, places in self.places.items() if _near(other, word) for place in places]

    def _run(self, words: Sequence[str], printed: Sequence[str], ink: bool) -> int:
        length = 0
        for ours, theirs in zip(words, printed, strict=False):
            if ours != theirs and not (ink and _near(theirs, ours)):
                break
            length += 1
        return length

    def _tells(self, words: Sequence[str], line: int) -> bool:
        """Two words that are not both grammar, or the whole of a named line."""
        return len(words) == len(self.lines[line]) or (
            len(words) > 1 and not all(is_function_word(word) for word in words)
        )


def printed(lines: Iterable[str]) -> Printed:
    """The named lines, taken apart."""
    taken = tuple(words for line in lines for part in line.splitlines() if (words := words_in(read(part))))
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, words in enumerate(taken):
        for place, word in enumerate(words):
            places[word].append((number, place))
    return Printed(lines=taken, places=dict(places))


def words_in(reading: Reading) -> tuple[str, ...]:
    """The words of a text as the eye takes them in passing."""
    return tuple(reading.loose[index] for index in reading.words)


def _near(written: str, read_as: str) -> bool:
    if not written or not read_as or abs(len(written) - len(read_as)) > 2:
        return False
    if written[0] != read_as[0] and written[-1] != read_as[-1]:
        return False
    most = NEAR * max(len(written), len(read_as))
    return misreading(written, read_as, most) <= most
