"""docs/reference/accuracy.md, from the verdicts that were kept last on this machine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.copies.benign import Handling
from bench.copies.cases import PICTURES, Became, On
from bench.copies.degrade import BAD, GOOD, Camera
from bench.copies.edits import Tampering
from bench.copies.figures import GENUINE, REGISTERED, rows_of
from bench.copies.judge import Told
from bench.copies.tally import (
    Located,
    Share,
    Tally,
    Which,
    became,
    both,
    false_equal,
    named,
    on,
    told,
)
from bench.report import HEADINGS, OUT, line

KEPT = OUT / "copies" / "accuracy.json"
PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "accuracy.md"

OPENING = """\
# Accuracy

<!-- Written by `make docs` from bench/out/copies; change bench/copies, not this page. -->

How often Chancery finds the right letter, says rightly whether the words are the registered ones, and
shows which are not: measured with `make bench NAME=copies` ({size} size) on {machine}, in {minutes} minutes.

{letters:,} real public letters in English and Arabic were registered in a house of their own, among them
families of near-duplicates (statements of one committee from meeting to meeting, orders renewed every few
days); {off:,} more from the same families were kept off the record. {copies:,} copies were made of both,
brought through the same door as anybody's, and judged against what had been done to them. Everything is
drawn from one seed ({seed}); running it again makes the same copies.

**The answer that must never be given is “equal” or “excerpt” for words that are not registered.** It was
given for {false} of {attacked:,} altered or unregistered copies. That nothing was seen in N copies is no
proof that it cannot happen: with 95 % certainty it happens to at most {bound:.2g} % of copies of these kinds.
"""

LIMITS = """\
## What this does not say

- The letters are public papers of few offices (United States and Saudi Arabia, and New York City); other
  offices write otherwise.
- Photographs are made by a program: paper lies flat, no hand holds it, no ink has faded. Real ones are worse
  in ways that are not modelled. The numbers were chosen before any reader was tried on the pictures.
- Pictures show one page of at most 380 words; letters of several pages were brought as text and PDF only.
- Every altered copy was altered in a way listed here. An alteration that nobody thought of is not measured.
- The right letter was sought among {letters:,}, not among a million; that search has a bench of its own.
- A third of the letters is Arabic; no other language was measured. Nothing handwritten was.
- Where few copies were brought, the bound beside a share says how little it proves.
"""


def write_page() -> Path | None:
    """Write the page and return where it stands; None where nothing has been measured yet."""
    if not KEPT.exists():
        return None
    tally = Tally.read(json.loads(KEPT.read_text(encoding="utf-8")))
    PAGE.write_text(page(tally), encoding="utf-8")
    return PAGE


def page(tally: Tally) -> str:
    """The whole page."""
    parts = [
        _opening(tally),
        *_bars(tally),
        *_confusions(tally),
        *_by_class(tally),
        *_by_way(tally),
        *_how(tally),
        LIMITS.format(letters=tally.run["letters"]),
    ]
    return "\n".join(parts)


def _opening(tally: Tally) -> str:
    attacked = tally.share(became(Became.ALTERED, Became.UNREGISTERED), false_equal)
    opening = OPENING.format(
        size=tally.run["size"],
        machine=tally.run["machine"],
        minutes=round(tally.run["seconds"] / 60),
        letters=tally.run["letters"],
        off=tally.run["off"],
        copies=len(tally.verdicts),
        seed=tally.run["seed"],
        false=attacked.part,
        attacked=attacked.whole,
        bound=attacked.at_most,
    )
    remark = tally.run.get("remark")
    return f"{opening}\n{remark}\n" if remark else opening


def _bars(tally: Tally) -> Iterator[str]:
    yield "## The bars\n\nA figure that misses its bar stays in the table and says so.\n"
    yield HEADINGS
    yield from (line(row.written()) for row in rows_of(tally))
    yield ""


# ── who was told what ────────────────────────────────────────────────────────


def _confusions(tally: Tally) -> Iterator[str]:
    yield """\
## What was said of which copies

*Equal* counts both exact words and words equal after normalisations that the answer names; *excerpt* is a
part of a letter, verbatim; *quotations only* is a copy taken for no letter, of which single sentences were
found. Of a copy of an unregistered letter *altered* is a fair answer where a registered one is nearly the
same: it names that letter and shows what differs.
"""
    sorts: dict[str, Which] = {
        "Text": on(On.TEXT),
        "PDF, English": on(On.PDF, language="en"),
        "PDF, Arabic": on(On.PDF, language="ar"),
        "PDF that shows other words than it holds": on(On.HIDING_PDF),
    }
    for each in PICTURES:
        sorts[f"{each.capitalize()}, English"] = on(each, language="en")
        sorts[f"{each.capitalize()}, Arabic"] = on(each, language="ar")
    for name, which in sorts.items():
        yield from _confusion(name, tally.confusion(which))


def _confusion(name: str, counted: Counter[tuple[str, str]]) -> Iterator[str]:
    if not counted:
        return
    yield f"### {name}\n"
    yield "| truth | " + " | ".join(Told) + " | copies |"
    yield "|---|" + "--:|" * (len(Told) + 1)
    for truth in Became:
        numbers = [counted[truth, answer] for answer in Told]
        if any(numbers):
            yield _cells(truth, *(f"{number:,}" if number else "" for number in numbers), f"{sum(numbers):,}")
    yield ""


def _by_class(tally: Tally) -> Iterator[str]:
    yield """\
## By medium

Percentages of copies; beside each, in brackets, of how many. *Found*: the right letter was named, of copies
of registered letters. *Told rightly*: equal or excerpt for an unchanged copy, altered for an altered one.
Precision and recall are of single words, over altered copies of which that was said.
"""
    heads = "found | genuine told rightly | cannot tell | altered told so | precision | recall | F1"
    yield f"| on | language | {heads} |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for each in On:
        for language, name in (("en", "English"), ("ar", "Arabic")):
            yield from _class_line(tally, each, language, name)
    yield ""


def _class_line(tally: Tally, each: On, language: str, name: str) -> Iterator[str]:
    here = on(each, language=language)
    if not tally.those(here):
        return
    genuine, altered = both(here, became(*GENUINE)), both(here, became(Became.ALTERED))
    words = tally.located(both(here, told(Told.ALTERED)))
    yield _cells(
        each,
        name,
        _share(tally.share(both(here, became(*REGISTERED)), named)),
        _share(tally.share(genuine, told(Told.EQUAL, Told.EXCERPT))),
        _share(tally.share(genuine, told(Told.CANNOT_TELL, Told.QUOTED))),
        _share(tally.share(altered, told(Told.ALTERED))),
        *_words(words),
    )


def _words(words: Located) -> tuple[str, str, str]:
    if not words.copies:
        return ("", "", "")
    return (f"{words.precision:.3f}", f"{words.recall:.3f}", f"{words.f1:.3f}")


def _by_way(tally: Tally) -> Iterator[str]:
    yield "## By what was done to the copy\n"
    yield "Altered copies, on every medium.\n"
    yield "| altered | copies | told altered | cannot tell | not found | false “equal” | word F1 |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for kind in Tampering:
        way: Which = both(became(Became.ALTERED), _how_is(kind))
        count = len(tally.those(way))
        if count:
            yield _cells(
                kind,
                f"{count:,}",
                *(str(tally.share(way, told(answer)).part) for answer in (Told.ALTERED, Told.CANNOT_TELL)),
                str(tally.share(way, told(Told.NOT_FOUND, Told.QUOTED)).part),
                str(tally.share(way, false_equal).part),
                _words(tally.located(both(way, told(Told.ALTERED))))[2],
            )
    yield "\nHonestly handled text.\n"
    yield "| handled | copies | told equal | told altered |"
    yield "|---|--:|--:|--:|"
    for handling in Handling:
        way = both(became(Became.HANDLED), _how_is(handling))
        share = tally.share(way, told(Told.EQUAL))
        if share.whole:
            altered = tally.share(way, told(Told.ALTERED))
            yield _cells(handling, f"{share.whole:,}", str(share.part), str(altered.part))
    yield ""


def _how_is(how: str) -> Which:
    return lambda verdict: verdict["how"] == how


# ── how ──────────────────────────────────────────────────────────────────────


def _how(tally: Tally) -> Iterator[str]:
    absent = ", ".join(tally.run["absent"])
    yield f"""\
## How the copies were made

- **Letters**: press statements, committee statements, orders, warning letters, royal orders and decisions of
  100 to 600 words, from the half of the corpus that nobody may tune on.
- **PDF**: half by Chancery's own press in its two templates, half set in other typefaces with other heads;
  then as they were, or written anew by Ghostscript, pdftocairo, qpdf or Chromium.{_absent(absent)}
- **PDF that hides**: shows an altered letter and holds the characters of the genuine one, as invisible text
  over a picture, as text under a picture, or as text beside the page.
- **Photographs** of 12 megapixels:

{_cameras()}

- **Screenshot**: 72 to 110 dots per inch, two in five in dark mode, margins cut off, a window's bar above.
  **Scan**: 150 to 300, up to 2° askew, specks, three in ten black and white. **Fax**: 204 dots across and 98
  or 196 down the inch, black or white, streaks. **Crop**: 36 to 70 % of the words, on whole lines,
  photographed or cut out of a picture.
- **Words**: what stands between white space. In a picture they are counted on the letter's side only. Where
  several answers explain a text equally well with no more words than were changed, each is right.
"""


def _absent(programs: str) -> str:
    return f" Absent here: {programs}." if programs else ""


def _cameras() -> str:
    rows = [
        ("page's share of the frame's height", "fills"),
        ("corners off by, of the page's width", "corners"),
        ("turned by at most, degrees", "turned"),
        ("light in the darkest corner", "darkest"),
        ("light in a shadow", "shadow"),
        ("blur, pixels", "blur"),
        ("shaken by, pixels", "shake"),
        ("noise, of 255", "noise"),
        ("JPEG quality", "quality"),
    ]
    lines = ["| | good | bad |", "|---|--:|--:|"]
    lines += [_cells(name, *(_range(camera, field) for camera in (GOOD, BAD))) for name, field in rows]
    return "\n".join(lines)


def _range(camera: Camera, field: str) -> str:
    value = getattr(camera, field)
    return " to ".join(f"{each:g}" for each in value) if isinstance(value, tuple) else f"{value:g}"


def _share(share: Share) -> str:
    if not share.whole:
        return ""
    return f"{share.percent:.1f} ({share.whole:,})"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
