"""A name server on this machine: real packets, real signatures, and lies where a test asks for them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dns.rdtypes.ANY.DNSKEY import DNSKEY

ED25519 = 15
"""The algorithm's number (RFC 8080)."""

DAY = 86_400


@dataclass
class Zone:
    """A zone with one key, which signs what it holds as of *signed_at*."""

    name: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    records: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], list[dns.rrset.RRset]] = field(
        default_factory=dict
    )
    signed_at: int = 0
    """Unix seconds; 0: the zone signs nothing."""

    @property
    def key(self) -> DNSKEY:
        """The key as the zone shows it."""
        key = dns.dnssec.make_dnskey(self.private.public_key(), ED25519, flags=257)
        assert isinstance(key, DNSKEY)
        return key

    @property
    def anchor(self) -> str:
        """The line by which others know the zone."""
        digest = dns.dnssec.make_ds(self.name, self.key, "SHA256")
        return f"{self.name} IN DS {digest.to_text()}\n"

    def put(self, name: str, kind: str, *values: str, by: Zone | None = None) -> None:
        """A record, signed by this zone, or by *by*."""
        rrset = dns.rrset.from_text_list(name, 300, "IN", kind, values)
        signer = by or self
        kept = [rrset]
        if signer.signed_at:
            kept.append(signer.signature(rrset))
        self.records[rrset.name, rrset.rdtype] = kept

    def signature(self, rrset: dns.rrset.RRset) -> dns.rrset.RRset:
        """The signature of this zone under some records."""
        made = dns.dnssec.sign(
            rrset,
            self.private,
            dns.name.from_text(self.name),
            self.key,
            inception=self.signed_at - DAY,
            expiration=self.signed_at + DAY,
        )
        return dns.rrset.from_rdata(rrset.name, 300, made)

    def show_keys(self) -> None:
        """Put the zone's own key into it."""
        self.put(self.name, "DNSKEY", self.key.to_text())

    def delegate(self, below: Zone) -> None:
        """Say which key the zone below has."""
        digest = dns.dnssec.make_ds(below.name, below.key, "SHA256")
        self.put(below.name, "DS", digest.to_text())


@dataclass
class NameServer:
    """Answers for the zones it was given; *silent* answers nothing, *stripped* leaves signatures out."""

    zones: list[Zone]
    port: int = 0
    silent: bool = False
    stripped: bool = False
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """As the settings of a house name it."""
        return f"127.0.0.1:{self.port}"

    def answer(self, octets: bytes) -> bytes | None:
        """The packet that answers a packet."""
        query = dns.message.from_wire(octets)
        question = query.question[0]
        self.asked.append(f"{question.name} {dns.rdatatype.to_text(question.rdtype)}")
        if self.silent:
            return None
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AD  # whatever it is worth: anybody may set it
        for zone in self.zones:
            found = zone.records.get((question.name, question.rdtype), [])
            signatures = [rrset for rrset in found if rrset.rdtype == dns.rdatatype.RRSIG]
            reply.answer += [
                rrset
                for rrset in found
                if rrset not in signatures or not (self.stripped or not query.ednsflags)
            ]
        return reply.to_wire()


@contextmanager
def serving(*zones: Zone) -> Iterator[NameServer]:
    """A server of these zones on a free port."""
    server = NameServer(list(zones))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.1)
        server.port = listening.getsockname()[1]
        over = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, listening, over), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            over.set()
            thread.join()


def _serve(server: NameServer, listening: socket.socket, over: threading.Event) -> None:
    while not over.is_set():
        try:
            octets, sender = listening.recvfrom(4_096)
        except TimeoutError:
            continue
        answer = server.answer(octets)
        if answer is not None:
            listening.sendto(answer, sender)
