"""A hand that changes letters, with names, words and sentences out of other letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random

from bench.copies.edits import ON_PAPER, Change, Page, Tampered, Tampering, carried_out, page_of
from bench.copies.plans import plans


class Forger:
    """Plans changes to letters, with names, words and sentences out of other letters."""

    def __init__(self, others: Sequence[str]) -> None:
        pages = [page_of(text) for text in others]
        self._names = sorted({word for page in pages for word in _names(page)})
        self._sentences = sorted({page.words[slice(*span)] for page in pages for span in _whole(page)})
        self._by_length: dict[int, list[str]] = {}
        for word in sorted({word for page in pages for word in page.words if word.isalpha()}):
            self._by_length.setdefault(len(word), []).append(word)

    def tampered(self, text: str, kind: Tampering, chance: Random) -> Tampered | None:
        """*text* changed in that way; None if it offers no place for it."""
        page = page_of(text)
        if kind is Tampering.SENTENCE_MOVED:
            return _moved(page, chance)
        changes = self._several(page, chance) if kind is Tampering.SEVERAL else self._one(page, kind, chance)
        return carried_out(page, changes, kind) if changes else None

    def _one(self, page: Page, kind: Tampering, chance: Random) -> list[Change]:
        planned = [change for change in self._plans(page, kind, chance) if _changes(page, change)]
        return [chance.choice(planned)] if planned else []

    def _several(self, page: Page, chance: Random) -> list[Change]:
        kinds = [kind for kind in ON_PAPER if kind not in (Tampering.SEVERAL, Tampering.SENTENCE_MOVED)]
        changes: list[Change] = []
        for kind in chance.sample(kinds, chance.randint(3, 6)):
            changes += [each for each in self._one(page, kind, chance) if _apart(each, changes)]
        return changes if len(changes) > 1 else []

    def _plans(self, page: Page, kind: Tampering, chance: Random) -> Iterator[Change]:
        match kind:
            case Tampering.NAME:
                yield from (_swap(page, place, chance.choice(self._names)) for place in _name_places(page))
            case Tampering.WORD:
                yield from self._equals(page, chance)
            case Tampering.SENTENCE_INSERTED:
                for start, _ in _inner(page):
                    yield Change(start=start, after=start, words=chance.choice(self._sentences))
            case _:
                yield from plans(page, kind, chance)

    def _equals(self, page: Page, chance: Random) -> Iterator[Change]:
        for place, word in enumerate(page.words):
            if len(word) > 3 and word.isalpha():
                yield _swap(page, place, chance.choice(self._by_length.get(len(word), [word])))


def _apart(change: Change, others: Iterable[Change]) -> bool:
    """Two changes beside each other would be one, and nobody could say which word belongs to which."""
    return all(change.start > other.after + 1 or other.start > change.after + 1 for other in others)


def _changes(page: Page, change: Change) -> bool:
    """Whether anything differs, beyond what editors may do to the marks at the end of a letter."""
    if page.words[change.start : change.after] == change.words:
        return False
    return change.start > 0 and change.after < len(page.words)


def _moved(page: Page, chance: Random) -> Tampered | None:
    """A sentence changes places with the next; a reader may say of either that it moved."""
    inner = _inner(page)
    pairs = [
        (first, second)
        for first, second in pairwise(inner)
        if page.words[slice(*first)] != page.words[slice(*second)]
    ]
    if not pairs:
        return None
    (a, b), (_, c) = chance.choice(pairs)
    back = [Change(start=a, after=a, words=page.words[b:c]), Change(start=b, after=c, words=())]
    forth = [Change(start=a, after=b, words=()), Change(start=c, after=c, words=page.words[a:b])]
    one = carried_out(page, back, Tampering.SENTENCE_MOVED)
    other = carried_out(page, forth, Tampering.SENTENCE_MOVED)
    return Tampered(kind=one.kind, text=one.text, truths=(*one.truths, *other.truths))


def _inner(page: Page) -> list[tuple[int, int]]:
    """Whole sentences that are neither the first nor the last: without those a letter is an excerpt."""
    return [span for span in page.sentences[1:-1] if span[1] - span[0] > 3]


def _whole(page: Page) -> list[tuple[int, int]]:
    return [span for span in _inner(page) if span[1] - span[0] < 40]


def _names(page: Page) -> Iterator[str]:
    return (page.words[place].strip(",.;") for place in _name_places(page))


_NAME = re.compile(r"[A-Z][a-z]{3,}[,.;]?")
_SON = frozenset({"بن", "ابن", "بنت", "آل", "الأمير", "الدكتور", "المهندس", "الأستاذ", "الشيخ", "الملك"})
"""After these an Arabic name follows, or a part of one."""


def _name_places(page: Page) -> Iterator[int]:
    for place in range(1, len(page.words)):
        before, word = page.words[place - 1], page.words[place]
        capital = (
            _NAME.fullmatch(word) and not before.endswith((".", ":")) and "\n" not in page.spaces[place - 1]
        )
        if capital or (before in _SON and len(word) > 3 and word.isalpha()):
            yield place


def _swap(page: Page, place: int, name: str) -> Change:
    """Another word there, with the marks that stood after the old one."""
    word = page.words[place]
    return Change(start=place, after=place + 1, words=(name + word[len(word.rstrip(",.;")) :],))
