"""Nothing acknowledged is ever lost or unsaid: the six steps, and a death between any two of them."""

from __future__ import annotations

import pytest

from chancery.errors import Conflict, OutOfOrder, SplitView
from chancery.log.checkpoint import open_full_checkpoint
from chancery.log.vkey import VerifierKey
from chancery.record.statement import StatementId
from chancery.registry.registry import ATTEMPTS
from tests.institution import Clock, Institution, department
from tests.letters import OPERATIONS
from tests.people import GENERAL, urn
from tests.registry.steps import Busy, Diary, Died, Mortal


def ids(us: Institution) -> list[StatementId]:
    """What a reader finds on the record, oldest first."""
    return [name.id for name in reversed(us.registry.recent(99))]


def test_an_append_goes_through_its_steps_in_order() -> None:
    """Staged unsigned, read back, then signed; committed, applied, published, and only then acknowledged."""
    diary = Diary()
    us = department(Clock(), archive=diary)
    diary.steps.clear()
    us.release(OPERATIONS, by=GENERAL)
    assert diary.steps == ["stage", "read back", "commit signed", "apply", "publish"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["stage", "commit", "apply", "publish"])
def test_after_a_death_at_any_step_nothing_is_lost_and_nothing_half_done(when: str, step: str) -> None:
    """What was acknowledged before stands; the act under way is wholly on the record or not at all."""
    mortal = Mortal()
    us = department(Clock(), archive=mortal)
    first = us.release(OPERATIONS, by=GENERAL)
    mortal.doomed = (when, step)
    with pytest.raises(Died):
        us.release(OPERATIONS, by=GENERAL, id=urn(us.domain, "dying"))
    us.registry = us.reopened()
    us.registry.settle()
    committed = (when, step) == ("after", "commit") or step in ("apply", "publish")
    assert ids(us) == [first, *([urn(us.domain, "dying")] if committed else [])]
    assert_whole(us)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["stage", "commit", "apply", "publish"])
def test_whoever_retries_after_a_death_does_it_once(when: str, step: str) -> None:
    """Under the same key the act is found if it was done, and done if it was not."""
    mortal = Mortal()
    us = department(Clock(), archive=mortal)
    act = us.act(OPERATIONS, by=GENERAL, key="once")
    mortal.doomed = (when, step)
    with pytest.raises(Died):
        us.registry.perform(act)
    us.registry = us.reopened()
    entry = us.registry.perform(act)
    assert ids(us) == [entry.id]
    assert_whole(us)


@pytest.mark.parametrize("second", ["apply", "publish"])
def test_a_second_death_during_recovery_is_survived(second: str) -> None:
    """Raio, 2025: recovery runs on every start, and may be cut short like anything else."""
    mortal = Mortal()
    us = department(Clock(), archive=mortal)
    mortal.doomed = ("after", "commit")
    with pytest.raises(Died):
        us.release(OPERATIONS, by=GENERAL, id=urn(us.domain, "dying"))
    mortal.doomed = ("before", second)
    with pytest.raises(Died):
        us.reopened().settle()
    us.registry = us.reopened()
    us.registry.settle()
    assert ids(us) == [urn(us.domain, "dying")]
    assert_whole(us)


def assert_whole(us: Institution) -> None:
    """The published checkpoint is the head's, is signed, and every entry of it can be read."""
    head = us.archive.head()
    assert head is not None
    keys = [VerifierKey.parse(line) for line in us.pen.vkeys]
    shown = open_full_checkpoint(us.archive.file("checkpoint") or b"", us.pen.origin, keys)
    assert (shown.head.size, shown.head.root) == (head.size, head.root)
    assert us.archive.applied() == head.size == us.index.reached(us.domain)
    us.release(OPERATIONS, by=GENERAL)  # and it goes on


# ── others who write ──


def test_an_act_is_tried_again_when_somebody_else_was_first() -> None:
    """Losing the race a few times is nobody's business."""
    busy = Busy()
    us = department(Clock(), archive=busy)
    busy.outrun = ATTEMPTS - 1
    assert ids(us) == [] != [us.release(OPERATIONS, by=GENERAL)] == ids(us)


def test_whoever_is_outrun_again_and_again_is_told_and_nothing_happened() -> None:
    """Then it is for the caller to try later; no half of it is on the record."""
    busy = Busy()
    us = department(Clock(), archive=busy)
    busy.outrun = ATTEMPTS
    with pytest.raises(Conflict, match="again and again"):
        us.release(OPERATIONS, by=GENERAL)
    assert ids(us) == []


def test_two_registries_over_one_archive_lose_nothing() -> None:
    """Each finds what the other wrote, and writes after it."""
    us = department(Clock())
    other = us.reopened()
    acts = [us.act(OPERATIONS, by=GENERAL, id=urn(us.domain, "act", str(number))) for number in range(6)]
    for number, act in enumerate(acts):
        (us.registry if number % 2 else other).perform(act)
    assert ids(us) == [urn(us.domain, "act", str(number)) for number in range(6)]
    assert_whole(us)


# ── time and copies ──


def test_a_clock_that_runs_backwards_signs_nothing() -> None:
    """One second is enough: the order of acts is told by their log time."""
    clock = Clock()
    us = department(clock)
    clock.turn("1h")
    us.release(OPERATIONS, by=GENERAL)
    clock.turn("-1s")
    with pytest.raises(OutOfOrder, match="1 seconds before"):
        us.release(OPERATIONS, by=GENERAL)
    with pytest.raises(OutOfOrder):
        us.registry.renew()
    clock.turn("1s")
    us.release(OPERATIONS, by=GENERAL)
    assert len(ids(us)) == 2


def test_renewing_moves_the_clock_for_whatever_follows() -> None:
    """Who stood by the record at noon cannot log an act of eleven."""
    clock = Clock()
    us = department(clock)
    us.registry.renew()
    clock.turn("-1h")
    with pytest.raises(OutOfOrder):
        us.release(OPERATIONS, by=GENERAL)


@pytest.mark.parametrize("signed", [(99, bytes(32)), (2, bytes(32))])
def test_a_restored_copy_refuses_to_sign(signed: tuple[int, bytes]) -> None:
    """The second place knows a longer log, or another of the same length: going on would fork the record."""
    us = department(Clock())
    us.archive._last_signed = signed  # type: ignore[attr-defined]
    for write in (lambda: us.release(OPERATIONS, by=GENERAL), us.registry.renew):
        with pytest.raises(SplitView):
            write()


def test_a_log_that_nothing_remembers_refuses_to_sign() -> None:
    """A copy under another name has no second place."""
    us = department(Clock())
    us.archive._last_signed = None  # type: ignore[attr-defined]
    with pytest.raises(SplitView, match="may be a copy"):
        us.release(OPERATIONS, by=GENERAL)
