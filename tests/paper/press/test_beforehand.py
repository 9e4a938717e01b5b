"""A letter shown to those who decide on it, before it is one: nobody can take it for released."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from chancery.paper.press import Sheet, Stamp, press
from chancery.paper.press.template import TEMPLATES
from tests.paper.press.sheets import ARABIC_SHEET, BOTH, CODE, RELEASED, SHEET, pages

NOT_RELEASED = Stamp(words={"en": "NOT RELEASED", "ar": "لم تصدر"}, beforehand=True)


def foreseen(sheet: Sheet, template: str = "ministry-letter") -> bytes:
    unmarked = replace(sheet, mark="")
    return press(unmarked, evidence=b"", at=RELEASED, template=TEMPLATES / template, stamp=NOT_RELEASED)


@pytest.mark.parametrize("template", ["ministry-letter", "plain-notice"])
@pytest.mark.parametrize("sheet", [SHEET, ARABIC_SHEET, BOTH], ids=["english", "arabic", "both"])
def test_every_page_says_that_it_is_not_released(sheet: Sheet, template: str) -> None:
    """In the words of the letter's languages; and the letter itself can be read."""
    file = foreseen(sheet, template)
    for page in pages(file):
        assert ("NOT RELEASED" in page) or ("لم" in page)
    assert CODE not in "".join(pages(file))


@pytest.mark.parametrize("sheet", [SHEET, BOTH], ids=["english", "both"])
def test_nothing_on_it_leads_to_an_answer(sheet: Sheet) -> None:
    """No square that a reader could scan, no code, no evidence, no seal."""
    import zxingcpp

    file = foreseen(sheet)
    for page in pypdfium2.PdfDocument(file):
        assert zxingcpp.read_barcodes(page.render(scale=3).to_pil()) == []
    opened = pikepdf.open(io.BytesIO(file))
    assert dict(opened.attachments) == {}
    assert "/AcroForm" not in opened.Root
    assert CODE.encode() not in file
    assert CODE not in str(opened.docinfo)
