"""A charter that contradicts itself is no charter."""

from __future__ import annotations

import pytest

from chancery.errors import Malformed
from chancery.record.charter_form import charter_from_toml
from tests.record.charters import DRAFTED, WHOLE


def changed(old: str, new: str, text: str = DRAFTED) -> str:
    assert old in text
    return text.replace(old, new, 1)


FAULTS = {
    "no domain": (changed("ministry.example", "the ministry"), '"the ministry" is no domain name'),
    "an upper-case domain": (changed("ministry.example", "Ministry.example"), "is no domain name"),
    "a domain of one label": (changed("ministry.example", "ministry"), "is no domain name"),
    "an address": (changed("ministry.example", "192.0.2.1"), "is no domain name"),
    "version nought": (changed("version = 3", "version = 0"), "versions begin at 1"),
    "more root people than there are": (
        changed("threshold = 2", "threshold = 4"),
        "asks for 4 different people but names only 3",
    ),
    "one root person with two keys": (
        changed(
            '"Second registrar", r3 = "Permanent secretary"', '"First registrar", r3 = "First registrar"'
        ),
        "asks for 2 different people but names only 1",
    ),
    "nobody at the root": (changed("threshold = 2", "threshold = 0"), "somebody must sign"),
    "a term that ends before it begins": (
        changed("until = 2033-01-01T00:00:00Z", "until = 2029-01-01T00:00:00Z"),
        "ada would hold minister until",
    ),
    "a mandate that ends before it begins": (
        changed("until = 2032-06-01T00:00:00Z", "until = 2020-06-01T00:00:00Z"),
        "Mandate M1 would end",
    ),
    "one key for two people": (changed('"k-ben"', '"k-ada"'), "Key k-ada is given to ada and to ben"),
    "a root key in an office": (changed('"k-ben"', '"r1"'), "Key r1 is given to First registrar and to ben"),
    "an office above itself": (
        changed("[office.minister]", '[office.minister]\nsuperior = "duty"'),
        "Office minister would stand above itself, through duty, minister",
    ),
    "two mandates of one name": (changed('id = "M2"', 'id = "M1"'), "called M1"),
    "a delegation of nothing": (
        changed('of = "M1"', 'of = "M9"'),
        "D1 passes on M9, which is no mandate here",
    ),
    "a delegation of itself": (changed('of = "M1"', 'of = "D1"'), "D1 would pass on itself"),
    "no approval": (changed("approvals = 2", "approvals = 0"), "M2 asks for 0 approvals"),
    "more approvals than people": (
        changed("approvals = 2", "approvals = 5"),
        "M2 asks for 5 different people, but its offices have only 4",
    ),
    "a depth below nought": (changed("depth = 2", "depth = -1"), "less than never"),
    "disowning anybody": (
        changed('may = ["suspend", "report_compromise"]', 'may = ["suspend", "disown"]'),
        "only a superior disowns",
    ),
    "a reach over nothing": (changed("depth = 2", 'depth = 2\nover = "any"'), "gives no notices"),
    "disowning itself without disowning": (
        changed("depth = 2", "depth = 2\nmay_disown_itself = true"),
        "may disown itself, but may not disown",
    ),
    "a name that shows nothing": (changed('person = "ada"', 'person = "\\u202eada"'), "do not show in print"),
    "a title that turns round": (changed('"Minister of', '"\\u2067Minister of'), "do not show in print"),
    "a name in two spellings": (changed('person = "ada"', 'person = "a\\u0301da"'), "do not show in print"),
    "no path": (changed('"money/grants"', '"money//grants"'), "is no path of subjects"),
    "a key without its public part": (
        changed('k-ben = "ed25519:public-part-of-k-ben"\n', "", WHOLE),
        r"Key k-ben has no public part in \[keys\]",
    ),
    "a register key without its public part": (
        WHOLE.replace('\nk-register = "ed25519:public-part-of-k-register"', ""),
        "Key k-register has no public part",
    ),
    "one public part under two names": (
        changed('"ed25519:public-part-of-k-ben"', '"ed25519:public-part-of-k-ada"', WHOLE),
        "Keys k-ada and k-ben have the same public part",
    ),
    "a public part of no kind": (
        changed('"ed25519:public-part-of-k-ben"', '"public-part-of-k-ben"', WHOLE),
        "does not say its kind",
    ),
    "an approver that is no office, in a whole charter": (
        changed('"minister", "directorate"]', '"minister", "chair"]', WHOLE),
        'Mandate M2 names the approver "chair", which is not an office of this charter.',
    ),
    "a mandate of no office, in a whole charter": (
        changed('office = "duty"', 'office = "night-duty"', WHOLE),
        'Mandate M3 names the office "night-duty"',
    ),
    "a superior that is no office, in a whole charter": (
        changed('superior = "minister"', 'superior = "king"', WHOLE),
        'Office directorate names the superior "king"',
    ),
    "a delegate that is no office, in a whole charter": (
        changed('to = "directorate"', 'to = "college"', WHOLE),
        'Delegation D1 names the delegate "college"',
    ),
}


@pytest.mark.parametrize(("written", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_refused_in_one_sentence_that_names_its_place(written: str, sentence: str) -> None:
    """What contradicts itself is refused before anybody can sign it."""
    with pytest.raises(Malformed, match=sentence):
        charter_from_toml(written)


def test_a_draft_may_name_what_is_still_to_be_written() -> None:
    """Without public keys a name without an office is no fault yet."""
    charter = charter_from_toml(changed('"minister", "directorate"]', '"minister", "chair"]'))
    assert charter.mandates[1].approvers == {"minister", "chair"}


def test_a_vacancy_is_no_fault() -> None:
    """A whole charter may have an empty office; the seat will be filled."""
    vacant = changed('holders = [{ person = "eve", keys = ["k-eve"] }]', "", WHOLE)
    assert charter_from_toml(vacant).offices["duty"].holders == ()
