"""A feed before it is written down: one letter's changes, or an office's letters, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chancery.phrases.exports.told import Told, plain
from chancery.phrases.saying import apart, say
from chancery.record.statement import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed."""

    id: str
    title: str
    text: str
    published: Instant
    updated: Instant
    page: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed reader is given; *items* come newest first."""

    title: str
    about: str
    page: str
    """The page that tells more."""
    address: str
    """Where the feed itself is, and therefore what it is called."""
    author: str
    language: str
    updated: Instant
    items: tuple[Item, ...]


def of_letter(letter: Told, *, address: str) -> Feed:
    """Everything that became of one letter, an entry for each change of its standing."""
    items = [
        Item(
            id=f"{letter.id}#{change.number}",
            title=_title(letter, change.word),
            text=f"{change.what}. {letter.lead} {letter.do} {letter.partial}"
            if change is letter.changes[-1]
            else f"{change.what}. {letter.partial}",
            published=change.at,
            updated=change.at,
            page=letter.page,
            author=letter.office,
        )
        for change in reversed(letter.changes)
    ]
    return Feed(
        title=plain(say("feeds.of_letter", letter.language, letter=apart(letter.title)), letter.language),
        about=letter.partial,
        page=letter.page,
        address=address,
        author=letter.issuer,
        language=letter.language,
        updated=letter.since,
        items=tuple(items),
    )


def of_office(
    letters: Iterable[Told],
    *,
    office: str,
    issuer: str,
    language: str,
    page: str,
    address: str,
    since: Instant,
) -> Feed:
    """
    An office's letters, whichever changed last first.

    One letter is one entry for ever; when its standing changes the entry does, so that
    whoever has it is told.  *since* is what an empty feed says it was last changed.
    """
    items = sorted((_as_item(letter) for letter in letters), key=lambda item: (-item.updated, item.id))
    return Feed(
        title=plain(
            say("feeds.of_office", language, office=apart(office), institution=apart(issuer)), language
        ),
        about=say("feeds.partial", language),
        page=page,
        address=address,
        author=issuer,
        language=language,
        updated=items[0].updated if items else since,
        items=tuple(items),
    )


def _as_item(letter: Told) -> Item:
    return Item(
        id=letter.id,
        title=_title(letter, letter.changes[-1].word),
        text=f"{letter.lead} {letter.do} {letter.partial}",
        published=letter.released,
        updated=letter.since,
        page=letter.page,
        author=letter.office,
    )


def _title(letter: Told, word: str) -> str:
    title = letter.title[:1].upper() + letter.title[1:]
    return plain(say("feeds.item", letter.language, letter=apart(title), standing=word), letter.language)
