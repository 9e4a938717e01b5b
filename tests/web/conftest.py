"""The Counter before a small record, seen by Django's own test client."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.both"
os.environ.setdefault("CHANCERY_LIMITS", "off")  # all tests come from one address
os.environ.setdefault("CHANCERY_KEPT", "0")  # a test that changes the record sees it on the next page

import django
import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings, setup_test_environment, teardown_test_environment

from chancery.web import settings as counter_settings

# Here and not in a fixture: the first to configure Django in a process decides what it is, and
# the store's tests are content with any project, while these are not.
django.setup()
settings.MIDDLEWARE = counter_settings.MIDDLEWARE


@pytest.fixture(scope="session", autouse=True)
def _test_environment() -> Iterator[None]:
    setup_test_environment(debug=False)
    yield
    teardown_test_environment()


@pytest.fixture
def counter() -> Iterator[Client]:
    """A reader at the Counter of the small record."""
    with override_settings(CHANCERY_REGISTRY="tests.web.small_record.small_record"):
        yield Client(raise_request_exception=False)
