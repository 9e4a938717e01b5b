"""Asking addresses that strangers gave: only what is everybody's, at the very place that was looked at.

A name is looked up once, every address it leads to must be everybody's, and the
connection goes to one of those addresses and to nothing that is looked up again later
(DNS rebinding).  No redirect is followed, answers are cut off, and everything has an end.
What this does not do: it does not judge what the other side says, and it cannot know
what a public address forwards to.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_exceptions import InvalidURL
from yarl import URL

from chancery.errors import Malformed, Unavailable

SECONDS: Final = 10
"""For a whole exchange, from the first look-up to the last octet."""
SECONDS_TO_CONNECT: Final = 5
MOST_OCTETS: Final = 4_096
"""Octets of an answer that are read; nobody needs more to say yes or no."""
AT_ONE_HOST: Final = 64
"""Connections to one host at a time: whoever is slow holds up nobody else."""


class NotPublic(Unavailable):
    """The address leads into a network that is not everybody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the other side said: a status, and the beginning of its words."""

    status: int
    said: str


def is_public(address: str) -> bool:
    """
    Whether an address is everybody's, in whichever form a system may write it.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, Teredo, NAT64) is as
    public as that one: many systems deliver it there.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        return _is_global(found) and all(_is_global(inner) for inner in _carried(found))
    return _is_global(found)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    # Python calls all of ::/8 reserved, NAT64 (RFC 6052) among it; of IPv4 it says it rightly.
    reserved = isinstance(address, IPv4Address) and address.is_reserved
    return address.is_global and not address.is_multicast and not reserved


def _carried(address: IPv6Address) -> Sequence[IPv4Address]:
    teredo = address.teredo or ()
    inner = [address.ipv4_mapped, address.sixtofour, *teredo]
    if address.packed[:12] in (bytes(12), bytes.fromhex("0064ff9b") + bytes(8)):
        inner.append(IPv4Address(address.packed[12:]))
    return [each for each in inner if each is not None]


@lru_cache(maxsize=20_000)
def require_web_address(address: str) -> URL:
    """
    The address, read once and by one reader.

    Raises `Malformed` unless it is plain http or https, with a host, without a user, and
    spelled so that no two readers could take it for different places.
    """
    try:
        parts = urlsplit(address)
        url, host, _ = URL(address), parts.hostname, parts.port
    except ValueError as unreadable:
        raise Malformed("This web address cannot be read.") from unreadable
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        raise Malformed("A web address begins with https:// and names nobody before its host.")
    # Two readers must take it for the same place: this one, and whatever opens the connection.
    plain = "\\" not in address and "%" not in parts.netloc and address.isprintable()
    if not plain or not host or not url.host:
        raise Malformed("This web address does not say plainly which host is meant.")
    return url


class LookUp:
    """Looks names up; a test brings one that answers what it likes."""

    async def addresses(self, host: str) -> Sequence[str]:
        """Every address the name leads to now."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class _Guard(AbstractResolver):
    """Looks a name up once, and lets through nothing that is not everybody's."""

    def __init__(self, look_up: LookUp, at_home: bool) -> None:
        self._look_up = look_up
        self._at_home = at_home

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses the connection may go to; raises `NotPublic` if one of them is not everybody's."""
        addresses = await self._look_up.addresses(host)
        for address in addresses:
            self.require(address)
        return [_result(host, address, port) for address in addresses]

    def require(self, address: str) -> None:
        if is_public(address) or (self._at_home and _is_loopback(address)):
            return
        raise NotPublic("The address leads into a network that is not everybody's.")

    def socket(self, place: tuple[Any, ...]) -> socket.socket:
        """
        A socket for the one place it is about to connect to.

        The last gate, and the only one that a host spelled as an address comes to.
        """
        family, kind, proto, _, address = place
        self.require(str(address[0]))
        return socket.socket(family, kind, proto)

    async def close(self) -> None:
        """Nothing is held."""


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class Guarded:
    """
    Posts to addresses that strangers gave.

    *at_home* lets it reach this machine itself: for a demonstration, and for tests that
    say so.  Used as an asynchronous context.
    """

    def __init__(self, *, at_home: bool = False, at_once: int = 256, look_up: LookUp | None = None) -> None:
        self._guard = _Guard(look_up or LookUp(), at_home)
        self._at_once = at_once
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Guarded:
        connector = TCPConnector(
            resolver=self._guard,
            socket_factory=self._guard.socket,
            use_dns_cache=False,
            limit=self._at_once,
            limit_per_host=AT_ONE_HOST,
        )
        self._session = ClientSession(
            connector=connector,
            timeout=ClientTimeout(total=SECONDS, connect=SECONDS, sock_connect=SECONDS_TO_CONNECT),
            cookie_jar=DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._session.close()

    async def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """
        Post once, and follow nothing.

        Raises `Malformed` for an address that is none, `NotPublic` for one that leads
        elsewhere, `TimeoutError` for one that is too slow, `Unavailable` for every other fault.
        """
        assert self._session is not None
        url = require_web_address(address)
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                # Of a success nobody reads the words; and what goes on for longer is cut off here.
                said = b"" if answer.ok else await answer.content.read(MOST_OCTETS)
                answer.close()
                return Answered(status=answer.status, said=said.decode(errors="replace"))
        except InvalidURL as unreadable:
            raise Malformed("This web address cannot be read.") from unreadable
        except (ClientError, OSError, ValueError) as fault:
            if isinstance(fault, TimeoutError):
                raise
            raise Unavailable(f"The address does not answer: {fault}.") from fault
