"""Approved and released on telephones, and checked years later from the evidence file alone."""

from __future__ import annotations

import html
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client, override_settings

from chancery.check.offline import weigh_evidence
from chancery.record.draft import State
from chancery.record.entry import Role
from chancery.record.statement import Instant, OfficeName, StatementId
from chancery.seal.approval import Assertion, approval_message, challenge
from chancery.seal.evidence import read_evidence
from chancery.web.desk import door
from tests.seal.authenticator import PRESENT, Telephone
from tests.web.desk import two_agree
from tests.web.desk.conftest import SignIn, enrol
from tests.web.desk.test_letters import DECISION, papers_at, submitted

HOST = "desk.us.demo"
CHAIR = OfficeName("joint-chiefs-chair")
YEARS = 5 * 365 * 86_400


def telephone() -> Telephone:
    return Telephone(secret=ec.generate_private_key(ec.SECP256R1()), domain=HOST)


@pytest.fixture(autouse=True)
def host() -> Iterator[None]:
    """Where officers reach this Desk."""
    with override_settings(CHANCERY_DESK_HOST=HOST):
        yield


@pytest.fixture
def phones(desk_client: SignIn) -> dict[str, Telephone]:
    """The chair and the deputy have passkeys, and no other key."""
    mine = {person: telephone() for person in ("h-chair", "h-deputy")}
    for person, phone in mine.items():
        enrol(person, credential=person.encode(), public=str(phone.passkey()))
    two_agree.adopt(h_chair=str(mine["h-chair"].passkey()), h_deputy=str(mine["h-deputy"].passkey()))
    return mine


def asked_by(page: str) -> dict[str, object]:
    """What the page asks the browser for."""
    found = re.search(r'data-passkey="([^"]+)"', page)
    assert found is not None, "the page asks for no passkey"
    options: dict[str, object] = json.loads(html.unescape(found[1]))
    return options


def answered(assertion: Assertion) -> str:
    """The field that `passkey.js` fills in."""

    def text(octets: bytes) -> str:
        return urlsafe_b64encode(octets).rstrip(b"=").decode()

    parts = {"auth": assertion.authenticator, "client": assertion.client, "sig": assertion.signature}
    return json.dumps({name: text(octets) for name, octets in parts.items()})


def agreed(client: Client, phone: Telephone, page: str, role: Role, office: OfficeName | None) -> str:
    """The phone's answer to what this page asks, after it has seen that it is asked for these words."""
    options = asked_by(client.get(page).content.decode())
    digest = papers_at(page.rpartition("/")[0]).draft.digest
    message = approval_message(digest, role, office)
    asked = str(options["challenge"])
    assert urlsafe_b64decode(asked + "=" * (-len(asked) % 4)) == challenge(message)
    assert options["rpId"] == HOST
    return answered(phone.agree(message))


def test_a_passkey_s_agreement_is_checked_offline_years_later(
    desk_client: SignIn, phones: dict[str, Telephone]
) -> None:
    """Draft, approval and release with passkeys; the evidence file alone says that it was authorised."""
    address = submitted(desk_client("h-secretary"), DECISION, "defence-secretary")
    chair, deputy = desk_client("h-chair"), desk_client("h-deputy")
    shown = {"digest": papers_at(address).draft.digest.hex()}
    hand = agreed(chair, phones["h-chair"], f"{address}/approve", Role.APPROVER, CHAIR)
    assert chair.post(f"{address}/approve", {**shown, "hand": hand}).status_code == 302
    assert papers_at(address).draft.state is State.APPROVED
    hand = agreed(deputy, phones["h-deputy"], f"{address}/release", Role.RELEASER, None)
    assert deputy.post(f"{address}/release", {**shown, "hand": hand, "when": "now"}).status_code == 302
    id = StatementId(papers_at(address).draft.id)

    file = door.registry().evidence(id)
    evidence = read_evidence(file).check()
    (letter,) = [entry for entry in evidence.entries if entry.id == id]
    assert {hand.person: str(hand.public)[:8] for hand in letter.hands} == {
        "h-chair": "passkey:",
        "h-deputy": "passkey:",
    }
    later = Instant(door.now() + YEARS)
    answers = weigh_evidence(evidence, at=later, pins={}, patience=2 * YEARS)
    assert answers.authority.state.value == "yes"
    assert phones["h-chair"].passkey() != phones["h-deputy"].passkey()


class TestRefused:
    def test_somebody_else_s_telephone(self, desk_client: SignIn, phones: dict[str, Telephone]) -> None:
        """The charter gave the chair another key."""
        address, chair, shown = self._asked(desk_client)
        hand = agreed(chair, telephone(), f"{address}/approve", Role.APPROVER, CHAIR)
        assert chair.post(f"{address}/approve", {**shown, "hand": hand}).status_code == 400
        assert papers_at(address).given == ()

    def test_a_hand_for_other_words(self, desk_client: SignIn, phones: dict[str, Telephone]) -> None:
        """What the phone agreed to is not what lies here."""
        address, chair, shown = self._asked(desk_client)
        message = approval_message(bytes(32), Role.APPROVER, CHAIR)
        hand = answered(phones["h-chair"].agree(message))
        assert chair.post(f"{address}/approve", {**shown, "hand": hand}).status_code == 400
        assert papers_at(address).given == ()

    def test_a_phone_that_recognised_nobody(self, desk_client: SignIn, phones: dict[str, Telephone]) -> None:
        """It lay on the table: somebody was there, and nobody knows who."""
        address, chair, shown = self._asked(desk_client)
        message = approval_message(papers_at(address).draft.digest, Role.APPROVER, CHAIR)
        hand = answered(phones["h-chair"].agree(message, flags=PRESENT))
        assert chair.post(f"{address}/approve", {**shown, "hand": hand}).status_code == 400
        assert papers_at(address).given == ()

    @pytest.mark.parametrize("hand", ["", "{}", "[]", '{"auth": "AA", "client": "AA", "sig": 1}', "\x00"])
    def test_no_answer_of_a_passkey(
        self, desk_client: SignIn, phones: dict[str, Telephone], hand: str
    ) -> None:
        """Whatever is posted in its place."""
        address, chair, shown = self._asked(desk_client)
        assert chair.post(f"{address}/approve", {**shown, "hand": hand}).status_code == 400
        assert papers_at(address).given == ()

    def _asked(self, desk_client: SignIn) -> tuple[str, Client, dict[str, str]]:
        address = submitted(desk_client("h-secretary"), DECISION, "defence-secretary")
        return address, desk_client("h-chair"), {"digest": papers_at(address).draft.digest.hex()}
