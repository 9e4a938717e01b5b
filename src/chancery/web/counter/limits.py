"""How much one address may ask for: so many turns of each kind, coming back evenly with time.

Nobody is remembered.  An address is kept as a keyed digest whose key dies with the process,
in a table of bounded size, in memory alone.

Workers share nothing, so each holds its part of the budget: with two of them an address
that meets always the same one is refused after half of what is allowed, and never
after more than all of it.

    CHANCERY_LIMITS     `check=60/60 upload=12/60`: turns / seconds until all are back; `off` for none
    CHANCERY_PROXIES    the web servers in front of us, addresses or networks with commas between;
                        `X-Forwarded-For` is believed from these, and from nobody else
    CHANCERY_WORKERS    among how many processes the budget is divided
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cache
from hashlib import blake2b
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from chancery.errors import Malformed

ADDRESSES = 50_000
"""So many are kept at once; the one not seen for longest makes room, and begins anew."""

UNKNOWN = IPv6Address("::")
"""Whoever comes by a socket without an address: all of them together are one."""

Address = IPv4Address | IPv6Address


@unique
class Turn(StrEnum):
    """A kind of work that costs us something, each with a budget of its own."""

    CHECK = "check"
    UPLOAD = "upload"
    ASK = "ask"
    SUBSCRIBE = "subscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many turns one address has at once, and in how many seconds a spent budget is whole again."""

    turns: int
    seconds: int


BUDGETS: Mapping[Turn, Budget] = {
    Turn.CHECK: Budget(turns=60, seconds=60),
    Turn.UPLOAD: Budget(turns=12, seconds=60),
    Turn.ASK: Budget(turns=6, seconds=3_600),
    Turn.SUBSCRIBE: Budget(turns=12, seconds=3_600),
}
"""A press room behind one address checks a letter each second; nobody asks an office every minute."""


class TooMany(Exception):
    """This address has had its turns; the next comes in *wait* seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} seconds")
        self.wait = wait


class Buckets:
    """The turns that every address has left, for one kind of work."""

    def __init__(
        self, budget: Budget, *, workers: int = 1, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = max(1.0, budget.turns / workers)
        self._pace = self._most / budget.seconds
        self._now = now
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._one_at_a_time = Lock()

    def take(self, who: bytes, turns: int = 1) -> None:
        """
        Spend *turns* of that address; raises `TooMany` and spends nothing if it has not got them.

        What costs more than a whole budget costs a whole budget: it is dear, not forbidden.
        """
        wanted = min(float(turns), self._most)
        with self._one_at_a_time:
            left = self._refilled(who)
            if left < wanted:
                raise TooMany(ceil((wanted - left) / self._pace))
            self._left[who] = (left - wanted, self._now())
            self._left.move_to_end(who)
            if len(self._left) > ADDRESSES:
                self._left.popitem(last=False)

    def __len__(self) -> int:
        return len(self._left)

    def _refilled(self, who: bytes) -> float:
        left, since = self._left.get(who, (self._most, self._now()))
        return min(self._most, left + (self._now() - since) * self._pace)


def take(request: HttpRequest, turn: Turn, turns: int = 1) -> None:
    """Spend turns of whoever sends this request; raises `TooMany` (answered with 429 by `guard`)."""
    buckets = _buckets(settings.CHANCERY_LIMITS, settings.CHANCERY_WORKERS).get(turn)
    if buckets is not None:
        buckets.take(whose(request), turns)


def whose(request: HttpRequest) -> bytes:
    """Whose turns a request spends: those of its address, or of the network that is one reader's."""
    return _digest(client(request))


def client(request: HttpRequest) -> Address:
    """
    Where a request comes from.

    Anybody can write `X-Forwarded-For`.  So it is read from its end, where the web server
    in front of us wrote, and only as far as the writers are ours.
    """
    came_from = _address(request.META.get("REMOTE_ADDR", ""))
    ours = _networks(settings.CHANCERY_PROXIES)
    told = [_address(each) for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    while told and any(came_from in network for network in ours):
        came_from = told.pop()
    return came_from


def read_budgets(written: str) -> Mapping[Turn, Budget]:
    """The budgets as `CHANCERY_LIMITS` names them, ours for those it does not name; raises `Malformed`."""
    if written.strip() == "off":
        return {}
    found = dict(BUDGETS)
    for each in written.split():
        try:
            name, _, rate = each.partition("=")
            turns, seconds = (int(number) for number in rate.split("/"))
            if turns < 1 or seconds < 1:
                raise ValueError(each)
            found[Turn(name)] = Budget(turns=turns, seconds=seconds)
        except ValueError:
            raise Malformed(
                f"CHANCERY_LIMITS holds {each!r}; it is written like `check=60/60 upload=12/60`."
            ) from None
    return found


@cache
def _buckets(written: str, workers: int) -> Mapping[Turn, Buckets]:
    return {turn: Buckets(budget, workers=workers) for turn, budget in read_budgets(written).items()}


def _address(written: str) -> Address:
    """An address as a server writes it; one that cannot be read is nobody's in particular."""
    try:
        found = ip_address(written.strip().strip("[]"))
    except ValueError:
        return UNKNOWN
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return found if mapped is None else mapped


@cache
def _networks(written: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each.strip(), strict=False) for each in written.split(",") if each.strip())


@cache
def _salt() -> bytes:
    return secrets.token_bytes(32)


def _digest(address: Address) -> bytes:
    """Not the address; and of IPv6 the network, because one reader has more addresses than we have memory."""
    whose = address if isinstance(address, IPv4Address) else IPv6Network((address, 64), strict=False)
    return blake2b(str(whose).encode(), key=_salt(), digest_size=16).digest()
