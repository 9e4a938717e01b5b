"""Letters in English and Arabic that say the same, written for the tests, and ways to make them differ.

Every sentence was written in both languages by hand.  A slot is filled on both sides with the
same number, day or party, written as each language writes it: in figures of either kind, in
words, with the year or without.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from chancery.record.words import Text

TITLED = (
    {"en": "Defence Secretary", "ar": "وزير الدفاع"},
    {"en": "Deputy Defence Secretary", "ar": "نائب وزير الدفاع"},
    {"en": "Registrar", "ar": "أمين السجل"},
    {"en": "Press Office", "ar": "المكتب الصحفي"},
    {"en": "Northern Command", "ar": "القيادة الشمالية"},
    {"en": "Council of Ministers", "ar": "مجلس الوزراء"},
)
PLACES = (
    ("Iraq", "العراق"),
    ("Jordan", "الأردن"),
    ("Kuwait", "الكويت"),
    ("Egypt", "مصر"),
    ("France", "فرنسا"),
)
UNITS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ARABIC_UNITS = ("اثنين", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ARABIC_TENS = ("عشرين", "ثلاثين", "أربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
EGYPTIAN = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)
LEVANTINE = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
WEEK = (("Monday", "الاثنين"), ("Tuesday", "الثلاثاء"), ("Wednesday", "الأربعاء"), ("Thursday", "الخميس"))

SENTENCES = (
    ("We will move {n} vehicles from {place} by {day}.", "سننقل {n} مركبة من {place} قبل {day}."),
    ("The {party} will not open the road before {day}.", "لن يفتح {party} الطريق قبل {day}."),
    ("The {party} decided this on {day}.", "قرر {party} ذلك في {day}."),
    ("No decision has been taken on the bridge.", "لم يتخذ أي قرار بشأن الجسر."),
    ("We acknowledge the letter of the {party}.", "نقر بتسلم رسالة {party}."),
    ("The office pays {n} dinars for each tent.", "يدفع المكتب {n} دينار عن كل خيمة."),
    ("Nobody may enter without a card.", "لا يجوز لأحد الدخول بدون بطاقة."),
    ("The work takes {n} days.", "يستغرق العمل {n} يوما."),
    ("The hall opens on {week}.", "تفتح القاعة يوم {week}."),
    ("We ask the {party} to answer by {day}.", "نطلب من {party} الرد قبل {day}."),
    ("The forces stay in {place} unless the {party} orders otherwise.",
     "تبقى القوات في {place} ما لم يأمر {party} بغير ذلك."),
    ("This letter is not an order.", "هذه الرسالة ليست أمرا."),
    ("Only the {party} may change this date.", "لا يغير هذا الموعد إلا {party}."),
    ("The {party} has never agreed to this.", "لم يوافق {party} على ذلك قط."),
    ("The meeting in {place} begins at {n} o'clock.", "يبدأ الاجتماع في {place} في الساعة {n}."),
    ("We received {n} questions and answered all of them.", "تلقينا {n} سؤالا وأجبنا عنها كلها."),
    ("The convoy reaches {place} on {day} with {n} trucks.",
     "تصل القافلة إلى {place} في {day} ومعها {n} شاحنة."),
    ("Please send the list to the {party}.", "يرجى إرسال القائمة إلى {party}."),
    ("The unauthorised signs were removed.", "أزيلت اللافتات غير المصرح بها."),
    ("The {party} refuses the second proposal.", "يرفض {party} الاقتراح الثاني."),
    ("The gate is closed from {week} to the end of the month.",
     "البوابة مغلقة من يوم {week} حتى نهاية الشهر."),
    ("We cannot confirm the report from {place}.", "لا يمكننا تأكيد التقرير الوارد من {place}."),
    ("Article {n} applies to the whole camp.", "تسري المادة {n} على المخيم كله."),
    ("One of the officers will call the {party} within two days.",
     "سيتصل أحد الضباط ب{party} خلال يومين."),
)  # fmt: skip
"""What is said, in both languages."""

DENIED = (1, 3, 6, 11, 13, 21)
"""The sentences whose denial can be taken out or put in on one side, and how."""
UNDENIED = {
    1: ("will not open", "will open"),
    3: ("No decision", "A decision"),
    6: ("Nobody may enter without", "Everybody may enter with"),
    11: ("is not an", "is an"),
    13: ("has never agreed", "has agreed"),
    21: ("cannot confirm", "can confirm"),
}
AFFIRMED = {
    2: ("قرر", "لم يقرر"),
    4: ("نقر", "لا نقر"),
    7: ("يستغرق", "لا يستغرق"),
    8: ("تفتح", "لا تفتح"),
    15: ("وأجبنا", "ولم نجب"),
    16: ("تصل", "لا تصل"),
}
"""Arabic sentences that a single word turns into their opposite."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """One sentence with its slots as they were filled: per slot the value and both spellings."""

    number: int
    english: str
    arabic: str
    slots: dict[str, tuple[str, str]]


def letter(dice: random.Random) -> list[Filled]:
    """A letter of four to nine sentences, the same in both languages."""
    chosen = dice.sample(range(len(SENTENCES)), dice.randint(4, 9))
    return [_filled(number, dice) for number in chosen]


def texts(sentences: list[Filled], dice: random.Random) -> tuple[Text, Text]:
    """Both sides, in paragraphs of one to three sentences."""
    english, arabic, place = [], [], 0
    while place < len(sentences):
        length = dice.randint(1, 3)
        part = sentences[place : place + length]
        english.append(" ".join(each.english for each in part))
        arabic.append(" ".join(each.arabic for each in part))
        place += length
    return (
        Text(language="en", text="\n\n".join(english)),
        Text(language="ar", text="\n\n".join(arabic)),
    )


def _filled(number: int, dice: random.Random) -> Filled:
    english, _ = SENTENCES[number]
    slots = {name: fill(dice) for name, fill in FILLS.items() if f"{{{name}}}" in english}
    return _put(number, slots, slots)


def _put(number: int, ours: dict[str, tuple[str, str]], theirs: dict[str, tuple[str, str]]) -> Filled:
    english, arabic = SENTENCES[number]
    return Filled(
        number=number,
        english=english.format(**{name: both[0] for name, both in ours.items()}),
        arabic=arabic.format(**{name: both[1] for name, both in theirs.items()}),
        slots=ours,
    )


def _number(dice: random.Random) -> tuple[str, str]:
    kind = dice.randrange(5)
    if kind == 0:
        place = dice.randrange(1, len(UNITS))
        return UNITS[place], ARABIC_UNITS[place]
    if kind == 1:
        ten, unit = dice.randrange(len(TENS)), dice.randrange(1, 8)
        return f"{TENS[ten]}-{UNITS[unit]}", f"{ARABIC_UNITS[unit]} و{ARABIC_TENS[ten]}"
    value = dice.randint(3, 99) if kind < 4 else dice.randint(1_000, 90_000)
    figures = f"{value:,}" if value >= 1_000 else str(value)
    return figures, _in_eastern(figures) if kind == 2 else figures


def _in_eastern(figures: str) -> str:
    return figures.translate(str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬"))


def _day(dice: random.Random) -> tuple[str, str]:
    day, month, year = dice.randint(1, 28), dice.randrange(12), dice.randint(2018, 2031)
    named = dice.choice((EGYPTIAN, LEVANTINE))[month]
    figures = dice.choice((str(day), _in_eastern(str(day))))
    if dice.random() < 0.4:
        return f"{day} {MONTHS[month]}", f"{figures} {named}"
    english = dice.choice((f"{day} {MONTHS[month]} {year}", f"{MONTHS[month]} {day}, {year}"))
    return english, f"{figures} {named} {dice.choice((str(year), _in_eastern(str(year))))}"


FILLS: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "n": _number,
    "day": _day,
    "week": lambda dice: dice.choice(WEEK),
    "place": lambda dice: dice.choice(PLACES),
    "party": lambda dice: (lambda titles: (titles["en"], titles["ar"]))(dice.choice(TITLED)),
}

KINDS = {"number": ("n",), "day": ("day", "week"), "party": ("party", "place"), "negation": ()}


def mismatch(kind: str, dice: random.Random) -> tuple[Text, Text]:
    """A letter whose sides differ in one thing of that kind: a number, a day, a party, a denial."""
    while True:
        sentences = letter(dice)
        place = dice.randrange(len(sentences))
        turned = _turned(sentences[place], kind, dice)
        if turned is not None:
            return texts([*sentences[:place], turned, *sentences[place + 1 :]], dice)


def _turned(said: Filled, kind: str, dice: random.Random) -> Filled | None:
    if kind == "negation":
        return _denied(said)
    slots = [name for name in KINDS[kind] if name in said.slots]
    if not slots:
        return None
    name = dice.choice(slots)
    other = FILLS[name](dice)
    while _same(other, said.slots[name]):
        other = FILLS[name](dice)
    return _put(said.number, said.slots, {**said.slots, name: other})


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether both are one and the same; a day without its year may be the same day."""
    return one[0].split(",")[0][:6] == other[0].split(",")[0][:6]


def _denied(said: Filled) -> Filled | None:
    if said.number in UNDENIED:
        english = said.english.replace(*UNDENIED[said.number])
        return Filled(number=said.number, english=english, arabic=said.arabic, slots=said.slots)
    if said.number in AFFIRMED:
        arabic = said.arabic.replace(*AFFIRMED[said.number], 1)
        return Filled(number=said.number, english=said.english, arabic=arabic, slots=said.slots)
    return None
