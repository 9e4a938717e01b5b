"""What OWASP ASVS 5 asks of signing in and no other test shows (docs/reference/asvs.md)."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client, override_settings

from chancery.phrases import say
from chancery.wiring import House
from tests.web.desk.authenticator import Phone
from tests.web.desk.test_entry import ADDRESS, asked, come, invited, recovery_codes
from tests.web.desk.test_entry_provider import Provider, provider, through

__all__ = ["provider"]


class TestProvider:
    def test_nobody_ties_another_identity_to_an_account(self, provider: Provider) -> None:
        """Whoever finds a screen unattended would come in by their own ever after."""
        client = come(Phone())
        for place, given in (("?process=connect", {}), ("", {"process": "connect"})):
            response = client.post(f"/accounts/oidc/ministry/login/{place}", given)
            assert response.status_code == 400
        assert not SocialAccount.objects.exists()

    def test_a_provider_that_calls_itself_by_another_name_is_not_believed(self, provider: Provider) -> None:
        """What it says of itself must be what desk.toml says (OpenID Connect Discovery 1.0, section 4.3)."""
        come(Phone())
        provider.person = {"sub": "1", "email": ADDRESS, "email_verified": True}
        answer = provider.answer

        def another(path: str, posted: dict[str, list[str]]) -> dict[str, object] | None:
            told = answer(path, posted)
            if path.startswith("/.well-known/") and told is not None:
                told["issuer"] = "https://evil.example"
            return told

        provider.answer = another  # type: ignore[method-assign]
        client, page = through(provider)
        assert say("frame.trouble.provider", "en") in page
        assert client.get("/en/").status_code == 302

    def test_each_exchange_has_a_state_and_a_challenge_of_its_own(self, provider: Provider) -> None:
        """Bound to the browser that began it, and hashed (RFC 7636, S256)."""
        asked = [
            parse_qs(urlsplit(Client().post("/accounts/oidc/ministry/login/")["Location"]).query)
            for _ in range(2)
        ]
        for name in ("state", "code_challenge"):
            assert asked[0][name] != asked[1][name]
        assert asked[0]["code_challenge_method"] == ["S256"]
        assert asked[0]["response_type"] == ["code"]
        assert "secret" not in json.dumps(asked)

    def test_an_address_that_was_given_to_somebody_else_opens_nothing(self, provider: Provider) -> None:
        """After the first time the provider's own number of the person counts (Core 1.0, section 5.7)."""
        come(Phone())
        for number, inside in (("1", 200), ("1", 200), ("2", 302)):
            provider.person = {"sub": number, "email": ADDRESS, "email_verified": True}
            client, _ = through(provider)
            assert client.get("/en/").status_code == inside, number

    @pytest.mark.parametrize(
        ("wrong", "inside"),
        [
            ({}, 200),
            ({"aud": "another"}, 302),
            ({"iss": "https://evil.example"}, 302),
            ({"exp": 1}, 302),
        ],
    )
    def test_what_was_said_for_another_or_too_long_ago_is_not_taken(
        self, provider: Provider, wrong: dict[str, object], inside: int
    ) -> None:
        """Audience, issuer and end of an ID token are looked at (Core 1.0, section 3.1.3.7)."""
        come(Phone())
        provider.person = {"sub": "1", "email": ADDRESS, "email_verified": True}
        answer, now = provider.answer, int(time.time())

        def with_id_token(path: str, posted: dict[str, list[str]]) -> dict[str, object] | None:
            told = answer(path, posted)
            if path == "/token" and told is not None:
                said = {"iss": provider.issuer, "aud": "chancery", "exp": now + 60, "iat": now, "sub": "1"}
                told["id_token"] = jwt.encode({**said, **wrong}, "k" * 32, algorithm="HS256")
            return told

        provider.answer = with_id_token  # type: ignore[method-assign]
        client, _ = through(provider)
        assert client.get("/en/").status_code == inside


class TestCodes:
    @override_settings(
        ACCOUNT_LOGIN_BY_CODE_ENABLED=True,
        CHANCERY_MAIL=True,
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    )
    def test_a_code_serves_once_here_and_for_a_few_tries(self, house: House) -> None:
        """The mailed one in the browser that asked for it, and three tries of it; a recovery code once."""
        client = Client()
        to = client.post(invited())["Location"]
        answer = Phone().make(asked(client.get(to).content.decode()))
        client.post(to, {"passwordless": "on", "credential": answer})
        spare = recovery_codes(client)[0]

        def asks() -> tuple[Client, str]:
            mail.outbox.clear()
            lost = Client(raise_request_exception=False)
            lost.post("/en/accounts/login/code/", {"email": ADDRESS})
            return lost, mail.outbox[-1].body.split("\n\n")[1]

        def goes_on(lost: Client, code: str) -> bool:
            lost.post("/en/accounts/login/code/confirm/", {"code": code, "action": "verify"})
            return lost.get("/en/accounts/login/second/").status_code == 200

        lost, code = asks()
        assert not goes_on(Client(), code)
        assert goes_on(lost, code)
        lost.post("/en/accounts/login/second/", {"code": spare})
        assert lost.get("/en/").status_code == 200
        again, code = asks()
        assert not goes_on(Client(), code)
        assert goes_on(again, code)
        again.post("/en/accounts/login/second/", {"code": spare})
        assert again.get("/en/").status_code == 302
        guesser, code = asks()
        assert not any(goes_on(guesser, "AAAAAA") for _ in range(3))
        assert not goes_on(guesser, code)
