"""Where words read and words seen could part, the paper says so; where they do not, it is silent."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from chancery.paper.paper import Hiding
from chancery.paper.pdf import read_pdf
from tests.conftest import leave_out
from tests.paper.pdf import deceits
from tests.paper.pdf.letters import request, rules, troops
from tests.paper.pdf.resaved import A4, LETTER, PROGRAMS, printed, resaved

EXPECTED = {
    deceits.invisible_text_over_an_image: Hiding.INVISIBLE_TEXT,
    deceits.white_text_under_an_image: Hiding.INVISIBLE_TEXT,
    deceits.a_box_over_the_text: Hiding.INVISIBLE_TEXT,
    deceits.a_picture_in_a_gap: Hiding.TEXT_IN_A_PICTURE,
    deceits.a_letter_drawn_as_lines: Hiding.TEXT_IN_A_PICTURE,
    deceits.a_word_over_half_a_page: Hiding.TEXT_IN_A_PICTURE,
    deceits.pale_words_in_a_picture: Hiding.TEXT_IN_A_PICTURE,
    deceits.a_word_struck_out: Hiding.TEXT_IN_A_PICTURE,
    deceits.a_drawn_dot: Hiding.TEXT_IN_A_PICTURE,
    deceits.render_mode_three: Hiding.INVISIBLE_TEXT,
    deceits.clipped_text: Hiding.INVISIBLE_TEXT,
    deceits.same_colour_text: Hiding.INVISIBLE_TEXT,
    deceits.tiny_text: Hiding.INVISIBLE_TEXT,
    deceits.half_covered_letters: Hiding.INVISIBLE_TEXT,
    deceits.a_hidden_layer: Hiding.OPTIONAL_CONTENT,
    deceits.actual_text: Hiding.REPLACED_TEXT,
    deceits.arabic_actual_text: Hiding.REPLACED_TEXT,
    deceits.a_stamp: Hiding.ANNOTATION,
    deceits.a_filled_field: Hiding.ANNOTATION,
    deceits.off_the_page: Hiding.OFF_THE_PAGE,
    deceits.two_versions: Hiding.OVERLAPPING_TEXT,
    deceits.a_script: Hiding.SCRIPT,
    deceits.a_form_in_xml: Hiding.SCRIPT,
    deceits.an_object_twice: Hiding.STRUCTURE,
    deceits.a_lying_map: Hiding.GLYPHS,
    deceits.a_broken_table: Hiding.STRUCTURE,
}


@pytest.mark.parametrize("deceit", deceits.DECEITS, ids=lambda deceit: deceit.__name__)
def test_every_deceit_is_named(deceit: Callable[[], bytes]) -> None:
    """The detector made for it speaks; that others do too is no fault."""
    assert EXPECTED[deceit] in {hidden.hiding for hidden in read_pdf(deceit()).hidden}


def test_look_alike_letters_are_read_as_they_are() -> None:
    """A Cyrillic a is no Latin a: it is kept, and the comparison of words shows it."""
    assert "\u0430" not in read_pdf(troops()).text


def test_an_appended_revision_is_no_deceit_and_its_words_are_read() -> None:
    """Sealing appends to a file; so does whoever changes a word, and the new word is the one seen."""
    first = deceits.saved(deceits.plain(b""))
    changed = deceits.TEXT.replace(b"(not)", b"(now)")
    paper = read_pdf(_appended(first, changed))
    assert "was now approved" in paper.text
    assert paper.hidden == ()


def _appended(octets: bytes, content: bytes) -> bytes:
    """A second revision with another content stream (ISO 32000-1, 7.5.6)."""
    number = int(re.search(rb"/Contents (\d+) 0 R", octets)[1])  # type: ignore[index]
    size = int(re.search(rb"/Size (\d+)", octets)[1])  # type: ignore[index]
    root = re.search(rb"/Root (\d+ 0 R)", octets)[1]  # type: ignore[index]
    last = int(re.findall(rb"startxref\s+(\d+)", octets)[-1])
    stream = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(content), content)
    place, table = len(octets), len(octets) + len(stream)
    entry = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        last,
        table,
    )
    return octets + stream + entry + trailer + b"startxref\n%d\n%%%%EOF\n" % table


@pytest.mark.parametrize("letter", [troops, rules, request])
def test_our_own_letters_hide_nothing(letter: Callable[[], bytes]) -> None:
    assert read_pdf(letter()).hidden == ()


@pytest.mark.parametrize("program", PROGRAMS)
def test_letters_saved_again_hide_nothing(program: str) -> None:
    """English and Arabic; Ghostscript and poppler rewrite every letter of them."""
    assert read_pdf(resaved(troops(), program)).hidden == ()


def test_letters_printed_on_other_paper_hide_nothing() -> None:
    assert read_pdf(printed(troops(), LETTER)).hidden == ()
    assert read_pdf(printed(troops(), A4, scale=1, right=3.3, up=-5.7)).hidden == ()


def test_real_letters_hide_nothing(corpora: Path) -> None:
    """Ten orders of the Federal Register, white job numbers in the margin and stamped seal included."""
    orders = sorted((corpora / "us-executive-order-pdf").glob("*.pdf"))[5:45:4]
    assert len(orders) == 10
    papers = {order.name: read_pdf(order.read_bytes()) for order in orders}
    assert {name: paper.hidden for name, paper in papers.items() if paper.hidden} == {}
    assert all("VerDate" not in paper.text for paper in papers.values())


@pytest.mark.browser
def test_a_page_printed_by_a_browser_hides_nothing(tmp_path: Path) -> None:
    """Chromium writes ligatures and Arabic with ActualText, bullets and rules as lines."""
    chromium = shutil.which("chromium")
    if chromium is None:
        leave_out("chromium")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    order = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--print-to-pdf={tmp_path / 'page.pdf'}",
    ]
    subprocess.run([*order, f"file://{tmp_path / 'page.html'}"], check=True, capture_output=True, timeout=60)
    paper = read_pdf((tmp_path / "page.pdf").read_bytes())
    assert paper.hidden == ()
    assert "the office is efficient." in paper.text


PAGE = """<html><meta charset="utf-8"><body style="font-family: serif">
<p>The request was <b>not</b> approved, see <a href="https://ministry.example/">the annex</a>; the office is
efficient.</p><ul><li>First, with <u>underline</u></li><li>An efficient second</li></ul>
<table border="1"><tr><td>Sum</td><td>1,250.00</td></tr></table>
<p dir="rtl" lang="ar">لا يجوز سحب القوات قبل ٣١ مارس ٢٠٢١ إلا إذا اتفق الطرفان.</p></body></html>"""
