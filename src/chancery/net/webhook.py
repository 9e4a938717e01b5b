"""Signed webhooks in the form of Standard Webhooks (https://www.standardwebhooks.com, "Signature scheme").

Two signatures go with each delivery over `id.timestamp.body`: `v1` with a secret that
only this receiver shares, and `v1a` with a key of the house whose public part anybody
may have.  Neither need be believed to act on the body: it names the entry and where its
evidence is, and those carry signatures of their own.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chancery.errors import Malformed, Unavailable
from chancery.net.guarded import Answered, Guarded, NotPublic
from chancery.record.statement import Instant
from chancery.registry.outgoing import DELIVERED, Fault, Outcome

OCTETS_OF_A_SECRET = 32
GONE = 410
TOO_MANY = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookKeys:
    """What webhooks are signed with, all of it made from one key of the house."""

    key: bytes

    def secret(self, address: str) -> bytes:
        """The secret shared with one receiver."""
        return hmac.digest(self.key, b"webhook secret\0" + address.encode("utf-8", "surrogatepass"), "sha256")

    def written_secret(self, address: str) -> str:
        """The secret as Standard Webhooks writes it."""
        return f"whsec_{base64.b64encode(self.secret(address)).decode()}"

    @property
    def written_public(self) -> str:
        """The public part of the key for `v1a`, as Standard Webhooks writes it."""
        public = _signing(self.key).public_key().public_bytes_raw()
        return f"whpk_{base64.b64encode(public).decode()}"

    def headers(self, address: str, *, id: str, at: Instant, body: bytes) -> Mapping[str, str]:
        """What goes with one delivery."""
        signed = f"{id}.{at}.".encode() + body
        shared = base64.b64encode(hmac.digest(self.secret(address), signed, "sha256")).decode()
        own = base64.b64encode(_signing(self.key).sign(signed)).decode()
        return {
            "content-type": "application/json",
            "user-agent": "Chancery",
            "webhook-id": id,
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,{shared} v1a,{own}",
        }


@lru_cache(maxsize=4)
def _signing(key: bytes) -> Ed25519PrivateKey:
    """The key for `v1a`; to make it anew for every delivery would cost as much as to sign with it."""
    return Ed25519PrivateKey.from_private_bytes(sha256(b"webhook key\0" + key).digest())


async def deliver(
    guard: Guarded, keys: WebhookKeys, address: str, *, id: str, at: Instant, body: bytes
) -> Outcome:
    """Post it once; what came of it, whatever happened."""
    try:
        answered = await guard.post(address, body, keys.headers(address, id=id, at=at, body=body))
    except NotPublic:
        return Outcome(fault=Fault.NOT_PUBLIC, final=True)
    except Malformed:
        return Outcome(fault=Fault.NO_ADDRESS, final=True)
    except TimeoutError:
        return Outcome(fault=Fault.SLOW)
    except Unavailable as fault:
        return Outcome(fault=Fault.UNREACHABLE, said=str(fault))
    return _outcome(answered)


def _outcome(answered: Answered) -> Outcome:
    """Any success will do; 410 asks for no more; everything else may pass (Standard Webhooks, "Retries")."""
    said = f"{answered.status} {answered.said}".strip()
    if 200 <= answered.status < 300:
        return DELIVERED
    if answered.status == GONE:
        return Outcome(fault=Fault.REFUSED, said=said, final=True)
    busy = answered.status == TOO_MANY or answered.status >= 500
    return Outcome(fault=Fault.BUSY if busy else Fault.REFUSED, said=said)
