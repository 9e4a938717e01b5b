"""A PDF on its way through other people's programs, and PDFs that were made to hide something."""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pikepdf
import pypdfium2

SECONDS = 60

Passing = Callable[[bytes], bytes]


def passed(pdf: bytes, text: str, language: str, chance: Random) -> tuple[bytes, str]:
    """The file as it was, or as a program wrote it anew; and the program's name."""
    if chance.random() < 0.08:
        return browsed(text, language), "Chromium"
    name = chance.choice(("as it was", *sorted(_PROGRAMS)))
    return (_PROGRAMS[name](pdf) if name in _PROGRAMS else pdf), name


def programs_absent() -> tuple[str, ...]:
    """Which of the programs this machine lacks."""
    return tuple(name for name in ("gs", "pdftocairo", "qpdf", "chromium") if shutil.which(name) is None)


def _ghostscript(pdf: bytes) -> bytes:
    return _through(
        pdf, ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", "-o", "out.pdf", "in.pdf"]
    )


def _cairo(pdf: bytes) -> bytes:
    return _through(pdf, ["pdftocairo", "-pdf", "in.pdf", "out.pdf"])


def _qpdf(pdf: bytes) -> bytes:
    return _through(pdf, ["qpdf", "--object-streams=generate", "--warning-exit-0", "in.pdf", "out.pdf"])


_PROGRAMS: Mapping[str, Passing] = {"Ghostscript": _ghostscript, "pdftocairo": _cairo, "qpdf": _qpdf}


def browsed(text: str, language: str) -> bytes:
    """The letter as a web page, printed to PDF by Chromium."""
    direction = "rtl" if language == "ar" else "ltr"
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
    page = f"<!doctype html><meta charset=utf-8><html lang={language} dir={direction}><body>{paragraphs}"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    return _through(page.encode(), [*command, "--print-to-pdf=out.pdf", "in.html"], given="in.html")


def _through(octets: bytes, command: Sequence[str], *, given: str = "in.pdf") -> bytes:
    with TemporaryDirectory() as folder:
        (Path(folder) / given).write_bytes(octets)
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
        return (Path(folder) / "out.pdf").read_bytes()


# ── files that hide ──────────────────────────────────────────────────────────

TRICKS = ("invisible text over a picture", "white text under a picture", "text off the page")


def hiding(shown: bytes, said: bytes, chance: Random) -> tuple[bytes, str]:
    """A file that shows the pages of *shown* and gives the characters of *said*; and by which trick."""
    trick = chance.choice(TRICKS)
    with pikepdf.open(BytesIO(said)) as file:
        for number, page in enumerate(file.pages):
            page.contents_coalesce()
            name = page.add_resource(_picture(file, shown, number), pikepdf.Name.XObject)
            width, height = float(page.mediabox[2]), float(page.mediabox[3])
            drawn = f"q {width} 0 0 {height} 0 0 cm {name} Do Q".encode()
            words = page.Contents.read_bytes()
            page.Contents = file.make_stream(_arranged(trick, words, drawn, width))
        out = BytesIO()
        file.save(out)
    return out.getvalue(), trick


def _arranged(trick: str, words: bytes, drawn: bytes, width: float) -> bytes:
    match trick:
        case "invisible text over a picture":
            return drawn + b"\nq 3 Tr\n" + words + b"\nQ"
        case "white text under a picture":
            return b"q\n" + words + b"\nQ\n" + drawn
        case _:
            return drawn + f"\nq 1 0 0 1 {width + 50} 0 cm\n".encode() + words + b"\nQ"


def _picture(file: pikepdf.Pdf, shown: bytes, number: int) -> pikepdf.Stream:
    with pypdfium2.PdfDocument(shown) as document:
        page = document[min(number, len(document) - 1)]
        grey = page.render(scale=150 / 72, grayscale=True).to_numpy()
    picture = file.make_stream(grey.tobytes())
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height = grey.shape[1], grey.shape[0]
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    return picture
