"""The sentence on top, and what to do.

The sentence tells two of the five answers side by side: who issued it, and the one of
the others that a reader must not miss.  It never adds them up; there is no word for a sum.
"""

from __future__ import annotations

from collections.abc import Mapping

from chancery.check.answers import Answers, Authority, Force, Likeness, Origin
from chancery.phrases.five import without_words
from chancery.phrases.saying import UNNAMED, Names, say
from chancery.phrases.standings import standing

WITHOUT_LETTER: Mapping[str, str] = {
    Origin.DISCLAIMED: "disclaimed",
    Origin.COULD_NOT_CHECK: "could_not_check",
}

FIRST: Mapping[str, str] = {
    Likeness.EXCERPT: "the_words",
    Likeness.ALTERED: "other_words",
    Likeness.NOT_IN_WORDS: "not_in_it",
}

AFTER_STANDING: Mapping[str, str] = {
    Force.IN_FORCE: "in_force",
    Force.PARTLY: "partly_in_force",
    Force.NOT_IN_FORCE: "not_in_force",
    Force.UNDETERMINED: "force_undetermined",
    Force.NO_EFFECT: "no_effect",
}

WHAT_TO_DO: Mapping[str, str] = {
    "disowned": "gone",
    "withdrawn": "gone",
    "expired": "not_binding",
    "superseded": "replaced",
    "suspended": "paused",
    "in_part": "doubtful",
    "undetermined": "doubtful",
    "unknown": "again",
    "authority_no": "no_authority",
    "authority_undetermined": "doubtful",
    "corrected": "corrected",
    "not_in_force": "not_binding",
    "no_effect": "quote",
    "in_force": "quote",
    "partly_in_force": "quote",
    "force_undetermined": "not_binding",
}


def lead(answers: Answers, language: str, names: Names = UNNAMED) -> str:
    """One sentence that tells who issued it and what a reader must not miss."""
    if answers.letter is None:
        return _without_letter(answers, language, names)
    institution = answers.letter.institution
    if answers.origin.state == Origin.COULD_NOT_CHECK:
        # A name that only the document gives is not given to the reader as the issuer's.
        return say("lead.unproven", language, names, institution=institution)
    key = "unread" if _is_unread(answers) else FIRST.get(answers.words.state, "the_letter")
    first = say(f"lead.first.{key}", language, names, institution=institution)
    then = say(f"lead.then.{_foremost(answers)}", language, names)
    return say("lead.joined", language, first=first, then=then)


def do(answers: Answers, language: str, names: Names = UNNAMED) -> str:
    """One line on what a reader may do with it."""
    institution = answers.origin.because.facts.get("institution")
    return say(f"do.{_deed(answers)}", language, names, institution=institution)


def _is_unread(answers: Answers) -> bool:
    """Whether a copy was brought whose words nobody can tell; a code that was typed brings none."""
    return answers.words.state == Likeness.CANNOT_TELL and not without_words(answers.words)


def _without_letter(answers: Answers, language: str, names: Names) -> str:
    key = WITHOUT_LETTER.get(answers.origin.state, "none")
    if key == "none" and without_words(answers.words):
        key = "none_code"
    if answers.standing.state == "reported only":
        key = "reported"
    institution = answers.origin.because.facts.get("institution")
    return say(f"lead.{key}", language, names, institution=institution)


def _foremost(answers: Answers) -> str:
    """What must not be missed: what happened to the letter, then what it lacked, then what it does."""
    found = standing(answers.standing.state).key
    if found not in ("current", "corrected"):
        return found if found in WHAT_TO_DO else "undetermined"
    if answers.authority.state in (Authority.NO, Authority.IN_PART):
        return "authority_no"
    if answers.authority.state == Authority.UNDETERMINED:
        return "authority_undetermined"
    return "corrected" if found == "corrected" else AFTER_STANDING[answers.force.state]


def _deed(answers: Answers) -> str:
    if answers.letter is None:
        return "disclaimed" if answers.origin.state == Origin.DISCLAIMED else "none"
    if answers.origin.state == Origin.COULD_NOT_CHECK:
        return "unproven"
    deed = WHAT_TO_DO[_foremost(answers)]
    if deed == "gone":
        return deed
    if answers.words.state == Likeness.ALTERED:
        return "other_words"
    if _is_unread(answers):
        return "unread"
    return "not_in_it" if answers.words.state == Likeness.NOT_IN_WORDS else deed


def line(answers: Answers, language: str, names: Names = UNNAMED, *, since: int | None = None) -> str:
    """
    One sentence to copy into a message, with the time of the record and of the standing.

    *since* is the moment from which the standing holds.
    """
    if answers.letter is None:
        raise KeyError("a line to copy speaks about a letter, and none was found")
    found = standing(answers.standing.state)
    key = found.key if found.last is None else "unknown"
    return say(
        f"line.{key}",
        language,
        names,
        institution=answers.letter.institution,
        read=answers.record_seen,
        since=answers.record_seen,
        at=answers.standing.as_of if since is None else since,
    )
