"""The Desk's own settings, in desk.toml: a file that only the account of the Desk may read.

desk = "."                        drafts: a folder, or a PostgreSQL connection string
accounts = "."                    who works here: likewise
address = "127.0.0.1:8100"        where the Desk listens
url = "https://desk.mod.example"  where people reach it; passkeys belong to its host

[mail]                            how letters leave; without it none is sent
host = "mail.mod.example"
port = 587
from = "registry@mod.example"
user = "registry"
password_file = "keys/mail-password"
security = "starttls"             or "tls", or "none" on this machine only

[oidc]                            signing in through the ministry's own provider, if it has one
name = "Ministry sign-in"
issuer = "https://login.mod.example"
client = "chancery"
secret_file = "keys/oidc-secret"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chancery.errors import Malformed
from chancery.wiring.house import DESK_SETTINGS
from chancery.wiring.settings import database_of, octets_of, only_these, read_toml, table_of, text_of

if TYPE_CHECKING:
    from chancery.wiring.house import House

ADDRESS = "127.0.0.1:8100"
SECURITIES = frozenset({"starttls", "tls", "none"})
SUBMISSION = 587
"""The port on which mail is handed in (RFC 6409, section 3.1)."""

_NAMES = frozenset({"desk", "accounts", "address", "url", "mail", "oidc"})
_MAIL_NAMES = frozenset({"host", "port", "from", "user", "password_file", "security", "folder"})
_OIDC_NAMES = frozenset({"name", "issuer", "client", "secret_file"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The server that takes our letters, and in whose name they go."""

    host: str
    port: int
    sender: str
    security: str
    user: str | None = None
    password: str | None = None
    folder: Path | None = None
    """A Maildir into which letters are put instead; then there is no host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """A provider that vouches for the people of a ministry (OpenID Connect Core 1.0)."""

    name: str
    issuer: str
    client: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """What the Desk is told that nobody else is."""

    desk: Path | str
    accounts: Path | str
    address: str
    url: str
    mail: MailSettings | None = None
    oidc: OidcSettings | None = None

    @property
    def host(self) -> str:
        """The host that passkeys belong to (WebAuthn Level 3: the relying party's id)."""
        return urlsplit(self.url).hostname or "localhost"

    @classmethod
    def of(cls, house: House) -> DeskSettings:
        """
        The settings in the desk.toml of a house.

        Raises `Unavailable` if there is none, `Malformed` if it cannot be understood.
        """
        place = house.folder / DESK_SETTINGS
        written = read_toml(place)
        only_these(written, _NAMES, place)
        address = str(written.get("address", ADDRESS))
        return cls(
            desk=database_of(written.get("desk", "."), house.folder, place),
            accounts=database_of(written.get("accounts", "."), house.folder, place),
            address=address,
            url=str(written.get("url", f"http://localhost:{address.rpartition(':')[2]}")).rstrip("/"),
            mail=_mail(table_of(written, "mail", place), house.folder, place),
            oidc=_oidc(table_of(written, "oidc", place), house.folder, place),
        )


def _mail(written: Mapping[str, Any], folder: Path, place: Path) -> MailSettings | None:
    if not written:
        return None
    only_these(written, _MAIL_NAMES, place)
    security = str(written.get("security", "starttls"))
    if security not in SECURITIES:
        raise Malformed(f"In {place}, the security of mail is starttls, tls or none.")
    user, put_into = written.get("user"), written.get("folder")
    if (put_into is None) == ("host" not in written):
        raise Malformed(f"In {place}, mail goes either to a host or into a folder.")
    return MailSettings(
        host="" if put_into is not None else text_of(written, "host", place),
        port=int(written.get("port", SUBMISSION)),
        sender=text_of(written, "from", place),
        security=security,
        user=None if user is None else str(user),
        password=_secret(written.get("password_file"), folder),
        folder=None if put_into is None else folder / str(put_into),
    )


def _oidc(written: Mapping[str, Any], folder: Path, place: Path) -> OidcSettings | None:
    if not written:
        return None
    only_these(written, _OIDC_NAMES, place)
    return OidcSettings(
        name=text_of(written, "name", place),
        issuer=text_of(written, "issuer", place),
        client=text_of(written, "client", place),
        secret=_secret(text_of(written, "secret_file", place), folder) or "",
    )


def _secret(name: object, folder: Path) -> str | None:
    """A secret lies in a file of its own, so that settings can be shown to somebody who helps."""
    return None if name is None else octets_of(folder / str(name)).decode().strip()
