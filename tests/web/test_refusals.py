"""What cannot be checked is refused in one clear sentence, with the right status, and changes nothing."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chancery.errors import Unavailable
from chancery.phrases import LANGUAGES, has
from chancery.record.code import code_of
from chancery.record.statement import StatementId
from chancery.web.counter.brought import Fault
from tests.web.small_record import LETTER, SmallRecord, codes

WORDS = "over the coming days to prepare the movement"
(CODE,) = codes((LETTER,))


def file(octets: bytes, name: str = "letter.txt") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, octets)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"words": "   \n "}, 400),
        ({"words": "a\0b"}, 400),
        ({"file": b""}, 400),
        ({"file": b" \n\t\n"}, 400),
        ({"file": b"%PDF-1.7 and so on"}, 400),
        ({"file": b"PK\x03\x04 and so on"}, 400),
        ({"file": b"\x89PNG\r\n\x1a\n and so on"}, 400),
        ({"code": "K7QF2-M9XT4-A"}, 400),
        ({"words": WORDS, "code": CODE}, 400),
        ({"file": b"\xff\xff\xff not text"}, 400),
        ({"file": b"ab\0cd"}, 400),
        ({"file": b"\xed\xa0\x80 half of a pair"}, 400),
        ({"file": b"\xff\xfea\x00b"}, 400),
        ({"file": b"\xa5\x60\x73chancery-evidence/1 and nothing after it"}, 400),
        ({"words": "x" * 2_000_001}, 413),
        ({"file": b"x" * 2_000_001}, 413),
        ({"file": b"x" * 3_000_000}, 413),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_gets_one_sentence(
    counter: Client, language: str, fields: dict[str, object], status: int
) -> None:
    """In the reader's language, with what to do about it."""
    sent = {name: file(value) if isinstance(value, bytes) else value for name, value in fields.items()}
    response = counter.post(f"/{language}/check", sent)
    assert status == response.status_code
    (heading,) = re.findall(r"<h1>([^<]+)</h1>", response.content.decode())
    assert heading.endswith(".")
    assert heading.count(".") <= 2


def test_octets_that_are_no_text_are_not_replaced_in_silence(counter: Client) -> None:
    """Django would read them as U+FFFD and check other words than were sent."""
    body = b"words=over%20the%20coming%20days%ED%A0%80"
    response = counter.post("/en/check", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


def test_a_replacement_character_that_somebody_pasted_is_a_character(counter: Client) -> None:
    """It is in the copy as it stands, and is compared as it stands."""
    assert counter.post("/en/check", {"words": f"{WORDS} \ufffd"}).status_code == 200


def test_a_hundred_megabytes_are_refused_unread(counter: Client) -> None:
    """The length is looked at before the body; a body that is read would fail this test."""

    class Unreadable:
        def read(self, *_: int) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    response = counter.generic(
        "POST", "/en/check", b"", CONTENT_LENGTH="104857600", **{"wsgi.input": Unreadable()}
    )
    assert response.status_code == 413


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_sentence_and_what_to_do_about_it(language: str) -> None:
    """Also those that are rarely met."""
    names = {*Fault, "not_found", "method", "bad_request", "unavailable", "broken", "too_many", "no_evidence"}
    keys = [f"page.trouble.{name}{end}" for name in names for end in ("", "_more")]
    assert [key for key in keys if not has(key, language)] == []


@pytest.mark.parametrize("length", ["-1", "abc", "1e9"])
def test_a_length_that_is_no_number_is_refused(counter: Client, length: str) -> None:
    """Nothing is guessed about it."""
    assert counter.generic("POST", "/en/check", b"", CONTENT_LENGTH=length).status_code == 400


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("GET", "/en/check", "POST"),
        ("PUT", "/en/check", "POST"),
        ("POST", "/en/", "GET, HEAD"),
        ("DELETE", f"/en/letter/{CODE}", "GET, HEAD"),
        ("POST", "/register/checkpoint", "GET, HEAD"),
        ("POST", "/", "GET, HEAD"),
    ],
)
def test_another_method_is_refused_and_the_right_one_named(
    counter: Client, method: str, address: str, allowed: str
) -> None:
    """405 with `Allow` (RFC 9110 section 15.5.6)."""
    response = counter.generic(method, address)
    assert response.status_code == 405
    assert response.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "2020-01-06",
        "2020-13-01T00:00Z",
        "2020-01-06T12:05+02:00",
        "99999-01-01",
        "2020-01-06T12:05Z\0",
    ],
)
def test_a_moment_that_cannot_be_read_is_refused(counter: Client, moment: str) -> None:
    """Another zone is refused rather than converted; a day alone has many moments."""
    assert counter.get(f"/en/letter/{CODE}", {"at": moment}).status_code == 400


def test_an_unknown_letter_is_not_found(counter: Client) -> None:
    """And that is no accusation."""
    response = counter.get("/en/letter/NOBODY")
    assert response.status_code == 404
    assert "That does not mean that it is a forgery." in response.content.decode()


def test_whatever_is_not_found_gives_the_same_octets(counter: Client) -> None:
    """A code of a draft, a code nobody was given, a mistyped one, an address that never was: one page."""
    draft = code_of(StatementId("urn:uuid:0123456789abcdef0123456789abcdef"))
    answers = [
        counter.get(f"/en/{page}")
        for page in (
            f"letter/{draft}",
            "letter/NOBODY",
            "letter/US/2020/99",
            "letter/..",
            "charter/xy.demo",
            "nowhere",
        )
    ]
    assert {404} == {answer.status_code for answer in answers}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_words_of_a_draft_and_words_of_nobody_give_the_same_octets(counter: Client) -> None:
    """Except for the words themselves, which the page shows again."""
    draft, nobody = "The garrison will be paid in lemons.", "A violin was found below the stairs."
    shown = [
        counter.post("/en/check", {"words": words}).content.decode().replace(words, "…")
        for words in (draft, nobody)
    ]
    assert shown[0] == shown[1]
    assert draft not in shown[0]


def test_nothing_brought_leaves_a_trace(counter: Client) -> None:
    """The same check twice gives the same page: nothing was kept in between."""
    first, second = (counter.post("/en/check", {"words": WORDS}) for _ in range(2))
    assert first.content == second.content
    assert first.headers["Cache-Control"] == "no-store"


def test_a_record_that_cannot_be_read_says_so(monkeypatch: pytest.MonkeyPatch, counter: Client) -> None:
    """503, and that this says nothing about the letter."""

    def failing(*_: object, **__: object) -> None:
        raise Unavailable("The disk is gone.")

    monkeypatch.setattr(SmallRecord, "check", failing)
    response = counter.post("/en/check", {"words": WORDS})
    assert response.status_code == 503
    assert "The record cannot be read at this moment." in response.content.decode()
    assert "disk" not in response.content.decode()


def test_evidence_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch, counter: Client) -> None:
    """A register that the letter relies on may be away; that says nothing about the letter."""

    def failing(*_: object) -> None:
        raise Unavailable("A register concerned is not held here.")

    monkeypatch.setattr(SmallRecord, "evidence", failing)
    response = counter.get(f"/ar/evidence/{CODE}")
    assert response.status_code == 503
    assert "ملف الإثبات" in response.content.decode()


def test_a_record_that_cannot_even_say_whose_it_is_still_has_its_page(
    monkeypatch: pytest.MonkeyPatch, counter: Client
) -> None:
    """The frame of the page does without the name."""

    def failing(*_: object, **__: object) -> None:
        raise Unavailable("The disk is gone.")

    monkeypatch.setattr(SmallRecord, "charters", failing)
    response = counter.get("/en/")
    assert response.status_code == 503
    assert "The record cannot be read at this moment." in response.content.decode()
    assert counter.get("/readyz").status_code == 503
    assert counter.get("/healthz").status_code == 200


def test_a_fault_of_ours_is_called_ours(monkeypatch: pytest.MonkeyPatch, counter: Client) -> None:
    """500, in a whole page, without a word of what was brought or of our code."""

    def failing(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in some file")

    monkeypatch.setattr(SmallRecord, "check", failing)
    response = counter.post("/ar/check", {"words": WORDS})
    assert response.status_code == 500
    assert 'lang="ar"' in response.content.decode()
    assert "ZeroDivision" not in response.content.decode()


@pytest.mark.parametrize(
    ("beginning", "named"),
    [
        (b"%PDF-1.7", "This file is damaged or incomplete"),
        (b"PK\x03\x04", "This kind of file cannot be read here"),
        (b"\xff\xd8\xff\xe0", "This kind of file cannot be read here"),
    ],
)
def test_a_file_that_is_no_text_is_called_by_its_name(counter: Client, beginning: bytes, named: str) -> None:
    """So that whoever brought it knows what to do."""
    html = counter.post("/en/check", {"file": file(beginning)}).content.decode()
    assert named in html


def test_a_wrong_character_in_a_code_is_told(counter: Client) -> None:
    """The code contradicts itself, whatever the record holds: that is no “no record here”."""
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    html = counter.post("/en/check", {"code": wrong}).content.decode()
    assert "This code has a wrong character" in html
    assert "No record here" not in html


def test_of_a_code_without_a_letter_no_words_are_spoken(counter: Client) -> None:
    """Who brought a name is not told about words."""
    html = counter.post("/en/check", {"code": code_of(StatementId("urn:uuid:" + "0" * 32))}).content.decode()
    assert "No public letter here has this code or reference." in html
    assert "hese words" not in html


@pytest.mark.parametrize("known", ["", "&known=2020-01-06T12:30Z"])
def test_before_its_release_a_letter_was_not_on_the_record(counter: Client, known: str) -> None:
    """However much is known by now: at 11:59 there was no such letter."""
    response = counter.get(f"/en/letter/{CODE}?at=2020-01-06T11:59Z{known}")
    html = response.content.decode()
    assert response.status_code == 404
    assert "At that moment this letter was not on the record." in html
    assert "data-question" not in html
