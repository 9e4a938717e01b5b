"""The inbox of a house: opened by two processes, of which one makes links and the other only keeps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chancery.errors import Malformed, NotPermitted
from chancery.record.statement import Institution
from chancery.wiring import House, found_house
from chancery.wiring.ask_policy import AskPolicy, Shown
from chancery.wiring.inbox import inbox, inbox_key

ONE = Institution("one.example")
ALIAS = "inbox:one.example"


def founded(folder: Path, settings: str = "") -> House:
    found_house(folder / ONE, ONE, alias=ONE)
    with (folder / ONE / "chancery.toml").open("a") as file:
        file.write(settings)
    return House.read(folder / ONE)


def test_the_public_process_is_given_no_key(tmp_path: Path) -> None:
    """It may keep what people leave; the words of links are made elsewhere."""
    house = founded(tmp_path)
    public = inbox(house, alias=ALIAS, key=False)
    with pytest.raises(NotPermitted):
        public.subscriptions.confirmations_waiting()
    assert inbox(house, alias=ALIAS, key=True).subscriptions.confirmations_waiting() == ()


def test_the_key_is_drawn_once_however_many_need_it_first(tmp_path: Path) -> None:
    """Links in the post rest on it; it is 32 octets, for its owner alone."""
    house = founded(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        drawn = set(pool.map(lambda _: inbox_key(house), range(32)))
    assert {len(key) for key in drawn} == {32}
    assert len(drawn) == 1
    (file,) = house.keys.glob("inbox.key*")
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_people_left_is_not_for_everybody_on_the_machine(tmp_path: Path) -> None:
    """It holds addresses and questions."""
    house = founded(tmp_path)
    assert (house.folder / "inbox.sqlite3").stat().st_mode & 0o007 == 0


def test_the_policy_is_read_from_the_settings(tmp_path: Path) -> None:
    """And is careful where they are silent: a count, no promised time, nobody in particular."""
    assert founded(tmp_path / "silent").asks == AskPolicy()
    assert (AskPolicy().public, AskPolicy().due(1000), AskPolicy().office) == (Shown.COUNT, None, None)
    said = '[asks]\npublic = "ages"\nanswer_within = 60\nescalate_after = 5\noffice = "press"\n'
    policy = founded(tmp_path / "said", said).asks
    assert (policy.public, policy.due(1000), policy.escalate_after) == (Shown.AGES, 1060, 5)
    assert policy.office == "press"


@pytest.mark.parametrize("line", ['public = "all"', "answer_within = -1", 'escalate_after = "1d"', "x = 1"])
def test_what_the_policy_cannot_mean_is_refused(tmp_path: Path, line: str) -> None:
    """In one sentence, before anything is opened."""
    with pytest.raises(Malformed, match=r"chancery\.toml"):
        founded(tmp_path, f"[asks]\n{line}\n")
