"""Registered words as bytes, and the salted digest that stands for them on the log.

The log cannot forget, so it never holds words.  It holds SHA-256 over a 32-byte salt
and the words; whoever has the words has the salt, and whoever has only the digest can
not find out by trying whether it stands for "yes" or for "no" (docs/explanation/threats.md, row 17).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from chancery.errors import BadProof, Malformed
from chancery.record.statement import ClauseId
from chancery.record.words import Span, Text, Words
from chancery.seal.codec import Value, decode, encode, only, optional, required

SALT_OCTETS = 32
MOST_OCTETS = 8_388_608
"""Eight megabytes: room for the longest text in several scripts."""

_CONTEXT = b"chancery/words/v1\0"


def seal_words(words: Words, salt: bytes) -> tuple[bytes, bytes]:
    """
    The words as bytes, salt included, and the digest that the log will hold.

    *salt* is 32 fresh random octets, never used for anything else.
    """
    _require_salt(salt)
    sealed = encode({"salt": salt, "texts": [_text(text) for text in words]})
    return sealed, digest_of_words(sealed)


def digest_of_words(sealed: bytes) -> bytes:
    """The salted digest of sealed words: the salt is inside the bytes."""
    return hashlib.sha256(_CONTEXT + sealed).digest()


def open_words(sealed: bytes, digest: bytes) -> Words:
    """
    The words that *digest* stands for.

    Raises `BadProof` when these bytes are not what was registered, and `Malformed`
    when they are, but cannot be read.
    """
    if digest_of_words(sealed) != digest:
        raise BadProof("These are not the words that were registered under this digest.")
    record = _map(decode(sealed, limit=MOST_OCTETS))
    only(record, frozenset({"salt", "texts"}))
    _require_salt(required(record, "salt", bytes))
    texts = [_read_text(_map(text)) for text in required(record, "texts", list)]
    if not texts:
        raise Malformed("Registered words have at least one text.")
    return Words(authoritative=texts[0], translations=tuple(texts[1:]))


def _require_salt(salt: bytes) -> None:
    if len(salt) != SALT_OCTETS:
        raise Malformed(f"A salt has {SALT_OCTETS} octets; this one has {len(salt)}.")


def _text(text: Text) -> dict[str, Any]:
    return {
        "language": text.language,
        "text": text.text,
        "clauses": {clause: list(span) for clause, span in text.clauses.items()},
        "conditions": dict(text.conditions),
    }


def _read_text(record: Mapping[Any, Value]) -> Text:
    only(record, frozenset({"language", "text", "clauses", "conditions"}))
    wordings = _marks(record, "conditions")
    return Text(
        language=required(record, "language", str),
        text=required(record, "text", str),
        clauses={ClauseId(id): _span(span) for id, span in _marks(record, "clauses").items()},
        conditions={id: required(wordings, id, str) for id in wordings},
    )


def _marks(record: Mapping[Any, Value], name: str) -> Mapping[str, Value]:
    marks: Mapping[Any, Value] = optional(record, name, dict) or {}
    if not all(type(id) is str for id in marks):
        raise Malformed(f"Everything under {name!r} is called by a text.")
    return marks


def _span(value: Value) -> Span:
    match value:
        case [start, end] if type(start) is int and type(end) is int:  # True is no place in a text
            return start, end
        case _:
            raise Malformed("A clause's place in the text is written as two numbers.")


def _map(value: object) -> Mapping[Any, Value]:
    if type(value) is not dict:
        raise Malformed("A map was expected here.")
    return value
