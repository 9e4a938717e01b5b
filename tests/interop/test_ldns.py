"""Zones that somebody else's program signed are followed by ours: ldns, by three kinds of signatures."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import time

import dns.name
import dns.rdatatype
import dns.zonefile
import pytest

from chancery.errors import BadSignature
from chancery.net.dns import Anchor, NameRecords, Resolver
from tests.conftest import leave_out
from tests.net.name_server import DAY, NameServer, Zone, serving

NAME, SAID = "_chancery.mod.example.", "v=chancery1; root=AAAA; origin=mod.example/register"
STARTS = "300 IN SOA ns.example. post.example. 1 3600 600 86400 300"


@pytest.fixture(scope="module", params=["ECDSAP256SHA256", "RSASHA256", "ED25519"])
def signed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[NameServer, str]]:
    """The root, `example.` and `mod.example.`, each signed with a key of its own; and the root's anchor."""
    if not shutil.which("ldns-signzone"):
        leave_out("ldns-signzone")
    folder = tmp_path_factory.mktemp("zones")
    keys = {zone: _key(folder, request.param, zone) for zone in (".", "example.", "mod.example.")}
    shown = {
        ".": [_line(keys["example."], ".ds"), "example. 300 IN NS ns.example."],
        "example.": [_line(keys["mod.example."], ".ds"), "mod.example. 300 IN NS ns.example."],
        "mod.example.": [f'{NAME} 300 IN TXT "{SAID}"'],
    }
    zones = [_signed(folder, zone, keys[zone], lines) for zone, lines in shown.items()]
    with serving(*zones) as server:
        yield server, _line(keys["."], ".ds")


def _key(folder: Path, kind: str, zone: str) -> Path:
    made = _ran(folder, "ldns-keygen", "-k", "-a", kind, "-b", "2048", zone)
    return folder / made.strip()


def _signed(folder: Path, zone: str, key: Path, lines: list[str]) -> Zone:
    """The zone as ldns wrote it, to be served."""
    place = folder / f"zone-{zone}"
    heading = [f"{zone} {STARTS}", f"{zone} 300 IN NS ns.example.", _line(key, ".key")]
    place.write_text("\n".join([*heading, *lines, ""]))
    _ran(folder, "ldns-signzone", "-o", zone, "-f", f"{place}.signed", str(place), str(key))
    served, origin = Zone(zone), dns.name.from_text(zone)
    text = Path(f"{place}.signed").read_text()
    for rrset in dns.zonefile.read_rrsets(text, rdclass=None, default_ttl=300, origin=origin):
        is_signature = rrset.rdtype == dns.rdatatype.RRSIG
        kept = served.records.setdefault((rrset.name, rrset.covers if is_signature else rrset.rdtype), [])
        kept.insert(len(kept) if is_signature else 0, rrset)
    return served


def _line(key: Path, ending: str) -> str:
    return Path(f"{key}{ending}").read_text().strip()


def _ran(folder: Path, *words: str) -> str:
    return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout


def asking(server: NameServer, anchor: str, at: float) -> NameRecords:
    return NameRecords([Resolver.parse(server.address)], Anchor.parse(f"{anchor}\n"), now=lambda: int(at))


def test_their_signatures_are_followed(signed: tuple[NameServer, str]) -> None:
    """From the root's key to the record of a domain."""
    server, anchor = signed
    found = asking(server, anchor, time()).texts(NAME)
    assert (found.texts, found.signed) == ((SAID,), True)


def test_their_signatures_end_when_they_say(signed: tuple[NameServer, str]) -> None:
    """The control: the same records, a year later."""
    server, anchor = signed
    with pytest.raises(BadSignature):
        asking(server, anchor, time() + 365 * DAY).texts(NAME)
