"""The first entry of every log: whose it is, under which name, and which keys speak for it.

It is no act of any office.  It is there so that the first charter stands at index 1
and no receipt is ever needed for a tree of one entry, whose path would be empty
(RFC 9942 allows no such proof).
"""

from __future__ import annotations

from dataclasses import dataclass

from chancery.errors import Malformed
from chancery.record.statement import Institution
from chancery.seal.codec import Value, decode, encode, only, required

VERSION = 1
CONTENT_TYPE = "application/vnd.chancery.genesis+cbor"
_FIELDS: frozenset[int | str] = frozenset({"v", "institution", "origin", "issuer", "log"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Genesis:
    """What a log says of itself before it says anything else."""

    institution: Institution
    origin: str
    """The log's name in its checkpoints."""
    issuer: str
    """The public key that signs entries, in text form."""
    log: tuple[str, ...]
    """The log's verifier keys (C2SP vkey lines)."""


def write_genesis(genesis: Genesis) -> bytes:
    """The payload of entry 0."""
    return encode(
        {
            "v": VERSION,
            "institution": genesis.institution,
            "origin": genesis.origin,
            "issuer": genesis.issuer,
            "log": list(genesis.log),
        }
    )


def read_genesis(payload: bytes) -> Genesis:
    """What entry 0 says; raises `Malformed` if it is not a genesis."""
    record = decode(payload)
    if type(record) is not dict:
        raise Malformed("The first entry of the log is not a genesis.")
    only(record, _FIELDS)
    if required(record, "v", int) != VERSION:
        raise Malformed("This log begins in a form that this version does not know.")
    return Genesis(
        institution=Institution(required(record, "institution", str)),
        origin=required(record, "origin", str),
        issuer=required(record, "issuer", str),
        log=tuple(_line(line) for line in required(record, "log", list)),
    )


def _line(value: Value) -> str:
    if type(value) is not str:
        raise Malformed("A log's verifier key is a line of text.")
    return value
