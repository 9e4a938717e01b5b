"""Files that are no scenarios: one sentence says so, whatever is wrong and wherever it stands."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from importlib.resources import files
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.errors import ChanceryError, Malformed
from chancery.play.documents import DEEPEST, MOST_VALUES, read_documents
from chancery.play.scenario import read_scenarios
from tests.play.playing import as_yaml, outcomes

PACKAGED = files("chancery.play").joinpath("data/6-january-2020.yaml").read_text(encoding="utf-8")
SEED: dict[str, Any] = next(iter(read_documents(PACKAGED)))

Path = tuple[str | int, ...]

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 7, 1.5, float("inf"), float("nan"), 10**30),
    *("", "x", "T0", "T0+1h", "-5m", "**", "decide", "disown", "NaN", "1e999999", "\0", "\u202e"),
    *([], [None], [[]], [7], ["x"], {}, {"a": 1}, {1: 2}, {"text": None}),
    *(b"octets", datetime.date(2020, 1, 6), datetime.datetime(2020, 1, 6, 12)),
)
"""Values that stand in no such place, and some that might in another."""

MISSING = object()


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**64))
def test_whatever_stands_in_the_wrong_place_one_sentence_says_so(seed: int) -> None:
    """The story of 6 January, with one or two values replaced or gone: it is played, or plainly refused."""
    said = refusal(as_yaml(spoilt(Random(seed))))
    assert "\n" not in said
    assert len(said) < 600


def refusal(text: str) -> str:
    """What is said when the file cannot be played; nothing when it can.  Any other error is a fault."""
    try:
        list(outcomes(text))
    except ChanceryError as refused:
        return str(refused)
    return ""


def spoilt(chance: Random) -> dict[str, Any]:
    document = copy.deepcopy(SEED)
    played_parts = document["demonstration"]
    played_parts["branches"] = chance.sample(played_parts["branches"], 1)
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.choice([path for path in places(document) if path])
        put(document, place, chance.choice((*ODD, MISSING)))
    return document


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*path, name))


def put(document: Any, path: Path, value: Any) -> None:
    *above, last = path
    for name in above:
        document = document[name]
    if value is MISSING:
        del document[last]
    else:
        document[last] = copy.deepcopy(value)


def changed(*path: str | int, to: Any) -> str:
    document = copy.deepcopy(SEED)
    put(document, ("demonstration", *path), to)
    return as_yaml(document)


# ── one fault at a time, and what is said of it ──


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no scenario"),
        ("--- \n...\n", "holds no scenario"),
        ("schema: [", "not YAML"),
        ("schema:\tchancery-scenario/1\n\tid: x", "not YAML"),
        ("{a: 1, a: 2}", "'a' is given twice"),
        ("schema: chancery-scenario/2", "can be played"),
        ("- 1", "names and their values"),
        ("schema: chancery-scenario/1\nid: x", "demonstration"),
        ("schema: chancery-scenario/1\nid: x\ndemonstration: {log: 7}", "should be a list"),
        ("!!python/object/apply:os.system [echo]", "not YAML"),
        ("a: \0", "not YAML"),
        ("[" * 5_000, "not YAML"),
        ("a: 2020-13-45", "not YAML"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(text: str, said: str) -> None:
    """Empty, not YAML, of another kind, or with a name given twice: each is told by name."""
    with pytest.raises(Malformed, match=said):
        read_scenarios(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed("log", 2, "clauses", 0, "act", to="decree"), "'decree' is no verb"),
        (changed("log", 2, "inst", to=None), "inst is missing"),
        (changed("log", 2, "kind", to="rumour"), "unknown kind 'rumour'"),
        (changed("log", 2, "at", to="noon"), "'noon' is no moment"),
        (changed("log", 2, "at", to=float("inf")), "too large"),
        (changed("log", 3, "id", to="V"), "entries are called V"),
        (changed("log", 2, "sigs", 0, "role", to="witness"), "'witness' is no role"),
        (changed("log", 2, "sigs", 0, to={"person": "x"}), "key is missing"),
        (changed("expect", 0, "probe", to="truth"), "no question here"),
        (changed("expect", 0, to={"id": "Q", "probe": "premise", "entry": "D", "at": "T0+5m"}), "a premise"),
        (
            changed(
                "expect", 0, to={"id": "Q", "probe": "clause_authority", "entry": "US-charter-1", "at": "T0"}
            ),
            "a clause of a charter",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, said: str) -> None:
    """An unknown act, a missing institution, a moment that is none: the sentence names it."""
    with pytest.raises(Malformed, match=said):
        list(outcomes(text))


def test_a_patch_on_a_charter_that_is_not_there_is_refused() -> None:
    """What changes a charter needs one to change."""
    entry = {
        "id": "C",
        "at": "T0",
        "inst": "a.demo",
        "kind": "charter",
        "sigs": [],
        "body_patch": {"version": 2},
    }
    with pytest.raises(Malformed, match="Entry C is incomplete"):
        list(outcomes(as_yaml({**SEED, "demonstration": {"log": [entry], "expect": []}})))


# ── documents ──


def laughs(deep: int) -> str:
    """A thousand million laughs in a few lines: each line repeats the one before ten times."""
    lines = ["a0: &a0 ha"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, deep)]
    return "\n".join(lines)


@pytest.mark.parametrize("text", [laughs(12), f"schema: chancery-scenario/1\nid: x\n{laughs(12)}"])
def test_aliases_of_aliases_are_counted_before_they_are_built(text: str) -> None:
    """Twelve lines that spell 10^11 values are refused, at once."""
    with pytest.raises(Malformed, match=f"more than {MOST_VALUES} values"):
        list(read_documents(text))


def test_an_alias_within_itself_is_refused() -> None:
    """What contains itself has no end to be read to."""
    with pytest.raises(Malformed, match=f"more than {DEEPEST} deep"):
        list(read_documents("a: &a [*a]"))


def test_an_alias_saves_writing_a_thing_twice() -> None:
    """An honest alias is only a shorter way to write what it names."""
    text = "sigs: &hands [{person: p}]\nagain: *hands"
    assert list(read_documents(text)) == [{"sigs": [{"person": "p"}], "again": [{"person": "p"}]}]


def test_documents_are_read_as_any_yaml_reader_reads_them() -> None:
    """Being strict changes no value: the files mean what they always meant."""
    assert list(read_documents(PACKAGED)) == list(yaml.safe_load_all(PACKAGED))
