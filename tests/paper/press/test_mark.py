"""The mark on a page: read by a telephone, from a screenshot, and for what it proves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy
import pypdfium2
import pytest
import zxingcpp

from chancery.errors import BadSignature, Malformed
from chancery.paper.press import mark_svg, read_mark, unsigned_mark, write_mark
from chancery.record.statement import Institution
from chancery.seal.keys import Kind, SigningKey
from tests.paper.press.sheets import CODE, DOMAIN, ISSUER, LONG, SHEET, pressed

ANOTHER = SigningKey.from_seed(Kind.ED25519, b"another".ljust(32, b"."))
P256 = SigningKey.from_seed(Kind.P256, b"another".ljust(32, b"."))


class TestText:
    def test_read_as_written(self) -> None:
        """What was written on a letter says which institution and which code, and checks."""
        mark = read_mark(write_mark(DOMAIN, CODE, ISSUER))
        assert (mark.institution, mark.code) == (DOMAIN, CODE)
        mark.check(ISSUER.public)

    def test_nothing_but_capitals(self) -> None:
        """Every character is one of the 45 that a QR code packs closely (ISO/IEC 18004, table 5)."""
        assert set(SHEET.mark) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

    def test_another_issuer(self) -> None:
        """A mark signed by somebody else is not the institution's."""
        with pytest.raises(BadSignature):
            read_mark(write_mark(DOMAIN, CODE, ANOTHER)).check(ISSUER.public)

    def test_another_institution(self) -> None:
        """A mark does not count under another domain, though the key be the same."""
        moved = SHEET.mark.replace("HARBOUR.EXAMPLE", "HARBOR.EXAMPLE")
        with pytest.raises(BadSignature):
            read_mark(moved).check(ISSUER.public)

    def test_a_plain_address(self) -> None:
        """An address without signature can be read and proves nothing."""
        mark = read_mark(f"https://harbour.example/c/{CODE}")
        assert mark == read_mark(unsigned_mark(DOMAIN, CODE))
        with pytest.raises(BadSignature, match="no signature"):
            mark.check(ISSUER.public)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "HTTPS://HARBOUR.EXAMPLE/",
            "HTTP://A.B/C/" + CODE,
            SHEET.mark + "A",
            SHEET.mark[:-1],
            "x" * 10_000,
        ],
    )
    def test_something_else(self, text: str) -> None:
        """Any other text is no mark."""
        with pytest.raises(Malformed):
            read_mark(text)

    def test_only_one_spelling(self) -> None:
        """The last character holds bits that no octet needs; only one way of writing them is read."""
        spare = {"A": "B", "Q": "R", "I": "J", "Y": "Z"}
        last = SHEET.mark[-1]
        assert last in "ACEGIKMOQSUWY246"
        with pytest.raises(Malformed):
            read_mark(SHEET.mark[:-1] + spare.get(last, chr(ord(last) + 1)))

    def test_only_short_signatures(self) -> None:
        """A key whose signatures are of another kind signs no marks."""
        with pytest.raises(Malformed, match="Ed25519"):
            write_mark(DOMAIN, CODE, P256)

    def test_no_domain(self) -> None:
        """An institution whose name is no domain has no address to print."""
        with pytest.raises(Malformed, match="domain"):
            unsigned_mark(Institution("two words"), CODE)


class TestSquare:
    def test_on_every_page_of_a_letter(self) -> None:
        """It is read from each page at the resolution of a screenshot, and checks."""
        for page in pypdfium2.PdfDocument(pressed(LONG)):
            gray = page.render(scale=96 / 72, grayscale=True).to_numpy().squeeze()
            (found,) = zxingcpp.read_barcodes(gray)
            assert found.text == SHEET.mark
            read_mark(found.text).check(ISSUER.public)

    @pytest.mark.parametrize("turned", [0, 3])
    @pytest.mark.parametrize("quality", [None, 60])
    @pytest.mark.parametrize(("resolution", "enlarged"), [(60, 3), (72, 3), (96, 1), (150, 1)])
    def test_small_pictures(self, resolution: int, enlarged: int, quality: int | None, turned: int) -> None:
        """It is read from a poor screenshot, leaning or not; the very small ones once they are enlarged."""
        for mark, picture in _pictures(resolution, turned):
            larger = cv2.resize(
                _spoilt(picture, quality), None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_LANCZOS4
            )
            assert [each.text for each in zxingcpp.read_barcodes(larger)] == [mark]

    def test_its_size(self) -> None:
        """37 squares and the quiet zone on 24 mm: more than half a millimetre each."""
        assert 'viewBox="0 0 45 45"' in mark_svg(SHEET.mark)


def _pictures(resolution: int, turned: int) -> Iterator[tuple[str, numpy.ndarray]]:
    for number in range(4):
        key = SigningKey.from_seed(Kind.ED25519, bytes([number]) * 32)
        mark = write_mark(DOMAIN, CODE, key)
        page = pypdfium2.PdfDocument(pressed(replace(SHEET, mark=mark)))[0]
        fine = page.render(scale=resolution * 4 / 72, grayscale=True).to_numpy().squeeze()
        height, width = fine.shape
        turning = cv2.getRotationMatrix2D((width / 2, height / 2), turned, 1)
        leaning = cv2.warpAffine(fine, turning, (width, height), borderValue=255)
        yield mark, cv2.resize(leaning, (width // 4, height // 4), interpolation=cv2.INTER_AREA)


def _spoilt(picture: numpy.ndarray, quality: int | None) -> numpy.ndarray:
    if quality is None:
        return picture
    _, octets = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(octets, cv2.IMREAD_GRAYSCALE)
