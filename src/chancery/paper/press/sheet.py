"""Everything that is printed on a letter, as plain text.

Nothing here is markup and nothing of it is ever read as markup: a `#` in a name prints as `#`.
What stands round it, such as "Our reference" or the names of the months, is the template's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chancery.record.statement import Instant, Institution

InLanguages = Mapping[str, str]
"""The same thing said in several languages, by BCP 47 tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What an institution puts on top of its letters."""

    name: InLanguages = field(default_factory=dict)
    """The institution, in as many languages as it likes to be named in."""
    address: tuple[str, ...] = ()
    logo: bytes | None = field(default=None, repr=False)
    """An SVG or a PNG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The registered words in one language, cut at their blank lines and nowhere else changed."""

    language: str
    title: str | None = None
    paragraphs: tuple[str, ...] = ()
    """A line break within a paragraph is one on paper too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who released it, and by what right."""

    name: str
    office: InLanguages
    capacity: str | None = None
    """A word of the charter's, such as `acting`; None for a holder in full possession of the office."""
    delegated_by: InLanguages | None = None
    """The office whose power was handed on; None: the office's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What is written across a rendition that no longer speaks: which notice, when, by whom."""

    words: InLanguages
    beforehand: bool = False
    """Whether it is no letter yet: it then carries neither mark nor code, for nothing could be looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A letter before it is drawn."""

    institution: Institution
    """Its domain, under which the code can be typed."""
    letterhead: Letterhead
    office: InLanguages
    code: str
    mark: str
    """What the QR code says (`write_mark`)."""
    released: Instant
    passages: tuple[Passage, ...]
    """The authoritative one first."""
    reference: str | None = None
    place: InLanguages = field(default_factory=dict)
    action_addressees: tuple[str, ...] = ()
    info_addressees: tuple[str, ...] = ()
    effective: Instant | None = None
    """None: at once."""
    expires: Instant | None = None
    signatories: tuple[Signatory, ...] = ()
