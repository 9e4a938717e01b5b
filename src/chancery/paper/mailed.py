"""A question that came by e-mail: who wrote, what they ask, and the words they quote.

The head of the message is read here, and no more than its head; whatever has to be parsed
below it is read in the sandbox like any stranger's file.  What a machine sent is told from
what a person wrote by what the message says of itself (RFC 3834, RFC 2919, RFC 2076): a
question that is answered by a machine which answers machines never ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses
from enum import StrEnum, unique
from hashlib import sha256

from chancery.errors import Malformed

LARGEST_HEAD = 65_536
"""Octets; the heads that people's programs write have some thousands."""
LONGEST_SUBJECT = 500

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_NOT_PEOPLE = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|daemon|listserv|majordomo)\b", re.I
)
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "X-Loop")
_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_REPLY = re.compile(r"^\s*((re|fw|fwd|aw|wg|rv|رد)\s*(\[\d+\])?:\s*)+", re.I)
_QUOTED = re.compile(r"^\s{0,3}>\s?")
_SIGNATURE = re.compile(r"^-- ?$")
_INTRODUCES = re.compile(r"[:：]\s*$")


@unique
class Aside(StrEnum):
    """Why a message is no question, and is left aside without a word to anybody."""

    MACHINE = "machine"
    LIST = "list"
    OURSELVES = "ourselves"
    NOBODY = "nobody"
    """It has no sender to whom anything could be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a message says."""

    sender: str
    """The address it came from; empty for none."""
    name: str
    """What the sender calls themselves."""
    subject: str
    message: bytes
    """SHA-256 of the message's own name, or of its whole head where it has none."""
    aside: Aside | None
    """Why it is to be left aside; None for a message that a person seems to have written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The words of a message, the writer's own apart from those they quote."""

    own: str
    quoted: str


def read_head(octets: bytes, *, ours: frozenset[str]) -> Head:
    """
    The head of a message; *ours* are the domains from which we write ourselves.

    Raises `Malformed` for what has no head, or one that is too long to be a person's.
    """
    head = _head_of(octets)
    try:
        message = BytesHeaderParser(policy=compat32).parsebytes(head)
        name, sender = _sender(message)
        subject = _plain(str(message.get("Subject", "")))[:LONGEST_SUBJECT]
    except (MessageError, ValueError, LookupError) as fault:
        raise Malformed("The head of this message cannot be read.") from fault
    named = str(message.get("Message-ID", "")).strip()
    return Head(
        sender=sender,
        name=name,
        subject=_REPLY.sub("", subject).strip(),
        message=sha256(named.encode("utf-8", "surrogatepass") if named else head).digest(),
        aside=_aside(message, sender, ours),
    )


def spoken(text: str) -> Spoken:
    """
    The writer's own words and the quoted ones, which programs mark with `>`.

    A signature is dropped, and with it the line that says who wrote what is quoted: “On
    Monday the general wrote:”.
    """
    own: list[str] = []
    quoted: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _SIGNATURE.match(line):
            break
        if _QUOTED.match(line):
            if not quoted and own and _INTRODUCES.search(own[-1]):
                own.pop()
            quoted.append(_QUOTED.sub("", line))
        else:
            own.append(line.rstrip())
    return Spoken(own="\n".join(own).strip(), quoted="\n".join(quoted).strip())


def _head_of(octets: bytes) -> bytes:
    body = octets.partition(b"\n")[2] if octets.startswith(b"From ") else octets
    end = _END_OF_HEAD.search(body, 0, LARGEST_HEAD)
    if end is None:
        raise Malformed("This is no e-mail: it has no head, or one that no program writes.")
    head = body[: end.start()] + b"\n\n"
    if not re.match(rb"[!-9;-~]+:", head):
        raise Malformed("This is no e-mail: it does not begin with the head of one.")
    return head


def _sender(message: Message) -> tuple[str, str]:
    """The name and the address in `From`; of several writers the first."""
    found = getaddresses([str(each) for each in message.get_all("From", [])])
    name, address = found[0] if found else ("", "")
    return _plain(name)[:200], address.strip()


def _plain(written: str) -> str:
    """An encoded word as it reads (RFC 2047), without anything that could begin another line."""
    decoded = str(make_header(decode_header(written)))
    return " ".join("".join(each if each.isprintable() else " " for each in decoded).split())


def _aside(message: Message, sender: str, ours: frozenset[str]) -> Aside | None:
    if not sender or str(message.get("Return-Path", "")).strip() == "<>":
        return Aside.NOBODY
    if sender.rpartition("@")[2].casefold() in ours:
        return Aside.OURSELVES
    automatic = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().casefold()
    answering = any(message.get(name) is not None for name in ("X-Autoreply", "X-Autorespond"))
    if automatic != "no" or answering or _NOT_PEOPLE.match(sender):
        return Aside.MACHINE
    precedence = str(message.get("Precedence", "")).strip().casefold()
    if precedence in _BULK or any(message.get(name) is not None for name in _LISTS):
        return Aside.LIST
    return None
