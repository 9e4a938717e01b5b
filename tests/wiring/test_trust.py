"""Whom a house asks and believes: its settings say it plainly, or it does not start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chancery.errors import Malformed, Unavailable
from chancery.net.well_known import at_domain, within
from chancery.record.statement import Instant, Institution
from chancery.wiring import trust
from chancery.wiring.pinning import NameRecord
from chancery.wiring.trust import Trust

MOD = Institution("mod.example")


def read(**written: Any) -> Trust:
    return Trust.of(Path("house"), written, Path("house/chancery.toml"))


def test_a_house_that_says_nothing_believes_nobody() -> None:
    """No directory, this machine's resolvers, https, and no signatures asked for."""
    assert read() == Trust()
    assert read().opened_directory(Instant(0)) is None


@pytest.mark.parametrize(
    "written",
    [
        {"unknown": "x"},
        {"directory": "list.signed"},
        {"directory_key": "x"},
        {"resolver": 53},
        {"signed_names": "yes"},
        {"address": ""},
    ],
)
def test_what_no_house_has_is_refused(written: dict[str, Any]) -> None:
    """A directory without its key would be believed by nobody; a word for a truth is a slip."""
    with pytest.raises(Malformed):
        read(**written)


@pytest.mark.parametrize(
    "web",
    ["https://127.0.0.1:1", "http://mod.example", "http://192.0.2.1", "ftp://127.0.0.1", "nonsense", ""],
)
def test_only_this_machine_stands_for_others(web: str) -> None:
    """For a trial; elsewhere a domain is asked over https and by its own name."""
    with pytest.raises(Malformed):
        at_domain(MOD, web)


def test_a_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    """And so is a resolver that is no address."""
    with pytest.raises(Unavailable):
        Trust(directory=tmp_path / "none", directory_key="a+00000000+AA==").opened_directory(Instant(0))
    with pytest.raises(Malformed):
        Trust(resolver="dns.example").name_records(Instant(0))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/register", "https://mod.example/register"),
        ("register/", "https://mod.example/register"),
        ("https://log.mod.example/r", "https://log.mod.example/r"),
        ("https://mod.example/r/", "https://mod.example/r"),
    ],
)
def test_a_register_lies_on_its_domain_or_below(address: str, found: str) -> None:
    """Relative to the domain, or over https on a name that only its holder can give away."""
    assert within(MOD, address) == found


@pytest.mark.parametrize(
    "address",
    [
        "https://eve.example/mod.example",
        "https://mod.example.eve.example/",
        "https://xmod.example/",
        "http://mod.example/r",
        "http://log.mod.example/r",
        "https://mod.example@eve.example/",
        "https://user@mod.example/",
        "https://log.mod.example:8443/r",
        "//eve.example/r",
        "file:///etc/passwd",
        "https://[::1]/r",
        "https://127.0.0.1/r",
        "https://mod.example:port/",
        "javascript:alert(1)",
    ],
)
def test_a_register_elsewhere_is_named_by_somebody_else(address: str) -> None:
    """Whoever owns a domain could otherwise send those who follow it into their own network."""
    with pytest.raises(Malformed):
        within(MOD, address)


def test_where_our_own_register_is_can_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the well-known address; the usual place where nothing is said."""
    (tmp_path / "chancery.toml").write_text('[trust]\naddress = "https://log.mod.example/r"\n')
    monkeypatch.setenv("CHANCERY_HOME", str(tmp_path))
    trust.shown_address.cache_clear()
    assert trust.shown_address() == "https://log.mod.example/r"
    monkeypatch.delenv("CHANCERY_HOME")
    trust.shown_address.cache_clear()
    assert trust.shown_address() == "/register"
    trust.shown_address.cache_clear()


def test_a_name_record_is_read_as_it_is_written() -> None:
    """With or without spaces; a field that is missing, doubled in sense, or unknown makes it none."""
    record = NameRecord(root=bytes(range(32)), origin="mod.example/register")
    assert NameRecord.parse(record.text) == record
    assert NameRecord.parse(record.text.replace("; ", ";")) == record
    assert NameRecord.parse("v=spf1 -all") is None
    for broken in (
        "v=chancery1",
        record.text.replace("origin=mod.example/register", "origin="),
        record.text + "; more=1",
        record.text.replace("root=", "root=x"),
    ):
        with pytest.raises(Malformed):
            NameRecord.parse(broken)
