"""Who is said to have said it: the clause beside a quotation, exactly as printed.

Nothing is resolved: “Miley” stays “Miley”, “one of them” stays so.  The rules look at
the one sentence only, first after the quotation (“…,” said Seeley), then before it
(officials told reporters that “…”).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chancery.check.sentences import trimmed
from chancery.record.words import Span

_ENGLISH = (
    "said|says|say|saying|added|adds|told|tells|wrote|writes|stated|states|announced|announces|declared|declares"
    "|claimed|claims|insisted|insists|warned|warns|argued|argues|replied|replies|asked|asks|noted|notes"
    "|explained|explains|acknowledged|acknowledges|tweeted|posted|reported|confirmed|confirms|denied|denies"
    "|called|continued|concluded|recalled|remarked|testified|according to"
)
_ARABIC = (
    "قال|قالت|قالوا|يقول|تقول|أضاف|أضافت|اضاف|ذكر|ذكرت|صرح|صرّح|صرحت|أعلن|أعلنت|اعلن|أكد|أكدت|اكد|أوضح|أوضحت"
    "|اوضح|كتب|كتبت|أشار|أشارت|نقل|نقلت|نفى|نفت|تابع|تابعت|شدد|شددت"
)
_VERB = re.compile(rf"\b(?:{_ENGLISH}|[وف]?(?:{_ARABIC}))\b", re.IGNORECASE)
_IS_ARABIC = re.compile("[\u0621-\u064a]")
_SPEAKER_ENDS = re.compile(
    r"[.,;:?!“”„«»\"()\[\]–—\n]|\b(?:in|on|at|to|that|during|after|before|when|while|as|but|and then|about)\b"
    r"|(?<!\w)(?:إن|أن|ان|بأن|إنه|أنه|في|خلال|بعد|قبل)(?!\w)"
)
_CLAUSE_STARTS = re.compile(
    r"[.,;:?!“”„«»\"()\[\]–—\n]|\b(?:but|that|and|because|while|as|after|when|although)\b"
)
_FAR = 400
"""How much of a sentence on either side is looked at."""

_NEAR_AFTER = 80
"""Within how many characters after the quotation its verb must stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The verb of saying and whose it is, as printed; the speaker is None when no name stands by the verb."""

    verb: Span
    speaker: Span | None

    @property
    def span(self) -> Span:
        """Verb and speaker together."""
        if self.speaker is None:
            return self.verb
        return (min(self.verb[0], self.speaker[0]), max(self.verb[1], self.speaker[1]))


def attribution(article: str, quotation: Span, sentence: Span) -> Attribution | None:
    """Who is said to have said *quotation*, by its own sentence; None when it does not say."""
    return _after(article, quotation[1], sentence[1]) or _before(article, sentence[0], quotation[0])


def _after(article: str, start: int, end: int) -> Attribution | None:
    """“…,” said Seeley; “…,” Seeley said."""
    found = _VERB.search(article, start, min(end, start + _NEAR_AFTER))
    if found is None or _starts_another_clause(article[start : found.start()]):
        return None
    between = trimmed(article, *_without_marks(article, start, found.start()))
    if between[0] < between[1]:
        return Attribution(verb=found.span(), speaker=between)
    speaker = _following(article, found.end(), end)
    # A verb with nobody beside it introduces the next quotation: «…» وأضاف: «…».
    return Attribution(verb=found.span(), speaker=speaker) if speaker else None


def _before(article: str, start: int, end: int) -> Attribution | None:
    """Seeley said “…”; officials told reporters that “…”; قال الوزير إن «…»."""
    last = None
    for found in _VERB.finditer(article, max(start, end - _FAR), end):
        last = found
    if last is None:
        return None
    if _speaker_follows(article, last):
        return Attribution(verb=last.span(), speaker=_following(article, last.end(), end))
    return Attribution(verb=last.span(), speaker=_preceding(article, start, last.start()))


def _speaker_follows(article: str, verb: re.Match[str]) -> bool:
    """Whether the speaker stands after the verb: in Arabic, after “according to”, after a quotation."""
    if _IS_ARABIC.search(verb.group()) or verb.group().lower() == "according to":
        return True
    return article[max(0, verb.start() - 2) : verb.start()].rstrip().endswith(("”", "»", '"'))


def _starts_another_clause(between: str) -> bool:
    """Whether too much stands between the quotation and the verb for the verb to be its own."""
    return len(between.split()) > 6 or bool(re.search(r"[.;“«\"–—]", between))


def _without_marks(article: str, start: int, end: int) -> Span:
    piece = article[start:end]
    return (start + len(piece) - len(piece.lstrip(" ,")), end - len(piece) + len(piece.rstrip(" ,")))


def _following(article: str, start: int, end: int) -> Span | None:
    stop = _SPEAKER_ENDS.search(article, start, min(end, start + _FAR))
    span = trimmed(article, start, stop.start() if stop else min(end, start + _FAR))
    return span if span[0] < span[1] else None


def _preceding(article: str, start: int, end: int) -> Span | None:
    if article[start:end].rstrip().endswith(","):
        # “The letter, written Monday and addressed to …, said”: what the verb belongs to
        # stands before the inserted clause.
        first = article.find(",", start, end)
        span = trimmed(article, start, first)
        return span if span[0] < span[1] else None
    for stop in _CLAUSE_STARTS.finditer(article, max(start, end - _FAR), end):
        if article[stop.end() : end].strip():
            start = stop.end()
    span = trimmed(article, start, end)
    return span if span[0] < span[1] else None
