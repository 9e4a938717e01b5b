"""A question at the Counter: without an account, private to the office, counted until it is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.phrases import LANGUAGES, say
from chancery.record.entry import Entry
from chancery.record.statement import Link, Relation, Statement, StatementId
from chancery.registry.asking import MOST_QUOTED, MOST_WORDS
from chancery.wiring.ask_policy import AskPolicy, Shown
from tests.web.inbox import Opened, inbox_in
from tests.web.small_record import LETTER, T0, VOTE, SmallRecord, codes, urn

CODE, THEIRS = codes((LETTER, VOTE))
QUESTION = {"words": "Does it <b>still</b> stand?", "letter": CODE}


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Opened]:
    with inbox_in(tmp_path) as opened:
        yield opened


def asked(counter: Client, language: str = "en", **fields: str) -> str:
    """Ask, and be sent to one's own page."""
    response = counter.post(f"/{language}/ask", {**QUESTION, **fields})
    assert response.status_code == 303
    return str(response.headers["Location"])


def text_of(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asks_gets_a_page_of_their_own(counter: Client, inbox: Opened, language: str) -> None:
    """With the question as text, its age, and nothing that lets a stranger find it."""
    here = asked(counter, language)
    page = counter.get(here)
    assert page.status_code == 200
    assert say("asks.state.open", language) in page.content.decode()
    assert b"Does it &lt;b&gt;still&lt;/b&gt; stand?" in page.content
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert not page.cookies
    assert re.fullmatch(rf"/{language}/question/[a-z2-7]{{26}}", here)


def test_what_is_kept_is_what_was_asked(counter: Client, inbox: Opened) -> None:
    """The letter, its office, the words that were sent along, where the answer goes."""
    asked(counter, quoted="we will\r\nwithdraw", address=" reader@press.example ", copy="ab" * 32)
    assert inbox.asks is not None
    (kept,) = inbox.asks.waiting(10)
    assert (kept.ask.about, kept.ask.institution, kept.office) == (LETTER, "us.demo", "command-iraq")
    assert (kept.words, kept.quoted) == (QUESTION["words"], "we will\nwithdraw")
    assert (kept.address, kept.language, kept.ask.copy) == ("reader@press.example", "en", b"\xab" * 32)
    assert (kept.ask.asked_at, kept.ask.due, kept.ask.asker) == (T0 + 3600, None, "")


@pytest.mark.parametrize("word", ["", "a" * 26, "../questions", "%00", "A" * 400])
def test_no_other_word_opens_a_page(counter: Client, inbox: Opened, word: str) -> None:
    """Nothing public here has that name."""
    asked(counter)
    assert counter.get(f"/en/question/{word}").status_code == 404


def test_an_address_can_be_deleted_from_the_page(counter: Client, inbox: Opened) -> None:
    """The question stays; nobody is written to."""
    here = asked(counter, address="reader@press.example")
    assert "reader@press.example" in counter.get(here).content.decode()
    assert counter.post(here).status_code == 303
    assert "reader@press.example" not in counter.get(here).content.decode()
    assert inbox.asks is not None
    assert [kept.address for kept in inbox.asks.waiting(10)] == [""]


FAULTY = {
    "empty": {"words": "  \n "},
    "too_long": {"words": "x" * (MOST_WORDS + 1)},
    "quoted_too_long": {"quoted": "x" * (MOST_QUOTED + 1)},
    "not_text": {"words": "nul\0"},
    "no_address": {"address": "reader at press"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_gets_one_sentence_and_loses_nothing_that_was_typed(
    counter: Client, inbox: Opened, fault: str, language: str
) -> None:
    """Nothing is kept; the form comes back as it was sent."""
    sent = {**QUESTION, "quoted": "those words", **FAULTY[fault]}
    response = counter.post(f"/{language}/ask", sent)
    assert response.status_code == 400
    html = response.content.decode()
    assert html.count('role="alert"') == 1
    assert say(f"asks.fault.{fault}", language) in html
    assert sent["quoted"][:100] in html
    assert f'value="{CODE}"' in html
    assert inbox.asks is not None
    assert inbox.asks.count_waiting() == 0


def test_what_fits_exactly_is_kept(counter: Client, inbox: Opened) -> None:
    """The bound is the last that is allowed."""
    asked(counter, words="x" * MOST_WORDS, quoted="y" * MOST_QUOTED)


def test_another_site_cannot_ask_in_a_readers_name(counter: Client, inbox: Opened) -> None:
    """The browser says who made it send the form."""
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)):
        response = counter.post("/en/ask", QUESTION, headers={"Sec-Fetch-Site": site})
        assert response.status_code == status
    assert inbox.asks is not None
    assert inbox.asks.count_waiting() == 2


def test_nobody_asks_every_minute(counter: Client, inbox: Opened) -> None:
    """Six an hour, then a wait that is told; a form with a fault costs nothing."""
    with override_settings(CHANCERY_LIMITS="ask=3/3600"):
        for _ in range(5):
            counter.post("/en/ask", {"words": ""})
        statuses = [counter.post("/en/ask", QUESTION).status_code for _ in range(5)]
        refused = counter.post("/en/ask", QUESTION)
    assert statuses == [303, 303, 303, 429, 429]
    assert int(refused.headers["Retry-After"]) > 0


def test_the_address_takes_only_what_it_is_for(counter: Client, inbox: Opened) -> None:
    """One clear refusal, with what is allowed."""
    for address, allowed in (("/en/ask", "GET, HEAD, POST"), ("/en/questions", "GET, HEAD")):
        response = counter.delete(address)
        assert (response.status_code, response.headers["Allow"]) == (405, allowed)


# ── no oracle ────────────────────────────────────────────────────────────────


def blind(html: bytes, here: str) -> str:
    """The page without the secret word that it was reached by."""
    return html.decode().replace(here.rpartition("/")[2], "WORD")


def test_an_ask_about_a_draft_is_answered_like_one_about_nothing(counter: Client, inbox: Opened) -> None:
    """Whatever code is sent along that is not on the record, the pages are the same, octet for octet."""
    (draft,) = codes((urn("a draft that nobody has released"),))
    pages = []
    for letter in ("", draft, "K7QF2-M9XT4-Z", "nonsense", "\0", "x" * 5_000):
        here = asked(counter, letter=letter, words="Is this yours?", quoted="We shall never leave.")
        pages.append(blind(counter.get(here).content, here))
        form = counter.get("/en/ask", {"letter": letter})
        pages.append(form.content.decode())
    assert len(set(pages[0::2])) == 1
    assert len(set(pages[1::2])) == 1


def test_a_letter_of_another_institution_is_for_them_to_answer(counter: Client, inbox: Opened) -> None:
    """The question is kept without it, and its page offers no question to us."""
    asked(counter, letter=THEIRS)
    assert inbox.asks is not None
    assert [kept.ask.about for kept in inbox.asks.waiting(1)] == [None]
    assert f"/en/ask?letter={THEIRS}" not in counter.get(f"/en/letter/{THEIRS}").content.decode()
    assert f"/en/ask?letter={CODE}" in counter.get(f"/en/letter/{CODE}").content.decode()


# ── from a check ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_finds_nothing_may_ask_and_decides_what_goes_along(
    counter: Client, inbox: Opened, language: str
) -> None:
    """The words that were brought stand in a box from which they can be deleted; nothing is kept before."""
    words = "Nobody ever wrote about lemons & limes."
    result = counter.post(f"/{language}/check", {"words": words}).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', result))
    assert hidden["step"] == "write"
    assert "letter" not in hidden
    form = counter.post(
        f"/{language}/ask", {**hidden, "quoted": words, "words": ""}
    )  # as a browser reads the entities
    assert form.status_code == 200
    assert "Nobody ever wrote about lemons &amp; limes.</textarea>" in form.content.decode()
    assert inbox.asks is not None
    assert inbox.asks.count_waiting() == 0


def test_whoever_found_an_altered_letter_may_ask_about_that_letter(counter: Client, inbox: Opened) -> None:
    """The question is then about it, and goes to its office."""
    altered = "we will withdraw the forces over the coming days to prepare the movement."
    result = counter.post("/en/check", {"words": altered}).content.decode()
    step = result[result.index('name="step"') :]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', step))
    assert hidden["letter"] == CODE
    assert len(hidden["copy"]) == 64


# ── the answer ───────────────────────────────────────────────────────────────


class Answering(SmallRecord):
    """The same record, on which one office has answered whatever is asked."""

    refuses = False

    def replying(self, id: StatementId) -> tuple[Entry, ...]:
        letter = self.letter(LETTER)
        assert letter is not None
        assert isinstance(letter.entry.act, Statement)
        relation = Relation.REFUSES_ANSWER if self.refuses else Relation.ANSWERS
        links = (Link(relation=relation, to=id),)
        return (_with(letter.entry, links),)


class Refusing(Answering):
    """And one that has refused."""

    refuses = True


def _with(entry: Entry, links: tuple[Link, ...]) -> Entry:
    from dataclasses import replace

    assert isinstance(entry.act, Statement)
    return replace(entry, act=replace(entry.act, links=links))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_and_an_answer_that_was_taken_back_are_told(
    counter: Client, inbox: Opened, language: str
) -> None:
    """The letter that answered was disowned, as everybody may read: the question waits again."""
    here = asked(counter, language)
    for registry, key in (("Answering", "answered_at"), ("Refusing", "refused_at")):
        with override_settings(CHANCERY_REGISTRY=f"tests.web.test_asks.{registry}"):
            page = text_of(counter.get(here).content)
        assert say("asks.state.open", language) in page
        assert say(f"asks.own.{key}", language, at=T0) in page
        assert say("asks.own.taken_back", language, at=T0 + 240)[:20] in page


# ── what everybody sees ──────────────────────────────────────────────────────


def test_open_questions_are_a_count_unless_the_institution_says_more(counter: Client, inbox: Opened) -> None:
    """Neither the letter, nor the time, nor a word of them."""
    assert say("asks.public.none", "en") in counter.get("/en/questions").content.decode()
    asked(counter, address="reader@press.example", quoted="those words")
    asked(counter, letter="")
    page = counter.get("/en/questions").content.decode()
    assert say("asks.public.count", "en", count=2) in page
    for private in (
        CODE,
        "reader",
        "still",
        "those words",
        "13:00 UTC on 6 January 2020</time>",
        'class="silence"',
    ):
        assert private not in page.replace(say("page.card.record_seen", "en", read=T0 + 3600), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_ages_the_letter_and_the_time_are_shown_and_nothing_else(
    counter: Client, tmp_path: Path, language: str
) -> None:
    """One line for all who ask about one letter, with a clock and its words."""
    policy = AskPolicy(public=Shown.AGES, answer_within=60)
    with inbox_in(tmp_path, policy) as inbox:
        for _ in range(3):
            asked(counter, language, address="reader@press.example", quoted="those words")
        asked(counter, language, letter="")
        assert inbox.counter is not None
        page = counter.get(f"/{language}/questions").content.decode()
    assert page.count('class="silence"') == 2
    assert page.count(f"/{language}/letter/{CODE}") == 1
    assert say("asks.own.about_none", language) in page
    for private in ("reader", "still", "those words", "question/"):
        assert private not in page


def test_a_counter_without_an_inbox_offers_no_question(counter: Client) -> None:
    """Everything else is as it was, and the address says that it cannot be done."""
    with override_settings(CHANCERY_INBOX="tests.web.inbox.here"):
        letter = counter.get(f"/en/letter/{CODE}").content.decode()
        assert "/en/ask" not in letter
        assert say("page.no_cookies", "en") in letter
        assert counter.get("/en/ask").status_code == 503


def test_the_foot_of_a_page_says_what_that_page_keeps(counter: Client, inbox: Opened) -> None:
    """Where something may be kept, it does not say that nothing is."""
    says = {key: say(f"asks.keeps.{key}", "en") for key in ("unless", "question", "wish")}
    nothing = say("page.no_cookies", "en")
    own = asked(counter)
    for address, expected in (
        ("/en/", nothing),
        ("/en/charter", nothing),
        (f"/en/letter/{CODE}", says["unless"]),
        ("/en/ask", says["question"]),
        (own, says["question"]),
        (f"/en/told?letter={CODE}", says["wish"]),
    ):
        page = counter.get(address).content.decode()
        assert [each for each in (nothing, *says.values()) if each in page] == [expected]
    result = counter.post("/en/check", {"words": "over the coming days"}).content.decode()
    assert says["unless"] in result
