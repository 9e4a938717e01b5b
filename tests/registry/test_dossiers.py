"""The matter of 6 January 2020, sentence by sentence, beside the record."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import Malformed
from chancery.record.asks import AskState
from chancery.record.claims import Strength, answers
from chancery.record.claims_form import RELAYED
from chancery.record.logic import UNDETERMINED
from chancery.record.matter import Part
from chancery.record.matter_form import write_deed
from chancery.record.source import AbsentSource
from chancery.record.statement import Instant
from chancery.registry.differing import Difference
from chancery.registry.dossier import Dossier
from chancery.registry.reliance import MOST_DRAWN
from tests.registry.january import (
    AFFAIR,
    BY,
    LETTERS,
    T0,
    Article,
    January,
    article,
    matter_in,
    note_all,
    played,
)


@pytest.fixture(scope="module")
def report(shared: Path) -> Article:
    return article(shared)


@pytest.fixture(scope="module")
def january(report: Article) -> January:
    """The whole affair: every letter gathered, the article taken apart and its text brought."""
    found = played()
    found.gather(*LETTERS)
    note_all(found, report)
    return found


@pytest.fixture(scope="module")
def whole(january: January) -> Dossier:
    return january.dossiers.dossier(matter_in(january))


# ── the acceptance case ──────────────────────────────────────────────────────


def test_the_article_is_there_sentence_by_sentence(whole: Dossier, report: Article) -> None:
    """Its sentences, claims, statements, parties, relations and questions, as the scenario counts them."""
    (reading,) = whole.readings
    found = reading.report
    assert len(reading.source.sentences) == 21
    assert [len(each) for each in (found.claims, found.primaries, found.parties, found.bonds)] == [
        40,
        18,
        22,
        13,
    ]
    assert {claim.id for claim in reading.claims} == {row["id"] for row in report.layer["reported_claims"]}
    assert [line.ask.id for line in whole.asks] == ["Q1", "Q2"]


def test_every_span_reproduces_the_article(whole: Dossier, report: Article) -> None:
    """Every passage, fragment, hedge, name and wording is the text at its place, in code points."""
    (reading,) = whole.readings
    passages = list(reading.report.passages())
    assert len(passages) > 100
    for passage in passages:
        assert passage.compared
        assert passage.text == report.text[slice(*passage.span)]
    for claim in reading.claims:
        start, end = reading.source.sentence(claim.sentence)
        assert start <= claim.passage.span[0] < claim.passage.span[1] <= end


def test_every_hedge_attribution_and_quotation_is_kept(whole: Dossier, report: Article) -> None:
    """As the scenario has them, claim by claim."""
    claims = {claim.id: claim for claim in whole.readings[0].claims}
    for row in report.layer["reported_claims"]:
        claim = claims[row["id"]]
        assert [hedge.text for hedge in claim.hedges] == [each["text"] for each in row.get("hedges", ())]
        assert [part.text for part in claim.fragments] == [
            each["text"] for each in row.get("quoted_fragments", ())
        ]
        assert claim.quotation_note == row["quote"]
        who = RELAYED.join(link.who for link in reversed(claim.told_by) if link is not claim.speaker)
        assert who == row["attribution"]


def test_second_hand_is_two_links_and_a_gloss_is_no_quotation(whole: Dossier) -> None:
    """Sources about their officials; “the Iranians” is the narrator's word between two quotations."""
    claims = {claim.id: claim for claim in whole.readings[0].claims}
    assert len(claims["RC18"].told_by) == 2
    gloss = claims["RC14"].passage.text.index("the Iranians") + claims["RC14"].passage.span[0]
    assert not any(part.span[0] <= gloss < part.span[1] for part in claims["RC14"].fragments)


def test_both_spellings_are_kept(whole: Dossier) -> None:
    """Seely and Seeley, Milley and Miley, Abdul-Mahdi and Adbul-Mahdi: one party each, by assumption."""
    found = whole.readings[0].report
    for name, other in (("seely", "Seeley"), ("milley", "Miley"), ("abdul-mahdi", "Adbul-Mahdi")):
        (party,) = found.names(name)
        assert any(other in spelling.passage.text for spelling in party.spellings)


def test_both_questions_wait_and_neither_has_an_age(whole: Dossier) -> None:
    """Nobody said when they were asked, and what was perhaps an answer closes nothing."""
    first, second = whole.asks
    assert (first.state, first.age, second.state, second.age) == (AskState.OPEN, None, AskState.OPEN, None)
    assert (first.ask.asked_when, second.ask.asked_when) == (None, "2020-01-06?")
    assert second.ask.possible_answers == ("RC03a",)


def test_nothing_reported_is_official(whole: Dossier) -> None:
    """Every claim, and every statement known through claims: the same four answers."""
    found = whole.readings[0].report
    for each in (*found.claims, *found.primaries):
        answer = answers(each)
        assert (answer.ORIGIN, answer.STANDING) == ("no public record", "reported only")
        assert answer.AUTHORITY is UNDETERMINED
        assert answer.FORCE is UNDETERMINED


def test_what_stands_now(whole: Dossier, january: January) -> None:
    """The letter is disowned, the vote stands and binds nothing yet, the operations order is in force."""
    stands = {
        line.id: (line.letter.answers.standing.state, line.letter.answers.force.state)
        for line in whole.statements
        if line.letter is not None
    }
    assert stands[january.id("L")] == ("disowned", "not in force")
    assert stands[january.id("V")] == ("current", "not in force")
    assert stands[january.id("O")] == ("current", "in force")
    assert len(stands) == len(LETTERS)


def test_what_stood_at_a_moment_by_two_clocks(january: January) -> None:
    """A minute after the letter it was current, by both clocks; what came later was not there."""
    then = {line.id: line for line in january.dossiers.stood(matter_in(january), Instant(T0 + 60))}
    letter = then[january.id("L")]
    assert letter.shown is not None
    assert letter.known is not None
    assert (letter.shown.answers.standing.state, letter.known.answers.standing.state) == (
        "current",
        "current",
    )
    assert (then[january.id("D")].shown, then[january.id("D")].known) == (None, None)


def test_the_wordings_of_the_vote_stand_side_by_side(whole: Dossier) -> None:
    """Four objects of one vote, and no choice among them."""
    (wordings,) = (each for each in whole.contradictions if each.difference is Difference.WORDING)
    assert [side.passage.text for side in wordings.sides if side.passage] == [
        "withdraw the 5,000 US soldiers stationed there",
        "expel the United States",
        "order our departure",
        "the ejection of American troops",
    ]
    assert [side.by for side in wordings.sides] == [None, None, "the letter, not the narrator", None]


def test_what_is_inferred_is_kept_apart(whole: Dossier) -> None:
    """That the Secretary denied what the letter seems to announce is our inference; the tone is stated."""
    strengths = {
        (each.sides[0].name, each.relation, each.sides[1].name): each.strength
        for each in whole.contradictions
        if each.difference is Difference.REPORTED
    }
    assert strengths == {
        ("P5", "denies", "P1"): Strength.INFERRED,
        ("P11", "differs_from", "P10"): Strength.STATED,
    }


def test_the_web_on_the_record_cuts_the_line_to_the_vote(whole: Dossier, january: January) -> None:
    """The letter takes the vote for granted; the vote is not in force."""
    cut = [(edge.origin, edge.to, edge.premise) for edge in whole.on_record.edges if edge.cut]
    assert cut == [(january.id("L"), january.id("V"), "no")]
    relations = {(edge.origin, edge.relation, edge.to) for edge in whole.on_record.edges}
    assert (january.id("D"), "disown", january.id("L")) in relations
    assert (january.id("M"), "clarifies", january.id("L")) in relations
    assert {edge.strength for edge in whole.on_record.edges} == {Strength.STATED}


def test_the_reported_web_draws_no_more_than_it_can_show(whole: Dossier) -> None:
    """Twelve boxes; the others are listed, and so is every line with its strength and its basis."""
    (web,) = whole.as_reported.values()
    assert len(web.drawn) == MOST_DRAWN
    assert len(web.drawn) + len(web.listed) == 18
    assert len(web.edges) == 13
    assert all(edge.basis for edge in web.edges)
    assert sum(edge.strength is Strength.INFERRED for edge in web.edges) == 5
    assert not any(edge.cut for edge in web.edges)


def test_the_two_webs_share_no_box(whole: Dossier) -> None:
    """What is reported supports nothing official."""
    (web,) = whole.as_reported.values()
    official = {node.name for node in (*whole.on_record.drawn, *whole.on_record.listed)}
    assert not official & {node.name for node in (*web.drawn, *web.listed)}


def test_the_timeline_keeps_days_as_days(whole: Dossier) -> None:
    """Events have moments; claims have the days they were printed with; the rest has no time."""
    assert [moment.first for moment in whole.moments] == sorted(moment.first for moment in whole.moments)
    for moment in whole.moments:
        assert (moment.event is not None) is (moment.after is None)
    days = {moment.claim.id: moment for moment in whole.moments if moment.claim is not None}
    assert days["RC06a"].first == T0 - 36 * 3_600
    assert days["RC06a"].doubtful
    assert "RC13" in {claim.id for claim in whole.undated}
    assert len(days) + len(whole.undated) == 40


def test_a_notice_is_told_once(whole: Dossier, january: January) -> None:
    """Where it strikes, not a second time as a letter of its own."""
    by = [moment.event.by for moment in whole.moments if moment.event is not None]
    assert by.count(january.id("D")) == 1
    released = [
        moment.letter.name.id for moment in whole.moments if moment.letter and moment.event.by is None
    ]  # type: ignore[union-attr]
    assert january.id("D") not in released


# ── without the text ─────────────────────────────────────────────────────────


def test_without_the_text_every_place_stays_and_few_words_show(report: Article) -> None:
    """Short fragments show as noted, not as compared; long passages show when the text is brought."""
    january = played()
    rows = {part: tuple(shortened(row) for row in rows) for part, rows in report.rows.items()}
    january.dossiers.take_apart(AFFAIR, report.known, rows, BY)
    (reading,) = january.dossiers.dossier(matter_in(january)).readings
    claims = {claim.id: claim for claim in reading.claims}
    assert claims["RC05"].passage.printed is None
    assert claims["RC05"].fragments[0].text.startswith("We respect")
    assert not claims["RC05"].fragments[0].compared
    january.dossiers.bring(AFFAIR, title="", text=report.text, language="en", noted_in="en", by=BY)
    (reading,) = january.dossiers.dossier(matter_in(january)).readings
    assert all(passage.compared for passage in reading.report.passages())
    january.dossiers.put_away(reading.source)
    assert isinstance(january.dossiers.source(matter_in(january), reading.source), AbsentSource)


def shortened(written: Any) -> Any:
    """The same without the words of long places."""
    if isinstance(written, dict):
        kept = {name: shortened(value) for name, value in written.items()}
        for words in ("text", "as_printed"):
            if "span" in written and len(str(written.get(words, ""))) > 60:
                kept.pop(words)
        return kept
    return [shortened(each) for each in written] if isinstance(written, list) else written


def test_what_is_compared_is_kept_by_its_places_alone(january: January, report: Article) -> None:
    """The steps of the matter hold no sentence of the article, nor any of its words longer than a name."""
    kept = "".join(write_deed(step.deed).decode() for step in january.dossiers.steps(AFFAIR))
    for start, end in report.known.sentences:
        assert report.text[start:end] not in kept
    for row in report.layer["reported_claims"]:
        if len(row["text"]) > 40:
            assert row["text"] not in kept


def test_a_long_passage_is_not_kept_without_its_text(report: Article) -> None:
    """A file may give short fragments; whoever wants more brings the article."""
    with pytest.raises(Malformed, match="at most 100"):
        played().dossiers.take_apart(AFFAIR, report.known, report.rows, BY)


def test_a_span_that_is_off_by_one_is_refused(report: Article) -> None:
    """With the text here, every word of the file is held against it, and nothing is kept."""
    january = played()
    january.dossiers._texts.keep(report.known.digest, report.text)
    rows = dict(report.rows)
    first = {**rows[Part.CLAIM][0], "span": [30, 107]}
    with pytest.raises(Malformed, match="other words"):
        january.dossiers.take_apart(
            AFFAIR, report.known, {**rows, Part.CLAIM: (first, *rows[Part.CLAIM][1:])}, BY
        )
    assert matter_in(january).noted == {}


def test_another_text_is_another_source(report: Article) -> None:
    """One letter changed, and it is not the article; a fragment that is not in the text is refused."""
    absent = AbsentSource(title="A report", digest=report.known.digest, length=len(report.text))
    with pytest.raises(Malformed, match="not the text"):
        absent.brought(report.text.replace("not yet", "not yet "))
    wrong = dataclasses.replace(absent, fragments=(((29, 35), "Junior"),))
    with pytest.raises(Malformed, match="other words"):
        wrong.brought(report.text)
