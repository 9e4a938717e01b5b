"""Every page of the Counter, in both languages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.check.answers import Question
from chancery.phrases import DIRECTIONS, LANGUAGES, question, say
from tests.phrases.test_catalogue import AVOIDED
from tests.web.small_record import DISOWNING, LETTER, ORDER, VOTE, codes

LETTER_CODE, VOTE_CODE, ORDER_CODE, NOTICE_CODE = codes((LETTER, VOTE, ORDER, DISOWNING))
PAGES = (
    "",
    "charter",
    "charter/iq.demo",
    "offices",
    "offices/iq.demo",
    f"letter/{LETTER_CODE}",
    f"letter/{VOTE_CODE}",
    f"letter/{ORDER_CODE}",
    f"letter/{NOTICE_CODE}",
    f"letter/{LETTER_CODE}?at=2020-01-06T12:02:30Z",
    f"letter/{LETTER_CODE}?at=2020-01-06T12:05Z&known=2020-01-06T12:01Z",
    "letter/US/2020/17",
)
ALTERED = "we will withdraw the forces over the coming days to prepare the movement."
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Nesting(HTMLParser):
    """Reads a page and notes every element that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> Nesting:
    """The page as a browser would nest it."""
    page = Nesting()
    page.feed(html)
    page.close()
    return page


def checked(counter: Client, language: str, **fields: object) -> str:
    """The result page for what was brought."""
    response = counter.post(f"/{language}/check", fields)
    assert response.status_code == 200
    return response.content.decode()


def all_pages(counter: Client, language: str) -> list[str]:
    """Every page there is, results included."""
    shown = [counter.get(f"/{language}/{page}").content.decode() for page in PAGES]
    results = [
        checked(counter, language, words=ALTERED),
        checked(counter, language, words="Nobody ever wrote this sentence about lemons."),
        checked(counter, language, words=f"He said “{ALTERED}” and left.", what="article"),
        checked(counter, language, code=LETTER_CODE),
        checked(counter, language, code="nothing"),
    ]
    troubles = [counter.get(f"/{language}/letter/nothing").content.decode()]
    return [*shown, *results, *troubles]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_both_languages(counter: Client, language: str, page: str) -> None:
    """And says in which language it is, and which way that is read."""
    response = counter.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert f'<html lang="{language}" dir="{DIRECTIONS[language]}">' in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_well_formed(counter: Client, language: str) -> None:
    """Each element closed in its turn, no id given twice, nothing left unfilled."""
    for html in all_pages(counter, language):
        page = read(html)
        assert page.faults == []
        assert page.open == []
        assert len(set(page.ids)) == len(page.ids)
        assert "{{" not in html
        assert "{%" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_uses_a_word_of_the_trade(counter: Client, language: str) -> None:
    """Every word a reader sees, tooltips and labels included; the charter excepted, which clerks sign."""
    avoided = re.compile(rf"(?<!\w)(?:{AVOIDED[language]})(?!\w)", re.IGNORECASE)
    for html in all_pages(counter, language):
        page = read(html)
        labels = [
            value or "" for name, value in page.attributes if name in ("aria-label", "title", "placeholder")
        ]
        seen = " ".join([*page.text, *labels])
        if '<dl class="charter"' not in html:
            assert avoided.search(seen) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_script_or_a_style_of_its_own(counter: Client, language: str) -> None:
    """One stylesheet, no script: the strict policy has nothing to forbid."""
    for html in all_pages(counter, language):
        assert "<script" not in html
        assert "<style" not in html
        names = {name for name, _ in read(html).attributes}
        assert not [name for name in names if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_always_five_answers_in_the_same_order(counter: Client, language: str) -> None:
    """For a letter that was found, for words of nobody, and on a letter's own page."""
    pages = (
        checked(counter, language, words=ALTERED),
        checked(counter, language, words="Nobody ever wrote this sentence about lemons."),
        counter.get(f"/{language}/letter/{LETTER_CODE}").content.decode(),
    )
    for html in pages:
        assert [each.value for each in Question] == re.findall(r'data-question="(\w+)"', html)
        assert [question(each, language) for each in Question] == re.findall(r"<h3>([^<]+)</h3>", html)[:5]


def test_every_shape_has_its_word(counter: Client) -> None:
    """Whoever cannot see the shape hears what it shows."""
    html = counter.get(f"/en/letter/{LETTER_CODE}").content.decode()
    shapes = re.findall(
        r'<svg class="mark mark-(\w+)" viewBox="0 0 32 32"[^>]* role="img" aria-label="([^"]+)"', html
    )
    words = {"yes": "Yes", "no": "No", "partly": "Partly", "unknown": "Not known", "stated": "Stated"}
    assert len(shapes) == 5
    assert [(shape, word) for shape, word in shapes if words[shape] != word] == []


def test_the_reasons_go_down_to_the_failing_leaf(counter: Client) -> None:
    """Under “Was it approved?” stands that no rule lets the command promise anything."""
    html = counter.get(f"/en/letter/{LETTER_CODE}").content.decode()
    authority = html.split('data-question="authority"')[1].split('data-question="standing"')[0]
    assert "No rule of the charter lets \u2068Command in Iraq\u2069 undertake." in authority
    assert 'class="deciding"' in authority


def test_differing_words_are_shown_on_both_sides(counter: Client) -> None:
    """The registered word is underlined, the other struck through, each with a word for the ear."""
    html = checked(counter, "en", words=ALTERED)
    assert re.search(r"<ins>.*reposition.*</ins>", html)
    assert re.search(r"<del>.*withdraw.*</del>", html)
    assert "Nearly: 1 word differs" in html


def test_a_copied_script_is_shown_as_text(counter: Client) -> None:
    """What was brought is echoed as characters, never as markup."""
    html = checked(
        counter, "en", words="<script>alert(1)</script> over the coming days to prepare the movement"
    )
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_article_is_taken_apart(counter: Client) -> None:
    """Each quotation with its finding; the letter concerned with its five answers."""
    article = "The letter said it would “reposition the forces”. Others were “not amused”."
    html = checked(counter, "en", words=article, what="article")
    assert "reposition the forces" in html
    assert "Not found here" in html
    assert html.count("data-question") == 5


def test_the_life_of_the_letter_is_a_picture_and_a_list(counter: Client) -> None:
    """The same events under the same numbers; the gap until the disowning is measured."""
    html = counter.get(f"/en/letter/{LETTER_CODE}").content.decode()
    pictures = re.findall(r'<svg class="life.*?</svg>', html, re.DOTALL)
    assert len(pictures) == 2
    for picture in pictures:
        ElementTree.fromstring(picture)
        assert "4 minutes until it was disowned" in picture
        assert [str(number) for number in range(1, 5)] == re.findall(r"<text[^>]*>(\d)</text>", picture)
    events = html.split('<ol class="events">')[1].split("</ol>")[0]
    assert re.findall(r'aria-hidden="true">(\d)<', events) == ["1", "2", "3", "4"]
    assert "Disowned by \u2068Defence Secretary\u2069" in events
    assert "Paused by \u2068Duty Office\u2069" in events


def test_the_picture_runs_with_the_reading_direction(counter: Client) -> None:
    """The first event is at the left in English and at the right in Arabic."""
    firsts = {}
    for language in LANGUAGES:
        html = counter.get(f"/{language}/letter/{LETTER_CODE}").content.decode()
        places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="40"', html)]
        firsts[language] = places[0] < places[1]
    assert firsts == {"en": True, "ar": False}


def test_one_line_is_ready_to_be_copied(counter: Client) -> None:
    """With the domain, the time of reading and the time of the standing."""
    html = counter.get(f"/en/letter/{LETTER_CODE}").content.decode()
    line = (
        "The record of \u2068us.demo\u2069, read at 13:00 UTC on 6 January 2020, "
        "says this letter was disowned at 12:04 UTC on 6 January 2020."
    )
    assert line in html


def test_a_past_moment_is_answered_about_that_moment(counter: Client) -> None:
    """Two and a half minutes after its release the letter was paused, and the question says *then*."""
    html = counter.get(f"/en/letter/{LETTER_CODE}?at=2020-01-06T12:02:30Z").content.decode()
    assert "Did it stand then?" in html
    assert '<p class="short">Paused</p>' in html
    assert "Both agree." in html


def test_what_was_known_then_can_be_asked_for(counter: Client) -> None:
    """Of five past twelve, as known at one past: nobody had disowned it yet."""
    address = f"/en/letter/{LETTER_CODE}?at=2020-01-06T12:05Z"
    assert '<p class="short">Disowned</p>' in counter.get(address).content.decode()
    assert "Disowned</p>" not in counter.get(f"{address}&known=2020-01-06T12:01Z").content.decode()


def test_a_letter_shows_what_it_relies_on_and_whether_that_binds(counter: Client) -> None:
    """The letter respects a decision that is not in force, and says so at the answer and in the list."""
    html = counter.get(f"/en/letter/{LETTER_CODE}").content.decode()
    assert "which is not in force." in html
    assert f'href="/en/letter/{VOTE_CODE}"' in html


def test_languages_stand_side_by_side_each_in_its_direction(counter: Client) -> None:
    """The text that decides comes first; the translation is called one."""
    html = counter.get(f"/en/letter/{LETTER_CODE}").content.decode()
    assert re.findall(r'<blockquote class="registered" lang="(\w+)"', html) == ["en", "ar"]
    assert 'lang="ar" dir="rtl"' in html
    assert "Arabic · Translation" in html


def test_the_charter_is_told_as_sentences_in_both_languages(counter: Client) -> None:
    """The other language is on the same page, folded."""
    html = counter.get("/en/charter").content.decode()
    assert "US-3" in html
    assert '<dl class="charter" lang="ar" dir="rtl">' in html


def test_a_demonstration_says_so_on_every_page(counter: Client) -> None:
    """Nobody may take an invented letter for a real one."""
    for page in PAGES:
        html = counter.get(f"/en/{page}").content.decode()
        assert "This is a demonstration" in html
        assert "DA1" in html


def test_the_link_to_the_other_language_leads_to_the_same_page(counter: Client) -> None:
    """A reader who changes the language keeps the letter."""
    html = counter.get(f"/en/letter/{LETTER_CODE}").content.decode()
    assert f'href="/ar/letter/{LETTER_CODE}"' in html


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("ar", "/ar/"),
        ("ar-IQ,en;q=0.5", "/ar/"),
        ("en;q=0.2, ar;q=0.9", "/ar/"),
        ("de", "/en/"),
        ("", "/en/"),
        ("ar;q=x", "/en/"),
    ],
)
def test_the_browser_s_language_is_taken_up(counter: Client, asked: str, address: str) -> None:
    """Where there is none that we have, English."""
    response = counter.get("/", headers={"accept-language": asked})
    assert response.status_code == 302
    assert response.headers["Location"] == address
    assert "Accept-Language" in response.headers["Vary"]


def test_an_article_s_quotations_come_before_the_answers(counter: Client) -> None:
    """First what it takes, in its own order; then the five answers of each letter concerned."""
    html = checked(counter, "en", words=f"He said “{ALTERED}” and left.", what="article")
    assert html.index("What this article takes from letters") < html.index("data-question")
    assert html.count("<h1") == 1


def test_what_differs_in_an_article_is_shown_in_the_quotation(counter: Client) -> None:
    """Also beside the five answers: the words before the quotation differ from nothing."""
    html = checked(counter, "en", words=f"On Monday he said at length: “{ALTERED}” and left.", what="article")
    sides = re.findall(r'<section class="differs">.*?</section>', html, re.DOTALL)
    assert len(sides) == 2
    for each in sides:
        assert re.findall(r"<del><bdi.*?</bdi>(.*?)<bdi", each) == ["withdraw"]
        assert "On Monday" not in each


@pytest.mark.parametrize(("language", "ended"), [("en", "Its time ended at"), ("ar", "انتهت مدته")])
def test_a_charter_whose_time_ended_is_not_in_charge(counter: Client, language: str, ended: str) -> None:
    """What it allows since then is not settled, and nobody reads that it is in charge."""
    in_charge = say("page.charters.in_charge", language)
    assert in_charge in counter.get(f"/{language}/charter").content.decode()
    with override_settings(CHANCERY_REGISTRY="tests.web.small_record.ItsTimeEnded"):
        html = counter.get(f"/{language}/charter").content.decode()
    assert ended in html
    assert in_charge not in html


def test_notices_do_not_push_letters_off_the_first_page(counter: Client) -> None:
    """They are listed apart, after the letters."""
    html = counter.get("/en/").content.decode()
    letters, notices = html.split('id="notices"')
    assert LETTER_CODE in letters
    assert ORDER_CODE in letters
    assert NOTICE_CODE not in letters
    assert NOTICE_CODE in notices
