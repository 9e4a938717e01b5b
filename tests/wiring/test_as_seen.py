"""How a real house looks from outside: its witnesses, its neighbours, and why nothing is said of one."""

from __future__ import annotations

import json
from pathlib import Path

from chancery.check.freshness import Doubt
from chancery.wiring import House, open_index
from chancery.wiring.as_seen import AsSeen, as_seen
from tests.hostile.forger import T0, VICTIM
from tests.hostile.seen_by import Reading, log_of, policy


def looked_at(reading: Reading, at: int) -> AsSeen:
    index, _ = open_index(reading.house, alias=reading.alias)
    return as_seen(reading.house, reading.registry(at), index)


def test_a_neighbour_is_told_with_its_age_and_its_doubt(tmp_path: Path) -> None:
    """Up to the quorum that was asked for, and from a proof on with the reason."""
    reading = Reading(tmp_path, policy())
    assert looked_at(reading, T0 + 5).others[0].seen is None
    reading.follow(log_of("one", at=T0 + 50, times={"w1": T0 + 10, "w2": T0 + 20}))
    (known,) = looked_at(reading, T0 + 60).others
    assert (known.institution, known.size, known.seen, known.doubt) == (VICTIM, 4, T0 + 10, None)
    reading.house.equivocation.mkdir()
    (reading.house.equivocation / "victim.demo-4.equivocation").write_text("…")
    assert looked_at(reading, T0 + 60).others[0].doubt is Doubt.TWO_HISTORIES


def test_witnesses_are_told_as_they_stood_when_they_were_asked(tmp_path: Path) -> None:
    """One that signs, one that is missing, one that was never asked; never why, which names addresses."""
    reading = Reading(tmp_path)
    place = reading.house.folder / "chancery.toml"
    lines = "".join(f'\n[witness.{name}]\nurl = "https://{name}.example"\nvkey = ["x"]\n' for name in "abc")
    place.write_text(place.read_text() + lines)
    kept = {
        "a": {"size": 3, "signed": T0 + 5, "missing_since": None, "trouble": ""},
        "b": {"size": 2, "signed": T0, "missing_since": T0 + 4, "trouble": "It does not answer."},
    }
    (reading.house.folder / "witnesses.json").write_text(json.dumps(kept))
    reading.house = House.read(reading.house.folder)
    seen = looked_at(reading, T0 + 60)
    assert [(each.name, each.signed, each.missing_since, each.asked) for each in seen.witnesses] == [
        ("a", T0 + 5, None, True),
        ("b", T0, T0 + 4, True),
        ("c", None, None, False),
    ]
    assert not seen.asks
    assert "answer" not in repr(seen)
