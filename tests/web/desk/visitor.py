"""The registrar of us.demo before matters of 6 January, for the tests of their pages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import Client

from chancery.play.matter import packaged_matter, stage_in_room
from chancery.record.matter import MatterId
from chancery.record.statement import Instant, Institution
from chancery.web.desk.matters.room import dossiers
from tests.rigs.stage import copied
from tests.web.desk.conftest import CLOCK, HOUR, T0, account_of, as_the_desk

US = Institution("us.demo")
SOURCE = packaged_matter().source.name
TEXT = "The minister said “we stand by it, not by them”. It may rain.\n"
NUMBERS = itertools.count()


class Visitor(Client):
    """The registrar at the Desk, before a matter of 6 January that no other test has touched."""

    affair: MatterId

    @property
    def page(self) -> str:
        return f"/en/matters/{self.affair}"


@contextmanager
def open_room(played: Path, empty_accounts: Path, folder: Path) -> Iterator[None]:
    """The Desk of us.demo, just after the neighbour's record was read."""
    CLOCK.at = Instant(T0 + HOUR)
    with as_the_desk(copied(played, folder / "houses"), empty_accounts):
        yield
    CLOCK.at = Instant(T0 + 24 * HOUR)


def visitor() -> Visitor:
    """Signed in, with a matter of their own."""
    found = Visitor(raise_request_exception=False)
    found.force_login(account_of("h-registrar"))
    found.affair = MatterId(f"january-{next(NUMBERS)}")
    stage_in_room(dossiers(), US, id=found.affair)
    return found


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def brought(client: Visitor, text: str = TEXT, **more: str) -> str:
    """Bring a source and say where its page is."""
    posted = {"title": "A note", "language": "en", "text": text, **more}
    response = client.post(f"{client.page}/sources", posted)
    assert response.status_code == 302, text_of(response)
    return str(response["Location"])


def claim(**fields: object) -> dict[str, object]:
    return {
        "words": "The minister said “we stand by it, not by them”",
        "ours": "the minister stands by it",
        "act": "inform",
        "told-by": "the narrator",
        "quotation": "none",
        **fields,
    }
