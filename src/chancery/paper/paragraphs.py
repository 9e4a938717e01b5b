"""Paragraphs gathered while XML is walked, and the walk itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree.ElementTree import XMLParser

from chancery.errors import Malformed
from chancery.paper.limits import MOST_CHARACTERS, MOST_NAMED, MOST_PARAGRAPHS

_DEEPEST = 256


class TooMuch(Exception):
    """More parts, paragraphs, characters or levels than are looked at."""


@dataclass(slots=True)
class Reading:
    """What was read of a document so far."""

    paragraphs: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """Words that the document keeps from sight."""
    changed: bool = False
    """Whether it remembers insertions or deletions that nobody has accepted or refused."""
    characters: int = 0

    def add(self, paragraph: str) -> None:
        """One more paragraph; raises `TooMuch`."""
        self.characters += len(paragraph) + 1
        if len(self.paragraphs) == MOST_PARAGRAPHS or self.characters > MOST_CHARACTERS:
            raise TooMuch
        self.paragraphs.append(paragraph)

    def hide(self, words: str) -> None:
        """Words that nobody sees; of very many, the first."""
        if words.strip() and len(self.hidden) < MOST_NAMED:
            self.hidden.append(words.strip()[:1_000])

    def extend(self, other: Iterable[str]) -> None:
        """More paragraphs, those that are blank left out; raises `TooMuch`."""
        for paragraph in other:
            if paragraph.strip():
                self.add(paragraph)


Part = Callable[[str], bytes]
"""A part of a document: its octets by its name, none if there is no such part."""


class Walker(Protocol):
    """Who is told what comes, in order."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins; names are local, without their namespace."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Characters between."""


def walk(octets: bytes, walker: Walker) -> None:
    """
    Tell *walker* what is in a part of a document.

    Raises `ParseError` for what is no XML, `Malformed` for a document type, and `TooMuch`.
    """
    if octets:
        parser = XMLParser(target=_Steps(walker))
        parser.feed(octets)
        parser.close()


class _Steps:
    """What `xml.etree` calls; the names are its own."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._depth = 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        # ECMA-376 part 2, 8.1.1; OpenDocument 1.3 part 3, 3.1 allows none that anybody writes.
        raise Malformed("A document's XML has no document type.")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooMuch
        self._walker.begin(_local(tag), {_local(name): value for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._walker.end(_local(tag))

    def data(self, text: str) -> None:
        self._walker.text(text)

    def close(self) -> None:
        return


def _local(name: str) -> str:
    return name.rpartition("}")[2]
