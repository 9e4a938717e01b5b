"""From a sheet to a file: PDF/A-3a and PDF/UA-1 at once, the evidence inside, the same octets every time."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from chancery.errors import Malformed
from chancery.paper.press.lettering import lettered
from chancery.paper.press.sheet import Sheet, Stamp
from chancery.paper.press.template import HERE, TEMPLATES, Template, template_in
from chancery.record.statement import Instant

__all__ = ["EVIDENCE_NAME", "Sheet", "Stamp", "press"]

EVIDENCE_NAME = "chancery-evidence.cose"
"""Under which name the evidence is attached."""

MINISTRY_LETTER = TEMPLATES / "ministry-letter"

_MAIN = b"""\
#import "/chancery.typ": framed
#import "/letter.typ": letter
#let sheet = json("/sheet.json")
#show: framed.with(sheet, bytes(json("/evidence.json")))
#letter(sheet)
"""
"""The frame goes round the template, so that no template can leave out what a letter must carry."""

_MISSING_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def press(
    sheet: Sheet,
    *,
    evidence: bytes,
    at: Instant,
    template: Path | Template = MINISTRY_LETTER,
    stamp: Stamp | None = None,
) -> bytes:
    """
    The letter as a PDF, not yet sealed; equal arguments give equal octets.

    *at* is the moment the file says it was made.  With a *stamp* it is a rendition that
    says on every page, and all over it, that the letter no longer speaks.

    Raises `Malformed` if the words cannot be shown (a script without a typeface here, a
    character that turns the writing) or the template cannot be drawn.
    """
    form = template if isinstance(template, Template) else template_in(template)
    drawn = lettered(sheet, form, stamp)
    return _typeset(form, drawn, evidence, at)


def _typeset(form: Template, drawn: dict[str, Any], evidence: bytes, at: Instant) -> bytes:
    import typst

    files = {
        **form.sources,
        "main.typ": _MAIN,
        "chancery.typ": _frame(),
        "sheet.json": json.dumps(drawn, ensure_ascii=False).encode(),
        "evidence.json": json.dumps(list(evidence)).encode(),  # the press takes no octets but as numbers
    }
    try:
        pdf = typst.compile(
            files,
            root=form.folder,  # nothing outside it can be read
            font_paths=_fonts(form.fonts),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(at),
        )
    except typst.TypstError as refused:
        raise Malformed(_in_a_sentence(refused.message, refused.diagnostic)) from refused
    # Whoever appends to the file, as sealing does, starts on a line of their own (ISO 32000-1, 7.5.6).
    return _reading_onwards(bytes(pdf)) + b"\n"


def _reading_onwards(pdf: bytes) -> bytes:
    """
    The file without the wish that its pages be laid out from right to left.

    The press adds it to letters whose first text is Arabic (ISO 32000-1, 12.2: Direction).
    It only means how two pages lie side by side, but pdfium, and with it every copy made in
    Chromium, then gives back the English text of the same letter with its words reversed.
    The octets are as many as before, so that every place in the file stays what it was.
    """
    before, found, after = pdf.rpartition(b"/DisplayDocTitle true/Direction/R2L>>")
    return before + found.replace(b"R2L", b"L2R") + after


def _in_a_sentence(message: str, diagnostic: str) -> str:
    missing = sorted(set(_MISSING_GLYPH.findall(diagnostic)))
    if missing:
        shown = ", ".join(missing[:10])
        return f"No typeface of the template has these characters, so the letter cannot show them: {shown}."
    return f"The template cannot be drawn: {' '.join(message.split())[:300]}."


@lru_cache(maxsize=1)
def _frame() -> bytes:
    return (HERE / "chancery.typ").read_bytes()


@lru_cache(maxsize=8)
def _fonts(folders: tuple[Path, ...]) -> Any:
    """The typefaces, opened once: that takes longer than drawing a letter."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
