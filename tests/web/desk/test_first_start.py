"""The one page of a folder without a record: only behind its word, and only once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.phrases import LANGUAGES, say
from chancery.web.first import settings as first_settings

WORD = "the-word-that-was-printed"
GIVEN = {"domain": "mod.example", "person": "A. First", "address": "first@mod.example"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, and the process that waits before it."""
    with override_settings(
        ROOT_URLCONF=first_settings.ROOT_URLCONF,
        MIDDLEWARE=first_settings.MIDDLEWARE,
        TEMPLATES=first_settings.TEMPLATES,
        CONTENT_SECURITY_POLICY=first_settings.CONTENT_SECURITY_POLICY,
        SECURE_REFERRER_POLICY=first_settings.SECURE_REFERRER_POLICY,
        CHANCERY_HOME="",
        CHANCERY_FOUNDING=str(tmp_path / "house"),
        CHANCERY_FIRST_WORD=sha256(WORD.encode()).hexdigest(),
        CHANCERY_FIRST_DONE=str(tmp_path / "done"),
        CHANCERY_FIRST_URL="http://localhost:8100",
        CHANCERY_FIRST_ADDRESS="127.0.0.1:8100",
        ALLOWED_HOSTS=["*"],
    ):
        yield tmp_path / "house"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_word_there_is_nothing(folder: Path, language: str) -> None:
    """A wrong word and every other address get the same page, and nothing is founded."""
    client = Client(raise_request_exception=False)
    for path in (f"/{language}/first/another-word", f"/{language}/", f"/{language}/charter"):
        for answer in (client.get(path), client.post(path, GIVEN)):
            assert answer.status_code == 404
            assert say("founding.first.closed", language) in answer.content.decode()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"domain": "Mod.Example"}, "founding.first.domain_fault"),
        ({"domain": "mod"}, "founding.first.domain_fault"),
        ({"person": " "}, "entry.people.fault.person"),
        ({"address": "first"}, "entry.people.fault.address"),
        ({"domain": "m0d.example"}, "founding.odd.like_digits"),
        ({"domain": "xn--md-fmc.example"}, "founding.odd.mixed_scripts"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_or_may_be_misread_is_told_first(
    folder: Path, language: str, wrong: dict[str, str], key: str
) -> None:
    """Nothing is founded, and what was typed stays in the form."""
    answer = Client().post(f"/{language}/first/{WORD}", {**GIVEN, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert say(key, language, domain="mod.example") in page
    assert "first@mod.example" in page or "address" in wrong
    assert not folder.exists()


def test_the_page_keeps_its_word_to_itself(folder: Path) -> None:
    """No other site learns the address from the browser, and nothing of it is kept."""
    answer = Client().get(f"/en/first/{WORD}")
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert "script-src" not in answer["Content-Security-Policy"]
    assert not re.search(r"<script|https?://(?!localhost)", answer.content.decode())


def test_the_page_is_gone_once_the_record_is_there(folder: Path) -> None:
    """Whoever comes second, with the right word, founds nothing."""
    folder.mkdir()
    (folder / "chancery.toml").write_text('institution = "mod.example"\n', encoding="utf-8")
    assert Client().get(f"/en/first/{WORD}").status_code == 404
    assert Client().post(f"/en/first/{WORD}", GIVEN).status_code == 404
