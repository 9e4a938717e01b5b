"""What is printed comes from the record: titles and capacities from the charter, words from the words."""

from __future__ import annotations

from dataclasses import replace

from chancery.paper.press import Sheet, sheet_of, unsigned_mark
from chancery.paper.press.sheet_of import passage_of
from chancery.record.charter import Charter, Delegation, Holder, Mandate, Office, Root
from chancery.record.code import code_of
from chancery.record.entry import Hand, Role
from chancery.record.statement import (
    Clause,
    ClauseId,
    Instant,
    Institution,
    KeyName,
    OfficeName,
    Statement,
    StatementId,
    Subject,
    Verb,
)
from chancery.record.words import Text, Words

HARBOUR, BOARD, MASTER = Institution("harbour.example"), OfficeName("board"), OfficeName("master")
KEY = KeyName("k-keeper")
RELEASER = Hand(person="keeper", key=KEY, role=Role.RELEASER)
CHARTER = Charter(
    institution=HARBOUR,
    version=1,
    root=Root(threshold=1, keys={}),
    title={"en": "Port Authority"},
    offices={
        BOARD: Office(title={"en": "Board of the Port"}),
        MASTER: Office(
            superior=BOARD,
            title={"en": "Harbour Master"},
            holders=(
                Holder(person="keeper", keys=frozenset({KEY}), until=Instant(500)),
                Holder(person="keeper", keys=frozenset({KEY}), capacity="acting", since=Instant(500)),
            ),
        ),
    },
    mandates=(
        Mandate(id="m1", office=BOARD, may=frozenset({Verb.ORDER}), about=(Subject("harbour"),), depth=1),
        Mandate(id="m2", office=MASTER, may=frozenset({Verb.INFORM}), about=(Subject("**"),)),
    ),
    delegations=(Delegation(id="d1", of="m1", to=MASTER),),
)
STATEMENT = Statement(
    id=StatementId("urn:uuid:9d8f17c2-4b8d-4b02-9e4e-0000000000a1"),
    institution=HARBOUR,
    office=MASTER,
    reference="HB/1",
    action_addressees=("The owners",),
    clauses=(Clause(id=ClauseId("c1"), verb=Verb.INFORM, subject=Subject("harbour/basin")),),
)
WORDS = Words(
    authoritative=Text(language="en", text="The basin\n\nIt is closed.\nAll of it.\n \nFrom today."),
    translations=(Text(language="ar", text="الحوض مغلق."),),
)


def sheet(statement: Statement = STATEMENT, *, at: int = 100, charter: Charter = CHARTER) -> Sheet:
    return sheet_of(
        statement,
        WORDS,
        charter,
        mark=unsigned_mark(HARBOUR, code_of(statement.id)),
        released=Instant(at),
        hands=(Hand(person="clerk", key=KeyName("k-clerk"), role=Role.DRAFTER), RELEASER),
        names={"keeper": "A. Keeper"},
    )


class TestWords:
    def test_paragraphs_end_at_blank_lines(self) -> None:
        """A short first line is the title; what follows is cut where the clerk left a line blank."""
        english, arabic = sheet().passages
        assert english.title == "The basin"
        assert english.paragraphs == ("It is closed.\nAll of it.", "From today.")
        assert (arabic.title, arabic.paragraphs) == (None, ("الحوض مغلق.",))

    def test_a_salutation_is_no_title(self) -> None:
        """A first line that ends as a sentence or a salutation does, or is long, is a paragraph."""
        for first in ("Dear Minister,", "It is closed.", "x" * 121, "one\ntwo"):
            passage = passage_of(Text(language="en", text=f"{first}\n\nMore."))
            assert passage.title is None
            assert passage.paragraphs == (first, "More.")

    def test_no_word_is_lost(self) -> None:
        """Title and paragraphs together are the registered words."""
        (english, _) = sheet().passages
        joined = " ".join((english.title or "", *english.paragraphs))
        assert joined.split() == WORDS.authoritative.text.split()


class TestWho:
    def test_titles_from_the_charter(self) -> None:
        """Institution and office are called as the charter calls them."""
        drawn = sheet()
        assert drawn.letterhead.name == {"en": "Port Authority"}
        assert drawn.office == {"en": "Harbour Master"}
        assert (drawn.reference, drawn.action_addressees) == ("HB/1", ("The owners",))

    def test_only_the_releaser_signs(self) -> None:
        """Who drafted it is on the record and not on the letter."""
        assert [each.name for each in sheet().signatories] == ["A. Keeper"]

    def test_in_which_capacity(self) -> None:
        """Whoever acted for an office at that moment is printed as acting for it."""
        assert [sheet(at=at).signatories[0].capacity for at in (100, 600)] == [None, "acting"]

    def test_by_delegation(self) -> None:
        """Where the power was handed on, the letter says whose it is; where it is their own, nothing."""
        order = Clause(id=ClauseId("c1"), verb=Verb.ORDER, subject=Subject("harbour/basin"))
        ordered = sheet(replace(STATEMENT, clauses=(order,)))
        assert ordered.signatories[0].delegated_by == {"en": "Board of the Port"}
        assert sheet().signatories[0].delegated_by is None

    def test_offices_without_titles(self) -> None:
        """An office that the charter gives no title is printed under the record's own name for it."""
        assert sheet(charter=replace(CHARTER, offices={})).office == {"": "master"}
