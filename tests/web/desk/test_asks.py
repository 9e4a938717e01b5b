"""Questions at the Desk: gathered, promised, put higher, reassured in vain, and answered for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from chancery.phrases import LANGUAGES, say
from chancery.record.asks import Ask, AskState
from chancery.record.code import code_of
from chancery.record.naming import named
from chancery.record.statement import Instant, Relation, Statement, StatementId
from chancery.registry.asking import Came, KeptAsk, answered
from chancery.registry.outgoing import Way
from chancery.web.desk import door
from chancery.web.desk.asks.here import inbox
from chancery.wiring import House
from tests.web.desk.conftest import T0, SignIn, account_of

if TYPE_CHECKING:
    from tests.web.desk.conftest import Clock

HOUR = 3_600
WHO = "h-secretary"


@dataclass
class Room:
    """The Desk with an inbox, and one of its letters to ask about."""

    letter: StatementId

    def ask(
        self, number: int, *, about: bool = True, copy: bytes | None = None, **more: object
    ) -> StatementId:
        home = door.registry().institution
        id = named(home, bytes([number] * 7))
        held = door.registry().held(self.letter)
        assert held is not None
        assert isinstance(held[0].act, Statement)
        ask = Ask(
            id=id,
            asker="",
            asked=(home,),
            institution=home,
            about=self.letter if about else None,
            asked_at=Instant(T0 + number * HOUR),
            copy=copy,
        )
        kept = {"came": Came.COUNTER, "words": f"Question <{number}>?", "language": "en", **more}
        inbox().asks.keep(KeptAsk(ask=ask, office=held[0].act.office if about else None, **kept))  # type: ignore[arg-type]
        return id

    def state(self, id: StatementId) -> AskState:
        kept = inbox().asks.ask(id)
        assert kept is not None
        return answered(kept.ask, door.registry()).state(door.now())


@pytest.fixture
def room(house: House) -> Room:
    letters = [
        name.id
        for name in door.registry().recent(50)
        if isinstance(act := door.registry().held(name.id)[0].act, Statement) and act.clauses  # type: ignore[index]
    ]
    return Room(letter=letters[-1])


def place(id: StatementId, rest: str = "", language: str = "en") -> str:
    return f"/{language}/asks/{id.removeprefix('urn:uuid:')}{rest}"


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def do(client: Client, id: StatementId, **fields: str) -> int:
    return client.post(place(id, "/step"), fields).status_code


class TestList:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_those_about_one_letter_stand_together_the_oldest_first(
        self, desk_client: SignIn, room: Room, language: str
    ) -> None:
        """Each with its clock and its age, whatever came in between."""
        first, other, second = room.ask(1), room.ask(2, about=False), room.ask(3)
        page = text(desk_client(WHO), f"/{language}/asks")
        assert page.count('class="silence"') == 2
        assert page.index(place(first, language=language)) < page.index(place(other, language=language))
        assert place(second, language=language) not in page
        assert say("asks.desk.waiting", language, count=2) in page
        assert say("asks.told.open", language, time=say("stretch.hour", language, count=23)) in page

    def test_nothing_waits(self, desk_client: SignIn, room: Room) -> None:
        assert say("asks.public.none", "en") in text(desk_client(WHO), "/en/asks")

    def test_who_holds_no_seat_sees_no_question(self, desk_client: SignIn, room: Room) -> None:
        """Who asked is for the office alone; and nobody comes in without signing in."""
        id = room.ask(1)
        client = desk_client("h-nobody")
        for address in ("/en/asks", "/en/asks/call", place(id)):
            assert client.get(address).status_code == 403
            assert Client().get(address).status_code == 302
        assert do(client, id, do="note", by="x", words="y") == 403

    def test_a_question_of_a_report_stands_apart_and_has_no_clock(
        self, desk_client: SignIn, room: Room
    ) -> None:
        """Whoever the report supposes to have answered closes nothing."""
        client = desk_client(WHO)
        form = {
            "came": "reported",
            "asker": "a newspaper",
            "words": "Does it stand?",
            "asked": "the command",
            "asked_when": "2020-01-06?",
            "supposed": "a general",
        }
        there = client.post("/en/asks/call", form)
        assert there.status_code == 302
        page = text(client, there["Location"])
        for shown in ("a newspaper", "2020-01-06?", say("asks.desk.supposed", "en", by="a general")):
            assert shown in page
        (kept,) = inbox().asks.waiting(10)
        assert (kept.ask.asked_at, kept.ask.asked, kept.ask.possible_answers) == (
            *(None, ("the command",)),
            ("a general",),
        )
        listed = text(client, "/en/asks")
        assert say("asks.desk.reported", "en") in listed
        assert 'class="silence"' not in listed


class TestCall:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_call_is_written_down_by_whoever_took_it(
        self, desk_client: SignIn, room: Room, language: str
    ) -> None:
        """Who called, what, when, about which letter; the writer's name stands by it."""
        client = desk_client(WHO)
        form = {
            "came": "telephone",
            "asker": "A <journalist>",
            "words": "Is it true?",
            "letter": code_of(room.letter),
            "asked_at": "2020-01-06T15:00Z",
            "address": "j@press.example",
        }
        there = client.post(f"/{language}/asks/call", form)
        (kept,) = inbox().asks.waiting(10)
        assert there["Location"] == place(kept.ask.id, language=language)
        assert (kept.ask.asker, kept.told_by, kept.came) == ("A <journalist>", WHO, Came.TELEPHONE)
        assert (kept.ask.about, kept.ask.asked_at) == (room.letter, T0 + 3 * HOUR)
        assert say("asks.desk.written_by", language, person=WHO) in text(client, there["Location"])

    @pytest.mark.parametrize(
        ("fields", "fault"),
        [
            ({"words": " "}, "empty"),
            ({"address": "nobody"}, "no_address"),
            ({"letter": "K7QF2-M9XT4-Z"}, "no_letter"),
            ({"asked_at": "yesterday"}, "no_due"),
            ({"asked_at": "2030-01-01T00:00Z"}, "no_due"),
            ({"asker": "x" * 201}, "name_too_long"),
        ],
    )
    def test_what_cannot_be_kept_gets_one_sentence(
        self, desk_client: SignIn, room: Room, fields: dict[str, str], fault: str
    ) -> None:
        """And what was typed is still there."""
        sent = {"asker": "A caller", "words": "Is it true?", "asked_at": "", **fields}
        response = desk_client(WHO).post("/en/asks/call", sent)
        assert response.status_code == 400
        page = unescape(response.content.decode())
        assert (page.count('role="alert"'), say(f"asks.fault.{fault}", "en") in page) == (1, True)
        assert sent["asker"][:100] in page
        assert inbox().asks.count_waiting() == 0


class TestInquiry:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_page_shows_every_question_as_text(
        self, desk_client: SignIn, room: Room, language: str
    ) -> None:
        """Under the name of any of them; whether the asker is reached is said."""
        room.ask(1, address="a@press.example", quoted="we <will>")
        second = room.ask(2)
        response = desk_client(WHO).get(place(second, language=language))
        html, page = response.content.decode(), unescape(response.content.decode())
        assert "Question &lt;1&gt;?" in html
        assert "we &lt;will&gt;" in html
        assert say("asks.desk.told_by_mail", language, address="a@press.example") in page
        assert say("asks.desk.looks_themselves", language) in page

    def test_there_is_no_page_for_a_question_that_nobody_asked(self, desk_client: SignIn, room: Room) -> None:
        client = desk_client(WHO)
        assert client.get(place(named(door.registry().institution, b"absent!"))).status_code == 404
        assert client.get("/en/asks/nothing").status_code == 404

    def test_a_promised_time_runs_out(self, desk_client: SignIn, room: Room, clock: Clock) -> None:
        """It is overdue then, and the turn goes up one office at a time."""
        id, client = room.ask(1), desk_client(WHO)
        assert do(client, id, do="promise", due="2020-01-07T13:00Z") == 302
        assert say("asks.desk.due", "en", until=T0 + 25 * HOUR) in text(client, place(id))
        assert f'"state">{say("asks.word.open", "en")}<' in text(client, "/en/asks")
        clock.at = Instant(T0 + 26 * HOUR)
        page = text(client, "/en/asks")
        assert f'"state">{say("asks.word.overdue", "en")}<' in page
        assert 'class="late"' in page
        assert 'class="turn"' in page
        assert do(client, id, do="promise", due="") == 302
        assert say("asks.desk.no_due", "en") in text(client, "/en/asks")

    @pytest.mark.parametrize("due", ["soon", "2020-01-06", "2020-01-06T13:00Z"])
    def test_no_time_is_promised_that_is_none_or_has_passed(
        self, desk_client: SignIn, room: Room, due: str
    ) -> None:
        id, client = room.ask(1), desk_client(WHO)
        response = client.post(place(id, "/step"), {"do": "promise", "due": due})
        assert response.status_code == 400
        assert say("asks.fault.no_due", "en") in unescape(response.content.decode())
        kept = inbox().asks.ask(id)
        assert kept is not None
        assert kept.ask.due is None

    def test_a_kind_word_closes_nothing(self, desk_client: SignIn, room: Room) -> None:
        """It stands beside every question, once, and the clock goes on."""
        first, second, client = room.ask(1), room.ask(2), desk_client(WHO)
        assert do(client, first, do="note", by="The general", words="Don't worry about it.") == 302
        page = text(client, place(second))
        assert page.count("Don't worry about it.") == 1
        assert say("asks.informal.help", "en") in page
        assert [room.state(id) for id in (first, second)] == [AskState.OPEN] * 2

    @pytest.mark.parametrize("fields", [{"by": "", "words": "x"}, {"by": "x", "words": ""}, {"words": "x"}])
    def test_a_word_of_nobody_or_without_words_is_not_noted(
        self, desk_client: SignIn, room: Room, fields: dict[str, str]
    ) -> None:
        id = room.ask(1)
        assert do(desk_client(WHO), id, do="note", **fields) == 400
        kept = inbox().asks.ask(id)
        assert kept is not None
        assert kept.ask.reassurances == ()

    def test_it_can_be_put_higher_and_those_above_are_written_to(
        self, desk_client: SignIn, room: Room
    ) -> None:
        """Who put it there is named."""
        from chancery.store.post.outbox import Outbox

        id, client = room.ask(1), desk_client(WHO)
        kept = inbox().asks.ask(id)
        assert kept is not None
        above = door.desk().charter().offices[kept.office].superior  # type: ignore[index]
        assert above is not None
        holders = {holder.person for holder in door.desk().charter().offices[above].holders}
        for person in holders:
            account_of(person)
        assert do(client, id, do="raise", office=above) == 302
        assert [(office, by) for office, _, by in inbox().asks.escalated(id)] == [(above, WHO)]
        assert WHO in text(client, place(id))
        sent = [claimed.message for claimed in Outbox(door.now).claim(Way.MAIL, 20)]
        assert {message.to for message in sent} == {f"{person}@us.demo" for person in holders}
        assert {message.subject for message in sent} == {say("asks.officer.raised_subject", "en")}
        assert do(client, id, do="raise", office="nobody") == 400

    def test_a_step_that_is_none_is_refused(self, desk_client: SignIn, room: Room) -> None:
        id, client = room.ask(1), desk_client(WHO)
        assert do(client, id, do="delete") == 400
        assert client.get(place(id, "/step")).status_code == 405


class TestAnswer:
    def begun(self, client: Client, id: StatementId, **fields: str) -> StatementId:
        office = next(iter(seat.office for seat in _seats()))
        form = {
            "do": "answer",
            "office": office,
            "verb": "inform",
            "subject": "press",
            "words": "No.",
            **fields,
        }
        there = client.post(place(id, "/step"), form)
        assert there.status_code == 302
        assert there["Location"].startswith("/en/letters/")
        return StatementId(f"urn:uuid:{there['Location'].rpartition('/')[2]}")

    def test_answering_begins_a_draft_that_names_everybody_who_waits(
        self, desk_client: SignIn, room: Room
    ) -> None:
        """Nothing is answered before it is released; the officer is sent on to the draft."""
        ids, client = [room.ask(1), room.ask(2)], desk_client(WHO)
        other = room.ask(3, about=False)
        draft = door.desk().papers(self.begun(client, ids[0], words="It is being clarified.")).draft
        links = [link.to for link in draft.statement.links if link.relation is Relation.ANSWERS]
        assert links == ids
        assert draft.words is not None
        assert draft.words.authoritative.text == "It is being clarified."
        assert [room.state(id) for id in (*ids, other)] == [AskState.OPEN] * 3
        assert draft.id.removeprefix("urn:uuid:") in text(client, place(ids[1]))

    def test_a_refusal_says_that_it_is_one(self, desk_client: SignIn, room: Room) -> None:
        id, client = room.ask(1), desk_client(WHO)
        draft = door.desk().papers(self.begun(client, id, refuses="yes")).draft
        assert [link.relation for link in draft.statement.links] == [Relation.REFUSES_ANSWER]

    def test_whoever_asked_since_is_taken_in(self, desk_client: SignIn, room: Room) -> None:
        """By a button that says how many they are, and that approvals fall."""
        first, client = room.ask(1), desk_client(WHO)
        draft = self.begun(client, first)
        second = room.ask(2)
        assert say("asks.answer.late", "en", count=1) in text(client, place(first))
        assert do(client, first, do="take_in", draft=draft.removeprefix("urn:uuid:")) == 302
        links = [link.to for link in door.desk().papers(draft).draft.statement.links]
        assert links == [first, second]
        assert say("asks.answer.take_in", "en") not in text(client, place(first))

    @pytest.mark.parametrize(
        "fields",
        [{"words": " "}, {"office": "nobody"}, {"verb": "decide"}, {"subject": ""}, {"words": "x" * 20_001}],
    )
    def test_an_answer_that_lacks_something_begins_nothing(
        self, desk_client: SignIn, room: Room, fields: dict[str, str]
    ) -> None:
        """One sentence, and what was typed is still there."""
        id, client = room.ask(1), desk_client(WHO)
        office = next(iter(seat.office for seat in _seats()))
        form = {
            "do": "answer",
            "office": office,
            "verb": "inform",
            "subject": "press",
            "words": "No.",
            **fields,
        }
        response = client.post(place(id, "/step"), form)
        assert response.status_code == 400
        assert say("asks.fault.no_answer", "en") in unescape(response.content.decode())
        assert list(door.desk().pending()) == []


def _seats() -> tuple[object, ...]:
    from chancery.record.seats import seats_of

    return seats_of(door.desk().charter(), WHO, door.now())
