"""What a register itself may put on record, and that it changes nothing for anybody's letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.errors import Malformed, NotPermitted, OutOfOrder, Refused
from chancery.record.entry import Role
from chancery.record.observed import AHEAD, Observed
from chancery.record.state_head import LONGEST_LIFE, StateHead
from chancery.record.statement import StatementId
from chancery.registry.act import Act
from chancery.registry.tidings import Glance, tidings
from chancery.seal.reading import Reading, seal_act
from chancery.seal.register_form import write_observed, write_state_head
from tests.institution import Clock, Institution, assembly, department
from tests.letters import INFORM, saying
from tests.people import GENERAL, urn


@pytest.fixture
def us() -> Institution:
    return department(Clock())


@pytest.fixture
def letter(us: Institution) -> StatementId:
    return us.release(saying("The gate opens at nine.", INFORM, "forces/gates"), by=GENERAL)


def seen(us: Institution, name: str = "seen", **other: object) -> Act:
    """That we saw a head of the assembly's log, a minute ago."""
    fields = {
        "id": urn(us.domain, name),
        "institution": us.domain,
        "of": "iq.demo",
        "origin": "iq.demo/register",
        "size": 9,
        "root": bytes(32),
        "signed_at": us.registry.now() - 60,
    }
    return Act(octets=write_observed(Observed(**{**fields, **other})), approvals=())  # type: ignore[arg-type]


def test_what_was_seen_of_another_is_on_the_record(us: Institution) -> None:
    entry = us.registry.perform(seen(us))
    assert us.index.last_observed("iq.demo", us.domain) == entry
    us.registry.reindex()
    assert us.index.observed("iq.demo") == (us.index.entry(entry.id),)


@pytest.mark.parametrize(
    "wrong", [lambda us: {"of": us.domain}, lambda us: {"signed_at": us.registry.now() + AHEAD + 1}]
)
def test_nobody_observes_himself_or_the_future(
    us: Institution, wrong: Callable[[Institution], dict[str, object]]
) -> None:
    """Refused, and nothing has happened."""
    size = us.registry.head().size
    with pytest.raises(NotPermitted):
        us.registry.perform(seen(us, **wrong(us)))
    assert us.registry.head().size == size


def test_a_clock_a_little_ahead_is_no_future(us: Institution) -> None:
    assert us.registry.perform(seen(us, signed_at=us.registry.now() + AHEAD))


def test_nobody_puts_a_hand_to_what_was_seen(us: Institution) -> None:
    """Neither is it admitted, nor read by anybody from the log of an institution that did it anyway."""
    act = seen(us)
    signed = Act(octets=act.octets, approvals=(us.hand(act.octets, GENERAL, Role.APPROVER),))
    with pytest.raises(Malformed):
        us.registry.perform(signed)
    with pytest.raises(Malformed):
        us.registry.perform(Act(octets=act.octets, approvals=(), words=b"words"))
    reading = Reading(us.domain)
    log = [us.archive.entry(index) for index in range(us.archive.applied())]
    sealed = seal_act(
        signed.octets,
        signed.approvals,
        institution=us.domain,
        at=us.registry.now(),
        key=us.pen.issuer,
    )
    for index, octets in enumerate(log):
        reading.read_next(octets, index)
    with pytest.raises(Malformed):
        reading.read_next(sealed, len(log))


def test_it_tells_nobody_and_changes_no_list(us: Institution, letter: StatementId) -> None:
    """The answers about a letter, the newest letters, the tidings: all as before."""
    before = us.letter(letter).answers
    recent = us.registry.recent(9)
    entry = us.registry.perform(seen(us))
    assert us.letter(letter).answers == before
    assert us.registry.recent(9) == recent
    assert us.registry.letter(entry.id) is None
    assert us.registry.hints(us.registry.head().size - 2).hints == ()
    assert not list(tidings([entry], Glance(index=us.index, at=us.registry.now())))


def test_a_follower_reads_it(us: Institution) -> None:
    us.registry.perform(seen(us))
    them = assembly(Clock())
    them.follow(us)
    assert [entry.institution for entry in them.index.observed("iq.demo")] == [us.domain]


def stated(us: Institution, name: str = "state", **other: object) -> Act:
    """A state head at the end of the log, for an hour."""
    fields = {
        "id": urn(us.domain, name),
        "institution": us.domain,
        "size": us.registry.head().size,
        "root": bytes(32),
        "expires": us.registry.now() + 3_600,
    }
    return Act(octets=write_state_head(StateHead(**{**fields, **other})), approvals=())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (lambda us: {"size": us.registry.head().size - 1}, OutOfOrder),
        (lambda us: {"size": us.registry.head().size + 1}, OutOfOrder),
        (lambda us: {"expires": us.registry.now()}, NotPermitted),
        (lambda us: {"expires": us.registry.now() + LONGEST_LIFE + 1}, NotPermitted),
    ],
)
def test_a_state_head_covers_what_is_before_it_and_not_for_ever(
    us: Institution, wrong: Callable[[Institution], dict[str, object]], refusal: type[Refused]
) -> None:
    """Any other is refused, and nothing has happened."""
    size = us.registry.head().size
    with pytest.raises(refusal):
        us.registry.perform(stated(us, **wrong(us)))
    assert us.registry.head().size == size
