"""What a letter costs on its way to paper: set, looked over, sealed, and its seal judged."""

from __future__ import annotations

import resource
import secrets
import time
from collections.abc import Iterator

from bench.measure import Spread
from bench.row import Row, at_most
from chancery.paper.press.gate import gate
from chancery.paper.press.letter import press
from chancery.paper.press.sheet import Letterhead, Passage, Sheet, Signatory
from chancery.paper.sealing.judging import judge, undisturbed
from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.seal import seal
from chancery.record.code import code_of
from chancery.record.naming import named
from chancery.record.statement import Instant, Institution

HERE = Institution("mod.example")
AT = Instant(1_795_000_000)
LETTERS = 40
MEGABYTE = 1_000_000
ENGLISH = (
    "The hall of the northern district opens on Monday the ninth of March.",
    "Nobody may enter the hall before nine o'clock, and everybody must leave it by six. "
    "The fee for each visitor is 25 dinars, which will not be paid back.",
    "Schools that wish to come in groups shall write to the press office two weeks before.",
)
ARABIC = (
    "تفتح قاعة الحي الشمالي أبوابها يوم الاثنين التاسع من مارس.",
    "لا يجوز لأحد دخول القاعة قبل الساعة التاسعة، وعلى الجميع مغادرتها قبل السادسة.",
    "على المدارس الراغبة في الحضور جماعات أن تكتب إلى المكتب الصحفي قبل أسبوعين.",
)
WHAT = (
    "{what}; {count} different letters after one, every code and mark new, 6 kB of evidence attached; "
    "set by typst (PDF/A-3a, PDF/UA-1), looked over by page-validation, sealed P-256 B-B, the seal judged"
)


def rows() -> Iterator[Row]:
    """One page in English, and one in two languages; then the memory all of it took."""
    key = _key()
    for name, passages in (("English", _english()), ("English and Arabic", (*_english(), *_arabic()))):
        spent = Spread(
            seconds=tuple(_cost(number, passages, key) for number in range(LETTERS + 1))[1:], clock="CPU"
        )
        yield Row(
            name=f"letter set, looked over, sealed, judged: {name}",
            value=spent.median * 1_000,
            unit="ms",
            bar=at_most(100),
            how=f"{WHAT.format(what=f'a page in {name}', count=LETTERS)}; {spent.how()}",
        )
    yield Row(
        name="memory of the process that did it",
        value=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE,
        unit="MB",
        bar=at_most(200),
        how=f"greatest resident size after {2 * (LETTERS + 1)} letters, libraries included",
    )


def _cost(number: int, passages: tuple[Passage, ...], key: SealKey) -> float:
    """Seconds of CPU for one letter."""
    sheet, evidence = _sheet(number, passages), secrets.token_bytes(6_000)
    begun = time.process_time()
    file = press(sheet, evidence=evidence, at=AT)
    faults = gate(file)
    sealed = seal(file, key, at=AT, reason="Issued on the record", location=HERE)
    whole = undisturbed(judge(sealed))
    spent = time.process_time() - begun
    if faults or not whole:
        raise RuntimeError(f"letter {number} is not what it must be: {faults}")
    return spent


def _sheet(number: int, passages: tuple[Passage, ...]) -> Sheet:
    code = code_of(named(HERE, number.to_bytes(7)))
    return Sheet(
        institution=HERE,
        letterhead=Letterhead(name={"en": "Ministry of Examples", "ar": "وزارة الأمثلة"}),
        office={"en": "Press Office", "ar": "المكتب الصحفي"},
        code=code,
        mark=f"HTTPS://MOD.EXAMPLE/C/{code.replace('-', '')}/{'A' * 103}",
        released=AT,
        passages=passages,
        reference=f"P/2026/{number}",
        action_addressees=("All departments",),
        signatories=(Signatory(name="D. Press", office={"en": "Press Office"}),),
    )


def _english() -> tuple[Passage, ...]:
    return (Passage(language="en", paragraphs=ENGLISH),)


def _arabic() -> tuple[Passage, ...]:
    return (Passage(language="ar", paragraphs=ARABIC),)


def _key() -> SealKey:
    founded = SealKey.found(domain=HERE, institution=HERE, at=AT, chance=secrets.token_bytes)
    return SealKey.from_pem(founded.key, founded.chain)
