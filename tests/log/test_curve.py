from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from chancery.log.curve import KeyFault, ed25519_key_fault

P = 2**255 - 19
# The y coordinates of the eight points whose order divides the cofactor: 1, -1, 0 twice, and the
# two y of order eight twice each.
EIGHTH = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7


D = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)


def fault_by_arithmetic(raw: bytes) -> KeyFault | None:
    """The same verdict the long way: find the point, double it three times, see whether nothing is left."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return KeyFault.NOT_CANONICAL
    x = root_of((y * y - 1) * pow(D * y * y + 1, -1, P) % P)
    if x is None:
        return KeyFault.OFF_CURVE
    if x == 0 and sign:
        return KeyFault.NOT_CANONICAL
    point = (x, y)
    for _ in range(3):
        point = doubled(*point)
    return KeyFault.LOW_ORDER if point == (0, 1) else None


def root_of(square: int) -> int | None:
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * SQRT_MINUS_ONE % P
    return root if root * root % P == square else None


def doubled(x: int, y: int) -> tuple[int, int]:
    product = D * x * x * y * y % P
    return (
        2 * x * y * pow(1 + product, -1, P) % P,
        (y * y + x * x) * pow(1 - product, -1, P) % P,
    )


def encoded(y: int, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


@given(st.binary(min_size=32, max_size=32))
def test_every_key_that_is_made_as_rfc_8032_says_is_a_key(seed: bytes) -> None:
    """Whatever the 32 secret octets are."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert ed25519_key_fault(public) is None


@pytest.mark.parametrize("y", [1, P - 1, 0, EIGHTH, P - EIGHTH])
@pytest.mark.parametrize("sign", [0, 1])
def test_none_of_the_points_of_low_order_is_a_key(y: int, sign: int) -> None:
    """Under such a key one signature fits any text; (0, ±1) with a negative zero is not even a point."""
    neither = KeyFault.NOT_CANONICAL if sign and y in (1, P - 1) else KeyFault.LOW_ORDER
    assert ed25519_key_fault(encoded(y, sign)) is neither


@pytest.mark.parametrize("excess", range(19))
def test_a_coordinate_of_p_or_more_is_not_canonical(excess: int) -> None:
    """The nineteen values from p to 2**255 - 1 would be second spellings of 0 to 18."""
    assert ed25519_key_fault(encoded(P + excess)) is KeyFault.NOT_CANONICAL
    assert ed25519_key_fault(encoded(P + excess, 1)) is KeyFault.NOT_CANONICAL


def test_half_of_all_coordinates_are_off_the_curve() -> None:
    """2 is the least of them."""
    assert ed25519_key_fault(encoded(2)) is KeyFault.OFF_CURVE
    faults = [ed25519_key_fault(encoded(y)) for y in range(2, 200)]
    assert 60 < faults.count(KeyFault.OFF_CURVE) < 140
    assert {None, KeyFault.OFF_CURVE} == set(faults)


@given(st.one_of(st.binary(min_size=32, max_size=32), st.integers(0, 2**255 - 1).map(encoded)))
@example(encoded(EIGHTH))
@example(encoded(P - EIGHTH, 1))
@example(encoded(P - 1, 1))
def test_the_short_way_to_a_verdict_agrees_with_the_long_one(raw: bytes) -> None:
    """A table of five coordinates and a Jacobi symbol say what a square root and three doublings say."""
    assert ed25519_key_fault(raw) is fault_by_arithmetic(raw)


def test_there_are_no_points_of_low_order_beside_the_eight() -> None:
    """A point of order four has y = 0; doubling leads there only from d·y⁴ + 2y² = 1."""
    assert (D * EIGHTH**4 + 2 * EIGHTH**2 - 1) % P == 0
    other = (-2 * pow(D, -1, P) - EIGHTH**2) % P  # the second root of the quadratic in y²
    assert root_of(other) is None
    assert [fault_by_arithmetic(encoded(y)) for y in (0, EIGHTH, P - EIGHTH)] == [KeyFault.LOW_ORDER] * 3


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_has_32_octets(length: int) -> None:
    assert ed25519_key_fault(bytes(length)) is KeyFault.LENGTH


def test_every_weak_key_of_the_cctv_vectors_is_refused_and_no_other(vectors: Path) -> None:
    """CCTV ed25519: a key flagged low_order_A or non_canonical_A is no key; the rest are."""
    cases = json.loads((vectors / "cctv/ed25519/ed25519vectors.json").read_text())
    weak = {"low_order_A", "non_canonical_A"}
    refused = [ed25519_key_fault(bytes.fromhex(case["key"])) is not None for case in cases]
    assert refused == [bool(weak & set(case["flags"] or [])) for case in cases]
    assert 0 < sum(refused) < len(cases)
