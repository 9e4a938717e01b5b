"""Bar 1 through HTTP: programs bring acts, workers are killed, and every receipt that was given stands."""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from chancery.seal.receipt import open_inclusion
from tests.institution import Institution
from tests.letters import INFORM, saying
from tests.people import GENERAL, urn
from tests.registering import Caller, Serving, founded, message, serving
from tests.rigs.conftest import Say

SEED = 5
PROGRAMS = 8
KILLS, ACTS = 6, 160
MANY_KILLS, MANY_ACTS = 100, 4_000
"""At full length."""


@dataclass(slots=True)
class Diary:
    """What every program was told, written down by itself."""

    receipts: dict[str, list[bytes]] = field(default_factory=dict)
    promised: set[str] = field(default_factory=set)
    unanswered: int = 0


def test_no_receipt_is_taken_back_when_workers_are_killed(
    tmp_path: Path, at_full_length: bool, say: Say
) -> None:
    """Each act is brought until it is answered: it stands once, where its receipts say, and nothing else."""
    kills, number = (MANY_KILLS, MANY_ACTS) if at_full_length else (KILLS, ACTS)
    us = founded(tmp_path / "house")
    before = us.registry.settle()
    messages = {f"act-{n}": _message(us, n) for n in range(number)}
    with serving(tmp_path / "house") as register:
        diary = _bring_while_killed(register, messages, kills)
    after = us.registry.settle()
    wrong = [key for key, receipts in diary.receipts.items() if not _stands(us, key, receipts)]
    say(
        f"{kills} kills, {number} acts, {diary.unanswered} requests without an answer, "
        f"{len(wrong)} receipts that do not stand, {after - before - number} entries too many"
    )
    assert diary.receipts.keys() == messages.keys()
    assert diary.unanswered > 0, "nobody was hurt"
    assert not wrong
    assert after - before == number


def _message(us: Institution, n: int) -> bytes:
    act = us.act(saying("", INFORM, "forces"), by=GENERAL, id=urn(us.domain, "killed", str(n)))
    return message(act)


def _bring_while_killed(register: Serving, messages: dict[str, bytes], kills: int) -> Diary:
    diary, ended = Diary(), threading.Event()
    waiting = list(messages.items())
    turn = threading.Lock()

    def program() -> None:
        while True:
            with turn:
                if not waiting:
                    return
                key, octets = waiting.pop()
            _bring_until_answered(register.port, key, octets, diary, turn)

    programs = [threading.Thread(target=program) for _ in range(PROGRAMS)]
    killing = threading.Thread(target=_kill, args=(register, kills, ended))
    for each in (*programs, killing):
        each.start()
    for each in programs:
        each.join(300)
    ended.set()
    killing.join()
    return diary


def _bring_until_answered(port: int, key: str, octets: bytes, diary: Diary, turn: threading.Lock) -> None:
    """As a program does that must know: the same again under the same key, until there is a receipt."""
    for _ in range(600):
        try:
            told = Caller(port=port).bring(octets, key=key)
        except (OSError, http.client.HTTPException):
            with turn:
                diary.unanswered += 1
            time.sleep(0.05)
            continue
        if told.status == 201:
            with turn:
                diary.receipts.setdefault(key, []).append(told.octets)
            return
        assert told.status in (303, 503), told
        time.sleep(0.1)


def _kill(register: Serving, kills: int, ended: threading.Event) -> None:
    chance = random.Random(SEED)
    for _ in range(kills):
        if ended.wait(0.2 + chance.random()):
            return
        workers = register.workers()
        if workers:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)


def _stands(us: Institution, key: str, receipts: list[bytes]) -> bool:
    """Whether the entry that the key was given is the one that every receipt of it proves."""
    index = us.archive.index_of(f"program/gateway/{key}")
    opened = [open_inclusion(receipt) for receipt in receipts]
    if index is None or {each.index for each in opened} != {index}:
        return False
    entry = us.archive.entry(index)
    for each in opened:
        each.check(entry, us.pen.receipts.public)
    return True
