"""One letter in the words of one language, ready for any format: nothing is left to decide or to look up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.check.copy import Event, Letter
from chancery.phrases.catalogue import DIRECTIONS
from chancery.phrases.five import answer
from chancery.phrases.leads import do, lead
from chancery.phrases.lives import event, remark
from chancery.phrases.marks import Mark, mark
from chancery.phrases.saying import Names, say
from chancery.phrases.standings import standing, standing_word
from chancery.record.statement import Instant, Statement, StatementId

_ISOLATES = {0x2066: None, 0x2067: None, 0x2068: None, 0x2069: None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One moment from which the letter stood otherwise than before; the first is its release."""

    number: int
    at: Instant
    standing: str
    """By its name in the catalogue."""
    word: str
    what: str
    """What happened, in a few words, with the remark that belongs beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What exports say of a letter."""

    id: StatementId
    code: str
    reference: str | None
    institution: str
    issuer: str
    """What the institution is called …"""
    office: str
    """… and the office."""
    language: str
    title: str
    """The letter as a noun: “the letter US/2020/17 of Command in Iraq”."""
    lead: str
    do: str
    short: str
    """The standing as the cards have it: “Disowned”."""
    mark: Mark
    standing: str
    """By its name in the catalogue …"""
    state: str
    """… and as the answers spell it."""
    authority: str
    force: str
    changes: tuple[Change, ...]
    read: Instant
    """Up to when the record had been seen …"""
    asked: Instant
    """… when this was said."""
    expires: Instant | None
    words: tuple[tuple[str, str], ...]
    """The registered texts, each with its language, the authoritative one first."""
    page: str
    """Where all of it stands, as a whole address."""
    demonstration: bool

    @property
    def released(self) -> Instant:
        """When it went on the record."""
        return self.changes[0].at

    @property
    def since(self) -> Instant:
        """From when its present standing holds."""
        return self.changes[-1].at

    @property
    def partial(self) -> str:
        """That this is not all: every export says so."""
        return say("feeds.partial", self.language)


def told(letter: Letter, language: str, names: Names, *, page: str, demonstration: bool) -> Told:
    """The letter in that language; *page* is the whole address of its page."""
    act = letter.entry.act
    assert isinstance(act, Statement), "only statements have letters"
    answers = letter.answers
    return Told(
        id=letter.name.id,
        code=letter.name.code,
        reference=letter.name.reference,
        institution=letter.name.institution,
        issuer=names.get(letter.name.institution, letter.name.institution),
        office=names.get(act.office, act.office),
        language=language,
        title=plain(names.get(letter.name.id, letter.name.code), language),
        lead=plain(lead(answers, language, names), language),
        do=plain(do(answers, language, names), language),
        short=plain(answer(answers.standing, language, names, letter=letter.name).short, language),
        mark=mark(answers.standing, letter.name),
        standing=standing(answers.standing.state).key,
        state=answers.standing.state,
        authority=answers.authority.state,
        force=answers.force.state,
        changes=tuple(_changes(letter.life, act, language, names)),
        read=answers.record_seen,
        asked=answers.authority.as_of,
        expires=act.expires,
        words=tuple((text.language, text.text) for text in letter.words or ()),
        page=page,
        demonstration=demonstration,
    )


def plain(text: str, language: str) -> str:
    """
    Without the marks that set names apart, where all of it runs from left to right anyway.

    Feed readers and newsrooms' systems show them as boxes.  In Arabic they stay: without
    them a reference would be read backwards.
    """
    return text if DIRECTIONS[language] == "rtl" else text.translate(_ISOLATES)


def _changes(life: tuple[Event, ...], act: Statement, language: str, names: Names) -> Iterator[Change]:
    before = None
    number = 0
    for each in life:
        if each.standing == before:
            continue
        before = each.standing
        number += 1
        what = event(each, language, names, office=act.office)
        beside = remark(each, language)
        yield Change(
            number=number,
            at=each.at,
            standing=standing(each.standing).key,
            word=plain(standing_word(each.standing, language), language),
            what=plain(what if beside is None else f"{what}. {beside}", language),
        )
