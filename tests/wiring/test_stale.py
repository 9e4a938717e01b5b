"""
Bar 15: nothing stale is shown as current.

The cases are those of the client workflow of The Update Framework (specification, section 5.3 to
5.6, and the attacks of section 1.5.2), put to what Chancery has in place of its metadata: heads
for timestamps, state heads for snapshots that expire, charters for roots.  Each is put to
everybody who answers: whoever follows, the Counter's record, and a file by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.check.beforehand import Beforehand
from chancery.check.copy import Copy, Kind
from chancery.check.offline import WEEK, weigh_evidence
from chancery.check.projection import five, objects
from chancery.errors import SplitView, Untrusted
from chancery.log.tile import stored_entries
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant
from chancery.registry.act import Act
from chancery.registry.append import append, renew
from chancery.registry.counting import Counting
from chancery.registry.standing_by import Publishing
from chancery.seal.evidence import read_evidence
from chancery.seal.register_form import write_state_head
from chancery.store.memory import MemoryArchive, MemoryIndex
from chancery.wiring.chance import system_clock
from chancery.wiring.hearing import hearing
from tests.hostile.forger import T0, VICTIM, sealed, urn
from tests.hostile.seen_by import HOUR, PEN, Reading, cosigned, file_of, log_of, parsed, policy, show

DAY = 24 * HOUR
KNOWN = "unknown since"


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


@pytest.fixture
def asking(tmp_path: Path) -> Reading:
    """A reader who asks for two of three witnesses."""
    return Reading(tmp_path / "asking", policy())


def by_file(
    archive: MemoryArchive, at: int, beforehand: Beforehand | None = None, *, clock: int | None = None
) -> str:
    """What a file with the whole of that log says of a letter, by itself."""
    evidence = read_evidence(file_of(archive)).check()
    now = Instant(at if clock is None else clock)
    answers = weigh_evidence(
        evidence, at=Instant(at), pins={}, now=now, beforehand=beforehand or Beforehand()
    )
    return answers.standing.state


def with_state(*orders: str, at: int, expires: int, times: dict[str, int] | None = None) -> MemoryArchive:
    """The log with these orders, and a state head at the end."""
    archive = log_of(*orders, at=at)
    head = archive.head()
    assert head is not None
    counting = Counting(VICTIM, MemoryIndex().states)
    counting.take(stored_entries(0, head.size, archive.file))
    state = StateHead(
        id=urn(f"state-{head.size}"),
        institution=VICTIM,
        size=head.size,
        root=counting.root(),
        expires=Instant(expires),
    )
    octets = sealed(Act(octets=write_state_head(state), approvals=()), at, PEN)
    append(archive, [octets], pen=PEN, at=Instant(at), keys={})
    return cosigned(archive, times or {})


# ── rollback: 5.4.3 (timestamp), 5.5.5 (snapshot) ──


class TestRollback:
    """The version in what is new must not be less than in what is trusted; equal is nothing new."""

    def test_an_older_head_is_refused_and_what_is_known_stays(self, reading: Reading) -> None:
        reading.follow(log_of("one", at=T0 + 100))
        with pytest.raises(SplitView):
            reading.follow(log_of(at=T0 + 50))
        assert reading.standing(T0 + 200, "one") == "current"
        assert reading.standing(T0 + 101 + HOUR).startswith(KNOWN)

    def test_the_same_head_is_no_news(self, reading: Reading) -> None:
        """Shown for ever it does not grow younger."""
        for _ in range(3):
            reading.follow(log_of("one", at=T0 + 100))
        assert reading.standing(T0 + 100 + HOUR) == "current"
        assert reading.standing(T0 + 101 + HOUR).startswith(KNOWN)

    def test_as_many_entries_of_another_kind_are_no_equal_version(self, reading: Reading) -> None:
        """5.5.5: the trusted version with other contents is an attack, not a repetition."""
        reading.follow(log_of("one", at=T0 + 100))
        with pytest.raises(SplitView):
            reading.follow(log_of("other", at=T0 + 100))
        assert reading.standing(T0 + 101).startswith(KNOWN)

    def test_an_older_quorum_takes_nothing_back(self, asking: Reading) -> None:
        """A cache that kept an older cosigned head of the same entries."""
        asking.follow(log_of(times={"w1": T0 + 1_000, "w2": T0 + 1_000}))
        asking.follow(log_of(times={"w1": T0 + 10, "w2": T0 + 10}))
        assert asking.standing(T0 + 1_000 + HOUR) == "current"
        assert asking.standing(T0 + 1_001 + HOUR).startswith(KNOWN)

    def test_a_file_older_than_what_was_met_is_never_current(self, reading: Reading) -> None:
        reading.follow(log_of("one", "two", at=T0 + 100))
        known = hearing(reading.house, alias=reading.alias).beforehand()
        older = log_of("one", at=T0 + 90)
        assert by_file(older, T0 + 110, known).startswith(KNOWN)
        assert by_file(older, T0 + 110) == "current"  # the control: who knew nothing cannot know better


# ── freeze, and expiry: 5.4.4, 5.5.6, 5.6.6 ──


class TestFreeze:
    """Past the expiration timestamp, what is held is not used as if it were new."""

    def test_a_frozen_register_is_unknown_since(self, reading: Reading) -> None:
        reading.follow(log_of("one", at=T0 + 100))
        assert reading.standing(T0 + 100 + HOUR) == "current"
        for later in (101 + HOUR, DAY, 400 * DAY):
            assert reading.standing(T0 + later).startswith(f"{KNOWN} 1970-01-12T13:48:20Z")

    def test_a_log_that_renews_its_head_and_not_its_state_grows_old(self, reading: Reading) -> None:
        """The head is new, its state head has expired: what came after it may be withheld."""
        archive = with_state("one", at=T0 + 100, expires=T0 + 100 + DAY)
        reading.follow(archive)
        assert reading.standing(T0 + 200) == "current"
        head = archive.head()
        assert head is not None
        renewed = with_state("one", at=T0 + 100, expires=T0 + 100 + DAY)
        renew(renewed, pen=PEN, at=Instant(T0 + 2 * DAY))
        reading.follow(renewed)
        stale = reading.standing(T0 + 2 * DAY + 10)
        assert stale.startswith(f"{KNOWN} 1970-01-13T13:48:20Z")
        letter = reading.registry(T0 + 2 * DAY + 10).letter(urn("one"))
        assert letter is not None
        assert letter.answers.standing.because.because[0].rule == "freshness.expired"

    @pytest.mark.parametrize(("after", "current"), [(DAY, True), (DAY + 1, False), (400 * DAY, False)])
    def test_a_file_is_not_current_after_its_state_head_has_expired(self, after: int, current: bool) -> None:
        """Twenty-four hours, unless the institution says otherwise; the file's own patience is longer."""
        archive = with_state("one", at=T0 + 100, expires=T0 + 100 + Publishing().life)
        assert Publishing().life == DAY < WEEK
        assert (by_file(archive, T0 + 100 + after) == "current") is current

    @pytest.mark.parametrize(("after", "current"), [(WEEK, True), (WEEK + 1, False)])
    def test_a_file_without_a_state_head_is_current_for_a_week_at_most(
        self, after: int, current: bool
    ) -> None:
        assert (by_file(log_of(at=T0 + 100), T0 + 100 + after) == "current") is current

    def test_a_file_gains_no_time_by_losing_its_state_head(self, reading: Reading) -> None:
        """Whoever takes it out, and what came after it, is held to the one that was seen before."""
        reading.follow(with_state("one", at=T0 + 100, expires=T0 + 100 + DAY))
        known = hearing(reading.house, alias=reading.alias).beforehand()
        stripped = log_of("one", "two", "three", at=T0 + 110)
        assert by_file(stripped, T0 + 100 + DAY, known) == "current"
        assert by_file(stripped, T0 + 101 + DAY, known).startswith(KNOWN)
        assert by_file(stripped, T0 + 101 + DAY) == "current"  # the control: who saw none waits for a week

    def test_the_times_of_witnesses_freeze_too(self, asking: Reading) -> None:
        """The log signs anew every minute; the witnesses' lines under it are old."""
        for minute in range(1, 200, 40):
            asking.follow(log_of(at=T0 + 60 * minute, times={"w1": T0 + 20, "w2": T0 + 30}))
        assert asking.standing(T0 + 20 + HOUR) == "current"
        assert asking.standing(T0 + 21 + HOUR).startswith(KNOWN)
        frozen = log_of(at=T0 + DAY, times={"w1": T0 + 20, "w2": T0 + 30})
        assert by_file(frozen, T0 + 21 + WEEK, Beforehand(policy=parsed())).startswith(KNOWN)


# ── fast-forward: 1.5.2 ──


class TestFastForward:
    """Whoever holds the keys for a while must not lock out what is true afterwards."""

    def test_a_head_from_the_future_is_refused(self, reading: Reading) -> None:
        """It would never grow old; whatever came after it would be older."""
        with pytest.raises(Untrusted, match="seconds from now"):
            reading.follow(log_of(at=system_clock() + 400 * DAY))
        assert reading.follow(log_of("one", at=T0 + 100)) == 4

    def test_an_entry_from_the_future_is_refused(self, reading: Reading) -> None:
        """The head may be dated now while what stands under it is not."""
        later = system_clock() + 400 * DAY
        with pytest.raises(Untrusted, match="seconds from now"):
            reading.follow(log_of("one", at=later, said=later))

    def test_more_entries_than_there_are_lock_nobody_out_who_asks_for_witnesses(
        self, asking: Reading
    ) -> None:
        """A long head by the log's key alone is not taken in; the true one goes on from the last quorum."""
        asking.follow(log_of("one", at=T0 + 50, times={"w1": T0 + 50, "w2": T0 + 50}))
        asking.follow(log_of("one", "two", *(f"f{number}" for number in range(40)), at=T0 + 60))
        assert asking.registry(T0 + 60).letter(urn("f7")) is None
        assert asking.standing(T0 + 60, "one") == "current"

    @pytest.mark.parametrize("ahead", [301, DAY, 400 * DAY])
    def test_a_file_from_the_future_is_not_current(self, ahead: int) -> None:
        """By the log's line, and by those of a quorum that were made later than now."""
        assert by_file(log_of(at=T0 + ahead), T0).startswith(KNOWN)
        assert by_file(log_of(at=T0 + 300), T0) == "current"
        ahead_of_us = log_of(times={"w1": T0 + ahead, "w2": T0 + ahead})
        assert by_file(ahead_of_us, T0, Beforehand(policy=parsed())).startswith(KNOWN)


# ── mix and match: 5.5.2, 5.6.2 ──


class TestMixAndMatch:
    """What stands together was made together."""

    def test_a_head_over_other_entries_teaches_nothing(self, reading: Reading) -> None:
        reading.follow(log_of("one", at=T0 + 100))
        show(log_of("one", "two", at=T0 + 120), reading.shown)
        (reading.shown / "checkpoint").write_bytes(
            log_of("one", "other", at=T0 + 130).file("checkpoint") or b""
        )
        with pytest.raises(Untrusted):
            reading.follow()
        assert reading.standing(T0 + 120, "two") is None
        assert reading.standing(T0 + 100 + HOUR, "one") == "current"

    def test_lines_of_witnesses_under_another_head_condemn_it(self, asking: Reading) -> None:
        """5.5.2: what was signed for one version is no signature for another."""
        good = log_of(times={"w1": T0 + 10, "w2": T0 + 10}).file("checkpoint") or b""
        lines = good.decode().partition("\n\n")[2].splitlines()
        other = log_of("more", at=T0 + 20)
        show(other, asking.shown)
        moved = (other.file("checkpoint") or b"").decode() + "".join(
            f"{line}\n" for line in lines if ".example" in line and "victim" not in line
        )
        (asking.shown / "checkpoint").write_text(moved)
        asking.follow()
        assert asking.standing(T0 + 30) is None


# ── clocks: 5.3.10 ──


class TestClocks:
    """The clock of whoever reads may be wrong, and then nothing is said of the present."""

    @pytest.mark.parametrize("days", [-400, -30, -1])
    def test_a_clock_before_what_is_held_says_nothing_of_now(self, reading: Reading, days: int) -> None:
        """A disowning lies in what that clock takes for the future."""
        at = T0 + 500 * DAY
        reading.follow(log_of("one", at=at))
        assert reading.standing(at) == "current"
        for wrong in (at + days * DAY, at - 301):
            stale = reading.standing(wrong)
            assert stale is None or stale.startswith(KNOWN)
        letter = reading.registry(at - 301).letter(urn("one"))
        assert letter is not None
        assert letter.answers.standing.because.because[0].rule == "freshness.clock"

    @pytest.mark.parametrize("days", [1, 400])
    def test_a_clock_after_it_says_since_when(self, reading: Reading, days: int) -> None:
        reading.follow(log_of("one", at=T0 + 100))
        assert reading.standing(T0 + 100 + days * DAY).startswith(KNOWN)

    @pytest.mark.parametrize("days", [-400, 400])
    def test_a_file_before_a_wrong_clock(self, days: int) -> None:
        at = T0 + 500 * DAY
        told = by_file(log_of("one", at=at), at + days * DAY)
        assert told.startswith(KNOWN)

    def test_a_past_moment_can_be_asked_about_whatever_the_clock_says(self, reading: Reading) -> None:
        """Of a moment up to which the record is known, its answer stands."""
        reading.follow(log_of("one", at=T0 + 100))
        letter = reading.registry(T0 + 400 * DAY).letter(urn("one"), at=Instant(T0 + 50))
        assert letter is not None
        assert letter.answers.standing.state == "current"


# ── the age is always displayed ──


class TestAge:
    """PEP 458 has one day; whatever it is, every answer says as of when it speaks."""

    def answers(self, reading: Reading, at: int) -> Iterator[dict[str, object]]:
        registry = reading.registry(at)
        letter = registry.letter(urn("one"))
        assert letter is not None
        yield json.loads(json.dumps(five(letter.answers)))
        for kind, text in (
            (Kind.CODE, letter.name.code),
            (Kind.TEXT, "Words that nobody wrote, and never will."),
        ):
            for found in objects(registry.check(Copy(kind=kind, text=text))):
                yield json.loads(json.dumps(found))

    @pytest.mark.parametrize("after", [10, 2 * HOUR, 400 * DAY])
    def test_every_answer_says_as_of_when(self, reading: Reading, after: int) -> None:
        reading.follow(log_of("one", at=T0 + 100))
        found = list(self.answers(reading, T0 + 100 + after))
        assert len(found) == 3
        for each in found:
            assert isinstance(each["record_seen"], str)
            for question in ("origin", "words", "authority", "standing", "force"):
                answer = each[question]
                assert isinstance(answer, dict)
                assert isinstance(answer["as_of"], str)
        assert {each["record_seen"] for each in found[:2]} == {"1970-01-12T13:48:20Z"}
