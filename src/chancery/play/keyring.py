"""The keys and names of a scenario: always the same for the same file, and no secret to anybody."""

from __future__ import annotations

import hashlib

from chancery.record.naming import named
from chancery.record.statement import Institution, KeyName, StatementId
from chancery.registry.pen import Pen, pen_from_seeds
from chancery.seal.keys import Kind, SigningKey


def secret(*names: str) -> bytes:
    """The 32 octets that these names always give; no secret at all to whoever knows them."""
    return hashlib.sha256("\0".join(("chancery/play", *names)).encode()).digest()


def key_of(institution: Institution, name: KeyName) -> SigningKey:
    """The key that a scenario calls *name* at *institution*."""
    return SigningKey.from_seed(Kind.ED25519, secret(institution, "key", name))


def pen_of(institution: Institution) -> Pen:
    """The pen of an institution in a scenario."""
    return pen_from_seeds(
        institution,
        f"{institution}/register",
        issuer=secret(institution, "issuer"),
        log=secret(institution, "log"),
        pq=secret(institution, "log", "ml-dsa-44"),
    )


def id_of(institution: Institution, scenario: str, name: str) -> StatementId:
    """The name that *institution* gives an entry: it looks random, and is always the same in a scenario."""
    return named(institution, secret(scenario, "entry", name))
