"""What contradicts what, and what leans on what, in cases that the day itself does not have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.check.copy import Letter
from chancery.record.claims import Strength
from chancery.record.matter import Kind, reported
from chancery.record.statement import Link, Relation, Statement, StatementId
from chancery.registry.differing import Difference, on_record
from chancery.registry.reliance import web_of_letters
from tests.registry.january import AFFAIR, BY, TEXT, January, matter_in, played, written


@pytest.fixture(scope="module")
def january() -> January:
    """The day with the letter alone gathered."""
    found = played()
    found.gather("L")
    return found


def letter_of(january: January, name: str, *links: Link) -> Letter:
    """A letter of the day, as if it had said these relations."""
    letter = january.registry.letter(january.id(name))
    assert letter is not None
    assert isinstance(letter.entry.act, Statement)
    return replace(letter, entry=replace(letter.entry, act=replace(letter.entry.act, links=links)))


@pytest.mark.parametrize("relation", Relation)
def test_a_letter_contradicts_only_what_it_says_it_contradicts(january: January, relation: Relation) -> None:
    """Of its relations, two set it against another; the others do not."""
    letter = letter_of(january, "E", Link(relation=relation, to=january.id("L")))
    found = list(on_record([letter]))
    if relation not in (Relation.CONTRADICTS, Relation.DIFFERS_FROM):
        assert found == []
        return
    (only,) = found
    assert (only.difference, only.relation, only.strength) == (
        Difference.ON_RECORD,
        relation,
        Strength.STATED,
    )
    assert [side.name for side in only.sides] == [january.id("E"), january.id("L")]
    assert only.basis == (january.id("E"),)


def test_what_a_letter_leans_on_is_drawn_though_nobody_gathered_it(january: January) -> None:
    """The vote stands beside the matter, marked so, and the line to it is cut."""
    web = january.dossiers.dossier(matter_in(january)).on_record
    boxes = {node.name: node for node in web.drawn}
    assert (boxes[january.id("L")].gathered, boxes[january.id("V")].gathered) == (True, False)
    assert [(edge.to, edge.cut) for edge in web.edges] == [(january.id("V"), True)]


def test_what_is_on_no_record_here_is_a_box_without_a_letter(january: January) -> None:
    """It is only pointed to, and nothing is known of it."""
    elsewhere = StatementId("urn:uuid:elsewhere")
    letter = letter_of(january, "M", Link(relation=Relation.CLARIFIES, to=elsewhere))
    web = web_of_letters([letter], [])
    box = web.node(elsewhere)
    assert (box.letter, box.standing, box.gathered) == (None, None, False)
    assert [(edge.relation, edge.to, edge.cut) for edge in web.edges] == [("clarifies", elsewhere, False)]


def test_two_verdicts_on_one_statement_stand_side_by_side_until_one_is_taken_out() -> None:
    """One claim has it disowned, another current; neither is followed."""
    january = played()
    door = january.dossiers
    source = door.bring(AFFAIR, title="A note", text=TEXT, language="en", noted_in="en", by=BY)
    first = written(reported_standing="disowned")
    door.note_claim(AFFAIR, source, first, BY, about_new="the minister's word")
    second = written(sentence="S1", passage="It may rain", about="N1", reported_standing="current")
    door.note_claim(AFFAIR, source, second, BY)
    (verdicts,) = door.dossier(matter_in(january)).contradictions
    assert (verdicts.difference, verdicts.relation) == (Difference.VERDICT, "reported_standing")
    assert [(side.name, side.words) for side in verdicts.sides] == [("C1", "disowned"), ("C2", "current")]
    door.take_out(AFFAIR, reported(Kind.CLAIM, source, "C2"), BY, "it says nothing of the kind")
    assert door.dossier(matter_in(january)).contradictions == ()
