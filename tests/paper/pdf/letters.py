"""Three letters of our own press, and the same letters with one thing changed."""

from __future__ import annotations

from functools import lru_cache

from chancery.paper.press.letter import press
from chancery.paper.press.sheet import Letterhead, Passage, Sheet, Signatory
from chancery.paper.press.template import TEMPLATES
from chancery.record.code import code_of
from chancery.record.statement import Instant, Institution, StatementId
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.mark import write_mark

INSTITUTION = Institution("ministry.example")

TROOPS = (
    "The Ministry informs the Government that the request of 5 January 2020 was not approved.",
    "No withdrawal of forces shall take place before 31 March 2021, unless both sides agree in writing. "
    "Helicopters of the coalition may fly over the capital for a further period of 30 days.",
    "The sum of 1,250,000 euros must be paid to the account named in the annex; "
    "Dr Jane Hollis, acting for the Minister, will answer questions until Friday.",
)
ARABIC = (
    "تُعلم الوزارةُ الحكومةَ بأن الطلب المؤرخ في ٥ يناير ٢٠٢٠ لم يُوافق عليه.",
    "لا يجوز سحب القوات قبل ٣١ مارس ٢٠٢١ إلا إذا اتفق الطرفان خطياً، وأي قرار مخالف لا أثر له.",
    "يجب دفع مبلغ ١٢٥٠٠٠٠ يورو إلى الحساب المذكور في الملحق الموقّع.",
)
RULES = (
    "This notice takes effect on 1 February 2026 and replaces the notice of 14 May 2024.",
    "Every office must answer a request within ten working days. "
    "It shall not charge more than 45.50 for a copy.",
    "A request may be refused only where the law says so; "
    "the refusal must name the article and the official.",
    "Offices that cannot answer in time will tell the person before the ninth day, and why.",
    "The Registrar, Amal Haddad, keeps the list of requests. Nobody else may alter it.",
)


def _sheet(number: int, passages: tuple[Passage, ...]) -> Sheet:
    code = code_of(StatementId(f"urn:uuid:{number:032x}"))
    return Sheet(
        institution=INSTITUTION,
        letterhead=Letterhead(
            name={"en": "Ministry of Records", "ar": "وزارة السجلات"}, address=("1 Archive Street",)
        ),
        office={"en": "Office of the Minister", "ar": "مكتب الوزير"},
        code=code,
        mark=write_mark(INSTITUTION, code, SigningKey.from_seed(Kind.ED25519, bytes(32))),
        released=Instant(1_767_000_000),
        passages=passages,
        reference="MR/2026/0117",
        place={"en": "Valmora"},
        action_addressees=("The Secretary-General",),
        signatories=(Signatory(name="Leila Marzouk", office={"en": "Minister", "ar": "الوزيرة"}),),
    )


@lru_cache(maxsize=128)
def troops(change: tuple[str, str] = ("", "")) -> bytes:
    """A letter in English and Arabic; every `change[0]` in it is `change[1]`."""
    english = Passage(language="en", title="Withdrawal of forces", paragraphs=_changed(TROOPS, change))
    arabic = Passage(language="ar", title="سحب القوات", paragraphs=_changed(ARABIC, change))
    return press(_sheet(0x5D1F << 112, (english, arabic)), evidence=_EVIDENCE, at=Instant(1_767_000_000))


@lru_cache(maxsize=128)
def rules(change: tuple[str, str] = ("", "")) -> bytes:
    """A notice of two pages in English."""
    body = _changed(RULES, change)
    passage = Passage(language="en", title="Access to records", paragraphs=(*body, *RULES * 3))
    return press(
        _sheet(0xA07C9 << 108, (passage,)),
        evidence=_EVIDENCE,
        at=Instant(1_767_000_000),
        template=TEMPLATES / "plain-notice",
    )


@lru_cache(maxsize=128)
def request(change: tuple[str, str] = ("", "")) -> bytes:
    """A letter in Arabic only."""
    passage = Passage(language="ar", title="الرد على الطلب", paragraphs=_changed(ARABIC, change))
    return press(_sheet(0xE3B11 << 108, (passage,)), evidence=_EVIDENCE, at=Instant(1_767_000_000))


_EVIDENCE = b"\xa4\x60\x73chancery-evidence/1 and so on"


def _changed(paragraphs: tuple[str, ...], change: tuple[str, str]) -> tuple[str, ...]:
    before, after = change
    return tuple(one.replace(before, after) if before else one for one in paragraphs)
