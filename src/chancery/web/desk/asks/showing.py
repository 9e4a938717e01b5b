"""An inquiry as its pages show it: who asked, since when, whose turn it is, what was said beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chancery.phrases import DIRECTIONS, say, stretch
from chancery.record.asks import Ask, AskState, Reassurance
from chancery.record.inquiries import Inquiry, Step, escalation, turn
from chancery.record.statement import Instant, OfficeName, StatementId
from chancery.registry.asking import KeptAsk
from chancery.web.counter.names import Names
from chancery.web.counter.silence import Silence, silence
from chancery.web.desk import door
from chancery.web.desk.asks.here import charter, inbox, office_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One inquiry in the list."""

    place: str
    title: str
    state: str
    told: str
    clock: Silence | None
    waiting: int
    due: int | None
    office: str
    turn: str
    """The office above whose turn it is by now; empty while it is nobody's."""
    own: bool
    """Whether it is for an office of whoever looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of an inquiry."""

    kept: KeptAsk
    ask: Ask
    state: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One office above, with the moment its turn comes, and whether it has come."""

    office: str
    name: OfficeName
    at: int
    come: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One reply on the record."""

    title: str
    code: str
    at: int
    refuses: bool
    taken_back: int | None


def line(inquiry: Inquiry, kept: KeptAsk, own: frozenset[OfficeName], names: Names, language: str) -> Line:
    """An inquiry in the list, with its clock; *kept* is its oldest question."""
    now, office = door.now(), office_of(kept)
    due, step = inquiry.due(now), turn(steps(inquiry, office), now)
    return Line(
        place=inquiry.name.removeprefix("urn:uuid:"),
        title=title(inquiry, names, language),
        state=say(f"asks.word.{inquiry.state(now)}", language),
        told=told(inquiry, now, language),
        clock=clock(inquiry, now, language),
        waiting=len(inquiry.waiting(now)),
        due=due,
        office=called(office, names, language),
        turn="" if step is None else called(step.office, names, language),
        own=office in own or (step is not None and step.office in own),
    )


def title(inquiry: Inquiry, names: Names, language: str) -> str:
    """What is asked about."""
    if inquiry.about is not None:
        return names.title(inquiry.about)
    key = "asks.desk.about_none" if inquiry.asks[0].copy is None else "asks.desk.about_copy"
    return say(key, language)


def told(inquiry: Inquiry, now: Instant, language: str) -> str:
    """The silence in one sentence, of the one who waits longest."""
    age, state = inquiry.age(now), inquiry.state(now)
    if state not in (AskState.OPEN, AskState.OVERDUE):
        return say(f"asks.state.{state}", language)
    if age is None:
        return say("asks.told.age_unknown", language)
    return say(f"asks.told.{state}", language, time=stretch(age, language))


def clock(inquiry: Inquiry, now: Instant, language: str) -> Silence | None:
    """The same as a picture; None where nobody waits, or nobody said since when."""
    return silence(
        inquiry.since(now),
        now,
        due=inquiry.due(now),
        ended=False,
        mirrored=DIRECTIONS[language] == "rtl",
    )


def called(office: OfficeName | None, names: Names, language: str) -> str:
    """The office that is asked; the institution where none is named."""
    return say("asks.desk.institution", language) if office is None else names.get(office, office)


def steps(inquiry: Inquiry, office: OfficeName | None) -> tuple[Step, ...]:
    """The offices above the one that was asked, each with its moment."""
    if office is None:
        return ()
    return escalation(office, inquiry.due(door.now()), charter(), patience=inbox().policy.escalate_after)


def rungs(inquiry: Inquiry, office: OfficeName | None, names: Names) -> Iterator[Rung]:
    """The same for a page."""
    for step in steps(inquiry, office):
        yield Rung(
            office=names.get(step.office, step.office),
            name=step.office,
            at=step.at,
            come=step.at <= door.now(),
        )


def asked(inquiry: Inquiry, kept: Sequence[KeptAsk], language: str) -> Iterator[Asked]:
    """Every question of an inquiry, with what the record says of it."""
    now, known = door.now(), {each.ask.id: each for each in kept}
    for ask in inquiry.asks:
        age, state = ask.age(now), ask.state(now)
        time = None if age is None else stretch(age, language)
        yield Asked(
            kept=known[ask.id],
            ask=ask,
            state=state.value,
            told=say("asks.told.age_unknown", language)
            if time is None
            else say(f"asks.told.{state}", language, time=time),
        )


def informal(inquiry: Inquiry) -> tuple[Reassurance, ...]:
    """What was said beside the record, once however many questions it stands beside."""
    return tuple(dict.fromkeys(each for ask in inquiry.asks for each in ask.reassurances))


def answers(inquiry: Inquiry, names: Names) -> Iterator[Answer]:
    """The replies on the record, each once."""
    replies = {reply.statement: reply for ask in inquiry.asks for reply in ask.replies}
    for id, reply in replies.items():
        yield Answer(
            title=names.title(id),
            code=code(id),
            at=reply.at,
            refuses=reply.refuses,
            taken_back=reply.taken_back,
        )


def code(id: StatementId | None) -> str:
    """The code of a letter on the record; empty for none."""
    letter = None if id is None else door.registry().letter(id)
    return "" if letter is None else letter.name.code
