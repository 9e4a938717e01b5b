"""A paper leaves the sandbox whole, and nothing that is not quite one comes through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.paper.differing import Region, read_regions, write_regions
from chancery.paper.paper import (
    Box,
    Hidden,
    Hiding,
    Medium,
    Obstacle,
    PageSize,
    Paper,
    ReadWord,
    Seal,
    SealChange,
    SealState,
)
from chancery.paper.paper_form import _fields, read_paper, write_paper
from chancery.seal.codec import encode

PNG = b"\x89PNG\r\n\x1a\nx"
BOX = Box(page=1, left=1.5, top=2.25, right=30, bottom=12)
WHOLE = Paper(
    medium=Medium.PDF,
    text="Not 1,234 الحكومة",
    words=(
        ReadWord(span=(0, 3), box=BOX, sure=0.5, otherwise=("Now", "Mot")),
        ReadWord(span=(4, 9), sure=1.0),
        ReadWord(span=(10, 17), box=BOX, sure=0.0, otherwise=("الحكومه",)),
    ),
    pages=(PageSize(width=595.3, height=841.9),),
    marks=("HTTPS://EXAMPLE.ORG/1",),
    evidence=(b"\xa4",),
    seals=(
        Seal(
            state=SealState.CHANGED,
            signer="Office",
            at=1,
            timestamped=True,
            changes=frozenset({SealChange.ANNOTATION, SealChange.EXTENSION}),
        ),
        Seal(state=SealState.COULD_NOT_EXAMINE),
    ),
    hidden=(Hidden(hiding=Hiding.ANNOTATION, box=BOX), Hidden(hiding=Hiding.SCRIPT, text="x")),
    obstacle=Obstacle.TOO_SLOW,
    enclosed=(Paper(medium=Medium.TEXT, text="x"), Paper(medium=Medium.MAIL, obstacle=Obstacle.EMPTY)),
    pictures=(PNG,),
)


def test_there_and_back() -> None:
    """Everything in a paper arrives."""
    assert read_paper(write_paper(WHOLE)) == WHOLE


def test_a_long_paper() -> None:
    """Fifty full pages of words with places fit, though the record's own CBOR holds far fewer items."""
    words = tuple(ReadWord(span=(at, at + 1), box=BOX, sure=0.9, otherwise=("b",)) for at in range(60_000))
    paper = Paper(medium=Medium.PICTURE, text="a" * 60_000, words=words)
    assert read_paper(write_paper(paper)) == paper


def box(**changed: Any) -> Box:
    return replace(BOX, **changed)


def word(**changed: Any) -> Paper:
    """A paper with one word that is not as it should be."""
    return Paper(medium=Medium.PDF, text="abc", words=(ReadWord(**{"span": (0, 1), "box": BOX, **changed}),))


@pytest.mark.parametrize(
    "paper",
    [
        word(span=(2, 1)),
        word(span=(0, 4)),
        replace(word(), words=(ReadWord(span=(1, 2)), ReadWord(span=(0, 1)))),
        word(sure=1.1),
        word(sure=float("nan")),
        word(box=box(left=float("inf"))),
        word(box=box(left=31)),
        word(box=box(top=13)),
        word(box=box(page=51)),
        Paper(medium=Medium.PDF, pages=(PageSize(width=-1, height=1),)),
        Paper(medium=Medium.PDF, pages=(PageSize(width=1, height=1),) * 51),
        Paper(medium=Medium.PDF, pictures=(b"GIF89a",)),
        Paper(medium=Medium.TEXT, text="x" * 1_000_001),
    ],
)
def test_what_no_paper_says(paper: Paper) -> None:
    """Places outside the page or the text, certainty beyond certainty, pictures that are none."""
    with pytest.raises(Malformed):
        read_paper(write_paper(paper))


@pytest.mark.parametrize(
    "changed",
    [
        {"medium": "stone"},
        {"medium": 1},
        {"obstacle": "none"},
        {"text": b"x"},
        {"words": b"x"},
        {"boxes": b""},
        {"otherwise": ""},
        {"marks": [1]},
        {"marks": {}},
        {"evidence": ["x"]},
        {"seals": [[]]},
        {"hidden": [["script"]]},
        {"hidden": [["nothing", ""]], "hidden boxes": bytes(36)},
        {"enclosed": [None]},
        {"more": 1},
    ],
)
def test_other_parts(changed: dict[str, Any]) -> None:
    """Unknown names, other types, columns of different lengths."""
    with pytest.raises(Malformed):
        read_paper(encode({**_fields(WHOLE), **changed}))


def test_more_words_than_are_read() -> None:
    """Words are counted before any is made, those of enclosed papers too."""
    many = Paper(medium=Medium.PDF, text="a" * 60_000, words=(ReadWord(span=(0, 0)),) * 60_000)
    with pytest.raises(Malformed, match="more words"):
        read_paper(write_paper(replace(many, enclosed=(many,))))


def test_papers_all_the_way_down() -> None:
    """Papers inside papers end somewhere."""
    paper = Paper(medium=Medium.MAIL)
    for _ in range(6):
        paper = Paper(medium=Medium.MAIL, enclosed=(paper,))
    with pytest.raises(Malformed):
        read_paper(write_paper(paper))


@given(st.data())
def test_one_octet_changed(data: st.DataObject) -> None:
    """Octets changed anywhere make another paper or none; nothing else is ever raised."""
    octets = bytearray(write_paper(WHOLE))
    at = data.draw(st.integers(0, len(octets) - 1))
    octets[at] = data.draw(st.integers(0, 255))
    try:
        read_paper(bytes(octets))
    except Malformed:
        return


def test_regions_there_and_back() -> None:
    """Where two files differ arrives with both pictures, one of which may be missing."""
    regions = (Region(box=BOX, copy=PNG, rendition=PNG), Region(box=BOX, copy=b"", rendition=PNG))
    assert read_regions(write_regions(regions)) == regions
    assert read_regions(write_regions(())) == ()


@pytest.mark.parametrize("value", [[], [b"", [b"GIF"]], [bytes(36), [PNG, PNG]], [b"", [PNG]], b"", None])
def test_what_no_region_is(value: Any) -> None:
    """Pictures without places, places on no page, other things."""
    with pytest.raises(Malformed):
        read_regions(encode(value))
