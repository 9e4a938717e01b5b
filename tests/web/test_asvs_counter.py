"""What OWASP ASVS 5 asks of the Counter and no other test shows (docs/reference/asvs.md)."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import resolve

from chancery.phrases import LANGUAGES
from chancery.web import settings
from chancery.web.counter import limits
from chancery.web.counter.views.feeds import FORMATS
from chancery.web.door_book import BOOK, WithoutAddresses
from tests.web.small_record import LETTER, codes

(CODE,) = codes((LETTER,))
PAGES = ("", "scan", "check", f"letter/{CODE}", "ask", "questions", "told", "charter", "offices", "nothing")
TEXTS = re.compile(r"text/|.*\+xml|application/xml")


@pytest.mark.parametrize("page", [*PAGES, *(f"letter/{CODE}.{ending}" for ending in FORMATS)])
def test_every_text_says_how_its_letters_are_written(counter: Client, page: str) -> None:
    """Its kind, and UTF-8; of a page that is not there as well."""
    kind = counter.get(f"/en/{page}").headers["Content-Type"]
    assert not TEXTS.match(kind) or "charset=utf-8" in kind


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("ask", "told")])
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_no_other_method_is_taken(counter: Client, page: str, method: str) -> None:
    """Nothing is echoed and nothing is done."""
    response = counter.generic(method, f"/en/{page}", b"a=b", headers={"X-Secret": "not-to-be-echoed"})
    assert response.status_code in (404, 405)
    assert "not-to-be-echoed" not in response.content.decode()


@pytest.mark.parametrize(
    "folder", ["/static/", "/static/counter/", "/register/", "/register/tile/", "/.git/config"]
)
def test_no_folder_is_listed(counter: Client, folder: str) -> None:
    """Neither of what is served nor of anything else."""
    assert counter.get(folder).status_code == 404


def test_the_stylesheet_is_under_the_policy_too(counter: Client) -> None:
    """Whatever answers, it may not be framed, and nothing may run in it."""
    response = counter.get("/static/counter/counter.css")
    assert response.status_code == 200
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("page", ["", "check", "ask", "told", "questions", f"letter/{CODE}"])
def test_no_page_may_be_read_by_other_sites(counter: Client, page: str) -> None:
    """Only what anybody may have in any case is open to their scripts: feeds, exports, the widget."""
    response = counter.get(f"/en/{page}", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example/"])
def test_nobody_is_led_to_another_site(counter: Client, language: str, next: str) -> None:
    """No address takes from a request where to go on."""
    for address in ("/", f"/{language}/", f"/{language}/check", "/c", f"/C/{CODE}"):
        for name in ("next", "url", "to", "return"):
            leads = counter.get(address, {name: next}).headers.get("Location", "/")
            assert leads.startswith("/")
            assert not leads.startswith("//")


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "..\\..\\a.txt",
        "letter.txt.php",
        "a\x00.txt",
        "<script>alert(1)</script>.txt",
        "a\r\nX: 1.txt",
    ],
)
def test_the_name_of_a_file_decides_nothing_and_is_written_nowhere(
    counter: Client, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it holds is looked at; its name makes neither a path, nor a header, nor markup."""
    monkeypatch.chdir(tmp_path)
    octets = b"the stationing of troops over the coming days"
    response = counter.post("/en/check", {"file": SimpleUploadedFile(name, octets)})
    assert response.status_code in (200, 400)
    assert "<script>alert" not in response.content.decode()
    assert "X" not in response.headers
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "octets",
    [
        b"MZ" + bytes(600),
        b"\x7fELF" + bytes(600),
        b"<?php system('id'); ?>\xff\xfe\x00",
        b"GIF89a" + b"\x00" * 50,
    ],
    ids=["exe", "elf", "php", "gif"],
)
def test_what_calls_itself_text_and_is_not_is_refused(counter: Client, octets: bytes) -> None:
    """By what it holds, whatever it is called; nothing of it is run or given out."""
    response = counter.post("/en/check", {"file": SimpleUploadedFile("letter.txt", octets, "text/plain")})
    assert response.status_code in (400, 422)
    assert octets[:8] not in response.content


def test_the_first_of_two_fields_of_one_name_is_no_way_round(counter: Client) -> None:
    """The last counts, as everywhere in Django; what was refused alone is refused with another before it."""
    alone = counter.post("/en/check", {"words": "a\x00b"})
    both = counter.generic("POST", "/en/check", "words=fine&words=a%00b", "application/x-www-form-urlencoded")
    by_address = counter.post("/en/check?words=fine", {})
    assert (alone.status_code, both.status_code, by_address.status_code) == (400, 400, 400)


def test_a_proxy_is_believed_only_where_the_settings_name_it() -> None:
    """What a reader writes about where they come from is not read."""
    forged = RequestFactory().get("/", headers={"X-Forwarded-For": "10.9.9.9"}, REMOTE_ADDR="192.0.2.7")
    with override_settings(CHANCERY_PROXIES=""):
        assert str(limits.client(forged)) == "192.0.2.7"
    with override_settings(CHANCERY_PROXIES="192.0.2.7"):
        assert str(limits.client(forged)) == "10.9.9.9"


def test_behind_tls_browsers_are_told_to_come_by_tls_only() -> None:
    """For a year, to this host and those below it; and nothing is set up for looking inside."""
    script = (
        "from chancery.web import settings as s;"
        "print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.DEBUG, s.ALLOWED_HOSTS)"
    )
    environment = {**os.environ, "CHANCERY_HTTPS": "yes", "CHANCERY_HOSTS": "mod.example"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["31536000", "True", "False", "['mod.example']"]


def test_whoever_asks_too_often_is_written_down_without_their_address(
    counter: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """That somebody did, at which kind of page and when; not who, and not what they brought."""
    caplog.set_level(logging.INFO, BOOK)
    with override_settings(CHANCERY_LIMITS="check=1/60"):
        for _ in range(2):
            counter.post("/en/check", {"words": "not to be written down"}, REMOTE_ADDR="192.0.2.77")
    [line] = [each.getMessage() for each in caplog.records if each.name == BOOK]
    told = json.loads(line)
    assert (told["event"], told["route"], told["status"]) == ("refused", "check", 429)
    assert "192.0.2.77" not in line
    assert "written" not in line


def test_djangos_own_lines_hold_no_address() -> None:
    """Links carry words that open something; a fault on such a page is told by the page's pattern."""
    path = "/en/pick-up/a-secret-word"
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path, "chancery.web.urls")
    line = logging.makeLogRecord(
        {"msg": "%s: %s", "args": ("Internal Server Error", path), "request": request}
    )
    assert "a-secret-word" in line.getMessage()
    assert WithoutAddresses().filter(line)
    assert line.getMessage() == "Internal Server Error: <language:language>/pick-up/<str:word>"
    assert settings.LOGGING["handlers"]["errors"]["filters"] == ["without_addresses"]
