"""What a register does for programs: take acts onto the log, cut receipts, and keep its promises."""

from __future__ import annotations

from collections.abc import Sequence

from chancery.errors import ChanceryError, Unavailable
from chancery.log.path import inclusion_path, inclusion_paths
from chancery.log.tile import HashesFromTiles
from chancery.record.statement import Instant
from chancery.registry.act import Act
from chancery.registry.append import receipts_of
from chancery.registry.looking_at import LookedAt
from chancery.registry.ports import Head
from chancery.registry.sequencing import MOST, Arriving, Outcome, Registered
from chancery.seal.brought import Brought, read_brought
from chancery.web.register.answers import (
    INVALID_LOCATOR,
    NO_SUCH_ENTRY,
    PROBLEM,
    Answer,
    Places,
    place_of,
    refusal,
    registered,
    running,
    unavailable,
    unknown,
)
from chancery.web.register.line import Waiting
from chancery.wiring.registering import OpenedRegister

REFUSALS_KEPT = 86_400
"""Seconds for which a refused promise says why."""


class Work:
    """The register of a house, as one process has it open; each thread asks through its own connection."""

    def __init__(self, opened: OpenedRegister, places: Places) -> None:
        self._writing = opened
        self._asked = opened.asked
        self._arriving = opened.arriving
        self._places = places

    # Taking steps

    def step(self, some: Sequence[Waiting]) -> list[Answer]:
        """What is answered to each of them; whatever goes wrong, everybody gets an answer."""
        return self._registered([act_of(waiting.brought, waiting.key) for waiting in some])

    def _registered(self, acts: Sequence[Act]) -> list[Answer]:
        looked: list[LookedAt] = []
        refused: dict[int, Answer] = {}
        for place, act in enumerate(acts):
            try:
                looked.append(self._writing.sequencer.look_at(act))
            except ChanceryError as fault:
                refused[place] = refusal(fault)
            except Exception as fault:
                refused[place] = _failed(fault)
        told = iter(self._taken(looked))
        return [refused.get(place) or next(told) for place in range(len(acts))]

    def _taken(self, looked: Sequence[LookedAt]) -> list[Answer]:
        try:
            step = self._writing.sequencer.register(looked)
            return self._answers(step.outcomes, step.head)
        except ChanceryError as trouble:
            return [unknown(trouble)] * len(looked)
        except Exception as fault:  # a fault of ours must leave nobody without an answer
            return [_failed(fault)] * len(looked)

    def _answers(self, outcomes: Sequence[Outcome], head: Head | None) -> list[Answer]:
        indices = sorted({outcome.index for outcome in outcomes if isinstance(outcome, Registered)})
        receipts: dict[int, bytes] = {}
        if head is not None and indices:
            hashes, signed = HashesFromTiles(self._writing.registry.file, head.size), receipts_of(head)
            paths = inclusion_paths(indices, head.size, hashes)
            receipts = {at: signed.inclusion(at, path) for at, path in zip(indices, paths, strict=True)}
        return [
            registered(receipts[outcome.index], self._places.entry(outcome.index), status=201)
            if isinstance(outcome, Registered)
            else refusal(outcome)
            for outcome in outcomes
        ]

    # Promises

    def promise(self, some: Sequence[Waiting]) -> list[Answer]:
        """Keep their acts durably, all at once, and say where the fate of each will be told."""
        acts = [Arriving(key=waiting.key, octets=waiting.message) for waiting in some]
        try:
            handles = self._arriving.keep(acts, self._asked.now())
        except ChanceryError as trouble:
            return [unknown(trouble)] * len(some)
        return [running(self._places.promise(handle), status=303) for handle in handles]

    def keep_promises(self) -> None:
        """Take those onto the log who were promised it; run when nobody stands in line."""
        now = self._writing.registry.now()
        self._arriving.forget_refused(Instant(now - REFUSALS_KEPT))
        waiting = self._arriving.oldest(MOST)
        # Most had their turn in line after all; they are not looked at again.
        had = self._writing.sequencer.given([each.key for each in waiting])
        self._arriving.registered(had)
        acts = [act for each in waiting if each.key not in had for act in self._readable(each, now)]
        answers = dict(zip((act.key or "" for act in acts), self._registered(acts), strict=True))
        self._arriving.registered([key for key, answer in answers.items() if answer.status == 201])
        for key, answer in answers.items():
            if answer.status not in (201, 503):
                self._arriving.refused(key, answer.octets, now)

    def _readable(self, each: Arriving, now: Instant) -> list[Act]:
        """What was promised; nothing where it cannot be read any more, which holds up none behind it."""
        try:
            return [act_of(read_brought(each.octets, self._writing.registry.institution), each.key)]
        except ChanceryError as fault:
            self._arriving.refused(each.key, refusal(fault).octets, now)
            return []

    # Asking

    def entry(self, written: str) -> Answer:
        """The receipt of an entry, freshly cut, or how far a promise has come."""
        place = place_of(written)
        if place is None:
            return INVALID_LOCATOR
        try:
            return self._receipt(place) if isinstance(place, int) else self._promised(place)
        except ChanceryError as trouble:
            return unavailable(trouble)

    def _receipt(self, index: int) -> Answer:
        head = self._asked.head()
        if index >= head.size:
            return NO_SUCH_ENTRY
        path = inclusion_path(index, head.size, HashesFromTiles(self._asked.file, head.size))
        receipt = receipts_of(head).inclusion(index, path)
        return registered(receipt, self._places.entry(index), status=200)

    def _promised(self, handle: bytes) -> Answer:
        found = self._arriving.whereabouts(handle)
        if found is None:
            return NO_SUCH_ENTRY
        if found.refusal is not None:
            return Answer(status=400, headers=[("content-type", PROBLEM)], octets=found.refusal)
        if found.index is None or found.index >= self._asked.head().size:
            return running(self._places.promise(handle), status=302)
        return self._receipt(found.index)


def _failed(fault: Exception) -> Answer:
    return unknown(Unavailable(f"The register failed: {type(fault).__name__}."))


def act_of(brought: Brought, key: str) -> Act:
    """The act in a message, under its idempotency key."""
    return Act(octets=brought.act, approvals=brought.approvals, words=brought.words, key=key)
