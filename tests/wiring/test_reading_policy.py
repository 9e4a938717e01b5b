"""Whose word is enough is the reader's to say: without their quorum nothing is current, nor taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.check.beforehand import Beforehand
from chancery.check.offline import weigh_evidence
from chancery.check.standing import moment
from chancery.errors import Malformed, SplitView, Unavailable
from chancery.log.equivocation import Equivocation, Lie
from chancery.record.statement import Instant
from chancery.seal.evidence import read_evidence
from chancery.wiring.house import House
from chancery.wiring.reading_policy import ReadingPolicies, witnessed
from tests.hostile.forger import T0, VICTIM, urn
from tests.hostile.seen_by import HOUR, KEYS, Reading, file_of, log_of, parsed, policy, witness
from tests.wiring.own_record import OwnRecord


def since(at: int) -> str:
    return f"unknown since {moment(Instant(at))} (last known: current)"


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path, policy())


def test_a_record_is_known_up_to_the_second_newest_line_of_two_that_are_asked_for(reading: Reading) -> None:
    """Three have signed; the quorum of two vouches for the moment of its slower member."""
    reading.follow(log_of(times={"w1": T0 + 10, "w2": T0 + 900, "w3": T0 + 500}))
    at = T0 + 500 + HOUR
    assert reading.standing(at) == "current"
    assert reading.standing(at + 1) == since(T0 + 500)
    letter = reading.registry(at).letter(urn("order"))
    assert letter is not None
    assert letter.answers.record_seen == T0 + 500


def test_the_log_s_own_time_is_not_enough_where_witnesses_are_asked_for(
    reading: Reading, tmp_path: Path
) -> None:
    """It signs its head anew and nobody else does: nothing is current, and nothing was taken in."""
    reading.follow(log_of(at=T0 + 50, times={"w1": T0 + 50}))
    assert reading.standing(T0 + 60) is None
    assert reading.registry(T0 + 60).institutions() == frozenset({reading.house.institution})
    other = Reading(tmp_path / "asks-nobody")
    other.follow(log_of(at=T0 + 50, times={"w1": T0 + 50}))
    assert other.standing(T0 + 60) == "current"


def test_what_came_before_the_policy_is_not_current_by_it(tmp_path: Path) -> None:
    """A house that begins to ask has seen no quorum yet, so it knows of no moment after the beginning."""
    reading = Reading(tmp_path)
    reading.follow(log_of(at=T0 + 50))
    assert reading.standing(T0 + 60) == "current"
    reading.ask(policy())
    assert reading.standing(T0 + 60) == since(T0)
    reading.follow(log_of(at=T0 + 50, times={"w1": T0 + 55, "w2": T0 + 55}))
    assert reading.standing(T0 + 60) == "current"


def test_without_a_quorum_the_last_one_is_remembered(reading: Reading) -> None:
    """Witnesses fail one by one: the letter is current until the last quorum is old, then unknown since."""
    reading.follow(log_of(times={"w1": T0 + 10, "w2": T0 + 20}))
    reading.follow(log_of("more", at=T0 + 3_000, times={"w1": T0 + 3_000}))
    assert reading.standing(T0 + 10, "more") is None
    assert reading.standing(T0 + 10 + HOUR) == "current"
    assert reading.standing(T0 + 11 + HOUR) == since(T0 + 10)
    reading.follow(log_of("more", at=T0 + 3_000, times={"w1": T0 + 3_000, "w3": T0 + 9_000}))
    assert reading.standing(T0 + 9_000, "more") == since(T0 + 3_000)


def test_an_older_quorum_does_not_take_the_place_of_a_newer(reading: Reading) -> None:
    """The same head with fewer lines is what some cache kept; what a quorum vouched for stays so."""
    reading.follow(log_of(times={"w1": T0 + 2_000, "w2": T0 + 2_000}))
    reading.follow(log_of(times={"w1": T0 + 10, "w2": T0 + 10}))
    assert reading.standing(T0 + 2_000 + HOUR) == "current"


def test_a_line_from_the_future_counts_for_nothing(reading: Reading) -> None:
    """Five minutes ahead of the clock is allowed, a second more is not."""
    reading.follow(log_of(times={"w1": T0 + 400, "w2": T0 + 400}))
    assert reading.standing(T0 + 99) == since(T0)
    assert reading.standing(T0 + 100) == "current"


def test_a_fork_with_the_log_s_true_keys_is_not_taken_in_and_proves_itself(reading: Reading) -> None:
    """A thief of the log's keys has no witnesses; when the true record is shown again, both are kept."""
    reading.follow(log_of("one", times={"w1": T0 + 10, "w2": T0 + 10}))
    reading.follow(log_of("one", "forged", at=T0 + 20))
    assert reading.standing(T0 + 60, "forged") is None
    with pytest.raises(SplitView):
        reading.follow(log_of("one", "true", at=T0 + 30, times={"w1": T0 + 30, "w2": T0 + 30}))
    (file,) = reading.house.equivocation.iterdir()
    assert Equivocation.read(file.read_bytes()).check(KEYS).lie is Lie.TWO_ROOTS
    assert reading.standing(T0 + 60) == since(T0 + 10)


def test_a_register_may_have_a_policy_of_its_own(reading: Reading) -> None:
    """One witness is enough for this one, whatever the house asks of all."""
    (reading.house.folder / "of-victim.txt").write_text(policy(1, ("w1",)))
    place = reading.house.folder / "chancery.toml"
    place.write_text(place.read_text() + 'policy = "of-victim.txt"\n')
    reading.house = House.read(reading.house.folder)
    reading.follow(log_of(times={"w1": T0 + 10}))
    assert reading.standing(T0 + 60) == "current"


def test_a_policy_that_names_another_log_is_never_met(tmp_path: Path) -> None:
    """Whoever writes a policy says which logs it is about; silence is not consent."""
    asks = policy().replace(f"log {KEYS[0].text}\n", f"log {witness('other').verifier.text}\n")
    reading = Reading(tmp_path, asks.replace(f"log {KEYS[1].text}\n", ""))
    reading.follow(log_of(times={"w1": T0 + 10, "w2": T0 + 10}))
    assert reading.standing(T0 + 60) is None


def test_quorum_none_takes_the_log_at_its_word(tmp_path: Path) -> None:
    """A policy may ask for nobody; then the log's own time says up to when it is known."""
    reading = Reading(tmp_path, f"log {KEYS[0].text}\nquorum none\n")
    reading.follow(log_of(at=T0 + 50))
    assert reading.standing(T0 + 50 + HOUR) == "current"
    assert reading.standing(T0 + 51 + HOUR) == since(T0 + 50)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("witness w1\n", "Line 1"),
        ("quorum none\n", "names no log"),
        (f"log {KEYS[0].text}\n", "one quorum line"),
        ("log \x00\n", "control character"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_in_a_sentence(reading: Reading, written: str, told: str) -> None:
    """Nothing is asked of anybody by half a policy, and nothing is followed under it."""
    (reading.house.folder / "policy.txt").write_text(written)
    with pytest.raises(Malformed, match=told):
        ReadingPolicies.of(reading.house)
    with pytest.raises(Malformed):
        reading.follow(log_of())
    assert witnessed(reading.house, VICTIM) is None


def test_a_policy_that_is_not_there_is_named(reading: Reading) -> None:
    """And nothing is answered without it, as if no witness had been asked for."""
    (reading.house.folder / "policy.txt").unlink()
    with pytest.raises(Unavailable, match=r"policy\.txt"):
        reading.registry(T0)


# ── our own record ──


def test_our_own_letter_is_released_at_once_and_current_once_it_was_witnessed(tmp_path: Path) -> None:
    """Release waits for no witness; standing does, where the house asks for witnesses of its own log."""
    own = OwnRecord(tmp_path)
    letter = own.release("first")
    assert own.standing(letter).startswith("unknown since")
    own.cosign("w1", "w2")
    assert own.standing(letter) == "current"
    later = own.release("second")
    assert own.standing(later).startswith("unknown since")
    assert own.standing(letter) == "current"
    own.clock.now = Instant(own.clock.now + HOUR + 400)
    own.cosign("w1")
    assert own.standing(letter).startswith("unknown since")
    assert own.standing(later).startswith("unknown since")


# ── files ──


def test_a_file_alone_is_weighed_by_the_policy_that_is_given(reading: Reading) -> None:
    """Two of three, as of the slower; one line less, and the file vouches for no moment."""
    enough = read_evidence(file_of(log_of(at=T0 + 90, times={"w1": T0 + 10, "w2": T0 + 20}))).check()
    asks = Beforehand(policy=parsed())
    answers = weigh_evidence(enough, at=Instant(T0 + 100), pins={}, beforehand=asks)
    assert (answers.standing.state, answers.record_seen) == ("current", T0 + 10)
    too_few = read_evidence(file_of(log_of(at=T0 + 90, times={"w1": T0 + 10}))).check()
    answers = weigh_evidence(too_few, at=Instant(T0 + 100), pins={}, beforehand=asks)
    assert answers.standing.state == since(T0)
    assert answers.standing.because.because[0].rule == "freshness.no_quorum"
    answers = weigh_evidence(too_few, at=Instant(T0 + 100), pins={})
    assert (answers.standing.state, answers.record_seen) == ("current", T0 + 90)
