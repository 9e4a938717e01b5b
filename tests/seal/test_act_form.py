"""An act as bytes: written once, read whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record.charter import Charter
from chancery.record.charter_form import charter_to_json
from chancery.record.statement import (
    ActInForce,
    Clause,
    DateReached,
    FactCertified,
    Link,
    Notice,
    Override,
    Premise,
    Relation,
    Reliance,
    Severity,
    Statement,
    Target,
    Unevaluable,
    Verb,
)
from chancery.seal.act_form import digest_of, read_act, write_charter, write_statement
from chancery.seal.codec import canonical_json, decode, encode
from tests.institution import department_charter
from tests.seal.acts import charters, statements

EVERYTHING = Statement(
    id="urn:uuid:00000000-0000-4000-8000-000000000001",
    institution="us.demo",
    office="command-iraq",
    form="letter",
    reference="7/2020",
    clauses=(
        Clause(
            id="c1",
            verb=Verb.UNDERTAKE,
            subject="forces/posture",
            amount=Decimal("99.50"),
            conditions=(
                DateReached(id="q1", at=1_578_312_000),
                ActInForce(
                    id="q2",
                    verb=Verb.ORDER,
                    office="prime-minister",
                    institution="iq.demo",
                    implementing="urn:x",
                ),
                FactCertified(id="q3", fact="hearing-held"),
                Unevaluable(id="q4"),
            ),
            premises=(Premise(statement="urn:y", clause="c1", reliance=Reliance.NECESSARY),),
            may_be_read_as=(Verb.ACCEPT,),
            ratifiable=False,
            fact="rain",
            holds=False,
        ),
    ),
    notice=Notice(
        verb=Verb.SUSPEND,
        targets=(Target(statement="urn:z"), Target(statement="urn:z", clause="c2")),
        subject="forces",
        until=1_578_312_060,
        key="k-general",
        since=1_578_311_000,
        severity=Severity.MINOR,
        circulating=bytes(32),
    ),
    words=bytes(range(32)),
    action_addressees=("Ministry of Defence",),
    info_addressees=("Embassy",),
    supersedes=("urn:s",),
    implements=("urn:i",),
    links=(Link(relation=Relation.CLARIFIES, to="urn:l"),),
    effective=1_578_312_000,
    expires=1_580_000_000,
    override=Override(objections=("clause_unauthorised",), justification="It is urgent."),
)
"""A statement that says something in every field there is."""

MINIMAL = Statement(id="urn:m", institution="us.demo", office="press")


# ── there and back ──


@given(statements)
def test_a_statement_is_read_as_it_was_written(statement: Statement) -> None:
    """Whatever its fields say, and whichever of them say nothing."""
    assert read_act(write_statement(statement)) == (statement.id, statement)


@given(charters)
def test_a_charter_is_read_as_it_was_written(charter: Charter) -> None:
    """Offices, holders, mandates, delegations, capacities, keys, dates and limits."""
    assert read_act(write_charter("urn:c", charter)) == ("urn:c", charter)


@given(statements, statements)
def test_two_statements_never_have_the_same_bytes(one: Statement, other: Statement) -> None:
    """What an approval covers is this statement and no other."""
    assert (write_statement(one) == write_statement(other)) == (one == other)


@pytest.mark.parametrize("name", ["effective", "expires"])
def test_the_first_second_of_1970_is_a_moment(name: str) -> None:
    """Nought is a moment, not nothing."""
    statement = replace(MINIMAL, **{name: 0})
    assert read_act(write_statement(statement))[1] == statement


def test_what_is_empty_is_left_out() -> None:
    """A short letter has short bytes."""
    assert decode(write_statement(MINIMAL)) == {
        "v": 1,
        "kind": "statement",
        "id": "urn:m",
        "institution": "us.demo",
        "office": "press",
        "form": "letter",
    }


# ── bytes that stay ──


def test_the_bytes_of_an_act_stay_what_they_are(golden: Callable[[str, str], None]) -> None:
    """An approval of today must be checkable in thirty years: these bytes never change."""
    golden("act.hex", write_statement(EVERYTHING).hex() + "\n")


def test_the_bytes_of_a_charter_stay_what_they_are(golden: Callable[[str, str], None]) -> None:
    """So must the fingerprint by which an institution is known."""
    golden("charter.hex", write_charter("urn:c", department_charter()).hex() + "\n")


def test_an_approval_covers_sha_256_of_the_bytes() -> None:
    """FIPS 180-4; no prefix, no length: anybody can compute it."""
    octets = write_statement(EVERYTHING)
    assert digest_of(octets) == sha256(octets).digest()


# ── one value out of place ──

Path = tuple[Any, ...]
WRONG: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7,
    1 << 63,
    "",
    "x",
    b"",
    b"x",
    [],
    [None],
    [7],
    {},
    {"x": 1},
)
MISTYPED = {str: 7, int: "7", bool: 1, bytes: "octets", list: "list", dict: [], type(None): 7}


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if type(value) is dict:
        for name, part in value.items():
            yield from places(part, (*path, name))
    if type(value) is list:
        for name, part in enumerate(value):
            yield from places(part, (*path, name))


def put(octets: bytes, path: Path, value: Any) -> bytes:
    record: Any = decode(octets)
    part = record
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    return encode(record)


def found(octets: bytes, path: Path) -> Any:
    part: Any = decode(octets)
    for name in path:
        part = part[name]
    return part


FULL = write_statement(EVERYTHING)
PLACES = sorted(places(decode(FULL)), key=repr)
TABLES = [(), *(path for path in PLACES if type(found(FULL, path)) is dict)]


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_a_value_of_another_type_is_refused(path: Path) -> None:
    """Text for a number, a number for text, true for one: an act is never half read."""
    with pytest.raises(Malformed):
        read_act(put(FULL, path, MISTYPED[type(found(FULL, path))]))


@settings(max_examples=400)
@given(st.sampled_from(PLACES), st.sampled_from(WRONG))
def test_whatever_stands_in_its_place_an_act_has_one_spelling_or_none(path: Path, wrong: Any) -> None:
    """What can be read would be written in these very bytes; anything else is refused."""
    octets = put(FULL, path, wrong)
    try:
        id, act = read_act(octets)
    except Malformed:
        return
    assert isinstance(act, Statement)
    assert write_statement(act) == octets
    assert id == act.id


@pytest.mark.parametrize("path", TABLES, ids=lambda path: ".".join(map(str, path)) or "the act")
def test_a_name_that_is_not_known_is_refused(path: Path) -> None:
    """A reader who knew it would have read more than this one."""
    with pytest.raises(Malformed, match="unknown"):
        read_act(put(FULL, (*path, "new"), 1))


@pytest.mark.parametrize("number", [0, 1])
def test_a_number_is_not_taken_for_a_truth(number: int) -> None:
    """Whether a clause may be ratified is said with true, not with 1."""
    with pytest.raises(Malformed):
        read_act(put(FULL, ("clauses", 0, "unratifiable"), number))


@pytest.mark.parametrize("name", ["effective", "expires"])
def test_a_truth_is_not_taken_for_a_number(name: str) -> None:
    """True is no moment."""
    with pytest.raises(Malformed):
        read_act(put(FULL, (name,), True))


@pytest.mark.parametrize(
    ("path", "empty"),
    [
        *((("cc",), []), (("reference",), ""), (("expires",), None), (("notice",), None)),
        *((("clauses", 0, "denied"), False), (("clauses", 0, "fact"), ""), (("clauses", 0, "premises"), [])),
        (("clauses", 0, "conditions", 1, "institution"), ""),
    ],
)
def test_what_is_empty_is_not_written(path: Path, empty: Any) -> None:
    """An empty list and no list at all would be two spellings of one letter."""
    with pytest.raises(Malformed, match="leaves"):
        read_act(put(FULL, path, empty))


@pytest.mark.parametrize("missing", ["v", "kind", "id", "institution", "office"])
def test_an_act_that_does_not_say_whose_it_is_is_refused(missing: str) -> None:
    """These are never left out."""
    record: Any = decode(FULL)
    del record[missing]
    with pytest.raises(Malformed):
        read_act(encode(record))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("v",), 2, "form that this version does not know"),
        (("kind",), "decree", "'decree'"),
        (("clauses", 0, "act"), "decree", "'decree' is no verb"),
        (("clauses", 0, "conditions", 0, "type"), "weather", "'weather'"),
        (("clauses", 0, "premises", 0, 2), "hope", "'hope' is no reliance"),
        (("clauses", 0, "amount"), "much", "'much' is no"),
        (("clauses", 0, "amount"), "NaN", "'NaN' is no"),
        (("clauses", 0, "amount"), "-Infinity", "is no"),
        (("links", 0, 0), "loves", "'loves' is no relation"),
        (("notice", "severity"), "grave", "'grave' is no severity"),
        (("words",), b"short", "32 bytes"),
        (("notice", "circulating"), bytes(33), "32 bytes"),
    ],
)
def test_what_the_record_has_no_word_for_is_refused(path: Path, value: Any, said: str) -> None:
    """The sentence names it."""
    with pytest.raises(Malformed, match=said):
        read_act(put(FULL, path, value))


@given(st.integers(0, len(FULL) - 1))
def test_an_act_that_ends_too_early_is_refused(length: int) -> None:
    """At every byte."""
    with pytest.raises(Malformed):
        read_act(FULL[:length])


@given(st.binary(max_size=64))
def test_bytes_that_are_no_act_are_refused(octets: bytes) -> None:
    """And by nothing but that one error."""
    with pytest.raises(Malformed):
        read_act(octets)


# ── charters ──


def test_a_charter_in_other_words_is_refused() -> None:
    """One charter has one signed form; the same with a space in it is another digest for the same rules."""
    body = canonical_json(charter_to_json(department_charter()))
    act = {"v": 1, "kind": "charter", "id": "urn:c"}
    assert read_act(encode({**act, "charter": body}))[1] == department_charter()
    for spelling in (body.replace(b":", b": ", 1), body + b"\n", body[:-1] + b',"x":1}', b"[]", b""):
        with pytest.raises(Malformed):
            read_act(encode({**act, "charter": spelling}))


@pytest.mark.parametrize("more", ["clauses", "office", "words", "new"])
def test_a_charter_says_nothing_beside_the_charter(more: str) -> None:
    """What a statement may say has no place in it."""
    record: Any = decode(write_charter("urn:c", department_charter()))
    with pytest.raises(Malformed, match="unknown"):
        read_act(encode({**record, more: []}))


def test_a_statement_is_named_inside_its_own_bytes() -> None:
    """So nobody's approval of one can be put under another of the same words."""
    other = replace(EVERYTHING, id="urn:other")
    assert digest_of(write_statement(other)) != digest_of(FULL)
