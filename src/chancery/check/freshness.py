"""Freshness: how far in time a record is known, and what forbids to speak of the present.

A record is known up to the moment for which the reader's policy finds a quorum of
witnesses (`as_of`); without a policy up to the time that the log itself put on its head;
and in no case beyond the expiry that its newest state head states.  A line from the
future counts for nothing: whoever made it, or this machine, has a wrong clock, and a
head from the future would never grow old.

Nothing here raises: what is not fresh enough is an answer, *unknown since*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.errors import Malformed, Untrusted
from chancery.log.checkpoint import SignedCheckpoint
from chancery.log.policy import NONE, Policy, open_witnessed
from chancery.record.logic import UNDETERMINED
from chancery.record.reason import Fact, Reason
from chancery.record.statement import Instant, Institution

TOLERANCE = 300
"""Seconds by which another's clock may stand before ours; whatever is later is from the future."""


@unique
class Doubt(StrEnum):
    """Why nothing is said of the present, however recently the record was read."""

    NO_QUORUM = "no_quorum"
    """Too few of the witnesses that the reader asks for ever vouched for it."""
    NOT_WITNESSED = "not_witnessed"
    """The entry is newer than the head for which a quorum vouches."""
    EXPIRED = "expired"
    """Its newest state head says how long it may be relied upon, and that has passed."""
    NEWER_HEAD = "newer_head"
    """A longer head of the same record was met before: this is not the newest there is."""
    TWO_HISTORIES = "two_histories"
    """It has shown two histories, and is not believed until people have looked."""
    LEFT_OUT = "left_out"
    """Something that its own state head counts is missing from what is held."""
    CLOCK = "clock"
    """What is held was signed later than this machine's clock says it is."""


_WHATEVER_IS_ASKED = frozenset({Doubt.TWO_HISTORIES, Doubt.LEFT_OUT, Doubt.CLOCK, Doubt.NO_QUORUM})
"""Doubts that spare no moment, however long past: another history may be the true one."""

RULES = {f"freshness.{doubt.value}": ("institution", "seen") for doubt in Doubt}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How far one institution's record is known, and what limits it."""

    seen: Instant
    """The moment for which somebody vouches who is enough for this reader."""
    expires: Instant | None = None
    """Until when its newest state head may be relied upon; None: it never had one."""
    size: int | None = None
    """The entries for which a quorum vouches; None: all that are held."""
    doubt: Doubt | None = None

    @property
    def until(self) -> Instant:
        """The earlier of the two moments: nothing later is known of."""
        return self.seen if self.expires is None else min(self.seen, self.expires)

    def doubt_at(self, at: Instant) -> Doubt | None:
        """What forbids to speak of the moment *at*; None: only its age may."""
        if self.doubt in _WHATEVER_IS_ASKED:
            return self.doubt
        if self.expires is not None and at > self.expires:
            return Doubt.EXPIRED
        return self.doubt if at > self.until else None

    def covers(self, place: int | None) -> bool:
        """Whether the entry at that index of its log is one for which a quorum vouches."""
        return self.size is None or (place is not None and place < self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """A head for which a reader's policy finds a quorum."""

    size: int
    at: Instant | None
    """The moment for which the quorum vouches; None: the policy asks for no witness."""


def as_of(note: bytes, policy: Policy, *, now: Instant) -> AsOf | None:
    """
    What *policy* makes of the checkpoint in *note*, looked at *now*; None: it is not enough.

    The moment is the latest T such that the quorum is met by those witnesses alone whose
    newest line is at T or after (`Policy.as_of`).  Every line by a key of the policy is
    checked, and one that does not verify condemns the note.
    """
    try:
        witnessed = open_witnessed(note, policy, now=now + TOLERANCE)
    except (Untrusted, Malformed):
        return None
    if witnessed.as_of is None and policy.quorum != NONE:
        return None  # enough have signed, and too few of them say when
    at = None if witnessed.as_of is None else Instant(witnessed.as_of)
    return AsOf(size=witnessed.checkpoint.head.size, at=at)


def stated_by_log(checkpoint: SignedCheckpoint, *, now: Instant) -> Instant | None:
    """When the log last stood by this head as it says itself; None: it says nothing, or of the future."""
    return latest((signed.at for signed in checkpoint.by_log if signed.at is not None), now=now)


def latest(times: Iterable[int], *, now: Instant) -> Instant | None:
    """The latest of these moments (Unix seconds) that this clock can have seen; None if there is none."""
    return max((Instant(at) for at in times if not is_ahead(at, now)), default=None)


def is_ahead(at: int, now: Instant) -> bool:
    """Whether *at* lies further ahead of *now* than clocks may differ (both Unix seconds)."""
    return at > now + TOLERANCE


def in_doubt(doubt: Doubt, *, institution: Institution, seen: Instant) -> Reason:
    """The doubt as the step of a reason."""
    facts: Mapping[str, Fact] = {"institution": institution, "seen": seen}
    return Reason(truth=UNDETERMINED, rule=f"freshness.{doubt.value}", facts=facts)
