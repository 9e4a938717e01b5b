"""A charter is read by name and type, and has one signed form."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record.charter import SUBSTANTIVE, Reach, Rule
from chancery.record.charter_faults import refuse_faults
from chancery.record.charter_form import charter_from_json, charter_from_toml, charter_to_json
from chancery.record.statement import ANY_SUBJECT, Verb
from tests.record.charters import DRAFTED, WHOLE, drafted, leaves, whole, with_another

SMALL = """
charter = "town.example"
version = 1
[root]
threshold = 1
keys = { r1 = "Registrar" }
"""


def test_a_charter_is_what_its_clerk_wrote() -> None:
    """Offices, dates, limits and rules arrive as written; what is left out has its plain meaning."""
    charter = drafted()
    first, second, third, fourth = charter.mandates
    assert charter.institution == "ministry.example"
    assert charter.expires == 1925424000
    assert charter.offices["directorate"].superior == "minister"
    assert charter.offices["minister"].holders[1].capacity == "acting"
    assert charter.offices["duty"].holders[0].capacity == SUBSTANTIVE
    assert first.limit == Decimal("500000.50")
    assert first.capacity == {"acting": Rule.DISPUTED}
    assert second.about == (ANY_SUBJECT,)
    assert second.approvers == {"minister", "directorate"}
    assert (third.over, third.separation, third.lapses_after) == (Reach.ANY, False, 48 * 3600)
    assert (fourth.approvals, fourth.over, fourth.depth) == (1, Reach.SUBORDINATES, 0)
    assert charter.capacity["caretaker"] == {Verb.DECIDE: Rule.DISPUTED, Verb.ORDER: Rule.DENY}
    assert charter.delegations[0].may == {Verb.ORDER, Verb.CERTIFY}
    assert charter.register is not None
    assert charter.register.issuer == "k-register"


@pytest.mark.parametrize("written", [SMALL, DRAFTED, WHOLE], ids=["small", "drafted", "whole"])
def test_the_signed_form_reads_back_to_the_same_charter(written: str) -> None:
    """Nothing is lost between what the clerk wrote and what was signed."""
    charter = charter_from_toml(written)
    decoded = json.loads(json.dumps(charter_to_json(charter)))
    assert charter_from_json(decoded) == charter


def test_the_signed_form_writes_its_defaults_out() -> None:
    """A later change of a default changes no charter that was signed before it."""
    mandate = charter_to_json(drafted())["mandate"][3]
    assert mandate == {
        "id": "M4",
        "office": "directorate",
        "may": ["inform", "withdraw"],
        "about": ["schools"],
        "approvals": 1,
        "separation": True,
        "over": "subordinates",
        "may_disown_itself": False,
        "depth": 0,
    }


def test_no_other_signed_form_of_a_charter_is_read() -> None:
    """One charter has one signed form: another order of a set, a left-out default, a null is refused."""
    signed = charter_to_json(drafted())
    signed["mandate"][0]["may"].reverse()
    with pytest.raises(Malformed, match="one form"):
        charter_from_json(signed)
    signed = charter_to_json(drafted())
    del signed["mandate"][0]["depth"]
    with pytest.raises(Malformed, match="one form"):
        charter_from_json(signed)
    signed = charter_to_json(drafted())
    signed["office"]["minister"]["superior"] = None
    with pytest.raises(Malformed, match="must be text"):
        charter_from_json(signed)


@given(st.data())
def test_two_signed_forms_never_give_one_charter(data: st.DataObject) -> None:
    """Whatever single value is changed in a signed form, it is refused or it is another charter."""
    signed = charter_to_json(whole())
    path = data.draw(st.sampled_from(leaves(signed)))
    try:
        other = charter_from_json(with_another(signed, path))
    except Malformed:
        return
    assert other != whole()
    assert charter_to_json(other) == with_another(signed, path)


def test_what_was_signed_is_read_even_if_a_clerk_could_not_have_written_it() -> None:
    """A charter on the record is a fact; its faults keep nobody from reading it."""
    signed = charter_to_json(whole())
    signed["root"]["threshold"] = 9
    assert charter_from_json(signed).root.threshold == 9
    with pytest.raises(Malformed, match="asks for 9 different people"):
        refuse_faults(charter_from_json(signed))


def test_amounts_are_exact() -> None:
    """An amount keeps every penny, and all its spellings are one amount."""
    spellings = ["0.10", "0.1", '"0.100"']
    limits = {charter_from_toml(_limited(spelling)).mandates[0].limit for spelling in spellings}
    assert limits == {Decimal("0.1")}
    signed = charter_to_json(charter_from_toml(_limited("500000.00")))
    assert signed["mandate"][0]["limit"] == "500000"


@pytest.mark.parametrize("amount", ["-1", "nan", "inf", "1e999999999", '"1,5"', "true", "0.1234567891", "[]"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    """A limit is nought or more, finite, and short enough to sign."""
    with pytest.raises(Malformed, match='"limit" in mandate M'):
        charter_from_toml(_limited(amount))


def _limited(amount: str) -> str:
    office = '[office.o]\nholders = [{ person = "p", keys = ["k"] }]\n'
    mandate = f'[[mandate]]\nid = "M"\noffice = "o"\nmay = ["order"]\nabout = ["a"]\nlimit = {amount}\n'
    return SMALL + office + mandate


REFUSED = {
    "not TOML": ('charter = "a', "The charter is not TOML"),
    "a number no machine reads": ("version = " + "9" * 5000, "The charter is not TOML"),
    "brackets without end": ("a = " + "[" * 100_000, "The charter is not TOML"),
    "no root": ('charter = "a.example"\nversion = 1', r"lacks a part \[root\]"),
    "no name": (SMALL.replace("charter =", "charte ="), 'The charter lacks "charter"'),
    "an unknown name": (SMALL + "quorum = 2", '"root" in the charter has an entry "quorum"'),
    "a misspelt name": (DRAFTED.replace("approvals", "aprovals"), 'Mandate M2 has an entry "aprovals"'),
    "an unknown act": (DRAFTED.replace('"decide", "order"', '"decree"'), '"may" in mandate M1 is "decree"'),
    "an unknown rule": (
        DRAFTED.replace('order = "deny"', 'order = "no"'),
        '"order" in capacity caretaker is "no"',
    ),
    "an unknown act in a rule": (
        DRAFTED.replace('order = "deny"', 'command = "deny"'),
        "Capacity caretaker has",
    ),
    "a text for a number": (DRAFTED.replace("approvals = 2", 'approvals = "2"'), "must be a whole number"),
    "a truth for a number": (DRAFTED.replace("approvals = 2", "approvals = true"), "must be a whole number"),
    "a number too large to sign": (DRAFTED.replace("version = 3", f"version = {2**53}"), "too large"),
    "a number for a truth": (
        DRAFTED.replace("separation = false", "separation = 0"),
        "must be true or false",
    ),
    "a moment without a zone": (DRAFTED.replace("2031-01-06T00:00:00Z", "2031-01-06T00:00:00"), "time zone"),
    "a day for a moment": (DRAFTED.replace("2031-01-06T00:00:00Z", "2031-01-06"), "time zone"),
    "a length without a unit": (DRAFTED.replace('"48h"', '"48"'), "length of time"),
    "a list for a table": ('charter = "a.example"\nversion = 1\nroot = []', "must be a table"),
    "the same thing twice": (
        DRAFTED.replace('["schools"]', '["schools", "schools"]'),
        "the same thing twice",
    ),
    "no subject": (
        DRAFTED.replace('about = ["schools"]\n\n', "\n"),
        "Mandate M4 does not say what it is about",
    ),
    "an empty list": (DRAFTED.replace('"inform", "withdraw"', ""), '"may" in mandate M4 is an empty list'),
}


@pytest.mark.parametrize(("written", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_charter_that_cannot_be_read_is_refused_at_its_place(written: str, sentence: str) -> None:
    """Names and types are strict, and the refusal is one sentence that says where."""
    with pytest.raises(Malformed, match=sentence) as refusal:
        charter_from_toml(written)
    assert str(refusal.value).count("\n") == 0


@pytest.mark.parametrize("decoded", [[], {"charter": 1}, {1: 2}, {"root": {"threshold": None}}])
def test_whatever_json_decodes_to_is_read_or_refused(decoded: Any) -> None:
    """Any decoded value is refused in a sentence, never with a crash."""
    with pytest.raises(Malformed):
        charter_from_json(decoded)


def test_the_sample_charter_reads(shared: Path) -> None:
    """The unfinished sample is a charter; what it lacks is for remarks."""
    charter = charter_from_toml((shared / "semantics" / "charter.toml").read_text(encoding="utf-8"))
    assert [mandate.id for mandate in charter.mandates] == ["US-1", "US-3", "US-6"]
    assert charter.mandates[2].lapses_after == 72 * 3600
    assert charter_from_json(charter_to_json(charter)) == charter
