"""What a demonstration assumes, in the reader's language where it has been put into words."""

from __future__ import annotations

from chancery.phrases.catalogue import has, slug
from chancery.phrases.saying import say


def assumption(written: str, language: str) -> str:
    """The assumption that begins with a known name (`DA3 …`) in that language; any other as it is."""
    key = f"demo.assumption.{slug(written.split(' ', 1)[0])}"
    return say(key, language) if has(key, language) else written
