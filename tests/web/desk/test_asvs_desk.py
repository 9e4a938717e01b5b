"""What OWASP ASVS 5 asks of the Desk and no other test shows (docs/reference/asvs.md)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client, override_settings

from chancery.phrases import say
from chancery.record.statement import Instant, OfficeName
from chancery.store.office.access import PREFIX, Scope, access_of, make
from chancery.store.office.models import AccessKey, Invitation, Officer
from chancery.web.desk import door, hours
from chancery.web.desk import settings as desk_settings
from chancery.wiring import House
from tests.web.desk.authenticator import Phone
from tests.web.desk.conftest import SignIn
from tests.web.desk.test_entry import ADDRESS, PERSON, asked, come, invited

PAGES = ("", "account", "people", "charter", "letters", "notices/sightings", "asks", "matters", "post")
"""One page of each part."""


class TestHeaders:
    @pytest.mark.parametrize("page", PAGES)
    def test_every_page_is_kept_by_nobody_and_framed_by_nobody(self, desk_client: SignIn, page: str) -> None:
        """Whichever part of the Desk it belongs to."""
        response = desk_client("h-secretary").get(f"/en/{page}")
        assert response.status_code == 200, page
        assert response["Cache-Control"] == "no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Content-Type"] == "text/html; charset=utf-8"
        policy = response["Content-Security-Policy"]
        for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert rule in policy
        assert "unsafe" not in policy
        assert "Access-Control-Allow-Origin" not in response.headers

    @pytest.mark.parametrize("file", ["desk/passkey.js", "counter/counter.css"])
    def test_styles_and_scripts_are_under_the_policy_too(self, desk_client: SignIn, file: str) -> None:
        """With their kind, so that none is taken for a page."""
        response = Client().get(f"/static/{file}")
        assert response.status_code == 200
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert response["Content-Type"].startswith(("text/javascript", "text/css"))

    @pytest.mark.parametrize("folder", ["/static/", "/static/desk/", "/static/desk/../", "/.git/config"])
    def test_no_folder_is_listed(self, desk_client: SignIn, folder: str) -> None:
        """Neither of what is served nor of anything else."""
        assert desk_client("root1").get(folder).status_code == 404

    @pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH"])
    @pytest.mark.parametrize("page", ["people", "charter", "account/sessions", "accounts/logout/"])
    def test_no_other_method_reaches_a_page(self, desk_client: SignIn, method: str, page: str) -> None:
        """What no form can send needs no mark of the form; so it does nothing, and shows nothing."""
        client = desk_client("root1")
        response = client.generic(method, f"/en/{page}", b"person=x&what=left")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
        assert client.get("/en/").status_code == 200

    def test_signing_out_tells_the_browser_to_forget(self, desk_client: SignIn) -> None:
        """What it kept of these pages goes."""
        assert desk_client("root1").post("/en/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'

    def test_every_page_offers_to_sign_out(self, desk_client: SignIn) -> None:
        """At most one page away."""
        for page in PAGES:
            assert "accounts/logout/" in desk_client("h-secretary").get(f"/en/{page}").content.decode(), page

    def test_no_script_of_ours_builds_markup_evaluates_or_keeps(self) -> None:
        """Words go into pages as text; nothing is stored in the browser, nor taken from other windows."""
        forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|" + (
            r"localStorage|sessionStorage|indexedDB|document\.cookie|postMessage|window\.addEventListener\(.message|onmessage"
        )
        found = 0
        for package in ("chancery.web.desk", "chancery.web.counter"):
            for script in Path(str(resources.files(package))).rglob("*.js"):
                text = script.read_text(encoding="utf-8")
                if "Copyright" not in text[:400]:  # what others wrote has a licence at its head
                    found += 1
                    assert not re.search(forbidden, text), script.name
        assert found >= 3


def settings_of(house: Path, url: str) -> dict[str, object]:
    """The Desk's settings, as a process of its own reads them of a house reached at *url*."""
    told = (house / "desk.toml").read_text(encoding="utf-8") if (house / "desk.toml").exists() else ""
    (house / "desk.toml").write_text(
        f'url = "{url}"\n{re.sub(r"(?m)^url = .*$", "", told)}', encoding="utf-8"
    )
    script = (
        "import json; from chancery.web.desk import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper()}, default=str))"
    )
    environment = {**os.environ, "CHANCERY_HOME": str(house)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_behind_tls_every_cookie_is_of_this_host_alone(house: House) -> None:
    """Prefixed, for TLS only, out of reach of scripts; and browsers are told to come by TLS for a year."""
    told = settings_of(house.folder, "https://desk.mod.example")
    for kind, rule in (("SESSION", "Lax"), ("CSRF", "Strict")):
        assert str(told[f"{kind}_COOKIE_NAME"]).startswith("__Host-")
        assert told[f"{kind}_COOKIE_SECURE"] is True
        assert told[f"{kind}_COOKIE_HTTPONLY"] is True
        assert told[f"{kind}_COOKIE_SAMESITE"] == rule
    assert (told["SECURE_HSTS_SECONDS"], told["SECURE_HSTS_INCLUDE_SUBDOMAINS"]) == (31_536_000, True)
    assert told["DEBUG"] is False
    assert "https://desk.mod.example" in told["CSRF_TRUSTED_ORIGINS"]  # type: ignore[operator]
    assert told["ALLOWED_HOSTS"] == ["desk.mod.example", "localhost", "127.0.0.1", "[::1]"]
    assert told["CSRF_FAILURE_VIEW"] == "chancery.web.desk.trouble.stale_form"


def test_there_are_two_cookies_and_no_third(house: House) -> None:
    """Also after something was told on the next page: what is told lies with the session."""
    client = come(Phone())
    client.post("/en/accounts/logout/")
    client.get("/en/accounts/login/")
    assert set(client.cookies) <= {desk_settings.SESSION_COOKIE_NAME, desk_settings.CSRF_COOKIE_NAME}
    assert desk_settings.MESSAGE_STORAGE.endswith("session.SessionStorage")


def test_another_host_is_not_answered(house: House) -> None:
    """Whatever a request says it was sent to."""
    with override_settings(ALLOWED_HOSTS=desk_settings.ALLOWED_HOSTS):
        assert Client().get("/en/accounts/login/", headers={"host": "evil.example"}).status_code == 400
        assert Client().get("/en/accounts/login/", headers={"host": "localhost"}).status_code == 200


def test_an_invitation_leads_to_the_desks_own_address(house: House, desk_client: SignIn) -> None:
    """And not to the host that a request names."""
    given = {"person": PERSON, "address": ADDRESS, "tongue": "en"}
    page = desk_client("root1").post("/en/people", given, headers={"host": "evil.example"})
    assert "evil.example/en/invitation" not in page.content.decode()
    assert f"{door.desk_settings().url}/en/invitation/" in page.content.decode()


class TestForms:
    @pytest.mark.parametrize("page", ["people", "charter", "account/sessions", "account/language", "matters"])
    def test_a_form_of_another_site_is_refused(self, desk_client: SignIn, page: str) -> None:
        """It lacks the mark of this Desk."""
        signed_in = desk_client("root1")
        client = Client(enforce_csrf_checks=True)
        client.cookies = signed_in.cookies
        response = client.post(f"/en/{page}", {"what": "begin"})
        assert response.status_code == 403
        assert say("frame.trouble.stale_form", "en") in response.content.decode()

    def test_a_form_sets_nothing_that_it_does_not_ask_for(self, house: House, desk_client: SignIn) -> None:
        """Fields of the tables that somebody adds to a form are passed over."""
        client = desk_client("h-command")
        more = {"left": "on", "person": "root1", "is_staff": "on", "is_superuser": "on", "offices": "x"}
        assert client.post("/en/account/language", {"language": "ar", **more}).status_code == 302
        row = Officer.objects.select_related("account").get(person="h-command")
        assert (row.left, row.language) == (False, "ar")
        assert not row.account.is_staff
        assert not row.account.is_superuser

    @pytest.mark.parametrize(
        ("person", "address"),
        [
            ("N\r\nBcc: all@us.demo", ADDRESS),
            (PERSON, "a@us.demo\r\nBcc: all@us.demo"),
            (PERSON, "a@us.demo,b@us.demo"),
        ],
    )
    @override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", CHANCERY_MAIL=True)
    def test_an_invitation_begins_no_other_header(
        self, house: House, desk_client: SignIn, person: str, address: str
    ) -> None:
        """A line break in a name or an address is refused, and nothing leaves."""
        mail.outbox.clear()
        given = {"person": person, "address": address, "tongue": "en"}
        assert desk_client("root1").post("/en/people", given).status_code == 400
        assert not mail.outbox
        assert not Invitation.objects.exists()


class TestSessions:
    def test_coming_in_gives_a_new_session(self, house: House) -> None:
        """Whoever planted one in the browser before has nothing of it."""
        phone = Phone()
        come(phone)
        client, place = Client(), "/en/accounts/login/passkey/"
        asks = {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"}
        given = client.get(place, headers=asks).json()["request_options"]
        before = client.cookies[desk_settings.SESSION_COOKIE_NAME].value
        client.post(place, {"credential": phone.use(given)})
        assert client.get("/en/").status_code == 200
        planted = Client()
        planted.cookies[desk_settings.SESSION_COOKIE_NAME] = before
        assert client.cookies[desk_settings.SESSION_COOKIE_NAME].value != before
        assert planted.get("/en/").status_code == 302

    def test_using_the_passkey_again_gives_a_new_session(self, house: House) -> None:
        """The old number, which may have been seen, opens nothing more."""
        phone = Phone()
        client = come(phone)
        place = "/en/accounts/again/?next=/en/account"
        session = client.session
        records = session["account_authentication_methods"]
        session["account_authentication_methods"] = [{**each, "at": each["at"] - 3600} for each in records]
        session.save()
        kept = str(session.session_key)
        page = client.get(place).content.decode()
        client.post(place, {"credential": phone.use(asked(page, "use"))})
        assert client.session.session_key != kept
        assert client.get("/en/").status_code == 200
        thief = Client()
        thief.cookies[desk_settings.SESSION_COOKIE_NAME] = kept
        assert thief.get("/en/").status_code == 302

    def test_a_session_that_was_ended_opens_nothing(self, house: House) -> None:
        """Though somebody kept its cookie."""
        client = come(Phone())
        kept = client.cookies[desk_settings.SESSION_COOKIE_NAME].value
        client.post("/en/accounts/logout/")
        thief = Client()
        thief.cookies[desk_settings.SESSION_COOKIE_NAME] = kept
        assert thief.get("/en/").status_code == 302

    @pytest.mark.parametrize(
        ("rests", "steps", "inside"),
        [(hours.PAUSE - 60, 1, 200), (hours.PAUSE + 60, 1, 302), (3_600, 13, 302)],
    )
    def test_a_pause_or_a_long_day_ends_it(
        self, house: House, monkeypatch: pytest.MonkeyPatch, rests: int, steps: int, inside: int
    ) -> None:
        """After two hours without a request, or after twelve hours of work."""
        client = come(Phone())
        began, status = time.time(), 0
        for step in range(1, steps + 1):
            monkeypatch.setattr("chancery.web.desk.hours.time.time", lambda step=step: began + step * rests)
            status = client.get("/en/").status_code
        assert status == inside

    def test_whoever_comes_back_finds_nothing_of_the_former_time_open(
        self, house: House, desk_client: SignIn
    ) -> None:
        """Neither a session nor an access key: somebody else may have had them since."""
        theirs, root = come(Phone()), desk_client("root1")
        row = Officer.objects.get(person=PERSON)
        secret = f"{PREFIX}{'a' * 43}"
        make(
            officer=row,
            office=OfficeName("defence-secretary"),
            label="x",
            scopes=frozenset({Scope.DRAFTS_READ}),
            secret=secret,
            at=door.now(),
            expires=Instant(door.now() + 10**6),
        )
        root.post("/en/people", {"what": "left", "person": PERSON})
        assert not UserSession.objects.filter(user=row.account).exists()
        Client().post(invited())
        assert Officer.objects.get(person=PERSON).left is False
        assert theirs.get("/en/").status_code == 302
        assert access_of(secret, door.now()) is None
        assert AccessKey.objects.get(officer=row).ended is not None

    def test_the_number_of_a_session_is_drawn_by_chance(self, house: House) -> None:
        """Thirty-two characters of thirty-six, from the system's own source: more than 160 bits."""
        numbers = {come(Phone(credential=bytes([n]))).session.session_key for n in range(3)}
        assert len(numbers) == 3
        assert all(re.fullmatch(r"[0-9a-z]{32}", str(number)) for number in numbers)


class TestOthers:
    """Whoever is signed in reaches what is theirs, by whatever address."""

    def test_who_holds_no_seat_is_told_no_words_that_open_something(
        self, house: House, desk_client: SignIn
    ) -> None:
        """Neither the link by which an addressee says that they have a letter nor a receiver's secret."""
        from tests.web.desk.test_post import ADDRESSEE, MINISTRY, letter_with_addressees

        seated, other = desk_client("h-secretary"), desk_client("h-nobody")
        seated.post("/en/post/addresses", MINISTRY)
        _, code = letter_with_addressees(house)
        for page in (f"post/letter/{code}", f"post/addresses?name={ADDRESSEE}"):
            text = other.get(f"/en/{page}").content.decode()
            assert "/pick-up/" not in text
            assert "whsec_" not in text
        assert "whsec_" in seated.get(f"/en/post/addresses?name={ADDRESSEE}").content.decode()


def test_a_fault_of_ours_tells_nothing_of_itself(
    house: House, desk_client: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One page, no trace of code, and nothing of what went wrong."""

    def broken(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    client = desk_client("h-secretary")
    monkeypatch.setattr("chancery.web.desk.post.views.overview.room", broken)
    response = client.get("/en/post")
    assert response.status_code == 500
    page = response.content.decode()
    for word in ("Traceback", "RuntimeError", "the secret of the house", ".py"):
        assert word not in page
