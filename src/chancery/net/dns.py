"""Asking the name records of a domain (DNS) what they say, and whether their signatures hold.

Only a resolver is asked, and its word that it has checked signatures (the AD bit, RFC 4035)
counts for nothing: the way to it is open.  Where a key is configured from which to begin, the
signatures are followed here, zone by zone, down to the very record (RFC 4035 section 5).
Without one, and where no signature leads to the record, what was answered is unsigned and
is said to be; a signature that is there and does not hold ends the question.

What this does not do: it proves no absence (RFC 4035 section 5.4).  Whoever sits on the way
can hide a record, or take its signatures away and put another in its place: that one is then
called unsigned.  A house that wants none such says so in its settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import dns.dnssec
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS
from dns.rdtypes.ANY.RRSIG import RRSIG
from dns.rdtypes.ANY.TXT import TXT

from chancery.errors import BadSignature, Malformed, Unavailable

SECONDS = 5.0
"""For one question to one resolver."""

MOST_TEXTS = 32
"""Records of one name that are read; nobody has more to say."""

DNS_PORT = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """Whom to ask: an address and a port."""

    address: str
    port: int = DNS_PORT

    @classmethod
    def parse(cls, written: str) -> Resolver:
        """`127.0.0.1:5353`, `[::1]:53`, or an address alone; raises `Malformed`."""
        from ipaddress import ip_address

        host, port = written, str(DNS_PORT)
        if written.startswith("["):
            host, _, port = written[1:].partition("]")
            port = port.removeprefix(":") or str(DNS_PORT)
        elif written.count(":") == 1:
            host, _, port = written.partition(":")
        try:
            ip_address(host)
            number = int(port)
        except ValueError:
            number = -1
        if not 0 < number < 65_536:
            raise Malformed(f"{written[:100]!r} is no address of a resolver; write 192.0.2.1:53.")
        return cls(address=host, port=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A zone, and the keys it is known by here, as DNSKEY or DS records."""

    zone: str
    keys: tuple[DNSKEY, ...] = ()
    digests: tuple[DS, ...] = ()

    @classmethod
    def parse(cls, text: str) -> tuple[Anchor, ...]:
        """The anchors in the lines of a zone file (`. IN DS 20326 8 2 E06D…`); raises `Malformed`."""
        from dns.zonefile import read_rrsets

        try:
            found = read_rrsets(text, rdclass=None, default_ttl=0, origin=dns.name.root, relativize=False)
        except (dns.exception.DNSException, ValueError) as unreadable:
            raise Malformed("The anchors of name records are lines of DNSKEY or DS records.") from unreadable
        anchors = []
        for name in dict.fromkeys(rrset.name for rrset in found):
            records = [rdata for rrset in found if rrset.name == name for rdata in rrset]
            keys = tuple(each for each in records if isinstance(each, DNSKEY))
            digests = tuple(each for each in records if isinstance(each, DS))
            if len(keys) + len(digests) != len(records):
                raise Malformed("The anchors of name records are lines of DNSKEY or DS records.")
            anchors.append(cls(zone=name.to_text(), keys=keys, digests=digests))
        return tuple(anchors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts that stand under a name; *signed*: their signatures were followed from an anchor."""

    texts: tuple[str, ...]
    signed: bool


class NameRecords:
    """Asks *resolvers* in turn; with *anchors* it follows signatures, as of *now* (Unix seconds)."""

    def __init__(
        self, resolvers: Sequence[Resolver] = (), anchors: Iterable[Anchor] = (), *, now: Callable[[], int]
    ) -> None:
        self._resolvers = resolvers
        self._anchors = tuple(anchors)
        self._now = now

    def texts(self, name: str) -> Texts:
        """
        The TXT records of *name*; none where there are none.

        Raises `Unavailable` where no resolver answers, `BadSignature` where a signature does not hold,
        `Malformed` for what is too long for a name (RFC 1035 section 2.3.4).
        """
        try:
            asked = dns.name.from_text(name)
        except dns.exception.DNSException as unspeakable:
            raise Malformed(f"{name[:100]!r} can be no name in the name records.") from unspeakable
        answer = self._ask(asked, dns.rdatatype.TXT)
        rrset = _of(answer, asked, dns.rdatatype.TXT)
        if rrset is None:
            return Texts(texts=(), signed=False)
        signed = self._is_signed(asked, answer, rrset)
        return Texts(texts=tuple(_joined(each) for each in list(rrset)[:MOST_TEXTS]), signed=signed)

    # ── signatures ──

    def _is_signed(self, name: dns.name.Name, answer: dns.message.Message, rrset: dns.rrset.RRset) -> bool:
        anchor = self._anchor_above(name)
        if anchor is None:
            return False
        zone, keys = self._walk(name, anchor)
        signatures = _of(answer, name, dns.rdatatype.RRSIG, rrset.rdtype)
        if not any(isinstance(each, RRSIG) and each.signer == zone for each in signatures or ()):
            return False  # of a zone further down to which no signature leads, or somebody took it away
        self._require(rrset, signatures, zone, keys)
        return True

    def _anchor_above(self, name: dns.name.Name) -> Anchor | None:
        """The nearest one; nobody further up is asked what the nearer one is."""
        above = [each for each in self._anchors if name.is_subdomain(dns.name.from_text(each.zone))]
        return max(above, key=lambda each: len(dns.name.from_text(each.zone)), default=None)

    def _walk(self, name: dns.name.Name, anchor: Anchor) -> tuple[dns.name.Name, dns.rrset.RRset]:
        """The last zone above *name* whose keys follow from the anchor, and those keys."""
        zone = dns.name.from_text(anchor.zone)
        keys = self._keys(zone, anchor.digests, anchor.keys)
        for depth in range(len(zone) + 1, len(name) + 1):
            below = dns.name.Name(name.labels[-depth:])
            answer = self._ask(below, dns.rdatatype.DS)
            digests = _of(answer, below, dns.rdatatype.DS)
            if digests is None:
                continue  # no zone begins here, or one that is not signed: its own signatures will show
            self._require(digests, _of(answer, below, dns.rdatatype.RRSIG, dns.rdatatype.DS), zone, keys)
            zone, keys = below, self._keys(below, [each for each in digests if isinstance(each, DS)], ())
        return zone, keys

    def _keys(self, zone: dns.name.Name, digests: Iterable[DS], known: Iterable[DNSKEY]) -> dns.rrset.RRset:
        """The keys of a zone, signed by one that a digest, or an anchor, names."""
        answer = self._ask(zone, dns.rdatatype.DNSKEY)
        keys = _of(answer, zone, dns.rdatatype.DNSKEY)
        if keys is None:
            raise BadSignature(f"The zone {zone} is signed and shows no keys.")
        wanted, pinned = list(digests), set(known)
        entering = [
            key
            for key in keys
            if isinstance(key, DNSKEY) and (key in pinned or any(_is_digest(zone, key, ds) for ds in wanted))
        ]
        if not entering:
            raise BadSignature(f"The zone {zone} shows other keys than those that it is known by.")
        entry = dns.rrset.from_rdata_list(zone, keys.ttl, entering)
        self._require(keys, _of(answer, zone, dns.rdatatype.RRSIG, dns.rdatatype.DNSKEY), zone, entry)
        return keys

    def _require(
        self,
        rrset: dns.rrset.RRset,
        signatures: dns.rrset.RRset | None,
        zone: dns.name.Name,
        keys: dns.rrset.RRset,
    ) -> None:
        """Raises `BadSignature` unless the zone signed these very records for this very name."""
        of_zone = [
            each
            for each in signatures or ()
            # Fewer labels mean that a wildcard stood for the name (RFC 4035 section 5.3.4).
            if isinstance(each, RRSIG) and each.signer == zone and each.labels == len(rrset.name) - 1
        ]
        if not of_zone:
            raise BadSignature(f"The name records of {rrset.name} should be signed and are not.")
        try:
            by_zone = dns.rrset.from_rdata_list(rrset.name, rrset.ttl, of_zone)
            dns.dnssec.validate(rrset, by_zone, {zone: keys}, now=float(self._now()))
        except (dns.exception.DNSException, ValueError, KeyError) as unsigned:
            raise BadSignature(
                f"A signature under the name records of {rrset.name} does not hold."
            ) from unsigned

    # ── asking ──

    def _ask(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> dns.message.Message:
        """The first whole answer; raises `Unavailable` where nobody gives one."""
        query = dns.message.make_query(name, kind, want_dnssec=bool(self._anchors))
        if self._anchors:
            query.flags |= dns.flags.CD  # what does not hold is for us to find, and to say
        for resolver in self._resolvers or _of_this_machine():
            try:
                answer, _ = dns.query.udp_with_fallback(
                    query, resolver.address, timeout=SECONDS, port=resolver.port
                )
            except (dns.exception.DNSException, OSError, ValueError):
                continue
            if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                return answer
        raise Unavailable(f"No resolver answers for the name records of {name}.")


def _of_this_machine() -> Sequence[Resolver]:
    try:
        found = dns.resolver.Resolver()
    except dns.exception.DNSException:
        return ()
    return [Resolver(address=str(each), port=found.port) for each in found.nameservers]


def _of(
    answer: dns.message.Message,
    name: dns.name.Name,
    kind: dns.rdatatype.RdataType,
    covers: dns.rdatatype.RdataType = dns.rdatatype.NONE,
) -> dns.rrset.RRset | None:
    """What stands under that very name; what an alias leads to is somebody else's word."""
    return answer.get_rrset(answer.answer, name, dns.rdataclass.IN, kind, covers)


def _joined(record: object) -> str:
    """The text of one record, of however many strings it is made (RFC 7208 section 3.3)."""
    assert isinstance(record, TXT)
    return b"".join(record.strings).decode("ascii", errors="replace")


def _is_digest(zone: dns.name.Name, key: DNSKEY, digest: DS) -> bool:
    try:
        return bool(dns.dnssec.make_ds(zone, key, digest.digest_type, validating=True) == digest)
    except (dns.exception.DNSException, ValueError):
        return False
