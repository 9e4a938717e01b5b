"""What a clerk should reconsider is remarked, and nothing is refused for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.record.charter_form import charter_from_toml
from chancery.record.charter_remarks import Clip, Kind, Part, clips, examine
from tests.record.charters import DRAFTED, WHOLE, drafted, whole


def kinds(written: str, at: int | None = None) -> list[Kind]:
    return [remark.kind for remark in examine(charter_from_toml(written), at)]


def test_what_the_sample_lacks_is_remarked(shared: Path) -> None:
    """The sample names offices it does not have; the clerk is told of each, and of who cannot act."""
    sample = charter_from_toml((shared / "semantics" / "charter.toml").read_text(encoding="utf-8"))
    remarks = [(remark.kind, dict(remark.facts)) for remark in examine(sample)]
    assert (Kind.MISSING_APPROVER, {"id": "US-3", "office": "joint-chiefs-chair"}) in remarks
    assert (Kind.MISSING_OFFICE, {"id": "US-6", "office": "duty-office"}) in remarks
    assert (Kind.BEYOND_REACH, {"id": "US-3", "needed": 2, "count": 1}) in remarks
    assert (Kind.BEYOND_REACH, {"id": "US-6", "needed": 1, "count": 0}) in remarks
    assert (Kind.TOP_NEVER_DISOWNED, {"office": "defence-secretary"}) in remarks
    assert (Kind.NO_PUBLIC_KEYS, {}) in remarks
    assert (Kind.NO_REGISTER, {}) in remarks


def test_a_whole_charter_draws_only_the_remarks_it_deserves() -> None:
    """The charter that says everything has a top nobody disowns, and a delegation cut down."""
    found = [remark.kind for remark in examine(whole())]
    assert found == [Kind.TOP_NEVER_DISOWNED, *[Kind.DELEGATION_CLIPPED] * 3]


def test_a_delegation_too_wide_is_cut_to_what_there_was_to_hand_on() -> None:
    """Each part that asks for too much is named with what was asked and what is left."""
    charter = drafted()
    assert clips(charter, charter.delegations[0]) == (
        Clip(part=Part.MAY, asked=("certify", "order"), left=("order",)),
        Clip(part=Part.ABOUT, asked=("schools/closure", "health"), left=("schools/closure",)),
        Clip(part=Part.LIMIT, asked="900000", left="500000.5"),
    )


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("expires = 2031-01-06T00:00:00Z", "", Kind.NEVER_EXPIRES),
        ("threshold = 2", "threshold = 1", Kind.LONE_ROOT),
        ('holders = [{ person = "eve", keys = ["k-eve"] }]', "", Kind.OFFICE_EMPTY),
        ('keys = ["k-dan"], ', "", Kind.HOLDER_WITHOUT_KEY),
        ('capacity = "caretaker"', 'capacity = "interim"', Kind.CAPACITY_WITHOUT_RULE),
        ("approvals = 2", "approvals = 1", Kind.LONE_DISOWNING),
        ("depth = 2", "depth = 0", Kind.DELEGATION_GRANTS_NOTHING),
        ('may = ["order", "certify"]', 'may = ["certify"]', Kind.DELEGATION_GRANTS_NOTHING),
        ('k-eve = "ed', 'k-spare = "ed25519:spare"\nk-eve = "ed', Kind.KEY_UNUSED),
    ],
)
def test_each_thing_to_reconsider_has_its_remark(old: str, new: str, kind: Kind) -> None:
    """One change to a charter in good order, one new remark."""
    text = WHOLE if old in WHOLE and kind is Kind.KEY_UNUSED else DRAFTED
    assert old in text
    assert kind not in kinds(text)
    assert kind in kinds(text.replace(old, new, 1))


def test_who_is_barred_by_capacity_is_remarked() -> None:
    """An office whose people are all in a capacity denied the act cannot do it, though it has the mandate."""
    barred = DRAFTED.replace('    { person = "cleo", keys = ["k-cleo"] },\n', "").replace(
        'may = ["inform", "withdraw"]', 'may = ["inform", "order"]'
    )
    remark = next(remark for remark in examine(charter_from_toml(barred)) if remark.facts.get("id") == "M4")
    assert (remark.kind, remark.facts["verbs"]) == (Kind.BARRED, ("order",))


def test_the_top_may_be_allowed_to_disown_itself() -> None:
    """Then there is nothing to remark about its statements."""
    assert Kind.TOP_NEVER_DISOWNED not in kinds(
        DRAFTED.replace("approvals = 2", "approvals = 2\nmay_disown_itself = true")
    )


def test_of_its_end_something_is_said_only_at_a_moment() -> None:
    """Long before the end nothing is said, then that it is near, then that it has come."""
    end, day = 1_925_424_000, 86_400
    assert not {Kind.EXPIRED, Kind.EXPIRES_SOON} & set(kinds(DRAFTED))
    assert not {Kind.EXPIRED, Kind.EXPIRES_SOON} & set(kinds(DRAFTED, end - 31 * day))
    assert Kind.EXPIRES_SOON in kinds(DRAFTED, end - 29 * day)
    assert Kind.EXPIRED in kinds(DRAFTED, end)
