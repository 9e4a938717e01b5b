"""An act as a program brings it to a register: with its hands and words, signed by the program.

A COSE_Sign1 like an entry (`chancery.seal.signed`), of another type, so that neither ever
passes for the other:

    18([ << {1: algorithm, 3: content type, 4: kid, 15: {1: issuer, 2: the act's id, 6: time},
             16: "application/vnd.chancery.brought+cose"} >>,
         {}, << {"act": bytes, "approvals": [...], "words": bytes} >>, signature ])

The program's signature says who is at the door and nothing more: what may be said, and by
whose hands, is for the charter.  It never stands on the log; the register seals the act
into an entry of its own, at its own time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chancery.errors import Malformed
from chancery.record.statement import Instant, Institution
from chancery.seal.act_form import CONTENT_TYPE, read_act
from chancery.seal.approval import Approval, read_approval, write_approval
from chancery.seal.codec import Writable, decode, encode, only, optional, required
from chancery.seal.keys import PublicKey, SigningKey
from chancery.seal.reading import issuer_name
from chancery.seal.signed import UncheckedStatement, open_statement, sign_statement

BROUGHT: Final = "application/vnd.chancery.brought+cose"

MOST_OCTETS: Final = 1_048_576
"""The longest message, words included; a letter with more goes through the Desk."""

_FIELDS = frozenset[int | str]({"act", "approvals", "words"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a message holds, and by which key it says it was signed; believe nothing before `check`."""

    act: bytes
    approvals: tuple[Approval, ...]
    words: bytes | None
    kid: bytes
    message: UncheckedStatement

    def check(self, program: PublicKey) -> None:
        """Raises `BadSignature` unless the holder of *program* signed this message."""
        self.message.check(program)


def write_brought(
    act: bytes,
    approvals: tuple[Approval, ...],
    words: bytes | None,
    *,
    institution: Institution,
    at: Instant,
    key: SigningKey,
) -> bytes:
    """The message with which the program that holds *key* brings an act to *institution*'s register."""
    id, _ = read_act(act)
    payload: dict[str, Writable] = {
        "act": act,
        "approvals": [write_approval(approval) for approval in approvals],
    }
    if words is not None:
        payload["words"] = words
    return sign_statement(
        encode(payload),
        issuer=issuer_name(institution),
        subject=id,
        at=at,
        content_type=CONTENT_TYPE,
        key=key,
        type=BROUGHT,
        limit=MOST_OCTETS,
    )


def read_brought(octets: bytes, institution: Institution) -> Brought:
    """The message in these bytes; raises `Malformed` for any other, or one for another register."""
    message = open_statement(octets, type=BROUGHT, limit=MOST_OCTETS)
    if message.issuer != issuer_name(institution) or message.content_type != CONTENT_TYPE:
        raise Malformed(f"This was brought to another register than that of {institution}.")
    record = decode(message.payload, limit=MOST_OCTETS)
    if type(record) is not dict:
        raise Malformed("Whoever brings an act brings it with the hands under it.")
    only(record, _FIELDS)
    return Brought(
        act=required(record, "act", bytes),
        approvals=tuple([read_approval(each) for each in required(record, "approvals", list)]),
        words=optional(record, "words", bytes),
        kid=message.kid,
        message=message,
    )
