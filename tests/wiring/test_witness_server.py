"""A witness over real sockets: every answer of C2SP tlog-witness, and no race or kill takes one back."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random

import pytest

from chancery.log.checkpoint import open_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.note import parse_lines
from chancery.log.path import subtree_path
from chancery.log.subtree import SignSubtree
from chancery.log.witness import CONFLICT_MEDIA_TYPE
from tests.interop.programs import Answer, Asked, our_witness
from tests.log.keys import LOG, LOG_PQ, ORIGIN
from tests.wiring.test_witness import FORK, KEYS, TREE, asked

MONITORED = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
FAR_PATH = b"A" * 43 + b"=\n"


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Asked]:
    """Two processes that share one memory."""
    with our_witness(tmp_path / "w1", LOG.verifier, LOG_PQ.verifier, workers=2) as served:
        yield served


def subtree(start: int, end: int, note: bytes, size: int, tree: object = TREE) -> bytes:
    assert isinstance(tree, type(TREE))
    path = subtree_path(start, end, size, TREE.perfect)
    return SignSubtree(
        start=start, end=end, root=tree.mth(start, end), path=tuple(path), checkpoint=note
    ).to_bytes()


def test_each_answer_has_its_status_its_kind_and_its_body(witness: Asked) -> None:
    """200 with lines by both keys, 409 with the size, and every refusal; none changes anything."""
    assert witness.get(MONITORED).status == 404
    signed = witness.post(asked(0, 7))
    assert signed.status == 200
    assert signed.octets.endswith(b"\n")
    assert [(line.name, line.key_id) for line in parse_lines(signed.octets)] == [
        (key.name, key.key_id) for key in witness.keys
    ]
    assert {key.kind for key in witness.keys} == {
        SignatureType.COSIGNATURE_ED25519,
        SignatureType.COSIGNATURE_ML_DSA_44,
    }
    old_beyond_new, too_many = asked(12, 9), asked(7, 9).replace(b"old 7\n", b"old 7\n" + FAR_PATH * 64)
    for body in (b"", b"old 7\n", b"old 07\n\n", b"old 7\n\n\xff", old_beyond_new, too_many):
        assert witness.post(body).status == 400
    assert witness.post(asked(7, 9).replace(b"\n9\n", b"\n8\n")).status == 403
    assert witness.post(asked(7, 9).replace(ORIGIN.encode(), b"other.example/register")).status == 404
    for stale in (0, 6, 8):
        refused = witness.post(asked(stale, 9))
        assert (refused.status, refused.kind, refused.octets) == (409, CONFLICT_MEDIA_TYPE, b"7\n")
    for body in (
        asked(7, 9, FORK),
        asked(7, 7, FORK),
        asked(7, 9).replace(b"old 7\n", b"old 7\n" + FAR_PATH),
    ):
        assert witness.post(body).status == 422
    assert witness.get("/add-checkpoint").status == 405
    assert witness.post(b"x" * (1 << 18) + b"x").status == 413
    assert _shown(witness) == 7


def test_what_monitors_read_is_what_was_signed_last(witness: Asked) -> None:
    """At once, not within the hour that is allowed; the log's lines and ours stand under it."""
    for size, old in [(7, 0), (20, 7)]:
        signed = witness.post(asked(old, size))
        note = witness.get(MONITORED)
        assert (note.status, note.kind) == (200, "text/plain; charset=utf-8")
        opened = open_checkpoint(note.octets, ORIGIN, KEYS, witness.keys)
        assert opened.head.size == size
        assert (len(opened.by_log), len(opened.cosignatures)) == (2, 2)
        assert note.octets.endswith(signed.octets)
    assert witness.get(MONITORED.upper().replace("CHECKPOINT", "checkpoint")).status == 404


def test_many_requests_go_over_one_connection(witness: Asked) -> None:
    """Keep-alive, refusals among them."""
    connection = HTTPConnection("127.0.0.1", witness.port, timeout=30)
    connection.connect()
    own = connection.sock.getsockname()
    for old, new, status in [(0, 1, 200), (0, 2, 409), (1, 2, 200), (2, 2, 200), (2, 1, 400)]:
        connection.request("POST", "/add-checkpoint", asked(old, new))
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
        assert connection.sock.getsockname() == own
    connection.close()


def test_a_part_of_what_was_cosigned_is_signed_without_a_time(witness: Asked) -> None:
    """sign-subtree: an ML-DSA-44 line at time zero for a subtree of what it cosigned, else a status."""
    witness.post(asked(0, 14))
    note = witness.get(MONITORED).octets
    signed = witness.post(subtree(8, 13, note, 14), "/sign-subtree")
    assert signed.status == 200
    (line,) = parse_lines(signed.octets)
    (key,) = [key for key in witness.keys if key.kind is SignatureType.COSIGNATURE_ML_DSA_44]
    part = SignSubtree.parse(subtree(8, 13, note, 14)).subtree
    key.check_subtree(part, line.signature)
    assert line.signature[:8] == bytes(8)
    unsigned = asked(0, 14).partition(b"\n\n")[2]
    foreign = note.replace(ORIGIN.encode(), b"other.example/register")
    refused = {
        400: [b"", subtree(8, 13, note, 14).replace(b"8 13", b"7 13"), b"subtree 8 08\n\n" + note],
        403: [subtree(8, 13, unsigned, 14)],
        404: [subtree(8, 13, foreign, 14)],
        422: [subtree(0, 8, note, 14, FORK)],
    }
    for status, bodies in refused.items():
        assert [witness.post(body, "/sign-subtree").status for body in bodies] == [status] * len(bodies)
    beyond = SignSubtree(start=16, end=17, root=TREE.mth(16, 17), path=(), checkpoint=note)
    assert witness.post(beyond.to_bytes(), "/sign-subtree").status == 400


def test_of_all_who_ask_at_once_each_size_is_left_but_once(witness: Asked) -> None:
    """Sixteen submitters, two processes: what was signed is one chain, each link of it once."""
    signed: list[tuple[int, int]] = []

    def submit(seed: int) -> None:
        chance, old = Random(seed), 0
        while old < 50:
            new = chance.randint(old + 1, 50)
            answer = witness.post(asked(old, new))
            assert answer.status in (200, 409)
            if answer.status == 200:
                signed.append((old, new))
            old = new if answer.status == 200 else int(answer.octets)

    with ThreadPoolExecutor(max_workers=16) as pool:
        list(pool.map(submit, range(16)))
    chain = sorted(signed)
    assert [old for old, _ in chain] == [0, *(new for _, new in chain[:-1])]
    assert chain[-1][1] == 50
    assert _shown(witness) == 50


def test_killed_at_any_moment_it_forgets_nothing_that_it_answered(tmp_path: Path) -> None:
    """kill -9 of the whole server, ten times amid requests: the size never goes below an answer."""
    answered = [0]
    for round_ in range(10):
        with our_witness(tmp_path / "w1", LOG.verifier, LOG_PQ.verifier) as witness:
            begun = _shown(witness)
            assert begun >= max(answered)
            with ThreadPoolExecutor(max_workers=4) as pool:
                asking = [pool.submit(_climb, witness, answered) for _ in range(4)]
                time.sleep(0.02 + 0.02 * round_)
                for process in _processes(tmp_path / "w1"):
                    os.kill(process, signal.SIGKILL)
                for each in asking:
                    each.result()
    with our_witness(tmp_path / "w1", LOG.verifier, LOG_PQ.verifier) as witness:
        assert _shown(witness) >= max(answered)
        assert witness.post(asked(_shown(witness), 50, FORK)).status == 422


def _climb(witness: Asked, answered: list[int]) -> None:
    """Ask for one entry more each time, until the server is gone."""
    old = 0
    while old < 50:
        try:
            answer: Answer = witness.post(asked(old, old + 1))
        except (OSError, HTTPException):
            return
        if answer.status == 200:
            answered.append(old + 1)
        old = old + 1 if answer.status == 200 else int(answer.octets)


def _processes(folder: Path) -> list[int]:
    """Those that serve the witness in *folder*, the one that watches them first."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            environment = (place / "environ").read_bytes() if place.name.isdigit() else b""
        except OSError:
            continue
        if f"CHANCERY_WITNESS={folder}".encode() in environment.split(b"\0"):
            found.append(int(place.name))
    return sorted(found)


def _shown(witness: Asked) -> int:
    """Entries in the checkpoint that monitors read; 0 where there is none."""
    shown = witness.get(MONITORED)
    return 0 if shown.status == 404 else int(re.split(rb"\n", shown.octets)[1])
