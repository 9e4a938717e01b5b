"""The page of what can be watched holds every thing, figure and event, and none that is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from prometheus_client import CollectorRegistry

from chancery.wiring import House
from chancery.wiring.watch import counted, figures
from chancery.wiring.watch.readiness import NEEDED, Face, Readiness, Thing, readiness
from chancery.wiring.watch.settings import WATCH_NAMES
from tests.wiring.watch.test_readiness import mine as mine

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/metrics.md").read_text(encoding="utf-8")
NAME = re.compile(r"^(chancery_[a-z_]+)$")


def section(head: str) -> str:
    return PAGE.partition(f"\n## {head}\n")[2].partition("\n## ")[0]


def rows(text: str) -> dict[str, list[str]]:
    """The cells of each row of a table, by the name that begins it."""
    lines = [line.removeprefix("| ").removesuffix(" |") for line in text.splitlines() if line[:3] == "| `"]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {each[0].strip("`"): each[1:] for each in cells}


def in_code() -> dict[str, str]:
    """Every figure that the code can tell, and its kind."""
    kinds = {each.name: each.type for each in counted._OURS.collect()}
    source = (ROOT / "src/chancery/wiring/watch/figures.py").read_text(encoding="utf-8")
    kinds |= dict.fromkeys(re.findall(r'"(chancery_[a-z_]+)"', source), "gauge")
    kinds["chancery_log_entries"] = "counter"
    return {f"{name}_total" if kind == "counter" else name: kind for name, kind in kinds.items()}


def test_every_figure_is_on_the_page() -> None:
    """With its kind; and the page names no other."""
    told = {name: cells[0] for name, cells in rows(section("Figures")).items()}
    assert told == in_code()
    assert len(told) > 15


def test_every_thing_is_on_the_page() -> None:
    """With the faces that need it, and those that only tell of it."""
    faces = (Face.COUNTER, Face.DESK, Face.COURIER, Face.LIVE, Face.REGISTER)
    words = {True: "needed", False: "told", None: ""}
    wanted = {thing.value: [words[NEEDED[face].get(thing)] for face in faces] for thing in Thing}
    assert {name: cells[1:] for name, cells in rows(section("Readiness")).items()} == wanted


def test_names_follow_the_conventions_of_prometheus() -> None:
    """One prefix; units in full and in base; `_total` for what only grows, and for nothing else."""
    for name, kind in in_code().items():
        assert NAME.fullmatch(name), name
        assert name.endswith("_total") == (kind == "counter"), name
        assert not re.search(r"_(ms|minutes|kb|mb|percent|age)\b", name), name


def test_what_a_house_tells_is_what_the_page_says(mine: House) -> None:
    """A figure that is told at run time stands on the page as told by that face."""

    def look(face: Face) -> Callable[[], Readiness]:
        return lambda: readiness(mine, face, record="record:mine")

    page = rows(section("Figures"))
    for face in Face:
        registry = CollectorRegistry()
        registry.register(figures.Figures(mine, face, look(face)))
        for family in registry.collect():
            name = f"{family.name}_total" if family.type == "counter" else family.name
            by = page[name][3].lower()
            assert by == "all" or face.value in by or (by == "all but live" and face is not Face.LIVE), name


def test_every_setting_is_on_the_page_of_the_house() -> None:
    """Whatever may stand under `[watch]`."""
    told = (ROOT / "docs/reference/house.md").read_text(encoding="utf-8")
    assert {name for name in WATCH_NAMES if f"`{name}`" not in told} == set()


def test_every_event_is_on_the_page() -> None:
    """Of the lines that are written for programs."""
    from chancery.web.door_book import Event

    told = section("Lines")
    assert {each.value for each in Event if f"`{each.value}`" not in told} == set()
    for event in ("answered", "fault", "said", "server"):
        assert f"`{event}`" in told
