"""Questions about one thing are one inquiry, with one clock and one answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chancery.record.asks import Ask, AskState, Reply
from chancery.record.charter import Charter, Office, Root
from chancery.record.inquiries import MOST_ANSWERED, Inquiry, Step, escalation, inquiries, turn
from chancery.record.statement import Relation

HOUR = 3600
US = "us.demo"


def asked(id: str = "Q", **others: object) -> Ask:
    return Ask(**{"id": id, "asker": "x", "asked": (US,), "institution": US, "asked_at": 1000, **others})  # type: ignore[arg-type]


def charter(**superiors: str | None) -> Charter:
    offices = {name: Office(superior=above) for name, above in superiors.items()}
    return Charter(institution=US, version=1, root=Root(threshold=1, keys={}), offices=offices)  # type: ignore[arg-type]


def test_all_who_ask_about_one_letter_are_one_inquiry() -> None:
    """Whatever words they use; another letter is another."""
    found = inquiries([asked("1", about="L"), asked("2", about="M"), asked("3", about="L")])
    assert [[ask.id for ask in each.asks] for each in found] == [["1", "3"], ["2"]]


def test_without_a_letter_only_the_very_same_copy_puts_two_together() -> None:
    """Like words may mean two things; equal octets are one thing."""
    found = inquiries(
        [asked("1", copy=b"a"), asked("2"), asked("3", copy=b"a"), asked("4"), asked("5", copy=b"b")]
    )
    assert [[ask.id for ask in each.asks] for each in found] == [["1", "3"], ["2"], ["4"], ["5"]]


def test_another_institutions_question_is_not_ours() -> None:
    """Two institutions may be asked about one letter, and each answers for itself."""
    assert len(inquiries([asked("1", about="L"), asked("2", about="L", institution="iq.demo")])) == 2


def test_its_silence_is_as_old_as_that_of_the_one_who_waits_longest() -> None:
    """Whoever was answered waits no more; whose time is unknown starts no clock."""
    done = asked("1", about="L", asked_at=1000, replies=(Reply(statement="A", at=2000),))
    inquiry = Inquiry(asks=(done, asked("2", about="L", asked_at=3000), asked("3", about="L", asked_at=None)))
    assert (inquiry.since(1500), inquiry.since(9000)) == (1000, 3000)
    assert (inquiry.age(1500), inquiry.age(9000)) == (500, 6000)
    assert Inquiry(asks=(asked(asked_at=None),)).age(9000) is None


def test_it_is_overdue_as_soon_as_one_of_them_is() -> None:
    """And due when the first of those who wait was promised an answer."""
    inquiry = Inquiry(asks=(asked("1", due=5000), asked("2", due=3000), asked("3")))
    assert inquiry.due(0) == 3000
    assert (inquiry.state(2999), inquiry.state(3000)) == (AskState.OPEN, AskState.OVERDUE)


def test_it_is_answered_only_when_nobody_waits() -> None:
    """One who was refused among others who were answered does not make it refused."""
    answer, refusal = Reply(statement="A", at=2000), Reply(statement="B", at=2000, refuses=True)
    both = Inquiry(asks=(asked("1", replies=(refusal,)), asked("2", replies=(answer,))))
    assert (both.state(1999), both.state(2000)) == (AskState.OPEN, AskState.ANSWERED)
    assert Inquiry(asks=(asked("1", replies=(refusal,)),)).state(2000) is AskState.REFUSED


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_one_answer_names_everybody_who_waits_and_nobody_else(answered: list[bool]) -> None:
    """Who has an answer already is not answered again."""
    replies = {True: (Reply(statement="A", at=2000),), False: ()}
    asks = tuple(asked(str(number), replies=replies[done]) for number, done in enumerate(answered))
    links = Inquiry(asks=asks).answering(3000)
    assert [link.to for link in links] == [str(n) for n, done in enumerate(answered) if not done]
    assert {link.relation for link in links} <= {Relation.ANSWERS}
    refusing = Inquiry(asks=asks).answering(3000, refuses=True)
    assert {link.relation for link in refusing} <= {Relation.REFUSES_ANSWER}


def test_no_answer_names_more_people_than_an_act_can_hold() -> None:
    """The oldest come first; those after them need another."""
    asks = tuple(asked(str(number)) for number in range(MOST_ANSWERED + 5))
    links = Inquiry(asks=asks).answering(3000)
    assert (len(links), links[0].to, links[-1].to) == (MOST_ANSWERED, "0", str(MOST_ANSWERED - 1))


CHAIN = charter(general="chief", chief="secretary", secretary=None, press="secretary")


def test_an_overdue_question_goes_up_one_office_at_a_time() -> None:
    """To the superior when it is overdue, and on by a fixed patience, up to the root."""
    assert escalation("general", 10_000, CHAIN, patience=HOUR) == (
        Step(office="chief", at=10_000),
        Step(office="secretary", at=10_000 + HOUR),
    )
    assert escalation("secretary", 10_000, CHAIN, patience=HOUR) == ()


def test_without_a_promised_time_nothing_goes_up() -> None:
    """Nor for an office that the charter does not have."""
    assert escalation("general", None, CHAIN, patience=HOUR) == ()
    assert escalation("nobody", 10_000, CHAIN, patience=HOUR) == ()


def test_offices_above_one_another_in_a_ring_end_all_the_same() -> None:
    """A charter with such a fault must not hold up the one who asks."""
    ring = charter(a="b", b="a")
    assert [step.office for step in escalation("a", 0, ring, patience=1)] == ["b", "a"]


def test_whose_turn_it_is_is_the_highest_whose_time_has_come() -> None:
    """Nobody's, before it is overdue."""
    steps = escalation("general", 10_000, CHAIN, patience=HOUR)
    assert turn(steps, 9_999) is None
    assert [turn(steps, at).office for at in (10_000, 10_000 + HOUR)] == ["chief", "secretary"]  # type: ignore[union-attr]
