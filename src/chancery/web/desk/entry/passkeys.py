"""The passkey that signs in is the key that signs acts, under the name a charter may give it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from chancery.errors import Malformed
from chancery.record.composing import PublicHalf, Ring
from chancery.record.statement import Instant, KeyName
from chancery.seal import codec
from chancery.seal.keys import Passkey, parse, passkey
from chancery.store.faults import faults
from chancery.store.office.models import Officer, OfficerKey
from chancery.store.sides import ACCOUNTS

OFFERED = (-7, -8)
"""ES256 and EdDSA, as authenticators call them: the two kinds with which a charter's keys sign."""

FIGURES = 12
"""Hex figures of a key's thumbprint in its name: nobody meets two keys with the same."""


def with_offered_kinds(options: dict[str, Any]) -> dict[str, Any]:
    """The options of an enrolment without the kinds of key that no charter takes."""
    asked = dict(options["publicKey"])
    asked["pubKeyCredParams"] = [kind for kind in asked["pubKeyCredParams"] if kind["alg"] in OFFERED]
    return {**options, "publicKey": asked}


def public_half(authenticator: Authenticator, domain: str) -> tuple[bytes, Passkey]:
    """The id and the key of a passkey; raises `Malformed` for a kind that a charter does not take."""
    enrolled = authenticator.wrap().authenticator_data.credential_data
    return enrolled.credential_id, passkey(domain, codec.encode(dict(enrolled.public_key)))


def enrol(officer: Officer, authenticator: Authenticator, domain: str, label: str, at: Instant) -> OfficerKey:
    """Keep the key of a new passkey, so that a charter can name it; raises `Malformed`."""
    credential, key = public_half(authenticator, domain)
    with faults(ACCOUNTS):
        return OfficerKey.objects.create(
            officer=officer, credential=credential, public=str(key), label=label, enrolled=at
        )


def drop(authenticator: Authenticator, domain: str) -> None:
    """The passkey is gone; its key is no longer offered to a charter, and what it signed stays signed."""
    try:
        _, key = public_half(authenticator, domain)
    except Malformed:
        return
    with faults(ACCOUNTS):
        OfficerKey.objects.filter(public=str(key)).delete()


def key_name(public: str) -> KeyName:
    """What a charter calls a key: always the same for the same key."""
    return KeyName(f"key-{parse(public).thumbprint.hex()[:FIGURES]}")


def ring() -> Ring:
    """Everybody's keys, by person, as the next charter may name them."""
    with faults(ACCOUNTS):
        rows = list(
            OfficerKey.objects.filter(officer__left=False)
            .order_by("enrolled", "pk")
            .values_list("officer__person", "public")
        )
    found: dict[str, tuple[PublicHalf, ...]] = {}
    for person, public in rows:
        half = PublicHalf(name=key_name(public), public=public)
        found[person] = (*found.get(person, ()), half)
    return found
