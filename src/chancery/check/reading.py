"""A text prepared for comparing: its words and marks, and under which forms each is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from chancery.check.normalise import LINE_END_HYPHEN, fold
from chancery.check.sentences import sentences
from chancery.check.tokens import Kind, Token, tokens
from chancery.check.unicode_tricks import Trick, skeleton, tricks
from chancery.check.vocabulary import WordClass, turns_meaning
from chancery.record.words import Span


@dataclass(frozen=True, kw_only=True)
class Reading:
    """
    One text and its tokens.

    `strict` is each token after every named normalisation: equal strict forms are the
    same word, up to `chancery.check.normalise.needed`.  `loose` also forgets capitals
    and look-alikes: it finds which word stands where another should, and never says
    that two are the same.

    Without slots, because the forms are worked out only when somebody asks.
    """

    text: str
    tokens: tuple[Token, ...]
    registered: bool = False
    """Whether these are registered words; words not given on one side never equal those on the other."""

    @cached_property
    def strict(self) -> tuple[str, ...]:
        """Each token after the named normalisations; words not given equal nothing on the other side."""
        forms = _formed([token.text for token in self.tokens], fold)
        for place, token in enumerate(self.tokens):
            if token.kind is Kind.GAP:
                forms[place] = f"\0{token.start} {self.registered}"
        return tuple(forms)

    @cached_property
    def loose(self) -> tuple[str, ...]:
        """Each token as the eye takes it in passing."""
        return tuple(_formed(self.strict, loosened))

    @cached_property
    def words(self) -> tuple[int, ...]:
        """Which of the tokens are words."""
        return tuple(index for index, token in enumerate(self.tokens) if token.kind is Kind.WORD)

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {form: chr(number) for number, form in enumerate(dict.fromkeys(self.strict), 1)}

    @cached_property
    def straw(self) -> str:
        """
        The strict forms as a string, one character for each distinct form.

        So that looking for words is Python's own search, linear in the worst case too.
        """
        return "".join(map(self._letters.__getitem__, self.strict))

    def straw_of(self, forms: Iterable[str]) -> str | None:
        """Other forms written with this text's characters; None when one of them does not occur in it."""
        letters = [self._letters.get(form) for form in forms]
        known = [letter for letter in letters if letter is not None]
        return "".join(known) if len(known) == len(letters) else None

    def has(self, form: str) -> bool:
        """Whether the strict form occurs."""
        return form in self._letters

    @cached_property
    def tricks(self) -> tuple[Trick, ...]:
        """What in it may escape the eye."""
        return tricks(self.text, self.tokens)

    @cached_property
    def turning(self) -> dict[int, frozenset[WordClass]]:
        """Whether each denies, conditions or asks, of the tokens that were looked at so far."""
        return {}

    def turns_at(self, index: int) -> frozenset[WordClass]:
        """Whether the token at *index* denies, conditions or asks."""
        found = self.turning.get(index)
        if found is None:
            found = self.turning[index] = turns_meaning(self.tokens, index)
        return found

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each token begins."""
        return tuple([token.start for token in self.tokens])

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Where its sentences stand."""
        return sentences(self.text)

    def span(self, first: int, after: int) -> Span:
        """Where the tokens from *first* up to *after* stand in the text."""
        if first >= after:
            place = self.tokens[first].start if first < len(self.tokens) else len(self.text)
            return (place, place)
        return (self.tokens[first].start, self.tokens[after - 1].end)


def read(text: str, *, registered: bool = False) -> Reading:
    """*text*, taken apart."""
    return Reading(text=text, tokens=tokens(text), registered=registered)


def rejoined(copy: Reading, registered: Reading) -> Reading:
    """
    The copy with words put together that a hyphen broke at a line's end.

    Only where the whole word is one of the registered text's: “re-⏎form” is “reform”
    if the record knows that word, and otherwise two words and a hyphen.
    """
    if not LINE_END_HYPHEN.search(copy.text):
        return copy
    joined: list[Token] = []
    for token in copy.tokens:
        whole = _whole(copy.text, joined, token)
        if whole is not None and registered.has(fold(whole.text)):
            joined[-2:] = [whole]
        else:
            joined.append(token)
    return Reading(text=copy.text, tokens=tuple(joined), registered=copy.registered)


_EMPHASIS, _HEADING, _QUOTED = frozenset("*_`"), "#", ">"
_DEEPEST = 40
"""So far back the beginning of a line is looked for: a million marks in a line are no mail."""


def undressed(copy: Reading, registered: Reading) -> Reading:
    """The copy without the marks that a mail puts before quoted lines, and Markdown round words."""
    kept = tuple(token for token in copy.tokens if not _is_markup(copy.text, token, registered))
    if len(kept) == len(copy.tokens) or not any(token.kind is Kind.WORD for token in kept):
        return copy
    return Reading(text=copy.text, tokens=kept, registered=copy.registered)


def _is_markup(text: str, token: Token, registered: Reading) -> bool:
    if token.text in _EMPHASIS:
        return _embraces(text, token) and not registered.has(token.text)
    return token.text in (_HEADING, _QUOTED) and _begins_a_line(text, token.start)


def _embraces(text: str, token: Token) -> bool:
    """Whether it touches what it marks on one side; a lone `_` between two words is a sign of its own."""
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
    return bool(before.strip()) or bool(after.strip())


def _begins_a_line(text: str, place: int) -> bool:
    begins = text.rfind("\n", max(0, place - _DEEPEST), place) + 1
    return (begins > 0 or place < _DEEPEST) and not text[begins:place].strip(" \t>#")


def _whole(text: str, before: list[Token], token: Token) -> Token | None:
    """The word that ends with *token*, if a hyphen and a line break stand before it."""
    if len(before) < 2 or token.kind is not Kind.WORD or before[-2].kind is not Kind.WORD:
        return None
    start, end = before[-2].span
    if not LINE_END_HYPHEN.fullmatch(text, end, token.start):
        return None
    return Token(text[start : token.end], start, token.end, Kind.WORD)


def loosened(strict: str) -> str:
    """One word, whose named normalisations are done, as the eye takes it in passing."""
    return skeleton(strict.casefold())


def _formed(texts: Sequence[str], form: Callable[[str], str]) -> list[str]:
    # Remembered for one text only: a memory that outlived it would tell, by its speed,
    # which words somebody else had asked about.
    known = {text: form(text) for text in set(texts)}
    return [known[text] for text in texts]
