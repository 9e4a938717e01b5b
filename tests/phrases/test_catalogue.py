"""Both languages say everything, with the same nouns; and nothing is said in words people cannot use."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from chancery.check.copy import Happening
from chancery.phrases.catalogue import LANGUAGES, PARTS, catalogue, fill, forms, slots
from chancery.phrases.plurals import FORMS
from chancery.record.statement import NOTICES, Verb

AVOIDED = {
    "en": (
        "verified|authentic|authenticity|genuine|valid|invalid|validity|trusted|fake|hash|hashes|signature|"
        "signatures|token|tokens|log|logs|logged|ledger|cryptographic|cryptography|revoked|superseded|null|"
        "tampered|void|proof|bona fide"
    ),
    "ar": (
        "تم التحقق|متحقق|موثق|موثقة|موثوق|موثوقة|أصيل|أصيلة|أصلي|أصلية|حقيقي|حقيقية|باطل|باطلة|صالح|صالحة|"
        "مزيف|مزيفة|زائف|زائفة|تجزئة|بصمة رقمية|توقيع|توقيعات|رمز مميز|"
        "تشفير|مشفر|مشفرة|ملغى|ملغاة|منسوخ|منسوخة|فارغ"
    ),
}
"""The words of the trade, and every word for one verdict."""

ALLOWED = {
    "charter.": "The charter says with which keys it is signed; it is read by those who sign.",
    "remark.": "Remarks are for the clerk who writes the charter.",
    "desk.": "The Desk speaks to officers.",
}
"""Sentences that are not for everybody, by the beginning of their names, and why."""

PUBLIC_ENGLISH, PUBLIC_ARABIC = (
    {key: phrase for key, phrase in catalogue(language).items() if not key.startswith(tuple(ALLOWED))}
    for language in LANGUAGES
)
PUBLIC = {"en": PUBLIC_ENGLISH, "ar": PUBLIC_ARABIC}


def test_both_languages_have_the_same_sentences() -> None:
    """No sentence exists in one language only."""
    assert set(catalogue("en")) == set(catalogue("ar"))


def test_a_sentence_waits_for_the_same_nouns_in_both_languages() -> None:
    """A translation that drops a noun would say something else."""
    different = [
        key for key, phrase in catalogue("en").items() if slots(phrase) != slots(catalogue("ar")[key])
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_with_a_number_has_every_plural_form_of_its_language(language: str) -> None:
    """English has two forms, Arabic six."""
    numbered = {
        key: set(phrase) for key, phrase in catalogue(language).items() if not isinstance(phrase, str)
    }
    assert numbered
    assert {key: set(FORMS[language]) for key in numbered} == numbered


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_in_two_files(language: str) -> None:
    """The second would silently replace the first."""
    texts = [
        files("chancery.phrases").joinpath(f"{part}{language}.toml").read_text("utf-8") for part in PARTS
    ]
    keys = [key for text in texts for key in _keys(tomllib.loads(text))]
    assert len(set(keys)) == len(keys)


def _keys(table: dict[str, object], before: str = "") -> list[str]:
    found = []
    for key, value in table.items():
        deeper = isinstance(value, dict) and not isinstance(value.get("other"), str)
        found += _keys(value, f"{before}{key}.") if deeper and isinstance(value, dict) else [before + key]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_the_public_uses_a_word_of_the_trade(language: str) -> None:
    """Neither a verdict nor a mechanism: people are told where a letter stands, in words they have."""
    avoided = re.compile(rf"(?<!\w)(?:{AVOIDED[language]})(?!\w)", re.IGNORECASE)
    found = [
        (key, form)
        for key, phrase in PUBLIC[language].items()
        for form in forms(phrase)
        if avoided.search(re.sub(r"\{\w+\}", "", form))
    ]
    assert found == []


def test_the_ban_list_bites() -> None:
    """The pattern finds the words it is made of, alone and in a sentence."""
    assert re.search(rf"(?<!\w)(?:{AVOIDED['en']})(?!\w)", "This letter was verified.")
    assert re.search(rf"(?<!\w)(?:{AVOIDED['ar']})(?!\w)", "هذه رسالة موثقة.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_the_public_is_longer_than_twenty_words(language: str) -> None:
    """Slots count as one word each."""
    long = [
        (key, sentence)
        for key, phrase in PUBLIC[language].items()
        for form in forms(phrase)
        for sentence in re.split(r"[.!?؟]\s", form)
        if len(sentence.split()) > 20
    ]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_the_public_is_really_three(language: str) -> None:
    """A row of the card has two sentences at most."""
    rows = {key for key in PUBLIC[language] if key.endswith((".why", ".not", ".yes", ".no", ".undetermined"))}
    crowded = [
        key
        for key in rows
        for form in forms(PUBLIC[language][key])
        if len(re.findall(r"[.!؟?](?:\s|$)", form)) > 2
    ]
    assert rows
    assert crowded == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["verb", "does"])
def test_every_verb_has_its_word(language: str, table: str) -> None:
    """What an office may do, and what a clause does."""
    assert [verb for verb in Verb if f"{table}.{verb}" not in catalogue(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_of_a_life_has_its_words(language: str) -> None:
    """Each kind of event; each notice, given and merely tried."""
    events = [f"life.{event.value.replace(' ', '_')}" for event in Happening if event is not Happening.NOTICE]
    notices = [f"life.{kind}.{verb}" for verb in NOTICES for kind in ("notice", "tried")]
    assert [key for key in (*events, *notices) if key not in catalogue(language)] == []


FORMATS = {"UTF", "NUL", "PDF", "Word"}


def test_arabic_is_written_in_arabic_letters() -> None:
    """
    No sentence was left in English, nor spelled out in Latin letters; names of formats may stay.

    So may the numbers of the demonstration's assumptions, and the key that ends it.
    """
    latin = [
        (key, form)
        for key, phrase in PUBLIC["ar"].items()
        for form in forms(phrase)
        if not key.startswith("demo.")
        and set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", form))) - FORMATS
    ]
    assert [each for each in latin if "2020-01-06T12:05Z" not in each[1]] == []


def test_a_missing_sentence_is_an_error() -> None:
    """Silence is never shown in the place of a sentence."""
    with pytest.raises(KeyError):
        fill("no.such.sentence", "en", {})


def test_a_missing_noun_is_an_error() -> None:
    """A sentence with a hole in it is never shown."""
    with pytest.raises(KeyError):
        fill("rule.key.good.yes", "en", {})


def test_a_language_we_do_not_have_is_an_error() -> None:
    """Nobody is answered in a language that was made up."""
    with pytest.raises(KeyError):
        catalogue("tlh")
