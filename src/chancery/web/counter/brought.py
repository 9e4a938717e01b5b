"""What somebody brought: the form as it came, read into a `Copy` or refused in one sentence.

Nothing is repaired.  Octets that are not UTF-8 would be shown as other words than were
brought, so they are refused instead of replaced.  A file is not opened here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum, unique
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest

from chancery.check.copy import Copy, Kind
from chancery.paper.bringing import Handed
from chancery.paper.copies import pasted

FEW_WORDS = 40
"""Up to so many words are looked for as a quotation; more are taken as a letter or part of one."""

MOST_PASTED = 100_000
"""Octets of text that may be pasted: some fifty pages.  Who has more brings the file."""

REPEATED, DISTINCT = 1_500, 0.03
"""From so many words on, this share of them must be different ones.  In a letter of that length it is ten
times as many; a text made of two words, over and over, is nobody's, and takes minutes to compare."""

REPLACEMENT = "\ufffd"
"""What Django puts for octets it cannot read."""


@unique
class Fault(StrEnum):
    """Why something cannot be checked, by the name of its sentence."""

    EMPTY = "empty"
    TWO_THINGS = "two_things"
    UNREADABLE = "unreadable"
    NUL = "nul"
    MISTYPED = "mistyped"
    EVIDENCE = "evidence"
    TOO_LARGE = "too_large"
    REPEATS = "repeats"
    MOMENT = "moment"
    BAD_REQUEST = "bad_request"


class NotReadable(Exception):
    """What was brought cannot be checked; *fault* names the sentence that says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form's three fields, of which one is filled in, and whether the words are an article."""

    words: str
    code: str
    file: tuple[str, bytes] | None
    article: bool


def brought(request: HttpRequest) -> Copy | Handed:
    """The one thing that was brought; raises `NotReadable`."""
    form = _form(request)
    filled = [thing for thing in (form.words.strip(), form.code.strip(), form.file) if thing]
    if not filled:
        raise NotReadable(Fault.EMPTY)
    if len(filled) > 1:
        raise NotReadable(Fault.TWO_THINGS)
    if form.file is not None:
        return of_file(*form.file, article=form.article)
    if form.code.strip():
        return Copy(kind=Kind.CODE, text=plain(form.code.strip()))
    return of_words(form.words, article=form.article)


def of_words(words: str, *, article: bool) -> Copy:
    """Words pasted or typed."""
    text = plain(words)
    if _kind(text, article) is Kind.TEXT:
        return pasted(text, hashlib.sha256(text.encode()).digest())
    return Copy(kind=_kind(text, article), text=text, digest=hashlib.sha256(text.encode()).digest())


def of_file(name: str, octets: bytes, *, article: bool) -> Handed:
    """A file, not yet opened: that is done where it can do no harm."""
    if len(octets) > settings.MOST_BROUGHT:
        raise NotReadable(Fault.TOO_LARGE)
    if not octets.strip():
        raise NotReadable(Fault.EMPTY)
    return Handed(octets=octets, name=name, article=article)


def _form(request: HttpRequest) -> Form:
    original = _octets_of_the_form(request)
    words, code = request.POST.get("words", ""), request.POST.get("code", "")
    if (words + code).count(REPLACEMENT) > original.count(REPLACEMENT.encode()):
        raise NotReadable(Fault.UNREADABLE)
    file = request.FILES.get("file")
    return Form(
        words=words.replace("\r\n", "\n"),  # HTML forms send every line break as CR LF
        code=code,
        file=None if file is None else (file.name or "", file.read()),
        article=request.POST.get("what") == "article",
    )


def _octets_of_the_form(request: HttpRequest) -> bytes:
    """The body as it came, so that a replacement character somebody typed is told from one Django made."""
    if request.content_type == "application/x-www-form-urlencoded":
        return unquote_to_bytes(request.body)
    return request.body


def plain(text: str) -> str:
    """Words that can be checked; raises `NotReadable`."""
    if not text.strip():
        raise NotReadable(Fault.EMPTY)
    if "\0" in text:
        raise NotReadable(Fault.NUL)
    if len(text.encode("utf-8", "surrogatepass")) > MOST_PASTED:
        raise NotReadable(Fault.TOO_LARGE)
    words = text.lower().split()
    if len(words) > REPEATED and len(set(words)) < DISTINCT * len(words):
        raise NotReadable(Fault.REPEATS)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise NotReadable(Fault.UNREADABLE)
    return text


def _kind(text: str, article: bool) -> Kind:
    if article:
        return Kind.ARTICLE
    return Kind.QUOTATION if len(text.split()) <= FEW_WORDS else Kind.TEXT
