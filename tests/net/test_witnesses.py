"""A witness is believed nothing but its own signature, and keeps nobody waiting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from chancery.errors import BadSignature, ChanceryError, Malformed, SplitView, Unavailable
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.note import signature_line
from chancery.log.vkey import Signer
from chancery.log.witness import AddCheckpoint
from chancery.net import witnesses
from chancery.net.witnesses import Submission, Witness, ask
from tests.log.keys import LOG, NOON, ORIGIN, WITNESS, WITNESS_PQ, signer
from tests.log.reference import Reference, entries

TREE = Reference(entries(20))
HEAD = TreeHead(origin=ORIGIN, size=20, root=TREE.mth(0, 20))
SUBMISSION = Submission(note=sign_checkpoint(HEAD, [LOG], at=NOON), head=HEAD, perfect=TREE.perfect)
STRANGER = signer("stranger.example", WITNESS.kind)
Answer = tuple[int, bytes]


@contextmanager
def answering(answer: Callable[[AddCheckpoint], Answer], drips: float = 0) -> Iterator[Witness]:
    """A server that answers so, an octet at a time if it *drips*, as a witness of two keys."""

    class Room(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, octets = answer(AddCheckpoint.parse(body))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            try:
                for piece in (octets[i : i + 1] for i in range(len(octets))) if drips else [octets]:
                    self.wfile.write(piece)
                    time.sleep(drips)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Room)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        keys = (WITNESS.verifier, WITNESS_PQ.verifier)
        yield Witness(name="w", url=f"http://127.0.0.1:{server.server_port}", keys=keys)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def lines(*signers: Signer, at: int = NOON, head: TreeHead = HEAD) -> bytes:
    return "".join(signature_line(head.text, each, at=at).text for each in signers).encode()


def test_its_own_lines_are_taken_and_strangers_dropped() -> None:
    """Whatever else comes with them."""
    with answering(lambda _: (200, lines(STRANGER, WITNESS, WITNESS_PQ))) as witness:
        cosigned = ask(witness, SUBMISSION, last=0, now=NOON)
    assert [line.name for line in cosigned.lines] == [WITNESS.name, WITNESS.name]
    assert cosigned.at == NOON


def test_it_is_asked_again_from_the_size_it_names() -> None:
    """Once: a witness that names a new size each time is not asked for ever."""
    asked: list[int] = []

    def once(request: AddCheckpoint) -> Answer:
        asked.append(request.old_size)
        return (200, lines(WITNESS)) if request.old_size == 7 else (409, b"7\n")

    with answering(once) as witness:
        ask(witness, SUBMISSION, last=3, now=NOON)
    assert asked == [3, 7]
    asked.clear()

    def restless(request: AddCheckpoint) -> Answer:
        asked.append(request.old_size)
        return 409, f"{request.old_size + 1}\n".encode()

    with answering(restless) as witness, pytest.raises(Unavailable):
        ask(witness, SUBMISSION, last=3, now=NOON)
    assert asked == [3, 4]


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ((200, lines(STRANGER)), BadSignature),
        ((200, lines(WITNESS, head=TreeHead(origin=ORIGIN, size=19, root=HEAD.root))), BadSignature),
        ((200, lines(WITNESS, at=NOON + 3_600)), BadSignature),
        ((200, lines(WITNESS, at=0)), BadSignature),
        ((200, b""), Malformed),
        ((200, b"signed\n"), Malformed),
        ((200, b"x" * 300_000), Malformed),
        ((409, b"many\n"), Malformed),
        ((409, b"-1\n"), Malformed),
        ((409, b"21\n"), SplitView),
        ((422, b""), SplitView),
        ((302, b""), Unavailable),
        ((403, b""), Unavailable),
        ((404, b""), Unavailable),
        ((500, b""), Unavailable),
    ],
)
def test_every_other_answer_is_refused_by_its_name(answer: Answer, refused: type[ChanceryError]) -> None:
    """Another's signature, another head, a time to come or none, no size, too much, elsewhere."""
    with answering(lambda _: answer) as witness, pytest.raises(refused):
        ask(witness, SUBMISSION, last=0, now=NOON)


def test_one_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """An octet now and then would otherwise keep every round waiting."""
    monkeypatch.setattr(witnesses, "LONGEST", 0.3)
    slow = answering(lambda _: (200, lines(WITNESS)), drips=0.05)
    with slow as witness, pytest.raises(Unavailable, match="not finished"):
        ask(witness, SUBMISSION, last=0, now=NOON)


def test_nobody_there_is_said() -> None:
    gone = Witness(name="w", url="http://127.0.0.1:1", keys=(WITNESS.verifier,))
    with pytest.raises(Unavailable, match="does not answer"):
        ask(gone, SUBMISSION, last=0, now=NOON)
