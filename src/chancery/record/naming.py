"""Names for acts, each of which only one institution can give.

    cf3bb374-67c7-8d1a-a2db-af063c0db351      a UUID of version 8 (RFC 9562, section 5.8)
    └─── chance ───┘└──── binding ─────┘

Octets 0 to 6 are chance, but for the four bits that say version 8: 52 bits, so that
nobody can tell a name beforehand and names count nothing.  Octets 7 to 15 are the first
nine of SHA-256 over a label, the institution and those seven octets, but for the two
bits that say which family of UUIDs it is: 70 bits that follow from the rest.

A reader keeps the acts of many institutions under their names, and the first to use one
has it.  So whoever is read there too would only have to use the name of another's
letter, and the letter would be found no more.  Now they must bring a domain of their own
that gives the same 70 bits over the letter's 52; they can begin only once the letter is
out, must try some 2**70 domains, and cannot use the work against a second letter.  Two
names of one institution may be made to meet after 2**26 drawings: it can only stand in
its own way, and its own registry refuses the second.

Whether an institution gave a name is seen from the two alone, so every reader checks it,
offline as well (`chancery.seal.reading`).
"""

from __future__ import annotations

import hashlib
import re

from chancery.record.statement import Institution, StatementId

CHANCE = 7
"""The octets that are drawn."""

_LABEL = b"chancery/id/v1\0"
_URN = re.compile(r"urn:uuid:([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)


def named(institution: Institution, chance: bytes) -> StatementId:
    """The name that *institution* gives out of *chance*: seven octets or more, of which seven count."""
    if len(chance) < CHANCE:
        raise ValueError(f"A name is made of {CHANCE} octets of chance, not of {len(chance)}.")
    drawn = chance[:6] + bytes([chance[6] & 0x0F | 0x80])
    bound = bytearray(hashlib.sha256(_LABEL + institution.encode() + b"\0" + drawn).digest()[:9])
    bound[1] = bound[1] & 0x3F | 0x80
    figures = (drawn + bound).hex()
    parts = (figures[:8], figures[8:12], figures[12:16], figures[16:20], figures[20:])
    return StatementId(f"urn:uuid:{'-'.join(parts)}")


def is_named_by(id: StatementId, institution: Institution) -> bool:
    """Whether *id* is a name of that institution's giving, spelled in the one way there is."""
    urn = _URN.fullmatch(id)
    return urn is not None and named(institution, bytes.fromhex("".join(urn.groups()))) == id
