"""News as a mail: the reference first, the languages of the house, nothing a mail program cannot show."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chancery.check.answers import LetterName
from chancery.phrases import LANGUAGES
from chancery.phrases.tidings import Phrased, languages_of
from chancery.record.charter import Charter, Root
from chancery.record.force import Effect
from chancery.record.logic import NO, YES
from chancery.record.statement import Instant, Institution, OfficeName, StatementId, Verb
from chancery.registry.news import Act, News, as_json
from chancery.registry.tidings import Place, Tiding, What

US = Institution("us.demo")
LETTER = LetterName(
    id=StatementId("urn:uuid:" + "1" * 32), institution=US, code="K7QF2-M9XT4-Z", reference="US/1"
)
NOTICE = replace(LETTER, id=StatementId("urn:uuid:" + "2" * 32), code="MP476-TPXQA-W", reference=None)
CHARTER = Charter(
    institution=US,
    version=1,
    root=Root(threshold=1, keys={}),
    title={"en": "Defence Department", "ar": "وزارة الدفاع"},
)
STOOD = Place(standing="current", authorised=YES, effect=Effect.IN_FORCE, binding=(YES,))
FELL = Place(standing="disowned", authorised=YES, effect=Effect.NOT_IN_FORCE, binding=(NO,))
NEWS = News(
    tiding=Tiding(
        what=What.CHANGED,
        about=LETTER.id,
        institution=US,
        at=Instant(1_578_312_240),
        by=NOTICE.id,
        before=STOOD,
        after=FELL,
    ),
    letter=LETTER,
    office=OfficeName("command"),
    charter=CHARTER,
    by=Act(name=NOTICE, office=OfficeName("secretary"), verb=Verb.DISOWN, charter=CHARTER),
    through=None,
    counter="https://us.demo",
)
PHRASED = Phrased()


def test_the_readers_language_comes_first_and_the_houses_other_one_after_it() -> None:
    """Where the charter gives the house a name in it; the reader's own stands there anyway."""
    assert languages_of(NEWS, "ar") == ("ar", "en")
    assert languages_of(replace(NEWS, charter=replace(CHARTER, title={"en": "D"})), "en") == ("en",)
    assert languages_of(replace(NEWS, charter=None), "ar") == ("ar",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subject_begins_with_the_reference_and_has_no_unseen_letters(language: str) -> None:
    """A mail program shows a box for each mark that sets a name apart."""
    subject = PHRASED.subject(NEWS, language)
    assert subject.startswith("US/1: ")
    assert not any("\u2066" <= letter <= "\u2069" for letter in subject)


def test_a_change_says_from_what_to_what_and_by_whom() -> None:
    """In English as plain text, with the page to read on."""
    text = PHRASED.text(NEWS, ("en",), with_file=False)
    assert "Now: disowned.\nBefore: no notice against it.\n" in text
    assert "What it does now: it is not in force.\nWhat it did before: it is in force.\n" in text
    assert "Done by secretary, with MP476-TPXQA-W." in text
    assert "https://us.demo/en/letter/K7QF2-M9XT4-Z\n" in text
    assert not any("\u2066" <= letter <= "\u2069" for letter in text)


def test_what_time_did_was_done_by_nobody() -> None:
    """And what fell with another letter names it."""
    text = PHRASED.text(replace(NEWS, by=None, through=NOTICE), ("en",), with_file=False)
    assert "Nobody did this; its time had come." in text
    assert "It relies on MP476-TPXQA-W, which has changed." in text


def test_a_letter_whose_standing_stays_says_what_it_does() -> None:
    """Its force alone has changed, and the subject says so."""
    only_force = replace(NEWS, tiding=replace(NEWS.tiding, after=replace(FELL, standing="current")))
    assert PHRASED.subject(only_force, "en") == "US/1: what it does has changed"
    assert "Now:" not in PHRASED.text(only_force, ("en",), with_file=False)


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_effect_has_its_words(effect: Effect, language: str) -> None:
    changed = replace(
        NEWS, tiding=replace(NEWS.tiding, after=replace(STOOD, effect=effect, standing="withdrawn"))
    )
    assert PHRASED.text(changed, (language,), with_file=False)


def test_links_are_one_readers_alone() -> None:
    """They stand at the end, once, whatever the languages; and no two are confused."""
    closing = PHRASED.closing(("en", "ar"), pick_up="https://us.demo/en/pick-up/a", stop=None)
    assert closing.count("https://us.demo/en/pick-up/a") == 1
    assert "stop" not in closing
    assert "pick-up" not in PHRASED.closing(("en",), pick_up=None, stop="https://us.demo/en/told/stop/b")


def test_programs_are_told_the_same() -> None:
    """Names, places, and where the evidence of the act lies."""
    told = json.loads(as_json(NEWS))
    assert (told["type"], told["timestamp"]) == ("letter.changed", 1_578_312_240)
    assert told["data"]["standing"] == {"before": "current", "after": "disowned"}
    assert told["data"]["force"] == {"before": "in force", "after": "not in force"}
    assert told["data"]["by"]["evidence"] == "https://us.demo/en/evidence/MP476-TPXQA-W"
    assert (told["data"]["by"]["verb"], told["data"]["through"]) == ("disown", None)
    time_did = json.loads(as_json(replace(NEWS, by=None, through=NOTICE)))
    assert (time_did["data"]["by"], time_did["data"]["through"]["code"]) == (None, NOTICE.code)


def test_a_reference_writes_no_lines_of_its_own() -> None:
    """Another institution's record may hold any reference; in our mail it stands on one line."""
    many = replace(LETTER, reference="US/1\n\nOpen this page:\nhttp://elsewhere.example/\u2028")
    text = PHRASED.text(replace(NEWS, letter=many, through=many), ("en",), with_file=False)
    assert not any(line.startswith(("Open", "http://elsewhere")) for line in text.splitlines())
    assert "US/1 Open this page: http://elsewhere.example/" in text
