"""The printed code: a statement's id, short enough to read over the telephone.

    K7QF2-M9XT4-Z      ten characters of Crockford's base 32, then one to check them

The ten are the first 50 of the id's 128 bits, all but two of them chance, which is enough
to find a letter by and too little to be one: a code names, and proves nothing.

Alphabet: Crockford, "Base 32", which leaves out I, L, O and U.  His own check symbol
needs five more characters, some of them awkward in print and in addresses, so ours is
a sum over the field of 32 elements with a different weight for every place: any single
wrong character shows, and so do any two that have changed places.
"""

from __future__ import annotations

import re

from chancery.errors import Malformed, Mistyped
from chancery.record.statement import StatementId

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHARACTERS = 10
"""Without the one that checks: 50 bits."""

_GROUP = 5
_MISREAD = str.maketrans("OIL", "011")
_IGNORED = re.compile(r"[\s\-‐‑‒–—]+")
_BITS_128 = re.compile(r"[0-9a-f]{32}")


def code_of(id: StatementId) -> str:
    """
    The code that is printed on the statement of this id.

    Raises `Malformed` for an id that is no URN of 128 bits.
    """
    bits = id.rpartition(":")[2].replace("-", "").lower()
    if not id.startswith("urn:") or not _BITS_128.fullmatch(bits):
        raise Malformed("Only a statement named by a URN of 128 bits has a printed code.")
    number = int(bits, 16) >> (128 - 5 * CHARACTERS)
    places = [number >> 5 * (CHARACTERS - 1 - place) & 31 for place in range(CHARACTERS)]
    return _grouped("".join(ALPHABET[value] for value in (*places, _check(places))))


def read_code(text: str) -> str:
    """
    The code somebody typed, as it is printed: case, spaces and O, I, L for 0, 1, 1 do not matter.

    Raises `Malformed` if it cannot be a code, and `Mistyped` if a character must be wrong.
    """
    typed = _IGNORED.sub("", text).upper().translate(_MISREAD)
    if len(typed) != CHARACTERS + 1 or not set(typed) <= set(ALPHABET):
        raise Malformed(f"A code has {CHARACTERS + 1} letters and figures, for example K7QF2-M9XT4-Z.")
    values = [ALPHABET.index(character) for character in typed]
    if _check(values[:-1]) != values[-1]:
        raise Mistyped(
            "This code has a wrong character, or two in each other's place: compare it with the letter."
        )
    return _grouped(typed)


def _grouped(characters: str) -> str:
    return "-".join(characters[at : at + _GROUP] for at in range(0, len(characters), _GROUP))


def _check(places: list[int]) -> int:
    """The sum of weight times value; the weights are the powers of x, all different below x**31."""
    total = 0
    for value in places:
        # Horner: after this, every earlier place weighs one power more.
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    """Multiplication by x in the field of polynomials over 0 and 1, modulo x**5 + x**2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
