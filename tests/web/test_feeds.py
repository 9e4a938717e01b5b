"""What other sites and programs fetch: found from the page, readable from anywhere, alike for everybody."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from html import unescape

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.errors import Unavailable
from chancery.phrases import LANGUAGES, say
from chancery.record.code import code_of
from chancery.record.statement import StatementId
from chancery.web.counter.views.feeds import FORMATS
from tests.phrases.test_exports import assert_is_alert, assert_is_atom
from tests.web.small_record import DISOWNING, LETTER, ORDER, VOTE, SmallRecord, codes

CODE, VOTE_CODE, ORDER_CODE, NOTICE_CODE = codes((LETTER, VOTE, ORDER, DISOWNING))
DRAFT = code_of(StatementId("urn:uuid:0123456789abcdef0123456789abcdef"))
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("code", [CODE, VOTE_CODE, ORDER_CODE, NOTICE_CODE])
def test_every_letter_can_be_had_in_every_format(
    counter: Client, language: str, ending: str, code: str
) -> None:
    """With its media type, from any site, and kept no longer than a page."""
    response = counter.get(f"/{language}/letter/{code}.{ending}")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(FORMATS[ending].media)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=5" in response.headers["Cache-Control"]
    assert say("feeds.partial", language) in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_leads_to_every_other_rendering(counter: Client, language: str) -> None:
    """By `Link` (RFC 8288) and by `<link>`, the same ones, and each of them is there."""
    response = counter.get(f"/{language}/letter/{CODE}")
    by_header = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', response.headers["Link"])
    by_page = re.findall(
        r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', unescape(response.content.decode())
    )
    assert len(by_header) == len(FORMATS)
    assert [(media, address) for address, media in by_header] == by_page
    for address, media in by_header:
        assert counter.get(address).headers["Content-Type"].startswith(media)


def test_the_disowned_letter_is_told_so_in_each_format(counter: Client) -> None:
    """Four formats, one fact."""
    told = {ending: counter.get(f"/en/letter/{CODE}.{ending}").content for ending in FORMATS}
    feed = assert_is_atom(told["atom"])
    assert (feed.findtext(f"{ATOM}entry/{ATOM}title") or "").endswith(": disowned")
    assert json.loads(told["ninjs"])["pubstatus"] == "canceled"
    assert assert_is_alert(told["cap"]).findtext("{urn:oasis:names:tc:emergency:cap:1.2}msgType") == "Cancel"
    assert json.loads(told["jsonld"])["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert json.loads(told["json"])["standing"] == "disowned"
    assert json.loads(told["json"])["mark"] == "no"


def test_the_order_is_in_force_and_the_vote_is_not(counter: Client) -> None:
    """Both are current; only one of them binds, and only one is said to."""
    order, vote = (
        json.loads(counter.get(f"/en/letter/{code}.jsonld").content) for code in (ORDER_CODE, VOTE_CODE)
    )
    assert order["legislationLegalForce"] == "https://schema.org/InForce"
    assert vote["legislationLegalForce"] == "https://schema.org/NotInForce"


@pytest.mark.parametrize("ending", ["atom", "feed"])
def test_an_office_has_its_feed(counter: Client, ending: str) -> None:
    """Its own letters, and no other office's."""
    told = counter.get(f"/en/offices/us.demo/command-iraq.{ending}")
    assert told.status_code == 200
    text = told.content.decode()
    assert CODE in text
    assert ORDER_CODE in text
    assert NOTICE_CODE not in text


def test_an_old_letter_comes_back_into_its_offices_feed_when_it_is_disowned(
    counter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the notice of another office, although thirty newer letters have come since."""
    monkeypatch.setattr(SmallRecord, "of_office", lambda *_: ())
    text = counter.get("/en/offices/us.demo/command-iraq.atom").content.decode()
    assert CODE in text
    assert ": disowned" in text


def test_another_institutions_office_has_its_feed_here_too(counter: Client) -> None:
    """As far as its record is held."""
    feed = assert_is_atom(counter.get("/en/offices/iq.demo/parliament.atom").content)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Demo Council of Iraq"


def test_whoever_has_a_file_already_is_told_so(counter: Client) -> None:
    """304 without the file (RFC 9110 section 13.1.2); a feed reader asks every few minutes."""
    address = f"/en/letter/{CODE}.atom"
    first = counter.get(address)
    again = counter.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert counter.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("ending", FORMATS)
def test_a_draft_and_nothing_are_the_same_octets(counter: Client, ending: str) -> None:
    """In every format: the code of a draft, a code of nobody, a code with a wrong character."""
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    answers = [counter.get(f"/en/letter/{code}.{ending}") for code in (DRAFT, "00000-00000-0", wrong)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/en/offices/us.demo/nobody.atom",
        "/en/offices/xy.demo/command-iraq.atom",
        f"/en/letter/{CODE}.docx",
        "/en/offices/us.demo/command-iraq.cap",
    ],
)
def test_what_there_is_not_is_not_found(counter: Client, address: str) -> None:
    """An office of nobody, an institution that is not held, a format that nobody writes."""
    assert counter.get(address).status_code == 404


def test_another_method_is_refused(counter: Client) -> None:
    """405 with `Allow`."""
    for address in (f"/en/letter/{CODE}.json", "/en/offices/us.demo/command-iraq.atom", f"/badge/{CODE}.svg"):
        response = counter.post(address)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


def test_addresses_in_a_feed_are_those_it_was_asked_under(counter: Client) -> None:
    """Whole ones: a feed is read far from its page."""
    with override_settings(ALLOWED_HOSTS=["record.us.demo"]):
        response = counter.get(f"/ar/letter/{CODE}.atom", SERVER_NAME="record.us.demo")
    feed = ElementTree.fromstring(response.content)
    addresses = {link.get("href") for link in feed.iter(f"{ATOM}link")}
    assert addresses == {f"http://record.us.demo/ar/letter/{CODE}{end}" for end in ("", ".atom")}


# ── the widget and the picture ───────────────────────────────────────────────


def test_the_widget_is_small_and_needs_nothing(counter: Client) -> None:
    """Less than six kilobytes, every sentence in it, from any site."""
    response = counter.get("/widget/chancery-standing.js")
    source = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(response.content) < 6 * 1_024
    assert "import" not in source
    for language in LANGUAGES:
        assert say("feeds.widget.could_not_check", language) in source
    assert "innerHTML" not in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_badge_is_a_picture_with_words(counter: Client, language: str) -> None:
    """In the language that was asked for, as an image that any page may show."""
    response = counter.get(f"/badge/{CODE}.svg", {"lang": language})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert say("standing.disowned.short", language) in response.content.decode()


def test_a_badge_of_nothing_says_that_nothing_could_be_checked(
    counter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a picture, because a page shows whatever comes; and it is kept by nobody."""
    answers = [counter.get(f"/badge/{DRAFT}.svg"), counter.get("/badge/00000-00000-0.svg")]
    assert answers[0].content == answers[1].content

    def failing(*_: object) -> None:
        raise Unavailable("The disk is gone.")

    monkeypatch.setattr(SmallRecord, "by_code", failing)
    answers.append(counter.get(f"/badge/{CODE}.svg"))
    assert [answer.status_code for answer in answers] == [404, 404, 503]
    for answer in answers:
        assert say("feeds.widget.could_not_check", "en") in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_badge_in_a_language_we_have_not_is_in_the_first(counter: Client) -> None:
    """Rather than a broken picture."""
    assert counter.get(f"/badge/{CODE}.svg?lang=xx").content == counter.get(f"/badge/{CODE}.svg").content
