"""Domains that are taken for one another: told, never forbidden.

An institution goes by its domain, and people read a domain in a glance.  Whoever founds a
record, and whoever names another institution, is told which held names theirs can be
taken for, and why.  Likeness is no proof of anything: two ministries may well be neighbours
in the dictionary.  Names of the tricks: Unicode UTS #39 (confusables); the permutations are
those that people register to catch a slip of the finger.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.check.characters import mixes_scripts
from chancery.check.confusions import LIKE, exchanged, misreading
from chancery.check.unicode_tricks import skeleton
from chancery.record.statement import Institution


@unique
class Likeness(StrEnum):
    """In what way one domain is taken for another; the first that fits is told."""

    SHAPE = "shape"
    """Letters that look like the other's: `rn` for `m`, a nought for an o, a letter of another script."""
    HYPHEN = "hyphen"
    """The same letters with other hyphens and dots."""
    DOUBLED = "doubled"
    """A letter twice that stands there once, or once that stands there twice."""
    SWAPPED = "swapped"
    """Two neighbouring letters have changed places."""
    LETTER = "letter"
    """One letter more, or one less."""
    EXCHANGED = "exchanged"
    """One letter for another."""
    ENDING = "ending"
    """The same name under another ending."""
    WITHIN = "within"
    """The whole name with words added, or as the beginning of somebody else's."""


@unique
class Oddity(StrEnum):
    """What is unusual about a domain by itself."""

    FOREIGN_LETTERS = "foreign_letters"
    """Letters beyond a to z, which are registered in a spelling that begins with `xn--`."""
    MIXED_SCRIPTS = "mixed_scripts"
    """Letters of several scripts in one label."""
    LIKE_DIGITS = "like_digits"
    """A nought or a one between letters, which is read as a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """A held name that a domain can be taken for."""

    name: Institution
    likeness: Likeness


SHORT = 3
"""Of names so short, every two differ in one letter; only their shapes are compared."""

_BREAKS = re.compile(r"[.-]")
_TWICE = re.compile(r"(.)\1+")
_DIGIT_AMONG_LETTERS = re.compile(r"(?<=[a-z])[01]+(?=[a-z])")


def look_alikes(domain: str, names: Iterable[str]) -> tuple[LookAlike, ...]:
    """The *names* that *domain* can be taken for, each with the first likeness that fits."""
    found = []
    for name in sorted(set(names)):
        likeness = None if _related(domain, name) else next(_likenesses(domain, name), None)
        if likeness is not None:
            found.append(LookAlike(name=Institution(name), likeness=likeness))
    return tuple(found)


def oddities(domain: str) -> tuple[Oddity, ...]:
    """What a reader may not see in *domain*, whatever other names there are."""
    labels = [_decoded(label) for label in domain.split(".")]
    found = {
        Oddity.FOREIGN_LETTERS: any(not label.isascii() for label in labels),
        Oddity.MIXED_SCRIPTS: any(mixes_scripts(label) for label in labels),
        Oddity.LIKE_DIGITS: any(_DIGIT_AMONG_LETTERS.search(label) for label in labels),
    }
    return tuple(oddity for oddity, is_so in found.items() if is_so)


def _related(domain: str, name: str) -> bool:
    """The same, or one below the other: only who holds the upper can give the lower away."""
    return domain == name or domain.endswith(f".{name}") or name.endswith(f".{domain}")


def _likenesses(domain: str, name: str) -> Iterator[Likeness]:
    (ours, our_end), (theirs, their_end) = _parted(domain), _parted(name)
    if ours == theirs and our_end != their_end:
        yield Likeness.ENDING
    else:
        yield from _of_words(ours, theirs)
    if our_end != their_end:
        yield from (like for like in _of_words(our_end, their_end) if _eye(ours) == _eye(theirs))
    if _breathless(domain) == _breathless(name):
        yield Likeness.HYPHEN
    if _holds(domain, name):
        yield Likeness.WITHIN


def _of_words(ours: str, theirs: str) -> Iterator[Likeness]:
    """How two words are alike that are not the same."""
    one, other = _eye(ours), _eye(theirs)
    if _breathless(ours) == _breathless(theirs):
        yield Likeness.HYPHEN
    if _breathless(one) == _breathless(other) or _read_alike(ours, theirs):
        yield Likeness.SHAPE
    if min(len(ours), len(theirs)) > SHORT:
        yield from _of_one_slip(ours, theirs)
        yield from _of_one_slip(one, other)


def _of_one_slip(one: str, other: str) -> Iterator[Likeness]:
    """The slips of a finger."""
    if _TWICE.sub(r"\1", one) == _TWICE.sub(r"\1", other):
        yield Likeness.DOUBLED
    start = _common(one, other)
    rest, other_rest = one[start:], other[start:]
    if rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]:
        yield Likeness.SWAPPED
    if rest[1:] == other_rest or rest == other_rest[1:]:
        yield Likeness.LETTER
    if rest[1:] == other_rest[1:]:
        yield Likeness.EXCHANGED


def _read_alike(ours: str, theirs: str) -> bool:
    """Whether every letter that differs looks like the other's, or is one of another script."""
    if len(ours) == len(theirs):
        return all(one == other or _alike(one, other) for one, other in zip(ours, theirs, strict=True))
    return misreading(ours, theirs, LIKE) <= LIKE


def _alike(one: str, other: str) -> bool:
    return exchanged(one, other) <= LIKE or one.isascii() != other.isascii()


def _parted(domain: str) -> tuple[str, str]:
    """Everything before the last dot, and what comes after it, as people read it."""
    *labels, ending = (_decoded(label) for label in domain.split("."))
    return ".".join(labels), ending


def _decoded(label: str) -> str:
    """A label as it is shown; one that cannot be decoded (RFC 3492) is shown as it stands."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _eye(word: str) -> str:
    """What is left of a word at a glance: no accents, no capitals, letters by their shape."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )
    return skeleton(plain).lower()


def _breathless(word: str) -> str:
    return _BREAKS.sub("", word)


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    length = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        length += 1
    return length


def _holds(domain: str, name: str) -> bool:
    """Whether the name's words stand in the domain, one after the other, among more of them."""
    words, wanted = _BREAKS.split(_eye(domain)), _BREAKS.split(_eye(_parted(name)[0]))
    if sum(map(len, wanted)) < SHORT:
        return False
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))
