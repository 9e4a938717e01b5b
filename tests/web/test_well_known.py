"""What a domain shows to whoever wants to follow it, and what is told of those that are followed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.test.utils import override_settings

from chancery.record.statement import Institution
from tests.web.small_record import SmallRecord


def test_a_version_of_the_charter_is_a_file(counter: Client) -> None:
    """As it stands on the log; a walk ends where there is no next one."""
    found = counter.get("/.well-known/chancery/root/1.cbor")
    assert (found.status_code, found.content) == (200, b"the first charter")
    assert found.headers["Content-Type"].startswith("application/cose")
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert counter.get("/.well-known/chancery/root/2.cbor").status_code == 404


@pytest.mark.parametrize("version", ["0", "-1", "1e3", "99999999999999999999999", "../1", "1.cbor/x"])
def test_what_is_no_version_is_not_there(counter: Client, version: str) -> None:
    """Whatever the address tries."""
    assert counter.get(f"/.well-known/chancery/root/{version}.cbor").status_code == 404


def test_where_the_register_is_can_be_read(counter: Client) -> None:
    """Relative to the domain, unless the settings say otherwise."""
    told = json.loads(counter.get("/.well-known/chancery/register").content)
    assert told == {"domain": "us.demo", "origin": "us.demo/register", "address": "/register"}
    assert counter.post("/.well-known/chancery/register").status_code == 405
    assert counter.post("/.well-known/chancery/root/1.cbor").status_code == 405


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_followed_institution_is_shown_with_who_vouches(counter: Client, language: str) -> None:
    """On its page; our own needs nobody to vouch for it."""
    followed = counter.get(f"/{language}/charter/iq.demo").content.decode()
    ours = counter.get(f"/{language}/charter").content.decode()
    assert 'id="vouched"' in followed
    assert ("vouched for by nobody" in followed) == (language == "en")
    assert 'id="vouched"' not in ours


class BesideAnother(SmallRecord):
    """A record that holds an institution whose name is taken for ours."""

    def institutions(self) -> frozenset[Institution]:
        return super().institutions() | {Institution("u5.demo")}


def beside_another() -> BesideAnother:
    return BesideAnother()


@pytest.fixture
def crowded() -> Iterator[Client]:
    with override_settings(CHANCERY_REGISTRY="tests.web.test_well_known.beside_another"):
        yield Client(raise_request_exception=False)


def test_a_name_that_is_taken_for_another_is_flagged(crowded: Client) -> None:
    """On the page of the one and of the other; a name like no other is left alone."""
    assert "can be taken for" in crowded.get("/en/charter/u5.demo").content.decode()
    assert "can be taken for" in crowded.get("/en/charter").content.decode()
    assert "can be taken for" not in crowded.get("/en/charter/iq.demo").content.decode()


def test_a_name_on_a_copy_is_no_issuer(counter: Client) -> None:
    """Whoever is named on it, the record that has the words answers; and the likeness is told."""
    words = "From: u5.demo\n\nwe will reposition the forces over the coming days to prepare the movement."
    page = counter.post("/en/check", {"words": words}).content.decode()
    page = page.replace("\u2068", "").replace("\u2069", "")
    assert "It names u5.demo, which is not known here and can be taken for us.demo." in page
    assert "Demo Defence Department" in page
