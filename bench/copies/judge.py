"""Sets an answer beside the truth: what was said of a copy, of which letter, and which words were shown.

Nothing of the comparison that is judged is used here: whether a copy truly stands in a
letter is asked of its words between white space, one after the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from enum import StrEnum, unique
from typing import Any, Protocol

from bench.copies.cases import Became, Case, Said
from bench.copies.edits import Places, Truth
from chancery.check.answers import Answers, Likeness
from chancery.check.copy import Checked, Kind
from chancery.check.words import WordsFinding


@unique
class Told(StrEnum):
    """What was said of a copy."""

    EQUAL = "equal"
    EXCERPT = "excerpt"
    ALTERED = "altered"
    CANNOT_TELL = "cannot tell"
    QUOTED = "quotations only"
    """Not taken for a copy of any letter; some sentences in it were looked up one by one."""
    NOT_FOUND = "not found"
    WRONG_LETTER = "wrong letter"
    BROKE_OFF = "broke off"
    """The check ended in a fault of its own, and nobody was told anything."""


_TOLD = {
    Likeness.EXACT: Told.EQUAL,
    Likeness.NORMALISED: Told.EQUAL,
    Likeness.EXCERPT: Told.EXCERPT,
    Likeness.ALTERED: Told.ALTERED,
    Likeness.CANNOT_TELL: Told.CANNOT_TELL,
    Likeness.NOT_IN_WORDS: Told.NOT_FOUND,
    Likeness.NOTHING_REGISTERED: Told.NOT_FOUND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One copy, what was said of it, and how that stands to the truth."""

    number: int
    letter: str
    became: str
    on: str
    how: str
    language: str
    told: str
    found: bool
    """Whether the right letter is among those named, or one in which the same words stand."""
    false_equal: bool
    shown_right: int
    shown_wrong: int
    not_shown: int
    doubted: int
    """Of those not shown, the words of which it was said that they could not be read."""
    seconds: float
    way: str = ""
    why: str = ""
    """The reason given for not telling."""

    def written(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A run of words on both sides, as code points."""

    copy: tuple[int, int]
    registered: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Knows the registered text of every statement, and which statement each letter is."""

    texts: Mapping[str, str]
    ids: Mapping[str, str]

    def judged(
        self, case: Case, said: Said, checked: Checked, *, language: str, seconds: float, way: str = ""
    ) -> Verdict:
        """The verdict about one copy."""
        became = said.became or case.became
        named = [place for place, answers in enumerate(checked.letters) if answers.letter is not None]
        texts = {place: self.texts[_id(checked.letters[place])] for place in named}
        right = [place for place in named if _id(checked.letters[place]) == self.ids.get(case.letter)]
        same = [place for place in named if truly_in(said.text, texts[place])]
        found = right or same
        told = self._told(became, said, case, checked, found, texts)
        finding = checked.words[right[0]] if right and checked.words else None
        score = self._score(case, said, checked, finding) if became is Became.ALTERED else Score()
        return Verdict(
            number=case.number,
            letter=case.letter,
            became=became,
            on=case.on,
            how=case.how,
            language=language,
            told=told,
            found=bool(found),
            false_equal=_is_false(became, checked, named, same) or _misquoted(checked, said),
            shown_right=score.right,
            shown_wrong=score.wrong,
            not_shown=score.missed,
            doubted=score.doubted,
            seconds=seconds,
            way=way,
            why="" if finding is None or finding.doubt is None else finding.doubt.value,
        )

    def _told(
        self,
        became: Became,
        said: Said,
        case: Case,
        checked: Checked,
        found: Sequence[int],
        texts: Mapping[int, str],
    ) -> Told:
        if checked.copy.kind is Kind.ARTICLE:
            return Told.QUOTED if texts else Told.NOT_FOUND
        if found:
            return _TOLD[_state(checked.letters[found[0]])]
        told = _TOLD[_state(checked.letters[0])]
        if not texts or became is Became.UNREGISTERED or told in (Told.CANNOT_TELL, Told.NOT_FOUND):
            return told
        own, theirs = self.texts[self.ids[case.letter]], next(iter(texts.values()))
        is_nearer = told is Told.ALTERED and _closeness(said.text, theirs) >= _closeness(said.text, own)
        return told if is_nearer else Told.WRONG_LETTER

    def _score(self, case: Case, said: Said, checked: Checked, finding: WordsFinding | None) -> Score:
        own = self.texts[self.ids[case.letter]]
        if finding is None:
            return Score(missed=max(map(_size, said.truths)))
        if checked.copy.text == said.text:
            runs = [(run.copy, run.registered) for run in finding.changed]
            return Judge.of_runs(runs, said, own)
        shown, doubted = (_shown(runs, checked.copy.text, own) for runs in (finding.changed, finding.unread))
        return max((_paper_score(truth, shown, doubted) for truth in said.truths), key=Score.justice)

    @staticmethod
    def of_runs(runs: Iterable[tuple[tuple[int, int], tuple[int, int]]], said: Said, letter: str) -> Score:
        """How well stretches of a text and of its letter show what was changed."""
        shown = _shown([Stretch(copy=copy, registered=own) for copy, own in runs], said.text, letter)
        if _explains(said.text, letter, shown, said.truths):
            return Score(right=_size(said.truths[0]))
        return max((_text_score(truth, shown) for truth in said.truths), key=Score.justice)


def _misquoted(checked: Checked, said: Said) -> bool:
    """Whether a sentence is called registered that does not stand on the paper, only in the file."""
    stands = _bare(said.text)
    return any(_bare(piece) not in stands for piece in called_registered(checked))


def called_registered(checked: Checked) -> Iterator[str]:
    """The pieces of an article that are said to stand in a letter as they are."""
    for passage in checked.passages:
        for piece in passage.pieces:
            if piece.match is not None and _TOLD[piece.match.finding.likeness] in (Told.EQUAL, Told.EXCERPT):
                yield checked.copy.text[slice(*piece.span)]


_SAME_INK = str.maketrans("أإآٱىؤئ٠١٢٣٤٥٦٧٨٩", "اااايوي0123456789")


def _bare(text: str) -> str:
    """Only letters and digits, Arabic ones as a hurried reader takes them; for whether a sentence stands."""
    return "".join(filter(str.isalnum, text)).translate(_SAME_INK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many changed words were shown, how many unchanged ones, and how many were not."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    doubted: int = 0

    def justice(self) -> int:
        """Of two truths, the one that does the answer most justice counts."""
        return self.right - self.wrong - self.missed


def unread(
    case: Case, said: Said, *, language: str, seconds: float, told: Told, way: str = "", why: str = ""
) -> Verdict:
    """The verdict about a file of which nothing could be told."""
    became = said.became or case.became
    return Verdict(
        number=case.number,
        letter=case.letter,
        became=became,
        on=case.on,
        how=case.how,
        language=language,
        told=told,
        found=False,
        false_equal=False,
        shown_right=0,
        shown_wrong=0,
        not_shown=max(map(_size, said.truths), default=0),
        doubted=0,
        seconds=seconds,
        way=way,
        why=why,
    )


def _id(answers: Answers) -> str:
    assert answers.letter is not None
    return answers.letter.id


def _state(answers: Answers) -> Likeness:
    return Likeness(answers.words.state)


def _is_false(became: Became, checked: Checked, named: Sequence[int], same: Sequence[int]) -> bool:
    """Whether words are called registered that are not: the one answer that must never be given."""
    if checked.copy.kind is Kind.ARTICLE or became not in (Became.ALTERED, Became.UNREGISTERED):
        return False
    called = [place for place in named if _TOLD[_state(checked.letters[place])] in (Told.EQUAL, Told.EXCERPT)]
    return any(place not in same for place in called)


def _closeness(copy: str, letter: str) -> int:
    matcher = SequenceMatcher(None, copy.split(), letter.split(), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def truly_in(copy: str, letter: str) -> bool:
    """Whether the copy's words stand in the letter one after the other, marks at its two ends aside."""
    ours, theirs = _bare_ends(copy.split()), letter.split()
    if not ours:
        return False
    first, *_, last = (*ours, ours[-1])
    for start in range(len(theirs) - len(ours) + 1):
        if theirs[start].endswith(first) and theirs[start + len(ours) - 1].startswith(last):
            inside = theirs[start : start + len(ours)]
            if inside[1:-1] == ours[1:-1]:
                return True
    return False


_MARKS = "“”\"'‘’.,;:؛،()[]"


def _bare_ends(words: list[str]) -> list[str]:
    if not words:
        return []
    if len(words) == 1:
        return [words[0].strip(_MARKS)]
    return [words[0].lstrip(_MARKS), *words[1:-1], words[-1].rstrip(_MARKS)]


# ── which words were shown ───────────────────────────────────────────────────


class Placed(Protocol):
    """A run of words on both sides, as code points; a run that differs, or one that could not be read."""

    @property
    def copy(self) -> tuple[int, int]:
        """Where it stands in the copy."""
        ...

    @property
    def registered(self) -> tuple[int, int]:
        """Where it stands in the registered text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Words of the copy, words of the letter, and words of the letter before which something was added."""

    copy: Places
    letter: Places
    before: Places


def _shown(runs: Iterable[Placed], copy: str, letter: str) -> Shown:
    ours, theirs = Words(copy), Words(letter)
    told = list(runs)
    return Shown(
        copy=frozenset(place for run in told for place in ours.touched(run.copy)),
        letter=frozenset(place for run in told for place in theirs.touched(run.registered)),
        before=frozenset(
            theirs.next_after(run.registered[0]) for run in told if run.registered[0] == run.registered[1]
        ),
    )


class Words:
    """The words of a text between white space, by their places in code points."""

    def __init__(self, text: str) -> None:
        spans = [found.span() for found in re.finditer(r"\S+", text)]
        self._begins = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def touched(self, span: tuple[int, int]) -> range:
        """The words that a span of code points touches."""
        if span[0] == span[1]:
            return range(0)
        return range(bisect_right(self._ends, span[0]), bisect_left(self._begins, span[1]))

    def next_after(self, place: int) -> int:
        """The first word that begins there or later."""
        return bisect_left(self._begins, place)


def _explains(copy: str, letter: str, shown: Shown, truths: Sequence[Truth]) -> bool:
    """
    Whether what was shown, taken out on both sides, leaves the same words, and is no more than was changed.

    Of “a b a b” with two words fewer nobody can say which two are gone; every such answer is right.
    """
    if len(shown.copy) + len(shown.letter) > min(map(_size, truths)):
        return False
    ours = [word for place, word in enumerate(copy.split()) if place not in shown.copy]
    theirs = [word for place, word in enumerate(letter.split()) if place not in shown.letter]
    return ours == theirs


def _size(truth: Truth) -> int:
    return len(truth.copy) + len(truth.letter)


def _text_score(truth: Truth, shown: Shown) -> Score:
    right = len(truth.copy & shown.copy) + len(truth.letter & shown.letter)
    told = len(shown.copy) + len(shown.letter)
    return Score(right=right, wrong=told - right, missed=_size(truth) - right)


def _paper_score(truth: Truth, shown: Shown, doubted: Shown) -> Score:
    """On the letter's side only, for nobody knows which word of a reading is which word of the paper."""
    added = frozenset(place for place in truth.before if shown.before & {place, place + 1})
    right = len(truth.letter & shown.letter) + len(added)
    told = len(shown.letter) + len(shown.before)
    doubts = (truth.letter - shown.letter) & doubted.letter | (truth.before - added) & doubted.before
    return Score(
        right=right,
        wrong=told - right,
        missed=len(truth.letter) + len(truth.before) - right,
        doubted=len(doubts),
    )
