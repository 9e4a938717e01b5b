"""Accepted and not yet included: what was promised is durable first, and kept by whichever process comes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.errors import Unavailable
from chancery.registry.act import Act
from chancery.registry.sequencing import Arriving
from chancery.seal.brought import read_brought
from chancery.seal.codec import decode
from chancery.seal.receipt import open_inclusion
from chancery.web.register.answers import Answer, Places
from chancery.web.register.application import Register
from chancery.web.register.line import MOST_OF_ONE, MOST_WAITING, Line, Waiting
from chancery.web.register.work import Work
from chancery.wiring.house import House
from chancery.wiring.registering import OpenedRegister, open_register
from tests.institution import Institution
from tests.letters import DECIDE, INFORM, saying
from tests.people import GENERAL
from tests.registering import founded, message

ALIASES = (f"record:promises-{n}" for n in itertools.count())


@pytest.fixture
def us(tmp_path: Path) -> Institution:
    return founded(tmp_path / "house", alias=next(ALIASES))


@pytest.fixture
def opened(us: Institution, tmp_path: Path) -> OpenedRegister:
    return open_register(House.read(tmp_path / "house"), alias=next(ALIASES))


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def waiting(us: Institution, loop: asyncio.AbstractEventLoop, key: str, verb: object = INFORM) -> Waiting:
    octets = message(us.act(saying(f"{key}.", verb, "forces"), by=GENERAL))  # type: ignore[arg-type]
    return Waiting(
        brought=read_brought(octets, us.domain),
        message=octets,
        key=key,
        program="gateway",
        answer=loop.create_future(),
    )


def location(answer: Answer) -> str:
    return dict(answer.headers)["location"].removeprefix("/entries/")


def test_a_promise_is_kept_by_another_process(
    us: Institution, opened: OpenedRegister, tmp_path: Path, loop: asyncio.AbstractEventLoop
) -> None:
    """Whoever made it died; the next process that looks takes the act onto the log, and says where."""
    (told,) = Work(opened, Places()).promise([waiting(us, loop, "k")])
    assert told.status == 303
    other = Work(open_register(House.read(tmp_path / "house"), alias=next(ALIASES)), Places())
    assert other.entry(location(told)).status == 302
    other.keep_promises()
    found = other.entry(location(told))
    assert found.status == 200
    assert location(found) == str(open_inclusion(found.octets).index)
    assert other.entry(location(found)).octets == found.octets


def test_a_promise_that_cannot_be_kept_says_why(
    us: Institution, opened: OpenedRegister, loop: asyncio.AbstractEventLoop
) -> None:
    """The charter says no to the one and yes to its neighbour; what the refused act said is forgotten."""
    work = Work(opened, Places())
    no, yes = work.promise([waiting(us, loop, "no", DECIDE), waiting(us, loop, "yes")])
    work.keep_promises()
    refused = work.entry(location(no))
    assert refused.status == 400
    assert "clause_unauthorised" in str(decode(refused.octets))
    assert work.entry(location(yes)).status == 200
    assert opened.arriving.oldest(9) == ()


def test_a_promise_that_cannot_be_read_holds_up_none_behind_it(
    us: Institution, opened: OpenedRegister, loop: asyncio.AbstractEventLoop
) -> None:
    """A disk, or an older version, left what is no message: that one is refused, the next one kept."""
    work = Work(opened, Places())
    opened.arriving.keep([Arriving(key="spoiled", octets=b"no message")], us.registry.now())
    (yes,) = work.promise([waiting(us, loop, "yes")])
    work.keep_promises()
    assert work.entry(location(yes)).status == 200
    assert opened.arriving.oldest(9) == ()


def test_an_act_that_had_its_turn_meanwhile_is_done_once(
    us: Institution, opened: OpenedRegister, loop: asyncio.AbstractEventLoop
) -> None:
    """It was promised while its step was under way: the promise finds it on the log and adds nothing."""
    work, one = Work(opened, Places()), waiting(us, loop, "k")
    (promised,) = work.promise([one])
    (registered,) = work.step([one])
    size = us.registry.settle()
    work.keep_promises()
    assert us.registry.settle() == size
    assert location(work.entry(location(promised))) == location(registered)


def test_a_promise_made_twice_is_one(
    us: Institution, opened: OpenedRegister, loop: asyncio.AbstractEventLoop
) -> None:
    """The program lost the answer and brings the same again under its key."""
    work, one = Work(opened, Places()), waiting(us, loop, "k")
    assert location(work.promise([one])[0]) == location(work.promise([one])[0])
    assert len(opened.arriving.oldest(9)) == 1


def test_storage_that_fails_leaves_nobody_in_doubt(
    us: Institution, opened: OpenedRegister, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows what became of it: the answer says to bring it again, and then it stands once."""
    work, one = Work(opened, Places()), waiting(us, loop, "k")

    def broken(*_: object, **__: object) -> None:
        raise Unavailable("The disk failed.")

    with monkeypatch.context() as patched:
        patched.setattr(type(us.archive), "publish", broken)
        (told,) = work.step([one])
    assert told.status == 503
    assert "again" in str(decode(told.octets))
    assert work.step([one])[0].status == 201
    assert us.registry.settle() == 3


def test_a_fault_of_ours_is_answered_too(
    us: Institution, opened: OpenedRegister, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever went wrong in a step, everybody in it is told; the line goes on."""
    monkeypatch.setattr(type(opened.sequencer), "register", lambda *_: 1 / 0)
    assert [told.status for told in Work(opened, Places()).step([waiting(us, loop, "k")])] == [503]


def test_a_fault_over_one_act_is_that_act_s_alone(
    us: Institution, opened: OpenedRegister, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be looked at keeps none of those beside it waiting."""
    look_at, bad = opened.sequencer.look_at, waiting(us, loop, "bad")

    def falls_over(act: Act) -> object:
        return 1 / 0 if act.key == "bad" else look_at(act)

    monkeypatch.setattr(opened.sequencer, "look_at", falls_over)
    some = [waiting(us, loop, "one"), bad, waiting(us, loop, "two")]
    assert [told.status for told in Work(opened, Places()).step(some)] == [201, 503, 201]


def test_storage_that_fails_is_told_to_whoever_asks(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> None:
    """Of keys as of entries: an answer that a program can read, and nothing about bringing anything again."""

    def broken() -> Answer:
        raise Unavailable("The disk failed.")

    register = Register(lambda: House.read(tmp_path))
    register._loop = loop
    told = loop.run_until_complete(register._asked(broken))
    assert (told.status, decode(told.octets)) == (503, {-1: "Unavailable", -2: "The disk failed."})


def test_a_line_that_is_full_refuses_early(us: Institution, loop: asyncio.AbstractEventLoop) -> None:
    """One program may fill three quarters of it, all of them the whole; nobody is let in and forgotten."""
    line = Line(lambda some: [], lambda: None, loop)
    one = waiting(us, loop, "k")

    def stand(number: int, program: str) -> None:
        for _ in range(number):
            line.stand(
                Waiting(
                    brought=one.brought, message=b"", key="k", program=program, answer=loop.create_future()
                )
            )

    stand(MOST_OF_ONE, "gateway")
    assert (line.is_full_of("gateway"), line.is_full_of("other"), line.is_full(0)) == (True, False, False)
    stand(MOST_WAITING - MOST_OF_ONE, "other")
    assert line.is_full(0)
