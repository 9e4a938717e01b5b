"""A seal, an authority that says what time it is, and one letter sealed at every level."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.paper.sealing.founding import FoundedSeal
from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.seal import Level, seal
from chancery.paper.sealing.timestamps import HttpTimestamps
from tests.paper.sealing.authority import Authority, listening
from tests.paper.sealing.letters import letter

NOW = int(time.time()) + 3_600
"""
The authority goes by the machine's clock, so the seals do as well.

An hour ahead of when the tests were gathered: the authority is made when the first test needs
it, and nothing may be looked at before its certificates begin.
"""


@pytest.fixture(scope="session")
def founded() -> FoundedSeal:
    return SealKey.found(
        domain="registrar.example", institution="Office of the Registrar", at=NOW - 3600, chance=os.urandom
    )


@pytest.fixture(scope="session")
def key(founded: FoundedSeal) -> SealKey:
    return SealKey.from_pem(founded.key, founded.chain)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with listening(Path(tmp_path_factory.mktemp("authority"))) as authority:
        yield authority


@pytest.fixture(scope="session")
def timestamps(authority: Authority) -> HttpTimestamps:
    return HttpTimestamps(authority.url, chain_pem=authority.chain)


@pytest.fixture(scope="session")
def sealed(key: SealKey, timestamps: HttpTimestamps) -> dict[Level, bytes]:
    """The same letter, sealed at every level there is."""
    return {
        level: seal(
            letter(2),
            key,
            level=level,
            at=NOW,
            timestamper=timestamps,
            reason="Issued on the record",
            location="registrar.example",
        )
        for level in Level
    }
