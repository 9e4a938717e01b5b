"""What is reported keeps its words, its teller and its doubts, and never becomes official."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import inspect
import typing
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record import claims, claims_form
from chancery.record.claims import Claim, Quotation, Report, Reported, Strength, answers
from chancery.record.claims_form import report_from
from chancery.record.entry import Entry
from chancery.record.logic import UNDETERMINED
from chancery.record.source import Passage, Source
from chancery.record.statement import Condition, Premise, Statement


def source_of(text: str) -> Source:
    return Source(title="A report", digest=hashlib.sha256(text.encode()).digest(), text=text)


@pytest.fixture(scope="module")
def layer(shared: Path) -> dict[str, Any]:
    written = (shared / "semantics" / "scenario-6-january-2020.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(written)["source_layer"])


@pytest.fixture(scope="module")
def source(shared: Path) -> Source:
    written = yaml.safe_load(
        (shared / "semantics" / "scenario-6-january-2020.yaml").read_text(encoding="utf-8")
    )
    text = (shared / "seed" / written["source"]["file"]).read_text(encoding="utf-8")
    return Source(title="seed", digest=bytes.fromhex(written["source"]["sha256"]), text=text)


@pytest.fixture(scope="module")
def report(layer: dict[str, Any], source: Source) -> Report:
    return report_from(layer, source)


# ── the acceptance case ──────────────────────────────────────────────────────


def test_every_claim_of_the_article_is_read(report: Report, layer: dict[str, Any]) -> None:
    """All the claims, each with the words that stand at its place in the article."""
    assert [claim.id for claim in report.claims] == [row["id"] for row in layer["reported_claims"]]
    assert [claim.passage.text for claim in report.claims] == [
        row["text"] for row in layer["reported_claims"]
    ]
    assert (len(report.primaries), len(report.parties), len(report.bonds)) == (18, 22, 13)


def test_every_passage_reproduces_the_text(report: Report, source: Source) -> None:
    """A span is a place in the text, in code points; what is printed there is what it says."""
    passages = list(report.passages())
    assert len(passages) > 100
    for passage in passages:
        assert source.text[passage.span[0] : passage.span[1]] == passage.text


def test_no_answer_about_a_claim_is_better_than_reported(report: Report) -> None:
    """Every claim, and every statement known only through claims, gets the same four answers."""
    for reported in (*report.claims, *report.primaries):
        answer = answers(reported)
        assert answer.ORIGIN == "no public record"
        assert answer.AUTHORITY is UNDETERMINED
        assert answer.STANDING == "reported only"
        assert answer.FORCE is UNDETERMINED


def test_the_reports_own_verdicts_are_kept_apart(report: Report) -> None:
    """That the article calls the letter disowned is recorded, and is no standing."""
    answer = answers(report.claim("RC02"))
    assert (answer.reported_standing, answer.STANDING) == ("disowned", "reported only")
    assert answers(report.claim("RC07b")).reported_force == "not in force (not yet)"
    assert answers(report.primary("P2")).reported_force == "not in force (not yet) (RC07b)"


def test_a_name_is_found_under_every_spelling(report: Report) -> None:
    """Milley and Miley, Seely and Seeley are one party by assumption, and both spellings are shown."""
    for name in ("milley", "Miley"):
        (party,) = report.names(name)
        assert [spelling.passage.text for spelling in party.spellings] == [
            "General Mark Milley, Chairman of the Joint Chiefs of Staff",
            "Miley",
        ]
    assert [party.id for party in report.names("SEELEY")] == [party.id for party in report.names("seely")]
    assert [party.id for party in report.names("adbul")] == ["person:abdul-mahdi"]
    assert report.names(" ") == ()


def test_each_wording_of_what_the_vote_was_for_is_kept(report: Report) -> None:
    """Four wordings, one of them the letter's; none is chosen."""
    variants = report.primary("P2").object_variants
    assert [(wording.passage.text, wording.by) for wording in variants] == [
        ("withdraw the 5,000 US soldiers stationed there", None),
        ("expel the United States", None),
        ("order our departure", "the letter, not the narrator"),
        ("the ejection of American troops", None),
    ]


def test_an_editors_gloss_stands_outside_the_quotation(report: Report) -> None:
    """What the narrator put between two quoted fragments is not among the fragments."""
    claim = report.claim("RC14")
    assert [fragment.text for fragment in claim.fragments] == [
        "You strengthen the guys",
        "you want to weaken,",
    ]
    assert claim.quotation is Quotation.DIRECT


def test_second_hand_shows_both_hands(report: Report) -> None:
    """Sources speaking of their officials: two links, the teller first."""
    chain = report.claim("RC18").told_by
    assert [link.who for link in chain] == [
        "unnamed sources, about other persons (second hand)",
        "group:iraqi-sources",
    ]
    letter = report.claim("RC05").told_by
    assert [link.who for link in letter] == ["the narrator", "the letter", "person:seely"]


def test_hedges_readings_and_times_stay_as_printed(report: Report) -> None:
    """Nothing is firmer than it was printed: hedges, open readings, weekdays with a question mark."""
    accepted = report.claim("RC01b")
    assert [hedge.text for hedge in accepted.hedges] == ["appeared to"]
    assert accepted.speaker is None
    assert report.claim("RC05").may_be_read_as == ("accept",)
    time = report.claim("RC06a").time
    assert time is not None
    assert (time.as_printed, time.edtf) == ("The day before", "2020-01-05?")


def test_claims_are_found_by_speaker_subject_and_words(report: Report) -> None:
    """By a named speaker, by unnamed ones, by what they are about, by their printed words."""
    assert [claim.id for claim in report.spoken_by("person:trump")] == ["RC15b"]
    unnamed = [claim.id for claim in report.spoken_by_unnamed()]
    assert unnamed == ["RC01a", "RC03a", "RC11a", "RC13", "RC14", "RC18"]
    assert [claim.id for claim in report.about("P6")] == ["RC10a", "RC10b", "RC10c"]
    assert [claim.id for claim in report.quoting("really in danger")] == ["RC13"]


def test_what_is_inferred_is_marked_so(report: Report) -> None:
    """That the officials' remark is the disowning is our inference, and never merged."""
    bond = next(bond for bond in report.bonds if bond.relation == "possibly_same_as")
    assert (bond.origin, bond.to, bond.strength) == ("P4", "P3", Strength.INFERRED)


# ── what is refused ──────────────────────────────────────────────────────────


def test_a_claim_called_official_is_refused(layer: dict[str, Any], source: Source) -> None:
    """No file can make a claim official."""
    for word in (True, 1, "true", None):
        forged = copy.deepcopy(layer)
        forged["reported_claims"][3]["official"] = word
        with pytest.raises(Malformed, match="official"):
            report_from(forged, source)


def test_a_better_answer_in_the_file_is_refused(layer: dict[str, Any], source: Source) -> None:
    """A file that says more about a reported statement than can be known is not read."""
    better = {
        "origin": "issued here",
        "authority": "yes",
        "standing": "current",
        "force": "in force",
        "registered_text": True,
    }
    for name, value in better.items():
        forged = copy.deepcopy(layer)
        forged["primary_statements"][0][name] = value
        with pytest.raises(Malformed, match="known only through reports"):
            report_from(forged, source)


@pytest.mark.parametrize("span", [[0, 3], [29, 105], [30, 106], [29, 10**9], [-5, 3], [29], [29.0, 106.0]])
def test_words_that_do_not_stand_there_are_refused(
    layer: dict[str, Any], source: Source, span: list[int]
) -> None:
    """One code point beside the truth is another passage."""
    forged = copy.deepcopy(layer)
    forged["reported_claims"][0]["span"] = span
    with pytest.raises(Malformed):
        report_from(forged, source)


def test_what_is_named_must_be_there(layer: dict[str, Any], source: Source) -> None:
    """A claim about an unknown statement, a bond on an unknown claim: refused."""
    for path, value in (("reported_claims", {"about": "P99"}), ("relations", {"basis": ["RC99"]})):
        forged = copy.deepcopy(layer)
        forged[path][0].update(value)
        with pytest.raises(Malformed, match="which it does not have"):
            report_from(forged, source)


def test_a_misshapen_report_is_refused() -> None:
    """What is not a source layer is refused in a sentence."""
    with pytest.raises(Malformed, match="not in the form"):
        report_from({}, source_of("words"))


def test_a_text_that_is_not_its_digests_is_refused() -> None:
    """The source is the very text that was read, not one like it."""
    with pytest.raises(Malformed, match="not the text"):
        Source(title="A report", digest=hashlib.sha256(b"one").digest(), text="two")


def test_a_claim_without_a_teller_is_refused() -> None:
    """Somebody always tells us."""
    with pytest.raises(Malformed, match="always has a teller"):
        claim_over(source_of("They went."), (0, 4), told=False)


# ── properties ───────────────────────────────────────────────────────────────

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(words, st.data())
def test_spans_always_reproduce_the_source_text(text: str, data: st.DataObject) -> None:
    """Whatever the script, a passage is exactly the code points between its ends, or is refused."""
    source = source_of(text)
    start, end = data.draw(st.integers(-2, len(text) + 2)), data.draw(st.integers(-2, len(text) + 2))
    claimed = data.draw(st.one_of(words, st.just(text[max(start, 0) : max(end, 0)])))
    try:
        passage = source.passage((start, end), claimed)
    except Malformed:
        assert not (0 <= start < end <= len(text)) or text[start:end] != claimed
    else:
        assert passage.text == claimed == text[start:end]


def claim_over(source: Source, span: tuple[int, int], *, told: bool = True) -> Claim:
    return Claim(
        id="C1",
        sentence="S1",
        passage=Passage(source=source, span=span),
        proposition="they went",
        act="report",
        speaker=None,
        told_by=(claims.Link(who="narrator"),) if told else (),
        quotation=Quotation.NONE,
        quotation_note="none",
    )


SETTABLE = {
    "capacity": st.text(max_size=9),
    "act": st.sampled_from(["decide", "disown", "certify", "release"]),
    "about": st.sampled_from([None, "P1", "L"]),
    "reported_standing": st.sampled_from([None, "current", "official", "issued here"]),
    "reported_force": st.sampled_from([None, "in force", "yes"]),
    "note": st.sampled_from([None, "official: true"]),
}


@given(
    st.lists(st.sampled_from(sorted(SETTABLE)).flatmap(lambda name: st.tuples(st.just(name), SETTABLE[name])))
)
def test_a_claim_never_becomes_official_by_any_sequence_of_calls(changes: list[tuple[str, Any]]) -> None:
    """Whatever is written into a claim, the answers about it stay what they are about any claim."""
    claim = claim_over(source_of("They went."), (0, 4))
    for name, value in changes:
        claim = dataclasses.replace(claim, **{name: value})
    answer = answers(claim)
    ours = (answer.ORIGIN, answer.AUTHORITY, answer.STANDING, answer.FORCE)
    assert ours == ("no public record", UNDETERMINED, "reported only", UNDETERMINED)


def test_the_answers_cannot_be_set() -> None:
    """The four answers belong to the class: they cannot be passed, replaced or assigned."""
    with pytest.raises(TypeError):
        Reported(reported_standing=None, reported_force=None, STANDING="current")  # type: ignore[call-arg]
    answer = Reported(reported_standing=None, reported_force=None)
    with pytest.raises((TypeError, AttributeError)):
        answer.STANDING = "current"  # type: ignore[misc]
    with pytest.raises((TypeError, AttributeError)):
        object.__setattr__(answer, "STANDING", "current")


def test_no_claim_has_a_field_for_official() -> None:
    """There is nothing to set."""
    for noun in (Claim, claims.Primary, Report, Reported):
        assert not [field.name for field in dataclasses.fields(noun) if "official" in field.name]


def test_no_function_leads_from_claims_to_statements() -> None:
    """Nothing in these files returns, or takes to change, a statement, an entry, a condition or a premise."""
    official = {Statement, Entry, Premise, *typing.get_args(Condition)}
    for module in (claims, claims_form):
        for noun in vars(module).values():
            assert not any(noun is forbidden for forbidden in official)
        for _, function in inspect.getmembers(module, inspect.isfunction):
            hints = typing.get_type_hints(function)
            assert not official & {
                hint for given in hints.values() for hint in (given, *typing.get_args(given))
            }


def test_no_statement_or_entry_can_hold_a_claim() -> None:
    """Nor do the official nouns have a place for anything reported."""
    reported = {"Claim", "ClaimId", "Primary", "PrimaryId", "Report", "Passage"}
    for noun in (Statement, Entry, Premise, *typing.get_args(Condition)):
        assert not [
            f.name for f in dataclasses.fields(noun) if reported & set(str(f.type).replace("|", " ").split())
        ]
