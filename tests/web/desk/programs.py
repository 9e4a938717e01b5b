"""A program at the Desk: an access key, requests with idempotency keys, and hands given elsewhere."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from itertools import count

from django.http import HttpResponse
from django.test import Client

from chancery.play.keyring import key_of
from chancery.record.statement import Instant, Institution, KeyName, OfficeName
from chancery.seal.approval import Approval
from chancery.store.office.access import PREFIX, Scope, make
from chancery.store.office.models import Officer
from tests.web.desk.conftest import CLOCK, account_of

US = Institution("us.demo")
DAY = 86_400
_numbers = count(1)

SIGNERS = {
    "h-secretary": ("k-h-secretary", "defence-secretary"),
    "h-chair": ("k-h-chair", "joint-chiefs-chair"),
    "h-command": ("k-h-command", "command-iraq"),
}


def access_key(
    person: str, office: str, *scopes: Scope, expires: int | None = None, secret: str | None = None
) -> str:
    """The secret of a new access key of that officer; with every scope unless some are named."""
    account_of(person)
    secret = secret or f"{PREFIX}{person}-{next(_numbers)}"
    make(
        Officer.objects.get(person=person),
        office=OfficeName(office),
        label="a test",
        scopes=scopes or tuple(Scope),
        secret=secret,
        at=CLOCK.at,
        expires=Instant(CLOCK.at + DAY if expires is None else expires),
    )
    return secret


@dataclass
class Program:
    """Somebody else's program, which knows the document and nothing else."""

    secret: str
    language: str = "en"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **asked: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", asked, headers=self._headers())

    def post(self, path: str, body: object = None, *, key: str | None = None) -> HttpResponse:
        headers = {**self._headers(), "Idempotency-Key": key or f"key-{next(_numbers)}"}
        octets = b"" if body is None else json.dumps(body).encode()
        return self.client.post(f"/api/v1{path}", octets, content_type="application/json", headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": self.language}

    def begun(self, body: object) -> str:
        """The id of a draft begun from that letter."""
        response = self.post("/drafts", body)
        assert response.status_code == 201, response.content
        return str(response.json()["id"])

    def hand(self, id: str, person: str, role: str, *, issuing: str) -> dict[str, object]:
        """What that person signs elsewhere, over what `to-sign` tells."""
        key, office = SIGNERS[person]
        asked = {"role": role} | ({} if office == issuing else {"office": office})
        told = self.get(f"/drafts/{id}/to-sign", **asked).json()
        given = {"person": person, "key": key, "role": role, "sig": signed(key, octets(told["message"]))}
        return given | ({} if office == issuing else {"office": office})


def signed(key: str, message: bytes) -> str:
    """The signature of a key of the scenario."""
    signature = key_of(US, KeyName(key)).sign(message)
    return urlsafe_b64encode(signature).rstrip(b"=").decode()


def octets(text: str) -> bytes:
    """Octets as this interface writes them."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def letter(
    office: str = "command-iraq", *, words: str = "We ask you to keep the gate open.", **more: object
) -> dict[str, object]:
    """A letter that its office may send alone."""
    return {
        "letter": {
            "office": office,
            "reference": f"US/{next(_numbers)}",
            "to": ["Defence Ministry of Iraq"],
            "words": {"en": words},
            "clause": [{"id": "c1", "act": "request", "subject": "relations/host", "words": {"en": words}}],
            **more,
        }
    }


def written(hand: Approval) -> dict[str, object]:
    """A hand as a program brings it."""
    given: dict[str, object] = {"person": hand.person, "key": hand.key, "role": hand.role.value}
    assert isinstance(hand.proof, bytes)
    given["sig"] = urlsafe_b64encode(hand.proof).rstrip(b"=").decode()
    return given | ({} if hand.office is None else {"office": hand.office})
