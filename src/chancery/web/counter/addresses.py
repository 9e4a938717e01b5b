"""The parts of an address that are more than words: a printed code, and the ending of a format."""

from __future__ import annotations

from chancery.web.counter.views.feeds import FEEDS, FORMATS


class PrintedCode:
    """A letter's code as it is printed, with its dashes or without."""

    regex = "[0-9A-Za-z]{5}-?[0-9A-Za-z]{5}-?[0-9A-Za-z]"

    def to_python(self, value: str) -> str:
        """As it stands; whether it is one is for the record to say."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class FormatEnding(PrintedCode):
    """The ending of a format that one letter can be had in."""

    regex = "|".join(FORMATS)


class FeedEnding(PrintedCode):
    """The ending of a format that many letters can be had in."""

    regex = "|".join(FEEDS)
