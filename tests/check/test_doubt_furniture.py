"""What is printed round a letter's words, and what is not furniture though it stands there."""

from __future__ import annotations

from chancery.check.answers import Likeness
from chancery.check.copy import Copy, Kind
from chancery.check.difference import Change
from chancery.check.normalise import Normalisation as N
from chancery.check.sheet import weigh_doubt
from chancery.check.wording import OTHER_LANGUAGE, wording
from chancery.record.statement import Instant
from chancery.record.words import Text, Words
from tests.check.test_doubt import ARABIC, ORDER, photographed, words

HEAD = "Ministry of Defence\nOffice of the Minister\nReference MD-17/2020\nTo the Governor of Basra"
FOOT = "Ann Brown\nMinister of Defence\nCode K7QX-PM2D-9RTA-W4"
FURNITURE = (*HEAD.splitlines(), *FOOT.splitlines(), "Page 1 of 2")
BOTH = Words(authoritative=Text(language="en", text=ORDER), translations=(Text(language="ar", text=ARABIC),))


def pdf(text: str) -> Copy:
    return Copy(kind=Kind.TEXT, text=text)


def sheet(body: str) -> str:
    return f"{HEAD}\n\n{body}\n\n{FOOT}\nPage 1 of 2"


def test_the_letterhead_and_the_signature_are_set_aside_by_name_and_listed() -> None:
    """The words in between are the registered ones, all of them."""
    copy = pdf(sheet(ORDER))
    finding = weigh_doubt(copy, words(), FURNITURE)
    assert finding.likeness is Likeness.NORMALISED
    assert N.AROUND in finding.normalisations
    aside = [copy.text[slice(*span)] for span in finding.around]
    assert aside == [*HEAD.splitlines(), *FOOT.splitlines(), "Page 1 of 2"]


def test_nobody_need_name_short_lines_of_names_round_the_letter() -> None:
    """A letterhead looks like one."""
    assert weigh_doubt(pdf(sheet(ORDER)), words()).likeness is Likeness.NORMALISED


def test_a_page_end_in_the_middle_of_a_sentence_is_set_aside() -> None:
    """With the foot of one page and the head of the next."""
    first, second = ORDER.split(" leave the ")
    between = "Code K7QX-PM2D-9RTA-W4\nPage 1 of 2\nMinistry of Defence"
    copy = pdf(f"{HEAD}\n{first}\n{between}\nleave the {second}\n{FOOT}")
    finding = weigh_doubt(copy, words(), FURNITURE)
    assert finding.likeness is Likeness.NORMALISED
    assert "Page 1 of 2" in [copy.text[slice(*span)] for span in finding.around]


def test_a_paragraph_below_the_last_one_is_added_words() -> None:
    """A sentence is never furniture."""
    added = "This order ends when the treaty of the neighbours is signed."
    copy = pdf(sheet(f"{ORDER}\n\n{added}"))
    finding = weigh_doubt(copy, words(), FURNITURE)
    assert finding.likeness is Likeness.ALTERED
    assert [(run.change, copy.text[slice(*run.copy)]) for run in finding.changed] == [(Change.ADDED, added)]


def test_a_short_line_that_denies_is_no_caption() -> None:
    """However few its words."""
    assert (
        weigh_doubt(pdf(sheet(f"{ORDER}\n\nNot Before March")), words(), FURNITURE).likeness
        is Likeness.ALTERED
    )


def test_a_sentence_between_two_others_is_added_words() -> None:
    """Round the letter stand other things; in it, nothing."""
    body = ORDER.replace("there. ", "there. They answer to Basra alone. ")
    copy = pdf(sheet(body))
    finding = weigh_doubt(copy, words(), FURNITURE)
    assert [(run.change, run.words) for run in finding.changed] == [(Change.ADDED, 5)]


def test_a_changed_first_or_last_word_is_not_taken_for_furniture() -> None:
    """It stands in the letter's own line."""
    for body in ("A" + ORDER.removeprefix("The"), ORDER.removesuffix("each.") + "none."):
        finding = weigh_doubt(pdf(sheet(body)), words(), FURNITURE)
        assert finding.likeness is Likeness.ALTERED
        assert len(finding.changed) == 1


def test_a_photographed_sheet_has_its_letterhead_too() -> None:
    """Misread here and there."""
    copy = photographed(sheet(ORDER).replace("Office", "0ffice"), {"0ffice": 0.5})
    assert weigh_doubt(copy, words(), FURNITURE).likeness is Likeness.NORMALISED


# ── two languages on one sheet ───────────────────────────────────────────────


def test_each_language_is_compared_with_its_own_text() -> None:
    """Neither is furniture of the other."""
    finding = weigh_doubt(pdf(sheet(f"{ORDER}\n\n{ARABIC}")), BOTH, FURNITURE)
    assert (finding.likeness, finding.language) == (Likeness.NORMALISED, "en")
    assert [(other.language, other.likeness) for other in finding.others] == [("ar", Likeness.NORMALISED)]


def test_an_altered_translation_is_told_although_the_deciding_text_is_unaltered() -> None:
    """Who reads only the translation would be deceived by an answer about the other text."""
    copy = pdf(sheet(f"{ORDER}\n\n{ARABIC.replace('لا يجوز', 'يجوز')}"))
    finding = weigh_doubt(copy, BOTH, FURNITURE)
    assert (finding.likeness, finding.language, finding.authoritative) == (Likeness.ALTERED, "ar", False)
    assert [(other.language, other.likeness) for other in finding.others] == [("en", Likeness.NORMALISED)]
    answer = wording(finding, copy=copy.text, registered=ARABIC, at=Instant(0))
    assert OTHER_LANGUAGE in [reason.rule for reason in answer.because.because]


def test_an_altered_deciding_text_is_not_hidden_by_its_translation() -> None:
    """Nor the other way round."""
    finding = weigh_doubt(pdf(sheet(f"{ORDER.replace('not ', '')}\n\n{ARABIC}")), BOTH, FURNITURE)
    assert (finding.likeness, finding.language) == (Likeness.ALTERED, "en")
