"""Mail: short text first, the reference in the subject, the sealed file only with the letter itself.

One connection carries many letters; each is a transaction of its own, so that one that is
refused holds up no other.  A refusal with 5yz is for ever, one with 4yz is for now
(RFC 5321, 4.2.1).  `Auto-Submitted` keeps other machines from answering (RFC 3834), and
the Message-ID is made of the outbox's own name: sent twice, it is still one letter.
"""

from __future__ import annotations

import mailbox
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType

from chancery.errors import Malformed
from chancery.record.statement import Instant
from chancery.registry.outgoing import DELIVERED, Fault, Outcome

SECONDS = 30
"""For each answer of the server."""
LONGEST_SUBJECT = 200

_SEVEN_BITS = SMTP.clone(cte_type="7bit")
"""Every server takes it, and none rewrites it on the way."""
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_PLAIN_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server that takes our letters, and in whose name they go."""

    host: str
    port: int
    sender: str
    security: str
    """`tls`, `starttls` or `none`."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes along."""

    name: str
    octets: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one person."""

    id: str
    to: str
    subject: str
    text: str
    language: str
    at: Instant
    stop: str = ""
    """Where a mail program may post to end these mails; empty where nobody asked for them."""
    enclosures: Sequence[Enclosure] = ()


def require_mail_address(address: str) -> str:
    """The address; raises `Malformed` unless it is one plain address and nothing beside it."""
    if not address.isascii() or len(address) > 254 or _PLAIN_ADDRESS.fullmatch(address) is None:
        raise Malformed("A mail address is written name@host, in plain letters, and nothing beside it.")
    return address


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The mail as it travels; raises `Malformed` for an address that is none."""
    mail = EmailMessage(policy=_SEVEN_BITS)
    mail["From"] = _address(sender)
    mail["To"] = _address(letter.to)
    # A line break in a subject would begin a header of somebody else's choosing.
    mail["Subject"] = _BREAKS.sub(" ", letter.subject)[:LONGEST_SUBJECT].strip()
    mail["Date"] = format_datetime(datetime.fromtimestamp(letter.at, UTC))
    mail["Message-ID"] = _Unbroken("Message-ID", f"<{letter.id}@{sender.rpartition('@')[2]}>")
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text)
    for enclosed in letter.enclosures:
        main, _, sub = enclosed.kind.partition("/")
        mail.add_attachment(enclosed.octets, maintype=main, subtype=sub, filename=enclosed.name)
    if letter.stop:
        mail["List-Unsubscribe"] = _Unbroken("List-Unsubscribe", f"<{letter.stop}>")
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058, section 3.1
    mail["Content-Language"] = letter.language
    return mail


class _Unbroken(str):
    """
    A header of plain ASCII that stays on its line.

    Python takes an address longer than a line for words to be encoded, and then it is none.
    """

    name: str

    def __new__(cls, name: str, value: str) -> _Unbroken:
        if not value.isascii() or not value.isprintable() or " " in value:
            raise Malformed("A header that may not be broken is plain letters without a space.")
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: object) -> str:
        """As it is."""
        return f"{self.name}: {self}\r\n"


def _address(written: str) -> Address:
    plain = require_mail_address(written)
    return Address(addr_spec=plain)


class Postman:
    """
    A connection to the server, opened when it is first needed and again after it broke.

    Used as a context; not by two threads at once.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Postman:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """Say goodbye, if anybody is there."""
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                self._open.close()
            self._open = None

    def send(self, letter: Letter) -> Outcome:
        """Hand over one letter; what came of it, whatever happened."""
        try:
            mail = composed(letter, self._server.sender)
        except Malformed:
            return Outcome(fault=Fault.NO_ADDRESS, final=True)
        rested = self._open is not None
        try:
            return self._hand_over(mail, letter.to)
        except smtplib.SMTPServerDisconnected as fault:
            self._broken()
            # A server that hung up on an idle line has refused nothing.
            return self.send(letter) if rested else _outcome(fault)
        except (smtplib.SMTPException, OSError) as fault:
            self._broken()
            return _outcome(fault)

    def _hand_over(self, mail: EmailMessage, to: str) -> Outcome:
        try:
            self._connected().send_message(mail, self._server.sender, [to])
        except smtplib.SMTPRecipientsRefused as refused:
            return _refused(*refused.recipients[to])  # and the server waits for the next letter
        return DELIVERED

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        told, trusted = self._server, ssl.create_default_context()
        if told.security == "tls":
            opened: smtplib.SMTP = smtplib.SMTP_SSL(told.host, told.port, timeout=SECONDS, context=trusted)
        else:
            opened = smtplib.SMTP(told.host, told.port, timeout=SECONDS)
        try:
            if told.security == "starttls":
                opened.starttls(context=trusted)
            if told.user is not None:
                opened.login(told.user, told.password or "")
        except BaseException:
            opened.close()
            raise
        return opened

    def _broken(self) -> None:
        """After a fault nobody knows what the server expects next: begin anew."""
        if self._open is not None:
            self._open.close()
            self._open = None


class Pigeonhole:
    """A folder (Maildir) into which mails are put instead of being sent: for a demonstration."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, letter: Letter) -> Outcome:
        """Put one letter there."""
        try:
            mail = composed(letter, self._sender)
            mailbox.Maildir(self._folder, create=True).add(mail.as_bytes())
        except Malformed:
            return Outcome(fault=Fault.NO_ADDRESS, final=True)
        except OSError as fault:
            return Outcome(fault=Fault.UNREACHABLE, said=str(fault))
        return DELIVERED

    def rest(self) -> None:
        """Nothing is open."""


def _outcome(fault: smtplib.SMTPException | OSError) -> Outcome:
    match fault:
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPSenderRefused():
            return Outcome(fault=Fault.NOT_LET_IN, said=_said(fault.smtp_code, fault.smtp_error))
        case smtplib.SMTPDataError():
            return _refused(fault.smtp_code, fault.smtp_error)
        case smtplib.SMTPResponseException():  # before it had heard of any letter
            return Outcome(fault=Fault.BUSY, said=_said(fault.smtp_code, fault.smtp_error))
        case TimeoutError():
            return Outcome(fault=Fault.SLOW)
        case smtplib.SMTPServerDisconnected() if isinstance(fault.__context__, TimeoutError):
            return Outcome(fault=Fault.SLOW)  # so smtplib calls it when it has waited in vain
        case _:
            return Outcome(fault=Fault.UNREACHABLE, said=str(fault))


def _refused(code: int, said: bytes | str) -> Outcome:
    if 500 <= code < 600:
        return Outcome(fault=Fault.REFUSED, said=_said(code, said), final=True)
    return Outcome(fault=Fault.BUSY, said=_said(code, said))


def _said(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"
