"""A follower counts every state head again from the entries before it, and believes no other log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.errors import Untrusted
from chancery.net import stretch
from chancery.net.follow import Follower, Pin
from chancery.net.replay import Replay
from chancery.record.statement import StatementId
from chancery.registry.counting import Counting
from chancery.registry.ports import Index
from chancery.registry.standing_by import Publishing
from chancery.store.memory import MemoryIndex, MemoryWords
from tests.institution import Clock, Institution, department
from tests.letters import INFORM, saying
from tests.lying import states_falsely, true_root
from tests.people import GENERAL, urn


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def letter(us: Institution, text: str = "The gate opens at nine.") -> StatementId:
    return us.release(saying(text, INFORM, "forces/gates"), by=GENERAL)


def state(us: Institution) -> bytes:
    """A true state head; its root."""
    head = us.registry.stand_by(urn(us.domain, f"state {us.registry.settle()}"), Publishing())
    assert head is not None
    return head.act.root  # type: ignore[union-attr]


def follower_of(us: Institution, index: Index | None = None) -> Follower:
    return Follower(Pin(institution=us.domain), us.shown, index or MemoryIndex(), MemoryWords())


def kept_root(us: Institution, index: Index) -> bytes:
    return Counting(us.domain, index.states).root()


def test_what_is_true_is_taken_in_and_counted_on(us: Institution) -> None:
    """From the first head to the next, in one go or in several; the map stands at the last that was met."""
    step_by_step, later = MemoryIndex(), MemoryIndex()
    following = follower_of(us, step_by_step)
    for number in range(4):
        letter(us, f"The gate opens at {number}.")
        root = state(us)
        following.catch_up()
        assert kept_root(us, step_by_step) == root
    letter(us)
    following.catch_up()
    follower_of(us, later).catch_up()
    assert kept_root(us, later) == kept_root(us, step_by_step) == root


def test_a_log_without_state_heads_costs_nothing(us: Institution) -> None:
    """Nothing is counted before there is a head to compare with."""
    letter(us)
    index = MemoryIndex()
    follower_of(us, index).catch_up()
    assert index.states.counted(us.domain) == 0


@pytest.mark.parametrize(
    "lie",
    [
        lambda us: states_falsely(us, bytes(32)),
        lambda us: states_falsely(us, true_root(us, us.registry.settle() - 1)),
        lambda us: states_falsely(
            us, true_root(us, us.registry.settle(), without=[us.registry.settle() - 1])
        ),
        lambda us: states_falsely(us, true_root(us, us.registry.settle()), size=us.registry.settle() - 1),
        lambda us: states_falsely(us, true_root(us, us.registry.settle()), life=8 * 86_400),
        lambda us: states_falsely(us, true_root(us, us.registry.settle()), life=0),
    ],
    ids=["nothing", "the last one's", "without a withdrawal", "another size", "for ever", "never"],
)
def test_whoever_states_something_else_is_not_believed(
    us: Institution, lie: Callable[[Institution], object]
) -> None:
    """Neither by who follows from the start nor by who has for long; and nothing at all is taken in."""
    id = letter(us)
    state(us)
    index = MemoryIndex()
    following = follower_of(us, index)
    following.catch_up()
    before, root = index.reached(us.domain), kept_root(us, index)
    us.withdraw(id, by=GENERAL)
    lie(us)
    afresh = MemoryIndex()
    for each in (following, follower_of(us, afresh)):
        with pytest.raises(Untrusted):
            each.catch_up()
    assert (index.reached(us.domain), kept_root(us, index)) == (before, root)
    assert afresh.reached(us.domain) == 0


def test_the_sentence_names_the_entry(us: Institution) -> None:
    letter(us)
    lie = states_falsely(us, bytes(32))
    with pytest.raises(Untrusted, match=rf"Entry {lie.size} of us\.demo states what is newest"):
        follower_of(us).catch_up()


def test_who_does_not_replay_believes_it(us: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: everything else about such a log is in order."""
    letter(us)
    states_falsely(us, bytes(32))
    monkeypatch.setattr(Replay, "meet", lambda *_: None)
    assert follower_of(us).catch_up() == us.registry.settle()


def test_what_was_followed_before_there_were_state_heads(us: Institution) -> None:
    """The first head covers entries that were taken in long ago; they are read again where they lie."""
    for number in range(5):
        letter(us, f"The gate opens at {number}.")
    index = MemoryIndex()
    following = follower_of(us, index)
    following.catch_up()
    letter(us)
    root = state(us)
    following.catch_up()
    assert kept_root(us, index) == root


def test_heads_in_many_stretches(us: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the log is cut up for reading."""
    for number in range(6):
        letter(us, f"The gate opens at {number}.")
        root = state(us)
    monkeypatch.setattr(stretch, "STRETCH", 3)
    index = MemoryIndex()
    follower_of(us, index).catch_up()
    assert kept_root(us, index) == root


@pytest.mark.parametrize(
    "spoil",
    [
        lambda us, states: states.keep(us.domain, 2, {}),
        lambda us, states: states.keep(us.domain, 99, {}),
        lambda us, states: states.keep(us.domain, states.counted(us.domain), {"": b"\x00"}),
        lambda us, states: states.clear(),
    ],
    ids=["less far", "too far", "another page", "gone"],
)
def test_what_was_spoiled_here_is_nobodys_lie(
    us: Institution, spoil: Callable[[Institution, object], None]
) -> None:
    """The map is counted again before anybody is accused."""
    letter(us)
    state(us)
    index = MemoryIndex()
    following = follower_of(us, index)
    following.catch_up()
    spoil(us, index.states)
    letter(us, "The gate opens at ten.")
    root = state(us)
    following.catch_up()
    assert kept_root(us, index) == root


def test_the_index_is_filled_again_with_its_map(us: Institution) -> None:
    """From what was kept of the other register."""
    letter(us)
    root = state(us)
    index = MemoryIndex()
    following = follower_of(us, index)
    following.catch_up()
    index.clear()
    following.catch_up()
    assert (index.reached(us.domain), kept_root(us, index)) == (us.registry.settle(), root)
