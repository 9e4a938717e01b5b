"""How much of a stranger's file is looked at, and what looking may cost: every limit, in one place."""

from __future__ import annotations

from dataclasses import dataclass

MOST_OCTETS = 25_000_000
"""The longest file."""

MOST_PAGES = 50
"""Pages of a PDF that are read; a longer one is refused, because half a letter is none."""

MOST_PIXELS = 200_000_000
"""Pixels of all pictures and pages of one file together."""

MOST_PIXELS_AT_ONCE = 40_000_000
"""Pixels of one picture: what two good telephones take, and 120 MB in memory."""

MOST_TEXT = 2_000_000
"""Octets of a plain text, as at the Counter."""

MOST_CHARACTERS = 1_000_000
"""Characters read from one file, as many as a letter may have (`record.words`)."""

MOST_WORDS = 100_000
"""Words of one file with all that it encloses; fifty pages have thirty thousand."""

MOST_INFLATED = 64_000_000
"""Octets that the compressed parts of one document may become, together."""

MOST_PARAGRAPHS = 50_000
"""Paragraphs and table cells of one document, or blocks of one page of the web."""

DEEPEST_ENCLOSURE = 3
"""How often a file may lie inside a file inside a file."""

MOST_ENCLOSED = 20
"""Files that one e-mail may carry and have read."""

MOST_NAMED = 1_000
"""Hidden things, codes, seals and pages that one reading names; there may be more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What reading one file may use up before it is ended."""

    seconds: float = 10.0
    """By the clock on the wall, and of each processor."""
    memory: int = 480 * 2**20
    """Octets in use by everything that takes part, shared pages of programs included."""
    memory_of_one: int = 400 * 2**20
    """Octets of its own that one program may have; what it shares with others comes on top."""
    reserved: int = 2 * 2**30
    """Octets of addresses that one program may reserve; recognisers reserve far more than they use."""
    written: int = 64_000_000
    """Octets of one scratch file, of all scratch files together, and of the answer."""
    files_open: int = 64
    programs: int = 32
    """Programs and helpers that may run at once."""


ALLOWANCE = Allowance()

MOST_SECONDS = 600
"""The most that may be allowed for one file, on however slow a machine."""

AT_ONCE = 2
"""Files that one process has read at the same time; who comes next waits."""
