"""The player: what it performs, what it leaves unsaid, and how it reads moments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import pytest

from chancery.errors import Malformed
from chancery.play.moments import epoch, moment, relative, span
from chancery.play.scenario import USUAL_EPOCH, Run, read_scenarios
from chancery.record.statement import Instant, Institution, Statement
from chancery.registry.registry import Registry
from tests.play.playing import played

PACKAGED = files("chancery.play").joinpath("data/6-january-2020.yaml").read_text(encoding="utf-8")
T0 = USUAL_EPOCH


def runs() -> Iterator[Run]:
    (scenario,) = read_scenarios(PACKAGED)
    yield from scenario.runs


# ── drafts ──


def test_a_draft_leaves_the_log_as_if_it_had_never_been_written() -> None:
    """With the letter kept private, every byte of the log is that of a day without it."""
    (leaked,) = [run for run in runs() if run.unreleased]
    never = replace(leaked, log=tuple(entry for entry in leaked.log if entry["id"] not in leaked.unreleased))
    with_draft, without = played(leaked).stage.registries, played(replace(never, unreleased=frozenset()))
    for institution, registry in with_draft.items():
        assert tiles(registry) == tiles(without.stage.registries[institution])


def tiles(registry: Registry) -> list[bytes]:
    size = int((registry.file("checkpoint") or b"").split(b"\n")[1])
    found = [registry.file(f"tile/{kind}/000.p/{size}") for kind in ("entries", "0")]
    return [octets for octets in found if octets]


# ── the same file, the same bytes ──


def test_the_same_file_always_gives_the_same_log() -> None:
    """Keys, ids and salts come from the file alone; so do all the bytes of its logs."""
    main = next(runs())
    once, again = played(main).stage.registries, played(main).stage.registries
    assert {who: tiles(registry) for who, registry in once.items()} == {
        who: tiles(registry) for who, registry in again.items()
    }
    assert all(len(tiles(registry)) == 2 for registry in once.values())


def test_each_institution_has_a_log_of_its_own() -> None:
    """Two institutions share nothing: neither names, nor keys, nor entries."""
    registries = played(next(runs())).stage.registries
    assert set(registries) == {Institution("us.demo"), Institution("iq.demo")}
    vkeys = [registry.charters(who)[0].act for who, registry in registries.items()]
    assert len({str(charter) for charter in vkeys}) == 2


def test_an_act_over_objections_is_on_the_record_with_them() -> None:
    """The letter that no mandate allowed was released over preflight, and says so for ever."""
    player = played(next(runs()))
    letter = player.stage.registries[Institution("us.demo")].letter(player.casting.id("L"))
    assert letter is not None
    act = letter.entry.act
    assert isinstance(act, Statement)
    assert act.override is not None
    assert "clause_unauthorised" in act.override.objections


# ── moments ──


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *(("T0", 0), ("T0+5m", 300), ("T0-30d", -2_592_000), ("T0+1.5h", 5_400), ("T0+7s", 7)),
        *((0, 0), (90, 5_400), (-1, -60), (0.5, 30)),
    ],
)
def test_a_moment_is_written_from_t0(written: object, seconds: int) -> None:
    """T0 with a distance, or plainly the minutes after it."""
    assert moment(written, T0) == T0 + seconds


@pytest.mark.parametrize(
    "written",
    [None, True, "", "noon", "T0+", "T0+5", "T0+5y", "T1", "T0+٥m", float("nan"), "T0+" + "9" * 400 + "m"],
)
def test_anything_else_is_no_moment(written: object) -> None:
    """One sentence says what a moment looks like."""
    with pytest.raises(Malformed):
        moment(written, T0)


@pytest.mark.parametrize(
    ("written", "seconds"), [("2m", 120), ("72h", 259_200), ("30d", 2_592_000), (2, 120)]
)
def test_a_length_of_time(written: object, seconds: int) -> None:
    """How old a view may be: with its unit, or in minutes."""
    assert span(written) == seconds


@pytest.mark.parametrize("written", [None, "T0+2m", "-2m", "soon", float("inf")])
def test_anything_else_is_no_length_of_time(written: object) -> None:
    """A moment is no length, nor is a word."""
    with pytest.raises(Malformed):
        span(written)


def test_a_moment_is_told_as_scenarios_write_it() -> None:
    """In minutes from T0, before or after it."""
    assert [relative(Instant(T0 + s), T0) for s in (0, 60, -60, 90)] == ["T0", "T0+1m", "T0-1m", "T0+1.5m"]


@pytest.mark.parametrize("written", ["2020-01-06T12:00:00", "the sixth", None, 7])
def test_t0_is_a_moment_with_its_zone(written: object) -> None:
    """Noon without a zone is no moment."""
    with pytest.raises(Malformed):
        epoch(written)


def test_a_story_older_than_the_calendar_of_machines_can_be_played() -> None:
    """A telegram of 1914 is played as if it were later: every answer is relative to T0."""
    early = PACKAGED.replace("'2020-01-06T12:00:00Z'", "'1914-07-28T12:00:00Z'")
    assert early != PACKAGED
    (scenario,) = read_scenarios(early)
    player = played(scenario.runs[0])
    assert [outcome for outcome in player.outcomes() if not outcome.agrees] == []
