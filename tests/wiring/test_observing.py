"""Registers put on record what they see of each other, and a history shown to one alone is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.errors import SplitView
from chancery.record.observed import Observed
from chancery.record.statement import Instant
from chancery.record.statement import Institution as Domain
from chancery.registry.act import Act
from chancery.registry.observing import DAY, seen_by
from chancery.seal.register_form import write_observed
from chancery.wiring import Followed, House, add_followed, follow, found_house, fresh_id, open_registry
from chancery.wiring.observing import Observing, observing
from tests.hostile.forger import T0, VICTIM
from tests.hostile.seen_by import log_of, show

A, B = Domain("a.example"), Domain("b.example")


class Neighbours:
    """Two houses that follow the victim and each other, and a clock for both."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, T0 + 100
        houses = {
            who: found_house(folder / who, who, alias=self._side(who), clock=self.clock) for who in (A, B)
        }
        self.shown = {who: folder / f"victim-for-{who}" for who in (A, B)}
        self.houses: dict[Domain, House] = {}
        for who, other in ((A, B), (B, A)):
            house = add_followed(houses[who], Followed(institution=VICTIM, folder=self.shown[who]))
            self.houses[who] = add_followed(house, Followed(institution=other, folder=houses[other].register))

    def clock(self) -> Instant:
        return Instant(self.now)

    def _side(self, who: Domain) -> str:
        return f"{self.folder.name}:{who}"

    def follow(self, who: Domain) -> None:
        follow(self.houses[who], alias=f"record:{self._side(who)}")

    def looking(self, who: Domain) -> Observing:
        alias = f"record:{self._side(who)}"
        registry = open_registry(self.houses[who], pen=True, alias=alias, clock=self.clock)
        return observing(self.houses[who], registry, alias=f"{alias}:observing")


@pytest.fixture
def neighbours(tmp_path: Path) -> Neighbours:
    found = Neighbours(tmp_path)
    for who in (A, B):
        show(log_of("one", "two", at=T0 + 50), found.shown[who])
        found.follow(who)
    return found


def test_what_is_seen_is_put_on_record_once_a_day(neighbours: Neighbours) -> None:
    """The newest head of each that is followed, with its root, when it was signed and its first charter."""
    looking = neighbours.looking(A)
    assert looking.observe() == (VICTIM, B)
    last = looking.index.last_observed(VICTIM, A)
    assert last is not None
    assert isinstance(last.act, Observed)
    assert (last.act.size, last.act.signed_at, last.act.origin) == (5, T0 + 50, "victim.demo/register")
    assert last.act.first_charter is not None
    assert looking.observe() == ()
    neighbours.now += DAY
    assert looking.observe() == (VICTIM, B)


def test_who_has_seen_an_institution_and_since_when_is_looked_up(neighbours: Neighbours) -> None:
    """B reads it on A's record, which it follows; of nobody is nobody's word held."""
    neighbours.looking(A).observe()
    neighbours.now += DAY
    neighbours.looking(A).observe()
    neighbours.follow(B)
    (seen,) = seen_by(VICTIM, neighbours.looking(B).index)
    assert (seen.by, seen.since, seen.last, seen.size) == (A, T0 + 100, T0 + 100 + DAY, 5)
    assert seen_by(Domain("unseen.example"), neighbours.looking(B).index) == ()


def test_records_that_agree_raise_no_alarm(neighbours: Neighbours) -> None:
    """The control, about the victim and about each other."""
    neighbours.looking(A).observe()
    neighbours.follow(B)
    neighbours.looking(B).round()
    assert neighbours.looking(B).alarms() == ()
    assert not neighbours.houses[B].equivocation.exists()


def test_a_history_shown_to_one_of_them_alone_is_noticed_by_the_other(neighbours: Neighbours) -> None:
    """The victim shows A another sixth entry than B: B reads on A's record what A was shown."""
    for who, said in ((A, "for-a"), (B, "for-b")):
        show(log_of("one", "two", said, at=T0 + 60), neighbours.shown[who])
        neighbours.follow(who)
    neighbours.looking(A).observe()
    neighbours.follow(B)
    with pytest.raises(
        SplitView, match=r"record of a\.example says that the first 6 entries of victim\.demo"
    ):
        neighbours.looking(B).round()
    (kept,) = neighbours.houses[B].equivocation.iterdir()
    assert kept.name == "victim.demo-seen-by-a.example-6.contradiction"
    written = kept.read_bytes()
    assert written.startswith(b"chancery-contradiction/1\nof victim.demo\nby a.example\n")
    follow(neighbours.houses[B], alias=f"record:{neighbours._side(B)}")  # a word alone condemns nobody


def test_a_head_of_our_own_that_we_never_signed_is_noticed(neighbours: Neighbours) -> None:
    """What a counterpart has on record about us is compared with our own files."""
    neighbours.looking(A).registry.perform(_invented(A, B))
    neighbours.follow(B)
    assert (
        neighbours.looking(B)
        .alarms()[0]
        .startswith("The record of a.example says that the first 1 entries of b.")
    )


def test_whoever_makes_up_many_heads_is_told_of_once(neighbours: Neighbours) -> None:
    """The first of them is enough to look into, and no more is kept of it."""
    for number in range(3):
        neighbours.looking(A).registry.perform(_invented(A, B, number))
    neighbours.follow(B)
    assert len(neighbours.looking(B).alarms()) == 1
    assert len(list(neighbours.houses[B].equivocation.iterdir())) == 1


def test_one_whose_head_cannot_be_read_keeps_nobody_waiting(neighbours: Neighbours) -> None:
    """What is remembered of the victim is signed by nobody; its neighbour is observed all the same."""
    place = neighbours.houses[A].mirror(VICTIM) / "seen"
    place.write_bytes(place.read_bytes().partition(b"\n\n")[0] + b"\n\n")
    assert neighbours.looking(A).observe() == (B,)


def _invented(by: Domain, of: Domain, number: int = 1) -> Act:
    """What one says to have seen of the other, who has shown nothing of the kind."""
    octets = write_observed(
        Observed(
            id=fresh_id(by),
            institution=by,
            of=of,
            origin=f"{of}/register",
            size=1,
            root=bytes([number + 1]) * 32,
            signed_at=Instant(T0),
        )
    )
    return Act(octets=octets, approvals=())
