"""Finished pages are given again for a few seconds, and never once the record has anything new to say."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from chancery.errors import Unavailable
from chancery.record.code import code_of
from chancery.record.statement import StatementId
from chancery.web.counter import kept
from tests.web.small_record import LETTER, SmallRecord, codes

(CODE,) = codes((LETTER,))
ADDRESS = f"/en/letter/{CODE}"
DRAFT = code_of(StatementId("urn:uuid:0123456789abcdef0123456789abcdef"))


class Setter:
    """A site whose every page is another one, and a clock that a test turns."""

    def __init__(self) -> None:
        self.set = 0
        self.at = 100.0
        self.held = 1
        self.status = 200
        self.cache = "public, max-age=5"
        self.pages = kept.pages(self._page, now=lambda: self.at)

    def _page(self, request: HttpRequest) -> HttpResponse:
        self.set += 1
        return HttpResponse(
            f"page {self.set} " * 200, status=self.status, headers={"Cache-Control": self.cache}
        )

    def extent(self) -> object:
        return self.held

    def get(self, address: str = ADDRESS, **headers: str) -> HttpResponse:
        response = self.pages(RequestFactory().get(address, **headers))
        assert isinstance(response, HttpResponse)
        return response


@pytest.fixture
def setter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Setter]:
    """With pages kept for five seconds, as they are outside the tests."""
    found = Setter()
    monkeypatch.setattr(kept, "record", lambda: found)
    with override_settings(KEPT_SECONDS=5):
        yield found


def test_a_page_is_set_once_for_many_readers(setter: Setter) -> None:
    """The same octets, while nothing is new."""
    assert len({setter.get().content for _ in range(10)}) == 1
    assert setter.set == 1


def test_whatever_is_new_on_the_record_is_on_the_next_page(setter: Setter) -> None:
    """At once: nobody is given a page that was begun before it."""
    first = setter.get()
    setter.held = 2
    assert setter.get().content != first.content
    assert setter.set == 2


def test_a_page_that_was_begun_before_something_new_is_not_given_after_it(setter: Setter) -> None:
    """A disowning that comes while a page is being set: the page is kept under what it was begun with."""
    whole = setter._page

    def overtaken(request: HttpRequest) -> HttpResponse:
        response = whole(request)
        setter.held = 2
        return response

    setter.pages = kept.pages(overtaken, now=lambda: setter.at)
    setter.get()
    setter.get()
    assert setter.set == 2


def test_a_page_is_never_given_when_it_is_five_seconds_old(setter: Setter) -> None:
    """Time alone can end a pause or a letter."""
    setter.get()
    setter.at += 2.9
    setter.get()
    assert setter.set == 1
    setter.at += 2.1
    setter.get()
    assert setter.set == 2


def test_pages_that_were_set_together_do_not_grow_old_together(setter: Setter) -> None:
    """Some after three seconds, some after five: else all of them would be set anew at one moment."""
    for number in range(100):
        setter.get(f"/en/letter/{number}")
    setter.at += 4
    for number in range(100):
        setter.get(f"/en/letter/{number}")
    assert 120 < setter.set < 180


@pytest.mark.parametrize(("status", "cache"), [(404, "no-store"), (200, "no-store"), (503, "no-store")])
def test_what_is_not_for_everybody_is_not_kept(setter: Setter, status: int, cache: str) -> None:
    """No refusal; so what was not found takes the same time whoever asked for it before."""
    setter.status, setter.cache = status, cache
    setter.get()
    setter.get()
    assert setter.set == 2


@pytest.mark.parametrize(
    "address", [f"{ADDRESS}?at=2020-01-06T12:05Z", "/register/checkpoint", "/healthz", "/"]
)
def test_nothing_else_is_kept(setter: Setter, address: str) -> None:
    """Neither what was asked with a question mark nor what is not a page in a language."""
    setter.get(address)
    setter.get(address)
    assert setter.set == 2


def test_each_address_language_and_name_has_its_own_page(setter: Setter) -> None:
    """A feed names whole addresses, so the name under which we were asked counts too."""
    pages = [
        setter.get(ADDRESS, HTTP_HOST="a.example"),
        setter.get(f"/ar/letter/{CODE}", HTTP_HOST="a.example"),
        setter.get(ADDRESS, HTTP_HOST="b.example"),
        setter.get(f"{ADDRESS}.atom", HTTP_HOST="a.example"),
    ]
    assert len({page.content for page in pages}) == 4


def test_a_record_that_cannot_be_read_is_not_covered_up(
    setter: Setter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No kept page is given then: nobody could say that it still holds."""
    setter.get()

    class Gone:
        def extent(self) -> object:
            raise Unavailable("The disk is gone.")

    monkeypatch.setattr(kept, "record", Gone)
    setter.get()
    assert setter.set == 2


def test_pages_are_packed_for_those_who_can_unpack_them(setter: Setter) -> None:
    """The same page either way, and `Vary` says that there are two."""
    for refuses in ("identity", "gzip;q=0", "gzip; q=0.0, br"):
        assert "Content-Encoding" not in setter.get(HTTP_ACCEPT_ENCODING=refuses).headers
    packed = setter.get(HTTP_ACCEPT_ENCODING="br, gzip")
    plain = setter.get()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_the_memory_is_bounded(setter: Setter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that was kept longest makes room."""
    monkeypatch.setattr(kept, "MOST_OCTETS", 20_000)
    for number in range(50):
        setter.get(f"/en/letter/{number}")
    assert setter.pages._octets <= 20_000
    assert sum(each.octets for each in setter.pages._kept.values()) == setter.pages._octets
    monkeypatch.setattr(kept, "LARGEST", 100)
    setter.get("/en/letter/large")
    setter.get("/en/letter/large")
    assert setter.set == 52


# ── before the small record ──────────────────────────────────────────────────


def test_a_kept_page_is_the_page(counter: Client) -> None:
    """Octet for octet and header for header, but for the length that a test client adds."""
    with override_settings(KEPT_SECONDS=5):
        answers = [counter.get(ADDRESS) for _ in range(3)]
    with override_settings(KEPT_SECONDS=0):
        answers.append(counter.get(ADDRESS))
    assert len({answer.content for answer in answers}) == 1
    headers = [{name: value for name, value in each.items() if name != "Vary"} for each in answers]
    assert headers[0] == headers[1] == headers[2] == headers[3]


def test_a_draft_and_nothing_are_alike_before_kept_pages_too(counter: Client) -> None:
    """Asked for twice, each of them; neither is remembered."""
    with override_settings(KEPT_SECONDS=5):
        answers = [counter.get(f"/en/letter/{code}") for code in (DRAFT, "00000-00000-0") * 2]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_feed_that_is_kept_is_still_told_to_be_the_same(counter: Client) -> None:
    """304 out of what is kept, as before it."""
    with override_settings(KEPT_SECONDS=5):
        first = counter.get(f"{ADDRESS}.atom")
        again = counter.get(f"{ADDRESS}.atom", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_page_weighs_less_than_thirty_kilobytes(counter: Client, language: str) -> None:
    """Packed, with everything that it makes a browser fetch."""
    with override_settings(KEPT_SECONDS=5):
        page = counter.get(f"/{language}/", HTTP_ACCEPT_ENCODING="gzip")
        html = gzip.decompress(page.content).decode()
        fetched = [line.split('href="')[1].split('"')[0] for line in html.splitlines() if "<link" in line]
        weights = [len(counter.get(each, HTTP_ACCEPT_ENCODING="gzip").content) for each in fetched]
    assert len(weights) >= 2
    assert "src=" not in html
    assert len(page.content) + sum(weights) <= 30_000


def test_a_disowning_is_on_the_next_page(counter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the whole site: the record grew, and the page that was kept is not given."""
    with override_settings(KEPT_SECONDS=5):
        before = counter.get(ADDRESS).content
        monkeypatch.setattr(SmallRecord, "extent", lambda _: "grown")
        monkeypatch.setattr(SmallRecord, "now", lambda _: 1_578_312_000 + 90_000)
        assert counter.get(ADDRESS).content != before
    assert settings.KEPT_SECONDS == 0
