"""Articles and the places in them: a passage is where words stand, so it can say nothing else than they do.

The text of an article may be somebody else's to keep.  Then it is known by its title,
length and digest alone (`AbsentSource`), with a few short fragments at most; every
place in it stays exact, and whoever brings the text sees every word again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from chancery.errors import Malformed, Unavailable
from chancery.record.words import Span

LONGEST_FRAGMENT = 100
"""Code points of one fragment that may be kept without the text it was taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The article: its whole text, code point for code point, and the SHA-256 of its UTF-8 bytes."""

    title: str
    digest: bytes
    text: str = field(repr=False)

    def __post_init__(self) -> None:
        if digest_of_text(self.text) != self.digest:
            raise Malformed(f'The text of "{self.title}" is not the text its digest was taken of.')

    @property
    def length(self) -> int:
        """How many code points it has."""
        return len(self.text)

    def words(self, span: Span) -> str | None:
        """The words at that place."""
        return self.text[span[0] : span[1]]

    def passage(self, span: Span, text: str | None = None) -> Passage:
        """The words at *span*; raises `Malformed` unless they are exactly *text*, where that is given."""
        passage = Passage(source=self, span=span)
        if text is not None and passage.text != text:
            raise Malformed(f'"{self.title}" has other words at {span[0]}–{span[1]} than "{text}".')
        return passage


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentSource:
    """
    An article whose text is not here: its title, its length, its digest, and a few short fragments.

    A fragment says what somebody read at that place.  It cannot be held against the
    text before the text is brought, and nobody may take it for compared.
    """

    title: str
    digest: bytes
    length: int
    fragments: tuple[tuple[Span, str], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        for (start, end), words in self.fragments:
            if not 0 <= start < end <= self.length or end - start != len(words):
                raise Malformed(f'"{self.title}" has no room for "{words}" at {start}–{end}.')
            if len(words) > LONGEST_FRAGMENT:
                raise Malformed(f"A fragment has at most {LONGEST_FRAGMENT} characters without its text.")

    def words(self, span: Span) -> str | None:
        """What was noted of the words at that place; None where nothing was."""
        return dict(self.fragments).get(span)

    def passage(self, span: Span, text: str | None = None) -> Passage:
        """The place *span*; raises `Malformed` if other words than *text* were noted of it."""
        passage = Passage(source=self, span=span)
        if text is not None and passage.printed != text:
            raise Malformed(f'"{self.title}" has other words at {span[0]}–{span[1]} than "{text}".')
        return passage

    def brought(self, text: str) -> Source:
        """The article with its text; raises `Malformed` if it is another text or a fragment is not in it."""
        source = Source(title=self.title, digest=self.digest, text=text)
        for span, words in self.fragments:
            source.passage(span, words)
        return source


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """
    Some words of a source, by where they stand.

    Only the place is kept; the words are read from the source each time, so a passage
    cannot say anything else than its source does.
    """

    source: Source | AbsentSource = field(repr=False)
    span: Span

    def __post_init__(self) -> None:
        start, end = self.span
        if not 0 <= start < end <= self.source.length:
            raise Malformed(f'"{self.source.title}" has no words at {start}–{end}.')

    @property
    def printed(self) -> str | None:
        """The words, as printed; None where the text is not here and nothing was noted of this place."""
        return self.source.words(self.span)

    @property
    def compared(self) -> bool:
        """Whether the words were read from the text itself, not from a note of it."""
        return isinstance(self.source, Source)

    @property
    def text(self) -> str:
        """The words, as printed; raises `Unavailable` where there are none to show."""
        printed = self.printed
        if printed is None:
            raise Unavailable(f'The text of "{self.source.title}" is not here; bring it to read these words.')
        return printed

    def within(self, other: Passage) -> bool:
        """Whether these words stand inside those."""
        return other.span[0] <= self.span[0] and self.span[1] <= other.span[1]


def digest_of_text(text: str) -> bytes:
    """The SHA-256 of the text's UTF-8 bytes, by which a source is known."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
