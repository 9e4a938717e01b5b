"""The body of a letter, without what is printed on every page: the foot with code and page number.

Nothing is left out on a guess.  What the registered rendition prints at the edges of its pages
is known: its own structure marks it (ISO 32000-1, 14.8.2.2, `Artifact`), and the registrar keeps
those lines.  From a copy only these lines are taken, only at a page's edge, and only if they say
what was printed; anything else at the edge ("DRAFT") remains and shows as an addition.  For a
paper of unknown origin `running_lines` says what repeats, for searching and not for comparing.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2.raw as raw

from chancery.paper.paper import Paper, ReadWord
from chancery.paper.pdf.layout import Line
from chancery.paper.pdf.leaf import Leaf
from chancery.paper.pdf.opening import opened
from chancery.paper.pdf.spelling import is_leftwards

_NUMBER = re.compile(r"(?<!\w)\d+(?!\w)")
_MOST_LINES = 20
"""No edge has more lines than this."""
_ARABIC_ALIKE = 0.75
"""Re-saving garbles Arabic text; so many of a printed line's Arabic letters must still be there."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a paper's text and the page on which it stands."""

    start: int
    end: int
    page: int
    text: str


def furniture_of(octets: bytes) -> tuple[str, ...]:
    """
    The lines that one of our own PDFs marks as belonging to the page and not to the letter.

    Only for files that we made: anybody can mark anything.  Raises `Unreadable`.
    """
    lines: dict[str, None] = {}
    with opened(octets) as document:
        for number in range(len(document)):
            leaf = Leaf(number + 1, document[number])
            lines |= dict.fromkeys(_folded(line, number + 1, len(document)) for line in _artifacts(leaf))
            leaf.put_away()
    return tuple(lines)


def body_of(paper: Paper, furniture: Collection[str]) -> Paper:
    """*paper* without those lines of *furniture* that stand at the edges of its pages."""
    rows = _rows(paper)
    count = max((row.page for row in rows), default=0)
    dropped = {row.start for page in range(1, count + 1) for row in _edges(rows, page, count, furniture)}
    return _kept(paper, [row for row in rows if row.start not in dropped]) if dropped else paper


def running_lines(paper: Paper) -> tuple[str, ...]:
    """What stands at an edge of every page but perhaps the first, page numbers apart; empty for one page."""
    rows = _rows(paper)
    count = max((row.page for row in rows), default=0)
    seen = Counter(text for page in range(1, count + 1) for text in _at_the_edges(rows, page, count))
    return tuple(text for text, times in seen.items() if count > 1 and times >= max(2, count - 1))


def _at_the_edges(rows: Sequence[_Row], page: int, count: int) -> set[str]:
    lines = [_folded(row.text, page, count) for row in rows if row.page == page and row.text.strip()]
    return {*lines[:4], *lines[-8:]}


def _edges(rows: Sequence[_Row], page: int, count: int, furniture: Collection[str]) -> Iterator[_Row]:
    """Lines that are furniture, from each edge inwards, up to the first that is not."""
    here = [row for row in rows if row.page == page and row.text.strip()]
    for ordered in (here, here[::-1]):
        for row in ordered[:_MOST_LINES]:
            if not any(_says(line, _folded(row.text, page, count)) for line in furniture):
                break
            yield row


def _says(printed: str, read: str) -> bool:
    if _latin(printed) != _latin(read):
        return False
    there, here = Counter(filter(is_leftwards, printed)), Counter(filter(is_leftwards, read))
    larger = max(there.total(), here.total())
    return (there & here).total() >= _ARABIC_ALIKE * larger


def _latin(line: str) -> str:
    """Everything that does not run to the left, without spaces, marks and unreadable shapes."""
    return "".join(letter for letter in line if letter.isascii() and letter.isalnum())


def _folded(line: str, page: int, count: int) -> str:
    """With `#` for the number of the page and of pages, which differ from page to page."""
    return " ".join(_NUMBER.sub(lambda found: _number(found[0], page, count), line).split())


def _number(figures: str, page: int, count: int) -> str:
    return "#" if int(figures) in (page, count) else figures


def _rows(paper: Paper) -> list[_Row]:
    """The lines of the text, blank ones too, each on the page of its first word."""
    rows: list[_Row] = []
    words = iter(paper.words)
    word = next(words, None)
    start, page = 0, 1
    for text in paper.text.split("\n"):
        end = start + len(text)
        while word is not None and word.span[0] < start:
            word = next(words, None)
        if word is not None and word.span[0] < end and word.box is not None:
            page = word.box.page
        rows.append(_Row(start, end, page, text))
        start = end + 1
    return rows


def _kept(paper: Paper, rows: Sequence[_Row]) -> Paper:
    text, words, length = "", [], 0
    for row in rows:
        if not row.text.strip() and (not text or text.endswith("\n\n")):
            continue
        moved = length - row.start
        words += [_moved(word, moved) for word in paper.words if row.start <= word.span[0] < row.end]
        text += row.text + "\n"
        length = len(text)
    return replace(paper, text=text.rstrip("\n"), words=tuple(words))


def _moved(word: ReadWord, by: int) -> ReadWord:
    return replace(word, span=(word.span[0] + by, word.span[1] + by))


def _artifacts(leaf: Leaf) -> Iterator[str]:
    for block in leaf.blocks:
        for line in block:
            if all(_is_artifact(leaf, line, place) for place in range(len(line))):
                yield " ".join(piece.letters for piece in line)


def _is_artifact(leaf: Leaf, line: Line, place: int) -> bool:
    item = raw.FPDFText_GetTextObject(leaf.text.raw, line[place].characters[0].place)
    marks = (
        raw.FPDFPageObj_GetMark(item, number) for number in range(max(0, raw.FPDFPageObj_CountMarks(item)))
    )
    return any(_name(mark) == "Artifact" for mark in marks)


def _name(mark: raw.FPDF_PAGEOBJECTMARK) -> str:

    length = ctypes.c_ulong()
    buffer = (ctypes.c_ushort * 32)()
    raw.FPDFPageObjMark_GetName(mark, buffer, 64, length)
    return bytes(buffer)[: min(64, length.value)].decode("utf-16-le", "replace").rstrip("\0")
