"""A letter that no longer speaks cannot be mistaken for one that does, whatever is left of the page."""

from __future__ import annotations

import numpy
import pypdfium2
import pytest
import zxingcpp

from chancery.paper.press import read_mark
from tests.paper.press.sheets import BOTH, DISOWNED, ENGLISH, LONG, holds, pages, pressed, words

STAMPED = pressed(LONG, DISOWNED)
DOTS_PER_INCH = 100


def drawn(pdf: bytes) -> list[numpy.ndarray]:
    return [page.render(scale=DOTS_PER_INCH / 72).to_numpy()[:, :, :3] for page in pypdfium2.PdfDocument(pdf)]


class TestStamp:
    def test_on_every_page(self) -> None:
        """The notice and NOT CURRENT stand on each page many times."""
        for page in pages(STAMPED):
            assert page.count("NOT CURRENT") >= 10
            assert page.count("DISOWNED on 4 March 2026") >= 5

    def test_in_both_languages(self) -> None:
        """A reader of either language is told on every page."""
        for page in pages(pressed(BOTH, DISOWNED)):
            assert page.count("NOT CURRENT") >= 10
            assert page.count("غير") >= 10

    def test_heard_first(self) -> None:
        """Whoever listens to the file hears the notice before anything else."""
        found = " ".join(pages(pressed(BOTH, DISOWNED))[0].split())
        assert found.rindex(DISOWNED.words["en"]) < found.index(ENGLISH.paragraphs[0][:40])

    @pytest.mark.parametrize("level", [96, 128, 160], ids=["dark", "middle", "light"])
    def test_a_ninth_of_a_fax_still_shows_it(self, level: int) -> None:
        """In black and white, each ninth of each page has far more ink than the letter alone puts there."""
        for plain, stamped in zip(drawn(pressed(LONG)), drawn(STAMPED), strict=False):
            for ours, theirs in zip(_ninths(plain), _ninths(stamped), strict=True):
                added = numpy.mean(theirs.mean(axis=2) < level) - numpy.mean(ours.mean(axis=2) < level)
                assert added > 0.01

    def test_the_words_can_still_be_read(self) -> None:
        """The record keeps what was said: the stamp lies behind the words, and takes none away."""
        found = [word for page in pages(pressed(BOTH, DISOWNED)) for word in page.split()]
        for paragraph in ENGLISH.paragraphs:
            assert holds(found, words(paragraph))

    def test_no_signed_mark(self) -> None:
        """Its square leads to the letter's page, and proves nothing that could be held up as genuine."""
        for page in drawn(pressed(BOTH, DISOWNED)):
            gray = numpy.ascontiguousarray(page.mean(axis=2).astype(numpy.uint8))
            for found in zxingcpp.read_barcodes(gray):
                assert read_mark(found.text).signature is None

    def test_it_is_another_file(self) -> None:
        """The rendition with a stamp has another digest than the letter, and is never taken for it."""
        assert pressed(BOTH, DISOWNED) != pressed(BOTH)


def _ninths(page: numpy.ndarray) -> list[numpy.ndarray]:
    return [cell for row in numpy.array_split(page, 3) for cell in numpy.array_split(row, 3, axis=1)]
