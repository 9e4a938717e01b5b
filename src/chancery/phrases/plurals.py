"""Which plural form a whole number takes, by the rules of each language.

Source: Unicode CLDR, `plurals.xml`, cardinal rules for `en` and `ar`.  We count people
and hours, so only whole numbers of nought or more come here; the rules for decimals
(and with them the English difference between 1 and 1.0) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


def english(count: int) -> str:
    """One thing, or another number of things."""
    return "one" if count == 1 else "other"


def arabic(count: int) -> str:
    """None, one, a pair, a few (3–10), many (11–99), and the round hundreds with the two after them."""
    if count in (0, 1, 2):
        return ("zero", "one", "two")[count]
    if 3 <= count % 100 <= 10:
        return "few"
    return "many" if count % 100 >= 11 else "other"


RULES: Mapping[str, Callable[[int], str]] = {"en": english, "ar": arabic}

FORMS: Mapping[str, frozenset[str]] = {
    "en": frozenset({"one", "other"}),
    "ar": frozenset({"zero", "one", "two", "few", "many", "other"}),
}
"""Every form a language has; a sentence with a number needs them all."""


def category(language: str, count: int) -> str:
    """The CLDR name of the form; KeyError for a language we do not have, ValueError below nought."""
    if count < 0:
        raise ValueError(f"{count} of something cannot be counted")
    return RULES[language](count)
