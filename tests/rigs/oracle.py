"""Two classes of questions over one connection, in an order left to chance, each one timed."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.client import HTTPConnection
from urllib.parse import urlencode

from chancery.cli.serving import free_port, served
from chancery.wiring import House

ECHOED = 4_000
"""Characters of the question that the page shows again."""
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[0-9:]+Z|\d{1,2} \w+ \d{4}|\d\d:\d\d(:\d\d)?")
"""However a page writes when it was read."""

Answered = tuple[int, bytes]
"""How long an answer took, in nanoseconds; and all of it, but for the echo and the moment."""
Question = Callable[[HTTPConnection, str], Answered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How long the answers took, in nanoseconds, and the different answers there were."""

    drafted: list[int] = field(default_factory=list)
    unheard: list[int] = field(default_factory=list)
    answers: set[bytes] = field(default_factory=set)

    @property
    def likely(self) -> float:
        """The area under the curve: one half for what cannot be told apart."""
        return area_under_curve(self.drafted, self.unheard)


@contextmanager
def counter(house: House) -> Iterator[HTTPConnection]:
    """A reader's connection to the house's Counter, served over the loopback as it would be."""
    port = free_port(0)
    with served([replace(house, counter=f"127.0.0.1:{port}")]):
        reader = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            yield reader
        finally:
            reader.close()


def ask(
    reader: HTTPConnection,
    question: Question,
    drafted: Sequence[str],
    unheard: Sequence[str],
    number: int,
    *,
    seed: int,
    looks: int = 1,
) -> Asked:
    """So many questions of both classes; of several *looks* the quickest counts."""
    chance, asked = random.Random(seed), Asked()
    for each in drafted[:20]:
        question(reader, each)  # the first answers are slow for everybody
    for turn in range(number):
        pair = [(asked.drafted, drafted), (asked.unheard, unheard)]
        chance.shuffle(pair)
        for times, of in pair:
            answers = [question(reader, of[turn % len(of)]) for _ in range(looks)]
            times.append(min(took for took, _ in answers))
            asked.answers.update(answer for _, answer in answers)
    return asked


def by_words(reader: HTTPConnection, text: str) -> Answered:
    """Somebody brings the words."""
    form = urlencode({"words": text}).encode()
    return _answered(
        reader, "POST", "/en/check", text, form, {"Content-Type": "application/x-www-form-urlencoded"}
    )


def at(address: str) -> Question:
    """Somebody opens an address with the printed code in it."""

    def question(reader: HTTPConnection, code: str) -> Answered:
        return _answered(reader, "GET", address.format(code), code)

    return question


def _answered(
    reader: HTTPConnection,
    method: str,
    address: str,
    echoed: str,
    body: bytes | None = None,
    headers: Mapping[str, str] = {},
) -> Answered:
    began = time.perf_counter_ns()
    reader.request(method, address, body, dict(headers))
    response = reader.getresponse()
    octets = response.read()
    took = time.perf_counter_ns() - began
    told = sorted((name, value) for name, value in response.getheaders() if name.lower() != "date")
    whole = repr((response.status, told)).encode() + octets
    for own in (echoed[:ECHOED], sha256(echoed.encode()).hexdigest()):  # the form to ask about it carries it
        whole = whole.replace(own.encode(), b"...")
    return took, MOMENT.sub(b"...", whole)


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
