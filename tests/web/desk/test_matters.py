"""Matters at the Desk: the affair of 6 January put together, and its sources brought and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chancery.phrases import LANGUAGES, say
from chancery.play.matter import letter_id
from chancery.record.matter import Kind, Member
from chancery.web.desk.matters.room import dossiers
from tests.registry.january import Article, article
from tests.web.desk.visitor import SOURCE, TEXT, Visitor, open_room, text_of, visitor


@pytest.fixture(scope="module")
def room(played: Path, empty_accounts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Desk for all tests of this file."""
    with open_room(played, empty_accounts, tmp_path_factory.mktemp("matters")):
        yield


@pytest.fixture
def client(room: None) -> Visitor:
    """The registrar, with a matter that no other test has touched."""
    return visitor()


# ── the pages ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_both_languages(client: Visitor, language: str) -> None:
    """The list, the matter, its moment, its source, and what takes something out."""
    member = Member(kind=Kind.STATEMENT, name=letter_id("L"))
    for page in (
        "matters",
        f"matters/{client.affair}",
        f"matters/{client.affair}?at=2020-01-06T12:01Z",
        f"matters/{client.affair}/sources",
        f"matters/{client.affair}/sources/{SOURCE}",
        f"matters/{client.affair}/take-out?kind={member.kind}&member={member.name}",
    ):
        response = client.get(f"/{language}/{page}")
        assert response.status_code == 200, page
        assert f'<html lang="{language}"' in text_of(response)


def test_only_officers_see_matters(client: Visitor) -> None:
    """Whoever is not signed in is asked to."""
    for page in ("/en/matters", client.page, f"{client.page}/sources/{SOURCE}"):
        assert Client().get(page)["Location"].startswith("/accounts/login/")


def test_the_matter_shows_what_stands_now(client: Visitor) -> None:
    """All seven letters with their answers, and the vote among them, which is another institution's."""
    page = text_of(client.get(client.page))
    for name in ("US/CMD-IQ/2020/3", "IQ/PARL/2020/1", "IQ/PM/2020/2"):
        assert name in page
    assert page.count('<ul class="stands">') == 2
    assert say("standing.disowned.short", "en") in page or "Disowned" in page


def test_what_stood_at_a_moment(client: Visitor) -> None:
    """A minute after the letter nothing stood against it; the disowning was not on the record yet."""
    page = text_of(client.get(f"{client.page}?at=2020-01-06T12:01Z"))
    table = page[page.index('<table class="clocks">') :]
    assert say("matters.then.not_yet", "en") in table
    assert table.count(say("matters.ask.reported_open", "en")) >= 2
    assert "No notice against it" in table


def test_a_moment_that_is_none_is_refused(client: Visitor) -> None:
    """In a sentence."""
    response = client.get(f"{client.page}?at=yesterday")
    assert response.status_code == 400
    assert say("matters.unreadable.moment", "en") in text_of(response)


def test_contradictions_stand_side_by_side(client: Visitor) -> None:
    """The wordings of the vote; and apart from them, what is only inferred."""
    page = text_of(client.get(client.page))
    for words in ("expel the United States", "order our departure", "the ejection of American troops"):
        assert words in page
    assert page.index(say("matters.differs.apart", "en")) > page.index("expel the United States")


def test_the_graph_is_drawn_and_told(client: Visitor) -> None:
    """Every picture has a name, and the list beside it has the cut line in words."""
    page = text_of(client.get(client.page))
    pictures = re.findall(r"<svg class=\"web [^>]*>", page)
    assert len(pictures) == 6
    assert all('role="img"' in each and "aria-label" in each for each in pictures)
    assert len(re.findall(r'<svg class="web [^>]*>\s*<title>', page)) == 6
    assert page.count('class="break"') == 2
    assert '<li class="cut">' in page
    assert say("matters.premise.no", "en") in page


def test_the_graph_is_mirrored(client: Visitor) -> None:
    """From right to left the boxes stand at the left and the lines at the right."""

    def boxes(language: str) -> list[float]:
        page = text_of(client.get(f"/{language}/matters/{client.affair}"))
        return [float(x) for x in re.findall(r'<g class="box"><rect x="([\d.]+)"', page)]

    assert min(boxes("en")) > 100
    assert max(boxes("ar")) < 20


def test_both_questions_are_silent_without_an_age(client: Visitor) -> None:
    """Nobody said when they were asked."""
    page = text_of(client.get(client.page))
    assert page.count(say("matters.ask.reported_open", "en")) == 2
    assert say("matters.ask.no_time", "en") in page


def test_every_claim_shows_the_answers_it_will_always_have(client: Visitor) -> None:
    """Forty claims, each with the same four."""
    page = text_of(client.get(f"{client.page}/sources/{SOURCE}"))
    assert page.count('<article class="claim"') == 40
    fixed = re.findall(r'<dl class="fixed"[^>]*>(.*?)</dl>', page)
    assert len(fixed) == 40
    assert len(set(fixed)) == 1
    assert "reported only" in fixed[0]


def test_without_the_text_places_show_and_short_fragments_as_noted(client: Visitor) -> None:
    """Nothing is said to be compared that was not."""
    page = text_of(client.get(f"{client.page}/sources/{SOURCE}"))
    assert say("matters.source.away", "en") in page
    assert say("matters.words.not_compared", "en") in page
    assert "“Sunday”" not in page
    for spelling in ("Seely", "Seeley", "Miley", "Adbul-Mahdi"):
        assert spelling in page


def test_the_article_shows_every_passage_once_it_is_brought(client: Visitor, shared: Path) -> None:
    """By its own reader, pasted; and it can be put away again."""
    seed: Article = article(shared)
    response = client.post(f"{client.page}/sources", {"text": seed.text.replace("\n", "\r\n")})
    assert response["Location"] == f"{client.page}/sources/{SOURCE}"
    page = text_of(client.get(response["Location"]))
    assert say("matters.words.not_compared", "en") not in page
    assert "exercises his functions of guardian after his resignation in November" in page
    client.post(f"{client.page}/sources/{SOURCE}/put-away")
    assert say("matters.source.away", "en") in text_of(client.get(f"{client.page}/sources/{SOURCE}"))


# ── adding and taking out ────────────────────────────────────────────────────


def test_a_matter_is_opened_and_renamed(client: Visitor) -> None:
    """In one language or both."""
    opened = client.post("/en/matters", {"name-en": "The vote", "name-ar": ""})
    assert opened.status_code == 302
    client.post(f"{opened['Location']}/name", {"name-en": "The vote", "name-ar": "التصويت"})
    assert "التصويت" in text_of(client.get(opened["Location"].replace("/en/", "/ar/")))
    nameless = client.post("/en/matters", {"name-en": " "})
    assert nameless.status_code == 400
    assert say("matters.fault.name", "en", words="") in text_of(nameless)


def test_a_letter_is_added_by_its_reference_and_taken_out_visibly(client: Visitor) -> None:
    """With who, when and why; what was taken out stays in sight."""
    address = client.post("/en/matters", {"name-en": "Another"})["Location"]
    added = {"kind": "statement", "called": "US/CMD-IQ/2020/3", "note": "it began here"}
    assert client.post(f"{address}/gather", added).status_code == 302
    assert "it began here" in text_of(client.get(address))
    again = client.post(f"{address}/gather", added)
    assert (again.status_code, say("matters.fault.gathered", "en", words="") in text_of(again)) == (409, True)
    taken = {"kind": "statement", "member": letter_id("L"), "reason": "wrong affair"}
    assert client.post(f"{address}/take-out", {**taken, "reason": " "}).status_code == 400
    assert client.post(f"{address}/take-out", taken).status_code == 302
    page = text_of(client.get(address))
    assert "wrong affair" in page
    assert "<s>" in page
    assert client.get(f"{address}/take-out?kind=statement&member={letter_id('L')}").status_code == 404


def test_what_is_not_held_cannot_be_added(client: Visitor) -> None:
    """In a sentence, and nothing changes."""
    before = dossiers().steps(client.affair)
    for kind in (*Kind, "official"):
        response = client.post(f"{client.page}/gather", {"kind": kind, "called": "no such thing"})
        assert response.status_code == 409
        assert say("matters.fault.not_held", "en", words="") in text_of(response)
    assert dossiers().steps(client.affair) == before


def test_nothing_is_at_other_addresses(client: Visitor) -> None:
    """No such matter, source or sentence; and no other way of asking."""
    for page in ("nowhere", f"{client.affair}/sources/nowhere", f"{client.affair}/sources/{SOURCE}/S99"):
        assert client.get(f"/en/matters/{page}").status_code == 404
    for page in ("nowhere/name", "nowhere/gather", "nowhere/sources", f"nowhere/sources/{SOURCE}/put-away"):
        assert client.post(f"/en/matters/{page}").status_code == 404
    for page in (
        "",
        f"/{client.affair}/sources/{SOURCE}/S1",
        f"/{client.affair}/take-out",
        f"/{client.affair}/sources",
    ):
        assert client.put(f"/en/matters{page}").status_code in (404, 405)
    for page in (
        f"{client.affair}/gather",
        f"{client.affair}/name",
        f"{client.affair}/sources/{SOURCE}/put-away",
    ):
        assert client.get(f"/en/matters/{page}").status_code == 405
    assert client.post(client.page).status_code == 405


def test_a_form_of_another_page_changes_nothing(client: Visitor) -> None:
    """Every form that changes something carries the Desk's own mark."""
    client.handler.enforce_csrf_checks = True
    before = dossiers().steps(client.affair)
    for page, posted in (
        ("gather", {"kind": "statement", "called": "US/JCS/2020/4"}),
        ("take-out", {"kind": "statement", "member": letter_id("L"), "reason": "x"}),
        ("sources", {"title": "A note", "text": TEXT}),
    ):
        assert client.post(f"{client.page}/{page}", posted).status_code == 403
    assert dossiers().steps(client.affair) == before


# ── sources and claims ───────────────────────────────────────────────────────


def test_a_file_is_read_as_it_is(client: Visitor) -> None:
    """Plain text code point for code point, other files by way of the sandbox; or refused in a sentence."""
    file = SimpleUploadedFile("note.txt", TEXT.encode(), content_type="text/plain")
    response = client.post(f"{client.page}/sources", {"title": "A note", "language": "en", "file": file})
    assert response.status_code == 302
    assert "we stand by it, not by them" in text_of(client.get(response["Location"]))
    saved = "<!doctype html><html lang=en><body><p>She said “it is so”.</p></body></html>"
    page = SimpleUploadedFile("page.html", saved.encode(), content_type="text/html")
    response = client.post(f"{client.page}/sources", {"title": "A page", "language": "en", "file": page})
    assert response.status_code == 302
    assert "She said “it is so”." in text_of(client.get(response["Location"]))
    broken = SimpleUploadedFile("note.txt", b"\xff\xfe\x00broken", content_type="text/plain")
    refused = client.post(f"{client.page}/sources", {"title": "B", "file": broken})
    assert refused.status_code == 400
    both = SimpleUploadedFile("note.txt", TEXT.encode(), content_type="text/plain")
    refused = client.post(f"{client.page}/sources", {"title": "B", "text": "words", "file": both})
    assert say("matters.unreadable.two_things", "en") in text_of(refused)


def test_a_source_that_says_nothing_is_refused(client: Visitor) -> None:
    """One clear sentence, and nothing is kept."""
    before = dossiers().steps(client.affair)
    for posted, sentence in (
        ({"title": "B", "text": "  "}, "matters.unreadable.empty"),
        ({"title": " ", "text": "New words."}, "matters.fault.title"),
        ({"title": "B" * 201, "text": "New words."}, "matters.fault.title"),
    ):
        response = client.post(f"{client.page}/sources", posted)
        assert response.status_code == 400
        assert say(sentence, "en", words="") in text_of(response)
    assert dossiers().steps(client.affair) == before
