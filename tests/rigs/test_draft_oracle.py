"""Bar 14: whoever brings the exact words of a draft learns as little as whoever brings words nobody wrote."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from chancery.cli.serving import free_port, served
from chancery.wiring import House, open_desk, open_registry
from tests.rigs import leaky
from tests.rigs.conftest import Say
from tests.rigs.forgeries import letter, texts, words
from tests.rigs.stage import close, copied

SEED = 14
ASKED = (1_000, 50_000)
"""Questions of each class, in the quick version and at full length."""
BOUNDS = ((0.45, 0.55), (0.48, 0.52))
DRAFTS = 500
CONTROLS, LOOKS = 100, 12
"""Questions of each class for the control, and how often each is asked: the quickest answer counts, so
that what else this machine is doing does not hide the leak."""
LEAKS = 0.7
"""Far outside the bounds; a millisecond more in fifteen, on a machine that does other things too."""
ROOT = Path(__file__).parents[2]
ECHOED = 4_000
"""Characters of the question that the page shows again."""
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[0-9:]+Z|\d{1,2} \w+ \d{4}|\d\d:\d\d(:\d\d)?")
"""However a page writes when it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How long the answers took, in nanoseconds, and the different answers there were."""

    drafted: list[int] = field(default_factory=list)
    unheard: list[int] = field(default_factory=list)
    answers: set[bytes] = field(default_factory=set)


@pytest.fixture(scope="module")
def drafted() -> list[str]:
    """What is being written."""
    return texts(DRAFTS, seed=SEED)


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
    house: House, drafted: list[str], at_full_length: bool, say: Say
) -> None:
    """The same octets but for the echo and the moment, in times that tell nothing."""
    with _counter(house) as counter:
        asked = _ask(counter, drafted, ASKED[at_full_length])
    likely, (low, high) = area_under_curve(asked.drafted, asked.unheard), BOUNDS[at_full_length]
    say(
        f"{ASKED[at_full_length]} of each class, {len(asked.answers)} different answers, AUC {likely:.3f} "
        f"(within {low}–{high}), median {sorted(asked.unheard)[len(asked.unheard) // 2] / 1e6:.1f} ms"
    )
    assert len(asked.answers) == 1
    assert next(iter(asked.answers)).startswith(b"(200, ")
    assert low <= likely <= high


def test_an_index_that_holds_the_drafts_tells_them_by_the_time(
    house: House, drafted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    """Control: the answers are the same octets, and the clock knows which words are a draft."""
    held = tmp_path / "drafts.json"
    held.write_text(json.dumps(drafted))
    monkeypatch.setenv(leaky.DRAFTS, str(held))
    monkeypatch.setenv("CHANCERY_REGISTRY", "tests.rigs.leaky.registry")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with _counter(house) as counter:
        asked = _ask(counter, drafted, CONTROLS, looks=LOOKS)
    likely = area_under_curve(asked.drafted, asked.unheard)
    say(f"control: {CONTROLS} of each class, {len(asked.answers)} different answers, AUC {likely:.3f}")
    assert len(asked.answers) == 1
    assert max(likely, 1 - likely) >= LEAKS  # slower or quicker: either tells


def test_the_area_under_the_curve_is_what_it_says() -> None:
    """One half for what cannot be told apart, one for what always can; a tie counts half."""
    assert area_under_curve([3, 4], [1, 2]) == 1.0
    assert area_under_curve([1, 2], [3, 4]) == 0.0
    assert area_under_curve([1, 1], [1, 1]) == 0.5
    assert area_under_curve([1, 3], [2, 2]) == 0.5


def area_under_curve(ones: Sequence[int], others: Sequence[int]) -> float:
    """How likely one of *ones* is greater than one of *others* (Mann and Whitney, 1947)."""
    ranked = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    sum_of_ranks, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        sum_of_ranks += sum(mine for _, mine in ranked[at:end]) * (at + end + 1) / 2
        at = end
    return (sum_of_ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))


@contextmanager
def _counter(house: House) -> Iterator[HTTPConnection]:
    """A reader's connection to the house's Counter, served over the loopback as it would be."""
    port = free_port(0)
    with served([replace(house, counter=f"127.0.0.1:{port}")]):
        reader = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            yield reader
        finally:
            reader.close()


def _ask(counter: HTTPConnection, drafted: Sequence[str], number: int, *, looks: int = 1) -> Asked:
    """Both classes, one after the other in an order left to chance, each question timed."""
    chance, asked = random.Random(SEED), Asked()
    unheard = texts(len(drafted), seed=SEED + 1)
    for text in drafted[:20]:
        _answer(counter, text)  # the first answers are slow for everybody
    for question in range(number):
        pair = [(asked.drafted, drafted), (asked.unheard, unheard)]
        chance.shuffle(pair)
        for times, of in pair:
            answers = [_answer(counter, of[question % len(of)]) for _ in range(looks)]
            times.append(min(took for took, _ in answers))
            asked.answers.update(answer for _, answer in answers)
    return asked


def _answer(counter: HTTPConnection, text: str) -> tuple[int, bytes]:
    """How long the answer took, and its status, headers and body without the echo and the moment."""
    form = urlencode({"words": text}).encode()
    began = time.perf_counter_ns()
    counter.request("POST", "/en/check", form, {"Content-Type": "application/x-www-form-urlencoded"})
    response = counter.getresponse()
    body = response.read()
    took = time.perf_counter_ns() - began
    headers = sorted((name, value) for name, value in response.getheaders() if name.lower() != "date")
    whole = repr((response.status, headers)).encode() + body.replace(text[:ECHOED].encode(), b"...")
    return took, MOMENT.sub(b"...", whole)
