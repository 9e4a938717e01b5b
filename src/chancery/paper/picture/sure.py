"""How sure a word is: what the recogniser's confidence and a second reading were worth when measured."""

from __future__ import annotations

from chancery.paper.picture.opinions import Opinion


def sureness(opinion: Opinion) -> float:
    """The probability that the word was read as it was written, 0 to 1."""
    confidence = opinion.word.confidence
    if opinion.other is None:
        return min(confidence, 0.5)
    if opinion.other != opinion.word.text:
        return min(confidence, 0.4)
    return min(1.0, (confidence + opinion.confidence) / 2)
