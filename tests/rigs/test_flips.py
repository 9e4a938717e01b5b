"""Bar 7: one flipped bit, anywhere that the record lies, is found before anything is signed on it."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from chancery.errors import ChanceryError, Unavailable
from chancery.log.checkpoint import open_checkpoint
from chancery.log.recount import first_fault
from chancery.log.tile import stored_entries
from chancery.log.tree import EMPTY, leaf_hash
from chancery.log.vkey import VerifierKey
from chancery.net.mirror import in_folder
from chancery.record.statement import Instant
from chancery.registry.append import append
from chancery.registry.ports import Batch
from chancery.store import database, staging
from chancery.wiring import House
from chancery.wiring.mending import Mending
from tests.rigs.conftest import Say
from tests.rigs.disk_log import ALIAS, add, archive_in
from tests.rigs.disk_log import copied as at_rest
from tests.rigs.stage import answers, checked, close, copied, refused
from tests.rigs.whole import violations

SEED = 7
FLIPS, CONTROLS = (80, 1_000), 16
"""In the quick version and at full length; and in each control."""
NOW = Instant(4_000_000_000)
"""A moment after every signature made while staging."""
ANOTHER = "another: "
INDEX = ("followedlog", "indexedentry", "filedentry", "shelvedletter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One bit of one file, and the name of what lies there."""

    file: str
    place: int
    bit: int
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What holds of the house before anything is flipped."""

    answers: Mapping[str, str]
    entries: tuple[bytes, ...]
    index: Mapping[str, list[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one flip."""

    flip: Flip
    found: frozenset[str]
    """By which of our means it is found."""
    answer: str
    """`same`, `refused`, in what it is another one, or what was raised that has no name of ours."""
    append: str
    """`refused`, `true` when what was signed is true, `forked`, or what was raised."""


@pytest.fixture(scope="module")
def truth(played: Path) -> Truth:
    """Everything as it should be."""
    given = answers(played, NOW)
    assert not any(map(refused, given.values()))
    return Truth(answers=given, entries=_rows(played), index=_index(played))


def test_no_flipped_bit_is_signed(
    played: Path, truth: Truth, disk: Path, at_full_length: bool, say: Say
) -> None:
    """Nothing is signed but the root of the true entries, and no answer changes without a trace."""
    chance = random.Random(SEED)
    places = _places(played)
    flips = [_any_flip(played, places, chance) for _ in range(FLIPS[at_full_length])]
    outcomes = [_flipped(played, flip, truth, disk / "flipped") for flip in flips]
    for line in _told(outcomes):
        say(line)
    assert [one for one in outcomes if one.append not in ("true", "refused")] == []
    assert [one for one in outcomes if not one.answer.startswith(("same", "refused", ANOTHER))] == []
    other = [one for one in outcomes if one.answer.startswith(ANOTHER)]
    assert [one for one in other if "check" not in one.found] == []
    served = [_served(copied(played, disk / "flipped"), one.flip, truth) for one in other]
    say(f"of {len(other)} other answers, {served.count('same')} are mended before serving, the rest refused")
    assert set(served) <= {"same", "refused"}
    assert [one for one in other if not any(table in one.flip.part for table in INDEX)] == []


def test_who_believes_the_tiles_signs_a_flipped_bit(
    played: Path, truth: Truth, disk: Path, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    """Control, and Yeti of 2021: without the comparison with what was signed, the next root is wrong."""
    monkeypatch.setattr("chancery.registry.append._require_same_root", lambda *_: None)
    monkeypatch.setattr("chancery.log.tile._unfinished_bundle", stored_entries)
    file, pages = _places(played)[f"tile/0/000.p/{len(truth.entries)}"]
    chance = random.Random(SEED)
    forked = 0
    for _ in range(CONTROLS):
        hurt = copied(played, disk / "flipped")
        _flip(hurt, Flip(file=file, place=chance.choice(pages[0]), bit=chance.randrange(8), part="tile"))
        forked += _appended(hurt, truth) == "forked"
    say(f"control: {forked} of {CONTROLS} flips in the last tile are signed")
    assert forked


@pytest.mark.parametrize("believing", [False, True], ids=["", "control"])
def test_no_flipped_bit_in_a_staged_batch_is_applied(
    empty_log: Path,
    disk: Path,
    at_full_length: bool,
    believing: bool,
    monkeypatch: pytest.MonkeyPatch,
    say: Say,
) -> None:
    """After a crash it is applied as it was written, or refused; control: without its digest not."""
    if believing:
        monkeypatch.setattr("chancery.store.archive.read_batch", _read_without_digest)
    log, chance = _crashed(copied(empty_log, disk / "log")), random.Random(SEED)
    file, pages = _places_of_tables(log)["store_stagedbatch"]
    wrong = refusals = 0
    for _ in range(CONTROLS * 2 if believing or not at_full_length else FLIPS[True]):
        hurt = at_rest(log, disk / "flipped")
        place = chance.choice([place for page in pages for place in page])
        _flip(hurt, Flip(file=file, place=place, bit=chance.randrange(8), part="batch"))
        found = violations(archive_in(hurt), {"first": 2, "unfinished": 40}, {"first", "unfinished"})
        close(ALIAS)
        refusals += any("does not go on" in what for what in found)
        wrong += bool(found) and not any("does not go on" in what for what in found)
    say(f"{refusals} flips refused, {wrong} applied")
    assert (wrong > 0) is believing


def _crashed(log: Path) -> Path:
    """A log whose last batch is committed and not applied."""
    archive = archive_in(log)
    add(archive, 2, "first")
    archive.apply = _die  # type: ignore[method-assign]
    with pytest.raises(_Died):
        add(archive, 40, "unfinished")
    close(ALIAS)
    return log


class _Died(Exception):
    """The process ended here."""


def _die(_: object) -> None:
    raise _Died


def _read_without_digest(octets: bytes) -> Batch:
    """As `staging.read_batch` would, if it did not look at the digest."""
    written = octets[: -staging.DIGEST]
    try:
        return staging._Reader(written, len(staging.MAGIC)).batch()
    except (UnicodeDecodeError, IndexError, MemoryError, OverflowError) as fault:
        raise Unavailable("unreadable") from fault


# ── flipping ─────────────────────────────────────────────────────────────────


def _places(house: Path) -> Mapping[str, tuple[str, list[range]]]:
    """Where each part of the record lies: every table and index of the database, every file of the log."""
    places = dict(_places_of_tables(house))
    size = len(_rows(house))
    for file in (f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}", "checkpoint", "receipt"):
        path = f"register/{file}"
        places[file] = (path, [range((house / path).stat().st_size)])
    places["second place"] = (f"../{house.name}.last-signed", [range(67)])
    return places


def _places_of_tables(house: Path) -> Mapping[str, tuple[str, list[range]]]:
    """The pages of each table and of each index of the database (https://www.sqlite.org/dbstat.html)."""
    places: dict[str, tuple[str, list[range]]] = {}
    with sqlite3.connect(house / "record.sqlite3") as opened:
        rows = opened.execute("SELECT name, pgoffset, pgsize FROM dbstat ORDER BY pgoffset")
        for name, offset, size in rows:
            places.setdefault(name, ("record.sqlite3", []))[1].append(range(offset, offset + size))
    return places


def _any_flip(house: Path, places: Mapping[str, tuple[str, list[range]]], chance: random.Random) -> Flip:
    """Each part is as likely as any other, however small, and in it each octet that is not empty."""
    part = chance.choice(sorted(places))
    file, pages = places[part]
    octets = (house / file).read_bytes()
    used = [place for page in pages for place in page if octets[place]] if file.endswith("3") else pages[0]
    return Flip(file=file, place=chance.choice(used), bit=chance.randrange(8), part=part)


def _flipped(house: Path, flip: Flip, truth: Truth, to: Path) -> Outcome:
    hurt = copied(house, to)
    _flip(hurt, flip)
    found = frozenset(name for name, means in MEANS.items() if means(hurt, truth))
    return Outcome(flip=flip, found=found, answer=_asked(hurt, truth), append=_appended(hurt, truth))


def _flip(house: Path, flip: Flip) -> None:
    place = house / flip.file
    octets = bytearray(place.read_bytes())
    octets[flip.place] ^= 1 << flip.bit
    place.write_bytes(octets)


# ── finding ──────────────────────────────────────────────────────────────────


def _by_recount(house: Path, truth: Truth) -> bool:
    """`chancery log check`: the files of the log alone."""
    read, register = in_folder(house / "register"), house / "register"
    keys = [VerifierKey.parse(line) for file in ("vkey", "vkey-pq") for line in _lines(register / file)]
    try:
        head = open_checkpoint(read("checkpoint") or b"", keys[0].name, keys).head
    except ChanceryError:
        return True
    return first_fault(read, head.size, head.root) is not None


def _by_sqlite(house: Path, truth: Truth) -> bool:
    """SQLite's own `PRAGMA integrity_check`: tables against their indexes, pages against each other."""
    try:
        with sqlite3.connect(house / "record.sqlite3") as opened:
            return bool(opened.execute("PRAGMA integrity_check").fetchall() != [("ok",)])
    except sqlite3.DatabaseError:
        return True


def _by_copies(house: Path, truth: Truth) -> bool:
    """Each entry's row against its bundle, which the recount has compared with the tree."""
    try:
        return _rows(house) != truth.entries
    except (sqlite3.DatabaseError, TypeError):
        return True


def _by_fold(house: Path, truth: Truth) -> bool:
    """The index against the one that the log would give."""
    try:
        return _index(house) != truth.index
    except (sqlite3.DatabaseError, TypeError):
        return True


def _by_check(house: Path, truth: Truth) -> bool:
    """`chancery reindex --check`: everything that can be looked up against the logs, and more."""
    return bool(checked(house))


MEANS = {
    "check": _by_check,
    "recount": _by_recount,
    "sqlite": _by_sqlite,
    "copies": _by_copies,
    "fold": _by_fold,
}


def _asked(house: Path, truth: Truth) -> str:
    try:
        given = answers(house, NOW)
    except Exception as fault:
        return repr(fault)
    differing = {name: answer for name, answer in given.items() if answer != truth.answers[name]}
    other = {name: answer for name, answer in differing.items() if not refused(answer)}
    if other:
        return min(_change(truth.answers[name], answer) for name, answer in other.items())
    return "refused" if differing else "same"


def _served(hurt: Path, flip: Flip, truth: Truth) -> str:
    """What is answered by whoever compares the index with the record before they serve it."""
    _flip(hurt, flip)
    mending = Mending(House.read(hurt))
    try:
        while not mending.whole:
            mending.step()
    except ChanceryError:
        return "refused"
    finally:
        close("record")
    return _asked(hurt, truth)


def _change(before: str, after: str) -> str:
    """In what an answer is another one."""
    (was,), (now,) = json.loads(before), json.loads(after)
    if was["letter"] != now["letter"]:
        return ANOTHER + "a letter is hidden"
    was_then, is_now = was["standing"]["state"], now["standing"]["state"]
    if was_then.startswith("unknown since") and is_now.startswith("unknown since"):
        return ANOTHER + "seen at another time"
    if was_then != is_now:
        return f"{ANOTHER}{was_then} becomes {is_now}"
    return ANOTHER + "a premise is hidden"


def _appended(house: Path, truth: Truth) -> str:
    """One more entry, which is true if the root that was signed is that of the true entries and this one."""
    alias = "record:append"
    database.attach(alias, house)
    from chancery.store.archive import DurableArchive

    archive = DurableArchive(house, using=alias)
    try:
        head = append(archive, [b"one more"], pen=House.read(house).pen(), at=NOW, keys={})
    except ChanceryError:
        return "refused"
    except Exception as fault:
        return repr(fault)
    finally:
        close(alias)
    true = EMPTY.extended(leaf_hash(entry) for entry in (*truth.entries, b"one more")).root()
    return "true" if head.root == true else "forked"


def _lines(place: Path) -> list[str]:
    return place.read_text().split() if place.exists() else []


def _rows(house: Path) -> tuple[bytes, ...]:
    with sqlite3.connect(house / "record.sqlite3") as opened:
        return tuple(
            octets for _, octets in sorted(opened.execute("SELECT * FROM store_loggedentry NOT INDEXED"))
        )


def _index(house: Path) -> Mapping[str, list[object]]:
    with sqlite3.connect(house / "record.sqlite3") as opened:
        return {
            table: sorted(opened.execute(f"SELECT * FROM store_{table} NOT INDEXED"), key=repr)
            for table in INDEX
        }


# ── telling ──────────────────────────────────────────────────────────────────


def _told(outcomes: list[Outcome]) -> list[str]:
    found = Counter(means for one in outcomes for means in one.found)
    other = [one for one in outcomes if one.answer.startswith(ANOTHER)]
    return [
        f"{len(outcomes)} flips; answers: {_counted(one.answer for one in outcomes)}",
        f"appends: {_counted(one.append for one in outcomes)}",
        f"found by: {_counted(found.elements())}; by none: {sum(not one.found for one in outcomes)}",
        f"other answers lie in: {_counted(one.flip.part for one in other)}",
        f"other answers are found by: {_counted(means for one in other for means in one.found)}",
    ]


def _counted(names: object) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(Counter(names).items()))  # type: ignore[call-overload]
