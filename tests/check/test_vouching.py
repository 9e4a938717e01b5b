"""Who vouches for a record: the strongest is told first, and a contradiction counts by its strength."""

from __future__ import annotations

from itertools import product

import pytest

from chancery.check.vouching import RANK, Pinned, Strength, Voucher, disagreeing
from chancery.record.statement import Instant, Institution

OURS, THEIRS = bytes(32), bytes([1]) * 32
MOD = Institution("mod.example")


def voucher(strength: Strength, fingerprint: bytes = OURS, since: int = 5) -> Voucher:
    return Voucher(strength=strength, fingerprint=fingerprint, since=Instant(since))


def pinned(*strengths: Strength) -> Pinned:
    return Pinned(
        institution=MOD, fingerprint=OURS, since=Instant(3), vouchers=tuple(map(voucher, strengths))
    )


def test_the_order_is_the_one_that_is_promised() -> None:
    """By hand, a directory, a counterpart, names and web that agree, the web alone, nobody."""
    assert [each.value for each in sorted(RANK, key=lambda each: RANK[each])] == [
        *("by hand", "directory", "counterpart", "names and web", "web", "first use")
    ]


def test_the_strongest_is_told() -> None:
    """Whatever order they came in; and where there is none, that it was merely seen."""
    assert pinned(Strength.WEB, Strength.DIRECTORY, Strength.COUNTERPART).strength is Strength.DIRECTORY
    assert pinned().strength is Strength.FIRST_USE
    assert pinned().strongest.since == 3


@pytest.mark.parametrize(("held", "said"), list(product(Strength, Strength)))
def test_a_contradiction_stops_if_it_is_no_weaker(held: Strength, said: Strength) -> None:
    """Every strength against every other: 36 cases, and the same fingerprint never contradicts."""
    known = pinned() if held is Strength.FIRST_USE else pinned(held)
    stops = known.contradicted_by([voucher(said, THEIRS)]) is not None
    assert stops == (RANK[said] <= RANK[held])
    assert known.contradicted_by([voucher(said)]) is None


def test_the_strongest_contradiction_is_named() -> None:
    """Of two that contradict, people hear of the one that weighs more."""
    said = [voucher(Strength.COUNTERPART, THEIRS), voucher(Strength.DIRECTORY, THEIRS)]
    found = pinned(Strength.WEB).contradicted_by(said)
    assert found is not None
    assert found.strength is Strength.DIRECTORY


def test_sources_agree_or_the_two_strongest_that_do_not_are_named() -> None:
    """One fingerprint, however many name it, is agreement."""
    agreed = [voucher(Strength.WEB), voucher(Strength.DIRECTORY)]
    assert disagreeing(agreed) is None
    pair = disagreeing([*agreed, voucher(Strength.COUNTERPART, THEIRS)])
    assert pair is not None
    assert [each.strength for each in pair] == [Strength.DIRECTORY, Strength.COUNTERPART]
