"""Threat 29: witnesses that are slow, hang or are gone silence nobody, and no quorum is made up."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from chancery.cli.serving import free_port
from chancery.errors import Untrusted
from chancery.log.policy import Policy, open_witnessed
from chancery.log.vkey import VerifierKey
from chancery.wiring import cosigning
from tests.cli.house_by_hand import HouseByHand, house_by_hand, objects, run
from tests.interop.programs import our_witness

NAMES = ("archive", "court", "press")
FAR = 1 << 40
"""Unix seconds after every time that a witness of today states."""


class Three:
    """A house whose log three witnesses cosign; a reader's policy asks for two of them."""

    def __init__(self, house: HouseByHand, running: ExitStack) -> None:
        self.house = house
        self.log = [_key(house.folder / "register" / name) for name in ("vkey", "vkey-pq")]
        self._running = {name: running.enter_context(ExitStack()) for name in NAMES}
        self._keys: dict[str, VerifierKey] = {}
        for name in NAMES:
            self._begin(name)

    def _begin(self, name: str) -> None:
        witness = self._running[name].enter_context(our_witness(self.house.keys / name, *self.log))
        self._keys[name] = witness.keys[0]
        vkeys = [key.text for key in witness.keys]
        with (self.house.folder / "chancery.toml").open("a") as settings:
            settings.write(f'\n[witness.{name}]\nurl = "{witness.url}"\nvkey = {json.dumps(vkeys)}\n')

    def end(self, *names: str) -> None:
        for name in names:
            self._running[name].close()

    def replaced(self, name: str, port: int) -> None:
        """Ask somebody else under that name."""
        place = self.house.folder / "chancery.toml"
        before, at, after = place.read_text().partition(f"[witness.{name}]\n")
        rest = after.partition("\n")[2]
        place.write_text(f'{before}{at}url = "http://127.0.0.1:{port}"\n{rest}')

    def newest(self) -> int | None:
        """The moment for which two of three vouch, under the checkpoint that the world is shown."""
        note = (self.house.folder / "register" / "checkpoint").read_bytes()
        return open_witnessed(note, Policy.parse(self.policy().encode()), now=FAR).as_of

    def policy(self) -> str:
        """A reader's file: two of the three."""
        lines = [f"log {self.log[0].text}", *(f"witness {n} {key.text}" for n, key in self._keys.items())]
        return "\n".join([*lines, f"group two 2 {' '.join(NAMES)}", "quorum two", ""])

    def standing(self, code: str) -> str:
        """What such a reader answers about a letter, with nothing but its evidence as of now."""
        file, policy = self.house.keys / "letter.evidence", self.house.file("policy.txt", self.policy())
        self.house.run("evidence", code, "-o", file)
        (found,) = objects(run("check", file, "--offline", "--policy", policy, "--json"))
        return str(found["standing"]["state"])

    def presences(self) -> dict[str, dict[str, object]]:
        """What programs read of who is there and who is missing since when."""
        found: dict[str, dict[str, object]] = json.loads((self.house.folder / "witnesses.json").read_bytes())
        return found


def _key(place: Path) -> VerifierKey:
    return VerifierKey.parse(place.read_text().strip())


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with ExitStack() as running:
        yield Three(house_by_hand(tmp_path / "own", "own.example"), running)


def test_with_two_of_three_gone_release_goes_on_and_no_quorum_is_shown(three: Three) -> None:
    """n - k + 1 killed: the letter stands, the one line is shown, and a policy of two calls that too few."""
    assert "cosigned by 3 of 3" in three.house.run("cosign").stdout
    first = three.newest()
    assert first is not None
    three.end("court", "press")
    code = three.house.released()
    assert (
        three.house.answers(code)["standing"]["state"] == "current"
    )  # to its own house, which needs no word
    assert "cosigned by 1 of 3" in three.house.run("cosign").stdout
    assert three.standing(code).startswith("unknown since ")
    with pytest.raises(Untrusted, match="Too few"):
        three.newest()
    seen = three.presences()
    assert seen["archive"]["missing_since"] is None
    for name in ("court", "press"):
        assert isinstance(seen[name]["missing_since"], int)
        assert seen[name]["signed"] == pytest.approx(first, abs=60)
        assert "does not answer" in str(seen[name]["trouble"])


def test_one_that_hangs_delays_nobody(three: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and is silent: at the deadline the others' lines are shown; it is named."""
    monkeypatch.setattr(cosigning, "DEADLINE", 3)
    code = three.house.released()
    three.end("press")
    with socket.create_server(("127.0.0.1", free_port(0))) as silent:
        three.replaced("press", silent.getsockname()[1])
        begun = time.monotonic()
        said = three.house.run("cosign").stdout
        assert time.monotonic() - begun < 3 + 5
    assert "cosigned by 2 of 3" in said
    assert "press: missing since" in said
    assert "had not answered after 3 seconds" in said
    assert three.newest() is not None
    assert three.standing(code) == "current"
