"""Serving from this machine: many readers at once, and nothing on the terminal that alarms anybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest

from chancery.cli.serving import Server, answering, free_port
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


def _status(address: str) -> int:
    with urlopen(address, timeout=30) as answer:
        status: int = answer.status
        return status
