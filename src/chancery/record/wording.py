"""What a clause seems to do and to be about, by rules that anybody can follow; never more than a suggestion.

Each rule is a name and a list of words in each language.  Where its words stand, it
suggests what it is a rule for, and says which words made it.  Several rules may find
something, and then there are several suggestions: the writer says which it is.

No rule understands anything.  That a promise in the first person is one is grammar;
whether somebody meant it, or may make it, is asked of people and of the charter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.record.statement import ANY_SUBJECT, Subject, Verb
from chancery.record.words import Span


@unique
class Wording(StrEnum):
    """The rules; a page says each of them in a sentence."""

    WE_WILL = "we_will"
    WILL = "will"
    SHALL = "shall"
    MUST = "must"
    ORDERS = "orders"
    STOPS = "stops"
    HEREBY = "hereby"
    DECIDES = "decides"
    APPOINTS = "appoints"
    DELEGATES = "delegates"
    AUTHORISES = "authorises"
    CERTIFIES = "certifies"
    ACCEPTS = "accepts"
    ASKS = "asks"
    PROPOSES = "proposes"
    THREATENS = "threatens"
    INFORMS = "informs"
    REPORTS = "reports"
    ANNOUNCES = "announces"
    RESPECTS = "respects"
    ACKNOWLEDGES = "acknowledges"
    DENIES = "denies"
    JUDGES = "judges"
    CLARIFIES = "clarifies"
    PROTESTS = "protests"
    REGRETS = "regrets"
    NOTHING_OF_THESE = "nothing_of_these"
    """No rule found its words: whatever it is, it does not look as if it bound anybody."""
    NAMED = "named"
    """A subject: the words name the last step of its path."""
    NAMED_ABOVE = "named_above"
    """A subject: the words name a step above the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedAct:
    """What the clause may be doing, and the words that made the rule say so."""

    verb: Verb
    rule: Wording
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedSubject:
    """What the clause may be about, and the word that names it."""

    subject: Subject
    rule: Wording
    span: Span


_OF: Mapping[Wording, tuple[Verb, ...]] = {
    Wording.WE_WILL: (Verb.UNDERTAKE,),
    Wording.WILL: (Verb.ANNOUNCE, Verb.INFORM),
    Wording.SHALL: (Verb.ORDER, Verb.DECIDE),
    Wording.MUST: (Verb.ORDER,),
    Wording.ORDERS: (Verb.ORDER,),
    Wording.STOPS: (Verb.ORDER, Verb.ANNOUNCE),
    Wording.HEREBY: (Verb.DECIDE,),
    Wording.DECIDES: (Verb.DECIDE, Verb.ANNOUNCE),
    Wording.APPOINTS: (Verb.APPOINT,),
    Wording.DELEGATES: (Verb.DELEGATE,),
    Wording.AUTHORISES: (Verb.AUTHORISE,),
    Wording.CERTIFIES: (Verb.CERTIFY,),
    Wording.ACCEPTS: (Verb.ACCEPT,),
    Wording.ASKS: (Verb.REQUEST,),
    Wording.PROPOSES: (Verb.PROPOSE,),
    Wording.THREATENS: (Verb.THREATEN,),
    Wording.INFORMS: (Verb.INFORM,),
    Wording.REPORTS: (Verb.REPORT,),
    Wording.ANNOUNCES: (Verb.ANNOUNCE,),
    Wording.RESPECTS: (Verb.ACKNOWLEDGE, Verb.ACCEPT),
    Wording.ACKNOWLEDGES: (Verb.ACKNOWLEDGE,),
    Wording.DENIES: (Verb.DENY,),
    Wording.JUDGES: (Verb.CHARACTERISE,),
    Wording.CLARIFIES: (Verb.CLARIFY,),
    Wording.PROTESTS: (Verb.PROTEST,),
    Wording.REGRETS: (Verb.REGRET,),
    Wording.NOTHING_OF_THESE: (Verb.INFORM,),
}
"""What each rule suggests, the likelier first."""

_I = r"\b(?:we|i)\s+(?:(?:hereby|therefore|also|now)\s+)?"

_ENGLISH: Mapping[Wording, str] = {
    Wording.WE_WILL: _I + r"(?:will|shall|undertake|promise|pledge|commit\s+(?:ourselves\s+)?to)\b",
    Wording.WILL: r"(?<!\bwe\s)(?<!\bi\s)\bwill\b",
    Wording.SHALL: r"(?<!\bwe\s)(?<!\bi\s)\bshall\b",
    Wording.MUST: r"\bmust\b|\b(?:is|are)\s+(?:required|obliged)\s+to\b",
    Wording.ORDERS: _I
    + r"(?:order|direct|instruct|command)\b|\borders\s+(?:that|the|all|every)\b"
    + r"|\b(?:is|are)\s+(?:hereby\s+)?(?:ordered|directed|instructed)\b",
    Wording.STOPS: r"\b(?:is|are)\s+(?:hereby\s+)?(?:suspended|closed|stopped|halted|prohibited|cancelled)\b",
    Wording.HEREBY: r"\b(?:is|are)\s+hereby\s+\w+ed\b",
    Wording.DECIDES: _I
    + r"(?:decide|resolve|determine)\b|\b(?:has|have)\s+(?:decided|resolved)\b"
    + r"|\bdecides\b|\bresolves\s+(?:that|to)\b",
    Wording.APPOINTS: r"\bappoints?\b|\b(?:is|are)\s+(?:hereby\s+)?appointed\b",
    Wording.DELEGATES: r"\bdelegates?\b|\b(?:is|are)\s+(?:hereby\s+)?delegated\b",
    Wording.AUTHORISES: r"\bauthori[sz]es?\b|\b(?:is|are)\s+(?:hereby\s+)?authori[sz]ed\s+to\b",
    Wording.CERTIFIES: r"\bcertif(?:y|ies)\b|\b(?:is|are)\s+hereby\s+certified\b",
    Wording.ACCEPTS: r"\baccepts?\b|\b(?:agrees?|consents?)\s+to\b",
    Wording.ASKS: r"\bplease\b|\bkindly\b|"
    + _I
    + r"(?:ask|request|invite|urge)\b|\brequests\s+(?:that|the)\b",
    Wording.PROPOSES: r"\b(?:propose|suggest|recommend)s?\b|\bwould\s+prefer\b",
    Wording.THREATENS: r"\bor\s+else\b|\bfailing\s+which\b|\bwill\s+(?:face|suffer)\b|\bconsequences\b",
    Wording.INFORMS: r"\binforms?\b|\bnotif(?:y|ies)\b|\badvises?\s+(?:you|that)\b|\bplease\s+note\b",
    Wording.REPORTS: r"\breports?\s+that\b|\baccording\s+to\b|\b(?:was|were)\s+found\b"
    r"|\bour\s+records\s+show\b",
    Wording.ANNOUNCES: r"\bannounces?\b|\bannounced\b",
    Wording.RESPECTS: r"\brespects?\b",
    Wording.ACKNOWLEDGES: r"\backnowledges?\b|\btakes?\s+note\b|\bhave\s+received\s+your\b",
    Wording.DENIES: r"\bden(?:y|ies)\b|\bis\s+not\s+true\b"
    r"|\bno\s+(?:such\s+)?decision\s+(?:has\s+been|was)\b",
    Wording.JUDGES: r"\bin\s+our\s+(?:view|opinion)\b|\bconsiders?\b|\bwas\s+a\s+mistake\b"
    r"|\bregards?\b.{1,40}?\bas\b",
    Wording.CLARIFIES: r"\bclarif(?:y|ies)\b|\bto\s+be\s+clear\b|\bdoes\s+not\s+mean\b",
    Wording.PROTESTS: r"\bprotests?\b|\bcondemns?\b|\bobjects?\s+to\b",
    Wording.REGRETS: r"\bregrets?\b|\bapologi[sz]es?\b|\b(?:am|are)\s+sorry\b",
}

_ARABIC: Mapping[Wording, str] = {
    Wording.WE_WILL: "سوف ن*|سن*|نتعهد|نلتزم|نعد ب*|نتعهد ب*",
    Wording.WILL: "سوف ي*|سوف ت*|سيتم|ستتم|سيكون|ستكون|سيبدأ|ستبدأ",
    Wording.SHALL: "على ال* أن|تلتزم|يلتزم",
    Wording.MUST: "يجب|يتعين|يلزم|لا بد",
    Wording.ORDERS: "نأمر|آمر|أمرنا|نوجه|يأمر|تأمر|يؤمر",
    Wording.STOPS: "تعلق|توقف|يوقف|يعلق|معلقة|متوقفة|يمنع|يحظر|تغلق|يغلق",
    Wording.HEREBY: "بموجب هذا|بموجبه",
    Wording.DECIDES: "نقرر|قررنا|قرر|قررت|تقرر|يقرر",
    Wording.APPOINTS: "نعين|يعين|تعيين",
    Wording.DELEGATES: "نفوض|يفوض|تفوض",
    Wording.AUTHORISES: "نأذن|يؤذن|نصرح ل*|نرخص|يرخص",
    Wording.CERTIFIES: "نشهد|يشهد|تشهد",
    Wording.ACCEPTS: "نقبل|يقبل|نوافق|يوافق|وافقنا|توافق",
    Wording.ASKS: "نرجو|يرجى|الرجاء|نطلب|نسأل|ندعو",
    Wording.PROPOSES: "نقترح|يقترح|تقترح|نوصي|يفضل",
    Wording.THREATENS: "وإلا|عواقب",
    Wording.INFORMS: "نعلمكم|نبلغكم|نفيدكم|نحيطكم علما|نود إعلامكم",
    Wording.REPORTS: "أفاد|أفادت|تفيد|وفقا ل*|بحسب",
    Wording.ANNOUNCES: "نعلن|يعلن|تعلن|أعلن|أعلنت",
    Wording.RESPECTS: "نحترم|يحترم|تحترم",
    Wording.ACKNOWLEDGES: "نقر|أخذنا علما|تلقينا|نأخذ علما|استلمنا",
    Wording.DENIES: "ننفي|ينفي|نفى|نفت|غير صحيح|لم يتخذ",
    Wording.JUDGES: "نعتبر|في رأينا|نرى أن|كان خطأ",
    Wording.CLARIFIES: "نوضح|للتوضيح|لا يعني",
    Wording.PROTESTS: "نحتج|يحتج|ندين|نستنكر|نعترض",
    Wording.REGRETS: "نأسف|نعتذر|يؤسفنا|يأسف",
}
"""Words between bars; a star stands for the rest of a word, “و” and “ف” may be joined to the first."""

_MARKS = "[\u064b-\u0652\u0670\u0640]*"
_ALEFS = "[اأإآٱ]"
_NO_FUTURE = "(?!وات|وي|تين|تان|د|ة|ام)"
"""سن- begins “we will”, and also years and bonds."""


def arabic(words: str) -> str:
    """A pattern for Arabic words as a reader reads them: vowel marks and forms of the alef aside."""
    return r"(?<!\w)[وف]?(?:" + "|".join(map(_spelled, words.split("|"))) + r")(?!\w)"


def _spelled(words: str) -> str:
    letters = []
    for letter in words:
        if letter == " ":
            letters.append(r"\s+")
        elif letter == "*":
            letters.append(r"\w+")
        else:
            letters.append((_ALEFS if letter in "اأإآٱ" else letter) + _MARKS)
    future = words == "سن*"
    return "".join([*letters[:-1], _NO_FUTURE, r"\w{2,}"] if future else letters)


_RULES: Mapping[str, tuple[tuple[Wording, re.Pattern[str]], ...]] = {
    "en": tuple((rule, re.compile(words, re.IGNORECASE | re.DOTALL)) for rule, words in _ENGLISH.items()),
    "ar": tuple((rule, re.compile(arabic(words))) for rule, words in _ARABIC.items()),
}


def acts(text: str, language: str, span: Span | None = None) -> tuple[SuggestedAct, ...]:
    """
    What the clause at *span* of the text may be doing; each act once, by the rule whose words come first.

    None for a language that has no rules here: then nothing is suggested.
    """
    start, end = span or (0, len(text))
    rules = _RULES.get(language.partition("-")[0], ())
    found = sorted(_found(rules, text, start, end), key=lambda each: (each.span, -len(_OF[each.rule])))
    if rules and not found and text[start:end].strip():
        found = [SuggestedAct(verb=Verb.INFORM, rule=Wording.NOTHING_OF_THESE, span=(start, end))]
    once = {each.verb: each for each in reversed(found)}
    return tuple(each for each in found if once[each.verb] is each)


def _found(
    rules: Iterable[tuple[Wording, re.Pattern[str]]], text: str, start: int, end: int
) -> Iterator[SuggestedAct]:
    for rule, pattern in rules:
        place = pattern.search(text, start, end)
        if place is not None:
            for verb in _OF[rule]:
                yield SuggestedAct(verb=verb, rule=rule, span=place.span())


def subjects(text: str, known: Iterable[Subject], span: Span | None = None) -> tuple[SuggestedSubject, ...]:
    """
    Which of the *known* subjects the clause names, the one that is named most closely first.

    A subject is named by a word that begins as a step of its path does; paths are written in
    Latin letters, so a text in other letters names none.
    """
    first, last = span or (0, len(text))
    found = [
        (unnamed, start - end, suggestion)
        for subject in dict.fromkeys(known)
        if subject != ANY_SUBJECT
        for unnamed, suggestion in [_named(text[first:last].lower(), first, subject)]
        if suggestion is not None
        for start, end in [suggestion.span]
    ]
    # Named most closely, then by the most letters.
    return tuple(each for *_, each in sorted(found, key=lambda one: (one[0], one[1], one[2].subject)))


def _named(words: str, start: int, subject: Subject) -> tuple[int, SuggestedSubject | None]:
    """The subject if the words name it, and how many steps of its path below that go unnamed."""
    steps = subject.split("/")
    for unnamed, step in enumerate(reversed(steps)):
        place = re.search(_step(step), words)
        if place is not None:
            rule = Wording.NAMED_ABOVE if unnamed else Wording.NAMED
            where = (start + place.start(), start + place.end())
            return unnamed, SuggestedSubject(subject=subject, rule=rule, span=where)
    return len(steps), None


def _step(step: str) -> str:
    """`foreign-forces` is named by “foreign forces” and by “a foreign force”."""
    stems = [re.escape(part.removesuffix("s")) + r"\w{0,3}" for part in step.lower().split("-") if part]
    return r"\b" + r"[\s-]+".join(stems) + r"\b"
