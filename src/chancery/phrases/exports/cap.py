"""What last became of a letter as an alert (OASIS Common Alerting Protocol 1.2).

Each change of standing is one message.  The newest one is given; it refers to all
before it, so that whoever holds one of those knows that it has been overtaken.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from chancery.phrases.exports.mapping import MsgType, elsewhere
from chancery.phrases.exports.marked_up import put, written
from chancery.phrases.exports.told import Change, Told
from chancery.phrases.moments import iso
from chancery.phrases.saying import say
from chancery.record.statement import Instant

MEDIA = "application/cap+xml"
CAP = "urn:oasis:names:tc:emergency:cap:1.2"


def cap(letter: Told) -> bytes:
    """The newest message as a document, its elements in the order of the schema (section 3.4)."""
    change = letter.changes[-1]
    kind = _kind(letter, change)
    root = Element("alert", {"xmlns": CAP})
    put(root, "identifier", _identifier(letter, change))
    put(root, "sender", letter.institution)
    put(root, "sent", _moment(change.at))
    # Invented letters are an exercise; no receiver may take one for a real warning.
    put(root, "status", "Exercise" if letter.demonstration else "Actual")
    put(root, "msgType", kind)
    put(root, "scope", "Public")
    put(root, "note", f"{change.what}. {letter.partial}")
    if kind is not MsgType.ALERT:
        put(root, "references", " ".join(_reference(letter, each) for each in letter.changes[:-1]))
    _told(SubElement(root, "info"), letter, change)
    return written(root)


def _told(info: Element, letter: Told, change: Change) -> None:
    put(info, "language", letter.language)
    put(info, "category", "Other")
    put(info, "event", say("feeds.event", letter.language))
    for name in ("urgency", "severity", "certainty"):
        put(info, name, "Unknown")  # a letter is no weather: how grave it is we do not say
    put(info, "effective", _moment(change.at))
    if letter.expires is not None and letter.expires > change.at:
        put(info, "expires", _moment(letter.expires))
    put(info, "senderName", f"{letter.office}, {letter.issuer}")
    put(info, "headline", letter.lead)
    put(info, "description", f"{change.what}. {letter.lead}")
    put(info, "instruction", letter.do)
    put(info, "web", letter.page)


def _kind(letter: Told, change: Change) -> MsgType:
    """The first message is an alert, whatever it says; a later one updates or cancels it."""
    if change.number == 1:
        return MsgType.ALERT
    kind = elsewhere(letter.standing).alert
    return MsgType.UPDATE if kind is MsgType.ALERT else kind


def _identifier(letter: Told, change: Change) -> str:
    """Neither spaces nor commas, `<` or `&` may stand in it."""
    return f"{letter.id}:{change.number}"


def _reference(letter: Told, change: Change) -> str:
    return f"{letter.institution},{_identifier(letter, change)},{_moment(change.at)}"


def _moment(at: Instant) -> str:
    """CAP refuses the letter Z: UTC is written as an offset of minus nought."""
    return iso(at).replace("Z", "-00:00")
