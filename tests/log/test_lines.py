from __future__ import annotations

import pytest

from chancery.errors import Malformed
from chancery.log.lines import from_base64, from_decimal, hash_from_line, to_base64


@pytest.mark.parametrize(
    "text", ["", "00", "01", "-1", "+1", " 1", "1 ", "1\n", "1_0", "٣", "1e3", "0x1", str(2**64)]
)
def test_a_number_has_one_spelling(text: str) -> None:
    """Leading zeros, signs, spaces, foreign digits and numbers beyond 64 bits are refused."""
    with pytest.raises(Malformed):
        from_decimal(text)


def test_the_largest_number_is_read() -> None:
    """2**64 - 1 is a number, and so is 0."""
    assert [from_decimal("0"), from_decimal("18446744073709551615")] == [0, 2**64 - 1]


@pytest.mark.parametrize(
    "text", ["AA", "AA=", "AAA", "AB==", "AA==\n", " AA==", "AA==AA==", "A-_=", "ÄÄ==", "\ud800"]
)
def test_base64_has_one_spelling(text: str) -> None:
    """Missing padding, non-zero spare bits, white space and the URL alphabet are refused."""
    with pytest.raises(Malformed):
        from_base64(text)


def test_a_hash_line_holds_32_octets() -> None:
    """31 or 33 octets are no SHA-256 hash."""
    assert bytes(32) == hash_from_line(to_base64(bytes(32)))
    for length in (0, 31, 33):
        with pytest.raises(Malformed):
            hash_from_line(to_base64(bytes(length)))
