"""From the plan of a copy to the file that somebody hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
import pypdfium2

from bench.copies.cases import Became, Case, Maker, On, Said
from bench.copies.degrade import DRAWN_AT, Picture, degraded
from bench.copies.edits import page_of
from bench.copies.passing import hiding, passed
from bench.copies.register import id_of
from bench.copies.sheets import Placed, pages, placed, pressed, printed, typed

SHARE_OF_A_CROP = (0.36, 0.7)
"""How much of the words a crop shows at least and at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file, what truly stands on it, and by which way it came."""

    octets: bytes = field(repr=False)
    said: Said
    way: str = ""


def brought(case: Case, maker: Maker) -> Brought:
    """The file of a case; the same for the same case, but for what other programs write into a PDF."""
    said, chance = maker.said(case), Random(f"sheet/{maker.chance(case).random()}")
    assert said is not None, "a case is planned only where it can be made"
    language = maker.language(case)
    match case.on:
        case On.TEXT:
            return Brought(octets=said.text.encode(), said=said)
        case On.PDF:
            pdf = printed(said.text, language, id_of(case.letter), chance)
            octets, way = passed(pdf, said.text, language, chance)
            return Brought(octets=octets, said=said, way=way)
        case On.HIDING_PDF:
            genuine = maker.letters.by_id[case.letter].text
            seed = chance.random()
            shown, says = (typed(text, language, Random(seed)) for text in (said.text, genuine))
            octets, way = hiding(shown, says, chance)
            return Brought(octets=octets, said=said, way=way)
        case On.CROP:
            return _cropped(case, said, language, chance)
        case _:
            picture = _drawn(_one_page(said.text, language, case, chance))
            return Brought(octets=degraded(picture, case.on, chance), said=said)


def _one_page(text: str, language: str, case: Case, chance: Random) -> bytes:
    """By the press where it fits on one of its pages, for a picture shows one."""
    if chance.random() < 0.5:
        pdf = pressed(text, language, id_of(case.letter), chance)
        if pages(pdf) == 1:
            return pdf
    return typed(text, language, chance)


def _drawn(pdf: bytes) -> Picture:
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[0].render(scale=DRAWN_AT / 72).to_numpy()
    return np.ascontiguousarray(drawn[:, :, :3])


# ── crops ────────────────────────────────────────────────────────────────────


def _cropped(case: Case, said: Said, language: str, chance: Random) -> Brought:
    """Some lines of the page, one after another, photographed; with the change on them if there is one."""
    sheet = placed(said.text, language, chance)
    first, after = _lines_shown(sheet.lines, said, chance)
    page = _drawn(sheet.pdf)
    top, bottom = (_between(sheet, place) for place in (first, after))
    band = page[round(top * DRAWN_AT / 72) : round(bottom * DRAWN_AT / 72)]
    words = page_of(said.text).words[first:after]
    truths = tuple(truth.within(first, after) for truth in said.truths)
    shows_a_change = any(truth.parts for truth in truths)
    registered = case.became is not Became.UNREGISTERED
    part = replace(
        said,
        text=" ".join(words),
        truths=truths if shows_a_change else (),
        became=Became.EXCERPT if registered and not shows_a_change else case.became,
    )
    return Brought(octets=degraded(band, On.CROP, chance), said=part)


def _lines_shown(lines: Sequence[float], said: Said, chance: Random) -> tuple[int, int]:
    """The first word shown and the first no longer shown; both begin a line."""
    begins = [at for at, line in enumerate(lines) if at == 0 or line != lines[at - 1]]
    wanted = len(lines) * chance.uniform(*SHARE_OF_A_CROP)
    changed = said.truths[0].parts[0] if said.truths and said.truths[0].parts else (0, 0, 0, 0)
    latest = changed[0] if said.truths else len(lines) - wanted
    earliest = max(0.0, changed[1] - wanted) if said.truths else 0.0
    near = chance.uniform(earliest, max(earliest, min(latest, len(lines) - wanted)))
    first = max((at for at in begins if at <= near), default=0)
    after = min((at for at in [*begins, len(lines)] if at >= first + wanted), default=len(lines))
    return first, after


def _between(sheet: Placed, word: int) -> float:
    """Half-way between the line of a word and the line before it, in points; the lines' feet are told."""
    if word >= len(sheet.lines):
        return sheet.lines[-1] + 0.6 * sheet.size
    if word == 0:
        return sheet.lines[0] - 1.2 * sheet.size
    return (sheet.lines[word - 1] + sheet.lines[word]) / 2 - 0.25 * sheet.size
