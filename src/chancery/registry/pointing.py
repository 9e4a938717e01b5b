"""What a copy says it is: by being a file that was given out, by evidence, mark, code, or reference in it.

Whatever points at a letter only says which letter's words the copy is to be compared
with.  A genuine code on other words is a genuine code, and other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.check.answers import Gap
from chancery.check.copy import Copy
from chancery.check.weigh import Moment
from chancery.errors import BadSignature, Malformed
from chancery.record.code import read_code
from chancery.record.entry import Entry, charter_of
from chancery.record.rendition import Rendition, Shows
from chancery.record.statement import Institution, Statement, StatementId
from chancery.registry.letters import Letters
from chancery.registry.named import named_alike
from chancery.seal.keys import PublicKey, parse
from chancery.seal.mark import Mark, read_mark

_PRINTED = re.compile(r"(?<![\w-])[0-9A-Z]{5}[-‐‑–][0-9A-Z]{5}[-‐‑–][0-9A-Z](?![\w-])")
_REFERENCE = re.compile(r"(?<!\S)[^\s,;:()\"“”«»]*\d[^\s,;:()\"“”«»]*(?!\S)")
MOST_POINTED_AT = 6
"""Letters that one copy can point at; each is compared with it word by word."""
MOST_LOOKED_UP = 40
"""Codes and references in one copy; a list of letters is an article, and no copy of one."""


@unique
class Pointer(StrEnum):
    """By what a copy points at a letter, the surest first."""

    FILE = "file"
    EVIDENCE = "evidence"
    MARK = "mark"
    CODE = "code"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """A letter on the record that the copy points at."""

    entry: Entry
    by: Pointer
    stamped: bool = False
    """It is the file that shows the letter with what became of it written across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointers:
    """All letters pointed at, each once and by its surest pointer; and what is to be said of pointers."""

    letters: tuple[Pointed, ...] = ()
    remarks: tuple[Gap, ...] = ()


def pointers(copy: Copy, letters: Letters, moment: Moment) -> Pointers:
    """What *copy* points at, among the letters that were on the record at that moment."""
    looking = _Looking(copy=copy, letters=letters, moment=moment)
    marks = tuple(_marks(copy.marks))
    found: dict[StatementId, Pointed] = {}
    for pointed in looking.everything(marks):
        found.setdefault(pointed.entry.id, pointed)
        if len(found) == MOST_POINTED_AT:
            break
    return Pointers(letters=tuple(found.values()), remarks=tuple(looking.remarks(marks)))


def is_mark(text: str) -> bool:
    """Whether a text that somebody typed or scanned is what the mark of a letter says."""
    return any(_marks([text]))


def _marks(texts: Iterable[str]) -> Iterator[Mark]:
    """The QR codes that are marks of letters; others are somebody's and say nothing here."""
    for text in texts:
        with suppress(Malformed):
            yield read_mark(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looking:
    copy: Copy
    letters: Letters
    moment: Moment

    def everything(self, marks: Sequence[Mark]) -> Iterator[Pointed]:
        yield from self._files()
        yield from self._entries(Pointer.EVIDENCE, self.copy.encloses)
        for mark in marks:
            yield from self._marked(mark)
        for code in self._codes():
            yield from self._entries(Pointer.CODE, self.letters.index.coded(code))
        for reference in self._references():
            yield from self._entries(Pointer.REFERENCE, self.letters.index.referenced(reference))

    def remarks(self, marks: Sequence[Mark]) -> Iterator[Gap]:
        for mark in marks:
            yield Gap(what=self._of_mark(mark), facts={"institution": mark.institution, "code": mark.code})
        for code in self._codes():
            if not self.letters.index.coded(code):
                yield Gap(what="code_unknown", facts={"code": code})
        known = {self.letters.home, *self.letters.followed, *self.letters.index.institutions()}
        yield from named_alike([self.copy.text, *self.copy.marks], frozenset(known))

    # A file that was given out

    def _files(self) -> Iterator[Pointed]:
        for entry in self.letters.index.rendered(self.copy.digest) if self.copy.digest else ():
            rendition = entry.act
            if not isinstance(rendition, Rendition) or not self.moment.holds(entry):
                continue
            letter = self.letters.entry(rendition.of, self.moment)
            if letter is not None and letter.institution == entry.institution:
                stamped = rendition.shows is Shows.STAMPED
                yield Pointed(entry=letter, by=Pointer.FILE, stamped=stamped)

    # Names on the copy

    def _entries(self, by: Pointer, ids: Iterable[StatementId]) -> Iterator[Pointed]:
        for id in ids:
            entry = self.letters.entry(id, self.moment)
            if entry is not None and isinstance(entry.act, Statement):
                yield Pointed(entry=entry, by=by)

    def _codes(self) -> Iterator[str]:
        """The codes printed on it; a word of that shape whose check character is wrong is none."""
        found = dict.fromkeys(_PRINTED.findall(self.copy.text))
        for printed in list(found)[:MOST_LOOKED_UP]:
            with suppress(Malformed):
                yield read_code(printed)

    def _references(self) -> Iterator[str]:
        """Every word with a figure in it may be some office's number for a letter."""
        found = dict.fromkeys(word.rstrip(".") for word in _REFERENCE.findall(self.copy.text))
        yield from list(found)[:MOST_LOOKED_UP]

    # Marks

    def _marked(self, mark: Mark) -> Iterator[Pointed]:
        """The letter of that code on the record of the institution that the mark names, and no other's."""
        for pointed in self._entries(Pointer.MARK, self.letters.index.coded(mark.code)):
            if pointed.entry.institution == mark.institution:
                yield pointed

    def _of_mark(self, mark: Mark) -> str:
        if mark.institution not in self.moment.seen:
            return "mark_of_unheld"
        if mark.signature is None:
            return "mark_unsigned"
        if not any(_made(mark, key) for key in self._issuers(mark.institution)):
            return "mark_not_theirs"
        return "mark_theirs" if any(self._marked(mark)) else "mark_without_letter"

    def _issuers(self, institution: Institution) -> Iterator[PublicKey]:
        """Every key with which the institution has signed its record, by its own charters."""
        for entry in self.letters.index.charters(institution):
            register, keys = charter_of(entry).register, charter_of(entry).keys
            issuer = parse(keys[register.issuer]) if register and register.issuer in keys else None
            if isinstance(issuer, PublicKey):
                yield issuer


def _made(mark: Mark, key: PublicKey) -> bool:
    try:
        mark.check(key)
    except BadSignature:
        return False
    return True
