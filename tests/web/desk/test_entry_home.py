"""The page one comes home to: what waits for this officer, and what cannot wait, in two taps."""

from __future__ import annotations

import re

import pytest

from chancery.phrases import LANGUAGES, say
from chancery.web.desk import door
from chancery.wiring import House
from tests.web.desk.conftest import SignIn
from tests.web.desk.test_letters import DECISION, submitted


@pytest.mark.parametrize("language", LANGUAGES)
def test_disowning_and_pausing_are_two_taps_away(house: House, desk_client: SignIn, language: str) -> None:
    """One tap on the home page, one on the page it leads to; for whoever may, and for nobody else."""
    home = desk_client("h-secretary").get(f"/{language}/").content.decode()
    links = re.findall(rf'href="(/{language}/notices/act/disown/[^"]+)"', home)
    assert links
    page = desk_client("h-secretary").get(links[0])
    assert page.status_code == 200
    assert "<button" in page.content.decode()
    assert "/notices/act/suspend/" in desk_client("h-duty1").get(f"/{language}/").content.decode()
    assert "/notices/act/disown/" not in desk_client("h-command").get(f"/{language}/").content.decode()


def test_a_draft_that_waits_for_somebody_stands_on_their_page_alone(
    house: House, desk_client: SignIn
) -> None:
    """Whoever must approve sees it; whoever may not even know of it does not."""
    address = submitted(desk_client("h-secretary"), DECISION, "defence-secretary")
    place = str(address).removeprefix("/en")
    assert place in desk_client("h-deputy").get("/en/").content.decode()
    assert place not in desk_client("h-command").get("/en/").content.decode()
    assert say("entry.home.nothing", "en") in desk_client("h-command").get("/en/").content.decode()


def test_the_newest_letters_say_where_they_stand(house: House, desk_client: SignIn) -> None:
    """With their standing in words, and a link to each."""
    home = desk_client("h-registrar").get("/en/").content.decode()
    for name in door.registry().recent(3):
        assert f"/en/notices/letter/{name.code}" in home
    assert say("entry.home.seats", "en", offices=("x",)).partition("\u2068")[0] in home
