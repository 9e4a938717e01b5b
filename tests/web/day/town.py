"""Two institutions as real processes, and the people who work there with browsers of their own.

Nothing is played here and nothing is short-cut: the houses are founded by the command line,
people come by invitation and make their passkeys in Chromium, and sign with those.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, expect

from chancery.cli.serving import free_port
from chancery.phrases import say
from chancery.record.charter import Charter, Holder, Mandate, Office, Root
from chancery.record.charter_form import charter_being_written
from chancery.record.charter_writing import charter_to_toml
from chancery.record.statement import ANY_SUBJECT, Institution, KeyName, OfficeName, Subject, Verb
from chancery.wiring import Followed, House, add_followed

CHANCERY = [sys.executable, "-m", "chancery"]
PATIENCE = 60.0
"""Seconds a process may take to answer for the first time, on a machine that does other things too."""
SLOW = 30_000
"""Milliseconds that one step in a browser may take."""
WIDTH = 1_100
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A telephone whose owner always puts a finger on it (Chrome DevTools Protocol, domain WebAuthn)."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """An office of an institution, and the person who holds it."""

    office: str
    title: str
    person: str
    superior: str | None = None
    capacity: str = "substantive"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an institution is to be."""

    domain: str
    title: str
    root: tuple[str, ...]
    seats: tuple[Seat, ...]
    mandates: tuple[Mandate, ...]

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.root, *(seat.person for seat in self.seats)]))


@dataclass(kw_only=True)
class Town:
    """An institution that answers: its Counter, its Desk, and the pages its people have open."""

    plan: Plan
    house: House
    counter: str
    desk: str
    pages: dict[str, Page] = field(default_factory=dict)

    def at(self, person: str, place: str) -> Page:
        """That person's browser, at a place of their Desk."""
        page = self.pages[person]
        page.goto(f"{self.desk}/en/{place}")
        return page


def mandate(id: str, office: str, may: Iterable[Verb], *about: str, **more: object) -> Mandate:
    """One line of a charter."""
    subjects = tuple(Subject(each) for each in about) or (ANY_SUBJECT,)
    return Mandate(id=id, office=OfficeName(office), may=frozenset(may), about=subjects, **more)  # type: ignore[arg-type]


@contextmanager
def towns(plans: Iterable[Plan], folder: Path, browser: Browser) -> Iterator[list[Town]]:
    """Both institutions, following each other, each with a charter in force that its own roots signed."""
    with ExitStack() as open_ones:
        built = [_founded(plan, folder, place) for place, plan in enumerate(plans)]
        for town in built:
            _follow_the_others(town, built)
            open_ones.enter_context(_running(town))
        for town in built:
            _move_in(town, browser)
            _charter(town)
        yield built


def _founded(plan: Plan, folder: Path, place: int) -> Town:
    """`chancery init`, and where its Desk is to listen."""
    home = folder / plan.domain
    counter, desk = (f"127.0.0.1:{free_port(first + place)}" for first in (8_500, 8_600))
    run(["init", plan.domain, "--data", str(home), "--counter", counter])
    told = home / "desk.toml"
    mail = f'\n[mail]\nfolder = "mail"\nfrom = "registry@{plan.domain}"\n'
    told.write_text(f'{told.read_text()}address = "{desk}"\n{mail}')
    url = f"http://localhost:{desk.rpartition(':')[2]}"
    return Town(plan=plan, house=House.read(home), counter=f"http://{counter}", desk=url)


def _follow_the_others(town: Town, built: Iterable[Town]) -> None:
    for other in built:
        if other is not town:
            followed = Followed(institution=Institution(other.plan.domain), folder=other.house.register)
            town.house = add_followed(town.house, followed)


def run(words: list[str]) -> str:
    """One command of the command line, which must succeed."""
    done = subprocess.run([*CHANCERY, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def _running(town: Town) -> Iterator[None]:
    home = ["--data", str(town.house.folder)]
    commands = (["serve", *home, "--follow-every", "1"], ["desk", *home], ["courier", *home])
    environment = {**os.environ, "CHANCERY_LIMITS": "off"}
    started = [
        subprocess.Popen(
            [*CHANCERY, *words], env=environment, start_new_session=True, stdout=subprocess.DEVNULL
        )
        for words in commands
    ]
    try:
        _await(f"{town.counter}/healthz")
        _await(f"{town.desk}/healthz")
        yield
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(timeout=30)


def _await(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer.")


# ── people ───────────────────────────────────────────────────────────────────


def _move_in(town: Town, browser: Browser) -> None:
    """The first comes by a link from the terminal, and everybody else by hers."""
    first, *others = town.plan.people
    home = ["--data", str(town.house.folder)]
    link = run(["desk", *home, "--invite", first, "--address", f"first@{town.plan.domain}"]).strip()
    town.pages[first] = arrived(browser, link)
    _charter_begun(town, first)
    for number, person in enumerate(others):
        page = town.at(first, "people")
        page.fill("#person", person)
        page.fill("#address", f"person{number}@{town.plan.domain}")
        with page.expect_navigation(timeout=SLOW):
            page.get_by_role("button", name=say("entry.people.send", "en"), exact=True).click()
        town.pages[person] = arrived(browser, page.inner_text(".told .link").strip())


def arrived(browser: Browser, link: str) -> Page:
    """Somebody follows their invitation, with a telephone of their own, and makes a passkey."""
    page = with_telephone(browser.new_context(viewport={"width": WIDTH, "height": 900}))
    page.goto(link)
    page.get_by_role("button", name=say("entry.invitation.button", "en")).click()
    page.get_by_role("button", name=say("entry.passkey.add", "en")).click()
    expect(page).not_to_have_url(re.compile("passkeys/add"), timeout=SLOW)
    return page


def with_telephone(context: BrowserContext) -> Page:
    """A page whose browser has an authenticator."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return page


# ── the charter ──────────────────────────────────────────────────────────────


def _charter_begun(town: Town, first: str) -> None:
    """Begun, with the first in its root, who alone may now invite."""
    page = town.at(first, "charter")
    with page.expect_navigation(timeout=SLOW):
        page.get_by_role("button", name=say("founding.charter.begin_first", "en")).click()


def _charter(town: Town) -> None:
    """Brought as a text, signed by each root with their own passkey, and published."""
    first = town.plan.people[0]
    page = town.at(first, "charter/text")
    begun = charter_being_written(page.input_value("#written"))
    page.fill("#written", charter_to_toml(_whole(town, begun)))
    with page.expect_navigation(timeout=SLOW):
        page.get_by_role("button", name=say("founding.form.keep", "en")).click()
    page = town.at(first, "charter")
    with page.expect_navigation(timeout=SLOW):
        page.locator('button[value="offer"]').click()
    for person in town.plan.root:
        page = town.at(person, "charter")
        with page.expect_navigation(timeout=SLOW):
            page.locator('form:has(input[value="sign"]) .hand button').click()
    page = town.at(first, "charter")
    page.locator('button[value="publish"]').click()
    expect(page.locator("#versions")).to_be_visible()


def _whole(town: Town, begun: Charter) -> Charter:
    plan, publics = town.plan, keys_of(town.house)
    names = {person: KeyName(f"k-{person.replace(' ', '-').lower()}") for person in plan.people}
    offices = {
        OfficeName(seat.office): Office(
            superior=None if seat.superior is None else OfficeName(seat.superior),
            title={"en": seat.title, "ar": seat.title},
            holders=tuple(
                Holder(person=other.person, keys=frozenset({names[other.person]}), capacity=other.capacity)
                for other in plan.seats
                if other.office == seat.office
            ),
        )
        for seat in plan.seats
    }
    return replace(
        begun,
        title={"en": plan.title, "ar": plan.title},
        root=Root(threshold=len(plan.root), keys={names[person]: person for person in plan.root}),
        offices=offices,
        mandates=plan.mandates,
        capacity={},
        keys={**begun.keys, **{name: publics[person] for person, name in names.items()}},
    )


def keys_of(house: House) -> Mapping[str, str]:
    """Everybody's passkey, as the Desk keeps it."""
    with sqlite3.connect(house.folder / "accounts.sqlite3") as accounts:
        asked = (
            "SELECT o.person, k.public FROM office_officerkey k JOIN office_officer o ON o.id = k.officer_id"
        )
        return dict(accounts.execute(asked).fetchall())


WRITES = (Verb.INFORM, Verb.ACKNOWLEDGE, Verb.DENY, Verb.CLARIFY)
