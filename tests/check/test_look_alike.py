"""Domains that are taken for one another are told, with the reason; strangers are left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from chancery.check.look_alike import Likeness, LookAlike, Oddity, look_alikes, oddities
from chancery.record.charter_faults import DOMAIN

HELD = (
    *("mod.example", "ministry-of-works.example", "health.gov.example", "parliament.test", "court.example"),
    *("university.example", "us.demo", "iq.demo", "interior.gov.test", "water-board.test"),
)
"""Names that a record might hold."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHAPES = {"o": "0", "l": "1", "m": "rn", "w": "vv", "i": "l", "d": "cl", "s": "5"}
OTHER_SCRIPT = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і", "s": "ѕ", "h": "һ", "d": "ԁ"}


def registered(label: str) -> str:
    """A label as a registry takes it."""
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def permutations(name: str, chance: Random) -> Iterator[tuple[str, str]]:
    """What somebody would register to be taken for *name*, by the kind of trick."""
    stem, _, ending = name.rpartition(".")
    label = max(stem.split("."), key=len)
    place = chance.randrange(1, len(label))

    def instead(other: str) -> str:
        labels = [registered(other) if each == label else each for each in stem.split(".")]
        return f"{'.'.join(labels)}.{ending}"

    for letter, shape in SHAPES.items():
        if letter in label:
            yield "shape", instead(label.replace(letter, shape, 1))
    for letter, shape in OTHER_SCRIPT.items():
        if letter in label:
            yield "shape", instead(label.replace(letter, shape, 1))
    yield "hyphen", instead(f"{label[:place]}-{label[place:]}")
    yield "ending", f"{stem}.{chance.choice(('net', 'org', 'info', 'cc'))}"
    if len(label) >= 3:
        yield "within", f"{name}.{chance.choice(('portal', 'login', 'check'))}.net"
        yield "within", f"{stem.replace('.', '-')}-{chance.choice(('portal', 'secure', 'check'))}.{ending}"
    if len(stem) > 3:
        yield "doubled", instead(label[: place + 1] + label[place:])
        yield "letter", instead(label[:place] + label[place + 1 :])
        yield "letter", instead(label[:place] + chance.choice(LETTERS) + label[place:])
        yield "exchanged", instead(label[:place] + chance.choice(LETTERS) + label[place + 1 :])
        if label[place - 1] != label[place]:
            yield (
                "swapped",
                instead(label[: place - 1] + label[place] + label[place - 1] + label[place + 1 :]),
            )


def test_two_thousand_permuted_domains_are_all_told() -> None:
    """Every permutation that a registry would sell is taken for the name that it was made of."""
    chance, told, missed = Random(15), 0, []
    while told < 2_000:
        name = chance.choice(HELD)
        for kind, permuted in permutations(name, chance):
            if permuted != name and DOMAIN.fullmatch(permuted):
                told += 1
                if name not in {found.name for found in look_alikes(permuted, HELD)}:
                    missed.append((kind, permuted, name))
    assert missed == []


@pytest.mark.parametrize(
    ("domain", "name", "likeness"),
    [
        ("m0d.example", "mod.example", Likeness.SHAPE),
        ("rninistry-of-works.example", "ministry-of-works.example", Likeness.SHAPE),
        ("xn--md-fmc.example", "mod.example", Likeness.SHAPE),
        ("ministryofworks.example", "ministry-of-works.example", Likeness.HYPHEN),
        ("health-gov.example", "health.gov.example", Likeness.HYPHEN),
        ("parrliament.test", "parliament.test", Likeness.DOUBLED),
        ("parlaiment.test", "parliament.test", Likeness.SWAPPED),
        ("parlament.test", "parliament.test", Likeness.LETTER),
        ("parlizment.test", "parliament.test", Likeness.EXCHANGED),
        ("court.test", "court.example", Likeness.ENDING),
        ("mod.example.portal.net", "mod.example", Likeness.WITHIN),
        ("parliament-check.test", "parliament.test", Likeness.WITHIN),
    ],
)
def test_each_trick_has_its_name(domain: str, name: str, likeness: Likeness) -> None:
    """The reason that is told is the one a person would give."""
    assert look_alikes(domain, [name]) == (LookAlike(name=name, likeness=likeness),)


@pytest.mark.parametrize(
    ("domain", "held"),
    [
        ("mod.example", "mod.example"),
        ("press.mod.example", "mod.example"),
        ("mod.example", "press.mod.example"),
        ("us.demo", "iq.demo"),
        ("court.example", "parliament.test"),
        ("water-board.test", "health.gov.example"),
        ("library.example", "university.example"),
    ],
)
def test_neighbours_and_strangers_are_left_alone(domain: str, held: str) -> None:
    """A name is not like itself, nor like what only its own holder can give away, nor like any other."""
    assert look_alikes(domain, [held]) == ()


def test_names_drawn_by_chance_are_hardly_ever_told() -> None:
    """Of ten thousand domains of nine letters, none is taken for a held name."""
    chance = Random(3)
    drawn = ["".join(chance.choices(LETTERS, k=9)) + ".example" for _ in range(10_000)]
    assert [name for name in drawn if look_alikes(name, HELD)] == []


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("mod.example", ()),
        ("m0d.example", (Oddity.LIKE_DIGITS,)),
        ("xn--mnchen-3ya.example", (Oddity.FOREIGN_LETTERS,)),
        ("xn--md-fmc.example", (Oddity.FOREIGN_LETTERS, Oddity.MIXED_SCRIPTS)),
        ("area51.example", ()),
    ],
)
def test_what_is_odd_about_a_domain_by_itself(domain: str, found: tuple[Oddity, ...]) -> None:
    """Foreign letters, mixed scripts and digits between letters are told, whoever else there is."""
    assert oddities(domain) == found


def test_every_published_confusable_letter_is_told(vectors: Path) -> None:
    """Each single character that Unicode lists as confusable with a letter from a to z (UTS #39)."""
    missed, looked_at = [], 0
    for character, letter in _confusables(vectors / "unicode" / "confusables.json"):
        looked_at += 1
        name = f"par{letter}liament.test"
        if not look_alikes(f"{registered(f'par{character}liament')}.test", [name]):
            missed.append(f"{ord(character):x}")
    assert looked_at > 300
    assert missed == []


def _confusables(published: Path) -> Iterator[tuple[str, str]]:
    pairs = json.loads(published.read_text(encoding="utf-8"))
    for character, likes in pairs.items():
        for letter in {like["c"] for like in likes}:
            if len(letter) == len(character) == 1 and letter in LETTERS and not character.isascii():
                yield character, letter
