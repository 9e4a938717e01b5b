"""A charter is read aloud in full: what it says, what the rules take away, and what changes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.phrases.catalogue import LANGUAGES, Phrase, catalogue, slots
from chancery.phrases.charter_aloud import aloud, changes_aloud, remark_aloud
from chancery.phrases.plurals import FORMS, category
from chancery.record.charter import Charter
from chancery.record.charter_form import charter_from_toml, charter_to_json
from chancery.record.charter_remarks import Kind, Part, Remark, examine
from chancery.record.compare_charters import Place, Section, parts
from chancery.record.statement import KeyName
from chancery.seal import keys
from tests.record.charters import DRAFTED, WHOLE, accepted, drafted, leaves, whole, with_another

ISOLATES = re.compile("[\u2068\u2069]")


def plain(text: str) -> str:
    return ISOLATES.sub("", text)


def said(charter: Charter, section: Section, name: str, language: str = "en") -> str:
    place = Place(section=section, name=(name,))
    return next(plain(paragraph.text) for paragraph in aloud(charter, language) if paragraph.place == place)


def charter_phrases(language: str) -> dict[str, Phrase]:
    return {key: phrase for key, phrase in catalogue(language).items() if key.startswith("charter.")}


# ── the catalogue ────────────────────────────────────────────────────────────


def test_both_languages_say_the_same_things() -> None:
    """Every sentence has its name and its slots in both languages, and every plural form it needs."""
    english, arabic = (charter_phrases(language) for language in ("en", "ar"))
    assert english.keys() == arabic.keys()
    assert len(english) > 60
    for key in english:
        assert slots(english[key]) - {"count"} == slots(arabic[key]) - {"count"}, key
        assert isinstance(english[key], str) == isinstance(arabic[key], str), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_with_a_number_has_every_plural_form(language: str) -> None:
    """English has two forms, Arabic six; none is missing and none is invented."""
    plural = [phrase for phrase in charter_phrases(language).values() if not isinstance(phrase, str)]
    assert plural
    for phrase in plural:
        assert set(phrase) == FORMS[language]


def test_numbers_take_the_forms_of_cldr() -> None:
    """The samples that CLDR gives for its own rules (plurals.xml, cardinal)."""
    samples = {
        "zero": [0],
        "one": [1],
        "two": [2],
        "few": [3, 10, 103, 110, 1003],
        "many": [11, 26, 99, 111, 1011],
        "other": [100, 102, 200, 300, 1000, 10_000, 1_000_000],
    }
    for form, numbers in samples.items():
        assert {category("ar", number) for number in numbers} == {form}
    assert [category("en", number) for number in (0, 1, 2, 21, 101)] == [
        "other",
        "one",
        "other",
        "other",
        "other",
    ]
    with pytest.raises(ValueError, match="cannot be counted"):
        category("ar", -1)


# ── what is said ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_a_charter_is_said(language: str) -> None:
    """Each office, holder, mandate, delegation, capacity rule and key has its paragraph, and no other has."""
    assert {paragraph.place for paragraph in aloud(whole(), language)} == set(parts(whole()))


def test_paragraphs_are_numbered_and_mandates_keep_their_own_number() -> None:
    """A mandate is cited by its id; everything else by where it stands."""
    numbers = [paragraph.number for paragraph in aloud(whole(), "en")]
    assert len(set(numbers)) == len(numbers)
    assert numbers[:3] == ["1", "2", "3"]
    assert {"M1", "M2", "M3", "M4", "D1"} <= set(numbers)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("charter", [drafted(), whole()], ids=["drafted", "whole"])
def test_charters_that_differ_differ_in_some_sentence(charter: Charter, language: str) -> None:
    """Change any single value, and what is read aloud changes, unless such a charter is refused."""
    signed, before = charter_to_json(charter), aloud(charter, language)
    refused = 0
    for path in leaves(signed):
        try:
            other = accepted(with_another(signed, path))
        except Malformed:
            refused += 1
            continue
        assert _texts(other, language) != [(p.number, p.text) for p in before], path
    assert refused < len(leaves(signed)) / 2


def _texts(charter: Charter, language: str) -> list[tuple[str, str]]:
    return [(paragraph.number, paragraph.text) for paragraph in aloud(charter, language)]


def test_disowning_says_what_it_may_not_reach() -> None:
    """A superior disowns those below, never itself, unless the charter says so; the sentence says which."""
    never = said(drafted(), Section.MANDATE, "M2")
    assert "statements of the offices below it, and withdraw or restore its own" in never
    assert "It may never disown its own statements." in never
    itself = charter_from_toml(DRAFTED.replace("approvals = 2", "approvals = 2\nmay_disown_itself = true"))
    allowed = said(itself, Section.MANDATE, "M2")
    assert "disown or restore its own statements and those of the offices below it" in allowed
    assert "never" not in allowed


def test_a_mandate_says_how_many_and_who() -> None:
    """Two different people, of which offices, and who of them releases."""
    text = said(drafted(), Section.MANDATE, "M2")
    assert "2 different people must approve, from: directorate and Minister of Examples." in text
    assert "A holder of the Minister of Examples releases it and counts as one of them." in text
    assert "Whoever drafts may not release." in text


def test_a_delegation_says_what_it_amounts_to_and_what_it_asked_for_in_vain() -> None:
    """The clerk sees what counts, and what was cut off."""
    text = said(drafted(), Section.DELEGATION, "D1")
    assert "D1 hands M1 on to the directorate." in text
    assert "The directorate may order on schools/closure, and on everything under that." in text
    assert "Amounts may not exceed 500,000.5." in text
    assert "it names certify or order, which is more than M1 holds. What counts is order." in text
    assert "it names 900000, which is more than M1 holds. What counts is 500000.5." in text


def test_a_disputed_rule_is_said_to_be_disputed() -> None:
    """The answer of such a rule is “not known”, and the sentence says so beforehand."""
    text = said(drafted(), Section.CAPACITY, "caretaker")
    assert "it is disputed whether a holder in the capacity “caretaker” may decide" in text
    assert "may not order" in text
    assert "“not known”" in text


def test_a_lone_act_says_when_it_ends() -> None:
    """To the second, and by the rule of 72 hours where the mandate is silent."""
    assert "ends by itself after 2 days." in said(drafted(), Section.MANDATE, "M3")
    odd = charter_from_toml(DRAFTED.replace('"48h"', '"3661s"'))
    assert "after 1 hour, 1 minute and 1 second." in said(odd, Section.MANDATE, "M3")
    silent = charter_from_toml(DRAFTED.replace('lapses_after = "48h"\n', ""))
    assert "after 3 days." in said(silent, Section.MANDATE, "M3")


def test_an_office_goes_by_its_title_in_the_readers_language() -> None:
    """The minister has an Arabic title; the directorate has none and goes by its name, set apart."""
    text = next(p.text for p in aloud(drafted(), "ar") if p.place.name == ("directorate",))
    assert text == "المنصب \u2068directorate\u2069 تابع للمنصب \u2068وزير الأمثلة\u2069."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_set_apart(language: str) -> None:
    """Isolates are opened and closed in every sentence, so that no name turns its neighbours round."""
    for paragraph in aloud(whole(), language):
        depth = 0
        for character in paragraph.text:
            depth += {"\u2068": 1, "\u2069": -1}.get(character, 0)
            assert depth in (0, 1)
        assert depth == 0


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (1, "شخص واحد"),
        (2, "شخصين مختلفين"),
        (3, "3 أشخاص مختلفين"),
        (11, "11 شخصًا مختلفًا"),
        (100, "100 شخص مختلف"),
    ],
)
def test_arabic_counts_as_arabic_does(people: int, words: str) -> None:
    """One, a pair, a few, many, a hundred: each has its own words."""
    keys = ", ".join(f'r{n} = "person {n}"' for n in range(100))
    text = f'charter = "a.example"\nversion = 1\n[root]\nthreshold = {people}\nkeys = {{ {keys} }}'
    root = next(p.text for p in aloud(charter_from_toml(text), "ar") if p.place.section is Section.ROOT)
    assert f"بتوقيع {words} من هؤلاء" in root


# ── what changes ─────────────────────────────────────────────────────────────


def test_changes_are_told_in_the_charters_own_words() -> None:
    """What was said before, what is said now; what came, what went; and nothing else."""
    text = DRAFTED.replace("version = 3", "version = 4").replace("approvals = 2", "approvals = 3")
    text = text.replace(
        'holders = [{ person = "eve", keys = ["k-eve"] }]', 'holders = [{ person = "fay", keys = ["k-fay"] }]'
    )
    heading, gone, come, changed = map(plain, changes_aloud(drafted(), charter_from_toml(text), "en"))
    assert heading == "What changes from version 3 to version 4."
    assert gone == "No longer. eve holds the duty. eve signs with k-eve."
    assert come == "New. fay holds the duty. fay signs with k-fay."
    assert changed.startswith("Before. M2. The Minister of Examples may")
    assert "2 different people" in changed.split("Now. ")[0]
    assert "3 different people" in changed.split("Now. ")[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_only_the_number_changes_it_says_so(language: str) -> None:
    """Silence could be taken for an oversight."""
    after = charter_from_toml(DRAFTED.replace("version = 3", "version = 4"))
    assert changes_aloud(drafted(), after, language)[1] == catalogue(language)["charter.change.nothing"]


# ── remarks ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_remark_has_its_sentence(language: str) -> None:
    """Each kind of remark, and each part that can be clipped, is in the catalogue."""
    for kind in Kind:
        assert f"charter.remark.{kind}" in catalogue(language)
    for part in Part:
        assert f"charter.part.{part}" in catalogue(language)


def test_the_sample_is_remarked_on_in_sentences(shared: Path) -> None:
    """A clerk reads that the sample names an office which it does not have."""
    sample = charter_from_toml((shared / "semantics" / "charter.toml").read_text(encoding="utf-8"))
    sentences = [plain(remark_aloud(remark, sample, "en")) for remark in examine(sample)]
    assert (
        "Mandate US-3 names joint-chiefs-chair as an approver, but the charter has no such office."
        in sentences
    )
    assert "Nobody can use US-3: it asks for 2 to approve, and only one can sign." in sentences
    for remark in examine(sample):
        assert remark_aloud(remark, sample, "ar")


@given(st.sampled_from(LANGUAGES), st.sampled_from([1, 2, 5, 12, 100]))
def test_a_remark_with_a_number_is_said_for_any_number(language: str, count: int) -> None:
    """However few can sign."""
    remark = Remark(kind=Kind.BEYOND_REACH, facts={"id": "M1", "needed": count + 1, "count": count})
    assert "{" not in remark_aloud(remark, whole(), language)


def test_a_clipped_beginning_is_said_as_a_moment() -> None:
    """Not as seconds since 1970."""
    early = charter_from_toml(WHOLE.replace("from = 2029-09-01", "from = 2019-09-01"))
    remark = next(remark for remark in examine(early) if remark.facts.get("part") == Part.FROM)
    assert "00:00 UTC on 1 September 2019" in remark_aloud(remark, early, "en")


@pytest.mark.parametrize("kind", keys.Kind)
def test_a_key_is_read_aloud_by_its_thumbprint(kind: keys.Kind) -> None:
    """Sixteen figures, the first that `keys thumbprint` prints, and not the page a long key fills."""
    public = keys.SigningKey.from_seed(kind, bytes(range(32))).public
    charter = replace(whole(), keys={**whole().keys, KeyName("k-ada"): str(public)})
    read = " ".join(paragraph.text for paragraph in aloud(charter, "en"))
    assert public.thumbprint.hex()[:16] in read
    assert str(public) not in read
