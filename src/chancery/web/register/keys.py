"""The keys with which a register signs receipts, those it has retired among them (RFC 9052 section 7)."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from chancery.log.cosignature import SignatureType
from chancery.log.vkey import VerifierKey
from chancery.record.charter import Charter
from chancery.registry.registry import Registry
from chancery.seal.codec import encode
from chancery.seal.keys import Kind, PublicKey, to_cose
from chancery.web.register.answers import CBOR, NO_SUCH_KEY, Answer


def key_set(registry: Registry) -> Answer:
    """All of them as a COSE_KeySet; a receipt stays readable after its key was changed for another."""
    return _cbor(encode([to_cose(key) for key in _keys(registry).values()]))


def one_key(registry: Registry, kid: str) -> Answer:
    """The one with this kid, in base64url without padding."""
    key = _keys(registry).get(kid)
    return NO_SUCH_KEY if key is None else _cbor(encode(to_cose(key)))


def _keys(registry: Registry) -> dict[str, PublicKey]:
    """By their kids; the newest charter's first."""
    keys = {key.thumbprint: key for key in _named(registry)}
    return {base64.urlsafe_b64encode(kid).decode().rstrip("="): key for kid, key in keys.items()}


def _named(registry: Registry) -> Iterator[PublicKey]:
    for entry in reversed(registry.charters(registry.institution)):
        if isinstance(entry.act, Charter) and entry.act.register is not None:
            for line in entry.act.register.log:
                verifier = VerifierKey.parse(line)
                if verifier.kind is SignatureType.ED25519:
                    yield PublicKey(kind=Kind.ED25519, octets=verifier.public)


def _cbor(octets: bytes) -> Answer:
    return Answer(
        status=200, headers=[("content-type", CBOR), ("cache-control", "max-age=3600")], octets=octets
    )
