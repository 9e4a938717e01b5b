"""Bar 14: whoever brings the words of a draft, or its code, learns as little as whoever brings nobody's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chancery.record.code import code_of
from chancery.wiring import House, open_desk, open_registry
from tests.rigs import leaky
from tests.rigs.conftest import Say
from tests.rigs.forgeries import letter, texts, words
from tests.rigs.oracle import Asked, area_under_curve, ask, at, by_words, counter
from tests.rigs.stage import close, copied

SEED = 14
ASKED = (480, 50_000)
"""Questions of each class, in the quick version and at full length."""
BOUNDS = ((0.42, 0.58), (0.48, 0.52))
"""Chance alone leaves 0.5 by 0.019, or by 0.002, in one of three runs."""
DRAFTS = 500
CONTROLS, LOOKS = 60, 6
"""Questions of each class for the control, and how often each is asked: the quickest answer counts, so
that what else this machine is doing does not hide the leak."""
LEAKS = 0.8
ROOT = Path(__file__).parents[2]

ADDRESSES = (
    "/en/letter/{}",
    "/en/letter/{}.atom",
    "/ar/letter/{}.json",
    "/en/letter/{}.cap",
    "/badge/{}.svg",
    "/en/evidence/{}",
    "/en/ask?letter={}",
    "/en/told?letter={}",
)
"""Wherever a code may stand: the letter's page, its feeds, what is given of it, what may be asked of it."""


@pytest.fixture(autouse=True)
def _as_often_as_we_like(monkeypatch: pytest.MonkeyPatch) -> None:
    """All questions come from one address; how many it may ask is another test's matter."""
    monkeypatch.setenv("CHANCERY_LIMITS", "off")


@pytest.fixture(scope="module")
def drafted() -> list[str]:
    """What is being written."""
    return texts(DRAFTS, seed=SEED)


@pytest.fixture(scope="module")
def unheard() -> list[str]:
    """What nobody has ever written."""
    return texts(DRAFTS, seed=SEED + 1)


@pytest.fixture(scope="module")
def house(played: Path, drafted: list[str], tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house whose Desk holds the drafts, all submitted, none released."""
    house = House.read(copied(played, tmp_path_factory.mktemp("desk") / "houses"))
    registry = open_registry(house, pen=True, alias="record:desk")
    desk = open_desk(house, registry, alias="desk:desk")
    for text in drafted:
        id = desk.begin(letter(text), words(text), salt=bytes(32), by="h-drafter").draft.id
        desk.submit(id)
    assert len(list(desk.pending())) == len(drafted)
    close("record:desk")
    close("desk:desk")
    return house


def test_a_draft_and_words_nobody_wrote_are_answered_alike(
    house: House, drafted: list[str], unheard: list[str], at_full_length: bool, say: Say
) -> None:
    """The same octets but for the echo and the moment, in times that tell nothing."""
    with counter(house) as reader:
        asked = ask(reader, by_words, drafted, unheard, ASKED[at_full_length], seed=SEED)
    low, high = BOUNDS[at_full_length]
    say(
        f"{ASKED[at_full_length]} of each class, {len(asked.answers)} different answers, "
        f"AUC {asked.likely:.3f} (within {low}–{high}), "
        f"median {sorted(asked.unheard)[len(asked.unheard) // 2] / 1e6:.1f} ms"
    )
    assert len(asked.answers) == 1
    assert next(iter(asked.answers)).startswith(b"(200, ")
    assert low <= asked.likely <= high


def test_the_code_of_a_draft_and_of_nothing_are_answered_alike(
    house: House, drafted: list[str], unheard: list[str], at_full_length: bool, say: Say
) -> None:
    """
    At every address that a code may stand in: the same octets but for the code, in times that tell nothing.

    Each address must hold for itself at full length; a leak in one would be thinned by the others.
    """
    codes, nobodys = ([code_of(letter(text).id) for text in each] for each in (drafted, unheard))
    each_of = ASKED[at_full_length] // len(ADDRESSES)
    with counter(house) as reader:
        found = {
            address: ask(reader, at(address), codes, nobodys, each_of, seed=SEED) for address in ADDRESSES
        }
    low, high = BOUNDS[at_full_length]
    everything = Asked(
        drafted=[took for asked in found.values() for took in asked.drafted],
        unheard=[took for asked in found.values() for took in asked.unheard],
    )
    told = ", ".join(f"{address} {asked.likely:.3f}" for address, asked in found.items())
    say(f"{each_of} of each class at each of {len(found)} addresses, AUC {everything.likely:.3f}: {told}")
    assert {address: len(asked.answers) for address, asked in found.items()} == dict.fromkeys(ADDRESSES, 1)
    assert low <= everything.likely <= high
    if at_full_length:
        assert [address for address, asked in found.items() if not low <= asked.likely <= high] == []


def test_an_index_that_holds_the_drafts_tells_them_by_the_time(
    house: House,
    drafted: list[str],
    unheard: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    say: Say,
) -> None:
    """Control: the answers are the same octets, and the clock knows which words are a draft."""
    held = tmp_path / "drafts.json"
    held.write_text(json.dumps(drafted))
    monkeypatch.setenv(leaky.DRAFTS, str(held))
    monkeypatch.setenv("CHANCERY_REGISTRY", "tests.rigs.leaky.registry")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with counter(house) as reader:
        asked = ask(reader, by_words, drafted, unheard, CONTROLS, seed=SEED, looks=LOOKS)
    say(f"control: {CONTROLS} of each class, {len(asked.answers)} different answers, AUC {asked.likely:.3f}")
    assert len(asked.answers) == 1
    assert max(asked.likely, 1 - asked.likely) >= LEAKS  # slower or quicker: either tells


def test_the_area_under_the_curve_is_what_it_says() -> None:
    """One half for what cannot be told apart, one for what always can; a tie counts half."""
    assert area_under_curve([3, 4], [1, 2]) == 1.0
    assert area_under_curve([1, 2], [3, 4]) == 0.0
    assert area_under_curve([1, 1], [1, 1]) == 0.5
    assert area_under_curve([1, 3], [2, 2]) == 0.5
