"""In which language a page is read: the address says it, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import register_converter

from chancery.phrases import LANGUAGES


class LanguageInAddress:
    """The first part of an address, `/en/` or `/ar/`."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        """The language tag, as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The language tag, as it stands."""
        return value


register_converter(LanguageInAddress, "language")
"""Once, however many sets of addresses a process has."""


def of_address(path: str) -> str:
    """The language of an address; the first we have when it names none."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in LANGUAGES else LANGUAGES[0]


def preferred(accept: str) -> str:
    """
    The language a browser asks for (RFC 9110 section 12.5.4), among those we have.

    A header that cannot be read asks for nothing.
    """
    ranked = sorted(_asked_for(accept), key=lambda asked: -asked[1])
    for tag, _ in ranked:
        if tag in LANGUAGES:
            return tag
    return LANGUAGES[0]


def _asked_for(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.lower().split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            rank = float(weight) if weight else 1.0
        except ValueError:
            rank = 0.0
        if rank > 0:
            yield tag.partition("-")[0].strip(), rank
