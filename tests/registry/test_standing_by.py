"""An institution stands by its record: at intervals, and whenever something changed, a state head."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.errors import NotPermitted
from chancery.record.bears_on import about, about_key
from chancery.record.entry import Entry
from chancery.record.state_head import StateHead
from chancery.record.statement import Institution as Domain
from chancery.record.statement import StatementId
from chancery.registry.act import Act
from chancery.registry.counting import Counting
from chancery.registry.standing_by import Publishing, counted
from chancery.seal.register_form import write_state_head
from chancery.seal.state import key_of, keys_answered
from tests.institution import Clock, Institution, department
from tests.letters import INFORM, saying
from tests.log import state_reference
from tests.people import GENERAL, urn

HOURLY = Publishing(every=3_600, life=86_400)


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def stand_by(us: Institution, publishing: Publishing = HOURLY) -> StateHead | None:
    name = f"state {us.registry.head().size} {us.registry.now()}"
    entry = us.registry.stand_by(urn(us.domain, name), publishing)
    if entry is None:
        return None
    assert isinstance(entry.act, StateHead)
    return entry.act


def letter(us: Institution, text: str = "The gate opens at nine.") -> StatementId:
    return us.release(saying(text, INFORM, "forces/gates"), by=GENERAL)


def counted_naively(us: Institution, size: int) -> bytes:
    """The root over the first entries of the log, from nothing, by other code."""
    under: dict[bytes, tuple[int, int]] = {}
    for index in range(size):
        for key in keys_answered(us.archive.entry(index)):
            under[key] = (index, under.get(key, (0, 0))[1] + 1)
    return state_reference.root(under)


def test_a_state_head_covers_everything_before_it(us: Institution) -> None:
    """Its root is the one that anybody counts who reads the log up to there; and it expires."""
    letter(us)
    size, now = us.registry.head().size, us.registry.now()
    head = stand_by(us)
    assert head is not None
    assert (head.size, head.expires) == (size, now + 86_400)
    assert head.root == counted_naively(us, size)


def test_nothing_is_said_again_while_nothing_changed(us: Institution) -> None:
    """Within the interval; after it, it is, though nothing happened."""
    assert stand_by(us) is not None
    assert stand_by(us) is None
    us.clock.turn("59m")
    assert stand_by(us) is None
    us.clock.turn("1m")
    assert stand_by(us) is not None


def test_what_changed_is_said_at_once(us: Institution) -> None:
    """A letter, or a notice on one; not a file that was given out."""
    stand_by(us)
    id = letter(us)
    first = stand_by(us)
    us.withdraw(id, by=GENERAL)
    second = stand_by(us)
    assert first is not None
    assert second is not None
    assert first.root != second.root
    us.registry.give_out(b"%PDF-1.7", of=id, id=urn(us.domain, "rendition"))
    assert stand_by(us) is None


def test_the_checkpoint_is_signed_again_meanwhile(us: Institution) -> None:
    """So that whoever reads it sees how lately the log stood by it; the log itself does not grow."""
    stand_by(us)
    before = us.registry.head()
    us.clock.turn("16m")
    assert stand_by(us) is None
    after = us.registry.head()
    assert (after.size, after.root) == (before.size, before.root)
    assert after.at == us.registry.now() > before.at


def test_before_its_first_charter_a_log_says_nothing(us: Institution) -> None:
    """Nobody could tell whose it is."""
    from chancery.store.memory import MemoryArchive

    empty = department(Clock())
    empty.archive = MemoryArchive()
    registry = empty.reopened()
    registry.begin(urn(us.domain, "genesis"))
    assert registry.stand_by(urn(us.domain, "state"), HOURLY) is None


def test_only_what_the_record_says_is_admitted(us: Institution) -> None:
    """Another root is refused at the door, whoever brings it; and so is a head among other acts."""
    size = us.registry.settle()
    lie = StateHead(
        id=urn(us.domain, "lie"),
        institution=us.domain,
        size=size,
        root=bytes(32),
        expires=us.registry.now() + 60,
    )
    with pytest.raises(NotPermitted):
        us.registry.perform(Act(octets=write_state_head(lie), approvals=()))
    assert us.registry.settle() == size


def test_a_registry_without_a_pen_says_nothing(us: Institution) -> None:
    with pytest.raises(NotPermitted):
        us.reopened(pen=False).stand_by(urn(us.domain, "state"), HOURLY)


def test_what_stands_under_each_key(us: Institution) -> None:
    """The newest entry that bears on a letter, and how many do; of what nobody spoke of, nothing."""
    id = letter(us)
    us.withdraw(id, by=GENERAL)
    head = stand_by(us)
    assert head is not None
    under = Counting(Domain(us.domain), us.index.states)
    assert under.size == head.size
    from chancery.log.state_map import Latest, read_cut

    asked = [key_of(about(id)), key_of(about_key("k-nobody"))]
    shown = read_cut(under.cut(asked))
    assert shown.root == head.root
    assert [shown.latest(key) for key in asked] == [Latest(head.size - 1, 2), None]


def test_the_map_is_counted_again_with_the_index(us: Institution) -> None:
    """From the log alone, up to the newest state head, to the same root; and what follows fits."""
    letter(us)
    head = stand_by(us)
    assert head is not None
    us.registry.reindex()
    assert Counting(Domain(us.domain), us.index.states).root() == head.root
    letter(us, "The gate opens at ten.")
    assert stand_by(us) is not None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda us: us.index.states.keep(us.domain, 1, {}),
        lambda us: us.index.states.keep(us.domain, 99, {}),
        lambda us: us.index.states.keep(us.domain, 3, {"": b"\x00" + bytes(47) + b"\x01"}),
        lambda us: us.index.states.keep(us.domain, 3, {"": b"neither"}),
    ],
    ids=["counts twice", "counts too little", "another page", "no page"],
)
def test_a_map_that_was_spoiled_is_counted_again(
    us: Institution, spoil: Callable[[Institution], None]
) -> None:
    """Whatever is kept, what is put on the record is what the log says: a lie there cannot be taken back."""
    letter(us)
    stand_by(us)
    spoil(us)
    letter(us, "The gate opens at eleven.")
    head = stand_by(us)
    assert head is not None
    assert head.root == counted_naively(us, head.size)


def test_a_house_that_had_none_begins_with_all_it_has(us: Institution) -> None:
    """Its log was written before there were state heads; the first one covers all of it."""
    for number in range(5):
        letter(us, f"The gate opens at {number}.")
    us.index.states.clear()
    head = stand_by(us)
    assert head is not None
    assert head.root == counted_naively(us, head.size)


def test_who_states_it_and_who_admits_it_count_once(us: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each entry is read for the map a single time, however many are new."""
    from chancery.registry import counting

    read: list[bytes] = []
    monkeypatch.setattr(counting, "keys_answered", lambda octets: read.append(octets) or [])
    for number in range(4):
        letter(us, f"The gate opens at {number}.")
    stand_by(us)
    assert len(read) == us.registry.settle() - 1


def test_two_who_publish_at_once_do_not_spoil_the_map(us: Institution) -> None:
    """Whoever comes later finds that somebody has gone on, and leaves what is kept alone."""
    letter(us)
    late = counted(us.domain, us.registry.settle(), us.archive, us.index)
    stand_by(us)
    letter(us, "The gate opens at ten.")
    head = stand_by(us)
    late.keep()
    assert head is not None
    assert Counting(Domain(us.domain), us.index.states).root() == head.root


def test_it_is_not_counted_from_the_beginning_while_others_write(
    us: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is always first; each time only what is new is read."""
    from chancery.registry import counting

    read: list[bytes] = []
    answered = counting.keys_answered
    monkeypatch.setattr(counting, "keys_answered", lambda octets: read.append(octets) or answered(octets))
    really, others = us.registry.perform, iter(range(3))

    def perform(act: Act) -> Entry:
        if (number := next(others, None)) is not None:
            us.registry.perform = really  # type: ignore[method-assign]
            letter(us, f"The gate opens at {number}.")
            us.registry.perform = perform  # type: ignore[method-assign]
        return really(act)

    us.registry.perform = perform  # type: ignore[method-assign]
    head = stand_by(us)
    assert head is not None
    assert (head.size, len(read)) == (5, 5)
    assert head.root == counted_naively(us, head.size)


def test_two_publishers_take_turns(us: Institution) -> None:
    """Each goes on from what the other has kept."""
    other = us.reopened()
    for number in range(3):
        for registry in (us.registry, other):
            letter(us, f"The gate opens at {number}.")
            entry = registry.stand_by(urn(us.domain, f"by {number} {id(registry)}"), HOURLY)
            assert entry is not None
            assert isinstance(entry.act, StateHead)
            assert entry.act.root == counted_naively(us, entry.act.size)
            assert us.index.states.counted(us.domain) == entry.act.size
