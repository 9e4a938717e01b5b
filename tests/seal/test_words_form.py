"""Registered words as bytes: the salt hides them, the digest holds them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadProof, ChanceryError, Malformed
from chancery.record.words import Text, Words
from chancery.seal.codec import decode, encode
from chancery.seal.words_form import MOST_OCTETS, SALT_OCTETS, digest_of_words, open_words, seal_words

SALT, OTHER = bytes(range(32)), bytes(range(32, 64))

letters = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)


@st.composite
def texts(draw: st.DrawFn, language: str) -> Text:
    text = draw(letters)
    places = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted).map(tuple)
    return Text(
        language=language,
        text=text,
        clauses=draw(st.dictionaries(letters, places, max_size=3)),
        conditions=draw(st.dictionaries(letters, letters, max_size=2)),
    )


words = st.builds(Words, authoritative=texts("en"), translations=st.tuples(texts("ar"), texts("fr")))
HELLO = Words(
    authoritative=Text(language="en", text="Yes.", clauses={"c1": (0, 4)}, conditions={"q": "if so"})
)
SEALED, DIGEST = seal_words(HELLO, SALT)


@given(words, st.binary(min_size=32, max_size=32))
def test_words_are_opened_as_they_were_sealed(said: Words, salt: bytes) -> None:
    """Every language, every clause's place, every condition's wording, code point for code point."""
    sealed, digest = seal_words(said, salt)
    assert open_words(sealed, digest) == said


def test_the_digest_is_sha_256_over_a_name_and_the_sealed_bytes() -> None:
    """Anybody can compute it; the name before it keeps it from being taken for another digest."""
    assert sha256(b"chancery/words/v1\0" + SEALED).digest() == DIGEST == digest_of_words(SEALED)


def test_the_same_words_under_another_salt_have_another_digest() -> None:
    """So a dictionary of every likely answer finds nothing on the log."""
    _, other = seal_words(HELLO, OTHER)
    assert other != DIGEST


def test_a_dictionary_of_short_answers_finds_none_of_them() -> None:
    """Whoever has the digest, but not the salt, cannot tell "yes" from "no" by trying."""
    phrases = [f"{a}{b}." for a in ("Yes", "No", "Granted", "Refused") for b in ("", ", sir", ", at once")]
    published = {seal_words(_saying(phrase), sha256(phrase.encode()).digest())[1] for phrase in phrases}
    tries = (bytes(32), b"\xff" * 32, *(number.to_bytes(32, "big") for number in range(500)))
    tried = {seal_words(_saying(phrase), salt)[1] for phrase in phrases for salt in tries}
    assert len(published) == len(phrases)
    assert published & tried == set()


def _saying(phrase: str) -> Words:
    return Words(authoritative=Text(language="en", text=phrase))


def test_the_digest_says_nothing_about_the_length() -> None:
    """Thirty-two octets for one word as for a thousand."""
    for phrase in ("No.", "No. " * 1_000):
        assert len(seal_words(_saying(phrase), SALT)[1]) == 32


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    """When words are sealed, and when they are opened."""
    with pytest.raises(Malformed, match=f"{SALT_OCTETS} octets"):
        seal_words(HELLO, bytes(length))
    with pytest.raises(Malformed, match=f"{SALT_OCTETS} octets"):
        opened(("salt",), bytes(length))


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_one_bit_changed_anywhere_is_another_text(bit: int) -> None:
    """It no longer is what was registered; nothing of it is shown."""
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadProof):
        open_words(bytes(changed), DIGEST)


def opened(path: tuple[Any, ...], value: Any) -> Words:
    """Opens the words with one value replaced, under the digest that fits them."""
    record: Any = decode(SEALED)
    part = record
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    sealed = encode(record)
    return open_words(sealed, digest_of_words(sealed))


TEXT: tuple[Any, ...] = ("texts", 0)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *((("new",), 1), (("salt",), "text"), (("texts",), []), (("texts",), {}), (TEXT, [])),
        *(((*TEXT, "new"), 1), ((*TEXT, "text"), b"octets"), ((*TEXT, "language"), None)),
        *(((*TEXT, "clauses"), []), ((*TEXT, "clauses", "c1"), [0]), ((*TEXT, "clauses", "c1"), [0, 4, 4])),
        *(((*TEXT, "clauses", "c1"), [False, True]), ((*TEXT, "clauses", "c1"), ["0", "4"])),
        *(((*TEXT, "clauses", "c1"), [0, 5]), ((*TEXT, "clauses", "c1"), [-1, 4])),
        *(((*TEXT, "clauses", "c1"), [3, 2]), ((*TEXT, "clauses", 1), [0, 4])),
        *(((*TEXT, "conditions", "q"), b"octets"), ((*TEXT, "conditions", 1), "text")),
        *(((*TEXT, "text"), "a\0b"), ((*TEXT, "text"), None)),
    ],
    ids=repr,
)
def test_words_that_were_registered_but_cannot_be_read_are_refused(path: Any, value: Any) -> None:
    """Mistyped, out of the text, under a name nobody knows: no part of it is shown."""
    with pytest.raises(Malformed):
        opened(path, value)


def test_two_texts_in_one_language_are_refused() -> None:
    """Nobody could say which of them was meant."""
    text: Any = decode(SEALED)
    with pytest.raises(Malformed, match="same language"):
        opened(("texts",), [*text["texts"], *text["texts"]])


def test_more_than_eight_megabytes_are_not_read() -> None:
    """The longest registered text in several scripts has room; a flood has not."""
    sealed = bytes(MOST_OCTETS + 1)
    with pytest.raises(Malformed, match=f"at most {MOST_OCTETS}"):
        open_words(sealed, digest_of_words(sealed))


@given(st.binary(max_size=80))
def test_bytes_that_are_no_words_are_refused(octets: bytes) -> None:
    """Even under the digest that fits them."""
    with pytest.raises(ChanceryError):
        open_words(octets, digest_of_words(octets))
