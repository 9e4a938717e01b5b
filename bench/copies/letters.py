"""Real public letters, cleaned to one or two pages each, and drawn by seed.

They are read from the folder that CHANCERY_CORPORA names and never kept.  A letter is on
one of two sides for ever, by the digest of its id: *tune* is for whoever sets a threshold,
*test* for whoever publishes a figure.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum, unique
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FEWEST, MOST = 100, 600
"""Words in a letter; a longer original is cut after a paragraph, as a first page is."""

SHARES = {
    "us-state-statement": 40,
    "us-fomc-statement": 20,
    "nyc-executive-order": 15,
    "us-fda-warning-letter": 10,
    "us-executive-order": 2,
    "sa-royal-order-or-decision": 45,
}
"""How many letters of each family stand in every 132; a third is Arabic."""

FAMILIES = tuple(SHARES)


@unique
class Side(StrEnum):
    """What a letter may be used for."""

    TUNE = "tune"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as its office would register it: its words, paragraph by paragraph."""

    id: str
    family: str
    language: str
    office: str
    text: str


def drawn(number: int, *, seed: int, side: Side = Side.TEST) -> tuple[Letter, ...]:
    """
    So many letters, of each family in its share; all of a family where it has no more.

    The committee's statements come as neighbours in time, because those are nearly the same.
    """
    chance = Random(f"letters/{seed}")
    letters: list[Letter] = []
    for family, share in SHARES.items():
        there = of_family(family, side)
        wanted = min(len(there), max(2, round(number * share / sum(SHARES.values()))))
        first = chance.randrange(len(there) - wanted + 1)
        near = family == "us-fomc-statement"
        letters += there[first : first + wanted] if near else chance.sample(there, wanted)
    return tuple(letters)


@cache
def of_family(family: str, side: Side) -> tuple[Letter, ...]:
    """Every letter of a family on that side that is long enough, in the order of the corpus."""
    letters = (_letter(written) for written in _written(family) if side_of(written["id"]) is side)
    return tuple(letter for letter in letters if letter is not None)


def side_of(id: str) -> Side:
    """The side a letter is on."""
    return (Side.TUNE, Side.TEST)[hashlib.sha256(f"side/{id}".encode()).digest()[0] & 1]


def corpora() -> Path:
    """The folder of letters; raises `FileNotFoundError` if the environment names none."""
    place = os.environ.get("CHANCERY_CORPORA", "")
    if not place or not Path(place).is_dir():
        raise FileNotFoundError("CHANCERY_CORPORA names no folder of letters.")
    return Path(place)


def _written(family: str) -> Iterator[Mapping[str, Any]]:
    plain, packed = corpora() / f"{family}.jsonl", corpora() / f"{family}.jsonl.gz"
    octets = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    for line in octets.splitlines():
        written = json.loads(line)
        # What was read by machine long ago is full of readings that no office ever wrote.
        if written.get("text_source") != "ocr":
            yield written


def _letter(written: Mapping[str, Any]) -> Letter | None:
    paragraphs = _cut([*_head(written), *_body(written)])
    if sum(len(paragraph.split()) for paragraph in paragraphs) < FEWEST:
        return None
    return Letter(
        id=written["id"],
        family=written["family"],
        language=written["lang"],
        office=written["office"],
        text="\n\n".join(paragraphs),
    )


def _cut(paragraphs: Iterable[str]) -> list[str]:
    kept: list[str] = []
    words = 0
    for paragraph in paragraphs:
        words += len(paragraph.split())
        if words > MOST:
            break
        kept.append(paragraph)
    return kept


# ── head and body ────────────────────────────────────────────────────────────


def _head(written: Mapping[str, Any]) -> list[str]:
    """Date and title, which the feeds keep apart from the text that was printed under them."""
    date = written["date"] or ""
    match written["family"]:
        case "us-state-statement":
            return [_day(parsedate_to_datetime(date)), written["title"]]
        case "us-fomc-statement":
            return [
                _day(datetime.strptime(f"{date}+0000", "%Y%m%d%z")),
                "Federal Reserve issues FOMC statement",
            ]
        case _:
            return []


def _day(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


_WRAPPED = frozenset({"nyc-executive-order", "us-executive-order"})
_FURNITURE = re.compile(
    r"(?:Office of the Spokesperson|Begin Text:?|End Text:?|Federal Register /.*|Presidential Documents|\d+|"
    r".*PROD with.*|For release at.*|T H E C I T Y.*|O F F I C E O F.*|N E W Y O R K.*|.*\[FR Doc.*|"
    r"VerDate.*|Delivery Method:|Share|###)",
    re.IGNORECASE,
)
_FIRST_LINE = {
    "us-fda-warning-letter": re.compile(r"warning letter", re.IGNORECASE),
    "nyc-executive-order": re.compile(r"(?:EMERGENCY )?EXECUTIVE ORDER N"),
}
"""What stands above is a letterhead or a form."""

_BEGINS = re.compile(
    r"(?:WHEREAS|NOW,? THEREFORE|§|Section \d|Sec\. \d|\([a-z0-9]{1,4}\)|\d{1,2}\.|By the auth)"
)


def _body(written: Mapping[str, Any]) -> Iterator[str]:
    text = written["text"]
    begins = _FIRST_LINE.get(written["family"])
    found = begins.search(text) if begins else None
    text = text[found.start() :] if found else text
    lines = (" ".join(line.split()) for line in text.split("\n"))
    kept = [line for line in lines if line and not _FURNITURE.fullmatch(line)]
    yield from _unwrapped(kept) if written["family"] in _WRAPPED else kept


def _unwrapped(lines: Iterable[str]) -> Iterator[str]:
    """Paragraphs out of the lines of a printed page."""
    paragraph = ""
    for line in lines:
        if paragraph and (_BEGINS.match(line) or len(paragraph) < 50 or paragraph.endswith((".", ":", ";"))):
            yield paragraph
            paragraph = ""
        paragraph = f"{paragraph} {line}".strip()
    if paragraph:
        yield paragraph
