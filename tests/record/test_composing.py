"""A charter put together step by step says what was meant, and what is still missing shows."""

from __future__ import annotations

from dataclasses import replace

from chancery.record import composing
from chancery.record.charter import Charter, Delegation, Holder, Mandate, Register, Rule
from chancery.record.charter_faults import faults
from chancery.record.charter_form import charter_from_toml
from chancery.record.charter_writing import charter_to_toml
from chancery.record.compare_charters import changes
from chancery.record.composing import PublicHalf
from chancery.record.statement import ANY_SUBJECT, Verb
from tests.record.charters import whole

REGISTER = Register(origin="mod.example/register", issuer="register-issuer", log=("line",))
DAY = 86_400


def half(name: str) -> PublicHalf:
    return PublicHalf(name=f"k-{name}", public=f"ed25519:{name}")


RING = {"ada": (half("ada"),), "ben": (half("ben"), half("ben2")), "cleo": (half("cleo"),)}


def composed() -> Charter:
    charter = composing.begun("mod.example", REGISTER, "ed25519:issuer", 0)
    charter = composing.with_whole(charter, {"en": "Ministry", "ar": "وزارة"}, 10 * DAY)
    charter = composing.with_root(charter, ["ada", "ben"], 2, composing.PROPOSED_DELAY)
    charter = composing.with_office(
        charter,
        "minister",
        superior=None,
        title={"en": "Minister"},
        holders=[Holder(person="ada", keys=frozenset())],
    )
    charter = composing.with_office(
        charter,
        "press",
        superior="minister",
        title={},
        holders=[Holder(person="cleo", keys=frozenset(), capacity="acting", until=9 * DAY)],
    )
    charter = composing.with_mandate(
        charter, Mandate(id="m1", office="press", may=frozenset({Verb.INFORM}), about=(ANY_SUBJECT,))
    )
    return composing.with_capacity(charter, "acting", {Verb.DECIDE: Rule.DENY})


def test_a_charter_can_be_composed_before_anybody_has_a_key() -> None:
    """Who lacks one is told; with everybody's keys the charter is whole and without fault."""
    charter = composed()
    assert composing.lacking_keys(charter) == ("ada", "ben", "cleo")
    assert next(faults(charter), None) is not None
    ready = composing.with_keys(charter, RING)
    assert composing.lacking_keys(ready) == ()
    assert list(faults(ready)) == []
    assert ready.root.keys == {"k-ada": "ada", "k-ben": "ben", "k-ben2": "ben"}
    assert ready.offices["press"].holders[0].keys == {"k-cleo"}
    assert ready.keys["register-issuer"] == "ed25519:issuer"
    assert charter_from_toml(charter_to_toml(ready)) == ready


def test_a_key_made_anew_takes_the_place_of_the_old_one_everywhere() -> None:
    """And the old one, which nobody uses any more, goes."""
    ready = composing.with_keys(composed(), RING)
    again = composing.with_keys(ready, {"ada": (half("ada-new"),)})
    assert again.root.keys == {"k-ben": "ben", "k-ben2": "ben", "k-ada-new": "ada"}
    assert again.offices["minister"].holders[0].keys == {"k-ada-new"}
    assert "k-ada" not in again.keys
    assert again.keys["k-cleo"] == ready.keys["k-cleo"]


def test_a_new_seat_takes_the_keys_its_holder_already_has() -> None:
    """Nobody makes a second key for a second office."""
    ready = composing.with_keys(composed(), RING)
    more = composing.with_office(
        ready, "duty", superior="minister", title={}, holders=[Holder(person="ben", keys=frozenset())]
    )
    assert more.offices["duty"].holders[0].keys == {"k-ben", "k-ben2"}
    assert composing.with_root(more, ["cleo", "ben"], 1, None).root.keys == {
        "k-cleo": "cleo",
        "k-ben": "ben",
        "k-ben2": "ben",
    }


def test_the_next_version_says_the_same_until_it_is_changed() -> None:
    """Its number is one higher; a last day that is over is set anew."""
    before = whole()
    after = composing.taken_up(before, 0)
    assert (after.version, changes(before, after)) == (before.version + 1, ())
    assert before.expires is not None
    ended = composing.taken_up(before, before.expires)
    assert ended.expires == before.expires + composing.PROPOSED_TERM


def test_parts_are_changed_where_they_stand_and_taken_away() -> None:
    """A mandate keeps its place; with it go the delegations that hang on it."""
    charter = whole()
    second = replace(charter.mandates[1], approvals=1)
    changed = composing.with_mandate(charter, second)
    assert [each.id for each in changed.mandates] == [each.id for each in charter.mandates]
    assert changed.mandates[1] == second
    handed = composing.with_delegation(charter, Delegation(id="D2", of="D1", to="duty"))
    assert composing.without_mandate(handed, "M1").delegations == ()
    assert "duty" not in composing.without_office(charter, "duty").offices
    assert "acting" not in composing.with_capacity(charter, "acting", {}).capacity
    assert composing.free_id(charter, "M") == "M5"


def test_only_holders_of_the_root_prepare_a_charter_once_there_is_one() -> None:
    """Before the first charter, whoever founded the house does."""
    assert composing.may_prepare(None, "anybody")
    assert composing.may_prepare(whole(), "First registrar")
    assert not composing.may_prepare(whole(), "ada")
    assert composing.people(whole())[:4] == (
        "First registrar",
        "Second registrar",
        "Permanent secretary",
        "ada",
    )
