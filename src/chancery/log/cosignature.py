"""What exactly a signature on a note signs, for each kind of signature we know.

C2SP signed-note, "Signature types", and tlog-cosignature, "Ed25519 signed message"
and "ML-DSA-44 signed message".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import assert_never

from chancery.errors import Malformed
from chancery.log.head import TreeHead
from chancery.log.tree import Hash


class SignatureType(IntEnum):
    """The signature type identifier octets of C2SP signed-note that we sign and check."""

    ED25519 = 0x01
    """Over the text itself, without a time."""

    COSIGNATURE_ED25519 = 0x04
    """At a stated time, over the whole text of a checkpoint."""

    COSIGNATURE_ML_DSA_44 = 0x06
    """At a stated time, over the signer's name, origin, size and root of a checkpoint."""

    @property
    def is_timed(self) -> bool:
        """Whether the signature states when it was made."""
        return self is not SignatureType.ED25519


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtree:
    """The entries [*start*, *end*) of the log *origin* hash to *root*."""

    origin: str
    start: int
    end: int
    root: Hash


LAST_SECOND = (1 << 63) - 1
"""The last time a cosignature may state, in Unix seconds (tlog-cosignature, "Format")."""

_LONGEST_NAME = 255
"""Octets: names are ``opaque name<1..2^8-1>`` in the ML-DSA-44 message."""


def signed_message(kind: SignatureType, signer: str, text: str, at: int) -> bytes:
    """
    The octets that *signer* signs to put a signature of this *kind* on *text* at *at*.

    *at* is in Unix seconds and means nothing to an untimed kind.  Raises `Malformed`
    where *text* is not a checkpoint and the kind can sign nothing else.
    """
    match kind:
        case SignatureType.ED25519:
            return text.encode()
        case SignatureType.COSIGNATURE_ED25519:
            _require_time(at)
            return f"cosignature/v1\ntime {at}\n{text}".encode()
        case SignatureType.COSIGNATURE_ML_DSA_44:
            _require_time(at)
            head = TreeHead.parse(text)
            whole = Subtree(origin=head.origin, start=0, end=head.size, root=head.root)
            return subtree_message(signer, whole, at)
        case _:
            assert_never(kind)


def subtree_message(signer: str, subtree: Subtree, at: int) -> bytes:
    """``cosigned_message``; a whole tree is the subtree that starts at 0 and ends with its size."""
    return b"".join(
        (
            b"subtree/v1\n\x00",
            _short(signer),
            struct.pack(">Q", at),
            _short(subtree.origin),
            struct.pack(">QQ", subtree.start, subtree.end),
            subtree.root,
        )
    )


def _short(name: str) -> bytes:
    octets = name.encode()
    if not 1 <= len(octets) <= _LONGEST_NAME:
        raise Malformed(f"A name in a cosignature has 1 to {_LONGEST_NAME} octets.")
    return bytes([len(octets)]) + octets


def _require_time(at: int) -> None:
    if not 0 <= at <= LAST_SECOND:
        raise Malformed("A cosignature states a time that no clock can show.")
