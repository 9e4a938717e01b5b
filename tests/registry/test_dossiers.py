"""The matter of 6 January 2020, sentence by sentence, beside the record; nothing in it is promoted."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.check.sighting import Sighting
from chancery.errors import ChanceryError, Malformed, OutOfOrder
from chancery.record.asks import Ask, AskState
from chancery.record.claims import Claim, Quotation, Reported, Strength, answers
from chancery.record.claims_form import NOT_STATED, RELAYED
from chancery.record.logic import UNDETERMINED
from chancery.record.matter import Kind, Matter, MatterId, Member, Part, reported
from chancery.record.matter_form import write_deed
from chancery.record.source import AbsentSource, Source
from chancery.record.statement import Instant, StatementId
from chancery.registry import claim_editing, differing, dossier, dossiers, reliance
from chancery.registry.claim_editing import Place, WrittenClaim, claim_row, suggestions
from chancery.registry.differing import Difference
from chancery.registry.dossier import Dossier
from chancery.registry.dossiers import sighting_name
from chancery.registry.reliance import MOST_DRAWN
from tests.registry.january import AFFAIR, BY, T0, Article, January, article, played

LETTERS = ("V", "L", "D", "E", "M", "O", "W")


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


def note_all(january: January, report: Article) -> None:
    """Take the article apart as the scenario does; its text is brought first, so that all is compared."""
    january.dossiers._texts.keep(report.known.digest, report.text)
    january.dossiers.take_apart(AFFAIR, report.known, report.rows, BY)


@pytest.fixture(scope="module")
def whole(january: January) -> Dossier:
    return january.dossiers.dossier(matter_in(january))


def matter_in(january: January) -> Matter:
    matter = january.dossiers.matter(AFFAIR)
    assert matter is not None
    return matter


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


TEXT = "The minister said “we stand by it, not by them”. It may rain. They say it may."


@pytest.fixture
def desk() -> January:
    found = played()
    found.dossiers.bring(AFFAIR, title="A note", text=TEXT, language="en", noted_in="en", by=BY)
    return found


def written(**fields: Any) -> WrittenClaim:
    usual: dict[str, Any] = {
        "sentence": "S0",
        "passage": "The minister said “we stand by it, not by them”",
        "proposition": "the minister stands by it",
        "act": "inform",
        "told_by": ("narrator",),
    }
    return WrittenClaim(**{**usual, **fields})


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


# ── what is gathered ─────────────────────────────────────────────────────────


class Shelf:
    """A shelf with one question on it."""

    def ask(self, id: StatementId) -> Ask | None:
        return (
            Ask(id=id, asker="a ministry", asked=("the command",), asked_at=T0)
            if id == "urn:uuid:9"
            else None
        )


class Seen:
    """One sighting."""

    def all(self) -> tuple[Sighting, ...]:
        return (Sighting(at=T0, digest=b"\2" * 32, letter=None, likeness="altered"),)


def test_only_what_is_held_can_be_gathered() -> None:
    """A letter that is on no record here, an unknown question: refused, and nothing is added."""
    january = played()
    january.dossiers._asks, january.dossiers._sightings = Shelf(), Seen()
    for kind in Kind:
        with pytest.raises(OutOfOrder, match="Nothing of that name"):
            january.dossiers.gather(AFFAIR, Member(kind=kind, name="urn:uuid:0"), BY)
    january.dossiers.gather(AFFAIR, Member(kind=Kind.ASK, name="urn:uuid:9"), BY)
    (seen,) = Seen().all()
    january.dossiers.gather(AFFAIR, Member(kind=Kind.SIGHTING, name=sighting_name(seen)), BY)
    found = january.dossiers.dossier(matter_in(january))
    assert [(line.state, line.age) for line in found.asks] == [(AskState.OPEN, 86_400)]
    assert [line.sighting for line in found.sightings] == [seen]
    with pytest.raises(OutOfOrder, match="no such matter"):
        january.dossiers.gather(MatterId("other"), Member(kind=Kind.ASK, name="urn:uuid:9"), BY)
    with pytest.raises(OutOfOrder, match="already"):
        january.dossiers.open(AFFAIR, {"en": "again"}, BY)


def test_a_claim_that_was_taken_out_supports_nothing(report: Article) -> None:
    """What rests on it is no longer told, and it comes back if it is gathered again."""
    january = played()
    note_all(january, report)
    member = reported(Kind.CLAIM, report.known, "RC16b")
    january.dossiers.take_out(AFFAIR, member, BY, "the tone is nobody's statement")
    found = january.dossiers.dossier(matter_in(january))
    assert "RC16b" not in {claim.id for claim in found.readings[0].claims}
    assert not any(each.relation == "differs_from" for each in found.contradictions)
    january.dossiers.gather(AFFAIR, member, BY)
    assert any(
        each.relation == "differs_from"
        for each in january.dossiers.dossier(matter_in(january)).contradictions
    )


# ── nothing becomes official ─────────────────────────────────────────────────

calls = st.lists(
    st.one_of(
        st.tuples(
            st.just("note"),
            st.sampled_from(["disown", "decide", "certify"]),
            st.sampled_from(["current", "official", ""]),
        ),
        st.tuples(st.just("take out"), st.integers(1, 4), st.none()),
        st.tuples(st.just("gather claim"), st.integers(1, 4), st.none()),
        st.tuples(st.just("gather as statement"), st.sampled_from(["C1", "N1", "L"]), st.none()),
        st.tuples(st.just("put away"), st.none(), st.none()),
        st.tuples(st.just("bring"), st.none(), st.none()),
        st.tuples(st.just("rename"), st.sampled_from(["official", "released"]), st.none()),
    ),
    max_size=10,
)

PLAYED = played()
"""The record is only read, so one is enough; every example has a matter of its own."""
NUMBERS = iter(range(10**9))


@given(calls)
@settings(max_examples=40)
def test_a_claim_never_becomes_official_by_any_sequence_of_calls(wanted: list[tuple[str, Any, Any]]) -> None:
    """Whatever is done to a matter, the record says what it said, and claims answer what claims answer."""
    january, affair = PLAYED, MatterId(f"matter-{next(NUMBERS)}")
    door = january.dossiers
    door.open(affair, {"en": "An affair"}, BY)
    source = door.bring(affair, title="A note", text=TEXT, language="en", noted_in="en", by=BY)
    head, stood_before = january.registry.head(), standings(january)
    for what, first, second in wanted:
        try:
            call(january, affair, source, what, first, second)
        except ChanceryError:
            continue
    matter = door.matter(affair)
    assert matter is not None
    found = door.dossier(matter)
    for each in found.readings:
        for claim in (*each.report.claims, *each.report.primaries):
            answer = answers(claim)
            assert (answer.ORIGIN, answer.STANDING) == (Reported.ORIGIN, Reported.STANDING)
            assert (answer.AUTHORITY, answer.FORCE) == (UNDETERMINED, UNDETERMINED)
    reported_names = {claim.id for each in found.readings for claim in each.report.claims}
    assert not reported_names & {node.name for node in (*found.on_record.drawn, *found.on_record.listed)}
    assert all(line.letter is not None and line.letter.name.institution for line in found.statements)
    assert january.registry.head() == head
    assert standings(january) == stood_before


def call(january: January, affair: MatterId, source: Any, what: str, first: Any, second: Any) -> None:
    door = january.dossiers
    match what:
        case "note":
            claim = written(act=first, reported_standing=second, reported_force=second)
            door.note_claim(affair, source, claim, BY, about_new="the letter")
        case "take out":
            door.take_out(affair, reported(Kind.CLAIM, source, f"C{first}"), BY, "no")
        case "gather claim":
            door.gather(affair, reported(Kind.CLAIM, source, f"C{first}"), BY)
        case "gather as statement":
            name = january.id("L") if first == "L" else first
            door.gather(affair, Member(kind=Kind.STATEMENT, name=name), BY)
        case "put away":
            door.put_away(source)
        case "bring":
            door.bring(affair, title="A note", text=TEXT, language="en", noted_in="en", by=BY)
        case _:
            door.rename(affair, {"en": first}, BY)


def standings(january: January) -> dict[str, list[str]]:
    """All five answers to every letter of the day."""
    found = {}
    for name in LETTERS:
        letter = january.registry.letter(january.id(name))
        assert letter is not None
        found[name] = [answer.state for answer in letter.answers]
    return found


def test_no_function_here_makes_anything_official() -> None:
    """Nothing in these rooms knows how to write an act, seal one, or perform it."""
    makers = {"Act", "write_statement", "seal_words", "seal_act", "approve", "Pen", "Registry", "Approval"}
    for module in (claim_editing, differing, dossier, dossiers, reliance):
        assert not makers & set(vars(module))
