"""A played house with its Counter and its teller of changes, and nginx before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from chancery.cli.live import live_server
from chancery.cli.serving import answering, counter_server, free_port
from chancery.wiring import House
from tests import nginx
from tests.conftest import leave_out
from tests.nginx import NAME, Behind, Nginx
from tests.rigs.stage import staged


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The house, its Counter as it answers by itself, and nginx before it."""

    house: House
    counter: str
    nginx: Nginx


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> House:
    """us.demo after 6 January 2020; read, and written only by whoever puts it right again."""
    return House.read(staged(tmp_path_factory.mktemp("deployed")))


@pytest.fixture(scope="session")
def front(played: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Everything that stands in the shipped configuration, and runs."""
    house = replace(played, counter=f"127.0.0.1:{free_port(0)}", live=f"127.0.0.1:{free_port(0)}")
    counter = counter_server(house)
    known = {**counter.environment, "CHANCERY_HOSTS": f"{NAME},localhost,127.0.0.1", "CHANCERY_LIMITS": "off"}
    servers = [replace(counter, environment=known), live_server(house)]
    with answering(servers), before(house, tmp_path_factory, house.counter, house.live) as server:
        yield Front(house=house, counter=house.counter, nginx=server)


@pytest.fixture(scope="session")
def alone(played: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """nginx, and nobody behind it."""
    with before(played, tmp_path_factory) as server:
        yield server


def before(house: House, folders: pytest.TempPathFactory, counter: str = "", live: str = ""):  # type: ignore[no-untyped-def]
    """nginx before a house; its absence ends the test."""
    behind = Behind(**{name: place for name, place in {"counter": counter, "live": live}.items() if place})
    try:
        nginx.program("nginx"), nginx.program("openssl")
    except nginx.ProgramAbsent as absent:
        leave_out(str(absent))
    return nginx.running(folders.mktemp("nginx"), house.folder.absolute(), behind)
