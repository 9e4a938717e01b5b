"""Two witnesses over real HTTP: asked, absent, contradicted; and a proof with their lines in it."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import pytest

from chancery.cli.serving import Server, answering, free_port
from chancery.log.checkpoint import SignedCheckpoint, open_checkpoint, sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.vkey import VerifierKey
from chancery.log.witness import CONFLICT_MEDIA_TYPE, AddCheckpoint
from chancery.seal.evidence import read_evidence
from chancery.wiring.house import House
from tests.cli.house_by_hand import HouseByHand, run
from tests.log.keys import NOON

NAMES = ("archive", "court")


class Witnesses:
    """Two witnesses that know one house's log, each a server of its own that can be ended and begun again."""

    def __init__(self, house: HouseByHand) -> None:
        self.house = house
        self.ports = {name: free_port(0) for name in NAMES}
        self.keys = {name: self._founded(name) for name in NAMES}
        self._running = {name: ExitStack() for name in NAMES}

    def _folder(self, name: str) -> Path:
        return self.house.keys / name

    def _founded(self, name: str) -> list[VerifierKey]:
        register = self.house.folder / "register"
        vkeys = [(register / file).read_text().strip() for file in ("vkey", "vkey-pq")]
        logs = [word for vkey in vkeys for word in ("--log", vkey)]
        listens = f"127.0.0.1:{self.ports[name]}"
        made = run(
            "witness", "init", f"{name}.example", *logs, "--listens", listens, "--data", self._folder(name)
        )
        lines = made.stdout.splitlines()[:2]
        with (self.house.folder / "chancery.toml").open("a") as settings:
            settings.write(f'\n[witness.{name}]\nurl = "http://{listens}"\nvkey = {lines!r}\n')
        return [VerifierKey.parse(line) for line in lines]

    def begin(self, *names: str) -> None:
        for name in names:
            server = Server(
                application="chancery.web.witness:application",
                listens=f"127.0.0.1:{self.ports[name]}",
                environment={"CHANCERY_WITNESS": str(self._folder(name))},
            )
            self._running[name].enter_context(answering([server]))

    def end(self, *names: str) -> None:
        for name in names:
            self._running[name].close()

    def asked(self, name: str, method: str, path: str, body: bytes | None = None) -> tuple[int, str, bytes]:
        """Status, content type and body of what this witness answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[name], timeout=10)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type", ""), answer.read()
        finally:
            connection.close()

    def opened(self, note: bytes) -> SignedCheckpoint:
        keys = [key for each in self.keys.values() for key in each]
        return open_checkpoint(note, self.house_of().origin, self.log_keys(), keys)

    def cosigners(self) -> set[str]:
        """Whose lines stand under the checkpoint that the world is shown."""
        opened = self.opened((self.house.folder / "register" / "checkpoint").read_bytes())
        return {signed.key.name for signed in opened.cosignatures}

    def house_of(self) -> House:
        return House.read(self.house.folder)

    def log_keys(self) -> list[VerifierKey]:
        return [VerifierKey.parse(line) for line in self.house_of().pen().vkeys]


@pytest.fixture
def witnesses(house: HouseByHand) -> Iterator[Witnesses]:
    two = Witnesses(house)
    yield two
    two.end(*NAMES)


def test_both_sign_one_falls_silent_and_comes_back(house: HouseByHand, witnesses: Witnesses) -> None:
    """Who is missing is named with the moment since when; the other's signature is shown all the same."""
    witnesses.begin(*NAMES)
    assert "cosigned by 2 of 2" in house.run("cosign").stdout
    assert witnesses.cosigners() == {"archive.example", "court.example"}

    witnesses.end("court")
    house.released()
    said = house.run("cosign").stdout
    assert "cosigned by 1 of 2" in said
    since = said.partition("court: missing since ")[2].partition(";")[0]
    assert since.endswith("Z")
    assert "does not answer" in said
    assert witnesses.cosigners() == {"archive.example"}
    assert f"missing since {since}; last signed 20" in house.run("cosign").stdout

    witnesses.begin("court")
    (house.folder / "witnesses.json").unlink()  # what they said is asked of them again
    assert "cosigned by 2 of 2" in house.run("cosign").stdout
    assert witnesses.cosigners() == {"archive.example", "court.example"}


def test_a_letters_proof_carries_the_cosignatures(
    house: HouseByHand, witnesses: Witnesses, tmp_path: Path
) -> None:
    """Lines by keys that an offline check does not know are passed over, and both are there for who does."""
    code = house.released()
    witnesses.begin(*NAMES)
    house.run("cosign")
    file = tmp_path / "letter.evidence"
    house.run("evidence", code, "-o", file)
    evidence = read_evidence(file.read_bytes())
    evidence.check()
    (extract,) = evidence.extracts
    assert {signed.key.name for signed in witnesses.opened(extract.checkpoint).cosignatures} == {
        "archive.example",
        "court.example",
    }
    assert house.answers(file, "--offline")["standing"]["state"] == "current"


def test_a_fork_is_refused_and_said(house: HouseByHand, witnesses: Witnesses) -> None:
    """A witness that was shown another history of as many entries signs nothing of this one."""
    witnesses.begin(*NAMES)
    here = witnesses.house_of()
    size = int((house.folder / "register" / "checkpoint").read_bytes().split(b"\n")[1])
    fork = sign_checkpoint(
        TreeHead(origin=here.origin, size=size, root=sha256(b"another history").digest()),
        here.pen().log,
        at=NOON,
    )
    body = AddCheckpoint(old_size=0, path=(), checkpoint=fork).to_bytes()
    assert witnesses.asked("court", "POST", "/add-checkpoint", body)[0] == 200
    said = house.run("cosign").stdout
    assert "cosigned by 1 of 2" in said
    assert "does not continue" in said
    assert witnesses.cosigners() == {"archive.example"}


def test_a_witness_that_saw_more_than_there_is_warns_of_a_restored_record(
    house: HouseByHand, witnesses: Witnesses
) -> None:
    """Nothing else outside the house would tell that entries are gone."""
    witnesses.begin(*NAMES)
    here = witnesses.house_of()
    longer = sign_checkpoint(
        TreeHead(origin=here.origin, size=1_000, root=sha256(b"once there").digest()), here.pen().log, at=NOON
    )
    body = AddCheckpoint(old_size=0, path=(), checkpoint=longer).to_bytes()
    witnesses.asked("court", "POST", "/add-checkpoint", body)
    said = house.run("cosign").stdout
    assert "it cosigned 1000 entries" in said
    assert "restored" in said


def test_it_speaks_http_as_the_specification_says(house: HouseByHand, witnesses: Witnesses) -> None:
    """Statuses, the media type of a conflict, the monitors' address, and a bound on what is read."""
    witnesses.begin("court")
    note = (house.folder / "register" / "checkpoint").read_bytes()
    first = AddCheckpoint(old_size=0, path=(), checkpoint=note).to_bytes()

    def submit(body: bytes) -> tuple[int, str, bytes]:
        return witnesses.asked("court", "POST", "/add-checkpoint", body)

    assert submit(b"")[0] == 400
    assert submit(first.replace(b"own.example", b"six.example"))[0] == 404
    status, _, lines = submit(first)
    assert (status, lines.count(b"\n"), lines[:4].decode()) == (200, 2, "— ")
    size = note.split(b"\n")[1]
    assert submit(first) == (409, CONFLICT_MEDIA_TYPE, size + b"\n")
    assert submit(b"x" * 300_000)[0] == 413
    assert witnesses.asked("court", "GET", "/add-checkpoint")[0] == 405
    monitored = f"/{sha256(witnesses.house_of().origin.encode()).hexdigest()}/checkpoint"
    status, _, shown = witnesses.asked("court", "GET", monitored)
    assert status == 200
    assert {signed.key.name for signed in witnesses.opened(shown).cosignatures} == {"court.example"}
    assert witnesses.asked("court", "GET", f"/{'0' * 64}/checkpoint")[0] == 404
    assert witnesses.asked("court", "GET", "/../../etc/passwd")[0] in (400, 404)
    told = run("witness", "show", "--data", house.keys / "court").stdout
    assert f"own.example/register: {int(size)} entries" in told


def test_without_a_witness_nothing_is_asked(house: HouseByHand) -> None:
    """And it is said what to write where."""
    assert "[witness.NAME]" in house.run("cosign").stderr


def test_serving_asks_by_itself(house: HouseByHand, witnesses: Witnesses) -> None:
    """With `--cosign-every` the Counter's own process collects what witnesses sign, one of them absent."""
    witnesses.begin("archive")
    port = str(free_port(0))
    words = ["serve", "--data", str(house.folder), "--port", port, "--cosign-every", "1"]
    program = "from chancery.cli.main import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", program, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 60
        while witnesses.cosigners() != {"archive.example"} and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        running.terminate()
        _, told = running.communicate(timeout=20)
    assert witnesses.cosigners() == {"archive.example"}
    assert "The witness court did not sign" in told
