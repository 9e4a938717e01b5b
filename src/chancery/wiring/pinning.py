"""Finding out whose register is whose: asking every source, and stopping where two of them disagree.

    a directory            a file here, signed by whom the settings believe
    counterparts           what registers that are followed have put on record of another
    names and web          the TXT record `_chancery.<domain>`, and the domain's own web address
    the web alone          where there is no such record

A later contradiction by a source no weaker than what was believed stops the following: it is
kept, and stays until somebody here has decided.  The web and the names are asked once a day
at most, and only of those registers that were found by them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chancery.check.vouching import Pinned, Strength, Voucher, disagreeing
from chancery.errors import ChanceryError, Malformed, Unavailable, Untrusted
from chancery.record.observed import Observed
from chancery.record.statement import Instant, Institution
from chancery.wiring.pinned import KeptPin, keep_pin, kept_pin, never_followed

if TYPE_CHECKING:
    from chancery.registry.ports import Index
    from chancery.wiring.house import Followed, House

ASK_AGAIN = 86_400
"""Seconds after which a domain is asked again what it says of itself."""

VERSION = "chancery1"
ASKED = frozenset({Strength.NAMES_AND_WEB, Strength.WEB})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRegister:
    """A register that was found, and everything that vouches for it."""

    address: str
    origin: str | None
    vouchers: tuple[Voucher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecord:
    """What `_chancery.<domain>` says: `v=chancery1; root=<base64url>; origin=<origin>`."""

    root: bytes
    """SHA-256 of root document 1."""
    origin: str

    @property
    def text(self) -> str:
        """As it is written in a zone."""
        figures = base64.urlsafe_b64encode(self.root).rstrip(b"=").decode()
        return f"v={VERSION}; root={figures}; origin={self.origin}"

    @classmethod
    def parse(cls, text: str) -> NameRecord | None:
        """The record in a text; None for somebody else's, `Malformed` for one that is ours and broken."""
        fields = dict(part.strip().partition("=")[::2] for part in text.split(";") if part.strip())
        if fields.get("v") != VERSION:
            return None
        try:
            root = base64.b64decode(fields["root"] + "=", altchars=b"-_", validate=True)
        except (KeyError, ValueError):
            root = b""
        if len(root) != 32 or set(fields) != {"v", "root", "origin"} or not fields["origin"]:
            raise Malformed("A name record of a register has v, root and origin, and they are not these.")
        return cls(root=root, origin=fields["origin"])


# ── the sources ──────────────────────────────────────────────────────────────


def from_directory(house: House, domain: Institution, at: Instant) -> tuple[Voucher, str, str] | None:
    """What the directory says, with address and origin; None too where it is not believed."""
    directory = None
    with suppress(ChanceryError):  # `directory_trouble` says why
        directory = house.trust.opened_directory(at)
    entry = None if directory is None else directory.entry(domain, at)
    if directory is None or entry is None:
        return None
    said = Voucher(strength=Strength.DIRECTORY, fingerprint=entry.fingerprint, since=at, by=directory.by)
    return said, entry.address, entry.origin


def from_counterparts(
    house: House, index: Index, domain: Institution, known: Iterable[Voucher] = ()
) -> Iterator[Voucher]:
    """What registers that are followed here have seen of it, by their newest word, and since when."""
    before = {(each.by, each.fingerprint): each for each in known if each.strength is Strength.COUNTERPART}
    for who in house.follow:
        newest = None if who == domain else index.last_observed(domain, who)
        if newest is None or not isinstance(newest.act, Observed) or newest.act.first_charter is None:
            continue
        figures = newest.act.first_charter
        yield before.get((who, figures)) or Voucher(
            strength=Strength.COUNTERPART,
            fingerprint=figures,
            since=_first_seen(index, domain, who, figures),
            by=who,
        )


def _first_seen(index: Index, domain: Institution, by: Institution, figures: bytes) -> Instant:
    return next(
        entry.at
        for entry in index.observed(domain)
        if entry.institution == by and isinstance(entry.act, Observed) and entry.act.first_charter == figures
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfItself:
    """What a domain says of itself, by its name records and at its web address."""

    voucher: Voucher
    origin: str


def of_itself(house: House, domain: Institution, at: Instant) -> OfItself | None:
    """
    What the name records and the web address agree on; None where there is neither.

    Raises `Untrusted` where they do not agree, where names are to be signed and are not, or
    where the document is none; `Unavailable` where one of them cannot be asked.
    """
    from chancery.net.well_known import at_domain, root_path
    from chancery.seal.roots import walk_roots

    names = house.trust.name_records(at).texts(f"_chancery.{domain}.")
    records = [found for text in names.texts if (found := NameRecord.parse(text)) is not None]
    if len(records) > 1:
        raise Untrusted(f"The name records of {domain} name two registers at once; nothing is followed.")
    if records and house.trust.signed_names and not names.signed:
        raise Untrusted(f"The name records of {domain} are not signed, and this house believes no others.")
    octets = at_domain(domain, house.trust.web)(root_path(1))
    if octets is None:
        if records:
            raise Unavailable(f"{domain} names a register and shows no charter at its web address.")
        return None
    first = walk_roots(domain, [octets]).first
    register = first.charter.register
    if register is None:
        raise Untrusted(f"The first charter of {domain} does not say which log it keeps.")
    if records and (records[0].root, records[0].origin) != (first.digest, register.origin):
        raise Untrusted(
            f"The name records of {domain} and its web address name two different registers; "
            "nothing is followed."
        )
    voucher = Voucher(
        strength=Strength.NAMES_AND_WEB if records else Strength.WEB,
        fingerprint=first.fingerprint,
        since=at,
        signed=names.signed if records else None,
    )
    return OfItself(voucher=voucher, origin=register.origin)


def _address_of(house: House, domain: Institution) -> str:
    """Where the domain says that its register is; its usual place where it says nothing."""
    from chancery.net.well_known import REGISTER, at_domain, within
    from chancery.seal.codec import decode_json
    from chancery.wiring.trust import REGISTER_ADDRESS

    octets = at_domain(domain, house.trust.web)(REGISTER)
    written = {} if octets is None else decode_json(octets)
    address = written.get("address", REGISTER_ADDRESS) if isinstance(written, dict) else None
    if not isinstance(address, str):
        raise Malformed(f"What {domain} says about its register cannot be read.")
    return within(domain, address, house.trust.web)


# ── the first time ───────────────────────────────────────────────────────────


def find_register(house: House, index: Index, domain: Institution, at: Instant) -> FoundRegister:
    """
    Where the register of *domain* is and what vouches for it, when nobody said more than the domain.

    Raises `Untrusted` where two sources disagree, `Unavailable` where nothing leads to it.
    """
    vouchers = list(from_counterparts(house, index, domain))
    listed = from_directory(house, domain, at)
    if listed is not None:
        said, address, origin = listed
        require_agreed(domain, [said, *vouchers])
        return FoundRegister(address=address, origin=origin, vouchers=(said, *vouchers))
    itself = of_itself(house, domain, at)
    if itself is None:
        raise Unavailable(
            f"{domain} shows no register at its web address; say where it is with --url or --folder."
        )
    require_agreed(domain, [*vouchers, itself.voucher])
    return FoundRegister(
        address=_address_of(house, domain), origin=itself.origin, vouchers=(*vouchers, itself.voucher)
    )


def require_agreed(domain: Institution, said: Sequence[Voucher]) -> None:
    """Raises `Untrusted` where two sources name different first charters: neither is believed then."""
    pair = disagreeing(said)
    if pair is not None:
        one, other = (source(each) for each in pair)
        raise Untrusted(
            f"Of {domain}, {one} and {other} name two different first charters; nothing is followed."
        )


def source(voucher: Voucher) -> str:
    """A source, as a sentence of the command line names it."""
    match voucher.strength:
        case Strength.BY_HAND:
            return "the fingerprint in the settings"
        case Strength.DIRECTORY:
            return f"the directory of {voucher.by}"
        case Strength.COUNTERPART:
            return f"the record of {voucher.by}"
        case Strength.NAMES_AND_WEB:
            return "its name records and its web address"
        case Strength.WEB:
            return "its web address"
        case Strength.FIRST_USE:
            return "what it showed the first time"


# ── every time ───────────────────────────────────────────────────────────────


def pin_found(house: House, domain: Institution, found: FoundRegister, at: Instant) -> None:
    """Pin a register that was found; the settings say from now on where it is."""
    pinned = Pinned(
        institution=domain,
        fingerprint=found.vouchers[0].fingerprint,
        since=at,
        vouchers=found.vouchers,
    )
    keep_pin(house, KeptPin(pinned=pinned, origin=found.origin, asked=at))


def pin_before(house: House, followed: Followed, index: Index, at: Instant) -> KeptPin:
    """
    What a register is held to when it is read now.

    Raises `Untrusted` if a source no weaker than what was believed names another first
    charter, then and every time after.
    """
    who = followed.institution
    kept = kept_pin(house, who) or KeptPin(pinned=never_followed(who, followed.fingerprint, at))
    if kept.pinned.stopped_by is not None:
        raise Untrusted(_stopped(who, kept.pinned.stopped_by))
    said, kept = _said(house, index, kept, at)
    pinned = kept.pinned
    if pinned.fingerprint is not None:
        refused = pinned.contradicted_by(said)
        if refused is not None:
            keep_pin(house, replace(kept, pinned=replace(pinned, stopped_by=refused)))
            raise Untrusted(_stopped(who, refused))
    elif said:
        require_agreed(who, said)
        pinned = replace(pinned, fingerprint=min(said, key=lambda each: each.since).fingerprint)
    heard = replace(kept, pinned=_heard(pinned, said))
    if heard != kept_pin(house, who):
        keep_pin(house, heard)
    return heard


def pin_after(house: House, index: Index, institution: Institution, fingerprint: bytes | None) -> None:
    """Remember what it has shown: from now on it is held to that, whoever vouches or nobody."""
    kept = kept_pin(house, institution)
    if kept is None or (kept.pinned.fingerprint is not None and kept.pinned.chartered is not None):
        return
    charters = index.charters(institution)
    pinned = replace(
        kept.pinned,
        fingerprint=kept.pinned.fingerprint or fingerprint,
        chartered=min((entry.at for entry in charters), default=None),
    )
    if pinned != kept.pinned:
        keep_pin(house, replace(kept, pinned=pinned))


def of_origin(note: bytes | None, kept: KeptPin) -> bytes | None:
    """A checkpoint of the log that was named; raises `Untrusted` for one of another."""
    from chancery.log.checkpoint import claimed_origin

    if note is not None and kept.origin not in (None, claimed_origin(note)):
        raise Untrusted(
            f"{kept.pinned.institution} shows another log than {kept.origin}, which was named for it."
        )
    return note


def directory_trouble(house: House, at: Instant) -> str | None:
    """Why the directory of this house is not believed, in a sentence; None if it is, or there is none."""
    try:
        house.trust.opened_directory(at)
    except ChanceryError as trouble:
        return f"The directory {house.trust.directory} is not believed: {trouble}"
    return None


def _said(house: House, index: Index, kept: KeptPin, at: Instant) -> tuple[list[Voucher], KeptPin]:
    """What all sources say now; one that cannot be asked says nothing, and contradicts nobody."""
    who = kept.pinned.institution
    said = list(from_counterparts(house, index, who, kept.pinned.vouchers))
    listed = from_directory(house, who, at)
    said += [] if listed is None else [listed[0]]
    own = [each for each in kept.pinned.vouchers if each.strength in ASKED]
    if not own or at - kept.asked < ASK_AGAIN:
        return [*said, *own], kept
    try:
        itself = of_itself(house, who, at)
    except Unavailable:
        return [*said, *own], replace(kept, asked=at)
    except (Malformed, Untrusted) as trouble:
        raise type(trouble)(f"{trouble} {who} is not read until they agree again.") from trouble
    return [*said, *(own if itself is None else [itself.voucher])], replace(kept, asked=at)


def _heard(pinned: Pinned, said: Iterable[Voucher]) -> Pinned:
    """With those that vouch now; whoever said so before is told with the day on which it began."""
    before = {(each.strength, each.by, each.signed): each.since for each in pinned.vouchers}
    by_hand = [each for each in pinned.vouchers if each.strength is Strength.BY_HAND]
    heard = [
        replace(each, since=min(each.since, before.get((each.strength, each.by, each.signed), each.since)))
        for each in said
        if each.fingerprint == pinned.fingerprint
    ]
    return replace(pinned, vouchers=(*by_hand, *heard))


def _stopped(who: Institution, refused: Voucher) -> str:
    return (
        f"{source(refused).capitalize()} names another first charter of {who} than the one that is "
        "followed; nothing is taken in until somebody here decides (docs/guide/pins.md)."
    )
