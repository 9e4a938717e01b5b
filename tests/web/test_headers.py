"""What every answer carries, and what machines are given."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.web.small_record import LETTER, codes

(CODE,) = codes((LETTER,))
EVERYWHERE = (
    "/",
    "/en/",
    f"/ar/letter/{CODE}",
    "/en/letter/nothing",
    "/en/check",
    "/register/checkpoint",
    "/.well-known/chancery",
    "/healthz",
    f"/en/evidence/{CODE}",
)


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_is_under_the_strict_policy(counter: Client, address: str) -> None:
    """Nothing may run, nothing may frame us, forms go to us alone."""
    response = counter.get(address)
    policy = dict(
        rule.strip().split(" ", 1) for rule in response.headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_no_answer_sets_a_cookie(counter: Client, address: str) -> None:
    """There is nothing to remember about a reader."""
    assert not counter.get(address).cookies


def test_a_check_sets_no_cookie_and_is_never_stored(counter: Client) -> None:
    """Neither by the browser nor by anything on the way."""
    response = counter.post("/en/check", {"words": "over the coming days"})
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"


def test_the_stylesheet_is_served_from_here_and_kept(counter: Client) -> None:
    """Its address carries its digest, so it may be kept for a year."""
    html = counter.get("/en/").content.decode()
    address = html.split('<link rel="stylesheet" href="')[1].split('"')[0]
    response = counter.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/css")
    assert "max-age=31536000" in response.headers["Cache-Control"]


def test_the_stylesheet_knows_no_left_and_right() -> None:
    """Every rule serves both reading directions; and it fetches nothing from anywhere."""
    from importlib.resources import files

    css = files("chancery.web.counter").joinpath("static/counter/counter.css").read_text("utf-8")
    for physical in ("left", "right", "margin-top", "padding-bottom", " width:", " height:"):
        assert physical not in css.split("*/", 1)[1]
    assert "url(" not in css
    assert "@import" not in css


@pytest.mark.parametrize(
    ("address", "kind", "cache"),
    [
        ("/register/checkpoint", "text/plain; charset=utf-8", "max-age=5"),
        ("/register/tile/0/000.p/7", "application/octet-stream", "immutable"),
    ],
)
def test_the_register_s_files_are_served_as_tlog_tiles_asks(
    counter: Client, address: str, kind: str, cache: str
) -> None:
    """The checkpoint changes; a tile never does."""
    response = counter.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == kind
    assert cache in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["tile/0/999", "../settings.py", "tile/../checkpoint", "%2e%2e/vkey", ""])
def test_a_file_that_is_not_published_is_not_served(counter: Client, path: str) -> None:
    """Whatever the address tries."""
    assert counter.get(f"/register/{path}").status_code == 404


def test_who_we_are_is_said_at_the_well_known_address(counter: Client) -> None:
    """Domain, log origin, keys, charter and languages."""
    told = json.loads(counter.get("/.well-known/chancery").content)
    assert told["domain"] == "us.demo"
    assert told["origin"] == "us.demo/register"
    assert told["languages"] == ["en", "ar"]
    assert told["vkeys"] == ["us.demo/register+0123abcd+AAAA"]
    assert told["charter"]["version"] == 1
    assert len(told["charter"]["digest"]) == len("sha256:") + 64


def test_evidence_is_a_file_to_keep(counter: Client) -> None:
    """Under the code that is printed on the letter."""
    response = counter.get(f"/en/evidence/{CODE}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="{CODE}.evidence"'


def test_health_is_told_in_a_word(counter: Client) -> None:
    """Alive, and ready when the charter can be read."""
    assert counter.get("/healthz").content == b"ok\n"
    assert counter.get("/readyz").content == b"ready\n"
