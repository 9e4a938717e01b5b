"""Following one more register: found, looked at for names it can be taken for, pinned, written down."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chancery.check.look_alike import LookAlike, look_alikes
from chancery.check.vouching import Strength, Voucher
from chancery.errors import ChanceryError, Malformed
from chancery.record.charter_faults import DOMAIN
from chancery.record.statement import Instant, Institution
from chancery.wiring.following import add_followed, refuse_followed
from chancery.wiring.house import Followed, House
from chancery.wiring.pinning import find_register, pin_found, require_agreed

if TYPE_CHECKING:
    from chancery.registry.ports import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody typed: a domain, and whatever they know of its register."""

    domain: Institution
    place: Followed | None = None
    """Where it is, if that is known."""
    fingerprint: bytes | None = None


def require_new(house: House, domain: Institution) -> None:
    """Raises `Malformed` for what is no domain, `OutOfOrder` for one that is followed, or is ours."""
    if not DOMAIN.fullmatch(domain):
        raise Malformed(f"{domain[:100]!r} is no domain, and no institution is called so.")
    refuse_followed(house, domain)


def alike(house: House, domain: Institution, at: Instant) -> tuple[LookAlike, ...]:
    """The names known here that *domain* can be taken for: our own, those followed, those listed."""
    return look_alikes(domain, _known(house, at))


def _known(house: House, at: Instant) -> Iterable[Institution]:
    yield house.institution
    yield from house.follow
    with suppress(ChanceryError):  # one that is not believed names nobody
        directory = house.trust.opened_directory(at)
        yield from () if directory is None else (each.domain for each in directory.institutions)


def take_up(house: House, wanted: Wanted, index: Index, at: Instant) -> House:
    """
    The house with one register more to follow; nothing of it has been read yet.

    Where nobody said where it is, every source is asked.  Raises `Untrusted` where two of
    them disagree, or one with the fingerprint that was typed; `Unavailable` where none leads to it.
    """
    require_new(house, wanted.domain)
    if wanted.place is not None:
        return add_followed(house, replace(wanted.place, fingerprint=wanted.fingerprint))
    found = find_register(house, index, wanted.domain, at)
    if wanted.fingerprint is not None:
        typed = Voucher(strength=Strength.BY_HAND, fingerprint=wanted.fingerprint, since=at)
        require_agreed(wanted.domain, (typed, *found.vouchers))
        found = replace(found, vouchers=(typed, *found.vouchers))
    pin_found(house, wanted.domain, found, at)
    added = Followed(institution=wanted.domain, url=found.address, fingerprint=wanted.fingerprint)
    return add_followed(house, added)
