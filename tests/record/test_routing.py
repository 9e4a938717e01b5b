"""The way a draft still has to go, told as `lacking` decides it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chancery.record.charter import Holder, Office, Rule
from chancery.record.charter_form import charter_from_toml
from chancery.record.draft import Approval, ApprovalsLacking, lacking
from chancery.record.routing import concerned, routing
from chancery.record.statement import Clause, Notice, Statement, Target, Verb
from tests.record.charters import DRAFTED
from tests.record.test_draft import ADVICE, CHARTER, NOW, PROMISE, approval, draft, hand, letter, releaser

NOTICE = letter(notice=Notice(verb=Verb.WITHDRAW, targets=(Target(statement="urn:o"),)))
FORBIDDEN = letter(Clause(id="c1", verb=Verb.ACCEPT, subject="schools"))
MIXED = letter(
    Clause(id="c1", verb=Verb.UNDERTAKE, subject="schools/roofs", amount=Decimal(10)),
    Clause(id="c2", verb=Verb.ORDER, subject="money/grants", amount=Decimal(400_000)),
    Clause(id="c3", verb=Verb.ACCEPT, subject="schools"),
)
PEOPLE = [
    ("ada", None),
    ("ben", None),
    ("cleo", "directorate"),
    ("dan", "directorate"),
    ("eve", "duty"),
    ("zoe", None),
]


@given(
    statement=st.sampled_from([PROMISE, ADVICE, NOTICE, FORBIDDEN, MIXED]),
    agreed=st.lists(st.sampled_from(PEOPLE), unique=True),
    drafter=st.sampled_from(["ada", "ben", "cleo", "zoe"]),
    more=st.integers(0, 2),
    later=st.sampled_from([0, 80_000_000, 300_000_000]),
)
def test_the_way_agrees_with_what_is_lacking(
    statement: Statement, agreed: list[tuple[str, str | None]], drafter: str, more: int, later: int
) -> None:
    """Part by part: as many people, of the same offices; and nobody waits for who has agreed already."""
    asked = tuple(replace(m, approvals=m.approvals + more) for m in CHARTER.mandates)
    charter, at = replace(CHARTER, mandates=asked), NOW + later
    waiting = draft(statement, by=drafter).submit()
    hands = tuple(
        Approval(
            hand=hand(person, None if office == statement.office else office), digest=waiting.digest, at=at
        )
        for person, office in agreed
    )
    waiting = replace(waiting, approvals=hands)
    way = routing(waiting, charter, at)
    lacks = {
        (lack.part, lack.people, lack.offices)
        for lack in lacking(waiting, charter, at)
        if isinstance(lack, ApprovalsLacking)
    }
    assert {(rung.part, rung.missing, rung.offices) for rung in way.rungs if rung.missing} == lacks
    for rung in way.rungs:
        assert not {each.person for each in rung.can} & {each.person for each in rung.agreed}
    for each in way.releasers:
        without = lacking(waiting, charter, at, releaser(each.person))
        assert not any(type(lack).__name__ == "AnotherReleaserNeeded" for lack in without)


def test_who_has_agreed_and_who_still_can() -> None:
    """With the seat each of them sits in."""
    charter = replace(CHARTER, mandates=tuple(replace(m, approvals=3) for m in CHARTER.mandates))
    agreed = draft().submit().approve(approval("cleo", "directorate"), charter)
    (rung,) = routing(agreed, charter, NOW).rungs
    assert [(each.person, each.office) for each in rung.agreed] == [("cleo", "directorate")]
    assert {each.person for each in rung.can} == {"ada", "ben", "dan"}
    assert (rung.people, rung.missing, rung.with_releaser) == (3, 1, True)


def test_a_part_that_no_mandate_allows_waits_for_nobody() -> None:
    """No approval would help."""
    way = routing(draft(FORBIDDEN).submit(), CHARTER, NOW)
    assert [(rung.mandate, rung.people, rung.can) for rung in way.rungs] == [(None, 0, ())]
    assert way.waits_for == frozenset()


def test_who_acts_in_a_seat_and_whose_it_is() -> None:
    """Both names; also when the seat has been vacated."""
    way = routing(draft().submit(), CHARTER, NOW)
    assert {each.person: each.acts_for for each in way.releasers} == {"ada": (), "ben": ("ada",)}
    charter = charter_from_toml(DRAFTED)
    after = 1_990_000_000
    (acting,) = routing(draft().submit(), charter, after).releasers
    assert (acting.person, acting.capacity, acting.acts_for) == ("ben", "acting", ("ada",))


def test_whoever_wrote_at_it_does_not_release_what_two_must_agree_to() -> None:
    """They are named as barred, so that nobody wonders."""
    way = routing(draft(by="ada").submit(), CHARTER, NOW)
    assert way.barred == {"ada"}
    assert {each.person for each in way.releasers} == {"ben"}
    assert routing(draft(ADVICE, by="cleo").submit(), CHARTER, NOW).barred == frozenset()


def test_a_capacity_that_is_denied_is_not_asked() -> None:
    """And one that is disputed is, with the doubt beside it."""
    rules = {"caretaker": {Verb.UNDERTAKE: Rule.DENY}, "acting": {Verb.UNDERTAKE: Rule.DISPUTED}}
    (rung,) = routing(draft().submit(), replace(CHARTER, capacity=rules), NOW).rungs
    assert {each.person: each.disputed for each in rung.can} == {"ada": False, "ben": True, "cleo": False}


def test_who_may_see_a_draft() -> None:
    """Who wrote it, who is asked, who may release it; nobody else in the house."""
    assert concerned(draft().submit(), CHARTER, NOW) == {"zoe", "ada", "ben", "cleo", "dan"}
    assert concerned(draft(ADVICE).submit(), CHARTER, NOW) == {"zoe", "cleo", "dan"}


def test_a_substitute_is_asked_at_once() -> None:
    """Nothing about the way is kept: with the next charter it is another one."""
    duty = Office(holders=(Holder(person="finn", keys=frozenset({"k-finn"}), capacity="acting"),))
    charter = replace(CHARTER, offices={**CHARTER.offices, "directorate": duty})
    assert "finn" in routing(draft().submit(), charter, NOW).waits_for
    assert "finn" not in routing(draft().submit(), CHARTER, NOW).waits_for
