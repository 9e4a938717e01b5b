"""Serving from this machine: many readers at once, and nothing on the terminal that alarms anybody."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest

from chancery.cli.serving import Server, answering, free_port
from chancery.errors import Unavailable
from tests.cli.house_by_hand import HouseByHand

READERS = 32


@pytest.mark.slow
def test_many_readers_at_once_are_all_answered(
    shown: tuple[HouseByHand, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """They wait in line for one process; the server starts without a warning about threads."""
    house, code = shown
    counter = Server(
        application="chancery.web.wsgi:application",
        listens=f"127.0.0.1:{free_port(0)}",
        environment={"CHANCERY_HOME": str(house.folder)},
    )
    with answering([counter]) as (address,), ThreadPoolExecutor(READERS) as readers:
        told = list(readers.map(_status, [f"{address}/en/letter/{code}"] * READERS))
    assert told == [200] * READERS
    assert "WARNING" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("shared", [False, True])
def test_an_address_where_somebody_listens_is_refused(shared: bool) -> None:
    """Also where they would share it: a request for one institution must not come to another."""
    with socket.socket() as other:
        if shared:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        listens = f"127.0.0.1:{other.getsockname()[1]}"
        server = Server(application="nothing:nothing", listens=listens, environment={})
        with pytest.raises(Unavailable, match=f"{listens} already. Choose another"), answering([server]):
            pass


def _status(address: str) -> int:
    with urlopen(address, timeout=30) as answer:
        status: int = answer.status
        return status
