"""Webhooks: signed twice in the form of Standard Webhooks, and delivered once or told why not."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chancery.net.guarded import Guarded
from chancery.net.webhook import WebhookKeys, deliver
from chancery.record.statement import Instant
from chancery.registry.outgoing import DELIVERED, PAUSES, Fault, Outcome
from tests.net.test_guarded import server

KEYS = WebhookKeys(key=b"k" * 32)
NOON = Instant(1_578_312_000)
BODY = json.dumps({"standing": "disowned"}).encode()


def delivered(address: str, *, at_home: bool = True) -> Outcome:
    async def deliver_once() -> Outcome:
        async with Guarded(at_home=at_home) as guard:
            return await deliver(guard, KEYS, address, id="msg_1", at=NOON, body=BODY)

    return asyncio.run(deliver_once())


def signatures(address: str = "https://a.example/") -> dict[str, bytes]:
    headers = KEYS.headers(address, id="msg_1", at=NOON, body=BODY)
    return {
        name: base64.b64decode(value)
        for name, _, value in (each.partition(",") for each in headers["webhook-signature"].split(" "))
    }


def test_the_shared_secret_signs_id_moment_and_body() -> None:
    """As whoever holds the written secret works it out for themselves."""
    secret = base64.b64decode(KEYS.written_secret("https://a.example/").removeprefix("whsec_"))
    assert 24 <= len(secret) <= 64
    signed = b"msg_1.1578312000." + BODY
    assert signatures()["v1"] == hmac.digest(secret, signed, "sha256")


def test_the_houses_key_signs_the_same() -> None:
    """Anybody may check it, with the public part alone."""
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(KEYS.written_public.removeprefix("whpk_")))
    public.verify(signatures()["v1a"], b"msg_1.1578312000." + BODY)


def test_each_receiver_has_a_secret_of_its_own() -> None:
    """Who learns one can sign for nobody else."""
    assert KEYS.secret("https://a.example/") != KEYS.secret("https://b.example/")
    assert signatures("https://a.example/")["v1"] != signatures("https://b.example/")["v1"]


class TestThePage:
    """What docs/reference/webhooks.md gives receivers to copy does what it says."""

    @pytest.fixture
    def copied(self) -> dict[str, Any]:
        page = Path(__file__).parents[2] / "docs" / "reference" / "webhooks.md"
        blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        assert len(blocks) == 2
        room: dict[str, Any] = {}
        exec("\n".join(blocks), room)
        return room

    def test_our_posts_pass_and_others_do_not(self, copied: dict[str, Any]) -> None:
        """Another body, another receiver's secret, a replay an hour old."""
        address, now = "https://a.example/", Instant(int(time.time()))
        headers = KEYS.headers(address, id="msg_1", at=now, body=BODY)
        secret = KEYS.written_secret(address)
        assert copied["checked"](headers, BODY, secret)
        assert not copied["checked"](headers, BODY + b" ", secret)
        assert not copied["checked"](headers, BODY, KEYS.written_secret("https://b.example/"))
        old = KEYS.headers(address, id="msg_1", at=Instant(now - 3_600), body=BODY)
        assert not copied["checked"](old, BODY, secret)

    def test_the_public_key_is_enough(self, copied: dict[str, Any]) -> None:
        headers = KEYS.headers("https://a.example/", id="msg_1", at=NOON, body=BODY)
        copied["check_with_public_key"](headers, BODY, KEYS.written_public)
        with pytest.raises(InvalidSignature):
            copied["check_with_public_key"](headers, BODY + b" ", KEYS.written_public)

    def test_the_pauses_are_those_that_are_promised(self) -> None:
        """As the page spells them."""
        page = (Path(__file__).parents[2] / "docs/reference/webhooks.md").read_text(encoding="utf-8")
        told = re.search(r"tried again after (.*?); then given up", page)
        assert told is not None
        units = {"s": 1, "min": 60, "h": 3_600}
        spelled = [each.split() for each in told[1].split(", ")]
        assert tuple(int(number) * units[unit] for number, unit in spelled) == PAUSES


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, DELIVERED),
        (204, DELIVERED),
        (302, Outcome(fault=Fault.REFUSED, said="302")),
        (404, Outcome(fault=Fault.REFUSED, said="404")),
        (410, Outcome(fault=Fault.REFUSED, said="410", final=True)),
        (429, Outcome(fault=Fault.BUSY, said="429")),
        (500, Outcome(fault=Fault.BUSY, said="500")),
    ],
)
def test_what_each_status_means(status: int, outcome: Outcome) -> None:
    """Success is 2xx and nothing else; only 410 asks for no more."""
    with server((status, {}, b"")) as sink:
        assert delivered(f"http://127.0.0.1:{sink.server_port}/") == outcome


def test_what_is_no_address_or_not_everybodys_is_given_up_at_once() -> None:
    """No pause will mend it; what is only away may come back."""
    assert delivered("http://10.0.0.1/", at_home=False) == Outcome(fault=Fault.NOT_PUBLIC, final=True)
    assert delivered("ftp://a.example/") == Outcome(fault=Fault.NO_ADDRESS, final=True)
    with server() as sink:
        port = sink.server_port
    away = delivered(f"http://127.0.0.1:{port}/")
    assert (away.fault, away.final) == (Fault.UNREACHABLE, False)
