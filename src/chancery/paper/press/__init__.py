"""A released statement becomes a letter: typeset, marked on every page, its evidence inside, not yet sealed.

`sheet_of` gathers what the record says, `press` draws it, `gate` looks whether the file is
what it claims to be.  Sealing comes after, and changes none of it.
"""

from __future__ import annotations

from chancery.paper.press.gate import Fault, Waiver, gate
from chancery.paper.press.letter import EVIDENCE_NAME, press
from chancery.paper.press.mark import Mark, mark_svg, read_mark, unsigned_mark, write_mark
from chancery.paper.press.sheet import Letterhead, Passage, Sheet, Signatory, Stamp
from chancery.paper.press.sheet_of import sheet_of
from chancery.paper.press.template import Template, shipped, template_in

__all__ = [
    "EVIDENCE_NAME",
    "Fault",
    "Letterhead",
    "Mark",
    "Passage",
    "Sheet",
    "Signatory",
    "Stamp",
    "Template",
    "Waiver",
    "gate",
    "mark_svg",
    "press",
    "read_mark",
    "sheet_of",
    "shipped",
    "template_in",
    "unsigned_mark",
    "write_mark",
]
