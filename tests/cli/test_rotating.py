"""Changing the register's keys: one history, no reader turned away, and the former keys sign no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.errors import NotPermitted, NotReady
from chancery.log.checkpoint import open_checkpoint
from chancery.log.vkey import VerifierKey
from chancery.wiring import House, founding, open_registry, rotating
from tests.cli.house_by_hand import LETTER, ROOTS, HouseByHand, objects, run


def vkeys(house: HouseByHand) -> tuple[str, ...]:
    """The keys by which its log is known, as they lie beside it."""
    return tuple((house.folder / "register" / name).read_text().strip() for name in ("vkey", "vkey-pq"))


def signed_by(house: HouseByHand, lines: tuple[str, ...]) -> int:
    """How many of these keys signed its newest checkpoint."""
    note = (house.folder / "register" / "checkpoint").read_bytes()
    keys = [VerifierKey.parse(line) for line in lines]
    try:
        return len(open_checkpoint(note, keys[0].name, keys).by_log)
    except Exception:
        return 0


def following(house: HouseByHand) -> tuple[str, ...]:
    """The keys that follow."""
    pen = House.read(house.folder).pen().following
    assert pen is not None
    return pen.vkeys


def name_them(house: HouseByHand) -> None:
    """Have the charter signed and published that names the new keys."""
    charter = house.folder / "charter-2.toml"
    signed = [house.keys / f"{root}.two" for root in ROOTS]
    run("charter", "check", charter)
    for root, file in zip(ROOTS, signed, strict=True):
        run("charter", "sign", charter, "--key", house.key(root), "-o", file)
    house.run("charter", "publish", *signed)


def released(house: HouseByHand, number: int) -> str:
    return house.released(LETTER.replace("P/2026/1", f"P/2026/{number}"))


def test_a_change_of_keys_from_end_to_end(house: HouseByHand, other: HouseByHand, tmp_path: Path) -> None:
    """A follower of the first hour, one who comes late, evidence of before and after: all go on believing."""
    before = vkeys(house)
    old = house.released()
    house.run("evidence", old, "-o", tmp_path / "before.evidence")
    other.run("follow", house.domain, "--folder", house.folder / "register")

    told = house.run("keys", "rotate").stdout
    after = following(house)
    assert all(line in told for line in after)
    second = released(house, 2)
    assert (signed_by(house, before), signed_by(house, after)) == (2, 2), "both sign from now on"
    house.run("evidence", second, "-o", tmp_path / "between.evidence")
    other.run("follow")

    name_them(house)
    assert "names the new keys since" in house.run("keys", "rotate").stdout
    third = released(house, 3)
    assert (signed_by(house, before), signed_by(house, after)) == (2, 2), "and go on to"
    house.run("evidence", third, "-o", tmp_path / "overlap.evidence")
    other.run("follow")

    assert "7 days more" in house.run("keys", "rotate", "--retire", ends=3).stderr
    house.run("keys", "rotate", "--retire", "--early")
    fourth = released(house, 4)
    assert (signed_by(house, before), signed_by(house, after)) == (0, 2)
    assert vkeys(house) == after
    house.run("evidence", fourth, "-o", tmp_path / "after.evidence")
    other.run("follow")

    for name in ("before", "between", "overlap", "after"):
        (found,) = objects(run("check", tmp_path / f"{name}.evidence", "--offline", "--json"))
        assert found["authority"]["state"] == "yes", name
    late = HouseByHand(folder=tmp_path / "late", domain="late.example", keys=tmp_path)
    run("init", late.domain, "--data", late.folder)
    late.run("follow", house.domain, "--folder", house.folder / "register")
    for code in (old, second, third, fourth):
        assert late.answers(code)["standing"]["state"] == "current"
        assert other.answers(code)["standing"]["state"] == "current"
    assert "all counted" in run("log", "check", house.folder / "register").stdout
    assert "2 versions of its charter" in other.run("charter", "root", house.domain).stdout


@pytest.fixture
def other(tmp_path: Path) -> HouseByHand:
    """A house that follows."""
    house = HouseByHand(folder=tmp_path / "other", domain="other.example", keys=tmp_path)
    run("init", house.domain, "--data", house.folder)
    return house


def test_a_step_that_comes_too_early_is_refused(house: HouseByHand) -> None:
    """Nothing to retire; no charter names them yet; and repeating the first step draws no other keys."""
    house.run("keys", "rotate", "--retire", ends=3)
    house.run("keys", "rotate")
    once = following(house)
    house.run("keys", "rotate")
    assert following(house) == once
    assert (
        "No charter on the record names" in house.run("keys", "rotate", "--retire", "--early", ends=3).stderr
    )


def test_keys_that_no_charter_names_yet_are_not_changed(tmp_path: Path) -> None:
    """Before there is a charter, nobody relies on them."""
    run("init", "new.example", "--data", tmp_path / "new")
    run("keys", "rotate", "--data", tmp_path / "new", ends=3)
    assert not (tmp_path / "new" / "keys" / "next").exists()


def test_a_process_that_holds_only_the_former_keys_signs_nothing(house: HouseByHand) -> None:
    """It was started before the change; what it signed after it nobody would believe."""
    stale = open_registry(House.read(house.folder), pen=True)
    house.run("keys", "rotate")
    name_them(house)
    with pytest.raises(NotPermitted, match="start this process again"):
        stale.renew()


def test_a_charter_that_names_other_keys_is_still_refused(house: HouseByHand) -> None:
    """Two sets of keys may be named while they are being changed, and no third."""
    house.run("keys", "rotate")
    charter = house.folder / "charter-2.toml"
    charter.write_text(charter.read_text().replace(following(house)[0], vkeys(house)[0]))
    signed = [house.keys / f"{root}.two" for root in ROOTS]
    for root, file in zip(ROOTS, signed, strict=True):
        run("charter", "sign", charter, "--key", house.key(root), "-o", file)
    house.run("charter", "publish", *signed, ends=3)


def test_retiring_goes_on_where_it_was_interrupted(
    house: HouseByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two files, it leaves a register that refuses to write; repeated, it is done."""
    house.run("keys", "rotate")
    name_them(house)
    after, steps = following(house), list[str]()
    replace = rotating.os.replace

    def dying(here: Path, there: Path) -> None:
        if steps:
            raise KeyboardInterrupt
        steps.append(str(here))
        replace(here, there)

    monkeypatch.setattr(rotating.os, "replace", dying)
    house.run("keys", "rotate", "--retire", "--early", ends=130)
    monkeypatch.undo()
    with pytest.raises((NotPermitted, NotReady)):
        open_registry(House.read(house.folder), pen=True).renew()
    assert "finish that first" in house.run("keys", "rotate", ends=3).stderr, "no keys are drawn meanwhile"
    house.run("keys", "rotate", "--retire")
    released(house, 2)
    assert (signed_by(house, after), vkeys(house)) == (2, after)


def test_drawing_keys_that_was_interrupted_retires_nothing(
    house: HouseByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys of which only some were drawn are not taken for the rest of a change that is nearly done."""
    house.run("keys", "rotate")
    name_them(house)
    house.run("keys", "rotate", "--retire", "--early")
    present, put = vkeys(house), founding.put_if_absent

    def dying(place: Path, octets: bytes, *, mode: int) -> None:
        if place.name == "log.pem":
            raise KeyboardInterrupt
        put(place, octets, mode=mode)

    with monkeypatch.context() as patched:
        patched.setattr(founding, "put_if_absent", dying)
        house.run("keys", "rotate", ends=130)
    house.run("keys", "rotate", "--retire", "--early", ends=3)
    released(house, 2)
    assert (signed_by(house, present), vkeys(house)) == (2, present)
    house.run("keys", "rotate")
    assert following(house) != present
