"""The normalisations that may make two texts equal: each has a name, and the answer names those it needed.

What is not named here is never folded.  Look-alike letters of another script,
characters without ink, turning marks, foreign digits: a text with them is another
text (`chancery.check.unicode_tricks` shows them).  Capitals count, except the first
letter of a quotation, which editors raise and lower by custom.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum, unique
from itertools import zip_longest

from chancery.check.characters import SOFT_HYPHEN


@unique
class Normalisation(StrEnum):
    """A difference that is set aside, and said to have been set aside."""

    SPACES = "line breaks and spaces"
    LINE_END_HYPHEN = "hyphen at a line's end"
    END_PUNCTUATION = "punctuation at the end"
    FIRST_CAPITAL = "capital at the start of a quotation"
    QUOTATION_MARKS = "quotation marks"
    APOSTROPHE = "form of the apostrophe"
    DASHES = "form of the dash"
    ELLIPSIS = "form of the ellipsis"
    SOFT_HYPHEN = "soft hyphen"
    COMPOSITION = "Unicode composition"
    TATWEEL = "Arabic tatweel"
    ARABIC_MARKS = "Arabic vowel marks left out"
    HAMZA = "Arabic hamza and alef forms"
    DIGITS = "Arabic and European digits"
    MARKUP = "marks of a mail or of Markdown"
    """“>” before a quoted line; “*”, “_”, “`” and “#” that the registered text has not."""
    PICTURE = "read from a picture"
    """Letters and marks that were read otherwise and are likelier misread than altered."""
    SAME_PAGES = "pages compared as pictures"
    """The file's characters aside: its pages look like those of the registered file."""
    AROUND = "text around the letter"
    """Letterhead, reference, signatures, page numbers: printed on the sheet and not among its words."""


NONE: frozenset[Normalisation] = frozenset()

TATWEEL = "\u0640"
ALEFS = "\u0622\u0623\u0625\u0671"
"""Alef with madda, with hamza above, with hamza below, with wasla; the bare one is U+0627."""

NO_MARKS: frozenset[str] = frozenset()

_DRESSED = frozenset(ALEFS)
_ARABIC_MARKS = re.compile(
    "[\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+"
)
_HAMZA = str.maketrans(ALEFS + "\u0624\u0626\u0649", "\u0627\u0627\u0627\u0627" + "\u0648\u064a\u064a")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»‹›‘’‚‛'", '"'))
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛\u02bc", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))

QUOTE_CHARACTERS = frozenset("“”„‟«»‹›‘’‚‛'\"")
END_CHARACTERS = frozenset(",.;:،؛۔")
"""Marks that a quotation may lose or gain at its end.  Never `?` or `!`: those carry meaning."""


def _ellipsis(text: str) -> str:
    return "…" if len(text) > 1 and not text.strip(". \u00a0") else text


LINE_END_HYPHEN = re.compile(r"[-‐][^\S\n]*+\n\s*+")
"""A hyphen, the end of its line and what the next line is indented by."""

_FOLDS: dict[Normalisation, Callable[[str], str]] = {
    Normalisation.LINE_END_HYPHEN: lambda text: LINE_END_HYPHEN.sub("", text),
    Normalisation.SOFT_HYPHEN: lambda text: text.replace(SOFT_HYPHEN, ""),
    Normalisation.TATWEEL: lambda text: text.replace(TATWEEL, ""),
    Normalisation.COMPOSITION: lambda text: unicodedata.normalize("NFC", text),
    Normalisation.ARABIC_MARKS: lambda text: _ARABIC_MARKS.sub("", text),
    Normalisation.HAMZA: lambda text: text.translate(_HAMZA),
    Normalisation.DIGITS: lambda text: text.translate(_DIGITS),
    Normalisation.APOSTROPHE: lambda text: text.translate(_APOSTROPHES),
    Normalisation.DASHES: lambda text: text.translate(_DASHES),
    Normalisation.QUOTATION_MARKS: lambda text: text.translate(_QUOTES) if len(text) == 1 else text,
    Normalisation.ELLIPSIS: _ellipsis,
}
"""What is folded within one word or mark; composition before the Arabic folds, which rely on it."""

WITHIN_A_WORD = tuple(_FOLDS)

_TRIED_WITHOUT = (
    Normalisation.QUOTATION_MARKS,
    *(each for each in _FOLDS if each not in (Normalisation.QUOTATION_MARKS, Normalisation.COMPOSITION)),
    Normalisation.COMPOSITION,
)
"""In which order the folds are left out to find those that are needed.

Quotation marks first, so that an apostrophe is not called one; composition last,
because it changes nothing but the encoding.
"""


_ALL = tuple(_FOLDS)


def fold(text: str, chosen: Iterable[Normalisation] = _ALL) -> str:
    """One word or mark with the *chosen* normalisations done; all that apply within a word by default."""
    if text.isascii():
        if text.isalnum():
            return text
        if chosen is _ALL and text != "'" and "\n" not in text and text.strip(". "):
            return text  # of ASCII only these are folded: a quotation mark, broken lines, dots
    for normalisation in chosen:
        text = _FOLDS[normalisation](text)
    return text


def needed(copy: str, registered: str) -> frozenset[Normalisation] | None:
    """The fewest normalisations that make two words or marks equal; None when nothing named does."""
    if copy == registered:
        return NONE
    if fold(copy) != fold(registered) or _contradict(copy, registered):
        return None
    kept = list(_FOLDS)
    for candidate in _TRIED_WITHOUT:
        fewer = [normalisation for normalisation in kept if normalisation is not candidate]
        if fold(copy, fewer) == fold(registered, fewer):
            kept = fewer
    return frozenset(kept)


def but_for_first_capital(copy: str, registered: str) -> bool:
    """Whether two folded words differ only in whether the first letter is a capital."""
    return copy != registered and copy[1:] == registered[1:] and copy[:1].lower() == registered[:1].lower()


def _contradict(copy: str, registered: str) -> bool:
    """
    Whether both words carry Arabic marks, and not the same ones.

    A writer may leave vowel marks and hamzas out; who writes different ones writes
    another word: كَتَبَ (he wrote) and كُتِبَ (it was written), أن (that) and إن (if).
    """
    if copy.isascii() or registered.isascii():
        return False
    return any(
        _other_alef(ours, theirs) or not (our_marks <= their_marks or their_marks <= our_marks)
        for (ours, our_marks), (theirs, their_marks) in zip_longest(
            _letters(copy), _letters(registered), fillvalue=("", NO_MARKS)
        )
    )


def _other_alef(ours: str, theirs: str) -> bool:
    return ours != theirs and ours in _DRESSED and theirs in _DRESSED


def _letters(word: str) -> list[tuple[str, frozenset[str]]]:
    """Each letter with the vowel marks written on it."""
    letters: list[tuple[str, frozenset[str]]] = [("", NO_MARKS)]
    bare = word.replace(SOFT_HYPHEN, "").replace(TATWEEL, "")
    for character in unicodedata.normalize("NFC", bare):
        letter, marks = letters[-1]
        if _ARABIC_MARKS.fullmatch(character):
            letters[-1] = (letter, marks | {character})
        else:
            letters.append((character, NO_MARKS))
    return letters
