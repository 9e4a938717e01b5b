"""What a house holds at the moment somebody asks, as figures for Prometheus.

Moments are given as Unix seconds and never as ages: whoever alerts subtracts them from
their own clock, and a process that hangs makes them old by itself.  Each face tells only
what its own process may open: the Counter knows of no outbox, and nobody tells of drafts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from chancery import __version__
from chancery.errors import ChanceryError
from chancery.registry.outgoing import State
from chancery.wiring.watch.readiness import Readiness, Stands, last_round
from chancery.wiring.watch.settings import Face

if TYPE_CHECKING:
    from chancery.registry.ports import Index
    from chancery.wiring.house import House

Told = Callable[["House"], Iterator[Metric]]


class Figures(Collector):
    """The figures of one face of a house; what cannot be read is left out, and `chancery_ready` says so."""

    def __init__(self, house: House, face: Face, look: Callable[[], Readiness]) -> None:
        self._house, self._face, self._look = house, face, look

    def collect(self) -> Iterator[Metric]:
        """All of them, read anew."""
        yield _one("chancery_build_info", "Which version this is; always 1.", {"version": __version__}, 1)
        yield from self._readiness()
        for told in TOLD[self._face]:
            try:
                yield from list(told(self._house))
            except (ChanceryError, OSError):
                continue

    def _readiness(self) -> Iterator[Metric]:
        found = self._look()
        stands = GaugeMetricFamily(
            "chancery_ready",
            "Whether a thing that this process needs stands: 1, or 0 where it does not or nobody knows.",
            labels=["thing"],
        )
        for each in found.findings:
            stands.add_metric([each.thing.value], float(each.stands is Stands.YES))
        yield stands


def _log(house: House) -> Iterator[Metric]:
    from chancery.wiring.opened import open_stores

    head = open_stores(house).archive.head()
    if head is None:
        return
    entries = CounterMetricFamily("chancery_log_entries", "Acts on the record of this institution.")
    entries.add_metric([], head.size)
    yield entries
    yield _gauge("chancery_log_head_timestamp_seconds", "When the newest head was signed.", head.at)


def _state_head(house: House) -> Iterator[Metric]:
    from chancery.record.state_head import StateHead
    from chancery.wiring.opened import open_index

    index, _ = open_index(house)
    newest = index.newest_state(house.institution)
    if newest is None or not isinstance(newest.act, StateHead):
        return
    yield _gauge("chancery_state_head_timestamp_seconds", "When the newest state head was signed.", newest.at)
    yield _gauge(
        "chancery_state_head_expiry_timestamp_seconds",
        "From when on the newest state head says nothing any more.",
        newest.act.expires,
    )


def _witnesses(house: House) -> Iterator[Metric]:
    from chancery.wiring.cosigning import presences

    signed = GaugeMetricFamily(
        "chancery_witness_cosignature_timestamp_seconds",
        "When a witness last signed a head of this log, by its own clock.",
        labels=["witness"],
    )
    missing = GaugeMetricFamily(
        "chancery_witness_missing_since_timestamp_seconds",
        "Since when a witness has been asked in vain; absent while it signs.",
        labels=["witness"],
    )
    for name, presence in presences(house).items():
        if presence.signed is not None:
            signed.add_metric([name], presence.signed)
        if presence.missing_since is not None:
            missing.add_metric([name], presence.missing_since)
    yield signed
    yield missing


def _followed(house: House) -> Iterator[Metric]:
    from chancery.wiring.opened import open_index

    index, _ = open_index(house)
    held = GaugeMetricFamily(
        "chancery_followed_entries", "Entries of another institution that are held.", labels=["institution"]
    )
    behind = GaugeMetricFamily(
        "chancery_followed_lag_entries",
        "Entries that its newest head speaks of and that are not held yet.",
        labels=["institution"],
    )
    shown = GaugeMetricFamily(
        "chancery_followed_head_timestamp_seconds",
        "When the newest of its heads that was found good was signed.",
        labels=["institution"],
    )
    for who in house.follow:
        _add_followed(house, who, index, held, behind, shown)
    yield from (held, behind, shown)


def _add_followed(
    house: House,
    who: str,
    index: Index,
    held: GaugeMetricFamily,
    behind: GaugeMetricFamily,
    shown: GaugeMetricFamily,
) -> None:
    from chancery.log.checkpoint import claimed_head
    from chancery.record.statement import Institution
    from chancery.wiring.remembered import last_seen

    institution = Institution(who)
    reached = index.reached(institution)
    held.add_metric([who], reached)
    note = last_seen(house, institution)
    if note is not None:
        behind.add_metric([who], max(0, claimed_head(note).size - reached))
    at = index.seen(institution)
    if at is not None:
        shown.add_metric([who], at)


def _courier(house: House) -> Iterator[Metric]:
    then = last_round(house)
    if then is not None:
        yield _gauge(
            "chancery_courier_last_round_timestamp_seconds", "When the courier last finished a round.", then
        )


def _outbox(house: House) -> Iterator[Metric]:
    from chancery.store import database

    database.stand_alone()
    from django.db import connections

    from chancery.store.post.undelivered import undelivered
    from chancery.store.sides import DESK

    if DESK not in connections.settings:
        database.attach(DESK, house.desk)
    messages = GaugeMetricFamily(
        "chancery_outbox_messages",
        "Messages that wait, are on their way, or were given up.",
        labels=["way", "state"],
    )
    oldest = GaugeMetricFamily(
        "chancery_outbox_oldest_timestamp_seconds",
        "When the oldest message that waits was left.",
        labels=["way"],
    )
    for each in undelivered():
        messages.add_metric([each.way, each.state], each.messages)
        if each.state == State.WAITING:
            oldest.add_metric([each.way], each.oldest)
    yield messages
    yield oldest


def _free_space(house: House) -> Iterator[Metric]:
    free = shutil.disk_usage(house.folder).free
    yield _gauge("chancery_free_space_bytes", "Octets that are free where the register lies.", free)


TOLD: Mapping[Face, tuple[Told, ...]] = {
    Face.COUNTER: (_log, _state_head, _witnesses, _followed, _free_space),
    Face.DESK: (_log, _state_head, _witnesses, _followed, _courier, _outbox, _free_space),
    Face.COURIER: (_log, _state_head, _witnesses, _followed, _courier, _outbox, _free_space),
    Face.LIVE: (_log,),
    Face.REGISTER: (_log, _state_head, _witnesses, _free_space),
}


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, told, value=value)


def _one(name: str, told: str, labels: Mapping[str, str], value: float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family
