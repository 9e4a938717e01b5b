"""The registered words at rest: every sentence of the port, on every kind of storage."""

from __future__ import annotations

from tests.contract.storage import Storage

SHOWS_FILES = True

DIGEST = bytes(range(32))


def test_words_are_found_by_their_digest(storage: Storage) -> None:
    """By that and nothing else, byte for byte."""
    sealed = bytes(range(256)) * 5_000
    storage.words().keep(DIGEST, sealed)
    assert storage.words().words(DIGEST) == sealed
    assert storage.words().words(DIGEST[::-1]) is None
    assert storage.words().words(DIGEST[:-1]) is None


def test_the_same_digest_twice_is_once(storage: Storage) -> None:
    """And what was kept first stays."""
    storage.words().keep(DIGEST, b"words")
    storage.words().keep(DIGEST, b"words")
    storage.words().keep(DIGEST, b"other")
    assert storage.words().words(DIGEST) == b"words"


def test_words_may_be_empty(storage: Storage) -> None:
    """Empty words are words; only what is not held is None."""
    storage.words().keep(DIGEST, b"")
    assert storage.words().words(DIGEST) == b""
