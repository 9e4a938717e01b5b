"""Files made to hurt end in one word, within ten seconds and half a gigabyte, and hurt nobody."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from chancery.paper import exchange
from chancery.paper.limits import ALLOWANCE
from chancery.paper.paper import Medium, Obstacle, Paper
from chancery.paper.reading import read_file
from chancery.paper.sandbox import Sandbox
from chancery.paper.weighing import Weight
from tests.paper import hostile
from tests.paper.test_document import saved
from tests.paper.test_kinds import MAIL

FULL = os.environ.get("CHANCERY_RIGS") == "full"
DAY = Random(6)
"""The same sample every time: a quick run that fails must fail again."""

MADE = sorted(hostile.FILES)
TRIED = MADE if FULL else sorted(DAY.sample(sorted(hostile.FILES.keys() - hostile.LONG), 10))
GRACE = 1.5
"""Seconds for starting and ending, on a machine with other things to do."""


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture(autouse=True)
def _unaffected(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Weigh what is opened; afterwards the next file is read as if nothing had been."""
    heaviest = [0]

    def weighed(process: int) -> Weight:
        found = _weight(process)
        heaviest[0] = max(heaviest[0], found.memory)
        return found

    _weight = exchange.weight
    monkeypatch.setattr(exchange, "weight", weighed)
    monkeypatch.setattr(exchange, "_LOOK_EVERY", 0.02)
    yield
    assert read_file(MAIL, sandbox=sandbox) == Paper(medium=Medium.MAIL, text="Words.")
    assert heaviest[0] <= 512 * 2**20


def within_bounds(octets: bytes, sandbox: Sandbox) -> Paper:
    """The paper a file becomes, in no more time than it has."""
    start = time.monotonic()
    paper = read_file(octets, sandbox=sandbox)
    assert time.monotonic() - start < ALLOWANCE.seconds + GRACE
    return paper


@pytest.mark.parametrize("name", TRIED)
def test_a_file_made_to_hurt(name: str, sandbox: Sandbox) -> None:
    """Bombs, circles, depths, lies about size: one obstacle each, and no words made of them."""
    paper = within_bounds(hostile.FILES[name](), sandbox)
    if name not in hostile.SPEAKING:
        troubles = [paper, *paper.enclosed]
        assert any(each.obstacle or each.hidden for each in troubles)


def test_pictures_that_once_hurt(vectors: Path, sandbox: Sandbox) -> None:
    """Files by which picture libraries crashed, hung or overflowed end in an obstacle, or in words."""
    files = sorted(path for path in (vectors / "images").rglob("*") if path.is_file())
    assert len(files) >= 58
    for path in files if FULL else DAY.sample(files, 12):
        paper = within_bounds(path.read_bytes(), sandbox)
        assert paper.obstacle is not None or paper.medium is Medium.PICTURE


@pytest.mark.parametrize("kind", ["pdf", "document", "mail", "page", "picture"])
def test_cut_short_or_changed(kind: str, sandbox: Sandbox) -> None:
    """A file cut anywhere, or with octets changed anywhere, still gives a paper."""
    whole, chance = WHOLE[kind](), Random(kind)
    for _ in range(10 if FULL else 2):
        cut = whole[: chance.randrange(len(whole))]
        changed = bytearray(whole)
        for _ in range(10):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        for octets in (cut, bytes(changed)):
            assert isinstance(within_bounds(octets, sandbox), Paper)


WHOLE: dict[str, hostile.Make] = {
    "pdf": lambda: hostile.page_of(hostile.stream(b"BT (Words) Tj ET")),
    "document": lambda: saved(lambda made: made.add_paragraph("Words")),
    "mail": lambda: MAIL * 3,
    "page": lambda: b"<!DOCTYPE html><p title='x'>Words &amp; more<!-- x --><ul><li>x</ul>",
    "picture": lambda: hostile.png(64, 64, hostile.zlib.compress(bytes(9 * 64))),
}


def test_encryption_is_named(sandbox: Sandbox) -> None:
    """What only a password opens is called encrypted, not damaged."""
    assert within_bounds(hostile.pdf_encrypted(), sandbox).obstacle is Obstacle.ENCRYPTED
    assert within_bounds(hostile.encrypted_document(), sandbox).obstacle is Obstacle.ENCRYPTED
