"""Who leans on a letter, asked at the one door."""

from __future__ import annotations

import pytest

from chancery.record.statement import (
    ClauseId,
    FactCertified,
    Link,
    Premise,
    Relation,
    Reliance,
    StatementId,
    Verb,
)
from tests.institution import Clock, Institution, assembly, department
from tests.letters import DENY, INFORM, OPERATIONS, VOTE, clause, letter, saying
from tests.people import DEPUTY, GENERAL, PREMIER, PRESS, SPEAKER


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def leaning(institution: Institution, id: StatementId) -> list[StatementId]:
    return [entry.id for entry in institution.registry.dependants(id)]


def test_whoever_takes_a_letter_for_granted_leans_on_it(us: Institution) -> None:
    """A premise of either kind, an answer, an announcement and a successor; oldest first."""
    order = us.release(OPERATIONS, by=GENERAL)
    premise = Premise(statement=order, clause=ClauseId("c1"), reliance=Reliance.RECITAL)
    found = [
        us.release(saying("As ordered.", INFORM, "forces/operations", premises=(premise,)), by=GENERAL),
        us.release(
            letter(
                ("It is so.", clause("c1", INFORM, "forces/operations")),
                links=(Link(relation=Relation.ANSWERS, to=order),),
            ),
            by=GENERAL,
        ),
        us.release(
            letter(("Go on.", clause("c1", INFORM, "forces/operations")), supersedes=(order,)), by=GENERAL
        ),
    ]
    assert leaning(us, order) == found


def test_a_notice_bears_on_a_letter_and_does_not_lean_on_it(us: Institution) -> None:
    """It would not fall with it."""
    order = us.release(OPERATIONS, by=GENERAL)
    us.withdraw(order, by=GENERAL)
    assert leaning(us, order) == []


def test_who_waits_for_an_order_leans_on_the_order() -> None:
    """The vote asks for an order of the Prime Minister: it stands behind each such order."""
    iq = assembly(Clock())
    vote = iq.release(VOTE, by=[SPEAKER, DEPUTY])
    order = iq.release_anyway(saying("Leave.", Verb.ORDER, "foreign-forces"), by=PREMIER)
    assert leaning(iq, order) == [vote]
    assert leaning(iq, vote) == []


def test_who_awaits_a_fact_leans_on_whoever_certifies_it(us: Institution) -> None:
    """Whether it was certified to be so, or not to be so."""
    wet = us.release(
        saying(
            "We stay in if it rains.",
            INFORM,
            "forces/operations",
            conditions=(FactCertified(id="r", fact="rain"),),
        ),
        by=GENERAL,
    )
    report = us.release_anyway(
        saying("It rains.", Verb.CERTIFY, "forces/operations", fact="rain"), by=GENERAL
    )
    assert leaning(us, report) == [wet]


def test_nobody_leans_on_what_is_not_there(us: Institution) -> None:
    """And nobody on a letter that stands alone."""
    denial = us.release(saying("No.", DENY, "policy/iraq-departure"), by=PRESS)
    assert leaning(us, denial) == []
    assert leaning(us, StatementId("urn:uuid:" + "0" * 32)) == []
