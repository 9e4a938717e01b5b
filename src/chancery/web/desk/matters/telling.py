"""What a matter's pages show, line by line: values of the core, each with the words beside it.

Nothing is decided here.  Words of a source are passed on as they were printed, with the
language they are in; ours are marked as ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chancery import phrases
from chancery.check.answers import Answer, Answers
from chancery.check.copy import Letter
from chancery.phrases import has, say, stretch
from chancery.record.asks import Ask, AskState
from chancery.record.claims import Claim, Link, PartyId, Report, Reported, answers
from chancery.record.edtf import Reach, reach_of
from chancery.record.matter import Kind, KnownSource, Membership, reported
from chancery.record.source import Passage
from chancery.record.statement import Instant
from chancery.registry.dossier import AskLine, Reading, StatementLine, Stood
from chancery.web.counter.names import Names

_DAY = 86_400
_PARTY = re.compile(r"\b(?:person|body|group|source):[A-Za-z0-9-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """One answer as a shape, its question and a few words."""

    mark: phrases.Mark
    question: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStatement:
    """A gathered statement with three of its answers; its own page has all five."""

    membership: Membership
    name: str
    code: str | None
    answers: tuple[ShownAnswer, ...]
    """Empty when it is on no record that is held here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownThen:
    """One row of the two clocks: the words for then, as shown and as known now."""

    name: str
    code: str | None
    shown: tuple[str, ...]
    known: tuple[str, ...]
    agree: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWords:
    """Words of a source: as printed, or only where they stand."""

    words: str | None
    start: int
    end: int
    compared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """A claim with everything that hangs on it, and the answers about it, which are always the same."""

    id: str
    member: str
    sentence: str
    passage: ShownWords
    ours: str
    act: str
    readings: tuple[str, ...]
    speaker: str | None
    capacity: str | None
    told_by: tuple[str, ...]
    quotation: str
    quotation_note: str
    fragments: tuple[ShownWords, ...]
    hedges: tuple[ShownWords, ...]
    addressee: str | None
    about: str | None
    time_printed: str | None
    time_days: str | None
    time_basis: str | None
    note: str | None
    reported_standing: str | None
    reported_force: str | None
    fixed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSentence:
    """A sentence of a source, with its claims."""

    name: str
    number: str
    words: ShownWords
    claims: tuple[ShownClaim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAsk:
    """A question and its clock."""

    id: str
    member: Membership
    state: str
    asker: str = ""
    """Empty, like all that follows, for a question that is kept no longer."""
    asked: str = ""
    about: str | None = None
    age: str | None = None
    when: str | None = None
    perhaps: str | None = None
    source: KnownSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownParty:
    """Somebody a source names, with every way in which it does."""

    name: str
    kind: str
    spellings: tuple[tuple[str, ShownWords], ...]
    assumed: bool


# ── statements ───────────────────────────────────────────────────────────────


def statement(line: StatementLine, names: Names, language: str) -> ShownStatement:
    """A gathered statement."""
    letter = line.letter
    return ShownStatement(
        membership=line.membership,
        name=names.title(line.id) if letter else line.id,
        code=letter.name.code if letter else None,
        answers=tuple(three(letter.answers, names, language)) if letter else (),
    )


def three(found: Answers, names: Names, language: str) -> Iterator[ShownAnswer]:
    """Whether it was approved, where it stands, what it does."""
    for answer in (found.authority, found.standing, found.force):
        sentence = phrases.answer(answer, language, names, letter=found.letter)
        yield ShownAnswer(
            mark=phrases.mark(answer, found.letter), question=sentence.question, short=sentence.short
        )


def then(stood: Iterable[Stood], names: Names, language: str) -> Iterator[ShownThen]:
    """What stood at a moment, by both clocks."""
    for line in stood:
        letter = line.known or line.shown
        shown, known = (_in_short(each, names, language) for each in (line.shown, line.known))
        yield ShownThen(
            name=names.title(line.id),
            code=letter.name.code if letter else None,
            shown=shown,
            known=known,
            agree=shown == known,
        )


def asked_then(
    lines: Iterable[AskLine], at: int, readings: Mapping[str, Reading], names: Names, language: str
) -> Iterator[ShownThen]:
    """Where the questions stood at a moment; both clocks agree, for an answer has a moment of its own."""
    for line in lines:
        if line.ask is None:
            continue
        reading = None if line.source is None else readings[line.source.name]
        shown = ask(line, names, language, reading)
        late = line.ask.asked_at is not None and line.ask.asked_at > at
        state = (
            say("matters.then.not_asked", language)
            if late
            else _state(line, line.ask.state(Instant(at)), language)
        )
        name = say("matters.ask.who", language, written=shown.asker, then=shown.asked)
        yield ShownThen(name=name, code=None, shown=(state,), known=(state,), agree=True)


def _in_short(letter: Letter | None, names: Names, language: str) -> tuple[str, ...]:
    if letter is None:
        return (say("matters.then.not_yet", language),)
    told: tuple[Answer, ...] = (letter.answers.standing, letter.answers.force)
    return tuple(
        phrases.answer(answer, language, names, letter=letter.answers.letter, then=True).short
        for answer in told
    )


# ── claims ───────────────────────────────────────────────────────────────────


def sentences(reading: Reading, language: str, *, empty: bool) -> Iterator[ShownSentence]:
    """The sentences of a source in order, each with its claims; with *empty* also those without."""
    for number, span in enumerate(reading.source.sentences):
        name = f"S{number}"
        claims = tuple(claim(each, reading, language) for each in reading.claims if each.sentence == name)
        if claims or empty:
            yield ShownSentence(
                name=name,
                number=str(number),
                words=words(Passage(source=reading.report.source, span=span)),
                claims=claims,
            )


def claim(found: Claim, reading: Reading, language: str) -> ShownClaim:
    """One claim."""
    report = reading.report
    verdicts = answers(found)
    time = found.time
    return ShownClaim(
        id=found.id,
        member=reported(Kind.CLAIM, reading.source, found.id).name,
        sentence=found.sentence,
        passage=words(found.passage),
        ours=found.proposition,
        act=act(found.act, language),
        readings=tuple(act(each, language) for each in found.may_be_read_as),
        speaker=None if found.speaker is None else who(found.speaker, report, language, found.sentence),
        capacity=found.capacity,
        told_by=tuple(
            who(link, report, language, found.sentence) for link in found.told_by if link is not found.speaker
        ),
        quotation=say(f"matters.quotation.{found.quotation.name.lower()}", language),
        quotation_note=found.quotation_note.removeprefix(found.quotation).strip(" ,"),
        fragments=tuple(words(each) for each in found.fragments),
        hedges=tuple(words(each) for each in found.hedges),
        addressee=None
        if found.addressee is None
        else called(found.addressee, report, language, found.sentence),
        about=None if found.about is None else report.primary(found.about).label,
        time_printed=None if time is None else time.as_printed,
        time_days=None if time is None else days(reach_of(time.edtf), language),
        time_basis=None if time is None else time.basis,
        note=found.note,
        reported_standing=verdicts.reported_standing,
        reported_force=verdicts.reported_force,
        fixed=tuple(fixed(language)),
    )


def fixed(language: str) -> Iterator[tuple[str, str]]:
    """What is answered about anything that is only reported: always the same, whatever the report says."""
    standing = say("standing_word.reported_only", language)
    origin = say("standing_word.no_public_record", language)
    assert (Reported.ORIGIN, Reported.STANDING) == ("no public record", "reported only")
    unknown = say("word.undetermined", language)
    for question, short in (
        ("origin", origin),
        ("authority", unknown),
        ("standing", standing),
        ("force", unknown),
    ):
        yield say(f"matters.fixed.{question}", language), short


def words(passage: Passage) -> ShownWords:
    """Words of a source, as far as they are here."""
    return ShownWords(
        words=passage.printed, start=passage.span[0], end=passage.span[1], compared=passage.compared
    )


def act(name: str, language: str) -> str:
    """What a claim says that somebody did, in a word."""
    key = f"does.{name}"
    return say(key if has(key, language) else f"matters.act.{name}", language)


def who(link: Link, report: Report, language: str, sentence: str) -> str:
    """A link of the chain, with parties as the sentence names them."""
    return called(link.who, report, language, sentence)


def called(written: str, report: Report, language: str, sentence: str = "") -> str:
    """Our words about somebody, with each party's name in them as this sentence prints it, or another."""
    return _PARTY.sub(lambda found: party_name(PartyId(found.group()), report, language, sentence), written)


def party_name(id: PartyId, report: Report, language: str, sentence: str = "") -> str:
    """A party as printed: in this sentence if it is named there; where no words are here, our own id."""
    party = next((each for each in report.parties if each.id == id), None)
    spellings = () if party is None else party.spellings
    here = [each.passage.printed for each in spellings if each.sentence == sentence]
    printed = [name for name in (*here, *(each.passage.printed for each in spellings)) if name]
    if printed:
        return printed[0]
    if party is not None and party.label:
        return party.label
    kind, _, called = id.partition(":")
    name = called.replace("-", " ")
    return say("matters.party.source_in", language, name=name) if kind == "source" else name


def parties(report: Report, language: str) -> Iterator[ShownParty]:
    """Everybody a source names, with all the ways in which it does."""
    for party in report.parties:
        yield ShownParty(
            name=party_name(party.id, report, language),
            kind=party.id.partition(":")[0],
            spellings=tuple((each.sentence, words(each.passage)) for each in party.spellings),
            assumed=len(party.spellings) > 1,
        )


# ── time and silence ─────────────────────────────────────────────────────────


def days(reach: Reach | None, language: str) -> str:
    """The days that a printed time means, with their doubt."""
    if reach is None:
        return say("matters.time.unresolved", language)
    return span_of_days(reach.first, reach.after, reach.doubtful, language)


def span_of_days(first: int, after: int, doubtful: bool, language: str) -> str:
    """One day or several, in words."""
    doubt = "perhaps_" if doubtful else ""
    begins, ends = phrases.day(first, language), phrases.day(after - _DAY, language)
    if begins == ends:
        return say(f"matters.time.{doubt}day", language, first=begins)
    return say(f"matters.time.{doubt}days", language, first=begins, then=ends)


def ask(line: AskLine, names: Names, language: str, reading: Reading | None) -> ShownAsk:
    """A question with its clock; a reported one has the report's words for who asked whom."""
    found = line.ask
    if found is None:
        return ShownAsk(
            id=line.membership.member.name, member=line.membership, state=say("matters.ask.gone", language)
        )

    def named(party: str) -> str:
        return names.get(party, party) if reading is None else called(party, reading.report, language)

    return ShownAsk(
        id=found.id,
        member=line.membership,
        asker=_capital(named(found.asker)),
        asked=phrases.listed([named(each) for each in found.asked], language),
        about=None if found.about is None else names.title(found.about),
        state=_state(line, line.state, language),
        age=None if line.age is None else stretch(line.age, language),
        when=_when(found, language),
        perhaps=phrases.listed(list(found.possible_answers), language) if found.possible_answers else None,
        source=line.source,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _when(found: Ask, language: str) -> str | None:
    if found.asked_at is not None:
        return phrases.moment(found.asked_at, language)
    return None if found.asked_when is None else days(reach_of(found.asked_when), language)


def _state(line: AskLine, state: AskState | None, language: str) -> str:
    if line.source is not None and state in (AskState.OPEN, AskState.OVERDUE):
        return say("matters.ask.reported_open", language)
    return say("matters.ask.gone" if state is None else f"matters.ask.{state.value}", language)
