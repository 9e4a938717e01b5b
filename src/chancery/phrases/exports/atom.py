"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from chancery.phrases.exports.feed import Feed, Item
from chancery.phrases.exports.marked_up import put, written
from chancery.phrases.moments import iso

MEDIA = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"


def atom(feed: Feed) -> bytes:
    """The feed as a document; every element that section 4.1.1 asks for, and no extension."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    put(root, "id", feed.address)
    put(root, "title", feed.title)
    put(root, "subtitle", feed.about)
    put(root, "updated", iso(feed.updated))
    put(SubElement(root, "author"), "name", feed.author)
    _link(root, "self", feed.address, MEDIA)
    _link(root, "alternate", feed.page, "text/html")
    for item in feed.items:
        _entry(root, item)
    return written(root)


def _entry(feed: Element, item: Item) -> None:
    entry = SubElement(feed, "entry")
    put(entry, "id", item.id)
    put(entry, "title", item.title)
    put(entry, "published", iso(item.published))
    put(entry, "updated", iso(item.updated))
    put(SubElement(entry, "author"), "name", item.author)
    _link(entry, "alternate", item.page, "text/html")
    content = put(entry, "content", item.text)
    content.set("type", "text")


def _link(parent: Element, rel: str, href: str, media: str) -> None:
    SubElement(parent, "link", {"rel": rel, "type": media, "href": href})
