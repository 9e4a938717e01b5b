"""Access keys: made on a page, shown once, ended on the same page; by officers, for offices they hold."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from chancery.phrases import LANGUAGES, say
from chancery.store.office.access import Scope
from chancery.store.office.models import AccessKey
from chancery.store.post.models import Parcel
from tests.web.desk.conftest import Clock, SignIn, account_of
from tests.web.desk.programs import Program, access_key

FORM = {"label": "Drafts", "office": "command-iraq", "scope": ["drafts:read"], "days": "30"}


def made(client: Client, **other: object) -> str:
    """The secret that the page shows."""
    page = client.post("/en/access", {**FORM, **other}).content.decode()
    (secret,) = re.findall(r">(chancery_[\w-]{43})<", page)
    return str(secret)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page(desk_client: SignIn, language: str) -> None:
    """It says that a program signs nothing, and offers the officer's own offices."""
    page = desk_client("h-command").get(f"/{language}/access").content.decode()
    assert say("access.keys.alone", language) in page
    assert re.findall(r'<option value="([\w-]+)"(?: selected)?>(?!\d)', page)[0] == "command-iraq"
    assert "defence-secretary" not in page


def test_a_key_is_shown_once_and_opens_what_was_chosen(desk_client: SignIn) -> None:
    """Then its label stands in the list, and its secret nowhere."""
    client = desk_client("h-command")
    secret = made(client)
    program = Program(secret)
    assert program.get("/drafts").status_code == 200
    assert program.post("/drafts", {}).status_code == 403
    page = client.get("/en/access").content.decode()
    assert ">Drafts<" in page
    assert secret not in page
    (told,) = Parcel.objects.using("desk").filter(to="h-command@us.demo")
    assert say("access.mail.made_subject", "en") in told.body
    assert secret not in told.body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", ""),
        ("label", "x" * 101),
        ("office", "defence-secretary"),
        ("office", ""),
        ("scope", []),
        ("scope", ["drafts:read", "everything"]),
        ("days", "0"),
        ("days", "36500"),
        ("days", "\u0663\u0660"),
        ("days", "-7"),
    ],
)
def test_what_cannot_be_made(desk_client: SignIn, field: str, value: object) -> None:
    """One sentence beside the field, and no key."""
    response = desk_client("h-command").post("/en/access", {**FORM, field: value})
    assert response.status_code == 400
    assert say("access.trouble.fix", "en") in response.content.decode()
    assert not AccessKey.objects.exists()


def test_ending_a_key(desk_client: SignIn) -> None:
    """From that moment it opens nothing; the list says when it was ended."""
    client = desk_client("h-command")
    secret = made(client)
    assert client.post(f"/en/access/{AccessKey.objects.get().pk}/end").status_code == 302
    assert Program(secret).get("/drafts").status_code == 401
    assert "Ended" in client.get("/en/access").content.decode()


def test_nobody_ends_anothers_key(desk_client: SignIn) -> None:
    """It is answered as if there were none."""
    secret = access_key("h-chair", "joint-chiefs-chair")
    number = AccessKey.objects.get().pk
    client = desk_client("h-command")
    assert client.post(f"/en/access/{number}/end").status_code == 404
    assert client.post("/en/access/987654321/end").status_code == 404
    assert client.get(f"/en/access/{number}/end").status_code == 405
    assert Program(secret).get("/drafts").status_code == 200


def test_a_key_that_is_over_is_said_to_be(desk_client: SignIn, clock: Clock) -> None:
    """And cannot be ended once more."""
    client = desk_client("h-command")
    made(client, days="7")
    clock.at = type(clock.at)(clock.at + 7 * 86_400)
    page = client.get("/en/access").content.decode()
    assert "Over since" in page
    assert "/end" not in page


def test_every_scope_is_a_phrase() -> None:
    """In every language."""
    for language in LANGUAGES:
        assert all(say(f"access.scope.{scope.replace(':', '_')}", language) for scope in Scope)


def test_whoever_came_in_a_while_ago_uses_the_passkey_again(desk_client: SignIn) -> None:
    """A screen that was left alone makes no access key."""
    client = desk_client("h-command")
    Authenticator.objects.create(user=account_of("h-command"), type=Authenticator.Type.WEBAUTHN, data={})
    response = client.post("/en/access", FORM)
    assert response.status_code == 302
    assert "/again/" in response["Location"]
    assert not AccessKey.objects.exists()
