"""The five answers on a terminal: a calm table, and the reasons under it for whoever asks why."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.check import wording
from chancery.check.answers import Answer, Answers
from chancery.check.copy import Checked
from chancery.check.projection import likeness
from chancery.check.quotation import PassageFinding, PassageKind, Piece
from chancery.check.words import WordsFinding
from chancery.cli.naming import Names
from chancery.cli.speaking import plain, say, wrapped
from chancery.cli.table import columns
from chancery.phrases.catalogue import slug
from chancery.phrases.five import Sentence, answer
from chancery.phrases.leads import do, lead
from chancery.phrases.papers import also_seen
from chancery.phrases.reasons import gap, reason
from chancery.phrases.saying import say as phrase
from chancery.record.code import code_of
from chancery.record.reason import Reason

INDENT = "  "
SHOWN_AT_ONCE = frozenset({wording.DIFFERENCE, wording.OMISSION, wording.TRICK})
LONGEST_SHOWN = 100
"""Characters of a passage that are shown; the rest of a long one is in the text itself."""


class Telling:
    """What was found for one copy, told in one language."""

    def __init__(self, checked: Checked, names: Names, language: str, *, why: bool, then: bool) -> None:
        self._checked = checked
        self._names = names
        self._language = language
        self._why = why
        self._then = then

    def tell(self) -> None:
        """Every letter concerned, one after the other; of an article, its passages first."""
        for passage in self._checked.passages:
            for line in self._passage(passage):
                self._say(line)
        findings = self._checked.words or (None,) * len(self._checked.letters)
        for number, (answers, finding) in enumerate(zip(self._checked.letters, findings, strict=True)):
            if number or self._checked.passages:
                say()
            self._letter(answers, finding)
        if self._checked.remarks:
            say()
        for remark in self._checked.remarks:
            self._paragraph(also_seen(remark, self._language, self._names), first="- ")
        for other in self._checked.runners_up:
            self._say(f"Close to it: {other.code} {other.institution} {other.reference or ''}".rstrip())

    def _letter(self, answers: Answers, finding: WordsFinding | None) -> None:
        if answers.letter is not None:
            name = answers.letter
            self._say(f"{name.code}  {name.institution}  {name.reference or ''}".rstrip(), bold=True)
        self._say(lead(answers, self._language, self._names))
        self._say(do(answers, self._language, self._names))
        say()
        differing = None if finding is None else finding.differing
        told = [(each, self._sentence(each, answers, differing)) for each in answers]
        margin = max(columns(plain(each.question, self._language)) for _, each in told) + 2
        for each, sentence in told:
            self._answer(each, sentence, margin)
        say()
        self._paragraph(phrase("page.card.record_seen", self._language, read=answers.record_seen))
        if not self._why:
            self._not_checked(answers)

    def _not_checked(self, answers: Answers) -> None:
        """Once for all five answers: most of them have the same gaps."""
        gaps = dict.fromkeys(
            gap(each, self._language, self._names) for a in answers for each in a.not_checked
        )
        if gaps:
            self._say(f"{phrase('page.card.not_checked', self._language)}:")
        for told in gaps:
            self._paragraph(told, first="- ", indent=INDENT)

    def _sentence(self, each: Answer, answers: Answers, differing: int | None) -> Sentence:
        return answer(
            each, self._language, self._names, letter=answers.letter, differing=differing, then=self._then
        )

    def _answer(self, each: Answer, sentence: Sentence, margin: int) -> None:
        question = plain(sentence.question, self._language)
        head = question + " " * (margin - columns(question))
        self._paragraph(sentence.short, first=head, indent=" " * margin)
        self._paragraph(" ".join(sentence.why), indent=" " * margin)
        if not self._why:
            self._differences(each, margin)
            return
        self._paragraph(
            f"{phrase('page.card.does_not_mean', self._language)}: {sentence.does_not_mean}",
            indent=" " * margin,
        )
        for line in self._reasons(each.because, " " * margin):
            say(line, language=self._language, dim=True)
        for missing in each.not_checked:
            told = gap(missing, self._language, self._names)
            head = phrase("page.card.not_checked", self._language)
            self._paragraph(f"{head}: {told}", indent=" " * margin)

    def _differences(self, each: Answer, margin: int) -> None:
        """Which words differ, were left out or play a trick: nobody should have to ask for that."""
        for step in each.because.because:
            if step.rule in SHOWN_AT_ONCE:
                told = reason(step, self._language, self._names)
                self._paragraph(told, first=f"{' ' * margin}- ", indent=f"{' ' * margin}  ")

    def _reasons(self, step: Reason, indent: str) -> Iterator[str]:
        told = reason(step, self._language, self._names)
        yield wrapped(plain(told, self._language), first=f"{indent}- ", indent=f"{indent}  ")
        for below in step.because:
            yield from self._reasons(below, indent + INDENT)

    # ── an article ──

    def _passage(self, finding: PassageFinding) -> Iterator[str]:
        """A quotation, its parts and what was found for each; of the writer's own words, those registered."""
        text = self._checked.copy.text
        if finding.passage.kind is PassageKind.NARRATION:
            for piece in finding.pieces:
                whose = phrase("page.passage.narrated", self._language)
                yield f"{whose}: “{_short(text[slice(*piece.span)])}”"
                yield f"{INDENT}{self._likeness(piece)}"
            return
        yield f"“{_short(finding.passage.of(text))}”"
        indent = INDENT
        for piece in finding.pieces:
            if len(finding.pieces) > 1:
                yield f"{INDENT}“{_short(text[slice(*piece.span)])}”"
                indent = 2 * INDENT
            yield f"{indent}{self._likeness(piece)}"

    def _likeness(self, piece: Piece) -> str:
        found = likeness(piece.ranking)
        elsewhere = "_of_anything" if piece.match is None and found.value.startswith("not in") else ""
        short = phrase(f"words.{slug(found)}{elsewhere}.short", self._language)
        return short if piece.match is None else f"{short}: {code_of(piece.match.statement)}"

    # ── between them ──

    def _paragraph(self, text: str, *, first: str | None = None, indent: str = "") -> None:
        begin = indent if first is None else first
        self._say(wrapped(plain(text, self._language), first=begin, indent=indent))

    def _say(self, text: str, *, bold: bool = False) -> None:
        say(text, language=self._language, bold=bold)


def _short(text: str) -> str:
    """A passage on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
