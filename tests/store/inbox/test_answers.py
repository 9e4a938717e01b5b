"""What the record says of questions that are kept beside it: a whole institution, a real inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chancery.errors import NotReady
from chancery.record.asks import Ask, AskState, Reassurance
from chancery.record.draft import State
from chancery.record.entry import Role
from chancery.record.inquiries import Inquiry
from chancery.record.statement import Link, Relation, Statement, StatementId, Subject, Verb
from chancery.registry.answering import answer, answers_some_of, latecomers, with_latecomers
from chancery.registry.asking import Came, KeptAsk, answered, heard, inquiry_of, open_inquiries, to_tell
from chancery.seal.approval import approve
from tests.institution import Clock, Institution, assembly, department
from tests.letters import INFORM, LETTER, clause, letter
from tests.people import CHAIR, DEPUTY, GENERAL, PRESS, SECRETARY, SPEAKER, Officer, key_of, secret, urn

if TYPE_CHECKING:
    from chancery.store.inbox.asks import KeptAsks


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def us(clock: Clock) -> Institution:
    return department(clock)


@pytest.fixture
def asks(inbox: str) -> KeptAsks:
    from chancery.store.inbox.asks import KeptAsks

    return KeptAsks(using=inbox, key=b"k" * 32)


def put(asks: KeptAsks, us: Institution, name: str, about: StatementId | None, **more: object) -> StatementId:
    """Somebody asks, and leaves an address."""
    id = urn(us.domain, f"ask {name}")
    given = {"asker": "", "asked": (us.domain,), "institution": us.domain, "asked_at": us.clock(), **more}
    ask = Ask(id=id, about=about, **given)  # type: ignore[arg-type]
    asks.keep(KeptAsk(ask=ask, came=Came.COUNTER, words="?", language="en", address=f"{name}@press.example"))
    return id


def reply(us: Institution, by: Officer, *to: StatementId, refuses: bool = False) -> StatementId:
    relation = Relation.REFUSES_ANSWER if refuses else Relation.ANSWERS
    links = tuple(Link(relation=relation, to=id) for id in to)
    return us.release(letter(("It was a draft.", clause("c1", INFORM, "press")), links=links), by=by)


def states(us: Institution, asks: KeptAsks, *ids: StatementId) -> list[AskState]:
    return [answered(kept.ask, us.registry).state(us.clock()) for kept in asks.some(ids)]


def test_a_question_is_open_until_the_record_answers_it(
    us: Institution, asks: KeptAsks, clock: Clock
) -> None:
    """A letter that merely came later, even about the same, closes nothing."""
    id = put(asks, us, "one", None)
    us.release(letter(("It was a draft.", clause("c1", INFORM, "press"))), by=PRESS)
    asks.reassure([id], Reassurance(by="a general", words="do not worry", at=clock()))
    asks.suppose(id, "the press office")
    assert states(us, asks, id) == [AskState.OPEN]
    clock.turn("1h")
    reply(us, PRESS, id)
    assert states(us, asks, id) == [AskState.ANSWERED]


def test_a_refusal_closes_it_too_and_is_called_one(us: Institution, asks: KeptAsks) -> None:
    """Nobody can say that they were not told."""
    id = put(asks, us, "one", None)
    reply(us, PRESS, id, refuses=True)
    assert states(us, asks, id) == [AskState.REFUSED]


def test_an_answer_that_is_disowned_was_none(us: Institution, asks: KeptAsks, clock: Clock) -> None:
    """The question waits again, and counts from when it was asked."""
    id = put(asks, us, "one", None)
    clock.turn("1h")
    said = reply(us, PRESS, id)
    clock.turn("1h")
    us.disown(said, by=[SECRETARY, CHAIR])
    assert states(us, asks, id) == [AskState.OPEN]
    (kept,) = asks.some([id])
    assert answered(kept.ask, us.registry).age(clock()) == 2 * 3_600


def test_another_institutions_word_is_no_answer(us: Institution, asks: KeptAsks, clock: Clock) -> None:
    """Whoever is followed may say what they like about our questions."""
    iq = assembly(clock)
    id = put(asks, us, "one", None)
    iq.release(
        letter(
            ("The Government has answered.", clause("c1", Verb.DECIDE, "foreign-forces")),
            links=(Link(relation=Relation.ANSWERS, to=id),),
        ),
        by=[SPEAKER, DEPUTY],
    )
    us.follow(iq)
    assert [entry.institution for entry in us.registry.replying(id)] == [iq.domain]
    assert states(us, asks, id) == [AskState.OPEN]


def test_one_answer_closes_all_questions_about_a_letter_and_reaches_all_who_asked(
    us: Institution, asks: KeptAsks, clock: Clock
) -> None:
    """Drafted, approved and released like any letter; who asked later waits on."""
    about = us.release_anyway(LETTER, by=GENERAL)
    first, second = put(asks, us, "one", about), put(asks, us, "two", about)
    other = put(asks, us, "three", None)
    clock.turn("1h")
    inquiry = inquiry_of(first, asks, us.registry)
    assert inquiry is not None
    assert [ask.id for ask in inquiry.asks] == [first, second]
    entry = released(us, inquiry, "It is being clarified.")
    late = put(asks, us, "four", about)
    assert states(us, asks, first, second, other, late) == [
        *(AskState.ANSWERED, AskState.ANSWERED),
        *(AskState.OPEN, AskState.OPEN),
    ]
    told = {each.address for each in to_tell(entry, asks)}
    assert told == {"one@press.example", "two@press.example"}


def released(us: Institution, inquiry: Inquiry, text: str) -> Statement:
    """The press officer answers by the Desk's own way."""
    desk, id = us.desk(), urn(us.domain, "answer")
    statement, words = answer(
        inquiry,
        text,
        id=id,
        institution=us.domain,
        office=PRESS.office,
        verb=Verb.CLARIFY,
        subject=Subject("press"),
        language="en",
        at=us.clock(),
    )
    desk.begin(statement, words, salt=secret(us.domain, "salt", id), by=PRESS.person)
    papers = desk.submit(id)
    hand = approve(
        papers.draft.digest,
        person=PRESS.person,
        key=PRESS.key,
        role=Role.RELEASER,
        signing=key_of(us.domain, PRESS.key),
    )
    desk.release(id, hand)
    assert desk.papers(id).draft.state is State.RELEASED
    entry = us.letter(id).entry.act
    assert isinstance(entry, Statement)
    assert Link(relation=Relation.CLARIFIES, to=inquiry.about or StatementId("")) in entry.links
    return entry


def test_an_answer_to_nobody_is_not_begun(us: Institution, asks: KeptAsks) -> None:
    """It would close nothing."""
    id = put(asks, us, "one", None)
    reply(us, PRESS, id)
    inquiry = inquiry_of(id, asks, us.registry)
    assert inquiry is not None
    with pytest.raises(NotReady, match="Nobody waits"):
        answer(
            inquiry,
            "x",
            id=urn(us.domain, "a"),
            institution=us.domain,
            office=PRESS.office,
            verb=INFORM,
            subject=Subject("press"),
            language="en",
            at=us.clock(),
        )


def test_whoever_asks_while_the_answer_is_on_its_way_can_be_taken_in(us: Institution, asks: KeptAsks) -> None:
    """The draft then names them too, and is another text to approve."""
    first = put(asks, us, "one", None, copy=b"c" * 32)
    inquiry = inquiry_of(first, asks, us.registry)
    assert inquiry is not None
    statement, _ = answer(
        inquiry,
        "x",
        id=urn(us.domain, "a"),
        institution=us.domain,
        office=PRESS.office,
        verb=INFORM,
        subject=Subject("press"),
        language="en",
        at=us.clock(),
        refuses=True,
    )
    second = put(asks, us, "two", None, copy=b"c" * 32)
    now = inquiry_of(second, asks, us.registry)
    assert now is not None
    assert (latecomers(statement, now, us.clock()), answers_some_of(statement, now)) == (1, True)
    wider = with_latecomers(statement, now, us.clock())
    assert latecomers(wider, now, us.clock()) == 0
    assert wider.links == tuple(Link(relation=Relation.REFUSES_ANSWER, to=id) for id in (first, second))


def test_the_list_shows_what_waits_and_forgets_what_the_record_answers(
    us: Institution, asks: KeptAsks, clock: Clock
) -> None:
    """Whether or not anybody has told the inbox; afterwards the hint is right."""
    about = us.release_anyway(LETTER, by=GENERAL)
    ids = [put(asks, us, name, about if name != "three" else None) for name in ("one", "two", "three")]
    assert [len(each.asks) for each in open_inquiries(asks, us.registry, clock())] == [2, 1]
    reply(us, PRESS, ids[0], ids[1])
    assert asks.count_waiting() == 3
    assert [each.name for each in open_inquiries(asks, us.registry, clock())] == [ids[2]]
    assert asks.count_waiting() == 1


def test_the_hints_follow_the_record_forwards_and_back(us: Institution, asks: KeptAsks, clock: Clock) -> None:
    """An answer closes, taking it back opens, and so on; heard twice is heard once."""
    id = put(asks, us, "one", None)
    said = reply(us, PRESS, id)
    assert waiting_once_heard(us, asks, said) == 0
    assert waiting_once_heard(us, asks, said) == 0
    clock.turn("1h")
    notice = us.disown(said, by=[SECRETARY, CHAIR])
    assert waiting_once_heard(us, asks, said) == 1
    clock.turn("1h")
    us.reinstate(notice, by=[SECRETARY, CHAIR])
    assert waiting_once_heard(us, asks, said) == 0
    assert states(us, asks, id) == [AskState.ANSWERED]


def waiting_once_heard(us: Institution, asks: KeptAsks, said: StatementId) -> int:
    act = us.letter(said).entry.act
    assert isinstance(act, Statement)
    heard(act, asks, us.registry, us.clock())
    return asks.count_waiting()
