"""6 January 2020 on two real houses: databases, keys, logs and folders of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from chancery.play.documents import read_documents
from chancery.play.moments import moment
from chancery.play.player import Player
from chancery.play.scenario import Run, Scenario, read_scenarios
from chancery.play.stage import Dial
from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.pen import Pen
from chancery.registry.registry import Registry
from chancery.wiring import (
    Followed,
    House,
    add_followed,
    follow,
    found_house,
    open_registry,
    system_clock,
)
from chancery.wiring.desk_settings import ADDRESS
from chancery.wiring.house import LIVE

US, IQ = Institution("us.demo"), Institution("iq.demo")
SCENARIO = "data/6-january-2020.yaml"
TODAY = "data/today.yaml"
LATEST = "TODAY"
"""What the scenario of the day calls the letter that nobody has taken back yet."""
MINUTE, YEAR = 60, 365 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What is left standing after the play: the houses, their registries, and the letters by name."""

    houses: Mapping[Institution, House]
    registries: Mapping[Institution, Registry]
    assumptions: tuple[str, ...]
    player: Player

    def id(self, name: str) -> StatementId:
        """The id of what the scenario calls *name*."""
        return self.player.casting.id(name)

    def stand_by(self) -> None:
        """Both institutions stand by their records at this moment, and each reads the other's."""
        self.player.stage.dial.at = system_clock()
        for registry in self.registries.values():
            registry.renew()
        for institution, house in self.houses.items():
            follow(house, alias=f"record:{institution}")

    def at(self, written: str) -> Instant:
        """A moment of the scenario."""
        return moment(written, self.player.run.t0)


def six_january() -> Scenario:
    """The packaged scenario, wholly invented."""
    text = files("chancery.play").joinpath(SCENARIO).read_text(encoding="utf-8")
    return read_scenarios(text)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the house of one institution is to be found on this machine, host and port each."""

    counter: str
    desk: str = ADDRESS
    live: str = LIVE


def stage_in(
    folder: Path, addresses: Mapping[Institution, Addresses], *, today: Instant | None = None
) -> Staged:
    """
    Play the main run on two houses in *folder*; afterwards both stand by their records now.

    With *today*, what the scenario's own time has let lapse is renewed then, and a letter
    goes out that nobody has taken back yet (`data/today.yaml`).
    """
    scenario = six_january()
    run = scenario.runs[0] if today is None else with_today(scenario.runs[0], today)
    houses: dict[Institution, House] = {}

    def build(institution: Institution, dial: Dial) -> tuple[Registry, Pen]:
        house = found_house(
            folder / institution,
            institution,
            counter=addresses[institution].counter,
            live=addresses[institution].live,
            told_the_desk=_told(addresses[institution]),
            demonstration=scenario.assumptions,
            clock=dial,
            alias=institution,
        )
        houses[institution] = house
        return open_registry(house, pen=True, alias=f"record:{institution}", clock=dial), house.pen()

    player = Player(run, build)
    player.perform()
    staged = Staged(
        houses={who: _following(house, houses) for who, house in houses.items()},
        registries=player.stage.registries,
        assumptions=scenario.assumptions,
        player=player,
    )
    staged.stand_by()
    return staged


def with_today(run: Run, today: Instant) -> Run:
    """The run, going on until *today*."""
    text = files("chancery.play").joinpath(TODAY).read_text(encoding="utf-8")
    moments = {"RENEWED": today - MINUTE, "SENT": today, "UNTIL": today + YEAR}
    for name, at in moments.items():
        text = text.replace(name, f"T0+{at - run.t0}s")
    text = text.replace("YEAR", str(datetime.fromtimestamp(today, UTC).year))
    (document,) = read_documents(text)
    return replace(run, log=(*run.log, *document["log"]))


def _told(addresses: Addresses) -> str:
    """What its Desk is told: where it listens, and to put its mail where visitors can read it."""
    sender = json.dumps(f"registry@{addresses.desk.partition(':')[0]}")
    return f'address = {json.dumps(addresses.desk)}\n\n[mail]\nfolder = "mail"\nfrom = {sender}\n'


def _following(house: House, houses: Mapping[Institution, House]) -> House:
    """The house, set to follow all the others by their published files."""
    for other, theirs in houses.items():
        if other != house.institution:
            house = add_followed(house, Followed(institution=other, folder=theirs.register))
    return house
