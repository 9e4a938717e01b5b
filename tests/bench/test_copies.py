"""The copies the accuracy bench makes carry the truth about themselves, and its judge is not the accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.copies.benign import Handling
from bench.copies.cases import Became, Case, Maker, On, Said, Wanted, collection
from bench.copies.edits import Change, Tampering, Truth, carried_out, page_of
from bench.copies.judge import Judge, Told, truly_in
from bench.copies.letters import FEWEST, MOST, Side, drawn, of_family, side_of
from bench.copies.page import page
from bench.copies.tally import Share, Tally

LETTER = (
    "The Council met today.\n\nIt will not close the port unless asked, and pays $5,000.\n\nIt thanks all."
)


@pytest.fixture(scope="module")
def maker(corpora: Path, monkeypatch_module: pytest.MonkeyPatch) -> Maker:
    monkeypatch_module.setenv("CHANCERY_CORPORA", str(corpora))
    return Maker(collection(120, seed=3), seed=3)


@pytest.fixture(scope="module")
def monkeypatch_module() -> pytest.MonkeyPatch:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


# letters


def test_letters_are_a_page_or_two_and_on_one_side(maker: Maker) -> None:
    """What is tuned on is never tested on; no letter is too short to be found or too long for a page."""
    tune = {letter.id for letter in of_family("us-fomc-statement", Side.TUNE)}
    for letter in maker.letters.by_id.values():
        assert side_of(letter.id) is Side.TEST
        assert letter.id not in tune
        assert FEWEST <= len(letter.text.split()) <= MOST


def test_the_same_seed_draws_the_same_letters(maker: Maker) -> None:
    """A figure that nobody can get again is none."""
    assert drawn(60, seed=5) == drawn(60, seed=5)
    assert drawn(60, seed=5) != drawn(60, seed=6)


# truths


def test_a_change_knows_the_words_on_both_sides() -> None:
    """What is gone is counted in the letter, what is new in the copy."""
    tampered = carried_out(page_of(LETTER), [Change(start=6, after=7, words=("now", "also"))], Tampering.WORD)
    (truth,) = tampered.truths
    assert tampered.text == LETTER.replace("not", "now also")
    assert (truth.copy, truth.letter, truth.before) == ({6, 7}, {6}, frozenset())


def test_what_is_only_added_has_its_place_in_the_letter() -> None:
    """An addition takes no word away; it stands before one."""
    (truth,) = carried_out(
        page_of(LETTER), [Change(start=3, after=3, words=("late",))], Tampering.WORD
    ).truths
    assert (truth.copy, truth.letter, truth.before) == ({3}, frozenset(), {3})


def test_a_part_of_a_copy_has_a_truth_of_its_own() -> None:
    """A crop that does not show the change is no altered copy."""
    changes = [Change(start=6, after=7, words=()), Change(start=16, after=17, words=("she",))]
    (truth,) = carried_out(page_of(LETTER), changes, Tampering.SEVERAL).truths
    assert truth.within(10, 18).letter == {16}
    assert truth.within(7, 12) == Truth(copy=frozenset(), letter=frozenset(), before=frozenset())


def test_what_was_not_changed_is_the_same_in_every_tampered_letter(maker: Maker) -> None:
    """Without the words that the truth names, copy and letter are the same, word for word."""
    seen = set()
    for case in maker.cases(Wanted(on=On.TEXT, altered=4 * len(Tampering), others=0)):
        said, letter = maker.said(case), maker.letters.by_id[case.letter].text
        assert said is not None
        for truth in said.truths:
            ours = [word for place, word in enumerate(said.text.split()) if place not in truth.copy]
            theirs = [word for place, word in enumerate(letter.split()) if place not in truth.letter]
            assert [word.rstrip(".,;:،؛") for word in ours if word] == [
                word.rstrip(".,;:،؛") for word in theirs if word
            ] or case.how == Tampering.PUNCTUATION
        assert said.text.split() != letter.split()
        seen.add(case.how)
    assert seen == set(Tampering)


def test_honest_hands_leave_the_words_alone(maker: Maker) -> None:
    """Letters and digits come through; only what stands between and round them is another."""
    for case in maker.cases(Wanted(on=On.TEXT, altered=0, others=2 * len(Handling))):
        if case.became is Became.HANDLED and case.how in (Handling.SPACES, Handling.MAIL, Handling.MARKDOWN):
            said, letter = maker.said(case), maker.letters.by_id[case.letter].text
            assert said is not None
            assert _letters(said.text) == _letters(letter)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_the_same_case_makes_the_same_copy(maker: Maker) -> None:
    """A copy is made anew in every process that needs it, so it must be the same one."""
    (case, *_) = maker.cases(Wanted(on=On.SCREENSHOT, altered=1, others=0, language="ar"))
    from bench.copies.brought import brought

    first, second = brought(case, maker), brought(case, maker)
    assert first.octets == second.octets
    assert first.octets[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")


# the judge


def test_a_passage_truly_stands_in_a_letter_only_word_for_word() -> None:
    """The judge asks the words themselves, not the comparison that is judged."""
    assert truly_in("It will not close the port", LETTER)
    assert truly_in("“will not close the port unless asked”", LETTER)
    assert not truly_in("It will close the port", LETTER)
    assert not truly_in("It will not close the port unless asked, and pays $50,000.", LETTER)


def test_calling_altered_words_equal_is_the_false_answer() -> None:
    """A judge that could not see it would be no judge."""
    from chancery.check.answers import Likeness
    from tests.institution import Clock, department
    from tests.letters import INFORM, clause, letter
    from tests.people import PRESS

    us = department(Clock())
    said = letter((LETTER, clause("c1", INFORM, "forces")))
    id = us.release(said, by=PRESS)
    judge = Judge(texts={id: LETTER}, ids={"L": id})
    case = Case(number=0, letter="L", became=Became.ALTERED, on=On.TEXT, how=Tampering.NEGATION_DROPPED)
    checked = us.checked(LETTER)
    assert checked.letters[0].words.state is Likeness.EXACT
    tampered = carried_out(page_of(LETTER), [Change(start=6, after=7, words=())], Tampering.NEGATION_DROPPED)
    verdict = judge.judged(
        case, Said(text=tampered.text, truths=tampered.truths), checked, language="en", seconds=0
    )
    assert (verdict.told, verdict.false_equal, verdict.not_shown) == (Told.EQUAL, True, 1)
    right = judge.judged(
        case,
        Said(text=tampered.text, truths=tampered.truths),
        us.checked(tampered.text),
        language="en",
        seconds=0,
    )
    assert (right.told, right.false_equal, right.shown_right, right.shown_wrong) == (
        Told.ALTERED,
        False,
        1,
        0,
    )


def test_of_two_equal_words_either_may_be_the_one_that_is_gone() -> None:
    """An answer that explains the copy with no more words than were changed is right."""
    text = "we may and we may not"
    (truth,) = carried_out(page_of(text), [Change(start=1, after=4, words=())], Tampering.WORD).truths
    said = Said(text="we may not", truths=(truth,))
    score = Judge.of_runs([((0, 0), (0, 11))], said, text)
    assert (score.right, score.wrong, score.missed) == (3, 0, 0)


# the page


def test_nothing_seen_is_not_nothing_possible() -> None:
    """Of 300 without one, up to one in a hundred may be so: the rule of three, exactly."""
    assert Share(part=0, whole=300).at_most == pytest.approx(0.9936, abs=0.001)
    assert Share(part=0, whole=0).at_most == 100
    assert Share(part=3, whole=100).at_most == pytest.approx(7.57, abs=0.02)


def test_the_page_tells_a_false_equal() -> None:
    """One false answer stands in the first paragraph and in the table of bars."""
    verdict = {
        "number": 0,
        "letter": "L",
        "became": "altered",
        "on": "text",
        "how": "modal verb exchanged",
        "language": "en",
        "told": "equal",
        "found": True,
        "false_equal": True,
        "seconds": 0.01,
        "shown_right": 0,
        "shown_wrong": 0,
        "not_shown": 2,
        "doubted": 0,
        "way": "",
        "why": "",
    }
    run = {"size": "tiny", "seed": 1, "letters": 1, "off": 0, "seconds": 1, "machine": "m", "absent": []}
    written = page(Tally(verdicts=(verdict,), timed=(verdict,), run=run))
    assert "given for 1 of 1 altered or unregistered copies" in written
    assert "| false “equal”, text and PDF | 1 copies | ≤ 0 | MISSED |" in written
    assert "| modal verb exchanged | 1 | 0 | 0 | 0 | 1 |" in written
