"""The newspaper of the demonstration: it embeds what the Counter offers, and asks nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.phrases import DIRECTIONS, LANGUAGES
from chancery.web.gazette import wsgi
from chancery.wiring import found_house


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newspaper of a day on which a letter is quoted."""
    house = found_house(tmp_path / "us.demo", "us.demo", alias="gazette")
    monkeypatch.setenv("CHANCERY_HOME", str(house.folder))
    monkeypatch.setenv(wsgi.LETTER, "K7QF2-M9XT4-Z")
    monkeypatch.setenv(wsgi.QUOTATION, "our <units> will go")


def asked(path: str) -> tuple[str, str]:
    """The status and the body of an answer."""
    told: list[str] = []
    body = b"".join(wsgi.application({"PATH_INFO": path}, lambda status, headers: told.append(status)))
    return told[0], body.decode()


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_article_embeds_the_standing(language: str) -> None:
    """By the letter's code, from the Counter's own address, with a picture where no script may run."""
    status, page = asked(f"/{language}/")
    assert status == "200 OK"
    assert f'dir="{DIRECTIONS[language]}"' in page
    assert '<chancery-standing code="K7QF2-M9XT4-Z" record="http://127.0.0.1:8000"' in page
    assert "/badge/K7QF2-M9XT4-Z.svg" in page
    assert "our &lt;units&gt; will go" in page


@pytest.mark.usefixtures("paper")
def test_there_is_one_article() -> None:
    """The first page leads to it; nothing else is there."""
    assert asked("/")[0] == "302 Found"
    assert asked("/gazette.js")[0] == "200 OK"
    assert asked("/../page.html")[0] == "404 Not Found"
