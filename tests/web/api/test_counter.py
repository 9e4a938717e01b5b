"""The Counter for programs: the answers of `chancery check --json`, letters, charters, hints, refusals."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.test.utils import override_settings

from chancery.check.answers import Question
from chancery.check.copy import Copy, Kind
from chancery.check.projection import objects
from chancery.errors import Unavailable
from chancery.phrases import LANGUAGES, say
from chancery.phrases.charter_aloud import aloud
from chancery.record.code import code_of
from chancery.record.statement import StatementId
from chancery.registry import hints
from chancery.web.api.problems import MEDIA, TYPE, is_told
from chancery.web.api.problems import Kind as Refusal
from chancery.web.counter import limits
from tests.web.small_record import DISOWNING, IQ_CHARTER, LETTER, T0, WORDS, SmallRecord, codes, small_record

CODE, NOTICE = codes((LETTER, DISOWNING))
NOBODYS = code_of(StatementId("urn:uuid:00000000-0000-4000-8000-000000000000"))


def asked(counter: Client, body: object, **headers: str) -> HttpResponse:
    """A check, brought as JSON."""
    return counter.post("/api/v1/check", json.dumps(body), content_type="application/json", headers=headers)


def problem(response: HttpResponse, status: int, name: str) -> dict[str, object]:
    """The refusal, with the members that every refusal has."""
    told: dict[str, object] = response.json()
    assert (response.status_code, response["Content-Type"], told["status"]) == (status, MEDIA, status)
    assert told["type"] == f"{TYPE}{name}"
    assert told["title"]
    assert told["detail"]
    return told


class TestCheck:
    @pytest.mark.parametrize("kind", ["text", "quotation", "article", "code"])
    def test_the_answers_are_those_of_the_command_line(self, counter: Client, kind: str) -> None:
        """The same objects, from the one place where the contract is kept."""
        text = CODE if kind == "code" else WORDS[LETTER].authoritative.text
        told = asked(counter, {"kind": kind, "text": text}).json()["answers"]
        copy = Copy(kind=Kind(kind), text=text)
        (expected,) = objects(small_record().check(copy))
        assert [question.value in told[0] for question in Question] == [True] * 5
        assert {name: told[0][name] for name in told[0] if name != "copy"} == {
            name: expected[name] for name in expected if name != "copy"
        }

    def test_a_file(self, counter: Client) -> None:
        """As a form; nothing of it is kept."""
        file = SimpleUploadedFile("letter.txt", WORDS[LETTER].authoritative.text.encode())
        response = counter.post("/api/v1/check", {"file": file})
        assert response.json()["answers"][0]["letter"]["code"] == CODE
        assert response["Cache-Control"] == "no-store"

    def test_a_moment(self, counter: Client) -> None:
        """A minute after its release nobody had taken it back; asked about now, somebody has."""
        body = {"kind": "code", "text": CODE}
        then = asked(counter, {**body, "at": "2020-01-06T12:01:00Z"}).json()["answers"][0]
        now = asked(counter, body).json()["answers"][0]
        assert (then["standing"]["state"], now["standing"]["state"]) == ("current", "disowned")

    def test_no_answer_holds_a_truth_value(self, counter: Client) -> None:
        """Truths are words; whoever wants one bit has to choose which answer they mean."""

        def leaves(value: object) -> list[object]:
            if isinstance(value, dict):
                return [leaf for each in value.values() for leaf in leaves(each)]
            return [leaf for each in value for leaf in leaves(each)] if isinstance(value, list) else [value]

        found = leaves(asked(counter, {"kind": "code", "text": CODE}).json())
        assert len(found) > 40
        assert [leaf for leaf in found if isinstance(leaf, bool | float)] == []

    @pytest.mark.parametrize(
        ("body", "status", "name"),
        [
            ("{", 400, "unreadable"),
            ('{"kind": "text", "kind": "code", "text": "a"}', 400, "unreadable"),
            ('{"kind": "text", "text": NaN}', 400, "unreadable"),
            ('{"kind": "text", "text": "\\ud800"}', 400, "unreadable"),
            ("[" * 100_000, 400, "unreadable"),
            (b"\xff", 400, "unreadable"),
            ("[]", 422, "unfit"),
            ("null", 422, "unfit"),
            ('{"kind": "text"}', 422, "unfit"),
            ('{"kind": "letter", "text": "a"}', 422, "unfit"),
            ('{"kind": "text", "text": " \\n"}', 422, "unfit"),
            ('{"kind": "text", "text": "a\\u0000b"}', 422, "unfit"),
            ('{"kind": "text", "text": 1}', 422, "unfit"),
            ('{"kind": "text", "text": "a", "tell": "yes"}', 422, "unfit"),
            ('{"kind": "text", "text": "a", "at": "2020-01-06"}', 422, "unfit"),
            ('{"kind": "text", "text": "a", "at": "2020-01-06T12:00:00+02:00"}', 422, "unfit"),
            ('{"kind": "code", "text": "K7QF2-M9XT4-A"}', 422, "malformed"),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_bad_bodies(self, counter: Client, body: object, status: int, name: str) -> None:
        """Refused by name, and nothing is looked up."""
        problem(counter.post("/api/v1/check", body, content_type="application/json"), status, name)

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
    )
    def test_other_kinds_of_body(self, counter: Client, kind: str) -> None:
        """It says which are read."""
        told = problem(counter.post("/api/v1/check", "a=b", content_type=kind), 415, "media_type")
        assert told["accepts"] == ["application/json", "multipart/form-data"]

    @pytest.mark.parametrize(
        ("octets", "status", "name"),
        [
            (b"", 422, "unfit"),
            (b"%PDF-1.7 and so on", 422, "file_unreadable"),
            (b"\xa5\x60\x73chancery-evidence/1 and nothing after it", 422, "unfit"),
            (b"x" * 3_000_000, 413, "too_large"),
        ],
        ids=["empty", "pdf", "evidence", "large"],
    )
    def test_bad_files(self, counter: Client, octets: bytes, status: int, name: str) -> None:
        """Each with its reason."""
        problem(counter.post("/api/v1/check", {"file": SimpleUploadedFile("a", octets)}), status, name)

    @pytest.mark.parametrize("form", [{}, {"words": "a"}, {"file": "no file"}])
    def test_forms_without_a_file(self, counter: Client, form: dict[str, str]) -> None:
        """A form brings one file."""
        problem(counter.post("/api/v1/check", form), 422, "unfit")

    def test_a_form_that_is_none(self, counter: Client) -> None:
        """Django's own refusals are told in the same manner."""
        kind = "multipart/form-data; boundary=x"
        problem(counter.post("/api/v1/check", b"--y nothing", content_type=kind), 422, "unfit")
        problem(counter.post("/api/v1/check", b"a", content_type="multipart/form-data"), 400, "bad_request")

    def test_too_many(self, counter: Client) -> None:
        """The wait is told as a header, as a number and in words."""
        with override_settings(CHANCERY_LIMITS="check=1/60"):
            limits._buckets.cache_clear()
            asked(counter, {"kind": "quotation", "text": "a"})
            response = asked(counter, {"kind": "quotation", "text": "a"})
        limits._buckets.cache_clear()
        told = problem(response, 429, "too_many")
        assert response["Retry-After"] == str(told["wait"])


class TestLetters:
    def test_a_letter(self, counter: Client) -> None:
        """By its code: its words, its five answers, its life."""
        told = counter.get(f"/api/v1/letters/{CODE}").json()
        assert told["letter"] == {
            "id": LETTER,
            "institution": "us.demo",
            "code": CODE,
            "reference": "US/2020/17",
        }
        assert [text["language"] for text in told["words"]] == ["en", "ar"]
        assert told["answers"]["standing"]["state"] == "disowned"
        assert [event["standing"] for event in told["life"]] == [
            "current",
            "suspended",
            "current",
            "disowned",
        ]
        assert told["life"][-1]["by"]["code"] == NOTICE

    def test_both_clocks(self, counter: Client) -> None:
        """As known now about then, and as it was known a while before."""
        asked = {"at": "2020-01-06T12:10:00Z"}
        now = counter.get(f"/api/v1/letters/{CODE}", asked).json()
        then = counter.get(f"/api/v1/letters/{CODE}", {**asked, "known": "2020-01-06T12:01:00Z"}).json()
        assert now["answers"]["standing"]["state"] == "disowned"
        assert then["answers"]["standing"]["state"] == "current"

    def test_before_it_was_there(self, counter: Client) -> None:
        """Nothing can be said of it for an earlier moment."""
        response = counter.get(f"/api/v1/letters/{CODE}", {"at": "2020-01-01T00:00:00Z"})
        problem(response, 404, "not_yet")

    @pytest.mark.parametrize("code", [NOBODYS, "K7QF2-M9XT4-A", "x", "US/2020/17", "%00", "é", "." * 300])
    def test_what_no_letter_has_is_answered_alike(self, counter: Client, code: str) -> None:
        """Octet for octet, whether it could be a code or not."""
        response = counter.get(f"/api/v1/letters/{code}")
        problem(response, 404, "not_found")
        assert response.content == counter.get(f"/api/v1/letters/{NOBODYS}").content

    def test_by_reference(self, counter: Client) -> None:
        """None is an empty list."""
        found = counter.get("/api/v1/letters", {"reference": "US/2020/17"}).json()["letters"]
        assert [each["code"] for each in found] == [CODE]
        assert counter.get("/api/v1/letters", {"reference": "US/2020/18"}).json() == {"letters": []}
        problem(counter.get("/api/v1/letters"), 422, "unfit")
        problem(counter.get("/api/v1/letters", {"reference": "\0"}), 422, "unfit")


class TestInstitutions:
    def test_whose_records_are_held(self, counter: Client) -> None:
        """Our own first."""
        told = counter.get("/api/v1/institutions").json()
        assert [each["institution"] for each in told["institutions"]] == ["us.demo", "iq.demo"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_charter(self, counter: Client, language: str) -> None:
        """As it was signed, and as sentences in the asked language."""
        response = counter.get(
            "/api/v1/charter", {"institution": "iq.demo"}, headers={"Accept-Language": language}
        )
        told = response.json()
        assert (told["institution"], told["version"], len(told["versions"])) == ("iq.demo", 1, 1)
        assert [each["text"] for each in told["aloud"]] == [part.text for part in aloud(IQ_CHARTER, language)]
        assert response["Vary"] == "Accept-Language"

    def test_of_nobody_held_here(self, counter: Client) -> None:
        """An institution that is not followed."""
        problem(counter.get("/api/v1/charter", {"institution": "de.demo"}), 404, "not_found")


class TestEvents:
    def test_what_happened(self, counter: Client) -> None:
        """Each entry, and each letter it bears on, at its place in the log; charters are no letters."""
        told = counter.get("/api/v1/events").json()
        assert (told["last"], told["size"]) == (4, 5)
        assert [
            (each["index"], each["letter"]["code"] == CODE, each["standing"]) for each in told["events"]
        ] == [
            (1, True, "disowned"),
            (2, False, "current"),
            (2, True, "disowned"),
            (3, False, "current"),
            (3, True, "disowned"),
            (4, False, "current"),
        ]

    def test_a_long_log_comes_in_stretches(self, counter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Asked again after each `last`, nothing is missing."""
        whole = counter.get("/api/v1/events").json()
        monkeypatch.setattr(hints, "MOST", 2)
        found, last, answers = [], -1, 0
        while last < whole["size"] - 1:
            told = counter.get("/api/v1/events", {"after": str(last)}).json()
            found, last, answers = [*found, *told["events"]], told["last"], answers + 1
        assert (found, answers) == (whole["events"], 3)

    def test_from_where_one_left_off(self, counter: Client) -> None:
        """Nothing twice, and nothing left out; at the end, nothing."""
        all_of_it = counter.get("/api/v1/events").json()["events"]
        rest = counter.get("/api/v1/events", {"after": "2"}).json()
        assert rest["events"] == all_of_it[3:]
        for after in ("4", "5", "9007199254740991"):
            told = counter.get("/api/v1/events", {"after": after}).json()
            assert (told["events"], told["last"]) == ([], int(after))
        problem(counter.get("/api/v1/events", {"after": "-2"}), 422, "unfit")
        problem(counter.get("/api/v1/events", {"after": "1.5"}), 422, "unfit")


class TestRefusals:
    def test_other_addresses(self, counter: Client) -> None:
        """Nothing else is there, by whatever method."""
        for path in ("/api/v1/", "/api/v1/nowhere", "/api/v1/check/", "/api/v2/check", "/api/"):
            problem(counter.get(path), 404, "not_found")
        problem(counter.post("/api/v1/nowhere"), 404, "not_found")

    @pytest.mark.parametrize(
        ("path", "allowed"),
        [
            ("check", "POST"),
            ("letters", "GET"),
            (f"letters/{CODE}", "GET"),
            ("institutions", "GET"),
            ("charter", "GET"),
            ("events", "GET"),
            ("openapi.json", "GET, HEAD"),
        ],
    )
    def test_other_methods(self, counter: Client, path: str, allowed: str) -> None:
        """It says which are taken."""
        response = counter.delete(f"/api/v1/{path}")
        problem(response, 405, "method")
        assert response["Allow"] == allowed

    def test_the_head_alone(self, counter: Client) -> None:
        """Of what is there and of what is not, as for the whole."""
        for path in (f"letters/{CODE}", f"letters/{NOBODYS}", "openapi.json", "nowhere"):
            head, whole = counter.head(f"/api/v1/{path}"), counter.get(f"/api/v1/{path}")
            assert (head.status_code, head["Content-Type"], head.content) == (
                whole.status_code,
                whole["Content-Type"],
                b"",
            )

    def test_too_large_before_it_is_read(self, counter: Client) -> None:
        """By its stated length."""
        response = counter.post(
            "/api/v1/check", b"", content_type="application/json", CONTENT_LENGTH="99999999"
        )
        problem(response, 413, "too_large")

    @pytest.mark.parametrize(
        ("fault", "status", "name"),
        [(Unavailable("The disk failed."), 503, "unavailable"), (ZeroDivisionError(), 500, "broken")],
    )
    def test_faults_of_ours(
        self, counter: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, name: str
    ) -> None:
        """Nothing of what broke is told."""

        def fail(*_: object, **__: object) -> object:
            raise fault

        monkeypatch.setattr(SmallRecord, "letter", fail)
        told = problem(counter.get(f"/api/v1/letters/{CODE}"), status, name)
        assert set(told) == {"type", "title", "status", "detail"}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_refusal_has_its_sentences(self, language: str) -> None:
        """In every language."""
        assert [kind for kind in Refusal if not is_told(kind, language)] == []

    def test_the_asked_language(self, counter: Client) -> None:
        """The sentences change, the name does not."""
        response = counter.get("/api/v1/nowhere", headers={"Accept-Language": "ar, en;q=0.5"})
        told = problem(response, 404, "not_found")
        assert (told["title"], response["Content-Language"]) == (say("access.problem.not_found", "ar"), "ar")

    def test_pages_of_any_site_may_read_what_anybody_may(self, counter: Client) -> None:
        """There is no cookie by which an answer could differ."""
        response = counter.get(f"/api/v1/letters/{CODE}")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not response.cookies


Told = Callable[[str, str], None]


def test_the_document_is_the_accepted_one(counter: Client, golden: Told) -> None:
    """Whoever changes what programs rely on reads the change in the difference."""
    document = counter.get("/api/v1/openapi.json").json()
    golden("openapi-counter.json", json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def test_the_moments_of_the_record_are_the_clocks(counter: Client) -> None:
    """The answers tell when the record was read."""
    told = counter.get(f"/api/v1/letters/{CODE}").json()
    assert told["answers"]["record_seen"] == "2020-01-06T13:00:00Z"
    assert T0 == 1_578_312_000
