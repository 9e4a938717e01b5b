"""Files that survive: whole, under their own names, with nothing left lying about."""

from __future__ import annotations

import threading
from pathlib import Path

from chancery.store.durable import MOST_OPEN, exclusively, put


def test_files_are_put_where_they_belong(tmp_path: Path) -> None:
    """Folders are made on the way, and what was there is replaced."""
    root, way = tmp_path / "root", tmp_path / "way"
    put(root, {"a/b/c": b"old", "a/d": b"d"}, by_way_of=way)
    put(root, {"a/b/c": b"new"}, by_way_of=way)
    assert (root / "a/b/c").read_bytes() == b"new"
    assert (root / "a/d").read_bytes() == b"d"
    assert list(way.iterdir()) == []


def test_more_files_than_may_be_open_at_once(tmp_path: Path) -> None:
    """A large batch goes in groups."""
    files = {f"{number % 7}/{number}": str(number).encode() for number in range(2 * MOST_OPEN + 1)}
    put(tmp_path / "root", files, by_way_of=tmp_path / "way")
    assert {name: (tmp_path / "root" / name).read_bytes() for name in files} == files


def test_what_an_interrupted_call_left_is_removed(tmp_path: Path) -> None:
    """It would otherwise lie in the way of the next."""
    way = tmp_path / "way"
    way.mkdir()
    (way / "0").write_bytes(b"half")
    (way / "99").write_bytes(b"half")
    put(tmp_path / "root", {"a": b"whole"}, by_way_of=way)
    assert (tmp_path / "root" / "a").read_bytes() == b"whole"
    assert list(way.iterdir()) == []


def test_only_one_at_a_time_is_inside(tmp_path: Path) -> None:
    """Also among threads of one process, each of which opens the lock for itself."""
    inside, most = [0], [0]

    def enter() -> None:
        for _ in range(50):
            with exclusively(tmp_path / "lock"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
