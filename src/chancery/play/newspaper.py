"""What the newspaper of a demonstration is told, by the names under which its environment says so."""

from __future__ import annotations

LETTER = "CHANCERY_GAZETTE_LETTER"
"""The letter it writes about, by its code."""
QUOTATION = "CHANCERY_GAZETTE_QUOTATION"
"""Which words of it the article quotes."""
