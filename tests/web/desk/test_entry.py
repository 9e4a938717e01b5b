"""Coming in: by invitation, with a passkey; back in without it; out again; and nobody else."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client, override_settings

from chancery.phrases import LANGUAGES, say
from chancery.seal.keys import Passkey, parse
from chancery.store.office.invitations import LASTS, fresh_word, invite
from chancery.store.office.models import Invitation, Officer, OfficerKey
from chancery.web.desk import door
from chancery.web.desk.entry import passkeys
from chancery.wiring import House
from tests.web.desk.authenticator import PRESENT, OldPhone, Phone
from tests.web.desk.conftest import Clock, SignIn

PERSON = "N. Newcomer"
ADDRESS = "newcomer@us.demo"


def invited(person: str = PERSON, address: str = ADDRESS) -> str:
    word = fresh_word()
    invite(word=word, person=person, address=address, language="en", by="root1", at=door.now())
    return f"/en/invitation/{word}"


def asked(page: str, what: str = "make") -> dict[str, Any]:
    """What the browser is told to ask the passkey."""
    found = re.search(rf'data-{what}="([^"]*)"', page)
    assert found is not None
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def come(phone: Phone, person: str = PERSON, address: str = ADDRESS) -> Client:
    """Follow an invitation to its end: an account with a passkey."""
    client = Client(raise_request_exception=False)
    link = invited(person, address)
    assert client.get(link).status_code == 200
    to = client.post(link)["Location"]
    page = client.get(to).content.decode()
    answer = client.post(
        to, {"name": "telephone", "passwordless": "on", "credential": phone.make(asked(page))}
    )
    assert answer.status_code == 302, answer.content.decode()
    client.get(answer["Location"])
    return client


def sign_in(phone: Phone, **more: str) -> Client:
    client = Client(raise_request_exception=False)
    place = "/en/accounts/login/passkey/"
    given = client.get(place, headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    client.post(place, {"credential": phone.use(given.json()["request_options"]), **more})
    return client


# ── coming ───────────────────────────────────────────────────────────────────


def test_an_invited_person_makes_a_passkey_and_signs_in_with_it(house: House) -> None:
    """From the link to the home page, out, and back in with nothing but the passkey."""
    phone = Phone()
    client = come(phone)
    assert client.get("/en/").status_code == 200
    assert client.post("/en/accounts/logout/").status_code == 302
    assert client.get("/en/").status_code == 302
    again = sign_in(phone)
    assert say("entry.home.greeting", "en", person=PERSON) in again.get("/en/").content.decode()


def test_the_passkey_is_a_key_that_a_charter_can_name(house: House) -> None:
    """Its public part is kept in the charter's spelling, and it has one name for ever."""
    phone = Phone()
    come(phone)
    [row] = OfficerKey.objects.filter(officer__person=PERSON)
    key = parse(row.public)
    assert isinstance(key, Passkey)
    assert (key.domain, bytes(row.credential)) == ("localhost", phone.credential)
    [half] = passkeys.ring()[PERSON]
    assert half.public == row.public
    assert half.name == f"key-{key.thumbprint.hex()[:12]}"


def test_a_used_link_an_old_one_and_a_wrong_word_lead_nowhere(house: House, clock: Clock) -> None:
    """All three get the same page, and make no account."""
    used, old = invited(), invited("Somebody Else")
    come(Phone())
    pages = {Client().get(used).content, Client().get("/en/invitation/no-such-word").content}
    clock.at += LASTS
    pages.add(Client().get(old).content)
    assert len({re.sub(rb"csrf[^>]*", b"", page) for page in pages}) == 1
    assert say("entry.invitation.none", "en") in pages.pop().decode()
    assert Client().post(old).status_code == 404
    assert not Officer.objects.filter(person="Somebody Else").exists()


def test_only_the_digest_of_the_word_is_kept(house: House) -> None:
    """Whoever reads the accounts cannot follow an invitation."""
    word = invited().rpartition("/")[2]
    [row] = Invitation.objects.filter(person=PERSON)
    assert word.encode() not in bytes(row.word)
    assert len(bytes(row.word)) == 32


def test_a_link_stays_open_until_the_passkey_is_made(house: House) -> None:
    """A telephone that could not make one is not the end of it; a second invitation ends the first."""
    link = invited()
    assert Client().post(link).status_code == 302
    assert Client().post(link).status_code == 302
    invited()
    assert Client().post(link).status_code == 404


def test_a_key_that_no_charter_takes_is_refused(house: House) -> None:
    """The page says so, and neither a passkey nor a key is kept."""
    client = Client()
    to = client.post(invited())["Location"]
    options = asked(client.get(to).content.decode())
    assert {kind["alg"] for kind in options["publicKey"]["pubKeyCredParams"]} == {-7, -8}
    assert options["publicKey"]["authenticatorSelection"]["userVerification"] == "required"
    answer = client.post(to, {"passwordless": "on", "credential": OldPhone().make(options)})
    assert say("entry.passkey.unfit", "en") in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert not OfficerKey.objects.exists()


# ── signing in ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://localhost.evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"credential": b"another"},
    ],
)
def test_a_passkey_from_elsewhere_or_without_its_owner_opens_nothing(
    house: House, wrong: dict[str, Any]
) -> None:
    """On another page, for another host, without a finger on it, or unknown here."""
    phone = Phone()
    come(phone)
    for name, value in wrong.items():
        setattr(phone, name, value)
    assert sign_in(phone).get("/en/").status_code == 302


def test_an_answer_is_good_for_one_question(house: House) -> None:
    """What was answered once is not taken again from another browser."""
    phone, place = Phone(), "/en/accounts/login/passkey/"
    come(phone)
    first = Client()
    given = first.get(place, headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    answer = phone.use(given.json()["request_options"])
    other = Client()
    other.get(place, headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    other.post(place, {"credential": answer})
    assert other.get("/en/").status_code == 302


def test_one_comes_back_to_the_page_one_wanted_and_nowhere_else(house: House) -> None:
    """The address asked for is kept, in its language; another site's is not."""
    phone = Phone()
    come(phone)
    wanted = Client().get("/ar/people")["Location"]
    assert "next=/ar/people" in wanted
    assert Client().get(wanted)["Location"].startswith("/ar/accounts/login/")
    client, place = Client(), "/ar/accounts/login/passkey/"
    for next, leads in (("/ar/people", "/ar/people"), ("https://evil.example/", "/")):
        given = client.get(
            place, headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
        )
        answer = client.post(place, {"credential": phone.use(given.json()["request_options"]), "next": next})
        assert answer["Location"] == leads
        client.post("/ar/accounts/logout/")


def test_nobody_has_a_password_and_nobody_signs_up(house: House) -> None:
    """There is no address at which either could be done."""
    come(Phone())
    assert not Officer.objects.get(person=PERSON).account.has_usable_password()
    for address in ("signup/", "password/reset/", "password/change/", "email/", "2fa/", "3rdparty/"):
        assert Client().get(f"/accounts/{address}").status_code == 404
    assert Client().get("/en/accounts/closed/").status_code == 403
    assert Client().post("/en/accounts/login/", {"login": "a", "password": "b"}).status_code == 405


def test_signing_in_is_slowed_down(house: House) -> None:
    """After many tries from one address, the next are not looked at for a while."""
    client, place = Client(), "/en/accounts/login/passkey/"
    statuses = [client.post(place, {"credential": "{}"}).status_code for _ in range(40)]
    assert statuses[-1] == 429
    assert say("frame.trouble.too_often", "en") in client.post(place).content.decode()


# ── without the passkey ──────────────────────────────────────────────────────


def recovery_codes(client: Client) -> list[str]:
    page = client.get("/en/accounts/codes/").content.decode()
    return re.findall(r'<bdi dir="ltr">(\d{10})</bdi>', page)


def test_codes_are_shown_once(house: House) -> None:
    """Right after the first passkey; afterwards the page only offers new ones."""
    client, link = Client(), invited()
    to = client.post(link)["Location"]
    phone = Phone()
    made = client.post(
        to, {"passwordless": "on", "credential": phone.make(asked(client.get(to).content.decode()))}
    )
    assert made["Location"] == "/en/accounts/codes/"
    assert len(recovery_codes(client)) == 10
    assert recovery_codes(client) == []
    row = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert not re.fullmatch(r"[0-9a-f]{80}", row.data["seed"]), "the seed lies encrypted"


@override_settings(
    ACCOUNT_LOGIN_BY_CODE_ENABLED=True,
    CHANCERY_MAIL=True,
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
)
def test_a_lost_passkey_is_made_good_by_a_mailed_code_and_a_recovery_code(house: House) -> None:
    """Neither alone is enough; with both one is in, and may make a new passkey."""
    mail.outbox.clear()
    client, link = Client(), invited()
    to = client.post(link)["Location"]
    made = client.post(
        to, {"passwordless": "on", "credential": Phone().make(asked(client.get(to).content.decode()))}
    )
    codes = recovery_codes(client)
    assert made.status_code == 302
    lost = Client()
    lost.post("/en/accounts/login/code/", {"email": ADDRESS})
    [letter] = [each for each in mail.outbox if "code" in each.subject]
    code = letter.body.split("\n\n")[1]
    lost.post("/en/accounts/login/code/confirm/", {"code": code, "action": "verify"})
    assert lost.get("/en/").status_code == 302
    page = lost.get("/en/accounts/login/second/")
    assert say("entry.second.lead", "en") in page.content.decode()
    assert lost.post("/en/accounts/login/second/", {"code": "0000000000"}).status_code == 200
    assert lost.get("/en/").status_code == 302
    lost.post("/en/accounts/login/second/", {"code": codes[0]})
    assert lost.get("/en/").status_code == 200
    assert lost.get("/en/accounts/passkeys/add/").status_code == 200
    assert any("passkey was added" in each.subject for each in mail.outbox)


@override_settings(CHANCERY_MAIL=True, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_a_colleague_brings_back_who_has_lost_everything(house: House) -> None:
    """A second invitation leads to the same account, and the address used so far is told of it."""
    come(Phone())
    mail.outbox.clear()
    come(Phone(credential=b"new telephone"), address="other@us.demo")
    officer = Officer.objects.get(person=PERSON)
    assert officer.keys.count() == 2
    assert officer.account.email == "other@us.demo"
    [warned] = [each for each in mail.outbox if each.to == [ADDRESS]]
    assert "invitation was used" in warned.subject


# ── one's own account ────────────────────────────────────────────────────────


def test_sessions_are_listed_and_ended(house: House) -> None:
    """Whoever is signed in elsewhere is signed out there, one by one or all at once."""
    phone = Phone()
    here = come(phone)
    other, third = sign_in(phone), sign_in(phone)
    page = here.get("/en/account").content.decode()
    assert page.count(say("entry.account.end", "en") + "<") == 2
    number = re.findall(r'name="number" value="(\d+)"', page)[0]
    here.post("/en/account/sessions", {"number": number})
    assert sorted(each.get("/en/").status_code for each in (other, third)) == [200, 302]
    here.post("/en/account/sessions", {"number": "all"})
    assert [each.get("/en/").status_code for each in (here, other, third)] == [200, 302, 302]


def test_nobody_ends_the_session_of_another(house: House, desk_client: SignIn) -> None:
    """A number of somebody else's session does nothing."""
    mine = come(Phone())
    page = mine.get("/en/account").content.decode()
    assert page
    from allauth.usersessions.models import UserSession

    number = UserSession.objects.get(user=Officer.objects.get(person=PERSON).account).pk
    desk_client("h-chair").post("/en/account/sessions", {"number": str(number)})
    assert mine.get("/en/").status_code == 200


def test_a_removed_passkey_neither_signs_in_nor_is_offered_to_a_charter(house: House) -> None:
    """And changing keys asks for the passkey again when the sign-in is no longer fresh."""
    first, second = Phone(), Phone(credential=b"second")
    client = come(first)
    page = client.get("/en/accounts/passkeys/add/").content.decode()
    client.post("/en/accounts/passkeys/add/", {"passwordless": "on", "credential": second.make(asked(page))})
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**each, "at": each["at"] - 3600} for each in records]
    session.save()
    number = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).first()
    assert number is not None
    place = f"/en/accounts/passkeys/{number.pk}/remove/"
    sent = client.get(place)
    assert sent["Location"].startswith("/en/accounts/again/?next=")
    again = client.get(sent["Location"]).content.decode()
    answer = client.post(sent["Location"], {"credential": second.use(asked(again, "use")), "next": place})
    assert answer["Location"] == place
    assert say("entry.passkey.remove_stolen", "en") in client.get(place).content.decode()
    client.post(place)
    assert sign_in(first).get("/en/").status_code == 302
    assert sign_in(second).get("/en/").status_code == 200
    assert [bytes(row.credential) for row in OfficerKey.objects.all()] == [b"second"]


def test_letters_come_in_the_language_one_chose(house: House) -> None:
    """The account says it, not the browser."""
    client = come(Phone())
    client.post("/en/account/language", {"language": "ar"})
    assert Officer.objects.get(person=PERSON).language == "ar"
    assert client.get("/")["Location"] == "/ar/"
    assert client.post("/en/account/language", {"language": "xx"}).status_code == 400


# ── both languages ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_entrance_speaks_another_language(house: House, language: str) -> None:
    """Every page says its language and direction, and none of allauth's own sentences."""
    client = come(Phone())
    inside = ["", "account", "people", "accounts/passkeys/add/", "accounts/codes/", "accounts/codes/new/"]
    outside = [
        "accounts/login/",
        "accounts/login/code/",
        "demonstration",
        "invitation/none",
        "accounts/closed/",
    ]
    pages = [client.get(f"/{language}/{each}") for each in (*inside, "accounts/logout/")]
    pages += [Client().get(f"/{language}/{each}") for each in outside]
    for page in pages:
        text = page.content.decode()
        assert f'<html lang="{language}"' in text
        assert not re.search(r"allauth|Master key|Sign In|two-factor|Menu:", text)
