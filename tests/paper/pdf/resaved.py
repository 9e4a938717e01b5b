"""The same letter as other programs save or print it; none of this alters a word."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from pikepdf import Pdf, Rectangle

from tests.conftest import leave_out

A4 = (595.276, 841.89)
LETTER = (612.0, 792.0)

PROGRAMS = {
    "qpdf": "qpdf --linearize IN OUT",
    "gs": "gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -o OUT IN",
    "mutool": "mutool clean -gggz IN OUT",
    "pdftocairo": "pdftocairo -pdf IN OUT",
}


def resaved(octets: bytes, program: str) -> bytes:
    """What *program* makes of it when told to save it again."""
    if shutil.which(program) is None:
        leave_out(program)
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        before.write_bytes(octets)
        words = PROGRAMS[program].replace("IN", str(before)).replace("OUT", str(after)).split()
        subprocess.run(words, check=False, capture_output=True)
        return after.read_bytes()


def printed(
    octets: bytes,
    paper: tuple[float, float],
    *,
    scale: float | None = None,
    right: float = 0,
    up: float = 0,
) -> bytes:
    """Every page in the middle of another paper, fitted to it unless *scale* is named, and moved."""
    copy = Pdf.new()
    with Pdf.open(io.BytesIO(octets)) as letter:
        for page in letter.pages:
            width, height = (float(side) for side in page.mediabox.as_list()[2:])
            by = scale or min(paper[0] / width, paper[1] / height)
            left, bottom = (paper[0] - width * by) / 2 + right, (paper[1] - height * by) / 2 + up
            copy.add_blank_page(page_size=paper)
            copy.pages[-1].add_overlay(page, Rectangle(left, bottom, left + width * by, bottom + height * by))
        octets_out = io.BytesIO()
        copy.save(octets_out)
    return octets_out.getvalue()
