"""Pictures of letters read back: every way a letter comes, both scripts, and files that are no pictures."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from chancery.paper.paper import Medium, Obstacle, Paper
from chancery.paper.picture import read_picture
from tests.paper.picture import degrade

ENGLISH = [
    "The Council will not renew the agreement of 12 March 2024 unless 1,750 vehicles are returned.",
    "Payments of EUR 45,600 shall be made by 7 June, and no later; the Minister may extend this once.",
    "Nothing in this letter changes what was agreed between the two governments about the border.",
]


def drawn(paragraphs: list[str] = ENGLISH) -> degrade.Grey:
    return degrade.page(paragraphs, latin=degrade.LATIN[0], arabic=degrade.ARABIC[0], dpi=150)


def words(paper: Paper) -> list[str]:
    return paper.text.split()


@pytest.mark.parametrize("way", ["good photograph", "scan", "dark screenshot", "sideways"])
def test_a_letter_is_read_however_it_comes(way: str) -> None:
    """A photograph, a scan, a screenshot in dark mode and a page on its side give the letter's words."""
    paper = read_picture(degrade.WAYS[way](drawn(), np.random.default_rng(7)))
    assert " ".join(ENGLISH).split() == words(paper)


def test_every_word_knows_its_place() -> None:
    """The boxes are in the picture as it was brought: the ink inside each is darker than the page."""
    picture = drawn()
    paper = read_picture(degrade.png(picture))
    for word in paper.words:
        box = word.box
        assert box is not None
        inside = picture[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1]
        assert inside.min() < 60


def test_octets_that_are_no_picture_have_an_unknown_kind() -> None:
    """Only the named formats are tried."""
    assert Paper(medium=Medium.PICTURE, obstacle=Obstacle.UNKNOWN_KIND) == read_picture(b"%PDF-1.7 and so on")


def test_a_picture_that_breaks_off_is_damaged() -> None:
    """Half a file is not read as if it were whole."""
    assert Obstacle.DAMAGED is read_picture(degrade.png(drawn())[:2000]).obstacle


def test_a_bomb_is_refused_by_its_header() -> None:
    """A small file that claims more than 40 million pixels is too large, before any of them is decoded."""
    octets = bytearray(degrade.png(np.zeros((8, 8), np.uint8)))
    octets[16:24] = (30_000).to_bytes(4, "big") * 2
    octets[29:33] = zlib.crc32(octets[12:29]).to_bytes(4, "big")
    assert Obstacle.TOO_LARGE is read_picture(bytes(octets)).obstacle


def test_an_empty_page_has_no_words() -> None:
    """White paper gives no words, and says that it was read to the end."""
    assert Obstacle.EMPTY is read_picture(degrade.png(np.full((400, 300), 255, np.uint8))).obstacle


ARABIC = [
    "قرر المجلس تمديد الاتفاق المبرم مع الحكومة لمدة سنة واحدة اعتبارا من تاريخ هذا القرار",
    "وبعد الاطلاع على المرسوم الملكي رقم (٢٤٥) وتاريخ ١٤٤٦هـ وعلى نظام مجلس الوزراء",
    "على الوزارات والجهات المختصة تنفيذ هذا القرار وإبلاغه إلى جميع المحافظات",
]


def test_both_scripts_of_a_bilingual_letter_are_read() -> None:
    """English above, Arabic below: each is read as what it is, in the order of the page."""
    page = degrade.page([*ENGLISH, *ARABIC], latin="DejaVu Serif", arabic="Noto Naskh Arabic", dpi=200)
    paper = read_picture(degrade.png(page))
    read, written = words(paper), " ".join([*ENGLISH, *ARABIC]).split()
    assert " ".join(ENGLISH).split() == read[: len(" ".join(ENGLISH).split())]
    assert len(set(written) & set(read)) > 0.9 * len(set(written))


def test_arabic_digits_are_read_by_their_shapes() -> None:
    """The recogniser takes ٢٤٥ for other signs; held against drawn digits it is ٢٤٥."""
    page = degrade.page(ARABIC, latin="DejaVu Serif", arabic="Noto Naskh Arabic", dpi=200)
    paper = read_picture(degrade.png(page))
    assert "٢٤٥" in paper.text
    assert "١٤٤٦هـ" in paper.text


def test_two_readings_that_differ_make_no_word_sure() -> None:
    """On a bad photograph some words have another reading; none of those counts as sure."""
    page = degrade.page([*ENGLISH, *ARABIC], latin="Nimbus Roman", arabic="Amiri", points=10, dpi=200)
    paper = read_picture(degrade.bad_photograph(page, np.random.default_rng(11)))
    doubted = [word for word in paper.words if word.otherwise]
    assert doubted
    assert all(word.sure <= 0.8 for word in doubted)
