"""A charter is written back as TOML, and reads as the charter it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record.charter import Charter, Delegation, Holder, Mandate, Office, Reach, Register, Root, Rule
from chancery.record.charter_form import charter_being_written, charter_from_json, charter_to_json
from chancery.record.charter_writing import charter_to_toml
from chancery.record.statement import ANY_SUBJECT, Verb
from tests.record.charters import DRAFTED, WHOLE, accepted, drafted, leaves, whole, with_another

MOMENTS = st.none() | st.integers(-62_135_596_800, 253_402_300_799)
NAMES = st.text(min_size=1, max_size=12)
TITLES = st.dictionaries(NAMES, NAMES, max_size=2)
DURATIONS = st.none() | st.integers(1, 999_999) | st.integers(1, 999_999).map(lambda days: days * 86_400)
LIMITS = st.none() | st.decimals(0, 10**15, places=2).map(lambda each: each.normalize()).filter(
    lambda each: each.as_tuple().exponent <= 0 or each == 0
)
VERBS = st.frozensets(st.sampled_from(list(Verb)), min_size=1, max_size=5)
SUBJECTS = st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple)

HOLDERS = st.builds(
    Holder, person=NAMES, keys=st.frozensets(NAMES, max_size=2), capacity=NAMES, since=MOMENTS, until=MOMENTS
)
OFFICES = st.builds(
    Office, superior=st.none() | NAMES, holders=st.lists(HOLDERS, max_size=2).map(tuple), title=TITLES
)
MANDATES = st.builds(
    Mandate,
    id=NAMES,
    office=NAMES,
    may=VERBS,
    about=SUBJECTS | st.just((ANY_SUBJECT,)),
    approvals=st.integers(1, 9),
    approvers=st.none() | st.frozensets(NAMES, min_size=1, max_size=3),
    separation=st.booleans(),
    since=MOMENTS,
    until=MOMENTS,
    limit=LIMITS,
    over=st.sampled_from(Reach),
    may_disown_itself=st.booleans(),
    depth=st.integers(0, 5),
    capacity=st.dictionaries(NAMES, st.sampled_from(Rule), max_size=2),
    lapses_after=DURATIONS,
)
DELEGATIONS = st.builds(
    Delegation,
    id=NAMES,
    of=NAMES,
    to=NAMES,
    may=st.none() | VERBS,
    about=st.none() | SUBJECTS,
    approvals=st.integers(1, 9),
    since=MOMENTS,
    until=MOMENTS,
    limit=LIMITS,
    depth=st.integers(0, 5),
)
CHARTERS = st.builds(
    Charter,
    institution=NAMES,
    version=st.integers(1, 999),
    root=st.builds(
        Root,
        threshold=st.integers(0, 9),
        keys=st.dictionaries(NAMES, NAMES, max_size=3),
        delay=DURATIONS,
    ),
    expires=MOMENTS,
    offices=st.dictionaries(NAMES, OFFICES, max_size=2),
    mandates=st.lists(MANDATES, max_size=2).map(tuple),
    delegations=st.lists(DELEGATIONS, max_size=2).map(tuple),
    capacity=st.dictionaries(
        NAMES, st.dictionaries(st.sampled_from(list(Verb)), st.sampled_from(Rule), max_size=3), max_size=2
    ),
    keys=st.dictionaries(NAMES, NAMES, max_size=2),
    register=st.none()
    | st.builds(
        Register, origin=NAMES, issuer=NAMES, log=st.lists(NAMES, max_size=2, unique=True).map(tuple)
    ),
    title=TITLES,
)


@given(CHARTERS)
def test_whatever_a_charter_says_is_read_back(charter: Charter) -> None:
    """Any names, quotation marks and scripts, any moments of a calendar, any amounts."""
    assert charter_being_written(charter_to_toml(charter)) == charter


@pytest.mark.parametrize("written", [DRAFTED, WHOLE])
def test_a_clerks_charter_is_the_same_after_a_round(written: str) -> None:
    """And writing it again changes nothing more."""
    charter = charter_being_written(written)
    once = charter_to_toml(charter)
    assert charter_being_written(once) == charter
    assert charter_to_toml(charter_being_written(once)) == once


@pytest.mark.parametrize("path", leaves(charter_to_json(whole())), ids=str)
def test_no_value_of_a_signed_charter_is_lost(path: tuple[object, ...]) -> None:
    """A change of any single value shows in the text."""
    signed = with_another(charter_to_json(whole()), path)
    try:
        other = charter_from_json(signed)
        accepted(signed)
    except Malformed:
        return
    assert charter_to_toml(other) != charter_to_toml(whole())


@pytest.mark.parametrize(
    "impossible",
    [
        replace(drafted(), expires=10**15),
        replace(drafted(), root=replace(drafted().root, delay=86_400 * 1_000_000)),
    ],
)
def test_what_the_clerks_form_cannot_write_is_refused(impossible: Charter) -> None:
    """Rather than written as something else."""
    with pytest.raises(Malformed):
        charter_to_toml(impossible)
