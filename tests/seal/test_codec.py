"""One value, one spelling; and no bytes that take long to refuse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.seal import codec
from tests.cost import least_cost

INTEGERS = st.integers(-(2**64), 2**64 - 1)
KEYS = INTEGERS | st.text(max_size=30)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INTEGERS | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)


def same(one: Any, other: Any) -> bool:
    """Equal and of equal types, where Python would take True for 1."""
    match one, other:
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        case _:
            return type(one) is type(other) and one == other


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    """decode(encode(v)) is v, and cbor2 reads the same."""
    octets = codec.encode(value)
    assert same(codec.decode(octets), value)
    assert same(cbor2.loads(octets), value)


@given(st.binary(max_size=64))
def test_what_is_read_has_no_second_spelling(octets: bytes) -> None:
    """Whatever bytes are accepted are the very bytes we would have written."""
    try:
        value = codec.decode(octets)
    except Malformed:
        return
    assert codec.encode(value) == octets


@given(VALUES, st.data())
def test_one_changed_byte_is_another_value_or_none(value: Any, data: st.DataObject) -> None:
    """No byte is ignored: change any, and the reading changes or fails."""
    octets = bytearray(codec.encode(value))
    place = data.draw(st.integers(0, len(octets) - 1))
    octets[place] ^= data.draw(st.integers(1, 255))
    try:
        other = codec.decode(bytes(octets))
    except Malformed:
        return
    assert not same(other, value)


def test_keys_stand_in_the_order_of_their_bytes() -> None:
    """RFC 8949 section 4.2.1's own example: 10, 100, -1, "z", "aa" (and not the shorter first)."""
    value: dict[int | str, int] = {"aa": 5, -1: 3, 100: 2, "z": 4, 10: 1}
    assert codec.encode(value).hex() == "a50a011864022003617a0462616105"


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        ("", "too early"),
        ("0001", "follow the end"),
        ("1817", "shortest"),
        ("190017", "shortest"),
        ("1a0000ffff", "shortest"),
        ("1b00000000ffffffff", "shortest"),
        ("581700", "shortest"),
        ("9800", "shortest"),
        ("a1181700", "shortest"),
        ("9f00ff", "stated"),
        ("bf0000ff", "stated"),
        ("5f4100ff", "stated"),
        ("1c", "stated"),
        ("a201000100", "repeated or out of order"),
        ("a202000100", "repeated or out of order"),
        ("a261610061610", "repeated or out of order"),
        ("a2616100000", "repeated or out of order"),
        ("a1a0a0", "integers or text"),
        ("a1410000", "integers or text"),
        ("a1f400", "no place"),
        ("a1800000", "integers or text"),
        ("f90000", "no place"),
        ("f7", "no place"),
        ("e0", "no place"),
        ("f814", "no place"),
        ("c000", "no place"),
        ("d28000", "no place"),
        ("82d28000", "no place"),
        ("ff", "no place"),
        ("61ff", "UTF-8"),
        ("63eda080", "UTF-8"),
        ("62c080", "UTF-8"),
        ("4201", "too early"),
        ("8201", "too early"),
        ("a101", "too early"),
        ("a1", "too early"),
        ("7bffffffffffffffff", "too early"),
        ("9bffffffffffffffff", "too many items"),
        ("bb7fffffffffffffff", "too many items"),
    ],
)
def test_every_other_spelling_is_refused(octets: str, why: str) -> None:
    """Whatever the profile excludes is refused, and the sentence says what it was."""
    with pytest.raises(Malformed, match=why):
        codec.decode(bytes.fromhex(octets + "0" * (len(octets) % 2)))


def test_sixteen_levels_are_read_and_seventeen_are_not() -> None:
    """The depth that can be written is the depth that can be read."""
    for container, end in ((b"\x81", b"\x00"), (b"\xa1\x00", b"\x00")):
        assert codec.encode(codec.decode(container * 16 + end)) == container * 16 + end
        with pytest.raises(Malformed, match="deep"):
            codec.decode(container * 17 + end)
    nested: Any = 0
    for _ in range(17):
        nested = [nested]
    with pytest.raises(Malformed, match="deep"):
        codec.encode(nested)


def test_length_and_number_of_items_are_bounded() -> None:
    """One byte over a megabyte is not looked at; one item too many is not promised."""
    with pytest.raises(Malformed, match="at most 10 "):
        codec.decode(bytes(11), limit=10)
    with pytest.raises(Malformed, match="at most 1048576"):
        codec.decode(bytes(1_048_577))
    items = codec.MOST_ITEMS
    assert len(codec.decode(codec.encode([0] * items))) == items  # type: ignore[arg-type]
    with pytest.raises(Malformed, match="too many items"):
        codec.decode(codec.encode([0] * (items + 1)))


@pytest.mark.parametrize(
    "hostile",
    [
        b"\x99\x40\x00" + b"\x80" * 16_384,
        b"\x81" * 1_000_000,
        b"\xa1" * 1_000_000,
        b"\xd2" * 1_000_000,
        b"\x5a\x00\x0f\x42\x3b" + bytes(999_995),
        b"\xb9\x20\x00" + b"".join(b"\x19" + n.to_bytes(2, "big") + b"\0" for n in range(256, 8_448)),
    ],
    ids=["empty arrays", "arrays in arrays", "maps in maps", "tags on tags", "a long string", "a wide map"],
)
def test_no_input_within_the_limits_takes_long(hostile: bytes) -> None:
    """Whatever is sent, read or refused, costs less than 50 ms of one core."""
    assert least_cost(lambda: _refused(codec.decode, hostile)) < 0.050


def _refused(read: Callable[[bytes], object], octets: bytes) -> None:
    with suppress(Malformed):
        read(octets)


def test_a_tag_is_read_where_it_was_asked_for_and_nowhere_else() -> None:
    """Outermost and equal, or refused; inside only by permission, and then as its own bytes."""
    assert codec.decode(bytes.fromhex("d28101"), tag=18) == [1]
    assert codec.encode([1], tag=18).hex() == "d28101"
    assert codec.decode(codec.encode([1], tag=999), tag=999) == [1]
    inner = bytes.fromhex("d28201a10102")
    assert codec.decode(b"\xd2\x81" + inner, tag=18, again_within=True) == [inner]
    for octets in (b"\xd2\x81" + inner, b"\xd3\x81" + inner, b"\x81" + inner, b"", b"\xd2"):
        with pytest.raises(Malformed):
            codec.decode(octets, tag=18)
    with pytest.raises(Malformed, match="no place"):
        codec.decode(bytes.fromhex("d281d2d28101"), tag=18, again_within=True)


@pytest.mark.parametrize(
    "value",
    [
        *(1.0, 2**64, -(2**64) - 1, "\ud800", bytearray(b"x"), {1, 2}, object()),
        *({1.5: 0}, {b"k": 0}, {None: 0}, {True: 0}),
    ],
)
def test_what_the_record_cannot_hold_is_not_written(value: Any) -> None:
    """Floats, larger integers, half surrogates and foreign types are refused, wherever they stand."""
    for place in (value, [value], {"k": value}):
        with pytest.raises(Malformed):
            codec.encode(place)


def test_fields_are_taken_by_name_and_exact_type() -> None:
    """True is not 1, nothing said is None, and a name nobody knows is refused."""
    record: dict[int | str, codec.Value] = {"a": 1, "b": True, "c": None}
    assert codec.required(record, "a", int) == 1
    assert codec.optional(record, "c", str) is None
    assert codec.optional(record, "d", str) is None
    for name, kind in (("b", int), ("a", bool), ("a", str), ("c", int), ("d", int)):
        with pytest.raises(Malformed, match=name):
            codec.required(record, name, kind)
    with pytest.raises(Malformed, match="'b'"):
        codec.optional(record, "b", int)
    codec.only(record, frozenset({"a", "b", "c", "d"}))
    with pytest.raises(Malformed, match="'c'"):
        codec.only(record, frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"NaN", "not JSON"),
        (b"[-Infinity]", "not JSON"),
        (b"1e400", "too large"),
        (b'{"a":1,"a":1}', "repeats"),
        (b'["\\ud800"]', "surrogate"),
        (b'{"\\udc00":0}', "surrogate"),
        (b"[" * 65 + b"]" * 65, "deep"),
        (b"[" * 1_000_000, "deep"),
        (b'{"a":' * 100_000, "deep"),
        (b"[" + b"[]," * 300_000 + b"0]", "too many items"),
        (b'"' * 1_000_000, "too many items"),
        (b'"' + b'\\"' * 500_000, "not JSON of the kind"),
        (b"\xef\xbb\xbf{}", "not JSON of the kind"),
        (b"\xff\xfe[\0]\0", "not JSON of the kind"),
        (b"[" + b"9" * 5_000 + b"]", "not JSON of the kind"),
        (b"", "not JSON of the kind"),
        (b"[] []", "not JSON of the kind"),
        (b" " * 1_048_577, "at most"),
    ],
)
def test_json_is_read_strictly_and_at_once(text: bytes, why: str) -> None:
    """What two readers could read differently, or one reader not at all, is refused within 50 ms."""
    with pytest.raises(Malformed, match=why):
        codec.decode_json(text)
    assert least_cost(lambda: _refused(codec.decode_json, text)) < 0.050


def test_brackets_inside_strings_are_text() -> None:
    """Only brackets that nest are counted, whatever the quotes around others."""
    text = b'["' + b'[{\\\\\\"' * 100 + b'"]'
    assert codec.decode_json(text) == ['[{\\"' * 100]
    assert codec.decode_json(b"[" * 64 + b"]" * 64)


def test_a_pair_of_surrogates_is_one_letter() -> None:
    """An escaped pair is read as the one character it means."""
    assert codec.decode_json(b'"\\ud83d\\udd4a"') == "\U0001f54a"
    assert codec.canonical_json({"b": [1, 2.5, None], "a": "é"}) == '{"a":"é","b":[1,2.5,null]}'.encode()


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**53, "\ud800", {"\udc00": 1}, {1: 2}, object()]
)
def test_what_has_no_canonical_json_is_refused(value: Any) -> None:
    """RFC 8785 has no way to write these; neither have we."""
    with pytest.raises(Malformed):
        codec.canonical_json(value)


def test_canonical_json_of_a_bottomless_value_is_refused() -> None:
    """Too deep to write is refused with the same sentence, never with a stack trace."""
    bottomless: list[Any] = []
    bottomless.append(bottomless)
    with pytest.raises(Malformed):
        codec.canonical_json(bottomless)
