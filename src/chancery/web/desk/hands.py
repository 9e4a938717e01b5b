"""An officer's own hand: what they are asked to sign, and what came back.

A hand is given with the officer's passkey over the digest of exactly the words on the
page (`chancery.seal.approval`); nothing is kept on our side between asking and taking,
for the digest says it all.  In a demonstration the officers are invented and so are
their keys, which anybody may know; there the Desk signs with those, and with no others.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from chancery.errors import BadSignature, Malformed, NotPermitted
from chancery.play.keyring import key_of
from chancery.record.charter import Charter
from chancery.record.entry import Role
from chancery.record.seats import Signing, root_signing_for, signing_for
from chancery.record.statement import Institution, OfficeName
from chancery.seal.approval import Approval, Assertion, approval_message, approve, challenge
from chancery.seal.codec import decode_json
from chancery.seal.keys import parse
from chancery.store.office.models import OfficerKey
from chancery.web.desk import door
from chancery.web.desk.officers import Officer, officer

FIELD = "hand"
MOST_OCTETS = 16_384
"""Far more than any passkey answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a page needs to ask for a hand; *options* is what the browser is told (WebAuthn Level 3, 5.5)."""

    person: str
    role: Role
    office: OfficeName | None
    options: str
    demonstration: bool
    """No passkey is asked for: the officer is invented."""


def offer(
    request: HttpRequest,
    charter: Charter,
    digest: bytes,
    role: Role,
    *,
    issuing: OfficeName | None = None,
    wanted: OfficeName | None = None,
) -> Offer | None:
    """
    How the officer who looks at this page is asked to put their hand to the act of *digest*.

    *issuing* is the office whose act it is; None for a charter, which its root holders
    sign.  *wanted* names the office for which they are to sign, if it matters.  None: the charter
    gives them no key with which they could.
    """
    who = officer(request)
    signing = _signing(charter, who, role, issuing, wanted)
    if signing is None:
        return None
    message = approval_message(digest, role, signing.office)
    return Offer(
        person=who.person,
        role=role,
        office=signing.office or issuing,
        options=_options(challenge(message), signing),
        demonstration=_invented(charter, signing),
    )


def taken(
    request: HttpRequest,
    charter: Charter,
    digest: bytes,
    role: Role,
    *,
    issuing: OfficeName | None = None,
    wanted: OfficeName | None = None,
) -> Approval:
    """
    The hand that came with this request.

    Raises `NotPermitted` if the charter gives this officer no key for it, `Malformed` for
    an answer that is none, `BadSignature` if it is not over these very words.
    """
    who = officer(request)
    signing = _signing(charter, who, role, issuing, wanted)
    if signing is None:
        raise NotPermitted("The charter gives this officer no key with which to sign this.")
    if _invented(charter, signing):
        key = key_of(door.registry().institution, signing.key)
        return approve(
            digest, person=who.person, key=signing.key, role=role, office=signing.office, signing=key
        )
    given = Approval(
        person=who.person,
        key=signing.key,
        role=role,
        office=signing.office,
        proof=_assertion(request.POST.get(FIELD, "")),
    )
    given.check(digest, parse(signing.public))
    return given


def _signing(
    charter: Charter, who: Officer, role: Role, issuing: OfficeName | None, wanted: OfficeName | None
) -> Signing | None:
    publics = who.publics | _invented_publics(charter)
    if role is Role.ROOT or issuing is None:
        return root_signing_for(charter, who.person, publics)
    return signing_for(charter, who.person, publics, door.now(), issuing=issuing, wanted=wanted)


def _options(asked: bytes, signing: Signing) -> str:
    row = OfficerKey.objects.filter(public=signing.public).first()
    allowed = [] if row is None else [{"type": "public-key", "id": _text(bytes(row.credential))}]
    return json.dumps(
        {
            "challenge": _text(asked),
            "rpId": settings.CHANCERY_DESK_HOST,
            "allowCredentials": allowed,
            "userVerification": "required",
            "timeout": 120_000,
        }
    )


def _assertion(posted: str) -> Assertion:
    if not posted:
        raise BadSignature("No passkey was used.")
    record = decode_json(posted.encode(), limit=MOST_OCTETS)
    if not isinstance(record, dict):
        raise Malformed("A passkey answers with an object.")
    auth, client, signature = (_octets(record.get(name)) for name in ("auth", "client", "sig"))
    return Assertion(authenticator=auth, client=client, signature=signature)


def _octets(text: object) -> bytes:
    if not isinstance(text, str):
        raise Malformed("A passkey answers in base64.")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError) as unreadable:
        raise Malformed("A passkey answers in base64.") from unreadable


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


# ── the demonstration ────────────────────────────────────────────────────────


def demonstration() -> Institution | None:
    """The institution of a demonstration; None for a house that is real."""
    house = door.house()
    return house.institution if house.demonstration and house.institution.endswith(".demo") else None


def _invented(charter: Charter, signing: Signing) -> bool:
    return signing.public in _invented_publics(charter)


def _invented_publics(charter: Charter) -> frozenset[str]:
    """The keys of the charter that the scenario gave its officers, which are no secret to anybody."""
    institution = demonstration()
    if institution is None:
        return frozenset()
    return frozenset(
        public for name, public in charter.keys.items() if public == str(key_of(institution, name).public)
    )
