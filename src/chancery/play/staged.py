"""6 January 2020 on two real houses: databases, keys, logs and folders of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from chancery.play.moments import moment
from chancery.play.player import Player
from chancery.play.scenario import Scenario, read_scenarios
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

US, IQ = Institution("us.demo"), Institution("iq.demo")
SCENARIO = "data/6-january-2020.yaml"


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


def stage_in(folder: Path, counters: Mapping[Institution, str]) -> Staged:
    """
    Play the main run on two houses in *folder*; afterwards both stand by their records now.

    *counters* gives each institution's web address on this machine.
    """
    scenario = six_january()
    houses: dict[Institution, House] = {}

    def build(institution: Institution, dial: Dial) -> tuple[Registry, Pen]:
        house = found_house(
            folder / institution,
            institution,
            counter=counters[institution],
            demonstration=scenario.assumptions,
            clock=dial,
            alias=institution,
        )
        houses[institution] = house
        return open_registry(house, pen=True, alias=f"record:{institution}", clock=dial), house.pen()

    player = Player(scenario.runs[0], build)
    player.perform()
    staged = Staged(
        houses={who: _following(house, houses) for who, house in houses.items()},
        registries=player.stage.registries,
        assumptions=scenario.assumptions,
        player=player,
    )
    staged.stand_by()
    return staged


def _following(house: House, houses: Mapping[Institution, House]) -> House:
    """The house, set to follow all the others by their published files."""
    for other, theirs in houses.items():
        if other != house.institution:
            house = add_followed(house, Followed(institution=other, folder=theirs.register))
    return house
