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
    "moment", ["yesterday", "2020-13-01", "2020-01-06T12:05+02:00", "99999-01-01", "2020-01-06T12:05Z\0"]
)
def test_a_moment_that_cannot_be_read_is_refused(counter: Client, moment: str) -> None:
    """Another zone is refused rather than converted."""
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
