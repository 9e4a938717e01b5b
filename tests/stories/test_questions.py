"""Many ask whether the general's letter stands: a kind word answers none, one statement answers all."""

from __future__ import annotations

from chancery.record.asks import Ask, AskState, Reassurance
from chancery.record.entry import Role
from chancery.record.inquiries import Inquiry, escalation, inquiries, turn
from chancery.record.statement import StatementId, Subject, Verb
from chancery.registry.answering import answer
from chancery.registry.asking import answered
from chancery.seal.approval import approve
from tests.institution import Clock, Institution, at
from tests.letters import LETTER
from tests.people import CHAIR, GENERAL, PRESS, SECRETARY, key_of, secret, urn

HOUR = 3_600


def asked(us: Institution, who: str, about: StatementId, moment: str) -> Ask:
    """Somebody asks the department, and is promised an answer within the hour."""
    return Ask(
        id=urn(us.domain, who),
        asker=who,
        asked=(us.domain,),
        institution=us.domain,
        about=about,
        asked_at=at(moment),
        due=at(moment) + HOUR,  # type: ignore[arg-type]
    )


def as_it_stands(us: Institution, asks: tuple[Ask, ...]) -> Inquiry:
    """Everything that is asked about the letter, with what the record says of it."""
    (found,) = inquiries(answered(ask, us.registry) for ask in asks)
    return found


def speak(us: Institution, inquiry: Inquiry, text: str) -> StatementId:
    """The press office answers everybody who waits, by the ordinary way of a letter."""
    id = urn(us.domain, text)
    statement, words = answer(
        inquiry,
        text,
        id=id,
        institution=us.domain,
        office=PRESS.office,
        verb=Verb.CLARIFY,
        subject=Subject("forces/posture"),
        language="en",
        at=us.clock(),
    )
    desk = us.desk()
    desk.begin(statement, words, salt=secret(us.domain, "salt", id), by=PRESS.person)
    digest = desk.submit(id).draft.digest
    signing = key_of(us.domain, PRESS.key)
    hand = approve(digest, person=PRESS.person, key=PRESS.key, role=Role.RELEASER, signing=signing)
    desk.release(id, hand)
    return id


def three(us: Institution, clock: Clock) -> tuple[Ask, ...]:
    """The letter is out, and a newspaper, a ministry and a citizen ask about it."""
    clock.set("T0")
    sent = us.release_anyway(LETTER, by=GENERAL)
    return tuple(
        asked(us, who, sent, moment)
        for who, moment in (("a newspaper", "T0+5m"), ("a ministry", "T0+10m"), ("a citizen", "T0+20m"))
    )


def test_a_telephone_call_that_reassures_answers_nobody(us: Institution, clock: Clock) -> None:
    """“Don't worry about it” is noted, and the clock goes on as if it had not been said."""
    asks = three(us, clock)
    clock.set("T0+30m")
    calmed = tuple(
        ask.reassured(Reassurance(by="the general", words="Don't worry about it.")) for ask in asks
    )
    inquiry = as_it_stands(us, calmed)
    assert inquiry.state(clock()) is AskState.OPEN
    assert (inquiry.age(clock()), len(inquiry.waiting(clock()))) == (25 * 60, 3)


def test_an_hour_of_silence_is_the_next_offices_turn(us: Institution, clock: Clock) -> None:
    """The command was asked; the chair of the chiefs is above it, and the secretary above him."""
    inquiry = as_it_stands(us, three(us, clock))
    steps = escalation(GENERAL.office, inquiry.due(clock()), us.charter, patience=HOUR)
    offices = [
        None if (step := turn(steps, at(moment))) is None else step.office
        for moment in ("T0+1h", "T0+65m", "T0+125m")
    ]
    assert offices == [None, CHAIR.office, SECRETARY.office]


def test_one_statement_answers_the_newspaper_the_ministry_and_the_citizen(
    us: Institution, clock: Clock
) -> None:
    """From the moment it is on the record; whoever asks afterwards asks anew."""
    asks = three(us, clock)
    clock.set("T0+40m")
    speak(us, as_it_stands(us, asks), "It was a draft and should not have been sent.")
    inquiry = as_it_stands(us, asks)
    assert inquiry.state(at("T0+39m")) is AskState.OPEN
    assert inquiry.state(clock()) is AskState.ANSWERED
    late = asked(us, "a neighbour", asks[0].about or StatementId(""), "T0+50m")
    assert as_it_stands(us, (*asks, late)).waiting(at("T0+50m"))[0].asker == "a neighbour"


def test_an_answer_that_is_disowned_leaves_them_all_waiting_again(us: Institution, clock: Clock) -> None:
    """As long as they have waited since they asked."""
    asks = three(us, clock)
    clock.set("T0+40m")
    said = speak(us, as_it_stands(us, asks), "The forces will leave.")
    clock.set("T0+45m")
    us.disown(said, by=[SECRETARY, CHAIR])
    inquiry = as_it_stands(us, asks)
    assert inquiry.state(at("T0+44m")) is AskState.ANSWERED
    assert (inquiry.age(clock()), len(inquiry.waiting(clock()))) == (40 * 60, 3)
