"""A register that shows two histories is caught, is left, and has proven it against itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from chancery.cli.main import chancery
from chancery.errors import SplitView, Unavailable
from chancery.log.equivocation import Equivocation, Lie
from chancery.log.tile import stored_entries
from chancery.play.keyring import pen_of
from chancery.record.statement import Instant
from chancery.registry.append import append
from chancery.registry.registry import Registry
from chancery.store.memory import MemoryArchive
from chancery.wiring import Followed, House, add_followed, follow, found_house, open_index, open_registry
from tests.hostile.forger import T0, VICTIM, order, sealed, urn, victim

PEN = pen_of(VICTIM)
KEYS = [signer.verifier for signer in PEN.log]
ALIAS = "record:split"
UNKNOWN = "unknown since 1970-01-12T13:46:40Z"
"""T0, when the last good head was signed."""


def history(*orders: str, at: int = T0) -> MemoryArchive:
    """The victim's own log, kept and signed with its own keys, with these orders after entry 2."""
    archive = MemoryArchive()
    said = [sealed(order(name, "alice"), T0, PEN) for name in orders]
    append(archive, [*stored_entries(0, 3, victim().file), *said], pen=PEN, at=Instant(at), keys={})
    return archive


class Shown:
    """A register as a folder, in which another one may be put."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def show(self, archive: MemoryArchive) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        for path, octets in archive._files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(octets)


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    return Shown(tmp_path / "shown")


@pytest.fixture
def house(tmp_path: Path, shown: Shown) -> House:
    """A reader who has seen five entries."""
    alias = f"{ALIAS}:{tmp_path.name}"
    shown.show(history("one", "two"))
    found = add_followed(
        found_house(tmp_path / "house", "reader.demo", alias=alias, clock=lambda: Instant(T0)),
        Followed(institution=VICTIM, folder=shown.folder),
    )
    follow(found, alias=alias)
    return found


def caught_up(house: House) -> int:
    return follow(house, alias=_alias(house))[VICTIM]


def _alias(house: House) -> str:
    return f"{ALIAS}:{house.folder.parent.name}"


def registry(house: House, at: int) -> Registry:
    return open_registry(house, pen=False, alias=_alias(house), clock=lambda: Instant(at))


def proof(house: House) -> Equivocation:
    (file,) = house.equivocation.iterdir()
    return Equivocation.read(file.read_bytes())


FORKS = {
    "as long": (history("one", "other"), Lie.TWO_ROOTS),
    "longer": (history("one", "other", "more"), Lie.TWO_BEGINNINGS),
    "shorter": (history("other"), Lie.TWO_BEGINNINGS),
    "gone back": (history("one", at=T0 + 1), Lie.WENT_BACK),
}


@pytest.mark.parametrize("name", FORKS)
def test_a_fork_is_refused_and_proven(house: House, shown: Shown, name: str) -> None:
    """With the true keys of the log, wherever it parts: nothing is learnt, and it is proven."""
    fork, lie = FORKS[name]
    shown.show(fork)
    with pytest.raises(SplitView, match="The proof is kept in"):
        caught_up(house)
    assert proof(house).check(KEYS).lie is lie
    index, _ = open_index(house, alias=_alias(house))
    assert index.entry(urn("other")) is None
    assert index.reached(VICTIM) == 5


def test_who_was_caught_is_not_believed_when_they_mend(house: House, shown: Shown) -> None:
    """Else a register could lie for an hour; people look at the proof and decide."""
    shown.show(history("one", "other"))
    with pytest.raises(SplitView):
        caught_up(house)
    shown.show(history("one", "two", "three"))
    with pytest.raises(SplitView, match="not followed while"):
        caught_up(house)
    shutil.rmtree(house.equivocation)
    assert caught_up(house) == 1


def test_an_old_copy_is_refused_and_accuses_nobody(house: House, shown: Shown) -> None:
    """Fewer entries, signed no later: some cache may have kept them, so there is no proof."""
    shown.show(history("one"))
    with pytest.raises(SplitView, match="once showed 5 entries and now shows 4"):
        caught_up(house)
    assert not house.equivocation.exists()
    shown.show(history("one", "two", "three"))
    assert caught_up(house) == 1


@pytest.mark.parametrize("name", FORKS)
def test_its_letters_are_then_unknown_since(house: House, shown: Shown, name: str) -> None:
    """From the proof on nothing is said of their standing but that it is not known, however fresh it is."""
    assert standing(house, T0 + 60) == "current"
    shown.show(FORKS[name][0])
    with pytest.raises(SplitView):
        caught_up(house)
    assert standing(house, T0 + 60).startswith(UNKNOWN)
    assert standing(house, T0 + 7_200).startswith(UNKNOWN)


def test_a_frozen_register_grows_old(house: House) -> None:
    """The same head for ever is no lie and no news."""
    assert caught_up(house) == 0
    assert standing(house, T0 + 7_200).startswith(UNKNOWN)


def test_a_renewed_head_is_news(house: House, shown: Shown) -> None:
    """The control: the same entries, stood by an hour later, are known up to then."""
    shown.show(history("one", "two", at=T0 + 7_000))
    assert caught_up(house) == 0
    assert standing(house, T0 + 7_200) == "current"


def standing(house: House, at: int) -> str:
    letter = registry(house, at).letter(urn("order"))
    assert letter is not None
    return str(letter.answers.standing.state)


def test_what_is_remembered_may_be_lost(house: House, shown: Shown) -> None:
    """Without the remembered head the mirror's own is asked; without the mirror all is read again."""
    (house.mirror(VICTIM) / "seen").unlink()
    shown.show(history("one", "other"))
    with pytest.raises(SplitView):
        caught_up(house)
    assert proof(house).check(KEYS).lie is Lie.TWO_ROOTS
    shutil.rmtree(house.equivocation)
    shutil.rmtree(house.mirror(VICTIM))
    with pytest.raises(SplitView):  # by the index alone, which proves nothing to others
        caught_up(house)
    shown.show(history("one", "two", "three"))
    assert caught_up(house) == 1


def test_an_emptied_index_is_filled_from_the_mirror(house: House, shown: Shown) -> None:
    """With nobody there to ask; and what was remembered still tells a fork."""
    index, _ = open_index(house, alias=_alias(house))
    index.clear()
    shutil.rmtree(shown.folder)
    with pytest.raises(Unavailable):
        caught_up(house)
    assert index.reached(VICTIM) == 5
    index.clear()
    shown.show(history("one", "other"))
    with pytest.raises(SplitView, match="The proof"):
        caught_up(house)


class TestCommands:
    def test_a_proof_is_read_aloud(self, house: House, shown: Shown) -> None:
        """One sentence, for whoever has the keys."""
        shown.show(history("one", "other"))
        with pytest.raises(SplitView):
            caught_up(house)
        (file,) = house.equivocation.iterdir()
        said = run("log", "equivocation", file, "--vkey", KEYS[0].text, ends=0)
        assert "has shown two histories, of 5 and of 5 entries: two roots for as many entries" in said

    def test_two_folders_are_compared(self, house: House, shown: Shown, tmp_path: Path) -> None:
        """The same, continued, and parted; the proof of the last is written down."""
        mirror, vkey = house.mirror(VICTIM), ("--vkey", KEYS[0].text)
        assert "both show the same 5 entries" in run("log", "compare", mirror, shown.folder, *vkey, ends=0)
        shown.show(history("one", "two", "three"))
        continued = run("log", "compare", mirror / "checkpoint", shown.folder, *vkey, ends=0)
        assert "the 5 entries of the one are how the 6 of the other begin" in continued
        shown.show(history("one", "other", "more"))
        output = tmp_path / "proof"
        parted = run("log", "compare", mirror, shown.folder, *vkey, "-o", output, ends=1)
        assert "does not begin with the shorter one" in parted
        assert Equivocation.read(output.read_bytes()).check(KEYS).lie is Lie.TWO_BEGINNINGS

    def test_a_file_that_proves_nothing_ends_with_5(self, tmp_path: Path) -> None:
        """Two heads of one history."""
        one, other = history("one").file("checkpoint"), history("one", "two").file("checkpoint")
        assert one is not None
        assert other is not None
        (tmp_path / "file").write_bytes(Equivocation.between(one, other).write())
        run("log", "equivocation", tmp_path / "file", "--vkey", KEYS[0].text, ends=5)


def run(*words: object, ends: int) -> str:
    result = CliRunner().invoke(chancery, [str(word) for word in words])
    assert result.exit_code == ends, (result.output, result.exception)
    return result.output
