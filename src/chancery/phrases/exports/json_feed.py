"""A feed as JSON Feed 1.1."""

from __future__ import annotations

from chancery.check.projection import Plain
from chancery.phrases.exports.feed import Feed, Item
from chancery.phrases.moments import iso

MEDIA = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> dict[str, Plain]:
    """The feed as an object."""
    return {
        "version": VERSION,
        "title": feed.title,
        "description": feed.about,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(item) for item in feed.items],
    }


def _item(item: Item) -> Plain:
    return {
        "id": item.id,
        "url": item.page,
        "title": item.title,
        "content_text": item.text,
        "date_published": iso(item.published),
        "date_modified": iso(item.updated),
        "authors": [{"name": item.author}],
    }
