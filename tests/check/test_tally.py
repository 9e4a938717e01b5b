"""Sightings added up, and the clock from the first of them to a public answer."""

from __future__ import annotations

import pytest

from chancery.check.answer_time import answer_time
from chancery.check.copy import Event, Happening
from chancery.check.sighting import Seen, Sighting
from chancery.check.tally import NEWEST, First, Tally
from chancery.record.statement import Instant, StatementId, Verb

L, M = StatementId("urn:uuid:" + "1" * 32), StatementId("urn:uuid:" + "2" * 32)
HOUR = 3_600


def sighting(
    at: int, letter: StatementId | None = L, *, likeness: str = "exact", standing: str = "current"
) -> Sighting:
    return Sighting(
        at=Instant(at), digest=bytes([at % 256]) * 32, letter=letter, likeness=likeness, standing=standing
    )


def tally(*seen: Sighting) -> Tally:
    found = Tally()
    found.add(seen)
    return found


class TestWhatASightingTells:
    """What was brought, and where it stood then."""

    @pytest.mark.parametrize("likeness", ["altered", "not in the registered words"])
    def test_other_words_are_told_first(self, likeness: str) -> None:
        """Whether the letter stands or not."""
        assert sighting(1, likeness=likeness, standing="disowned").seen is Seen.ALTERED

    @pytest.mark.parametrize(
        "standing",
        ["disowned", "withdrawn", "superseded", "suspended", "expired", "disowned; in part (c1: x)"],
    )
    def test_the_words_of_a_letter_that_stands_no_more(self, standing: str) -> None:
        """They still circulate."""
        assert sighting(1, standing=standing).seen is Seen.NO_LONGER_STANDS

    @pytest.mark.parametrize(
        "standing", ["current", "corrected", "", "undetermined (possibly disowned; otherwise current)"]
    )
    def test_anything_else_is_as_registered(self, standing: str) -> None:
        """Doubt is not an end; and sightings kept before standings were say nothing of them."""
        assert sighting(1, standing=standing).seen is Seen.AS_REGISTERED

    def test_a_copy_of_no_letter(self) -> None:
        """Nothing on the record was found for it."""
        assert sighting(1, None, likeness="not in the registered words").seen is Seen.NO_LETTER


class TestTally:
    """Hour by hour, the newest first."""

    def test_each_hour_is_counted_by_letter_and_manner(self) -> None:
        """An hour without a sighting has no line."""
        found = tally(
            sighting(HOUR),
            sighting(HOUR + 9),
            sighting(HOUR + 9, likeness="altered"),
            sighting(3 * HOUR, M),
            sighting(3 * HOUR, None),
        )
        rows = [(each.begins, each.letter, each.seen, each.count) for each in found.hours(since=Instant(0))]
        assert rows == [
            (3 * HOUR, None, Seen.NO_LETTER, 1),
            (3 * HOUR, M, Seen.AS_REGISTERED, 1),
            (HOUR, L, Seen.ALTERED, 1),
            (HOUR, L, Seen.AS_REGISTERED, 2),
        ]
        assert {each.begins for each in found.hours(since=Instant(2 * HOUR))} == {3 * HOUR}
        assert found.by_seen() == {Seen.NO_LETTER: 1, Seen.AS_REGISTERED: 3, Seen.ALTERED: 1}

    def test_the_first_sighting_is_the_earliest_whenever_it_comes_in(self) -> None:
        """Of the letter at all, and of a copy with other words."""
        found = tally(
            sighting(50), sighting(40, likeness="altered"), sighting(30), sighting(45, likeness="altered")
        )
        assert found.first_of(L) == First(at_all=Instant(30), altered=Instant(40))
        assert found.first_of(M) is None

    def test_copies_are_known_again_by_their_digest(self) -> None:
        """The very same octets; another file with the same words is another copy."""
        found = tally(sighting(50, None), sighting(51, None))
        assert found.first_of_copies([bytes([51]) * 32]) == First(at_all=Instant(51))
        assert found.first_of_copies([bytes([51]) * 32, bytes([50]) * 32]) == First(at_all=Instant(50))
        assert found.first_of_copies([b"9" * 32]) is None

    def test_only_the_newest_are_kept_one_by_one(self) -> None:
        """And none of those that tell nothing an office must act on."""
        found = tally(*(sighting(at, None) for at in range(NEWEST + 5)), sighting(9))
        assert len(found.newest) == NEWEST
        assert found.newest[0].at == 5
        assert {each.seen for each in found.newest} == {Seen.NO_LETTER}


class TestAnswerTime:
    """From the first sighting to the first notice that counts."""

    def event(self, at: int, had_effect: str = "yes") -> Event:
        return Event(
            at=Instant(at),
            happening=Happening.NOTICE,
            standing="disowned",
            by=M,
            verb=Verb.DISOWN,
            had_effect=had_effect,
        )

    def test_the_clock_stops_at_the_first_notice_that_counts(self) -> None:
        """What was only tried told the public nothing."""
        released = Event(at=Instant(1), happening=Happening.RELEASED, standing="current")
        clock = answer_time(
            First(at_all=Instant(10), altered=Instant(20)),
            [released, self.event(15, "no"), self.event(40), self.event(50)],
        )
        assert (clock.seen, clock.altered, clock.answered, clock.by) == (10, 20, 40, M)
        assert clock.waited(Instant(99)) == 30

    def test_it_runs_while_nothing_was_said(self) -> None:
        """Until now."""
        assert answer_time(First(at_all=Instant(10)), []).waited(Instant(99)) == 89

    def test_an_answer_before_anybody_told_kept_nobody_waiting(self) -> None:
        """It is nought, and not less."""
        assert answer_time(First(at_all=Instant(60)), [self.event(40)]).waited(Instant(99)) == 0

    def test_without_a_sighting_there_is_no_clock(self) -> None:
        """Nobody told of one; that is not the same as nought."""
        assert answer_time(None, [self.event(40)]).waited(Instant(99)) is None
