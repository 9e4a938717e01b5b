"""Noting claims: easy to quote exactly, and nothing goes in that the source does not say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed, OutOfOrder
from chancery.record.claims import Claim, Quotation
from chancery.record.claims_form import NOT_STATED, RELAYED
from chancery.record.source import Source
from chancery.registry import claim_editing
from chancery.registry.claim_editing import Place, WrittenClaim, claim_row, suggestions
from tests.registry.january import (
    AFFAIR,
    BY,
    TEXT,
    Article,
    January,
    article,
    matter_in,
    played,
    written,
)


@pytest.fixture(scope="module")
def report(shared: Path) -> Article:
    return article(shared)


# ── the editor ───────────────────────────────────────────────────────────────


def typed(row: dict[str, Any]) -> WrittenClaim:
    """A claim of the scenario as a person would type it: by places, its words by pointing."""
    kind = next(
        kind for kind in ("none", "indirect", "direct fragment", "direct") if row["quote"].startswith(kind)
    )
    time = row.get("time", {})
    return WrittenClaim(
        sentence=row["sentence"],
        passage=tuple(row["span"]),
        proposition=row["proposition"],
        act=row["act"],
        may_be_read_as=tuple(row.get("alt_acts", ())),
        told_by=tuple(reversed(row["attribution"].split(RELAYED))),
        speaker="" if row["speaker"] == NOT_STATED else row["speaker"],
        capacity=row.get("capacity", ""),
        quotation=Quotation(kind),
        quotation_note=row["quote"].removeprefix(kind).removeprefix(",").strip(),
        fragments=tuple(tuple(each["span"]) for each in row.get("quoted_fragments", ())),
        hedges=tuple(tuple(each["span"]) for each in row.get("hedges", ())),
        addressee=row.get("addressee", ""),
        about=row.get("about", ""),
        time_printed=time.get("as_printed", ""),
        time_edtf=time.get("edtf", ""),
        time_basis=time.get("basis", ""),
        note=row.get("note", ""),
        reported_standing=row.get("reported_standing", ""),
        reported_force=row.get("reported_force", ""),
    )


def test_every_claim_of_the_article_can_be_noted_in_the_editor(report: Article) -> None:
    """And comes out as the scenario has it, but for the comma in how it is quoted."""
    source = Source(title="A report", digest=report.known.digest, text=report.text)
    for row in report.layer["reported_claims"]:
        noted = dict(claim_row(row["id"], typed(row), source, report.known))
        assert source.text[slice(*noted["span"])] == row["text"]
        assert [source.text[slice(*each["span"])] for each in noted["hedges"]] == [
            each["text"] for each in row.get("hedges", ())
        ]
        for name in ("sentence", "speaker", "attribution", "act", "about", "time", "official", "proposition"):
            assert noted.get(name) == row.get(name), (row["id"], name)


def test_the_rules_suggest_every_hedge_and_every_quotation(report: Article) -> None:
    """A person confirms them; none of the scenario's has to be looked for."""
    source = Source(title="A report", digest=report.known.digest, text=report.text)
    for row in report.layer["reported_claims"]:
        seen = suggestions(source, report.known.sentence(row["sentence"]))
        assert {tuple(each["span"]) for each in row.get("hedges", ())} <= set(seen.hedges)
        for part in row.get("quoted_fragments", ()):
            assert any(q.span[0] <= part["span"][0] and part["span"][1] <= q.span[1] for q in seen.quotations)


@pytest.fixture
def desk() -> January:
    found = played()
    found.dossiers.bring(AFFAIR, title="A note", text=TEXT, language="en", noted_in="en", by=BY)
    return found


def note(january: January, claim: WrittenClaim, **more: str) -> Claim:
    source = matter_in(january).sources[0]
    name = january.dossiers.note_claim(AFFAIR, source, claim, BY, **more)
    return january.dossiers.reading(matter_in(january), source).report.claim(name)


def test_words_pointed_at_are_read_from_the_source(desk: January) -> None:
    """Exact words or places, they are the same claim."""
    claim = note(desk, written(quotation=Quotation.FRAGMENT, fragments=("we stand by it", (35, 46))))
    assert [part.text for part in claim.fragments] == ["we stand by it", "not by them"]
    assert (claim.id, claim.passage.span) == ("C1", (0, 47))


def test_a_new_speaker_and_a_new_statement_come_with_the_claim(desk: January) -> None:
    """Named as printed; the statement is known only through this claim."""
    first = note(
        desk, written(speaker="new:person"), speaker_printed="The minister", about_new="the minister's word"
    )
    reading = desk.dossiers.reading(matter_in(desk), matter_in(desk).sources[0])
    (party,) = reading.report.parties
    assert (party.id, party.spellings[0].passage.text) == ("person:the-minister", "The minister")
    assert first.speaker is not None
    assert first.speaker.who == "person:the-minister"
    primary = reading.report.primary("N1")
    assert (primary.label, primary.known_only_through, first.about) == ("the minister's word", ("C1",), "N1")
    second = note(
        desk,
        written(sentence="S2", passage="They say", speaker="person:the-minister", about="N1"),
        speaker_printed="They",
    )
    reading = desk.dossiers.reading(matter_in(desk), matter_in(desk).sources[0])
    assert [s.passage.text for s in reading.report.parties[0].spellings] == ["The minister", "They"]
    assert second.about == "N1"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"passage": "The minister promised"}, "do not stand there"),
        ({"passage": "It may rain"}, "do not stand there"),
        ({"passage": "by"}, "more than once"),
        ({"passage": ""}, "do not stand there"),
        ({"passage": (0, 60)}, "no words of it"),
        ({"passage": (9, 9)}, "no words of it"),
        ({"sentence": "S9"}, "no sentence"),
        ({"quotation": Quotation.DIRECT}, "names the quoted words"),
        ({"fragments": ("we stand by it",)}, "direct"),
        ({"quotation": Quotation.DIRECT, "fragments": ("The minister said",)}, "narrator"),
        ({"quotation": Quotation.DIRECT, "quotation_note": "fragment"}, "from the list"),
        ({"hedges": ("perhaps",)}, "do not stand there"),
        ({"time_printed": "yesterday", "time_edtf": "2020", "time_basis": "x"}, "as it is printed"),
        ({"time_edtf": "2020"}, "as it is printed"),
        ({"time_printed": "It may", "time_edtf": "Monday", "time_basis": "x"}, "no date"),
        ({"told_by": ()}, "who tells us"),
        ({"told_by": (" ",)}, "who tells us"),
        ({"proposition": " "}, "what is claimed"),
        ({"proposition": "x" * 1_001}, "what is claimed"),
        ({"act": "release"}, "no act"),
        ({"may_be_read_as": ("official",)}, "no act"),
        ({"about": "N7"}, "does not have"),
        ({"speaker": "person:nobody"}, "does not have"),
        ({"note": "x" * 1_001}, "at most"),
    ],
)
def test_what_does_not_stand_in_the_source_is_refused(
    desk: January, fields: dict[str, Any], why: str
) -> None:
    """In a sentence, and nothing is kept."""
    before = matter_in(desk).steps
    with pytest.raises(Malformed, match=why):
        note(desk, written(**fields))
    assert matter_in(desk).steps == before


def test_a_claim_waits_for_its_text(desk: January) -> None:
    """Without the text nothing can be pointed at."""
    source = matter_in(desk).sources[0]
    desk.dossiers.put_away(source)
    with pytest.raises(OutOfOrder, match="bring it first"):
        note(desk, written())


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1_000_001])
def test_a_source_has_words_and_an_end(desk: January, text: str) -> None:
    """Neither empty nor endless."""
    with pytest.raises(Malformed):
        desk.dossiers.bring(AFFAIR, title="Other", text=text, language="en", noted_in="en", by=BY)


places = st.one_of(
    st.tuples(st.integers(-2, 90), st.integers(-2, 90)),
    st.sampled_from([TEXT[a:b] for a in range(0, 70, 7) for b in (a + 4, a + 12)]),
)


@given(
    places, st.lists(places, max_size=2), st.lists(places, max_size=2), st.sampled_from(["S0", "S1", "S2"])
)
def test_no_form_puts_words_into_a_claim_that_the_source_does_not_have(
    passage: Place, fragments: list[Place], hedges: list[Place], sentence: str
) -> None:
    """Whatever is typed, every place that is accepted lies in its sentence, and quotations in their marks."""
    known = claim_editing.known_source("A note", TEXT, language="en", noted_in="en")
    source = Source(title="A note", digest=known.digest, text=TEXT)
    claim = written(
        sentence=sentence,
        passage=passage,
        fragments=tuple(fragments),
        hedges=tuple(hedges),
        quotation=Quotation.FRAGMENT if fragments else Quotation.NONE,
    )
    try:
        row = claim_row("C1", claim, source, known)
    except Malformed:
        return
    start, end = known.sentence(sentence)
    for span in (row["span"], *(each["span"] for each in row["hedges"])):
        assert start <= span[0] < span[1] <= end
    for each in row["quoted_fragments"]:
        assert 19 <= each["span"][0] < each["span"][1] <= 46


def test_an_arabic_source_is_quoted_as_exactly(desk: January) -> None:
    """Code points, guillemets and hedges of its own; the claim is what stands there."""
    text = "يبدو أن الوزير قال إن الرسالة «خطأ لم يكن ينبغي نشره». لم يُذكر من نشرها."
    source = desk.dossiers.bring(AFFAIR, title="خبر", text=text, language="ar", noted_in="ar", by=BY)
    claim = written(
        passage="الوزير قال إن الرسالة «خطأ لم يكن ينبغي نشره»",
        proposition="الرسالة خطأ",
        quotation=Quotation.FRAGMENT,
        fragments=("خطأ لم يكن ينبغي نشره",),
        hedges=("يبدو أن",),
        speaker="new:person",
    )
    name = desk.dossiers.note_claim(AFFAIR, source, claim, BY, speaker_printed="الوزير")
    noted = desk.dossiers.reading(matter_in(desk), source).report.claim(name)
    assert (noted.fragments[0].text, noted.hedges[0].text) == ("خطأ لم يكن ينبغي نشره", "يبدو أن")
    seen = suggestions(Source(title="خبر", digest=source.digest, text=text), source.sentence("S0"))
    assert [text[slice(*found.span)] for found in seen.quotations] == ["خطأ لم يكن ينبغي نشره"]
    assert [text[slice(*span)] for span in seen.hedges] == ["يبدو أن"]
