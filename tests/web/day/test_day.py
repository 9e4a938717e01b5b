"""6 January, played by hand: a vote, a letter, its disowning, an order, a question; each seen by readers."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chancery.phrases import say
from chancery.record.statement import OfficeName, Verb
from tests.web.day.town import PATIENCE, SLOW, Plan, Seat, Town, mandate, run, towns
from tests.web.seen import chromium, with_camera
from tests.web.test_scan import film, shown

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECRETARY, CHAIR, COMMANDER, DUTY = "S. Secretary", "C. Chair", "G. General", "D. Duty"
SPEAKER, CLERK, PREMIER = "P. Speaker", "K. Clerk", "M. Premier"

STATES = Plan(
    domain="states.example",
    title="Department of Defence",
    root=(SECRETARY, CHAIR),
    seats=(
        Seat(office="secretary", title="Secretary of Defence", person=SECRETARY),
        Seat(office="chair", title="Chair of the Chiefs", person=CHAIR, superior="secretary"),
        Seat(office="command", title="Command", person=COMMANDER, superior="secretary"),
        Seat(office="duty", title="Duty Office", person=DUTY, superior="secretary"),
    ),
    mandates=(
        mandate("s1", "command", [Verb.INFORM, Verb.ACKNOWLEDGE], "relations"),
        mandate("s2", "command", [Verb.ORDER], "forces/operations"),
        mandate("s3", "secretary", [Verb.DENY, Verb.CLARIFY, Verb.INFORM], "forces", "relations"),
        mandate(
            "s4",
            "secretary",
            [Verb.DISOWN, Verb.WITHDRAW, Verb.REINSTATE],
            approvals=2,
            approvers=frozenset({OfficeName("secretary"), OfficeName("chair")}),
            separation=False,  # whoever is woken first may write it and send it, once another agrees
        ),
        mandate("s5", "duty", [Verb.SUSPEND]),
    ),
)
REPUBLIC = Plan(
    domain="republic.example",
    title="Republic",
    root=(SPEAKER, CLERK),
    seats=(
        Seat(office="parliament", title="Parliament", person=SPEAKER),
        Seat(office="parliament", title="Parliament", person=CLERK),
        Seat(office="premier", title="Prime Minister", person=PREMIER, capacity="caretaker"),
    ),
    mandates=(
        mandate("r1", "parliament", [Verb.DECIDE], "foreign-forces", approvals=2),
        mandate("r2", "premier", [Verb.ORDER, Verb.PROPOSE], "foreign-forces"),
    ),
)
VOTE = "The Government shall end the presence of foreign forces in the country."
LETTER = "We will reposition the forces to prepare for onward movement. We respect your sovereign decision."
PROMISE, RESPECT = (f"{each}." for each in LETTER.rstrip(".").split(". "))
ORDER = "All operations are suspended until further notice."


@dataclass(frozen=True)
class Day:
    """Both institutions, a reader's own browser, and what was done so far, by name."""

    states: Town
    republic: Town
    reader: Page
    codes: dict[str, str]


@pytest.fixture(scope="module")
def before_the_camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the film lies that every camera of the day sees; it is made when a code is known."""
    return tmp_path_factory.mktemp("camera")


@pytest.fixture(scope="module")
def browser(before_the_camera: Path) -> Iterator[Browser]:
    """Debian's Chromium, with a camera."""
    with chromium(*with_camera(before_the_camera / "film.y4m")) as opened:
        yield opened


@pytest.fixture(scope="module")
def day(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The morning: both institutions stand, nobody has said anything yet."""
    with towns((STATES, REPUBLIC), tmp_path_factory.mktemp("day"), browser) as (states, republic):
        reader = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        yield Day(states, republic, reader, {})


# ── what people do ───────────────────────────────────────────────────────────


def written(
    town: Town, person: str, office: str, text: str, clauses: list[dict[str, str]], **more: str
) -> str:
    """Write a letter at the Desk, each clause marked by hand; returns the address of its draft."""
    page = town.at(person, "letters/begin")
    page.select_option("#office", office)
    page.locator("form.bring button").click()
    page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}"))
    draft = re.search(r"letters/[0-9a-f-]{36}", page.url)
    assert draft is not None
    page = town.at(person, f"{draft[0]}/edit")
    page.fill("#text-en", text)
    for number, clause in enumerate(clauses):
        if not page.locator(f"#clause-{number}").count():
            pressed(page, 'button[value="add"]')
        page.fill(f"#clause-{number}-words-en", clause["words"])
        page.select_option(f"#clause-{number}-verb", clause["verb"])
        page.fill(f"#clause-{number}-subject", clause["subject"])
    for name, value in more.items():
        page.fill(f"#{name}", value)
    pressed(page, 'button[value="save"]')
    return draft[0]


def pressed(page: Page, button: str) -> None:
    """Press a button that leads to another page; where it asks for a hand, the telephone answers."""
    with page.expect_navigation(timeout=SLOW):
        page.locator(button).first.click()


def submitted(town: Town, person: str, draft: str) -> None:
    page = town.at(person, draft)
    pressed(page, 'button[value="submit"]')


def released(town: Town, person: str, draft: str) -> str:
    """Release it at once, looking at the file first; returns its code."""
    page = town.at(person, f"{draft}/release")
    paper = page.request.get(f"{town.desk}/en/{draft}/preview.pdf")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
    pressed(page, ".hand button")
    page = town.at(person, draft)
    link = page.locator('a[href*="/notices/letter/"]').first.get_attribute("href")
    assert link is not None, page.inner_text("main")
    return link.rpartition("/")[2]


def five(day: Day, town: Town, words: str) -> str:
    """What a reader is answered who pastes these words at the Counter."""
    day.reader.goto(f"{town.counter}/en/")
    day.reader.fill("#words", words)
    pressed(day.reader, "form button[type=submit]")
    return day.reader.inner_text("main")


def until(seen: str, town: Town, code: str, reader: Page) -> str:
    """Read a letter's page until it says so; a minute is far more than it may take."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        reader.goto(f"{town.counter}/en/letter/{code}")
        if seen in (text := reader.inner_text("main")):
            return text
        time.sleep(0.3)
    raise AssertionError(f"{seen!r} is not on {reader.url}")


def mailed(town: Town, address: str) -> str:
    """The first letter that the courier has put into the folder for that address."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for file in (town.house.folder / "mail" / "new").glob("*"):
            if address in (text := file.read_text(encoding="utf-8", errors="replace")):
                return text
        time.sleep(0.3)
    raise AssertionError(f"Nothing was sent to {address}.")


# ── the day ──────────────────────────────────────────────────────────────────


def test_morning_parliament_votes(day: Day) -> None:
    """Two people agree with their own passkeys; the vote stands, and waits for an order."""
    town = day.republic
    draft = written(
        town,
        SPEAKER,
        "parliament",
        VOTE,
        [{"words": VOTE, "verb": "decide", "subject": "foreign-forces"}],
        reference="PARL/1",
    )
    page = town.at(SPEAKER, f"{draft}/edit")
    page.locator("#clause-0 details summary").first.click()
    pressed(page, 'button[value="condition 0 act"]')
    page.select_option("#clause-0-condition-0-verb", "order")
    page.fill("#clause-0-condition-0-office", "premier")
    pressed(page, 'button[value="save"]')
    submitted(town, SPEAKER, draft)
    page = town.at(SPEAKER, f"{draft}/approve")
    pressed(page, ".hand button")
    day.codes["vote"] = released(town, CLERK, draft)
    text = until(say("page.letter.words", "en"), town, day.codes["vote"], day.reader)
    assert "Not binding" in text or "Not settled" in text


def test_noon_the_command_sends_its_letter(day: Day) -> None:
    """Preflight objects to the promise; it goes out over the objection, which is on record for ever."""
    town = day.states
    until("PARL/1", town, day.codes["vote"], day.reader)
    draft = written(
        town,
        COMMANDER,
        "command",
        LETTER,
        [
            {"words": PROMISE, "verb": "undertake", "subject": "forces/posture"},
            {"words": RESPECT, "verb": "acknowledge", "subject": "relations/host"},
        ],
        reference="CMD/3",
        to="Ministry of Defence",
    )
    page = town.at(COMMANDER, f"{draft}/edit")
    page.fill("#sought", "PARL/1")
    pressed(page, 'button[value="find"]')
    pressed(page, 'button[value^="premise 1 "]')
    pressed(page, 'button[value="save"]')
    submitted(town, COMMANDER, draft)
    page = town.at(COMMANDER, draft)
    expect(page.locator("main")).to_contain_text("forces/posture")
    page.locator("details.rarely summary").first.click()
    page.fill("#why", "The commander decided to send it.")
    pressed(page, 'button[value="override"]')
    submitted(town, COMMANDER, draft)
    day.codes["letter"] = released(town, COMMANDER, draft)
    answered = five(day, town, "reposition the forces")
    assert "Department of Defence" in answered
    assert "Only in part" in answered
    assert "No notice against it" in answered


def test_minutes_later_superiors_disown_it(day: Day) -> None:
    """Two taps from home; the second superior agrees on her own telephone; readers see it at once."""
    town, code = day.states, day.codes["letter"]
    page = town.at(SECRETARY, f"notices/act/disown/{code}")
    pressed(page, 'button[value="go"]')
    pressed(page, 'form:has(input[value="submit"]) button')
    notice = page.url
    other = day.states.pages[CHAIR]
    other.goto(notice)
    pressed(other, 'form:has(input[value="approve"]) .hand button')
    page.goto(notice)
    before = time.monotonic()
    pressed(page, 'form:has(input[value="release"]) .hand button')
    text = until("Disowned", town, code, day.reader)
    assert time.monotonic() - before < PATIENCE
    assert "Secretary of Defence" in text
    assert "Disowned" in five(day, town, "reposition the forces")


def test_a_word_that_was_changed_is_named(day: Day) -> None:
    """The reader pastes what somebody made of it."""
    assert "withdraw" in (answered := five(day, day.states, "withdraw the forces"))
    assert "1 word differs" in answered


def test_afternoon_an_order_that_binds(day: Day) -> None:
    """The same command, the same day: what it may order is in force."""
    town = day.states
    draft = written(
        town,
        COMMANDER,
        "command",
        ORDER,
        [{"words": ORDER, "verb": "order", "subject": "forces/operations"}],
        reference="CMD/4",
    )
    submitted(town, COMMANDER, draft)
    day.codes["order"] = released(town, COMMANDER, draft)
    assert "It is binding" in until("CMD/4", town, day.codes["order"], day.reader)


def test_a_caretaker_proposes_and_cannot_order(day: Day) -> None:
    """Words that propose have no force; the vote waits on."""
    town, words = day.republic, "We would prefer the training mission to go on."
    draft = written(
        town,
        PREMIER,
        "premier",
        words,
        [{"words": words, "verb": "propose", "subject": "foreign-forces"}],
        reference="PM/2",
    )
    submitted(town, PREMIER, draft)
    released(town, PREMIER, draft)
    assert "Not binding" in until("PARL/1", town, day.codes["vote"], day.reader)


def test_somebody_asks_and_one_answer_reaches_them(day: Day) -> None:
    """A kind word closes nothing; a statement does, and the asker is written to."""
    town, code = day.states, day.codes["order"]
    day.reader.goto(f"{town.counter}/en/letter/{code}")
    day.reader.goto(f"{town.counter}/en/ask?letter={code}")
    day.reader.fill("#question", "Until when are operations suspended?")
    day.reader.fill("#address", "reader@paper.example")
    pressed(day.reader, "form.bring button")
    assert say("asks.state.open", "en") in day.reader.inner_text("main")
    private = day.reader.url
    page = town.at(SECRETARY, "asks")
    page.get_by_role("link", name="CMD/4").click()
    expect(page.locator("main")).to_contain_text("Until when are operations suspended?")
    inquiry = page.url
    page.fill("#by", SECRETARY)
    page.fill("#note", "Do not worry about it.")
    pressed(page, 'button[value="note"]')
    day.reader.goto(private)
    assert say("asks.state.open", "en") in day.reader.inner_text("main")
    page.goto(inquiry)
    page.select_option("#office", "secretary")
    page.select_option("#verb", "inform")
    page.fill("#subject", "forces/operations")
    page.fill("#answer-words", "Operations are suspended until the end of this month.")
    pressed(page, 'button[value="answer"]')
    draft = re.search(r"letters/[0-9a-f-]{36}", page.url)
    assert draft is not None
    submitted(town, SECRETARY, draft[0])
    released(town, SECRETARY, draft[0])
    day.reader.goto(private)
    assert say("asks.state.answered", "en") in day.reader.inner_text("main")
    assert "reader@paper.example" in mailed(town, "reader@paper.example")


def test_the_camera_reads_the_letters_mark(day: Day, browser: Browser, before_the_camera: Path) -> None:
    """A printed code is held before a telephone; the page says where it leads, and opens nothing."""
    film(f"https://{STATES.domain}/C/{day.codes['letter']}", before_the_camera)
    context = browser.new_context(viewport={"width": 390, "height": 844}, permissions=["camera"])
    page = context.new_page()
    page.goto(place := f"{day.states.counter}/en/scan")
    assert day.codes["letter"] in shown(page)
    assert page.url == place


def test_the_evidence_verifies_with_no_server(day: Day, tmp_path: Path) -> None:
    """Passkeys made in a browser this morning, checked from a file alone."""
    evidence = day.reader.request.get(f"{day.states.counter}/en/evidence/{day.codes['letter']}")
    assert evidence.status == 200
    file = tmp_path / "letter.evidence"
    file.write_bytes(evidence.body())
    told = json.loads(run(["check", str(file), "--offline", "--json"]).splitlines()[0])
    assert "disowned" in json.dumps(told)


def test_in_arabic_the_same_day_is_told(day: Day) -> None:
    """The same five answers, from right to left."""
    day.reader.goto(f"{day.states.counter}/ar/letter/{day.codes['letter']}")
    assert day.reader.locator("html").get_attribute("dir") == "rtl"
    assert "تبرّأ" in day.reader.inner_text("main") or "متبرَّأ" in day.reader.inner_text("main")
