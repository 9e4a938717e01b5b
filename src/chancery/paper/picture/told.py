"""A picture's words as a `Paper`: one text, and where and how surely each word of it was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chancery.paper.paper import Box, ReadWord
from chancery.paper.picture.opinions import Opinion
from chancery.paper.picture.sure import sureness


def told(opinions: Sequence[Opinion]) -> tuple[str, tuple[ReadWord, ...]]:
    """The text, a line for each line and an empty one between paragraphs; and its words."""
    text, words = "", []
    for opinion, between in zip(opinions, _between(opinions), strict=True):
        text += between
        words.append(_read_word(opinion, len(text)))
        text += opinion.word.text
    return text, tuple(words)


def _between(opinions: Sequence[Opinion]) -> Iterator[str]:
    previous = None
    for opinion in opinions:
        word = opinion.word
        if previous is None or opinion.joined:
            yield ""
        elif (word.language, word.paragraph) != (previous.language, previous.paragraph):
            yield "\n\n"
        else:
            yield " " if word.line == previous.line else "\n"
        previous = word


def _read_word(opinion: Opinion, start: int) -> ReadWord:
    word = opinion.word
    left, top, right, bottom = word.box
    return ReadWord(
        span=(start, start + len(word.text)),
        box=Box(page=1, left=left, top=top, right=right, bottom=bottom),
        sure=sureness(opinion),
        otherwise=(opinion.other,) if opinion.other and not opinion.agreed else (),
    )
