"""A second look at the ink: for words that could not be read surely, which of their candidates it is.

The first reading did not know the letter.  Now its registered words are known, and the ink
at each doubtful place is asked which of two words it looks like.  Places, candidates and a
few words that were read with certainty go into the sandbox with the picture; names of
candidates come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chancery.check.copy import Inked
from chancery.check.words import WordsFinding
from chancery.errors import Malformed
from chancery.paper.columns import read_boxes, write_boxes
from chancery.paper.errand import Task
from chancery.paper.paper import Box, Obstacle, Paper, ReadWord
from chancery.paper.sandbox import Sandbox
from chancery.record.words import Span
from chancery.seal.codec import Value, decode, encode

TELLING = 150
"""How many times likelier than the next a candidate must be; measured, it was then always right."""

CERTAIN, LONG = 0.94, 4
"""A word read so surely, of so many letters, shows how letters look on this page."""

MOST_QUESTIONS, MOST_KNOWN = 60, 60
MOST_NEIGHBOURS = 45
_FIGURES = ("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A place on the paper, and the words that may stand there, the registered one first."""

    span: Span
    """Where the doubtful words stand in the paper's text."""
    box: Box
    candidates: tuple[str, ...]


def questions(finding: WordsFinding | None, paper: Paper) -> list[Question]:
    """What there is to ask about a comparison: every unread word that has a place and two candidates."""
    asked = []
    for unread in () if finding is None else finding.unread[:MOST_QUESTIONS]:
        words = [word for word in paper.words if _overlap(word.span, unread.copy)]
        box = _round([word.box for word in words])
        candidates = unread.candidates if len(unread.candidates) > 1 else _beside(unread.candidates)
        if box is not None and len(candidates) > 1:
            asked.append(Question(span=unread.copy, box=box, candidates=candidates))
    return asked


def _beside(candidates: tuple[str, ...]) -> tuple[str, ...]:
    """
    A number that reads as the registered one, and every number one figure away from it.

    The ink is asked whether it is that number rather than any of its neighbours.
    """
    others = [
        word[:place] + figure + word[place + 1 :]
        for word in candidates
        for place, character in enumerate(word)
        for figures in _FIGURES
        if character in figures
        for figure in figures
        if figure != character
    ]
    return (*candidates, *others[:MOST_NEIGHBOURS])


def look_again(octets: bytes, paper: Paper, asked: Sequence[Question], *, sandbox: Sandbox) -> list[Inked]:
    """What the ink says at these places; places of which it says nothing are left out."""
    known = [word for word in paper.words if _is_known(word)][:MOST_KNOWN]
    answer = sandbox.run(Task.WEIGH, octets, _written(asked, known, paper.text))
    if isinstance(answer, Obstacle):
        return []
    try:
        return list(_answers(asked, decode(answer, limit=len(answer))))
    except Malformed:
        return []


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _round(boxes: Iterable[Box | None]) -> Box | None:
    """One box round boxes of one line; None if any is lacking, or they stand on two pages."""
    found = list(boxes)
    if not found or any(box is None for box in found):
        return None
    held = [box for box in found if box is not None]
    if len({box.page for box in held}) > 1 or min(b.bottom for b in held) < max(b.top for b in held):
        return None
    return Box(
        page=held[0].page,
        left=min(box.left for box in held),
        top=min(box.top for box in held),
        right=max(box.right for box in held),
        bottom=max(box.bottom for box in held),
    )


def _is_known(word: ReadWord) -> bool:
    return word.box is not None and word.sure >= CERTAIN and word.span[1] - word.span[0] >= LONG


# ── over the wall and back ───────────────────────────────────────────────────


def _written(asked: Sequence[Question], known: Sequence[ReadWord], text: str) -> bytes:
    return encode(
        [
            write_boxes(question.box for question in asked),
            [list(question.candidates) for question in asked],
            write_boxes(word.box for word in known),
            [text[slice(*word.span)] for word in known],
        ]
    )


def weighed(octets: bytes, written: bytes) -> bytes:
    """The worker's side: each question's best candidate by number, and how many times likelier it is."""
    from chancery.paper.picture import weigh_words

    match decode(written, limit=len(written)):
        case [bytes(boxes), list(candidates), bytes(known_boxes), list(known)]:
            places = [
                (box, [str(each) for each in _texts(words)]) for box, words in _paired(boxes, candidates)
            ]
            held = [(box, str(word)) for box, word in _paired(known_boxes, known)]
        case _:
            raise Malformed("These are no questions.")
    found = weigh_words(octets, places, known=held)
    told = [_told(answer, words) for answer, (_, words) in zip(found, places, strict=True)]
    return encode(list(told))


def _told(answer: tuple[str, float] | None, candidates: list[str]) -> list[int]:
    if answer is None or answer[0] not in candidates:
        return [-1, 0]
    return [candidates.index(answer[0]), round(min(answer[1], 1e9))]


def _paired(column: bytes, values: list[Value]) -> Iterator[tuple[Box, Value]]:
    for box, value in zip(read_boxes(column), values, strict=True):
        if box is None:
            raise Malformed("A question has a place.")
        yield box, value


def _texts(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise Malformed("Candidates are a list.")
    return value


def _answers(asked: Sequence[Question], answer: Value) -> Iterator[Inked]:
    if not isinstance(answer, list) or len(answer) != len(asked):
        raise Malformed("There is an answer to each question.")
    for question, told in zip(asked, answer, strict=True):
        match told:
            case [int(number), int(odds)] if 0 <= number < len(question.candidates) and odds >= TELLING:
                yield Inked(span=question.span, says=question.candidates[number])
            case [int(), int()]:
                continue
            case _:
                raise Malformed("An answer is a candidate and its odds.")
