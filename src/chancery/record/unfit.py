"""Why something cannot be done to a matter, by a name of which every language has a sentence.

Two errors, with the same names: `Unfit` for what was written or pointed at, `Untimely`
for what does not follow from how the matter stands.  In both cases nothing was kept.
"""

from __future__ import annotations

from enum import StrEnum, unique

from chancery.errors import Malformed, OutOfOrder


@unique
class Fault(StrEnum):
    """One fault of a form, or of the moment."""

    NAME = "name"
    NOTE_LONG = "note_long"
    REASON = "reason"
    TITLE = "title"
    SENTENCE = "sentence"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_THERE = "not_there"
    TWICE = "twice"
    PLACE = "place"
    NARRATOR = "narrator"
    QUOTES_NOTHING = "quotes_nothing"
    QUOTES_INDIRECTLY = "quotes_indirectly"
    QUOTE_NOTE = "quote_note"
    TELLER = "teller"
    CLAIMED = "claimed"
    ABOUT = "about"
    TIME_WORDS = "time_words"
    TIME_BASIS = "time_basis"
    ACT = "act"
    PARTY = "party"
    SPEAKER = "speaker"

    STALE = "stale"
    GATHERED = "gathered"
    NOT_GATHERED = "not_gathered"
    KNOWN_SOURCE = "known_source"
    UNKNOWN_SOURCE = "unknown_source"
    SAME_NAME = "same_name"
    NOT_HELD = "not_held"
    NO_MATTER = "no_matter"
    OPENED = "opened"
    TEXT_ABSENT = "text_absent"


class Unfit(Malformed):
    """What was written does not fit; *words* are those that do not, where there are any."""

    def __init__(self, fault: Fault, sentence: str, words: str = "") -> None:
        super().__init__(sentence)
        self.fault = fault
        self.words = words


class Untimely(OutOfOrder):
    """The matter does not stand so that this could follow."""

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault
