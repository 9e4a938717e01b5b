"""How the record is spelled: one value, one byte string, and no second way to write it.

Two readers who understand different things from the same signed bytes have been
shown two letters.  So everything signed is deterministic CBOR (RFC 8949 section
4.2.1) in a narrower profile still:

* integers of 64 bits, byte strings, text, arrays, maps, false, true and null;
* shortest forms and definite lengths only;
* map keys are integers or text, strictly ascending by their own bytes, hence unique;
* one tag, outermost, and only where the reader asks for it;
* at most `DEEPEST` containers inside one another, `MOST_ITEMS` items, one megabyte.

The bytes are walked once, before anything is built from them, and are never
written again in order to compare: `cbor2` needs seconds to re-encode 45 hostile
bytes in which maps are keys of maps.  JSON, which only crosses the border, is read
as strictly and written by RFC 8785.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeAlias, TypeVar

import cbor2
import rfc8785

from chancery.errors import Malformed

Value: TypeAlias = "bool | int | str | bytes | list[Value] | dict[int | str, Value] | None"
"""What may be read from CBOR."""

Writable: TypeAlias = "bool | int | str | bytes | Sequence[Writable] | Mapping[Any, Writable] | None"
"""What may be written as CBOR: the same, with tuples for lists if you like."""

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What may be read from, and written as, JSON."""

T = TypeVar("T")

DEEPEST = 16
"""How many arrays and maps may lie inside one another."""

DEEPEST_JSON = 64
"""The same for JSON, which strangers nest more freely."""

MOST_ITEMS = 16_384
"""How many items all arrays and maps together may promise; keys count too."""

MOST_TOKENS = 65_536
"""How many strings and brackets a JSON text may have."""

MOST_OCTETS = 1_048_576
"""The longest text that is looked at, in bytes."""

_UNSIGNED, _NEGATIVE, _OCTETS, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_SIMPLE = {0xF4: False, 0xF5: True, 0xF6: None}


def _length_by_first_byte(majors: tuple[int, ...], simple: bool) -> bytes:
    """A table: how many bytes an item takes if its first byte alone tells, else 0."""
    lengths = bytearray(256)
    for major in majors:
        for short in range(24):
            counted = major in (_OCTETS, _TEXT)
            lengths[major << 5 | short] = 1 + short if counted else 1
    for first in _SIMPLE if simple else ():
        lengths[first] = 1
    return bytes(lengths)


_LEAF = _length_by_first_byte((_UNSIGNED, _NEGATIVE, _OCTETS, _TEXT), simple=True)
_KEY = _length_by_first_byte((_UNSIGNED, _NEGATIVE, _TEXT), simple=False)
_STRINGS_OF_ONE_BYTE = frozenset({_OCTETS << 5 | 24, _TEXT << 5 | 24})
"""Strings whose length takes one byte more: hashes, keys, most names."""
_LEAST = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}
"""By width in bytes: the least argument that could not have been written shorter."""


def decode(
    octets: bytes, *, tag: int | None = None, again_within: bool = False, limit: int = MOST_OCTETS
) -> Value:
    """The value these bytes spell; with *tag*, the value inside that outermost tag.

    If the tag may come *again_within*, what it marks there is given as its own bytes.
    Raises `Malformed` for every other spelling of the same value.
    """
    if len(octets) > limit:
        raise Malformed(f"The record is {len(octets)} bytes long; at most {limit} are read.")
    content = octets if tag is None else _inside(tag, octets)
    _walk(content, octets[0] if again_within else None)
    try:
        return cbor2.loads(  # type: ignore[no-any-return]
            content,
            tag_hook=_own_bytes,
            max_depth=2 * DEEPEST,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
    except (cbor2.CBORDecodeError, ValueError) as unreadable:
        # All that is left to go wrong after the walk: text that is not UTF-8.
        raise Malformed("The record holds text that is not UTF-8.") from unreadable


def _inside(tag: int, octets: bytes) -> bytes:
    head = _head(_TAG, tag)
    if not octets.startswith(head):
        raise Malformed(f"The record does not begin with tag {tag}.")
    return octets[len(head) :]


def _own_bytes(tagged: cbor2.CBORTag, _immutable: bool) -> bytes:
    """Written again, and safely: only what has been walked, and has one spelling, comes here."""
    return encode(tagged.value, tag=tagged.tag)


def _walk(octets: bytes, tagged: int | None) -> None:
    """Refuse anything outside the profile, touching each item once and building nothing.

    This walk is the price of every check, so it is one loop: *left* is what the open
    container still owes (items, or pairs in a map), *last* the previous key in a map.
    Lengths are believed as they come: a lie shows as a position beyond the end.
    *tagged* is the first byte of the one tag that may stand before an item.
    """
    leaf, key_lengths = _LEAF, _KEY
    at, left, items = 0, 1, 0
    last: bytes | None = None
    outer: list[tuple[int, bytes | None]] = []
    try:
        while True:
            while not left:
                if not outer:
                    return _end(octets, at)
                left, last = outer.pop()
            left -= 1
            first = octets[at]
            if last is not None:
                after = at + (key_lengths[first] or _long_key(octets, at))
                key = octets[at:after]
                if key <= last:
                    raise Malformed("The keys of a map are repeated or out of order.")
                last, at = key, after
                first = octets[at]
            length = leaf[first]
            if length:
                at += length
                continue
            if first in _STRINGS_OF_ONE_BYTE and octets[at + 1] >= 24:
                at += 2 + octets[at + 1]
                continue
            if first == tagged:
                at += 1
                first = octets[at]
            argument, at = _argument(octets, at)
            major = first >> 5
            if major < _ARRAY:
                at += argument if major >= _OCTETS else 0
                continue
            items += argument << (major - _ARRAY)
            if items > MOST_ITEMS or len(outer) == DEEPEST:
                raise Malformed("The record is nested too deeply or has too many items.")
            outer.append((left, last))
            left, last = argument, b"" if major == _MAP else None
    except IndexError:
        raise Malformed("The record ends too early.") from None


def _argument(octets: bytes, at: int) -> tuple[int, int]:
    """The number in the head of the item at *at*, and where what follows it begins."""
    first = octets[at]
    if first >= _TAG << 5:
        raise Malformed(f"A tag, float or simple value (0x{first:02x}) has no place here.")
    short = first & 0x1F
    if short < 24:
        return short, at + 1
    if short > 27:
        raise Malformed("Every length must be stated; this one is indefinite or reserved.")
    width = 1 << (short - 24)
    after = at + 1 + width
    argument = int.from_bytes(octets[at + 1 : after], "big")
    if argument < _LEAST[width]:
        raise Malformed("A number or length is not in its shortest form, or is cut short.")
    return argument, after


def _long_key(octets: bytes, at: int) -> int:
    """How many bytes the map key at *at* takes, when its first byte alone does not tell."""
    argument, after = _argument(octets, at)
    match octets[at] >> 5:
        case 0 | 1:
            return after - at
        case 3:
            return after - at + argument
        case _:
            raise Malformed("The keys of a map must be integers or text.")


def _end(octets: bytes, at: int) -> None:
    if at > len(octets):
        raise Malformed("The record ends too early.")
    if at < len(octets):
        raise Malformed(f"{len(octets) - at} bytes follow the end of the record.")


def encode(value: Writable, *, tag: int | None = None) -> bytes:
    """The one spelling of *value*, inside *tag* if one is given.

    Raises `Malformed` for what the record cannot hold: floats, integers beyond 64
    bits, lone surrogates, other types, too many levels.
    """
    head = b"" if tag is None else _head(_TAG, tag)
    return head + _spell(value, 0)


def _head(major: int, argument: int) -> bytes:
    """Major type and argument in the shortest form (RFC 8949 section 4.2.1)."""
    if argument < 24:
        return _SHORT_HEADS[major << 5 | argument]
    if argument < 256:
        return _SHORT_HEADS[major << 5 | 24] + _SHORT_HEADS[argument]
    for width, code in ((2, 25), (4, 26), (8, 27)):
        if argument >> 8 * width == 0:
            return _SHORT_HEADS[major << 5 | code] + argument.to_bytes(width, "big")
    raise Malformed("A number on the record has at most 64 bits.")


_SHORT_HEADS = tuple(bytes((first,)) for first in range(256))


def byte_string(octets: bytes) -> bytes:
    """The spelling of a byte string alone; the hot half of every signature input."""
    return _head(_OCTETS, len(octets)) + octets


def _spell(value: Any, depth: int) -> bytes:
    return _SPELLINGS[type(value)](value, depth)


def _spell_integer(number: int, depth: int) -> bytes:
    return _head(_UNSIGNED, number) if number >= 0 else _head(_NEGATIVE, -1 - number)


def _spell_text(text: str, depth: int) -> bytes:
    octets = _utf8(text)
    return _head(_TEXT, len(octets)) + octets


def _spell_array(items: Sequence[Any], depth: int) -> bytes:
    _no_deeper(depth)
    spelled = [_SPELLINGS[type(item)](item, depth + 1) for item in items]  # most are hashes: no call more
    return _head(_ARRAY, len(items)) + b"".join(spelled)


def _spell_map(pairs: Mapping[Any, Any], depth: int) -> bytes:
    """Keys in the order of their own bytes; `cbor2` would put the shorter first (RFC 7049)."""
    _no_deeper(depth)
    spelled = [(_spell_key(key), _spell(item, depth + 1)) for key, item in pairs.items()]
    spelled.sort()
    return _head(_MAP, len(spelled)) + b"".join([key + item for key, item in spelled])


def _spell_key(key: Any) -> bytes:
    if type(key) is str:
        return _spell_text(key, 0)
    if type(key) is int:
        return _spell_integer(key, 0)
    raise Malformed("The keys of a map must be integers or text.")


def _no_deeper(depth: int) -> None:
    if depth == DEEPEST:
        raise Malformed("The record is nested too deeply.")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as lone:
        raise Malformed("Half of a surrogate pair is not text.") from lone


class _Spellings(dict[type, Callable[[Any, int], bytes]]):
    def __missing__(self, kind: type) -> NoReturn:
        raise Malformed(f"The record has no way to write a {kind.__name__}.")


_SPELLINGS = _Spellings(
    {
        type(None): lambda _value, _depth: b"\xf6",
        bool: lambda value, _depth: b"\xf5" if value else b"\xf4",
        int: _spell_integer,
        str: _spell_text,
        bytes: lambda value, _depth: _head(_OCTETS, len(value)) + value,
        list: _spell_array,
        tuple: _spell_array,
        dict: _spell_map,
        cbor2.frozendict: _spell_map,  # what `cbor2` makes of a map inside a tag
    }
)
"""By exact type: an enum that happens to be a string is a mistake, not a string."""


def required(record: Mapping[Any, Any], name: int | str, kind: type[T]) -> T:
    """What *record* says under *name*; raises `Malformed` if that is not exactly a *kind*.

    True is not taken for 1.
    """
    found = record.get(name)
    if type(found) is not kind:
        raise Malformed(f"The record must give {name!r} as {kind.__name__}.")
    return found


def optional(record: Mapping[Any, Any], name: int | str, kind: type[T]) -> T | None:
    """The same, where saying nothing (no such key, or null) is allowed and means None."""
    found = record.get(name)
    return None if found is None else required(record, name, kind)


def only(record: Mapping[Any, Any], names: frozenset[int | str]) -> None:
    """Raises `Malformed` if *record* says anything under a name that is not known here."""
    if not record.keys() <= names:
        unknown = min(map(repr, record.keys() - names))
        raise Malformed(f"The record says something unknown: {unknown}.")


# JSON

_TOKENS_THAT_NEST = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[][{}]', re.DOTALL)
"""Strings whole (so that brackets inside them do not count), and brackets.

The closing quote is optional: were it required, a text of a million escaped quotes
without an end would be read again from every one of them.
"""


def decode_json(octets: bytes, *, limit: int = MOST_OCTETS) -> Json:
    """The value this JSON text spells, read as I-JSON (RFC 7493) wants it.

    Raises `Malformed` for anything else: not UTF-8, a repeated key, NaN, a number too
    large to be one, half of a surrogate pair, too many levels or items.
    """
    if len(octets) > limit:
        raise Malformed(f"The JSON is {len(octets)} bytes long; at most {limit} are read.")
    _bound_nesting(octets)
    try:
        value: Json = _JSON.decode(octets.decode())
    except (ValueError, RecursionError) as unreadable:
        raise Malformed("This is not JSON of the kind the record reads.") from unreadable
    if b"\\u" in octets:
        _utf8(json.dumps(value, ensure_ascii=False))
    return value


def _bound_nesting(octets: bytes) -> None:
    depth = 0
    for number, token in enumerate(_TOKENS_THAT_NEST.finditer(octets)):
        first = octets[token.start()]
        depth += (first in b"[{") - (first in b"]}")
        if depth > DEEPEST_JSON or number > MOST_TOKENS:
            raise Malformed("The JSON is nested too deeply or has too many items.")


def _each_key_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise Malformed("The JSON repeats a key.")
    return record


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Malformed("The JSON has a number too large to be one.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not JSON.")


_JSON = json.JSONDecoder(object_pairs_hook=_each_key_once, parse_float=_finite, parse_constant=_no_constant)


def canonical_json(value: Json) -> bytes:
    """The one JSON spelling of *value* (RFC 8785).

    Raises `Malformed` for what that cannot hold: integers beyond 2**53, NaN, half of
    a surrogate pair, other types, too many levels.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as unwritable:
        raise Malformed("This value has no canonical JSON.") from unwritable
