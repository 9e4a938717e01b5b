"""The contract of `check --json`: five answers, always all of them, and nothing that adds them up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chancery.check.answers import Authority, Force, Likeness, Origin
from tests.cli.house_by_hand import HouseByHand, objects, run

FIVE = ("origin", "words", "authority", "standing", "force")
KEYS = {*FIVE, "also_seen", "copy", "letter", "record_seen"}
UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
STATES = {"origin": Origin, "words": Likeness, "authority": Authority, "force": Force}
ARTICLE = """A ministry spoke about its hall.

“The hall opens on Monday,” it wrote. It added that “nobody may enter it before ten o'clock”, which
visitors found “a strange rule”.
"""


def everything(value: Any) -> Iterator[Any]:
    """A value and everything inside it."""
    yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inside:
        yield from everything(each)


@pytest.fixture
def brought(shown: tuple[HouseByHand, str], tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    """The same question put in every way."""
    house, code = shown
    article, evidence = tmp_path / "article.txt", tmp_path / "letter.evidence"
    article.write_text(ARTICLE, encoding="utf-8")
    house.run("evidence", code, "-o", evidence)
    asked = {
        "code": [code],
        "reference": ["P/2026/1"],
        "quotation": ["The hall opens on Monday.", "--quote"],
        "altered": ["The hall opens on Sunday. Nobody may enter it before nine o'clock.", "--quote"],
        "unknown": ["words that nobody here has ever written down", "--quote"],
        "article": [article],
        "evidence": [evidence, "--offline"],
        "past": [code, "--at", "2019-01-01T00:00:00Z"],
    }
    return {name: objects(house.run("check", *words, "--json")) for name, words in asked.items()}


def test_exactly_these_keys(brought: dict[str, list[dict[str, Any]]]) -> None:
    """Each object has the five answers, the copy, the letter and when the record was seen; no more."""
    for found in (found for each in brought.values() for found in each):
        assert set(found) == KEYS
        for name in FIVE:
            assert set(found[name]) == {"state", "as_of", "because", "not_checked"}
            assert UTC.fullmatch(found[name]["as_of"])
        assert UTC.fullmatch(found["record_seen"])
        assert set(found["copy"]) == {"kind", "digest", "characters", "passages"}
        if found["letter"] is not None:
            assert set(found["letter"]) == {"id", "institution", "code", "reference"}


def test_no_truth_value_and_no_fraction_anywhere(brought: dict[str, list[dict[str, Any]]]) -> None:
    """Truth is a word: nothing in an answer could be taken for a verdict by a careless program."""
    seen = [value for each in brought.values() for found in each for value in everything(found)]
    assert len(seen) > 1_000
    assert [value for value in seen if isinstance(value, bool | float)] == []
    truths = {value["truth"] for value in seen if isinstance(value, dict) and "truth" in value}
    assert truths <= {"yes", "no", "undetermined"}
    names = {name for value in seen if isinstance(value, dict) for name in value}
    assert names & {"overall", "valid", "verified", "verdict", "ok", "result", "score"} == set()


def test_states_are_spelled_as_the_contract_spells_them(brought: dict[str, list[dict[str, Any]]]) -> None:
    """Origin, words, authority and force know no other words than those of the table."""
    for found in (found for each in brought.values() for found in each):
        for name, known in STATES.items():
            assert found[name]["state"] in set(known)


def test_each_way_of_asking_finds_the_letter(
    brought: dict[str, list[dict[str, Any]]], shown: tuple[HouseByHand, str]
) -> None:
    """A code, a reference, a quotation, an altered copy, an article and evidence lead to one letter."""
    _, code = shown
    found = {
        name: [each["letter"] and each["letter"]["code"] for each in them] for name, them in brought.items()
    }
    nowhere = {"unknown", "past"}
    assert found == {name: [None if name in nowhere else code] for name in brought}
    words = {name: them[0]["words"]["state"] for name, them in brought.items()}
    assert (words["quotation"], words["altered"], words["evidence"]) == ("excerpt", "altered", "exact")


def test_an_article_is_told_quotation_by_quotation(brought: dict[str, list[dict[str, Any]]]) -> None:
    """Each passage says where it stands in the text and what it is to the registered words."""
    (found,) = brought["article"]
    quoted = {
        each["text"]: each["words"] for each in found["copy"]["passages"] if each["kind"] == "quotation"
    }
    assert quoted["The hall opens on Monday,"] == "excerpt"
    assert quoted["nobody may enter it before ten o'clock"] == "altered"
    assert quoted["a strange rule"] == "not in the registered words"
    for each in found["copy"]["passages"]:
        start, end = each["span"]
        assert ARTICLE[start:end] == each["text"]


def test_one_compact_line_for_each_letter(shown: tuple[HouseByHand, str]) -> None:
    """A pipe gets one object a line, and nothing else on standard output."""
    house, code = shown
    out = house.run("check", code, "--json").stdout
    assert out.count("\n") == 1
    assert '": ' not in out.split('"facts"')[0]


def test_a_draft_and_nothing_give_the_same_bytes(house: HouseByHand) -> None:
    """For the words of a draft and for words nobody wrote, the answers differ in what was asked alone."""
    house.draft()
    drafted = house.answers("The hall opens on Monday.", "--quote", "--at", "2020-01-01T00:00:00Z")
    nothing = house.answers("The moon opens on Friday.", "--quote", "--at", "2020-01-01T00:00:00Z")
    assert drafted.pop("copy")["characters"] == nothing.pop("copy")["characters"]
    assert drafted == nothing


class TestOffline:
    def test_unpinned_origin_could_not_be_checked(self, brought: dict[str, list[dict[str, Any]]]) -> None:
        """A file cannot vouch for whose it is: unless its first charter is pinned, origin is open."""
        (found,) = brought["evidence"]
        assert found["origin"]["state"] == "could not check"
        assert {gap["what"] for gap in found["origin"]["not_checked"]} == {"first_charter"}
        assert "left_out_of_the_file" in {gap["what"] for gap in found["standing"]["not_checked"]}

    def test_pinned_origin_is_answered(self, shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
        """With the fingerprint known from elsewhere, origin is answered; with another one, nothing is."""
        house, code = shown
        evidence = tmp_path / "letter.evidence"
        house.run("evidence", code, "-o", evidence)
        read = house.run("charter", "read", house.domain).stdout
        figures = read.split()[-1]
        (found,) = objects(
            run("check", evidence, "--offline", "--json", "--pin", f"{house.domain}={figures}")
        )
        assert found["origin"]["state"] == "issued here"
        run("check", evidence, "--offline", "--pin", f"{house.domain}={'0' * 64}", ends=5)

    def test_an_old_file_does_not_speak_of_the_present(
        self, shown: tuple[HouseByHand, str], tmp_path: Path
    ) -> None:
        """A week after its checkpoint a file says only what was, and since when it does not know."""
        house, code = shown
        evidence = tmp_path / "letter.evidence"
        house.run("evidence", code, "-o", evidence)
        asked = ("check", evidence, "--offline", "--json", "--at")
        (later,) = objects(run(*asked, "2039-01-01T00:00:00Z"))
        assert re.fullmatch(r"unknown since \S+ \(last known: current\)", later["standing"]["state"])
        seen = later["record_seen"]
        (then,) = objects(run(*asked, seen))
        assert then["standing"]["state"] == "current"
