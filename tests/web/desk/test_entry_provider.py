"""Signing in through a ministry's own provider: a real exchange with a small provider on loopback."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.phrases import say
from chancery.store.office.models import Officer
from chancery.web.desk import settings as desk_settings
from chancery.wiring import House
from tests.web.desk.authenticator import Phone
from tests.web.desk.test_entry import ADDRESS, PERSON, come


@dataclass
class Provider:
    """An OpenID provider that vouches for whoever it is told to, and remembers what it was asked."""

    person: dict[str, object] = field(default_factory=dict)
    challenge: str = ""
    issuer: str = ""

    def answer(self, path: str, posted: dict[str, list[str]]) -> dict[str, object] | None:
        match path:
            case "/.well-known/openid-configuration":
                return {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/keys",
                }
            case "/token":
                verifier = posted["code_verifier"][0].encode()
                made = urlsafe_b64encode(sha256(verifier).digest()).rstrip(b"=").decode()
                assert made == self.challenge, "the exchange was begun by somebody else (RFC 7636)"
                return {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60}
            case "/userinfo":
                return self.person
        return None


@contextmanager
def answering(provider: Provider) -> Iterator[None]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._answer(parse_qs(self.rfile.read(length).decode()))

        def _answer(self, posted: dict[str, list[str]]) -> None:
            body = provider.answer(urlsplit(self.path).path, posted)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(house: House) -> Iterator[Provider]:
    """A house whose desk.toml names the provider."""
    found = Provider()
    with answering(found):
        app = {
            "provider_id": "ministry",
            "name": "Ministry sign-in",
            "client_id": "chancery",
            "secret": "secret",
            "settings": {"server_url": found.issuer},
        }
        told = {**desk_settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [app]}
        with override_settings(
            SOCIALACCOUNT_PROVIDERS={"openid_connect": told}, CHANCERY_OIDC_NAME="Ministry sign-in"
        ):
            yield found


def through(provider: Provider) -> tuple[Client, str]:
    """Press the button, be vouched for, come back."""
    client = Client(raise_request_exception=False)
    page = client.get("/en/accounts/login/").content.decode()
    assert say("entry.sign_in.provider", "en", name="Ministry sign-in") in page
    sent = client.post("/accounts/oidc/ministry/login/")
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/ministry/login/callback/"]
    provider.challenge = asked["code_challenge"][0]
    place = "/accounts/oidc/ministry/login/callback/"
    answer = client.get(place, {"code": "c", "state": asked["state"][0]}, follow=True)
    return client, answer.content.decode()


def test_somebody_invited_comes_in_through_the_ministry(provider: Provider) -> None:
    """The provider vouches for the address that the invitation went to."""
    come(Phone())
    provider.person = {"sub": "1", "email": ADDRESS, "email_verified": True}
    client, _ = through(provider)
    page = client.get("/en/")
    assert page.status_code == 200
    assert say("entry.home.greeting", "en", person=PERSON) in page.content.decode()


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "2", "email": "stranger@us.demo", "email_verified": True},
        {"sub": "3", "email": ADDRESS, "email_verified": False},
        {"sub": "4"},
    ],
)
def test_nobody_else_gets_an_account_by_it(provider: Provider, person: dict[str, object]) -> None:
    """Not a stranger, not an address that the provider has not confirmed, nor somebody without one."""
    come(Phone())
    provider.person = person
    client, page = through(provider)
    assert say("frame.trouble.closed", "en") in page
    assert client.get("/en/").status_code == 302
    assert Officer.objects.count() == 1


def test_an_answer_to_nobodys_question_opens_nothing(provider: Provider) -> None:
    """With a wrong state the page says that the provider did not vouch for anybody."""
    come(Phone())
    provider.person = {"sub": "1", "email": ADDRESS, "email_verified": True}
    client = Client(raise_request_exception=False)
    answer = client.get(
        "/accounts/oidc/ministry/login/callback/", {"code": "c", "state": "made-up"}, follow=True
    )
    assert say("frame.trouble.provider", "en") in answer.content.decode()
    assert client.get("/en/").status_code == 302


def test_nobody_is_sent_to_the_provider_by_a_picture(provider: Provider) -> None:
    """A GET starts nothing."""
    assert Client().get("/accounts/oidc/ministry/login/").status_code == 405
