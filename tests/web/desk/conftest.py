"""The Desk of a real house: us.demo after 6 January 2020, seen by Django's own test client."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.test.utils import override_settings

from chancery.record.statement import Instant
from chancery.store import database
from chancery.store.office.models import Officer, OfficerKey
from chancery.web.desk import door
from chancery.web.desk import settings as desk_settings
from chancery.wiring import House
from tests.rigs.stage import close, copied, staged

T0 = Instant(1_578_312_000)
"""2020-01-06T12:00:00Z, when the letter went out."""
HOUR = 3_600
OFFICERS = ("h-secretary", "h-chair", "h-command", "h-duty1", "h-registrar", "h-deputy")
ALIASES = ("default", "record", "desk", "inbox")

SignIn = Callable[[str], Client]


@dataclass
class Clock:
    """A clock that a test turns."""

    at: Instant = field(default=Instant(T0 + 24 * HOUR))

    def __call__(self) -> Instant:
        return self.at


CLOCK = Clock()
"""The one that the Desk under test reads; `clock` sets it back for every test."""


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house of us.demo after 6 January 2020, beside that of iq.demo; to be copied."""
    # Both stand by their records an hour later, not today: nothing is written before the newest head.
    with patch("chancery.play.staged.system_clock", lambda: Instant(T0 + HOUR)):
        return staged(tmp_path_factory.mktemp("played-for-the-desk"))


@pytest.fixture(scope="session")
def empty_accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the accounts with nobody in them; to be copied."""
    folder = tmp_path_factory.mktemp("accounts")
    database.attach("default", folder)
    database.migrate("default")
    connections["default"].close()
    return folder / "accounts.sqlite3"


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The Desk's clock: a day after the letter, until a test turns it."""
    CLOCK.at = Instant(T0 + 24 * HOUR)
    yield CLOCK
    CLOCK.at = Instant(T0 + 24 * HOUR)


@contextmanager
def as_the_desk(home: Path, empty_accounts: Path) -> Iterator[House]:
    """The Desk of the house in *home*, in this process, with accounts of its own."""
    shutil.copy(empty_accounts, home / "accounts.sqlite3")
    database.attach("default", home)
    with override_settings(
        ROOT_URLCONF=desk_settings.ROOT_URLCONF,
        MIDDLEWARE=desk_settings.MIDDLEWARE,
        TEMPLATES=desk_settings.TEMPLATES,
        CONTENT_SECURITY_POLICY=desk_settings.CONTENT_SECURITY_POLICY,
        CHANCERY_HOME=str(home),
        CHANCERY_CLOCK="tests.web.desk.conftest.CLOCK",
        CHANCERY_REGISTRY=desk_settings.CHANCERY_REGISTRY,
        ALLOWED_HOSTS=["*"],
        SECURE_REFERRER_POLICY=desk_settings.SECURE_REFERRER_POLICY,
        DATA_UPLOAD_MAX_NUMBER_FIELDS=desk_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
    ):
        door.closed()
        yield House.read(home)
        door.closed()
    for alias in ALIASES:
        close(alias)


@pytest.fixture
def house(played: Path, empty_accounts: Path, tmp_path: Path, clock: Clock) -> Iterator[House]:
    """A fresh copy of us.demo after 6 January 2020, as its Desk sees it."""
    with as_the_desk(copied(played, tmp_path / "houses"), empty_accounts) as opened:
        yield opened


@pytest.fixture
def desk_client(house: House) -> SignIn:
    """Sign in as a person of the charter: `desk_client("h-secretary")`."""

    def sign_in(person: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(account_of(person))
        return client

    return sign_in


def account_of(person: str, *, language: str = "en") -> object:
    """The account of a person of the charter, made when first asked for."""
    user, _ = get_user_model().objects.get_or_create(username=person, defaults={"email": f"{person}@us.demo"})
    Officer.objects.get_or_create(account=user, defaults={"person": person, "language": language})
    return user


def enrol(person: str, *, credential: bytes, public: str) -> OfficerKey:
    """Give that person a passkey."""
    account_of(person)
    officer = Officer.objects.get(person=person)
    return OfficerKey.objects.create(officer=officer, credential=credential, public=public, enrolled=T0)
