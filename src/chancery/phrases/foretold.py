"""What an act would bring, in sentences: what readers are told, what falls with it, what stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery.check.answers import Answer, Question
from chancery.phrases.catalogue import slug
from chancery.phrases.five import answer, question
from chancery.phrases.leads import lead
from chancery.phrases.saying import UNNAMED, Names, say
from chancery.phrases.standings import standing_word
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.statement import Statement, StatementId, Verb
from chancery.registry.foresight import Foresight, Shift

MOVABLE = (Question.AUTHORITY, Question.STANDING, Question.FORCE)
"""The answers that an act on the record can change; the other two are about a copy and its words."""

WARNINGS = ("one", "two", "three")
"""The names of the sentences that say what an act does not do."""

MOST_PAGES = 3
"""Letters whose pages are foretold answer by answer; of the others a sentence is enough."""

MOST_TOLD = 60
"""Sentences that an officer reads; of the rest, how many there are."""

COUNTS = {YES: "counts", NO: "counts_for_nothing", UNDETERMINED: "in_doubt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question with its short answer now and then."""

    question: str
    before: str
    after: str

    @property
    def changes(self) -> bool:
        """Whether readers will be told otherwise."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What the page of one letter says now, and what it will say."""

    letter: StatementId
    called: str
    before: str
    after: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """A foresight in sentences, in the order in which an officer must know them."""

    verdict: str
    public: tuple[Public, ...]
    falls: tuple[str, ...]
    """What goes down with it …"""
    revives: tuple[str, ...]
    """… what comes back, or into force …"""
    otherwise: tuple[str, ...]
    """… and what is told otherwise without either."""
    stays: tuple[str, ...]
    """What leans on it and stays as it is."""
    ends: str | None
    more: str | None
    not_whole: str | None
    does_not: tuple[str, ...]


def foretold(foresight: Foresight, language: str, names: Names = UNNAMED) -> Foretold:
    """What would happen, for whoever is about to do it."""
    telling = _Telling(foresight=foresight, language=language, names=names)
    public = telling.public()
    rest = [shift for shift in foresight.shifts if shift.entry.id not in {each.letter for each in public}]
    said = [sentence for shift in rest[:MOST_TOLD] for sentence in telling.of(shift)]
    stays = foresight.untouched[:MOST_TOLD]
    left_out = len(rest[MOST_TOLD:]) + len(foresight.untouched) - len(stays)
    return Foretold(
        verdict=telling.say(COUNTS[foresight.counts]),
        public=public,
        falls=tuple(sentence for kind, sentence in said if kind == "falls"),
        revives=tuple(sentence for kind, sentence in said if kind == "revives"),
        otherwise=tuple(sentence for kind, sentence in said if kind == "otherwise"),
        stays=tuple(telling.say("stays", entry=entry.id) for entry in stays),
        ends=None if foresight.ends is None else telling.say("ends", until=foresight.ends),
        more=telling.say("more", count=left_out) if left_out else None,
        not_whole=None if foresight.whole else telling.say("not_whole"),
        does_not=tuple(telling.warnings()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    foresight: Foresight
    language: str
    names: Names

    def say(self, sentence: str, **facts: str | int) -> str:
        return say(f"notices.foretold.{sentence}", self.language, self.names, **facts)

    def public(self) -> tuple[Public, ...]:
        """The pages of the letters that the act names, or that a notice it names is about."""
        meant = [shift for shift in self.foresight.shifts if _is_letter(shift) and self._is_meant(shift)]
        return tuple(self._page(shift) for shift in meant[:MOST_PAGES])

    def _page(self, shift: Shift) -> Public:
        return Public(
            letter=shift.entry.id,
            called=self.names.get(shift.entry.id, shift.entry.id),
            before=lead(shift.before.answers, self.language, self.names),
            after=lead(shift.after.answers, self.language, self.names),
            rows=tuple(self._rows(shift)),
        )

    def _is_meant(self, shift: Shift) -> bool:
        """Whether the act reaches it directly, and not only what leans on it."""
        if shift.through is None:
            return True
        between = self.foresight.shift(shift.through)
        return between is not None and not _is_letter(between) and between.through is None

    def _rows(self, shift: Shift) -> Iterator[Row]:
        then = {each.question: each for each in shift.after.answers}
        for each in shift.before.answers:
            if each.question in MOVABLE:
                yield Row(
                    question=question(each.question, self.language),
                    before=self._short(each, shift),
                    after=self._short(then[each.question], shift),
                )

    def _short(self, told: Answer, shift: Shift) -> str:
        return answer(told, self.language, self.names, letter=shift.before.answers.letter).short

    def of(self, shift: Shift) -> Iterator[tuple[str, str]]:
        """One statement that is told otherwise, with the heading it belongs under."""
        yield from self._letter(shift) if _is_letter(shift) else self._notice(shift)

    def _notice(self, shift: Shift) -> Iterator[tuple[str, str]]:
        entry, (before, after) = shift.entry.id, (shift.before.counts, shift.after.counts)
        if before is after:
            yield "otherwise", self.say("stands", entry=entry, standing=self._standing(shift))
        elif after is YES:
            yield "revives", self.say("notice_counts", entry=entry)
        else:
            yield "falls", self.say("notice_ends" if after is NO else "notice_open", entry=entry)

    def _letter(self, shift: Shift) -> Iterator[tuple[str, str]]:
        if shift.falls:
            key = "part_falls" if shift.after.binding else "letter_falls"
            yield "falls", self._with_reason(key, shift, tuple(sorted(shift.falls)))
        if shift.revives:
            key = "part_revives" if shift.before.binding else "letter_revives"
            yield "revives", self._with_reason(key, shift, tuple(sorted(shift.revives)))
        yield from (("otherwise", sentence) for sentence in self._told_otherwise(shift))

    def _told_otherwise(self, shift: Shift) -> Iterator[str]:
        """What else readers will be told of a letter, whether or not its force changes."""
        entry, before, after = shift.entry.id, shift.before.answers, shift.after.answers
        for _, premise in sorted(shift.after.missing - shift.before.missing):
            yield self.say("flagged", entry=entry, premise=premise)
        if before.authority.state != after.authority.state:
            yield self.say(f"approved_{slug(after.authority.state)}", entry=entry)
        if before.standing.state != after.standing.state:
            yield self.say("stands", entry=entry, standing=self._standing(shift))
        if before.force.state != after.force.state and not (shift.falls or shift.revives):
            word = answer(after.force, self.language, self.names, letter=after.letter).short
            yield self.say("does", entry=entry, then=word)

    def _with_reason(self, sentence: str, shift: Shift, clauses: tuple[str, ...]) -> str:
        facts: dict[str, str | int | tuple[str, ...]] = {"entry": shift.entry.id, "clauses": clauses}
        if shift.through is not None:
            sentence, facts["through"] = f"{sentence}_through", shift.through
        return say(f"notices.foretold.{sentence}", self.language, self.names, **facts)

    def _standing(self, shift: Shift) -> str:
        return standing_word(shift.after.answers.standing.state, self.language)

    def warnings(self) -> Iterator[str]:
        """What people expect of such an act and what it does not do."""
        verb = self.foresight.statement.notice.verb if self.foresight.statement.notice else None
        if verb is not None:
            yield from does_not(verb, self.language)


def does_not(verb: Verb, language: str) -> Iterator[str]:
    """What such a notice does not do, whatever it is about."""
    for each in WARNINGS:
        yield say(f"notices.does_not.{verb}.{each}", language)


def _is_letter(shift: Shift) -> bool:
    return isinstance(shift.entry.act, Statement) and shift.entry.act.notice is None
