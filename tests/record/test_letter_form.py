"""The letter as a clerk writes it: structure and words in one file, read strictly."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chancery.errors import Malformed
from chancery.record.letter_form import letter_from_toml
from chancery.record.statement import (
    ActInForce,
    Clause,
    DateReached,
    FactCertified,
    Institution,
    Relation,
    Reliance,
    Statement,
    StatementId,
    Unevaluable,
    Verb,
)
from chancery.record.words import Words

EVERYTHING = """\
office = "council"
form = "resolution"
reference = "R/7"
to = ["Mayor"]
cc = ["Press"]
implements = ["earlier"]
supersedes = ["older"]
effective = 2026-01-01T00:00:00Z
expires = 2027-01-01T00:00:00Z

[words]
en = "Pay 100. Pay 100. It is so."
ar = "ادفع ١٠٠."

[[link]]
relation = "responds_to"
to = "question"

[[clause]]
id = "c1"
act = "authorise"
subject = "money/roads"
amount = 100
may_be_read_as = ["decide"]
ratifiable = false
words.en = "Pay 100."
words.ar = "ادفع ١٠٠."

[[clause.condition]]
id = "d"
type = "date"
at = 2026-02-01T00:00:00Z
words = "from February"

[[clause.condition]]
id = "a"
type = "act"
act = "accept"
office = "treasury"
institution = "bank.example"
implementing = "this"

[[clause.condition]]
id = "f"
type = "fact"
fact = "funds-present"

[[clause.condition]]
id = "u"
type = "unknown"

[[clause.premise]]
statement = "earlier"
clause = "c9"
reliance = "necessary"

[[clause]]
id = "c2"
act = "authorise"
subject = "money/roads"
words.en = "Pay 100."

[[clause]]
id = "c3"
act = "certify"
subject = "facts"
fact = "roads-bad"
holds = false
"""


def read(written: str) -> tuple[Statement, Words | None]:
    return letter_from_toml(
        written,
        id=StatementId("urn:uuid:00000000-0000-4000-8000-000000000001"),
        institution=Institution("town.example"),
        named=lambda called: StatementId(f"urn:{called}"),
    )


def clause(written: str, number: int) -> Clause:
    return read(written)[0].clauses[number]


def test_every_part_is_read() -> None:
    """Nothing that a statement can say is out of a clerk's reach."""
    statement, _ = read(EVERYTHING)
    assert (statement.office, statement.form, statement.reference) == ("council", "resolution", "R/7")
    assert (statement.action_addressees, statement.info_addressees) == (("Mayor",), ("Press",))
    assert (statement.implements, statement.supersedes) == (("urn:earlier",), ("urn:older",))
    assert statement.effective == 1_767_225_600
    assert statement.links[0].relation is Relation.RESPONDS_TO
    first = statement.clauses[0]
    assert (first.verb, first.amount, first.ratifiable) == (Verb.AUTHORISE, Decimal(100), False)
    assert first.may_be_read_as == (Verb.DECIDE,)
    assert first.premises[0].reliance is Reliance.NECESSARY
    kinds = [type(condition) for condition in first.conditions]
    assert kinds == [DateReached, ActInForce, FactCertified, Unevaluable]
    assert (clause(EVERYTHING, 2).fact, clause(EVERYTHING, 2).holds) == ("roads-bad", False)


def test_clauses_are_found_in_the_words() -> None:
    """Words that stand twice belong to one clause after the other."""
    _, words = read(EVERYTHING)
    assert words is not None
    assert words.authoritative.clauses == {"c1": (0, 8), "c2": (9, 17)}
    assert words.authoritative.conditions == {"d": "from February"}
    assert [text.language for text in words] == ["en", "ar"]
    assert words.translations[0].of(words.translations[0].clauses and "c1") == "ادفع ١٠٠."  # type: ignore[arg-type]


def test_an_act_without_words() -> None:
    """A letter may register no words at all."""
    _, words = read('office = "council"')
    assert words is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('office = "council"\n', ""), "office"),
        (('act = "certify"', 'act = "proclaim"'), "proclaim"),
        (("ratifiable = false", 'ratifiable = "no"'), "ratifiable"),
        (("reference =", "referense ="), "referense"),
        (('type = "fact"', 'type = "wish"'), "wish"),
        (('words.en = "Pay 100."', 'words.en = "Pay 200."'), "c1"),
        (('words.en = "Pay 100."', 'words.fr = "Payez."'), "fr"),
        (("effective = 2026-01-01T00:00:00Z", "effective = 2026-01-01"), "effective"),
        (("amount = 100", "amount = -1"), "amount"),
        (('reliance = "necessary"', 'reliance = "some"'), "reliance"),
    ],
)
def test_a_fault_is_named(change: tuple[str, str], named: str) -> None:
    """What no letter has is refused, and the sentence says where."""
    with pytest.raises(Malformed, match=named):
        read(EVERYTHING.replace(*change, 1))


def test_what_is_not_toml() -> None:
    """A file of another kind is refused in one sentence."""
    with pytest.raises(Malformed, match="not TOML"):
        read("office: council")


def test_a_clause_says_what_it_is_about() -> None:
    """An imported letter begins with an empty subject; nobody can release it so by oversight."""
    clause = 'id = "c1"\nact = "inform"\nsubject = " "\n'
    written = f'office = "press"\n[words]\nen = "It opens."\n[[clause]]\n{clause}'
    with pytest.raises(Malformed, match="what it is about"):
        letter_from_toml(written, id=StatementId("urn:x"), institution=Institution("mod.example"))


@pytest.mark.parametrize("sign", ["\\n", "\\u0000", "\\r\\nSubject: other", "\\u2028"])
@pytest.mark.parametrize("field", ['reference = "{}"', 'to = ["{}"]', 'cc = ["{}"]'])
def test_what_stands_in_heads_stands_on_one_line(field: str, sign: str) -> None:
    """A reference of two lines would begin a sentence of its own in every mail about the letter."""
    with pytest.raises(Malformed, match="one line"):
        letter_from_toml(
            f'office = "press"\n{field.format("A" + sign + "B")}\n', id="x", institution="y.example"
        )  # type: ignore[arg-type]
