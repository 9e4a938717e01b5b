"""What differs, word by word: what is registered beside what was brought."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.check.difference import Change, Run
from chancery.check.words import WordsFinding
from chancery.phrases import listed, say
from chancery.phrases.catalogue import slug
from chancery.record.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some words in a row, and whether they stand on this side only."""

    text: str
    only_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """Both sides from beginning to end; and what was set aside to compare them."""

    language: str
    registered: tuple[Stretch, ...]
    copy: tuple[Stretch, ...]
    set_aside: str | None


def differs(finding: WordsFinding | None, copy: str, words: Words | None, language: str) -> Differs | None:
    """Both sides of an altered text; None when nothing differs or there is nothing to show."""
    if finding is None or words is None or finding.language is None:
        return None
    text = words.in_language(finding.language)
    if text is None or not (finding.changed or finding.normalisations):
        return None
    return Differs(
        language=finding.language,
        registered=_side(finding.runs, text.text, "registered"),
        copy=_side(finding.runs, copy, "copy"),
        set_aside=_set_aside(finding, language),
    )


def _side(runs: tuple[Run, ...], text: str, side: str) -> tuple[Stretch, ...]:
    """One side in stretches, with the spaces between them as they stand in the text."""
    stretches: list[Stretch] = []
    before: int | None = None
    for run in runs:
        start, end = run.copy if side == "copy" else run.registered
        if start == end:
            continue
        if before is not None and before < start:
            stretches.append(Stretch(text=text[before:start], only_here=False))
        stretches.append(Stretch(text=text[start:end], only_here=run.change is not Change.SAME))
        before = end
    return tuple(stretches)


def _set_aside(finding: WordsFinding, language: str) -> str | None:
    if not finding.normalisations:
        return None
    steps = [say(f"normalisation.{slug(each)}", language) for each in sorted(finding.normalisations)]
    return listed(steps, language)
