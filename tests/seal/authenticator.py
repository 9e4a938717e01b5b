"""A passkey in software: what a telephone and its browser would answer, honest unless told otherwise."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from chancery.seal import codec
from chancery.seal.approval import Assertion, challenge
from chancery.seal.keys import Passkey, passkey

PRESENT, VERIFIED = 0x01, 0x04


@dataclass(frozen=True, kw_only=True)
class Telephone:
    """It holds one passkey for one domain, and counts how often it was used."""

    secret: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    domain: str
    counter: int = 7

    def passkey(self) -> Passkey:
        """What it says at enrolment."""
        return passkey(self.domain, codec.encode(self._credential()))

    def _credential(self) -> dict[int, codec.Writable]:
        match self.secret:
            case ed25519.Ed25519PrivateKey():
                return {1: 1, 3: -8, -1: 6, -2: self.secret.public_key().public_bytes_raw()}
            case secret:
                point = secret.public_key().public_numbers()
                return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}

    def agree(
        self,
        message: bytes,
        *,
        origin: str | None = None,
        kind: str = "webauthn.get",
        framed: bool = False,
        flags: int = PRESENT | VERIFIED,
        domain: str | None = None,
        extra: bytes = b"",
    ) -> Assertion:
        """Sign *message* as the browser at *origin* asks, for the page and in the manner given."""
        client = self._client(message, origin or f"https://{self.domain}", kind, framed)
        return self.answer(client, self._authenticator(flags, domain or self.domain) + extra)

    def answer(self, client: bytes, authenticator: bytes) -> Assertion:
        """Put the signature under whatever browser and authenticator are made to say."""
        signed = authenticator + sha256(client).digest()
        match self.secret:
            case ed25519.Ed25519PrivateKey():
                signature = self.secret.sign(signed)
            case secret:
                signature = secret.sign(signed, ec.ECDSA(hashes.SHA256()))
        return Assertion(authenticator=authenticator, client=client, signature=signature)

    def _authenticator(self, flags: int, domain: str) -> bytes:
        return sha256(domain.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _client(self, message: bytes, origin: str, kind: str, framed: bool) -> bytes:
        asked = base64.urlsafe_b64encode(challenge(message)).rstrip(b"=").decode()
        said = {"type": kind, "challenge": asked, "origin": origin, "crossOrigin": framed}
        return json.dumps(said, separators=(",", ":")).encode()
