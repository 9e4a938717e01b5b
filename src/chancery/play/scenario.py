"""The `chancery-scenario/1` format: acts, moments, and what the answers should be.

A file holds one or more YAML documents.  Only their `demonstration` part is played;
a `source_layer` of reported claims is read by `chancery.record.claims` and never acts.
Format: `docs/reference/scenario-format.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from chancery.errors import Malformed
from chancery.play.documents import read_documents
from chancery.play.moments import epoch
from chancery.record.statement import Instant

SCHEMA = "chancery-scenario/1"
USUAL_EPOCH = Instant(1_578_312_000)
"""2020-01-06T12:00:00Z, where a scenario names no T0 of its own, or one that no entry could bear."""

FIRST_EPOCH = Instant(31_536_000)
"""1971: entries are dated in seconds since 1970, and a scenario begins some days before its T0."""


@unique
class Asked(StrEnum):
    """What a probe asks."""

    STANDING = "standing"
    AUTHORITY = "authority"
    CLAUSE_AUTHORITY = "clause_authority"
    FORCE = "force"
    PREMISE = "premise"
    STALE_STANDING = "stale_standing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One expectation: ask this about that entry at that moment, and this is the answer."""

    id: str
    asked: Asked
    entry: str
    value: str
    written: Mapping[str, Any]
    """The probe as the file has it, with the moments and options of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One course of events: the main one or a branch, with its own expectations."""

    scenario: str
    branch: str | None
    log: tuple[Mapping[str, Any], ...]
    unreleased: frozenset[str]
    expectations: tuple[Probe, ...]
    t0: Instant
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A document of a scenario file: the main run, then its branches."""

    id: str
    title: str
    runs: tuple[Run, ...]
    assumptions: tuple[str, ...] = ()
    """What was invented so that there is something to play."""


def read_scenarios(text: str) -> tuple[Scenario, ...]:
    """The scenarios in a file; raises `Malformed` with the place of the fault."""
    documents = [document for document in read_documents(text) if document is not None]
    if not documents:
        raise Malformed("The file holds no scenario.")
    return tuple(_scenario(document) for document in documents)


def _scenario(document: object) -> Scenario:
    whole = _mapping(document, "The scenario")
    if whole.get("schema") != SCHEMA:
        raise Malformed(f"The schema is {whole.get('schema')!r}; only {SCHEMA!r} can be played.")
    id = _text(whole, "id", "The scenario")
    play = _mapping(whole.get("demonstration"), f"{id}: demonstration")
    t0 = _epoch(play)
    log = _each_called_once(tuple(_entries(play.get("log"), f"{id}: log")), id)
    main = Run(
        scenario=id,
        branch=None,
        log=log,
        unreleased=frozenset(),
        expectations=tuple(_probes(play.get("expect", []), f"{id}: expect")),
        t0=t0,
    )
    branches = [_branch(branch, main) for branch in _list(play.get("branches", []), f"{id}: branches")]
    return Scenario(
        id=id,
        title=str(whole.get("title", "")),
        runs=(main, *branches),
        assumptions=tuple(str(line) for line in _list(play.get("assumptions", []), f"{id}: assumptions")),
    )


def _epoch(play: Mapping[str, Any]) -> Instant:
    written = play.get("epoch")
    if written is None:
        return USUAL_EPOCH
    t0 = epoch(_mapping(written, "epoch").get("T0"))
    return t0 if t0 >= FIRST_EPOCH else USUAL_EPOCH


def _branch(document: object, main: Run) -> Run:
    branch = _mapping(document, f"{main.scenario}: a branch")
    id = _text(branch, "id", f"{main.scenario}: a branch")
    place = f"{main.scenario}/{id}"
    dropped = {str(name) for name in _list(branch.get("drop", []), f"{place}: drop")}
    kept = tuple(entry for entry in main.log if entry["id"] not in dropped)
    added = tuple(_entries(branch.get("add", []), f"{place}: add"))
    return Run(
        scenario=main.scenario,
        branch=id,
        log=_each_called_once((*kept, *added), place),
        unreleased=frozenset(
            str(name) for name in _list(branch.get("make_private", []), f"{place}: make_private")
        ),
        expectations=tuple(_probes(branch.get("expect", []), f"{place}: expect")),
        t0=main.t0,
        what=str(branch.get("what", "")),
    )


def _entries(written: object, place: str) -> Iterator[Mapping[str, Any]]:
    for document in _list(written, place):
        entry = _mapping(document, place)
        for name in ("id", "inst", "kind"):
            _text(entry, name, place)
        if entry["kind"] not in ("charter", "statement"):
            raise Malformed(f"{place}: entry {entry['id']} is of the unknown kind {entry['kind']!r}.")
        if "at" not in entry:
            raise Malformed(f"{place}: entry {entry['id']} has no moment (at).")
        yield entry


def _each_called_once(log: tuple[Mapping[str, Any], ...], place: str) -> tuple[Mapping[str, Any], ...]:
    called = Counter(entry["id"] for entry in log)
    for id, times in called.items():
        if times > 1:
            raise Malformed(f"{place}: {times} entries are called {id}.")
    return log


def _probes(written: object, place: str) -> Iterator[Probe]:
    for document in _list(written, place):
        probe = _mapping(document, place)
        id = _text(probe, "id", place)
        try:
            asked = Asked(_text(probe, "probe", f"{place}: {id}"))
        except ValueError:
            raise Malformed(
                f"{place}: {id} asks for {probe['probe']!r}, which is no question here."
            ) from None
        yield Probe(
            id=id,
            asked=asked,
            entry=_text(probe, "entry", f"{place}: {id}"),
            value=str(probe.get("value", "")),
            written=probe,
        )


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise Malformed(f"{place} should hold names and their values, such as `id: first`.")
    return value


def _list(value: object, place: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Malformed(f"{place} should be a list.")
    return value


def _text(record: Mapping[str, Any], name: str, place: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"{place}: {name} is missing or not text.")
    return value
