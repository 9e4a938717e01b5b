from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from chancery.paper.paper import Seal, SealChange, SealState
from chancery.paper.sealing.judging import judge
from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.seal import Level, seal
from tests.paper.sealing.attacks import CHANGES, Attack, note_laid_on_top
from tests.paper.sealing.conftest import NOW
from tests.paper.sealing.forgeries import FORGERIES, ranges, wrapped
from tests.paper.sealing.letters import letter
from tests.paper.sealing.shadows import SHADOWS

EVERY_CHANGE = (*CHANGES, *FORGERIES)


def named(each: Attack | tuple[Attack, ...]) -> str:
    return getattr(each, "__name__", "") or "-".join(part.__name__ for part in each)  # type: ignore[union-attr]


def states(seals: Iterable[Seal]) -> set[SealState]:
    return {each.state for each in seals}


@pytest.mark.parametrize("level", Level)
def test_ours_are_intact(sealed: dict[Level, bytes], level: Level) -> None:
    """A letter that left the office is judged intact at every level, under the name of the domain."""
    (found,) = judge(sealed[level])
    assert found.state is SealState.INTACT
    assert found.signer == "registrar.example"
    assert found.timestamped is (level > Level.B_B)
    assert found.at is not None
    assert abs(found.at - NOW) < 3_600 + 120, "the seal's own word, or the authority's clock"
    assert found.changes <= {SealChange.EXTENSION}


@pytest.mark.parametrize("attack", EVERY_CHANGE, ids=named)
def test_what_was_changed_is_not_intact(sealed: dict[Level, bytes], attack: Attack) -> None:
    """A letter that was changed after sealing, in any of these ways, is never judged intact."""
    assert SealState.INTACT not in states(judge(attack(sealed[Level.B_B])))


@pytest.mark.parametrize("attack", EVERY_CHANGE, ids=named)
def test_an_attack_is_one(sealed: dict[Level, bytes], attack: Attack) -> None:
    """Every attack here does something, and what it makes has a trace of a seal."""
    attacked = attack(sealed[Level.B_B])
    assert attacked != sealed[Level.B_B]
    assert judge(attacked)


def test_wrapping_is_found_though_the_digest_is_right(sealed: dict[Level, bytes]) -> None:
    """A wrapped seal holds, octet for octet; only where those octets stand gives it away."""
    found, *_ = judge(wrapped(sealed[Level.B_B]))
    assert (found.state, found.changes) == (SealState.CHANGED, {SealChange.UNDEFINED})


def test_a_note_laid_on_top_is_called_one(sealed: dict[Level, bytes]) -> None:
    """A change that lies over the words has its own class."""
    (found,) = judge(note_laid_on_top(sealed[Level.B_B]))
    assert found.changes == {SealChange.ANNOTATION}


@pytest.mark.parametrize("prepared", SHADOWS, ids=named)
def test_what_was_prepared_is_not_intact(key: SealKey, prepared: tuple[Attack, Attack]) -> None:
    """A letter prepared before the office sealed it is intact until the second half is done, then no more."""
    before, after = prepared
    sealed = seal(before(letter(2)), key, at=NOW, reason="", location="")
    assert states(judge(sealed)) == {SealState.INTACT}
    assert SealState.INTACT not in states(judge(after(sealed)))


def test_octets_damaged_anywhere(sealed: dict[Level, bytes]) -> None:
    """Any sealed octet that is another is noticed."""
    pdf = sealed[Level.B_B]
    _, before, after, _ = ranges(pdf)
    chance = random.Random(7)
    for _ in range(60):
        place = chance.choice([chance.randrange(before), chance.randrange(after, len(pdf))])
        damaged = pdf[:place] + bytes([pdf[place] ^ 1 << chance.randrange(8)]) + pdf[place + 1 :]
        assert SealState.INTACT not in states(judge(damaged))


@pytest.mark.parametrize("octets", [b"", b"\0", b"%PDF-1.7", b"no letter", letter(2)])
def test_without_a_seal_there_is_nothing_to_say(octets: bytes) -> None:
    """Where no seal ever was none is spoken of."""
    assert judge(octets) == ()


OVERHEARD = """
import sys
from pathlib import Path
from chancery.paper.sealing.judging import judge

heard = []
asking = ("socket.", "subprocess.")
sys.addaudithook(lambda event, _: heard.append(event) if event.startswith(asking) else None)
states = [seal.state.value for seal in judge(Path(sys.argv[1]).read_bytes())]
print(states, heard)
"""


def test_judging_asks_nobody(sealed: dict[Level, bytes], tmp_path: Path) -> None:
    """No socket is opened and no program is called to judge a seal, whoever should vouch for it."""
    place = tmp_path / "letter.pdf"
    place.write_bytes(sealed[Level.B_LTA])
    command = [sys.executable, "-c", OVERHEARD, str(place)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "['intact'] []\n"
