"""The state of a record in bytes: the key of a question in a state map, and the questions an entry answers.

Format: `docs/reference/state-format.md`.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from chancery.errors import Malformed
from chancery.log.state_map import Key
from chancery.record.bears_on import Question, answered_by
from chancery.record.state_head import LONGEST_LIFE, StateHead
from chancery.seal.act_form import read_act
from chancery.seal.codec import decode, encode, optional
from chancery.seal.signed import LONGEST, open_sign1, open_statement

_LABEL = "chancery/state/v1"

_SAYS_STATE = encode("kind") + encode("state")
"""Bytes that stand in every state head."""


@lru_cache(maxsize=16_384)
def key_of(question: Question) -> Key:
    """Under which key of a state map a question is answered: SHA-256 of it as an array, after a label."""
    return sha256(encode([_LABEL, *question])).digest()


def keys_answered(octets: bytes) -> list[Key]:
    """
    The keys that the entry in these bytes counts under; none for a genesis, which holds no act.

    Nothing is asked but what it says: whether it is signed, and spelt as entries are, is for
    whoever takes it in.  Raises `Malformed` for bytes in which nothing can be found at all.
    """
    payload = open_sign1(octets, limit=LONGEST).payload
    act = _act_in(payload or b"")
    return [] if act is None else [key_of(question) for question in answered_by(*read_act(act))]


def may_be_state_head(octets: bytes) -> bool:
    """Whether an entry may be a state head; hardly any other holds these bytes."""
    return _SAYS_STATE in octets


def state_head_in(octets: bytes) -> StateHead | None:
    """
    The state head that the entry in these bytes is; None if it is something else.

    Raises `Malformed` for one that speaks longer than it may; who signed it is not asked.
    """
    if not may_be_state_head(octets):
        return None
    statement = open_statement(octets)
    written = _act_in(statement.payload)
    act = None if written is None else read_act(written)[1]
    if not isinstance(act, StateHead):
        return None
    if not statement.at < act.expires <= statement.at + LONGEST_LIFE:
        raise Malformed(f"A state head expires within {LONGEST_LIFE // 86_400} days of its own time.")
    return act


def _act_in(payload: bytes) -> bytes | None:
    record = decode(payload)
    if type(record) is not dict:
        raise Malformed("An entry holds an act and the approvals under it.")
    return optional(record, "act", bytes)
