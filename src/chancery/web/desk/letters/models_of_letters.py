"""Forms that letters are often begun from; the words are in the catalogue, like all our sentences."""

from __future__ import annotations

from collections.abc import Mapping

from chancery.phrases import LANGUAGES, say

MODELS = ("blank", "note", "order", "answer")


def model(name: str) -> Mapping[str, str]:
    """The words of a model in every language; none for the blank one and for a name we do not have."""
    if name not in MODELS or name == "blank":
        return {}
    return {language: say(f"writing.words.{name}", language).replace(" ¶ ", "\n\n") for language in LANGUAGES}
