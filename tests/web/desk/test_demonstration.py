"""The post box of a demonstration: what was sent can be read, and a real house shows none."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage

import pytest
from django.test import Client

from chancery.phrases import LANGUAGES, say
from chancery.web.desk import hands
from chancery.wiring import House
from chancery.wiring.desk_settings import DeskSettings


def sent(house: House, subject: str, text: str) -> str:
    """Put a letter into the folder; returns the name it goes by there."""
    settings = DeskSettings.of(house).mail
    assert settings is not None
    assert settings.folder is not None
    message = EmailMessage()
    message["To"], message["Subject"] = "press@paper.example", subject
    message["Date"] = "Mon, 06 Jan 2020 12:05:00 +0000"
    message.set_content(text)
    return mailbox.Maildir(settings.folder, create=True).add(message.as_bytes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_was_sent_yet(house: House, language: str) -> None:
    """It says so, without anybody signing in."""
    page = Client().get(f"/{language}/demonstration/mail")
    assert page.status_code == 200
    assert say("demo.mail.none", language) in page.content.decode()


def test_a_letter_is_read(house: House) -> None:
    """With its subject, and its words as text and nothing else."""
    key = sent(house, "US/1 was disowned", "It no longer stands.\n<b>Not bold.</b>")
    client = Client()
    assert "US/1 was disowned" in client.get("/en/demonstration/mail").content.decode()
    page = client.get(f"/en/demonstration/mail/{key}").content.decode()
    assert "It no longer stands." in page
    assert "&lt;b&gt;Not bold.&lt;/b&gt;" in page


def test_there_is_no_other_letter(house: House) -> None:
    """A key that is none finds nothing."""
    assert Client().get("/en/demonstration/mail/..%2fdesk.toml").status_code == 404


def test_a_real_house_has_no_such_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is invented, mail is nobody's business."""
    monkeypatch.setattr(hands, "demonstration", lambda: None)
    assert Client().get("/en/demonstration/mail").status_code == 404
