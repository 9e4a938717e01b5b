"""What happens to a letter on its way through honest hands: typed again, wrapped, quoted, converted."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum, unique
from random import Random

Retyping = Callable[[str, Random], str]


@unique
class Handling(StrEnum):
    """What was done, named for the table."""

    SPACES = "spaces and line breaks"
    QUOTES = "style of quotation marks"
    DASHES = "style of dashes"
    HYPHENATION = "words broken at the line's end"
    DIGITS = "the other set of digits"
    FIRST_LETTER = "case of the first letter"
    MARKS = "vowel marks left out"
    COMPOSITION = "accents taken apart"
    MAIL = "quoted in a mail"
    MARKDOWN = "bold and headings of Markdown"
    END = "full stop at the end left out"


def handled(text: str, how: Handling, chance: Random) -> str | None:
    """*text* after it; None if this letter has nothing that it would touch."""
    done = _HANDLINGS[how](text, chance)
    return None if done == text else done


def _spaces(text: str, chance: Random) -> str:
    width = chance.choice((40, 60, 72, 90))
    gap = chance.choice(("\n", "\n\n", "\n    ", "\r\n"))
    lines = [
        textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
        for line in text.split("\n")
    ]
    return gap.join(lines).replace(". ", chance.choice((".  ", ".\u00a0", ". ")))


_STYLES = (("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"))


def _quotes(text: str, chance: Random) -> str:
    if "“" not in text and '"' not in text:
        return text.replace("’", "'") if "’" in text else text.replace("'", "’")
    opening, closing = chance.choice(_STYLES)
    curled = re.sub(r'(?<!\w)"(?=\w)', "“", text)
    curled = re.sub(r'"', "”", curled)
    return curled.replace("“", opening).replace("”", closing)


def _dashes(text: str, chance: Random) -> str:
    for dash in "–—-":
        if dash in text:
            return text.replace(dash, chance.choice([each for each in "–—‑-" if each != dash]))
    return text


def _hyphenation(text: str, chance: Random) -> str:
    """Some long words broken as a typesetter does; only plain ones, or two hyphens would meet."""
    words = re.split(r"(\s+)", text)
    for place, word in enumerate(words):
        if len(word) > 8 and word.isalpha() and word.isascii() and chance.random() < 0.3:
            at = chance.randrange(3, len(word) - 3)
            words[place] = f"{word[:at]}-\n{word[at:]}"
    return "".join(words)


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def _digits(text: str, chance: Random) -> str:
    return text.translate(_DIGITS)


def _first_letter(text: str, chance: Random) -> str:
    return text[0].swapcase() + text[1:]


def _marks(text: str, chance: Random) -> str:
    return re.sub("[\u064b-\u0652]", "", text)


def _composition(text: str, chance: Random) -> str:
    return unicodedata.normalize("NFD", text)


def _mail(text: str, chance: Random) -> str:
    lines = [part for line in text.split("\n") for part in textwrap.wrap(line, 70, break_on_hyphens=False)]
    return "\n".join(f"> {line}" for line in lines)


def _markdown(text: str, chance: Random) -> str:
    first, _, rest = text.partition("\n")
    names = re.compile(r"(?<![\w*])([A-Z][a-z]{5,}|\w{7,})(?![\w*])")
    return f"# {first}\n\n" + names.sub(r"**\1**", rest, count=chance.randint(1, 5))


def _end(text: str, chance: Random) -> str:
    return text.rstrip(".")


_HANDLINGS: Mapping[Handling, Retyping] = {
    Handling.SPACES: _spaces,
    Handling.QUOTES: _quotes,
    Handling.DASHES: _dashes,
    Handling.HYPHENATION: _hyphenation,
    Handling.DIGITS: _digits,
    Handling.FIRST_LETTER: _first_letter,
    Handling.MARKS: _marks,
    Handling.COMPOSITION: _composition,
    Handling.MAIL: _mail,
    Handling.MARKDOWN: _markdown,
    Handling.END: _end,
}
