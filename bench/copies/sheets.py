"""Letters on paper: set in many faces, sizes and margins, under a letterhead or none; and by our own press.

Every second sheet is one of the press', with its letterhead, mark and foot; the others are
what somebody else's word processor would make of the same words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import typst

from bench.copies.register import HOME
from chancery.paper.press.letter import press
from chancery.paper.press.sheet import Letterhead, Sheet
from chancery.paper.press.sheet_of import passage_of
from chancery.paper.press.template import TEMPLATES
from chancery.record.code import code_of
from chancery.record.statement import Instant, StatementId
from chancery.record.words import Text
from chancery.seal.mark import unsigned_mark

LATIN = (
    "DejaVu Serif",
    "DejaVu Sans",
    "Noto Serif",
    "Noto Sans",
    "Nimbus Roman",
    "P052",
    "C059",
    "Source Serif 4",
)
ARABIC = ("Amiri", "Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans")
SMALLEST = 8.0
"""Points; a letter that does not fit on its page at this size is left out."""

_HEADS = (
    ("Ministry of Public Works", "Office of the Secretary · 14 Garden Square · 1010 Capital"),
    ("DEPARTMENT OF THE INTERIOR", "Registry"),
    ("Office of the Mayor", "City Hall, 2 Market Street"),
)
_ARABIC_HEADS = (("وزارة الأشغال العامة", "مكتب الأمين العام"), ("الأمانة العامة", "الديوان"))

_TEMPLATE = """
#let d = json(bytes(sys.inputs.sheet))
#set page(paper: d.paper, margin: d.margin * 1mm, footer: if d.numbered [#align(center)[#text(size: 8pt)[1]]])
#set text(font: d.faces, size: d.size * 1pt, lang: d.language,
  dir: if d.language == "ar" { rtl } else { ltr }, hyphenate: d.hyphenate, ligatures: d.ligatures)
#set par(justify: d.justify, leading: d.leading * 1em, spacing: d.spacing * 1em)
#if d.head.len() > 0 [
  #align(d.head_at)[#text(size: 1.3em, weight: 700)[#d.head.at(0)] \\ #text(size: 0.8em)[#d.head.at(1)]]
  #line(length: 100%, stroke: 0.6pt)]
#for paragraph in d.paragraphs {
  par({
    for line in paragraph {
      for word in line [#word#context [#metadata((here().page(), here().position().y.pt()))<w>] ]
      linebreak()
    }
  })
}
"""


def printed(text: str, language: str, id: StatementId, chance: Random) -> bytes:
    """The letter as a PDF, by the press or by another hand."""
    if chance.random() < 0.5:
        return pressed(text, language, id, chance)
    return typed(text, language, chance)


# ── our own press ────────────────────────────────────────────────────────────


def pressed(text: str, language: str, id: StatementId, chance: Random) -> bytes:
    """The letter by the press, in one of its two templates, with the code of the letter it claims to be."""
    sheet = sheet_with_code(text, language, id)
    template = TEMPLATES / chance.choice(("ministry-letter", "plain-notice"))
    return press(sheet, evidence=b"", at=Instant(1_700_000_000), template=template)


def sheet_with_code(text: str, language: str, id: StatementId) -> Sheet:
    """What the press prints for that statement; the mark on it is signed by nobody."""
    return Sheet(
        institution=HOME,
        letterhead=Letterhead(name={"en": "Ministry of Public Works", "ar": "وزارة الأشغال العامة"}),
        office={"en": "Secretariat", "ar": "الأمانة"},
        code=code_of(id),
        mark=unsigned_mark(HOME, code_of(id)),
        released=Instant(1_700_000_000),
        passages=(passage_of(Text(language=language, text=text)),),
    )


# ── somebody else's word processor ───────────────────────────────────────────


def typed(text: str, language: str, chance: Random) -> bytes:
    """The letter in a face and a layout of chance, on one page if it can be."""
    given = _given(text, language, chance)
    while True:
        pdf = _set(given)
        if given["size"] <= SMALLEST or pages(pdf) == 1:
            return pdf
        given["size"] = max(SMALLEST, given["size"] * 0.93)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A sheet of one page, and for each word of its letter where its line stands, in points from the top."""

    pdf: bytes
    lines: tuple[float, ...]
    size: float
    """Of the letters, in points."""


def placed(text: str, language: str, chance: Random) -> Placed:
    """A typed sheet that tells where its words are; those past the first page stand at no place."""
    given = _given(text, language, chance)
    given["size"] = min(given["size"], 10.5)
    source, inputs = _sources(given)
    told = typst.query(source, "<w>", field="value", font_paths=_faces(), sys_inputs=inputs)
    lines = tuple(float(y) for page, y in json.loads(told) if page == 1)
    return Placed(pdf=_set(given), lines=lines, size=given["size"])


def _given(text: str, language: str, chance: Random) -> dict[str, Any]:
    arabic = language == "ar"
    return {
        "paper": chance.choice(("a4", "us-letter")),
        "margin": chance.randint(16, 30),
        "faces": [chance.choice(ARABIC), chance.choice(LATIN)] if arabic else [chance.choice(LATIN), "Amiri"],
        "size": chance.uniform(11, 14) if arabic else chance.uniform(9.5, 12),
        "language": language,
        "hyphenate": not arabic and chance.random() < 0.2,
        "ligatures": arabic or chance.random() < 0.5,
        "justify": chance.random() < 0.5,
        "leading": chance.uniform(0.55, 0.85),
        "spacing": chance.uniform(0.9, 1.4),
        "numbered": chance.random() < 0.5,
        "head": chance.choice(_ARABIC_HEADS if arabic else _HEADS) if chance.random() < 0.5 else (),
        "head_at": chance.choice(("left", "center", "right")),
        "paragraphs": [[line.split() for line in part.split("\n")] for part in text.split("\n\n")],
    }


def _set(given: dict[str, Any]) -> bytes:
    source, inputs = _sources(given)
    return bytes(typst.compile(source, font_paths=_faces(), format="pdf", sys_inputs=inputs))


def _sources(given: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    source = _TEMPLATE.replace("d.head_at", given["head_at"])
    return source.encode(), {"sheet": json.dumps(given, ensure_ascii=False)}


def pages(pdf: bytes) -> int:
    """How many pages it has."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


@cache
def _faces() -> Any:
    return typst.Fonts(include_system_fonts=True, font_paths=[str(_our_faces())])


def _our_faces() -> Path:
    return Path(str(files("chancery.paper.press") / "fonts"))
