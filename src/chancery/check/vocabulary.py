"""The words on which meaning turns, in English and Arabic: where one changes, the reader is told which kind.

Short lists by hand, not grammar: what is not listed is an ordinary word, and a change
of it is still a change.  Arabic words are listed and looked up without vowel marks and
hamzas, and with a joined “and” or “so” (و, ف) taken off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum, unique

from chancery.check.normalise import fold
from chancery.check.tokens import Kind, Token


@unique
class WordClass(StrEnum):
    """Why a changed word matters more than others."""

    NEGATION = "negation"
    CONDITION = "condition"
    MODAL = "modal verb"
    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"
    NAME = "name"
    QUESTION = "question mark"
    PUNCTUATION = "punctuation"
    """A mark and no word."""
    CAPITALS = "capitals only"
    """The same word with other capitals."""
    VOWELS = "vowel marks or hamza only"
    """The same Arabic letters with other marks: another word."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


NEGATIONS = _listed(
    "not no never neither nor none nobody nothing nowhere cannot without hardly scarcely"
    " refuse refuses refused decline declines declined fail fails failed deny denies denied"
    " لا لم لن ليس ليست ليسوا لست لسنا ما غير بدون دون كلا عدم أبدا مطلقا يرفض رفض رفضت نفى نفت"
)
CONDITIONS = _listed(
    "if unless until till except excepting excluding provided providing pending whether only"
    " contingent conditional conditionally condition conditions otherwise lest notwithstanding once"
    " إذا إن لو لولا إلا حتى ريثما شرط بشرط شريطة رهن رهنا مالم إنما فقط باستثناء"
)
CONDITION_PHRASES = frozenset(
    (fold(first), fold(second))
    for first, second in (
        ("subject", "to"),
        ("in", "case"),
        ("as", "long"),
        ("so", "long"),
        ("but", "for"),
        ("depending", "on"),
        ("dependent", "on"),
        ("ما", "لم"),
        ("في", "حال"),
        ("في", "حالة"),
        ("إلى", "أن"),
        ("على", "أن"),
    )
)
MODALS = _listed(
    "shall will may must can should would could might ought need needs intend intends"
    " يجب ينبغي يجوز قد سوف يمكن لابد يتعين يلزم سنقوم يحق"
)
MONTHS_AND_DAYS = _listed(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday"
    " يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
    " كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين"
    " الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد اليوم غدا أمس"
    " محرم صفر رجب شعبان رمضان شوال"
)
NUMBER_WORDS = _listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"
    " million billion trillion dozen half quarter first second third fourth fifth"
    " واحد واحدة اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني تسعة تسع عشرة عشر"
    " عشرون عشرين ثلاثون ثلاثين مائة مئة ألف آلاف مليون مليار نصف ربع"
)
MONEY = _listed(
    "$ € £ ¥ % usd eur gbp iqd sar aed us$ dollar dollars euro euros pound pounds dinar dinars riyal riyals"
    " dirham dirhams percent cent cents دولار دولارا دينار دينارا ريال ريالا درهم يورو ٪ بالمئة بالمائة"
)
FUNCTION_WORDS = _listed(
    "a an the this that these those and or but so as at by for from in into of off on onto out over to under"
    " up upon with within about after before between through during than then there here it its it's he she"
    " they them their his her him we us our ours you your i me my is are was were be been being am has have"
    " had do does did any some all each every both such other which who whom whose what when where why how"
    " also too very"
    " في من إلى على عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم أو ثم أن كان كانت كل بعض بين قبل بعد عند"
    " هناك"
) | frozenset({"و", "ف", "ب", "ل", "ك"})

JOINED = "وف"
"""“And” and “so”, which Arabic writes together with the word that follows."""


_TURNING = NEGATIONS | CONDITIONS | MODALS


def simple(text: str) -> str:
    """A word as the lists have it: folded, small letters."""
    return fold(text).lower()


def is_function_word(text: str) -> bool:
    """Whether the word carries grammar rather than matter; two texts share such words by chance."""
    word = simple(text)
    return word in FUNCTION_WORDS or _bare(word) in _TURNING


def turns_meaning(stream: Sequence[Token], index: int) -> frozenset[WordClass]:
    """Whether the token at *index* denies, conditions or asks."""
    token = stream[index]
    if token.kind is Kind.MARK:
        return frozenset({WordClass.QUESTION} if token.text in "?؟" else ())
    if token.kind is not Kind.WORD:
        return frozenset()
    return frozenset(_turns(simple(token.text), _following(stream, index)))


def turning_length(stream: Sequence[Token], index: int) -> int:
    """How many tokens a turning word takes: two for “subject to”, one for “unless”."""
    pair = (_bare(simple(stream[index].text)), _following(stream, index))
    return 2 if pair in CONDITION_PHRASES else 1


def word_classes(stream: Sequence[Token], index: int) -> frozenset[WordClass]:
    """What the token at *index* is, read with its neighbours; empty for an ordinary word."""
    token = stream[index]
    if token.kind is not Kind.WORD:
        return turns_meaning(stream, index) | {WordClass.PUNCTUATION}
    return turns_meaning(stream, index) | frozenset(_matters(stream, index))


def _turns(word: str, following: str) -> Iterator[WordClass]:
    bare = _bare(word)
    if bare in NEGATIONS or word.endswith("n't"):
        yield WordClass.NEGATION
    if bare in CONDITIONS or (bare, following) in CONDITION_PHRASES:
        yield WordClass.CONDITION


def _matters(stream: Sequence[Token], index: int) -> Iterator[WordClass]:
    word = simple(stream[index].text)
    neighbours = {_preceding(stream, index), _following(stream, index)}
    has_digit = any(character.isdigit() for character in word)
    if _bare(word) in MODALS or word.removesuffix("n't") in MODALS:
        yield WordClass.MODAL
    if has_digit or _bare(word) in NUMBER_WORDS:
        yield WordClass.NUMBER
        if neighbours & MONEY:
            yield WordClass.AMOUNT
    dated = _is_year(word) or neighbours & MONTHS_AND_DAYS
    if _is_month_or_day(stream[index].text) or (has_digit and dated):
        yield WordClass.DATE
    if word in MONEY:
        yield WordClass.AMOUNT
    if _is_name(stream, index):
        yield WordClass.NAME


def _bare(word: str) -> str:
    """An Arabic word without a joined “and” or “so”."""
    return word[1:] if len(word) > 2 and word[0] in JOINED else word


def _following(stream: Sequence[Token], index: int) -> str:
    return simple(stream[index + 1].text) if index + 1 < len(stream) else ""


def _preceding(stream: Sequence[Token], index: int) -> str:
    return simple(stream[index - 1].text) if index else ""


def _is_month_or_day(text: str) -> bool:
    word = simple(text)
    return word in MONTHS_AND_DAYS and (word not in ("may", "march") or text[0].isupper())


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and "1000" <= word <= "2999"


def _is_name(stream: Sequence[Token], index: int) -> bool:
    """Whether a capital says that this is a name; at the start of a sentence it says nothing."""
    token = stream[index]
    if not token.text[0].isupper() or is_function_word(token.text):
        return False
    before = stream[index - 1] if index else None
    return before is not None and (before.kind is Kind.WORD or before.text in ",-–‘’'\"“(&")
