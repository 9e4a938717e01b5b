"""The Desk's door book: who came in, who was turned away, what was done; and nothing that somebody wrote."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from django.test import Client

from chancery.store.office.access import PREFIX
from chancery.store.office.models import Officer
from chancery.web.desk import settings as desk_settings
from chancery.web.door_book import BOOK
from chancery.wiring import House
from tests.web.desk.authenticator import Phone
from tests.web.desk.conftest import SignIn
from tests.web.desk.test_entry import ADDRESS, PERSON, come, sign_in


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(each.getMessage()) for each in caplog.records if each.name == BOOK]


class TestDoorBook:
    def test_who_came_who_knocked_and_who_went(self, house: House, caplog: pytest.LogCaptureFixture) -> None:
        """With the way, the account's number, from where, and when in UTC."""
        phone = Phone()
        come(phone)
        caplog.clear()
        client = sign_in(phone)
        client.post("/en/accounts/logout/")
        sign_in(Phone(credential=b"a stranger's"))
        told = [(each["event"], each["route"]) for each in lines(caplog)]
        assert told == [
            ("came", "mfa_login_webauthn"),
            ("went", "account_logout"),
            ("knocked", "mfa_login_webauthn"),
        ]
        first, _, last = lines(caplog)
        assert first["account"] == Officer.objects.get(person=PERSON).account.pk
        assert first["from"] == "127.0.0.1"
        assert str(first["at"]).endswith("+00:00")
        assert last["account"] is None

    def test_what_was_refused_and_what_was_done(
        self, house: House, desk_client: SignIn, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A form of another site, a step that is not theirs, another's draft; and whatever was done."""
        general = desk_client("h-command")
        caplog.set_level(logging.INFO, BOOK)
        general.post("/en/people", {"person": "X", "address": ADDRESS, "tongue": "en"})
        general.get("/en/letters/00000000-0000-4000-8000-000000000000")
        forged = Client(enforce_csrf_checks=True)
        forged.cookies = general.cookies
        forged.post("/en/account/language", {"language": "ar"})
        general.post("/en/account/language", {"language": "ar"})
        general.get("/en/account")
        assert [(each["event"], each["status"]) for each in lines(caplog)] == [
            ("refused", 403),
            ("refused", 404),
            ("refused", 403),
            ("did", 302),
        ]
        assert {each["account"] for each in lines(caplog)} == {
            Officer.objects.get(person="h-command").account.pk
        }

    def test_nothing_that_somebody_wrote_stands_in_it(
        self, house: House, desk_client: SignIn, caplog: pytest.LogCaptureFixture
    ) -> None:
        """No name, no address, no word of a link, no session, no key; and no second line."""
        caplog.set_level(logging.DEBUG)
        root, bad = desk_client("root1"), "a\r\n{}"
        page = root.post("/en/people", {"person": PERSON, "address": ADDRESS, "tongue": "en"})
        word = re.findall(r"/invitation/([\w-]+)", page.content.decode())[-1]
        Client().post(f"/en/invitation/{word}")
        Client().post(f"/en/invitation/{bad}")
        root.get("/api/v1/drafts", headers={"authorization": f"Bearer {PREFIX}nobody"})
        root.post("/en/people", {"person": bad, "address": bad, "tongue": bad})
        session = str(root.session.session_key)
        text = "\n".join(each.getMessage() for each in caplog.records if each.name == BOOK)
        assert len(text.splitlines()) == len(lines(caplog)) >= 4
        for secret in (word, session, PERSON, ADDRESS, PREFIX, "{}"):
            assert secret not in text

    def test_it_goes_to_standard_error_without_anything_round_it(self) -> None:
        """So that whatever gathers the lines of a process can read each as JSON."""
        told: Any = desk_settings.LOGGING
        assert told["loggers"][BOOK] == {"handlers": ["door_book"], "level": "INFO"}
        assert told["formatters"]["bare"]["format"] == "%(message)s"
        assert told["handlers"]["door_book"]["class"] == "logging.StreamHandler"
