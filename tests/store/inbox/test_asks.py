"""Questions at rest: every sentence of the port, in both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chancery.errors import NotPermitted, Unavailable
from chancery.record.asks import Ask, Reassurance
from chancery.record.statement import Instant, Institution, OfficeName, StatementId
from chancery.registry import asking
from chancery.registry.asking import Came, KeptAsk

if TYPE_CHECKING:
    from chancery.store.inbox.asks import KeptAsks

US = Institution("us.demo")
NOW = Instant(1_600_000_000)
LETTER = StatementId("urn:uuid:1")


def asked(id: str = "Q", *, about: str | None = LETTER, address: str = "", **others: object) -> KeptAsk:
    given = {"asker": "", "asked": (US,), "institution": US, "asked_at": NOW, **others}
    ask = Ask(id=StatementId(id), about=None if about is None else StatementId(about), **given)  # type: ignore[arg-type]
    return KeptAsk(ask=ask, came=Came.COUNTER, words="Does it stand?", language="ar", address=address)


@pytest.fixture
def kept(inbox: str) -> KeptAsks:
    """The Desk's side, which holds the house's key."""
    from chancery.store.inbox.asks import KeptAsks

    return KeptAsks(using=inbox, key=b"k" * 32)


def test_a_question_comes_back_as_it_was_kept(kept: KeptAsks) -> None:
    """With everything that was told of it, and nothing that was not."""
    whole = KeptAsk(
        ask=Ask(
            id=StatementId("Q"),
            asker="Someone\u202e, by telephone",
            asked=("us.demo", "the general"),
            institution=US,
            about=LETTER,
            asked_at=None,
            asked_when="2020-01-06?",
            copy=b"\0" * 32,
            due=Instant(NOW + 60),
        ),
        came=Came.TELEPHONE,
        words="Does\nit stand?",
        language="en",
        quoted="we will be",
        office=OfficeName("general"),
        address="a@b.example",
        told_by="Officer",
    )
    assert kept.ask(StatementId("Q")) is None
    assert kept.keep(whole) is True
    assert kept.ask(StatementId("Q")) == whole
    assert kept.ask(StatementId("other")) is None


def test_its_page_is_opened_by_its_word_and_by_nothing_else(kept: KeptAsks, inbox: str) -> None:
    """The database holds the digest alone."""
    from chancery.store.inbox.models import Question

    kept.keep(asked(), word="secretsecret")
    assert kept.by_word("secretsecret") == asked()
    assert [kept.by_word(word) for word in ("", "secret", "Q", "secretsecret ")] == [None] * 4
    row = Question.objects.using(inbox).values().get()
    assert not [value for value in row.values() if isinstance(value, str) and "secret" in value]


def test_the_same_mail_twice_is_one_question(kept: KeptAsks) -> None:
    """A mail server that is not sure it delivered delivers again."""
    assert kept.keep(asked("1"), message=b"m" * 32) is True
    assert kept.keep(asked("2"), message=b"m" * 32) is False
    assert kept.keep(asked("3"), message=b"n" * 32) is True
    assert [each.ask.id for each in kept.about(LETTER)] == ["1", "3"]


def test_questions_are_found_by_letter_and_by_copy_oldest_first(kept: KeptAsks) -> None:
    """A question with a letter is not among those about an unknown copy, even of the same octets."""
    for id, about, copy in (
        ("1", LETTER, b"c"),
        ("2", None, b"c"),
        ("3", "urn:uuid:2", None),
        ("4", LETTER, None),
    ):
        kept.keep(asked(id, about=about, copy=copy))
    kept.keep(asked("5", about=None, copy=b"c"))
    assert [each.ask.id for each in kept.about(LETTER)] == ["1", "4"]
    assert [each.ask.id for each in kept.about_copy(b"c")] == ["2", "5"]


def test_of_a_letter_that_is_asked_about_all_day_there_is_enough(
    kept: KeptAsks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest of those that wait, and the newest of those that do not, in their order."""
    import chancery.store.inbox.asks as at_rest

    monkeypatch.setattr(at_rest, "MOST_ANSWERED", 2)
    monkeypatch.setattr(at_rest, "MOST_CLOSED", 1)
    for id in "123456":
        kept.keep(asked(id))
    kept.close([StatementId(id) for id in "136"], NOW)
    assert [each.ask.id for each in kept.about(LETTER)] == ["2", "4", "6"]


def test_some_comes_back_in_order_however_many_are_named(kept: KeptAsks) -> None:
    """More names than a database takes in one question are no trouble."""
    for id in ("b", "a", "c"):
        kept.keep(asked(id))
    names = [StatementId(id) for id in ("c", "a", *(f"absent {n}" for n in range(2_000)), "b", "a")]
    assert [each.ask.id for each in kept.some(names)] == ["b", "a", "c"]


def test_what_is_closed_leaves_the_list_and_may_come_back(kept: KeptAsks) -> None:
    """Oldest first; a hint, and no more."""
    for id in ("1", "2", "3"):
        kept.keep(asked(id))
    kept.close([StatementId("2")], NOW)
    assert [each.ask.id for each in kept.waiting(10)] == ["1", "3"]
    assert (kept.count_waiting(), [each.ask.id for each in kept.waiting(1)]) == (2, ["1"])
    kept.reopen([StatementId("2")])
    assert [each.ask.id for each in kept.waiting(10)] == ["1", "2", "3"]


def test_informal_words_stand_beside_the_question(kept: KeptAsks) -> None:
    """In their order; a supposed answer is no reassurance."""
    kept.keep(asked("1"))
    kept.keep(asked("2"))
    one, two = Reassurance(by="A", words="do not worry", at=NOW), Reassurance(by="B", words="")
    kept.reassure([StatementId("1"), StatementId("2")], one)
    kept.reassure([StatementId("1")], two)
    kept.suppose(StatementId("2"), "the press office")
    first, second = kept.some([StatementId("1"), StatementId("2")])
    assert (first.ask.reassurances, first.ask.possible_answers) == ((one, two), ())
    assert (second.ask.reassurances, second.ask.possible_answers) == ((one,), ("the press office",))


def test_times_are_promised_and_offices_are_noted(kept: KeptAsks) -> None:
    """Each question for itself."""
    kept.keep(asked("1"))
    kept.keep(asked("2"))
    kept.assign([StatementId("1")], Instant(NOW + 5))
    kept.escalate([StatementId("1")], OfficeName("chief"), NOW, "Officer")
    assert [each.ask.due for each in kept.some([StatementId("1"), StatementId("2")])] == [NOW + 5, None]
    assert kept.escalated(StatementId("1")) == (("chief", NOW, "Officer"),)
    assert kept.escalated(StatementId("2")) == ()


def test_an_asker_may_be_forgotten_and_the_question_stays(kept: KeptAsks) -> None:
    """Nobody is told then, and the silence is as old as before."""
    kept.keep(asked(address="a@b.example", asker="Someone"))
    kept.forget_address(StatementId("Q"))
    (left,) = kept.waiting(10)
    assert (left.address, left.ask.asker, left.ask.asked_at) == ("", "", NOW)


def test_a_receipt_waits_until_it_is_handed_on_and_opens_the_page(kept: KeptAsks) -> None:
    """Only for questions that came by mail, and with the same word each time."""
    kept.keep(asked("counter", address="x@y.example"), word="w" * 26)
    kept.keep(asked("mail", address="a@b.example"), chance=b"c" * 16)
    first = kept.receipts_waiting()
    assert [(each.ask, each.address, each.language) for each in first] == [("mail", "a@b.example", "ar")]
    assert kept.receipts_waiting() == first
    assert kept.by_word(first[0].word) == kept.ask(StatementId("mail"))
    kept.receipts_handed_on(first, NOW)
    assert kept.receipts_waiting() == ()


def test_the_public_process_makes_no_receipts(inbox: str) -> None:
    """It holds no key."""
    from chancery.store.inbox.asks import KeptAsks

    with pytest.raises(NotPermitted):
        KeptAsks(using=inbox).receipts_waiting()


def test_a_flood_ends_where_the_room_does(kept: KeptAsks, monkeypatch: pytest.MonkeyPatch) -> None:
    """One clear refusal, and what was kept stays."""
    import chancery.store.inbox.asks as at_rest

    monkeypatch.setattr(at_rest, "MOST_KEPT", 2)
    kept.keep(asked("1"))
    kept.keep(asked("2"))
    with pytest.raises(Unavailable, match="No more questions"):
        kept.keep(asked("3"))
    assert kept.count_waiting() == 2
    assert asking.MOST_KEPT > 100_000


def test_askers_to_tell_are_those_who_asked_this_institution_and_left_an_address(kept: KeptAsks) -> None:
    """Each address once, whatever its spelling; whoever asked another institution is told nothing."""
    from chancery.record.statement import Link, Relation, Statement
    from chancery.registry.asking import to_tell

    kept.keep(asked("1", address="a@b.example"))
    kept.keep(asked("2"))
    kept.keep(asked("3", address="A@B.example"))
    kept.keep(asked("4", address="c@d.example"))
    kept.keep(asked("5", address="e@f.example", institution=Institution("iq.demo")))
    kept.keep(asked("6", address="g@h.example"))
    links = [Link(relation=Relation.ANSWERS, to=StatementId(id)) for id in ("1", "2", "3", "5", "absent")]
    links.append(Link(relation=Relation.REFUSES_ANSWER, to=StatementId("4")))
    links.append(Link(relation=Relation.RESPONDS_TO, to=StatementId("6")))
    statement = Statement(id=StatementId("S"), institution=US, office=OfficeName("press"), links=tuple(links))
    told = [(each.asks, each.address, each.refuses) for each in to_tell(statement, kept)]
    assert told == [(("1", "3"), "a@b.example", False), (("4",), "c@d.example", True)]
    other = replace(statement, institution=Institution("iq.demo"))
    assert [each.address for each in to_tell(other, kept)] == ["e@f.example"]


def test_what_no_question_can_be_called_finds_none(kept: KeptAsks) -> None:
    """Anybody's letter may say that it answers anything; PostgreSQL would not even look for a NUL."""
    kept.keep(asked("Q"))
    assert [each.ask.id for each in kept.some([StatementId("Q\0"), StatementId("Q")])] == ["Q"]
    kept.close([StatementId("Q\0")], NOW)
    assert kept.count_waiting() == 1
