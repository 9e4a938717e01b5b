"""Words read from ink: altered, unaltered, or nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.check.answers import Likeness
from chancery.check.copy import Copy, Inked, Kind, Read
from chancery.check.difference import Change
from chancery.check.doubt import Seen, settle
from chancery.check.normalise import Normalisation as N
from chancery.check.sheet import weigh_doubt
from chancery.check.sheet_match import match_sheet
from chancery.check.tokens import tokens
from chancery.check.vocabulary import WordClass
from chancery.check.words import Doubt, WordsFinding
from chancery.record.statement import StatementId
from chancery.record.words import Text, Words

ORDER = (
    "The forces shall not leave the base before 6 January 2020. Colonel Harper has the command of all"
    " units there. The general burned the modern maps, and the ministry pays 5,000 dinars for each."
)
ARABIC = "تنقل الوزارة جميع المبالغ إلى الحساب المركزي في بغداد. لا يجوز للمحافظ تأجيل التنفيذ بعد شهر رمضان."


def words(text: str = ORDER, language: str = "en") -> Words:
    return Words(authoritative=Text(language=language, text=text))


def photographed(text: str, doubts: dict[str, float] | None = None, sure: float = 0.95) -> Copy:
    """The text as read from ink: every word *sure*, those named as sure as they are said to be."""
    read = tuple(Read(span=each.span, sure=(doubts or {}).get(each.text, sure)) for each in tokens(text))
    return Copy(kind=Kind.TEXT, text=text, read=read)


def changes(finding: WordsFinding, copy: Copy) -> list[tuple[Change, str, str]]:
    return [
        (run.change, copy.text[slice(*run.copy)], ORDER[slice(*run.registered)]) for run in finding.changed
    ]


def unread(finding: WordsFinding) -> list[str]:
    return [ORDER[slice(*item.registered)] for item in finding.unread]


# ── unaltered ────────────────────────────────────────────────────────────────


def test_what_was_read_from_ink_is_never_called_exact() -> None:
    """The same words, and the answer names that they were read from a picture."""
    finding = weigh_doubt(photographed(ORDER), words())
    assert finding.likeness is Likeness.NORMALISED
    assert N.PICTURE in finding.normalisations
    assert finding.runs == ()


@pytest.mark.parametrize(
    "misread",
    [
        ("modern", "modem"),
        ("burned", "bumed"),
        ("general", "generaI"),
        ("the command", "thecommand"),
        ("ministry", "mini stry"),
        ("there.", "there,"),
        ("there.", "there"),
        ("units", "un-\nits"),
        ("maps", "rnaps"),
    ],
    ids=lambda pair: pair[1],
)
def test_a_recognisers_doubt_is_not_a_difference(misread: tuple[str, str]) -> None:
    """Letters that look alike, joined and split words, lost marks: likelier misread than altered."""
    copy = photographed(ORDER.replace(*misread), {misread[1]: 0.7})
    finding = weigh_doubt(copy, words())
    assert finding.likeness is Likeness.NORMALISED
    assert (finding.changed, finding.unread) == ((), ())


def test_letters_whose_dots_were_not_seen_are_not_other_letters() -> None:
    """In Arabic as in English."""
    copy = photographed(
        ARABIC.replace("جميع", "حميع").replace("الحساب", "الحسات"), {"حميع": 0.6, "الحسات": 0.7}
    )
    assert weigh_doubt(copy, words(ARABIC, "ar")).likeness is Likeness.NORMALISED


def test_specks_and_page_numbers_at_the_edges_are_noise() -> None:
    """They are set aside and listed."""
    copy = photographed(f"~ ii |\n{ORDER}\n- 2 -", {"~": 0.1, "ii": 0.2, "|": 0.1})
    finding = weigh_doubt(copy, words())
    assert finding.likeness is Likeness.NORMALISED
    assert [copy.text[slice(*span)] for span in finding.around] == ["~ ii |", "- 2 -"]


# ── altered ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "became"),
    [
        ("Harper", "Miller"),
        ("January", "March"),
        ("5,000", "9,400"),
        ("shall not", "may not"),
        ("maps", "bridges"),
    ],
)
def test_another_word_read_surely_is_an_alteration(was: str, became: str) -> None:
    """And exactly that word is shown."""
    copy = photographed(ORDER.replace(was, became))
    finding = weigh_doubt(copy, words())
    assert finding.likeness is Likeness.ALTERED
    was, became = was.removesuffix(" not"), became.removesuffix(" not")
    assert changes(finding, copy) == [(Change.REPLACED, became, was)]


def test_a_not_that_is_gone_between_words_read_surely_is_missing() -> None:
    """A recogniser does not pass over a word between two that it reads well."""
    copy = photographed(ORDER.replace("shall not", "shall"))
    finding = weigh_doubt(copy, words())
    assert finding.likeness is Likeness.ALTERED
    assert changes(finding, copy) == [(Change.MISSING, "", "not")]


def test_a_sentence_put_in_is_added_as_a_whole_though_a_word_of_it_was_misread() -> None:
    """What stands between added words was added with them."""
    added = "All other units march to Mosul tomorrow."
    copy = photographed(ORDER.replace("there. ", f"there. {added} "), {"march": 0.3})
    finding = weigh_doubt(copy, words())
    assert finding.likeness is Likeness.ALTERED
    assert [change for change, _, _ in changes(finding, copy)] == [Change.ADDED]
    assert finding.differing == 7


def test_a_word_the_file_itself_spells_out_is_not_excused_as_misread() -> None:
    """A sureness of one is certainty: “modem” for “modern” in a PDF is another word."""
    copy = photographed(ORDER.replace("modern", "modem"), sure=1.0)
    assert weigh_doubt(copy, words()).likeness is Likeness.ALTERED


# ── nobody can tell ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("was", "seen", "sure"),
    [
        ("not", "not", 0.1),
        ("5,000", "5,000", 0.3),
        ("not", "nol", 0.6),
        ("2020", "2O2O", 0.5),
        ("Harper", "Harpcr", 0.6),
    ],
)
def test_what_turns_the_meaning_is_never_passed_on_a_doubtful_reading(
    was: str, seen: str, sure: float
) -> None:
    """Not even where it was read as the registered word."""
    finding = weigh_doubt(photographed(ORDER.replace(was, seen), {seen: sure}), words())
    assert (finding.likeness, finding.doubt) == (Likeness.CANNOT_TELL, Doubt.UNREADABLE)
    assert unread(finding) == [was]
    assert finding.unread[0].classes


def test_a_now_that_may_be_a_not_is_not_passed_either() -> None:
    """A word one letter away from a denial counts as one."""
    text = "The forces leave the base now because the ministry of the interior has asked for it."
    finding = weigh_doubt(photographed(text, {"now": 0.1}), words(text))
    assert finding.likeness is Likeness.CANNOT_TELL
    assert finding.unread[0].classes == {WordClass.NEGATION}


def test_numbers_in_eastern_digits_read_otherwise_are_neither_altered_nor_passed() -> None:
    """Recognisers misread more than half of them."""
    text = ARABIC.replace("شهر رمضان", "٢٥ رمضان ١٤٤٤هـ")
    finding = weigh_doubt(photographed(text.replace("١٤٤٤هـ", "1515هم")), words(text, "ar"))
    assert finding.likeness is Likeness.CANNOT_TELL
    assert [item.candidates for item in finding.unread] == [("١٤٤٤هـ", "1515هم")]


def test_a_sheet_that_was_hardly_legible_tells_nothing() -> None:
    """Not even that it was altered."""
    copy = photographed(ORDER.replace("Harper", "Miller"), sure=0.3)
    finding = weigh_doubt(copy, words())
    assert (finding.likeness, finding.doubt) == (Likeness.CANNOT_TELL, Doubt.UNREADABLE)


def test_part_of_a_letter_is_an_excerpt_from_ink_too() -> None:
    """A photograph of the lower half."""
    copy = photographed(ORDER.partition(". ")[2])
    finding = weigh_doubt(copy, words())
    assert finding.likeness is Likeness.EXCERPT
    assert N.PICTURE in finding.normalisations


# ── a second look ────────────────────────────────────────────────────────────


def doubtful() -> WordsFinding:
    return weigh_doubt(photographed(ORDER.replace("Harper", "Harpcr"), {"Harpcr": 0.6}), words())


def test_a_second_look_that_finds_the_registered_word_settles_it() -> None:
    """Both candidates are given to whoever looks."""
    [item] = doubtful().unread
    assert item.candidates == ("Harper", "Harpcr")
    settled = settle(doubtful(), {item: Seen.REGISTERED})
    assert (settled.likeness, settled.doubt, settled.unread) == (Likeness.NORMALISED, None, ())


def test_a_second_look_that_finds_another_word_makes_it_an_alteration() -> None:
    """Of exactly that word."""
    [item] = doubtful().unread
    settled = settle(doubtful(), {item: Seen.ANOTHER})
    assert settled.likeness is Likeness.ALTERED
    assert [ORDER[slice(*run.registered)] for run in settled.changed] == ["Harper"]


def test_a_second_look_that_decides_nothing_changes_nothing() -> None:
    """Nor does one that was not made."""
    [item] = doubtful().unread
    assert settle(doubtful(), {item: Seen.UNDECIDED}) == settle(doubtful(), {}) == doubtful()


@pytest.mark.parametrize(
    "ink", [ARABIC, "The weather in the mountains was fine for the whole of the month of May."]
)
def test_a_second_look_makes_no_other_letters_sheet_this_letters(ink: str) -> None:
    """It settles words that hung on ink; it never lifts “these words are not in the letter”."""
    finding = weigh_doubt(photographed(ink), words())
    assert finding.likeness is Likeness.NOT_IN_WORDS
    assert settle(finding, {}) == finding


def test_a_sheet_hardly_legible_stays_so_whatever_the_second_look_says() -> None:
    doubts = dict.fromkeys(ORDER.replace(".", " ").split(), 0.2)
    copy = photographed(ORDER, doubts)
    said = tuple(Inked(span=read.span, says=copy.text[slice(*read.span)]) for read in copy.read)
    copy = replace(copy, inked=said)
    letter = StatementId("urn:uuid:00000000-0000-4000-8000-000000000001")
    [match] = match_sheet(copy, [letter], lambda _: words(), lambda _: ())
    assert match.finding.likeness is Likeness.CANNOT_TELL


def test_a_question_made_of_a_statement_is_not_passed_in_ink() -> None:
    asked = ORDER.replace("2020.", "2020?")
    assert weigh_doubt(photographed(asked), words()).likeness is not Likeness.NORMALISED
