"""Letters to print: one in English, one in Arabic, one in both, one for every trouble."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pypdfium2

from chancery.paper.press import Letterhead, Passage, Sheet, Signatory, Stamp, press, write_mark
from chancery.record.code import code_of
from chancery.record.statement import Instant, Institution, StatementId
from chancery.seal.keys import Kind, SigningKey

DOMAIN = Institution("harbour.example")
ISSUER = SigningKey.from_seed(Kind.ED25519, b"harbour".ljust(32, b"."))
CODE = code_of(StatementId("urn:uuid:9d8f17c2-4b8d-4b02-9e4e-0000000000a1"))
RELEASED = Instant(int(datetime(2026, 3, 2, 9, 30, tzinfo=UTC).timestamp()))
EVIDENCE = bytes(range(256)) * 20

ENGLISH = Passage(
    language="en",
    title="Closing of the north basin for repairs",
    paragraphs=(
        "The north basin will be closed to vessels from 9 March 2026 until further notice. The lock gate "
        "of 1931 must be replaced; the office has found no safe way to do so while ships pass.",
        "Vessels now in the basin may leave until 8 March, 18:00. After that no movement will be allowed,\n"
        "unless the harbour master permits it in writing.",
        "Affected owners receive 1,250.00 a day — “no more, and no less” — under § 4 of the first order.",
    ),
)
ARABIC = Passage(
    language="ar",
    title="إغلاق الحوض الشمالي للإصلاح",
    paragraphs=(
        "يُغلق الحوض الشمالي أمام السفن من 9 مارس 2026 حتى إشعار آخر. يجب استبدال بوابة الهويس، "
        "ولم يجد المكتب طريقة آمنة لذلك أثناء مرور السفن (HB/2026/17).",
        "يجوز للسفن الموجودة الآن في الحوض أن تغادر حتى 8 مارس.",
    ),
)
OFFICE = {"en": "Office of the Harbour Master", "ar": "مكتب رئيس الميناء"}
SHEET = Sheet(
    institution=DOMAIN,
    letterhead=Letterhead(name={"en": "Port Authority", "ar": "هيئة الميناء"}, address=("1 Quay Street",)),
    office=OFFICE,
    code=CODE,
    mark=write_mark(DOMAIN, CODE, ISSUER),
    released=RELEASED,
    passages=(ENGLISH,),
    reference="HB/2026/17",
    place={"en": "Newhaven", "ar": "نيوهافن"},
    action_addressees=("Owners of vessels in the north basin",),
    info_addressees=("Council of the City", "Lock keepers"),
    effective=Instant(int(datetime(2026, 3, 9, tzinfo=UTC).timestamp())),
    signatories=(
        Signatory(
            name="A. Keeper",
            office=OFFICE,
            capacity="acting",
            delegated_by={"en": "Board of the Port", "ar": "مجلس الميناء"},
        ),
    ),
)
ARABIC_SHEET = replace(SHEET, passages=(ARABIC,))
BOTH = replace(SHEET, passages=(ENGLISH, ARABIC))
LONG = replace(SHEET, passages=(replace(ENGLISH, paragraphs=ENGLISH.paragraphs * 9),))
DISOWNED = Stamp(
    words={
        "en": "DISOWNED on 4 March 2026, 12:40 UTC, by the Board of the Port",
        "ar": "متبرَّأ منها في 4 مارس 2026، الساعة 12:40 بالتوقيت العالمي، من مجلس الميناء",
    }
)


def saying(*paragraphs: str, **more: object) -> Sheet:
    """The letter with other words, and whatever else is to be otherwise."""
    return replace(SHEET, passages=(Passage(language="en", paragraphs=paragraphs),), **more)  # type: ignore[arg-type]


def pressed(sheet: Sheet = SHEET, stamp: Stamp | None = None) -> bytes:
    return press(sheet, evidence=EVIDENCE, at=RELEASED, stamp=stamp)


def pages(pdf: bytes) -> list[str]:
    """What pdfium reads on each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [str(page.get_textpage().get_text_range()) for page in document]


def body(pdf: bytes) -> list[str]:
    """The words on all pages without the foot of each, which begins with the code."""
    return [word for page in pages(pdf) for word in page.rpartition(CODE)[0].split()]


def words(text: str) -> list[str]:
    return text.split()


def holds(found: list[str], wanted: list[str]) -> bool:
    """Whether the *wanted* words stand in *found*, one right after the other."""
    return any(found[at : at + len(wanted)] == wanted for at in range(len(found) - len(wanted) + 1))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))
