"""The one door the Counter has: the registry, asked and never told.

`Record` lists all that the public pages ever ask, so that nobody needs to read the
registry to know what the Counter can see.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from chancery.check.answers import LetterName
from chancery.check.copy import Checked, Copy, Letter
from chancery.check.sighting import Sighting
from chancery.check.vouching import Pinned
from chancery.paper.bringing import Reader
from chancery.paper.sandbox import Sandbox
from chancery.record.entry import Entry
from chancery.record.rendition import Rendition
from chancery.record.statement import Instant, Institution, OfficeName, StatementId
from chancery.record.words import Words
from chancery.registry.hints import Hints


class Record(Protocol):
    """What the public may ask of an institution's record."""

    @property
    def institution(self) -> Institution:
        """The domain whose record this is."""
        ...

    @property
    def demonstration(self) -> tuple[str, ...]:
        """What is assumed, when all of this is only a demonstration; empty for a real record."""
        ...

    def now(self) -> Instant:
        """The moment it is."""
        ...

    def check(self, copy: Copy, *, at: Instant | None = None, as_known_at: Instant | None = None) -> Checked:
        """The five answers for whatever somebody brought."""
        ...

    def letter(
        self, id: StatementId, *, at: Instant | None = None, as_known_at: Instant | None = None
    ) -> Letter | None:
        """A letter about a moment, from what was recorded by another; None: as it was shown then."""
        ...

    def by_code(self, typed: str) -> tuple[StatementId, ...]:
        """The letters with that printed code; raises `Malformed` for what cannot be one."""
        ...

    def by_reference(self, reference: str) -> tuple[StatementId, ...]:
        """The letters that carry that reference."""
        ...

    def held(self, id: StatementId) -> tuple[Entry, Words | None] | None:
        """A letter's entry and its words, with nothing weighed."""
        ...

    def entries(self, ids: Iterable[StatementId]) -> tuple[Entry, ...]:
        """Those that are on the record now, in this order; nothing is opened or weighed."""
        ...

    def extent(self) -> tuple[tuple[Institution, int, Instant | None], ...]:
        """How much is held; while it is the same, only the time that passes changes an answer."""
        ...

    def recent(self, limit: int) -> tuple[LetterName, ...]:
        """The newest letters, newest first."""
        ...

    def of_office(self, institution: Institution, office: OfficeName, limit: int) -> tuple[LetterName, ...]:
        """The newest letters of one office, newest first."""
        ...

    def hints(self, after: int) -> Hints:
        """What happened behind that place in the institution's log."""
        ...

    def replying(self, id: StatementId) -> tuple[Entry, ...]:
        """The statements that say they answer a question, or refuse to."""
        ...

    def institutions(self) -> frozenset[Institution]:
        """Whose records are held here."""
        ...

    def charters(self, institution: Institution) -> tuple[Entry, ...]:
        """Every version of a charter, the oldest first."""
        ...

    def evidence(self, id: StatementId) -> bytes:
        """The evidence file for a letter."""
        ...

    def renditions(self, id: StatementId) -> tuple[Rendition, ...]:
        """The files in which a letter was given out."""
        ...

    def rendition(self, digest: bytes) -> bytes | None:
        """Such a file; None if it is not held here."""
        ...

    def file(self, path: str) -> bytes | None:
        """A published file of the log."""
        ...

    def root(self, version: int) -> bytes | None:
        """A version of this institution's charter as it stands on the log; None if there is none."""
        ...

    def pinned(self, institution: Institution) -> Pinned | None:
        """What is known of whose record that is; None for our own, and for one that is not followed."""
        ...


class Sightings(Protocol):
    """Where sightings are kept that a reader agreed to tell."""

    def keep(self, sightings: Iterable[Sighting]) -> None:
        """Keep them; raises `Unavailable`."""
        ...


def sightings() -> Sightings | None:
    """Where this Counter keeps sightings; None where it keeps none."""
    kept: Sightings | None = import_string(settings.CHANCERY_SIGHTINGS)()
    return kept


def hearing() -> Reader:
    """What is remembered here of the heads that people bring."""
    opened: Reader = import_string(settings.CHANCERY_HEARING)()
    return opened


@cache
def sandbox() -> Sandbox:
    """Where this process has strangers' files opened."""
    return Sandbox.here(ahead=settings.READERS_WAITING)


def record() -> Record:
    """The record this Counter stands before, opened once for each process."""
    return _opened(settings.CHANCERY_REGISTRY)


@cache
def _opened(by: str) -> Record:
    opened: Record = import_string(by)()
    return opened


def closed() -> None:
    """Forget what was opened, so that the next question opens it anew."""
    _opened.cache_clear()
