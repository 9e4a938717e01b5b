"""Between two versions of a charter every difference is found, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record.charter_form import charter_from_toml, charter_to_json
from chancery.record.compare_charters import Change, Happening, Place, Section, changes
from tests.record.charters import DRAFTED, WHOLE, accepted, drafted, leaves, whole, with_another


def test_a_new_number_is_no_difference() -> None:
    """Version 4 with the same rules changes nothing."""
    assert changes(drafted(), charter_from_toml(DRAFTED.replace("version = 3", "version = 4"))) == ()


@pytest.mark.parametrize(
    ("old", "new", "section", "name", "happening"),
    [
        ("expires = 2031", "expires = 2030", Section.WHOLE, (), Happening.CHANGED),
        ("threshold = 2", "threshold = 3", Section.ROOT, (), Happening.CHANGED),
        ('en = "Minister of', 'fr = "Minister of', Section.OFFICE, ("minister",), Happening.CHANGED),
        (
            'capacity = "acting"',
            'capacity = "caretaker"',
            Section.HOLDER,
            ("minister", "ben"),
            Happening.CHANGED,
        ),
        ("approvals = 2", "approvals = 3", Section.MANDATE, ("M2",), Happening.CHANGED),
        ("limit = 900000", "limit = 1000", Section.DELEGATION, ("D1",), Happening.CHANGED),
        ('order = "deny"', 'order = "allow"', Section.CAPACITY, ("caretaker",), Happening.CHANGED),
        (
            'log.ministry.example/register"\nissuer',
            'log.example/r"\nissuer',
            Section.REGISTER,
            (),
            Happening.CHANGED,
        ),
        ("public-part-of-k-eve", "new-part-of-k-eve", Section.KEY, ("k-eve",), Happening.CHANGED),
    ],
)
def test_a_changed_part_is_named(
    old: str, new: str, section: Section, name: tuple[str, ...], happening: Happening
) -> None:
    """One change, one difference, at its place."""
    assert old in WHOLE
    after = charter_from_toml(WHOLE.replace(old, new, 1))
    assert changes(whole(), after) == (Change(place=Place(section=section, name=name), happening=happening),)


def test_a_part_that_comes_or_goes_is_named() -> None:
    """An office with its holder is removed one way, and added the other."""
    duty = '[office.duty]\nsuperior = "minister"\nholders = [{ person = "eve", keys = ["k-eve"] }]\n'
    without = charter_from_toml(DRAFTED.replace(duty, ""))
    places = [
        Place(section=Section.OFFICE, name=("duty",)),
        Place(section=Section.HOLDER, name=("duty", "eve")),
    ]
    assert changes(drafted(), without) == tuple(Change(place=p, happening=Happening.REMOVED) for p in places)
    assert changes(without, drafted()) == tuple(Change(place=p, happening=Happening.ADDED) for p in places)


def test_a_narrower_mandate_narrows_what_was_handed_on() -> None:
    """A delegation is changed when what it amounts to is changed."""
    narrower = charter_from_toml(DRAFTED.replace("limit = 500000.50", "limit = 100"))
    assert [change.place.name for change in changes(drafted(), narrower)] == [("M1",), ("D1",)]


@given(st.data())
def test_charters_that_differ_have_a_difference(data: st.DataObject) -> None:
    """Whatever value changes, but for the number, some part is said to have changed."""
    signed = charter_to_json(drafted())
    path = data.draw(st.sampled_from([path for path in leaves(signed) if path != ("version",)]))
    try:
        after = accepted(with_another(signed, path))
    except Malformed:
        return
    assert changes(drafted(), after) != ()
    assert changes(after, after) == ()
