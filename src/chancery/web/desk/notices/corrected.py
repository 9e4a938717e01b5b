"""Corrected words beside the registered ones, before they are on the record."""

from __future__ import annotations

from chancery.record.words import Text, Words
from chancery.web.counter.corrections import changed
from chancery.web.counter.differs import Differs


def difference(registered: Words | None, corrected: str, language: str) -> Differs | None:
    """What a correction changes; None while it changes nothing, or only speaks about the letter."""
    if not corrected.strip():
        return None
    return changed(registered, Words(authoritative=Text(language=language, text=corrected)), language)
