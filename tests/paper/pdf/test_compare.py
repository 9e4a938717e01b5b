"""Two pictures of one letter: every altered character is found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import cv2
import numpy as np
import pikepdf
import pytest
from pikepdf import Name

from chancery.paper.pdf import Sameness, compare_pictures, same_words_by_picture
from tests.paper.pdf.letters import request, rules, troops
from tests.paper.pdf.resaved import A4, LETTER, PROGRAMS, printed, resaved

TROOPS = [
    ("1,250,000", "7,250,000"), ("not approved", "now approved"), ("5 January", "6 January"),
    ("30 days.", "30 days,"), ("30 days", "80 days"), ("unless", "Unless"), ("may fly", "can fly"),
    ("shall", "shell"), ("Hollis", "Hallis"), ("annex;", "annex:"), ("No withdrawal", "A withdrawal"),
    ("2021", "2027"), ("لم يُ", "لن يُ"), ("أي قرار", "أن قرار"), ("٢٠٢١", "٢٠٢٧"), ("لا يجوز", "لم يجوز"),
    ("القوات قبل", "القوات فبل"), ("خطياً", "خطيا"), ("يورو", "بورو"), ("عليه.", "عليه"),
]  # fmt: skip
RULES = [
    ("45.50", "46.50"), ("45.50", "45,50"), ("not charge", "now charge"), ("ninth", "tenth"),
    ("1 February", "7 February"), ("Haddad", "Hadded"), ("alter it.", "alter it"), ("law", "low"),
]  # fmt: skip
REQUEST = [("٥ يناير", "٦ يناير"), ("سحب", "صحب"), ("١٢٥٠٠٠٠", "١٢٠٠٠٠٠"), ("يورو", "بورو")]
EDITS = (
    [(troops, one) for one in TROOPS] + [(rules, one) for one in RULES] + [(request, one) for one in REQUEST]
)
PRINTS = {
    "fitted to Letter": (LETTER, {}),
    "95 per cent": (A4, {"scale": 0.95}),
    "shifted": (A4, {"scale": 1.0, "right": 3.3, "up": -5.7}),
}


def with_a_line(letter: bytes, paint: str) -> bytes:
    """The letter with one more line near the foot of its first page, in that paint."""
    line, octets = f"q {paint} BT /Extra 11 Tf 90 150 Td (All fees will be paid back.) Tj ET Q", BytesIO()
    with pikepdf.open(BytesIO(letter)) as document:
        page = document.pages[0]
        font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.add_resource(font, Name.Font, Name("/Extra"))
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q {line}".encode())
        document.save(octets)
    return octets.getvalue()


@pytest.mark.parametrize(("letter", "edit"), EDITS)
def test_one_altered_character_is_found(letter: Callable[..., bytes], edit: tuple[str, str]) -> None:
    """Down to one dot of an Arabic letter and the tail of a comma."""
    assert compare_pictures(letter(edit), letter()) != ()


@pytest.mark.parametrize("edit", [TROOPS[0], TROOPS[3], TROOPS[18]])
def test_it_is_found_in_a_print_too(edit: tuple[str, str]) -> None:
    """Laying the page on the registered one does not lay the altered character out of sight."""
    assert compare_pictures(printed(troops(edit), LETTER), troops()) != ()
    assert compare_pictures(resaved(troops(edit), "pdftocairo"), troops()) != ()


@pytest.mark.parametrize("paint", ["0.8 g", "0.85 g", "1 0.85 0 rg", "0.75 0.85 1 rg"])
def test_a_line_in_pale_letters_is_found(paint: str) -> None:
    """Pale is not unseen: a sentence in grey or yellow on the blank part of a page is read by everybody."""
    assert compare_pictures(with_a_line(rules(), paint), rules()) != ()


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("letter", [troops, rules])
def test_saving_again_alters_nothing(letter: Callable[[], bytes], program: str) -> None:
    assert same_words_by_picture(resaved(letter(), program), letter()).likeness is Sameness.SAME


@pytest.mark.parametrize("way", PRINTS)
@pytest.mark.parametrize("letter", [rules, request])
def test_printing_on_other_paper_alters_nothing(letter: Callable[[], bytes], way: str) -> None:
    paper, how = PRINTS[way]
    assert same_words_by_picture(printed(letter(), paper, **how), letter()).likeness is Sameness.SAME


def test_a_region_shows_both_pictures_of_one_place() -> None:
    """Box in points of the registered page; the pictures are of one size and differ."""
    region = compare_pictures(troops(("2021", "2027")), troops())[0]
    copy, registered = (
        cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
        for png in (region.copy_png, region.registered_png)
    )
    assert copy.shape == registered.shape
    assert (copy != registered).any()
    assert (region.page, 0 < region.box.left < region.box.right < 596) == (1, True)


def test_a_page_more_or_less_is_a_region() -> None:
    """The page that only one of them has, whole, with its only picture."""
    other = compare_pictures(troops(), rules())
    assert [region.copy_png for region in other if region.page == 2] == [b""]


def test_another_letter_cannot_be_compared() -> None:
    """Two letters that are not copies of one another are not called altered."""
    assert same_words_by_picture(request(), rules()).likeness is Sameness.CANNOT_COMPARE
    assert same_words_by_picture(b"%PDF-", rules()).likeness is Sameness.CANNOT_COMPARE
