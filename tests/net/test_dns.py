"""Name records: what is signed from a known key down is called so, what is not is called unsigned."""

from __future__ import annotations

from collections.abc import Iterator
from time import time

import dns.rrset
import pytest
from dns.rdatatype import DS

from chancery.errors import BadSignature, Malformed, Unavailable
from chancery.net import dns as asked_of
from chancery.net.dns import Anchor, NameRecords, Resolver, Texts
from tests.net.name_server import DAY, NameServer, Zone, serving

NOW = int(time())
NAME = "_chancery.mod.example."
SAID = "v=chancery1; root=AAAA; origin=mod.example/register"


def zones(*, signed: bool = True) -> tuple[Zone, Zone, Zone]:
    """The root, `example.` and `mod.example.`, each signed by its own key and named by the one above."""
    root, upper, lower = (
        Zone(name, signed_at=NOW if signed else 0) for name in (".", "example.", "mod.example.")
    )
    for each in (root, upper, lower):
        each.show_keys()
    root.delegate(upper)
    upper.delegate(lower)
    lower.put(NAME, "TXT", f'"{SAID}"')
    return root, upper, lower


@pytest.fixture
def served() -> Iterator[tuple[NameServer, tuple[Zone, Zone, Zone]]]:
    with serving(*(made := zones())) as server:
        yield server, made


def asking(server: NameServer, anchors: str = "", now: int = NOW) -> NameRecords:
    return NameRecords([Resolver.parse(server.address)], Anchor.parse(anchors), now=lambda: now)


Served = tuple[NameServer, tuple[Zone, Zone, Zone]]


def test_signatures_are_followed_from_the_root_down(served: Served) -> None:
    """Root, ending, domain: three keys, each named by the one above, and the record by the last."""
    server, (root, _, _) = served
    found = asking(server, root.anchor).texts(NAME)
    assert found == Texts(texts=(SAID,), signed=True)


def test_signatures_are_followed_from_a_key_further_down(served: Served) -> None:
    """Whoever knows the key of the domain itself asks nobody above it."""
    server, (_, _, lower) = served
    key = f"mod.example. IN DNSKEY {lower.key.to_text()}\n"
    assert asking(server, key).texts(NAME).signed
    assert not [asked for asked in server.asked if asked.startswith((". ", "example. "))]


def test_without_an_anchor_nothing_is_called_signed(served: Served) -> None:
    """The server says that it has checked (AD); the way to it is open, so that counts for nothing."""
    server, _ = served
    assert asking(server).texts(NAME) == Texts(texts=(SAID,), signed=False)


def test_a_record_without_signatures_is_called_unsigned() -> None:
    """The control: the same zones, and nobody signs."""
    with serving(*(made := zones(signed=False))) as server:
        assert not asking(server).texts(NAME).signed
        with pytest.raises(BadSignature):  # the anchor says that the root is signed
            asking(server, made[0].anchor).texts(NAME)


def test_a_zone_that_nobody_above_vouches_for_is_unsigned(served: Served) -> None:
    """Its own key signs, and no key from the anchor down names that key."""
    server, (root, upper, _) = served
    upper.records = {place: kept for place, kept in upper.records.items() if place[1] != DS}
    assert not asking(server, root.anchor).texts(NAME).signed


def test_a_record_whose_signatures_were_taken_away_is_called_unsigned(served: Served) -> None:
    """Whoever sits on the way can do that much, and it is told."""
    server, (root, _, lower) = served
    kept = next(place for place in lower.records if str(place[0]) == NAME)
    del lower.records[kept][1:]
    assert not asking(server, root.anchor).texts(NAME).signed


@pytest.mark.parametrize("forged", ["another text", "another key signs", "the key of the zone is another"])
def test_a_signature_that_does_not_hold_ends_the_question(served: Served, forged: str) -> None:
    """Another text under the old signature; a stranger's signature; a stranger's zone key."""
    server, (root, _, lower) = served
    place = next(place for place in lower.records if str(place[0]) == NAME)
    if forged == "another text":
        signature = lower.records[place][1]
        lower.put(NAME, "TXT", '"v=chancery1; root=BBBB; origin=eve.example/register"')
        lower.records[place][1] = signature
    elif forged == "another key signs":
        lower.put(NAME, "TXT", f'"{SAID}"', by=Zone("mod.example.", signed_at=NOW))
    else:
        stranger = Zone("mod.example.", signed_at=NOW)
        stranger.show_keys()
        lower.records |= stranger.records
    with pytest.raises(BadSignature):
        asking(server, root.anchor).texts(NAME)


@pytest.mark.parametrize("off", [-2 * DAY, 2 * DAY])
def test_a_signature_holds_in_its_time_only(served: Served, off: int) -> None:
    """Before it begins and after it ends it is none."""
    server, (root, _, _) = served
    with pytest.raises(BadSignature):
        asking(server, root.anchor, NOW + off).texts(NAME)


def test_a_wildcard_speaks_for_no_register(served: Served) -> None:
    """What stands for every name below a domain was not written for this one."""
    server, (root, _, lower) = served
    lower.put("*.mod.example.", "TXT", f'"{SAID}"')
    starred, signature = lower.records[next(place for place in lower.records if "*" in str(place[0]))]
    place = next(place for place in lower.records if str(place[0]) == NAME)
    plain = lower.records[place][0]
    lower.records[place] = [plain, dns.rrset.from_rdata_list(plain.name, 300, list(signature))]
    with pytest.raises(BadSignature):
        asking(server, root.anchor).texts(NAME)
    assert starred


def test_a_name_that_is_too_long_is_refused_in_a_sentence() -> None:
    """A domain may have 253 characters, and with a label in front of it more than a name can have."""
    with pytest.raises(Malformed, match="no name"):
        NameRecords(now=lambda: NOW).texts(f"_chancery.{'.'.join(['a' * 60] * 4)}.example.")


def test_no_record_is_no_record_and_silence_is_silence(served: Served) -> None:
    """Nothing under a name is an answer; no answer is none."""
    server, (root, _, _) = served
    assert asking(server, root.anchor).texts("_chancery.example.").texts == ()
    server.silent = True
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asked_of, "SECONDS", 0.2)
        with pytest.raises(Unavailable, match="No resolver answers"):
            asking(server).texts(NAME)


@pytest.mark.parametrize("written", ["mod.example:53", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:x", ""])
def test_a_resolver_is_an_address(written: str) -> None:
    """A name would have to be asked of a resolver."""
    with pytest.raises(Malformed):
        Resolver.parse(written)


@pytest.mark.parametrize("written", ["mod.example. IN TXT hello", "nonsense here", ". IN DS 1 2 3"])
def test_an_anchor_is_a_key_or_the_digest_of_one(written: str) -> None:
    """Anything else in that file is a mistake that would leave a house believing nothing."""
    with pytest.raises(Malformed):
        Anchor.parse(written)
