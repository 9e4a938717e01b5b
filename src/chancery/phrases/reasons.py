"""A reason as a sentence, and what was not checked.

The tree itself is told by whoever shows it, indented or folded; here is one step of it.
"""

from __future__ import annotations

from chancery.check.answers import Gap
from chancery.phrases.catalogue import fill, has
from chancery.phrases.saying import UNNAMED, Names, apart, say
from chancery.record.logic import Truth
from chancery.record.reason import Reason

TELLING = frozenset({"condition.act", "condition.fact", "premise.in_force", "mandate.subject"})
"""Steps that say more than the leaf below them: “it waits for …” rather than “no such act”."""

TRUTHS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNDETERMINED: "undetermined"}


def reason(step: Reason, language: str, names: Names = UNNAMED) -> str:
    """
    One step as a sentence.

    A rule without a sentence is named as it is: the reader is told that there is a
    reason rather than nothing (and `tests/phrases` fails until it has its sentence).
    """
    key = f"rule.{step.rule}.{TRUTHS[step.truth]}"
    if not has(key, language):
        truth = say(f"word.{TRUTHS[step.truth]}", language)
        return say("rule.unphrased", language, rule=step.rule, truth=truth)
    return _begun(say(key, language, names, **step.facts), language)


def _begun(sentence: str, language: str) -> str:
    """With a capital, where it begins with an office that has no title: “The office press …”."""
    untitled = apart(fill("office.untitled", language, {"name": ""}))[:-1]
    return f"{sentence[0]}{sentence[1].upper()}{sentence[2:]}" if sentence.startswith(untitled) else sentence


def cause(tree: Reason) -> Reason:
    """The first step that made this answer what it is and tells a reader something."""
    step = tree
    while step.rule not in TELLING:
        deeper = next((below for below in step.because if below.truth is step.truth), None)
        if deeper is None:
            break
        step = deeper
    return step


def gap(gap: Gap, language: str, names: Names = UNNAMED) -> str:
    """What was not checked, as a sentence."""
    key = f"not_checked.{gap.what}"
    if not has(key, language):
        return say("not_checked.unphrased", language, what=apart(gap.what))
    return say(key, language, names, **gap.facts)
