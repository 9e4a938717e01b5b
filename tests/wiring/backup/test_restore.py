"""A restored copy signs only what continues everything that anybody has seen."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from chancery.cli.exits import Exit
from chancery.errors import SplitView
from chancery.store.last_signed import SecondPlace
from chancery.wiring import House, open_registry
from chancery.wiring.backup import asking
from tests.cli.house_by_hand import LETTER, HouseByHand, run
from tests.wiring.backup.conftest import OTHER, Witnessed

pytestmark = pytest.mark.slow


def refused_to_sign(house: HouseByHand) -> bool:
    """Whether neither a clerk nor the register itself gets anything onto the log."""
    before = (house.folder / "register" / "checkpoint").read_text()
    house.run("draft", "new", house.file("letter.toml", LETTER), "--as", "E. Deputy", ends=Exit.UNTRUSTED)
    with pytest.raises(SplitView):
        open_registry(House.read(house.folder), pen=True).renew()
    return (house.folder / "register" / "checkpoint").read_text() == before


@contextmanager
def nothing_here(port: int) -> Iterator[None]:
    """A web server where the witness was, with nothing behind it."""

    class Nothing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Nothing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def restored(here: Witnessed, copy: Path, *more: object, ends: int = 0) -> str:
    keys = ("--keys", here.room / f"{copy.name}.keys")
    return run("restore", copy, *keys, *more, "--data", here.house.folder, ends=ends).output


def written_down(here: Witnessed) -> list[dict[str, object]]:
    lines = (here.house.folder / "restored.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_the_newest_copy_goes_on(witnessed: Witnessed) -> None:
    """Where the witness has seen what is in the copy, signing begins, and the witness goes on cosigning."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday.tar")
        witnessed.lose()
        told = restored(witnessed, copy)
        assert "nobody has seen anything newer: it may sign" in told
        before = witnessed.size
        witnessed.grow()
    assert witnessed.size > before
    assert written_down(witnessed)[0]["verdict"] == "newest"


def test_a_copy_that_the_witness_has_outrun_signs_nothing(witnessed: Witnessed) -> None:
    """It says how many entries are missing, ends with 5, answers, and refuses every act."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        older = witnessed.size
        witnessed.grow()
        missing = witnessed.size - older
        witnessed.lose()
        told = restored(witnessed, copy, ends=Exit.UNTRUSTED)
    assert f"{missing} entries are missing" in told
    assert "--from-mirror" in told
    assert refused_to_sign(witnessed.house)
    answered = json.loads(witnessed.house.run("check", "P/2026/1", "--json").stdout)
    assert answered["standing"]["state"].startswith("unknown since"), "a notice may be among what is missing"
    assert "A longer record" in witnessed.house.run("check", "P/2026/1", "--why").stdout
    assert answered["origin"]["state"] == "issued here", "that it was issued, the copy itself shows"


@pytest.mark.parametrize("kept_second_place", [False, True])
def test_whatever_is_lost_nothing_is_signed(witnessed: Witnessed, kept_second_place: bool) -> None:
    """With the second place or without it, with the witness there or silent: every combination refuses."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        witnessed.grow()
    second = witnessed.second_place.read_bytes()
    witnessed.lose()
    if kept_second_place:
        witnessed.second_place.write_bytes(second)
    restored(witnessed, copy, ends=Exit.UNTRUSTED if kept_second_place else Exit.UNAVAILABLE)
    assert refused_to_sign(witnessed.house)
    with witnessed.witness():
        witnessed.house.run("restore", ends=Exit.UNTRUSTED)
        assert refused_to_sign(witnessed.house)


def test_control_without_the_ceremony_the_log_forks(witnessed: Witnessed) -> None:
    """The same copy, put back by hand together with the second place of its day, signs another history."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        second = witnessed.second_place.read_bytes()
        witnessed.grow()
        newest = (witnessed.house.folder / "register" / "checkpoint").read_bytes()
        restored_by_hand(witnessed, copy, second)
        witnessed.letters = 50
        witnessed.grow(cosigned=False)
        forked = (witnessed.house.folder / "register" / "checkpoint").read_bytes()
        assert forked.split(b"\n")[1] == newest.split(b"\n")[1]
        assert forked.split(b"\n")[2] != newest.split(b"\n")[2]
        told = witnessed.house.run("cosign").output
    assert "cosigned by 0 of 1 witnesses" in told


def restored_by_hand(here: Witnessed, copy: Path, second: bytes) -> None:
    shutil.rmtree(here.house.folder)
    shutil.copytree(copy, here.house.folder, ignore=shutil.ignore_patterns("manifest.json"))
    shutil.copytree(here.room / f"{copy.name}.keys", here.house.folder / "keys")
    here.second_place.write_bytes(second)


def test_a_mirror_gives_back_what_is_missing(witnessed: Witnessed) -> None:
    """Entries, tiles and words that the copy lacks come from a mirror; the record goes on from there."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        witnessed.grow()
        mirror, newest = witnessed.room / "mirror", witnessed.size
        shutil.copytree(witnessed.house.folder / "register", mirror)
        witnessed.lose()
        told = restored(witnessed, copy, "--from-mirror", mirror)
        assert "came from the mirror" in told
        assert "it may sign" in told
        assert "are lost" not in told
        assert witnessed.size == newest
        witnessed.grow()
    assert witnessed.size > newest
    run("log", "check", witnessed.house.folder / "register")
    (answers,) = [
        json.loads(line) for line in witnessed.house.run("check", "P/2026/2", "--json").stdout.splitlines()
    ]
    assert answers["letter"]["reference"] == "P/2026/2"


def test_a_mirror_that_lies_is_not_believed(witnessed: Witnessed) -> None:
    """One flipped octet in a bundle: nothing of it is taken, and nothing of the house is left."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        witnessed.grow()
        mirror = witnessed.room / "mirror"
        shutil.copytree(witnessed.house.folder / "register", mirror)
        bundle = mirror / "tile" / "entries" / f"000.p/{witnessed.size}"
        octets = bytearray(bundle.read_bytes())
        octets[-5] ^= 1
        bundle.write_bytes(octets)
        witnessed.lose()
        told = restored(witnessed, copy, "--from-mirror", mirror, ends=Exit.UNTRUSTED)
    assert "another history than w1 has seen" in told
    assert not witnessed.house.folder.exists()


def test_a_mirror_without_its_receipt_is_not_taken(witnessed: Witnessed) -> None:
    """Receipts could not be cut until the next act, so a receipt of another head gives nothing back."""
    with witnessed.witness():
        witnessed.grow()
        copy, mirror = witnessed.copy("monday"), witnessed.room / "mirror"
        older = (witnessed.house.folder / "register" / "receipt").read_bytes()
        witnessed.grow()
        shutil.copytree(witnessed.house.folder / "register", mirror)
        (mirror / "receipt").write_bytes(older)
        witnessed.lose()
        told = restored(witnessed, copy, "--from-mirror", mirror, ends=Exit.UNAVAILABLE)
    assert "no receipt of its own checkpoint" in told


def test_another_history_is_refused_altogether(witnessed: Witnessed) -> None:
    """A copy of a record that the witness never saw: it is not even put back for reading."""
    with witnessed.witness():
        witnessed.grow(cosigned=False)
        fork = witnessed.room / "fork"
        shutil.copytree(witnessed.house.folder, fork)
        shutil.copyfile(witnessed.second_place, witnessed.room / "fork.last-signed")
        witnessed.letters = 60
        witnessed.grow()
        other = HouseByHand(folder=fork, domain="kept.example", keys=witnessed.house.keys)
        other.released(OTHER.format(number=70))
        other.released(OTHER.format(number=71))
        run("backup", "--to", witnessed.room / "forked", "--data", fork)
        witnessed.lose()
        told = run(
            "restore",
            witnessed.room / "forked",
            "--data",
            witnessed.house.folder,
            ends=Exit.UNTRUSTED,
        ).output
    assert "another history" in told
    assert not witnessed.house.folder.exists()


def test_nobody_to_ask_means_unknown(witnessed: Witnessed) -> None:
    """Silence is no answer: it reads, signs nothing, and goes on when somebody declares it by their name."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        witnessed.lose()
    told = restored(witnessed, copy, ends=Exit.UNAVAILABLE)
    assert "w1: It does not answer." in told
    assert refused_to_sign(witnessed.house)
    assert not witnessed.second_place.exists()
    standing = json.loads(witnessed.house.run("check", "P/2026/1", "--json").stdout)["standing"]
    assert [each["what"] for each in standing["not_checked"]] == ["after_last_seen"], "up to the copied head"
    told = witnessed.house.run("restore", "--i-have-asked", "A. Founder").output
    assert "it may sign" in told
    standing = json.loads(witnessed.house.run("check", "P/2026/1", "--json").stdout)["standing"]
    assert (standing["state"], standing["not_checked"]) == ("current", [])
    first, second = written_down(witnessed)
    assert (first["verdict"], first["may_sign"], first["declared_by"]) == ("unknown", False, None)
    assert (second["verdict"], second["may_sign"], second["declared_by"]) == ("unknown", True, "A. Founder")
    before = witnessed.size
    witnessed.grow(cosigned=False)
    assert witnessed.size > before


def test_a_witness_that_has_forgotten_is_no_answer(witnessed: Witnessed) -> None:
    """Its own signature is under the head in the copy: that it never saw this log says nothing then."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        witnessed.lose()
    with nothing_here(witnessed.port):
        told = restored(witnessed, copy, ends=Exit.UNAVAILABLE)
    assert "w1: It says that it never saw this log" in told
    assert refused_to_sign(witnessed.house)


def test_a_witness_that_was_never_asked_is_an_answer(witnessed: Witnessed) -> None:
    """The control: a log that no witness has cosigned yet was seen by none."""
    witnessed.grow(cosigned=False)
    copy = witnessed.copy("monday")
    witnessed.lose()
    with nothing_here(witnessed.port):
        assert "it may sign" in restored(witnessed, copy)


def test_a_second_place_in_which_nothing_lies_is_nobody(
    witnessed: Witnessed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An object that is lost says no more than a file that is lost: there is nobody to ask."""
    settings = witnessed.house.folder / "chancery.toml"
    settings.write_text(settings.read_text().partition("[witness.w1]")[0])
    house = House.read(witnessed.house.folder)
    empty = SecondPlace(witnessed.room / "nothing here")
    monkeypatch.setattr(asking, "second_place", lambda _: empty)
    assert asking.everybody(house) == ()
    empty.note(3, bytes(32))
    assert [each.size for each in asking.everybody(house)] == [3]


def test_no_declaration_outweighs_a_witness(witnessed: Witnessed) -> None:
    """Whoever says that they have asked does not make a witness's head go away."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        witnessed.grow()
        witnessed.lose()
        restored(witnessed, copy, "--i-have-asked", "A. Founder", ends=Exit.UNTRUSTED)
    assert refused_to_sign(witnessed.house)
    assert written_down(witnessed)[0]["declared_by"] is None


def test_a_head_that_somebody_kept_counts(witnessed: Witnessed) -> None:
    """A checkpoint in a file tells what no witness has seen."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday")
        witnessed.grow(cosigned=False)
        kept = witnessed.room / "kept"
        shutil.copyfile(witnessed.house.folder / "register" / "checkpoint", kept)
        witnessed.lose()
        told = restored(witnessed, copy, "--head", kept, ends=Exit.UNTRUSTED)
    assert "entries are missing" in told
    assert refused_to_sign(witnessed.house)


def test_a_rehearsal_keeps_nothing_and_signs_nothing(witnessed: Witnessed) -> None:
    """All of it in a scratch place, while the house goes on; that the house is longer by now is told."""
    with witnessed.witness():
        witnessed.grow()
        copy = witnessed.copy("monday.tar")
        witnessed.grow()
        before = {path: path.read_bytes() for path in witnessed.house.folder.rglob("*") if path.is_file()}
        told = run("restore", copy, "--rehearse").output
        after = {path: path.read_bytes() for path in witnessed.house.folder.rglob("*") if path.is_file()}
    assert "Rehearsed; nothing was kept and nothing signed." in told
    assert "entries are missing" in told
    assert after == before
    assert sorted(path.name for path in witnessed.room.iterdir() if "scratch" in path.name) == []


@pytest.mark.parametrize(
    "what", ["register/tile/0/000.p/3", "record.sqlite3", "desk.sqlite3", "chancery.toml"]
)
def test_a_copy_that_was_changed_is_no_copy(witnessed: Witnessed, what: str) -> None:
    """One octet anywhere, and nothing is put back."""
    witnessed.grow(cosigned=False)
    copy = witnessed.copy("monday")
    place = copy / what if (copy / what).exists() else next((copy / "register" / "tile" / "0").rglob("*.p/*"))
    octets = bytearray(place.read_bytes())
    octets[len(octets) // 2] ^= 1
    place.write_bytes(octets)
    witnessed.lose()
    told = restored(witnessed, copy, ends=Exit.MALFORMED)
    assert "is not what was copied" in told
    assert not witnessed.house.folder.exists()


def test_nothing_is_ever_overwritten(witnessed: Witnessed) -> None:
    """A copy replaces no copy, a restoration no house, and keys never lie in the copy."""
    house, room = witnessed.house, witnessed.room
    copy = witnessed.copy("monday")
    house.run("backup", "--to", copy, ends=Exit.REFUSED)
    house.run("backup", "--to", house.folder / "inside", ends=Exit.REFUSED)
    house.run("backup", "--to", room / "tuesday", "--keys", room / "tuesday" / "keys", ends=Exit.REFUSED)
    run("restore", copy, "--data", house.folder, ends=Exit.REFUSED)
    assert not (room / "tuesday").exists()
    assert not any("keys" in path.parts for path in copy.rglob("*.pem"))


def test_what_a_copy_holds(witnessed: Witnessed) -> None:
    """Databases, register and settings; no key, no second place; nobody else may read it."""
    witnessed.grow(cosigned=False)
    copy = witnessed.copy("monday.tar")
    with tarfile.open(copy) as tar:
        names = set(tar.getnames())
    assert {"manifest.json", "chancery.toml", "desk.toml", "record.sqlite3", "desk.sqlite3"} <= names
    assert "register/checkpoint" in names
    assert [name for name in names if name.endswith((".pem", ".key", "last-signed"))] == []
    assert copy.stat().st_mode & 0o077 == 0
    keys = copy.with_name("monday.tar.keys")
    assert {path.name for path in keys.iterdir()} >= {"issuer.pem", "log.pem", "log-pq.pem"}
    assert {path.stat().st_mode & 0o777 for path in keys.iterdir()} == {0o600}
    assert House.read(witnessed.house.folder).second_place == witnessed.second_place


def test_a_second_place_inside_the_house_is_left_out_all_the_same(witnessed: Witnessed) -> None:
    """Wherever the settings put it: what comes back with an old copy warns of nothing."""
    settings = witnessed.house.folder / "chancery.toml"
    settings.write_text(f'second_place = "how-far"\n{settings.read_text()}')
    shutil.move(witnessed.second_place, witnessed.house.folder / "how-far")
    copy = witnessed.copy("monday")
    assert not (copy / "how-far").exists()
    assert (copy / "chancery.toml").exists()
