"""Bar 15 on every surface: where a record is in doubt, no page, feed, picture or answer says current."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.check.freshness import Doubt, Known
from chancery.phrases import LANGUAGES, say
from chancery.record.code import code_of
from chancery.record.statement import Instant, StatementId
from chancery.registry.registry import Registry
from chancery.web.counter import door
from chancery.web.counter.views.feeds import FORMATS
from tests.institution import Clock, Institution, department
from tests.letters import ORDER, saying
from tests.people import GENERAL

WORDS = "All operations are suspended until the end of March of this year."


@cache
def here() -> Institution:
    return department(Clock())


def registry() -> Registry:
    """What the Counter under test stands before."""
    return here().registry


@pytest.fixture
def letter() -> Iterator[StatementId]:
    here.cache_clear()
    door._opened.cache_clear()
    with override_settings(CHANCERY_REGISTRY="tests.web.test_stale_everywhere.registry"):
        yield here().release(saying(WORDS, ORDER, "forces/operations"), by=GENERAL)
    door._opened.cache_clear()


def doubted(doubt: Doubt) -> None:
    """From now on the record is known up to a moment ago, and in doubt."""
    us = here()
    us.clock.turn("1m")
    known = Known(seen=Instant(us.clock() - 30), doubt=doubt)
    object.__setattr__(us.registry._letters.how_far, "vouching", lambda *_: {us.domain: known})


def surfaces(letter: StatementId) -> Iterator[tuple[str, str]]:
    """Everything the Counter says of a letter, by where it says it."""
    code, client = code_of(letter), Client()
    for language in LANGUAGES:
        for ending in ("", *(f".{ending}" for ending in FORMATS)):
            yield from _got(client, f"/{language}/letter/{code}{ending}")
        checked = client.post(f"/{language}/check", {"words": WORDS})
        yield f"/{language}/check", checked.content.decode()
    for address in (f"/badge/{code}.svg", f"/api/v1/letters/{code}", "/api/v1/events"):
        yield from _got(client, address)
    asked = json.dumps({"kind": "text", "text": WORDS})
    yield (
        "/api/v1/check",
        client.post("/api/v1/check", asked, content_type="application/json").content.decode(),
    )


def _got(client: Client, address: str) -> Iterator[tuple[str, str]]:
    response = client.get(address)
    if response.status_code == 404:  # not every format can carry every letter
        return
    assert response.status_code == 200, address
    yield address, b"".join(response).decode() if response.streaming else response.content.decode()


LAST_BAND = r'<g class="band band-current">(?:(?!<g class="band).)*?<g class="now">'
"""The band of a life that is drawn up to now."""

CLAIMS = ("standing.current.short", "force.in_force.short")
"""That no notice stands against it, and that it is binding: neither may be said of now."""

DATED = frozenset({"because", "changes", "life"})
"""What was last known, step by step, and what was so once: each has its moment beside it."""


def claims(text: str) -> list[str]:
    """Where the present standing is given, and it is current."""
    try:
        return list(_claimed(json.loads(text)))
    except ValueError:
        said = [say(key, language) for key in CLAIMS for language in LANGUAGES]
        words = "|".join(map(re.escape, said))
        return re.findall(rf'<p class="short">(?:{words})</p>|{LAST_BAND}', text, re.DOTALL)


def _claimed(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            if key in ("state", "standing") and below == "current":
                yield key
            elif key not in DATED:
                yield from _claimed(below)
    elif isinstance(value, list):
        for below in value:
            yield from _claimed(below)


def test_the_control_says_current_in_many_places(letter: StatementId) -> None:
    """Or the search below would find nothing whatever was said."""
    found = {where for where, text in surfaces(letter) if claims(text)}
    assert len(found) >= 8
    assert {f"/en/letter/{code_of(letter)}", "/api/v1/check", "/api/v1/events"} <= found


@pytest.mark.parametrize("doubt", Doubt)
def test_nowhere_is_a_doubted_letter_called_current(letter: StatementId, doubt: Doubt) -> None:
    """Page, result, feeds, exports, badge, and every answer to a program, in both languages."""
    doubted(doubt)
    told = dict(surfaces(letter))
    assert len(told) > 12
    assert {where: claims(text) for where, text in told.items() if claims(text)} == {}


def test_an_old_record_is_called_current_nowhere_either(letter: StatementId) -> None:
    """Nothing is wrong with it but its age: seen two hours ago, and an hour is the patience."""
    us = here()
    us.clock.turn("1m")
    old = Known(seen=Instant(us.clock() - 7_200))
    object.__setattr__(us.registry._letters.how_far, "vouching", lambda *_: {us.domain: old})
    assert {where: claims(text) for where, text in surfaces(letter) if claims(text)} == {}
