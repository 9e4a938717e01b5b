"""What a person sees on the page is what is read, in the order in which it stands."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pytest

from chancery.paper.paper import Medium, Obstacle, Paper, ReadWord
from chancery.paper.pdf import read_pdf
from tests.paper.pdf import deceits
from tests.paper.pdf.letters import TROOPS, request, rules, troops
from tests.paper.pdf.resaved import PROGRAMS, resaved


def test_the_words_of_a_letter_are_read_as_they_were_registered() -> None:
    """Every English paragraph comes out word for word, with its box and without a doubt."""
    paper = read_pdf(troops())
    assert all(" ".join(one.split()) in " ".join(paper.text.split()) for one in TROOPS)
    assert (paper.medium, paper.obstacle, paper.hidden) == (Medium.PDF, None, ())
    assert {word.sure for word in paper.words} == {1.0}
    assert all(word.box is not None for word in paper.words)


def test_the_span_of_every_word_is_the_word() -> None:
    """Words are exactly what stands between the blanks of the text."""
    paper = read_pdf(rules())
    assert paper.text.split() == [paper.text[slice(*word.span)] for word in paper.words]


def test_arabic_words_come_out_in_reading_order() -> None:
    """Letters are put in order by place, whichever way round the file lists them; marks may move."""
    text = read_pdf(request()).text
    assert "لا يجوز سحب القوات قبل ٣١ مارس ٢٠٢١ إلا إذا اتفق الطرفان" in text


def test_evidence_and_code_are_found_in_our_own_letter() -> None:
    """A letter carries its evidence and its mark; both are handed on and neither is believed."""
    paper = read_pdf(troops())
    assert [one[:21] for one in paper.evidence] == [b"\xa4\x60\x73chancery-evidence/"]
    assert paper.marks[0].startswith("HTTPS://MINISTRY.EXAMPLE/C/")


def test_order_in_the_file_is_not_order_on_the_page() -> None:
    """ "We do not agree" is read from a file that lists "not We do agree"."""
    pdf = deceits.plain(b"")
    pdf.pages[0].obj.Contents = pdf.make_stream(
        b"BT /F1 11 Tf 110 700 Td (not) Tj -38 0 Td (We do) Tj 60 0 Td (agree) Tj ET"
    )
    assert read_pdf(deceits.saved(pdf)).text == "We do not agree"


def test_a_word_drawn_letter_by_letter_is_one_word() -> None:
    """Letters placed singly, and backwards, still stand as they stand."""
    pdf = deceits.plain(b"")
    pdf.pages[0].obj.Contents = pdf.make_stream(
        b"BT /F1 11 Tf 78.11 700 Td (o) Tj -6.11 0 Td (n) Tj 12.23 0 Td (t) Tj ET"
    )
    assert read_pdf(deceits.saved(pdf)).text == "not"


def test_a_turned_page_is_read_upright() -> None:
    """/Rotate turns the boxes with the page."""
    pdf = deceits.plain(b"")
    pdf.pages[0].obj.Rotate = 90
    paper = read_pdf(deceits.saved(pdf))
    assert (paper.pages[0].width, paper.pages[0].height) == (842, 595)


@pytest.mark.parametrize("program", PROGRAMS)
def test_saving_again_changes_no_english_word(program: str) -> None:
    """qpdf, Ghostscript, mutool and poppler write other files, and the same words are read from them."""
    assert _latin(read_pdf(resaved(rules(), program))) == _latin(read_pdf(rules()))


def _latin(paper: Paper) -> list[str]:
    return [word for word in paper.text.split() if word.isascii()]


class TestObstacles:
    """A file that cannot be read ends in a reason, never in an exception."""

    def test_encrypted(self) -> None:
        pdf, octets = deceits.plain(b""), io.BytesIO()
        pdf.save(octets, encryption=pikepdf.Encryption(user="secret", owner="other"))
        assert read_pdf(octets.getvalue()).obstacle is Obstacle.ENCRYPTED

    @pytest.mark.parametrize("octets", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(range(256)) * 40])
    def test_damaged(self, octets: bytes) -> None:
        assert read_pdf(octets).obstacle is Obstacle.DAMAGED

    def test_cut_off(self) -> None:
        """Half a letter either cannot be opened or is reported as put together again."""
        paper = read_pdf(troops()[: len(troops()) // 2])
        assert paper.obstacle is not None or paper.hidden

    def test_too_many_pages(self) -> None:
        pdf = pikepdf.Pdf.new()
        for _ in range(51):
            pdf.add_blank_page()
        assert read_pdf(deceits.saved(pdf)).obstacle is Obstacle.TOO_LARGE

    def test_a_page_too_large_to_draw(self) -> None:
        assert (
            read_pdf(deceits.saved(deceits.plain(b"", box=(0, 0, 14400, 14400)))).obstacle
            is Obstacle.TOO_LARGE
        )

    def test_empty(self) -> None:
        pdf = pikepdf.Pdf.new()
        pdf.add_blank_page()
        assert read_pdf(deceits.saved(pdf)).obstacle is Obstacle.EMPTY


class TestScans:
    """A page that is a picture is read from its ink, whatever text it carries unseen."""

    def test_its_ink_is_recognised(self) -> None:
        asked: list[tuple[tuple[int, ...], int]] = []

        def recognise(grey: np.ndarray, dpi: int) -> Paper:
            asked.append((grey.shape, dpi))
            return Paper(medium=Medium.PICTURE, text="not approved", words=(ReadWord(span=(0, 3), sure=0.8),))

        paper = read_pdf(deceits.invisible_text_over_an_image(), ocr=recognise)
        assert (paper.text, paper.words[0].sure, paper.hidden) == ("not approved", 0.8, ())
        assert asked == [((1754, 1241), 150)]

    def test_without_a_recogniser_it_is_not_read(self) -> None:
        paper = read_pdf(deceits.invisible_text_over_an_image())
        assert (paper.words, paper.obstacle) == ((), Obstacle.NO_READER)
