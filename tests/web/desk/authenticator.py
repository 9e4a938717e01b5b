"""A telephone in software that makes passkeys and uses them, as a browser would pass it on."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chancery.record.entry import Role
from chancery.seal import codec
from chancery.seal.approval import approval_message, challenge

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Phone:
    """It holds one P-256 passkey for one host; *origin* is the page it believes to be on."""

    host: str = "localhost"
    origin: str = "http://localhost:8100"
    flags: int = PRESENT | VERIFIED
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential: bytes = b"credential-of-this-phone"
    user: bytes = b""

    def make(self, options: dict[str, Any]) -> str:
        """Answer an enrolment (WebAuthn Level 3, section 7.1)."""
        asked = options["publicKey"]
        self.user = _octets(asked["user"]["id"])
        data = self._data(self.flags | ATTESTED) + bytes(16) + struct.pack(">H", len(self.credential))
        data += self.credential + codec.encode(self._public())
        statement = codec.encode({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "attestationObject": _text(statement),
            "clientDataJSON": _text(self._client(asked, "create")),
        }
        return self._whole(response)

    def use(self, options: dict[str, Any]) -> str:
        """Answer a sign-in (section 7.2)."""
        client, data = self._client(options["publicKey"], "get"), self._data(self.flags)
        signature = self.secret.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._whole(
            {
                "authenticatorData": _text(data),
                "clientDataJSON": _text(client),
                "signature": _text(signature),
                "userHandle": _text(self.user),
            }
        )

    def sign(self, digest: bytes, role: Role, office: Any = None) -> str:
        """Put its owner's hand to an act, as `static/desk/passkey.js` posts it."""
        asked = {"challenge": _text(challenge(approval_message(digest, role, office)))}
        client, data = self._client(asked, "get"), self._data(self.flags)
        signature = self.secret.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps({"auth": _text(data), "client": _text(client), "sig": _text(signature)})

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 0)

    def _client(self, asked: dict[str, Any], what: str) -> bytes:
        said = {
            "type": f"webauthn.{what}",
            "challenge": asked["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said, separators=(",", ":")).encode()

    def _public(self) -> dict[int, Any]:
        point = self.secret.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}

    def _whole(self, response: dict[str, str]) -> str:
        id = _text(self.credential)
        return json.dumps(
            {
                "id": id,
                "rawId": id,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


@dataclass
class OldPhone(Phone):
    """One whose only passkeys are RSA keys, which no charter takes."""

    def _public(self) -> dict[int, Any]:
        numbers = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key().public_numbers()
        return {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
