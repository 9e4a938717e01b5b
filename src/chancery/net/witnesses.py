"""Asking witnesses to cosign: what a log sends, and what it believes of the answer.

The client of C2SP tlog-witness.  A witness is believed nothing but its own signature:
lines by other keys are dropped, a line of its own that does not fit condemns the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request

from chancery.errors import BadSignature, Malformed, SplitView, Unavailable
from chancery.log.head import TreeHead
from chancery.log.note import SignatureLine, parse_lines
from chancery.log.path import consistency_path
from chancery.log.tree import Perfect
from chancery.log.vkey import VerifierKey
from chancery.log.witness import AddCheckpoint, Outcome
from chancery.net.straight import straight_opener

PATIENCE: Final = 10
"""Seconds to wait for the next word from a witness."""

LONGEST: Final = 30
"""Seconds to wait for its whole answer."""

MOST_OCTETS: Final = 1 << 18
"""Octets of an answer: 64 post-quantum lines."""

AHEAD: Final = 300
"""Seconds by which another's clock may stand before ours."""

_SIZE: Final = re.compile(rb"(0|[1-9][0-9]{0,18})\n")


class AheadOfUs(BadSignature):
    """A witness dated its line further ahead than clocks may differ: one of the two is wrong."""

    def __init__(self, at: int) -> None:
        super().__init__("Its answer is dated ahead of our clock by more than clocks may differ.")
        self.at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A witness as a log is configured with it."""

    name: str
    """What the log calls it."""
    url: str
    """Its submission prefix, without a slash at the end."""
    keys: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What every witness is asked to cosign: *note*, over *head*, of the log whose hashes are *perfect*."""

    note: bytes
    head: TreeHead
    perfect: Perfect

    def since(self, old_size: int) -> AddCheckpoint:
        """The request to a witness that last saw *old_size* entries."""
        path = consistency_path(old_size, self.head.size, self.perfect) if old_size else []
        return AddCheckpoint(old_size=old_size, path=tuple(path), checkpoint=self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """A witness's lines under a checkpoint, and the earliest time that one of them states."""

    lines: tuple[SignatureLine, ...]
    at: int


def ask(witness: Witness, submission: Submission, *, last: int, now: int) -> Cosigned:
    """
    What *witness* signs under *submission*, having seen *last* entries as far as we know.

    If it says that it saw another number, it is asked once more from there.  Raises
    `SplitView` if it knows a log that ours does not continue, `Unavailable` if it does
    not answer or does not know this log, `Malformed` or `BadSignature` if its lines are
    not its own.
    """
    status, octets = _post(witness, submission.since(min(last, submission.head.size)))
    if status == Outcome.CONFLICT:
        seen = _size(witness, octets)
        _refuse_longer(seen, submission.head)
        status, octets = _post(witness, submission.since(seen))
    if status != Outcome.COSIGN:
        raise _refusal(witness, status)
    return _believed(witness, submission.head, parse_lines(octets), now)


def _post(witness: Witness, request: AddCheckpoint) -> tuple[int, bytes]:
    """Status and body of the answer; raises `Unavailable` if there is none."""
    address = f"{witness.url}/add-checkpoint"
    try:
        asked = Request(address, request.to_bytes(), {"Content-Type": "text/plain; charset=utf-8"})
        with _answer(asked) as answer:
            return answer.status or 0, _whole(witness, answer)
    except (HTTPException, OSError, ValueError) as unreachable:
        raise Unavailable(f"{witness.url} does not answer.") from unreachable


def _answer(asked: Request) -> HTTPResponse | HTTPError:
    """What comes back, refusals included: here each of them means something."""
    try:
        answer: HTTPResponse = straight_opener().open(asked, timeout=PATIENCE)
    except HTTPError as refused:
        return refused
    return answer


def _whole(witness: Witness, answer: HTTPResponse | HTTPError) -> bytes:
    """The body, which may neither be endless nor drip: all the other witnesses are waiting."""
    octets, late = bytearray(), monotonic() + LONGEST
    while piece := answer.read1(65_536):
        octets += piece
        if len(octets) > MOST_OCTETS:
            raise Malformed(f"{witness.url} sent more than signatures.")
        if monotonic() > late:
            raise Unavailable(f"{witness.url} has not finished its answer in {LONGEST} seconds.")
    return bytes(octets)


def _size(witness: Witness, octets: bytes) -> int:
    found = _SIZE.fullmatch(octets)
    if found is None:
        raise Malformed(f"{witness.url} does not say how many entries it has seen.")
    return int(found[1])


def _refuse_longer(seen: int, head: TreeHead) -> None:
    """It is only its word, but nothing else would tell of a record that was restored."""
    if seen > head.size:
        raise SplitView(
            f"It says that it cosigned {seen} entries of this log, which holds {head.size}: "
            "find out whether the record was restored from an older copy."
        )


def _refusal(witness: Witness, status: int) -> Unavailable | SplitView:
    match status:
        case Outcome.INCONSISTENT:
            return SplitView("It remembers a log that this one does not continue: stop, and find out why.")
        case Outcome.UNKNOWN_LOG:
            return Unavailable(f"{witness.url} does not know this log: send its keepers the verifier keys.")
        case Outcome.NOT_SIGNED_BY_LOG:
            return Unavailable(f"{witness.url} knows this log by other keys: send its keepers the new ones.")
        case _:
            return Unavailable(f"{witness.url} answered {status}.")


def _believed(witness: Witness, head: TreeHead, lines: Sequence[SignatureLine], now: int) -> Cosigned:
    """The lines by its configured keys, all checked; raises `BadSignature` for none, or for a wrong one."""
    keys = {(key.name, key.key_id): key for key in witness.keys}
    own = {(line.name, line.key_id): line for line in lines if (line.name, line.key_id) in keys}
    times = [keys[who].check(head.text, line.signature) for who, line in own.items()]
    # tlog-cosignature, "Format": without a time it makes no claim about larger trees.
    stated = [at for at in times if at is not None]
    if not own or len(stated) < len(times):
        raise BadSignature("Its answer is not signed by the keys it is known by, at a time that can be.")
    if max(stated) > now + AHEAD:
        raise AheadOfUs(max(stated))
    return Cosigned(lines=tuple(own.values()), at=min(stated))
