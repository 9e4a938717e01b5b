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
from chancery.check.vocabulary import (
    MONEY,
    WordClass,
    is_function_word,
    simple,
    turns_meaning,
    word_classes,
)

MOST_WORDS_OF_A_LINE = 12
"""A longer line round the letter that nobody named is not taken for furniture."""
MOST_WORDS_WITHOUT_CAPITALS = 4
"""The same where capitals do not tell names, as in Arabic."""
MOST_OF_A_MAIL_LINE = 40
"""Words and marks of a mail's heading; a longer line says something."""
MOST_OF_A_PAGE_MARK = 24
"""Words and marks of “Page 1 of 2” in two languages, and some; what is longer is no page mark."""
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
    """Whether the line is “Page 1 of 2”, “2/3” or “– 4 –”, in any language or two; a number is not enough."""
    if len(line) > MOST_OF_A_PAGE_MARK:
        return False
    words = [token.text.lower() for token in line if token.kind is Kind.WORD]
    if not _PAGE.isdisjoint(words) and all(word in _OF_PAGES or _is_small(word) for word in words):
        return any(map(_is_small, words))
    return _PAGE_MARK.fullmatch(" ".join(token.text for token in line)) is not None


_PAGE = frozenset({"page", "pg", "صفحة", "الصفحة"})
_OF_PAGES = _PAGE | {"of", "من"}


def _is_small(word: str) -> bool:
    return word.isdigit() and len(word) <= MOST_DIGITS


_MAIL = re.compile(
    r"(?:from|to|cc|sent|date|subject|re|fwd?|von|an|من|إلى|الموضوع|التاريخ) ?: ?.*"
    r"|on .{4,120} wrote ?:|-+ ?(?:original|forwarded) message ?-+|begin forwarded message ?:"
    r"|(?:dear|hello|hi)\b(?: [^\s,.;:]+){0,4} ?[,:]?|(?:kind|best|warm) (?:regards|wishes) ?,?"
    r"|(?:yours )?(?:sincerely|faithfully|truly) ?,?|تحية طيبة(?: وبعد)? ?[،:]?",
    re.IGNORECASE,
)
"""What a mail puts before and after words that it passes on."""


def is_mail_line(line: Sequence[Token], text: str) -> bool:
    """Whether the line is a mail's heading, salutation or close, and no more."""
    if not line or len(line) > MOST_OF_A_MAIL_LINE or says_something(line):
        return False
    return _MAIL.fullmatch(" ".join(text[line[0].start : line[-1].end].split())) is not None


def is_caption(line: Sequence[Token]) -> bool:
    """Whether the line looks like part of a letterhead or of a signature: names, numbers and no sentence."""
    line = _without_addresses(line)
    words = [token for token in line if token.kind is Kind.WORD]
    if not words:
        return True
    if len(words) == 1 and words[0].text.isdigit():
        return len(words[0].text) < MOST_DIGITS  # three figures may be an amount
    if line[-1].text in ".?!؟" or says_something(line):
        return False
    cased = any(character.lower() != character.upper() for word in words for character in word.text)
    if not cased:
        return len(words) <= MOST_WORDS_WITHOUT_CAPITALS and any(
            simple(word.text) in _OF_OFFICES for word in words
        )
    return len(words) <= MOST_WORDS_OF_A_LINE and all(map(_names, words))


def says_something(line: Sequence[Token]) -> bool:
    """
    Whether a line could change what the letter over it means, in whatever letters it is set.

    A denial, a condition, what may or must be, an amount, what became of a letter, or a verb.
    """
    shouting = all(token.text.isupper() for token in line if token.kind is Kind.WORD and len(token.text) > 1)
    spoken = [token._replace(text=token.text.lower()) for token in line] if shouting else list(line)
    return any(_turns(spoken, place) for place in range(len(spoken))) or any(
        simple(token.text) in _SAYING for token in line
    )


_SAYING = MONEY | frozenset(
    {
        *("is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did"),
        *("pay", "paid", "fee", "free", "void", "voided", "cancelled", "canceled", "withdrawn", "revoked"),
        *("rescinded", "annulled", "obsolete", "draft", "waived", "expired", "suspended", "superseded"),
        *("repealed", "disowned", "denied", "rejected", "approved", "confidential"),
        *map(simple, ("ملغى", "ملغاة", "ملغي", "باطل", "باطلة", "لاغ", "مسودة", "مسحوب", "مسحوبة", "معلق")),
        *map(simple, ("معلقة", "منته", "منتهية", "مجاني", "مجانا", "مرفوض", "مرفوضة", "رسوم", "الرسوم")),
        *map(simple, ("يدفع", "تدفع", "دفع")),
    }
)
_OF_OFFICES = frozenset(
    {
        *map(simple, ("وزارة", "الوزارة", "مكتب", "المكتب", "إدارة", "الإدارة", "هيئة", "الهيئة", "مجلس")),
        *map(simple, ("المجلس", "رئاسة", "ديوان", "الديوان", "أمانة", "الأمانة", "المملكة", "مملكة")),
        *map(simple, ("جمهورية", "الجمهورية", "دولة", "قسم", "القسم", "مديرية", "المديرية", "بلدية")),
        *map(
            simple, ("محافظة", "جامعة", "مستشفى", "الرقم", "رقم", "التاريخ", "تاريخ", "الموضوع", "المرفقات")
        ),
        *map(simple, ("الموافق", "هاتف", "فاكس", "ص", "المحترم", "المحترمة", "معالي", "سعادة", "السيد")),
        *map(simple, ("السيدة", "الوزير", "وزير", "المدير", "مدير", "الرئيس", "رئيس", "الأمين", "أمين")),
        *map(simple, ("التوقيع", "توقيع", "الختم", "صفحة", "المرجع", "مرجعنا")),
    }
)
"""Without capitals, only a word of offices, titles or letterheads tells a heading from a statement."""


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

    captions: bool
    """Whether lines that nobody named are set aside too, if they are but names and numbers."""
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


def printed(lines: Iterable[str], *, captions: bool = True) -> Printed:
    """The named lines, taken apart."""
    taken = tuple(words for line in lines for part in line.splitlines() if (words := words_in(read(part))))
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, words in enumerate(taken):
        for place, word in enumerate(words):
            places[word].append((number, place))
    return Printed(captions=captions, lines=taken, places=dict(places))


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
