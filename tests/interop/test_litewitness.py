"""A witness that others wrote cosigns our checkpoints, and refuses our fork and what it has seen already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.log.checkpoint import open_checkpoint, sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.note import parse_lines, with_lines
from chancery.log.path import consistency_path
from chancery.log.policy import Policy, open_witnessed
from chancery.log.vkey import VerifierKey
from chancery.log.witness import CONFLICT_MEDIA_TYPE, AddCheckpoint, Outcome
from chancery.net.witnesses import Submission, Witness, ask
from tests.cli.house_by_hand import HouseByHand, house_by_hand
from tests.interop.programs import Asked, Litewitness
from tests.log.keys import LOG, LOG_PQ, NOON, ORIGIN
from tests.log.reference import Reference, entries

TREE = Reference(entries(600))
FORK = Reference([b"forged", *entries(600)[1:]])
FAR = 1 << 40
"""Unix seconds after every time that a witness of today states."""


def submission(size: int, tree: Reference = TREE) -> Submission:
    head = TreeHead(origin=ORIGIN, size=size, root=tree.mth(0, size))
    return Submission(note=sign_checkpoint(head, [LOG, LOG_PQ], at=NOON), head=head, perfect=tree.perfect)


def request(old: int, new: int, tree: Reference = TREE) -> bytes:
    path = consistency_path(old, new, tree.perfect) if 0 < old <= new else []
    return AddCheckpoint(old_size=old, path=tuple(path), checkpoint=submission(new, tree).note).to_bytes()


@pytest.fixture
def theirs(litewitness: Litewitness) -> Iterator[Asked]:
    """Theirs, told of the log of these tests."""
    with litewitness.answering(LOG.verifier) as asked:
        yield asked


def test_it_cosigns_what_continues_and_we_accept_its_line(theirs: Asked) -> None:
    """From nothing, by one, to a full tile, over it, by many, and once more for the same tree."""
    old = 0
    for new in (1, 2, 255, 256, 257, 600, 600):
        answer = theirs.post(request(old, new))
        assert answer.status == 200
        note = with_lines(submission(new).note, parse_lines(answer.octets))
        opened = open_checkpoint(note, ORIGIN, [LOG.verifier, LOG_PQ.verifier], theirs.keys)
        assert [signed.key for signed in opened.cosignatures] == list(theirs.keys)
        old = new


def test_a_policy_that_asks_for_it_is_met(theirs: Asked) -> None:
    """A reader's policy file with its verifier key takes the moment from its line."""
    answer = theirs.post(request(0, 9))
    note = with_lines(submission(9).note, parse_lines(answer.octets))
    (key,) = theirs.keys
    file = (
        f"log {LOG.verifier.text}\nwitness lite {key.text}\ngroup all-of-them all lite\nquorum all-of-them\n"
    )
    witnessed = open_witnessed(note, Policy.parse(file.encode()), now=FAR)
    assert witnessed.as_of is not None
    assert witnessed.as_of > NOON


def test_it_refuses_our_fork_and_what_is_stale(theirs: Asked) -> None:
    """422 for another history of the same log, 409 with its size for an old size that is not its own."""
    assert theirs.post(request(0, 300)).status == 200
    assert theirs.post(request(300, 600, FORK)).status == 422
    assert theirs.post(request(300, 300, FORK)).status == 422
    for old in (0, 299, 301):
        stale = theirs.post(request(old, 600))
        assert (stale.status, stale.octets) == (409, b"300\n")
        assert stale.kind.partition(";")[0] == CONFLICT_MEDIA_TYPE
    assert theirs.post(request(300, 600)).status == 200


def test_it_refuses_strangers_and_what_the_log_did_not_sign(theirs: Asked) -> None:
    """404 for a log it was not told of, 403 for a text changed after signing, 400 beyond the new size."""
    foreign = request(0, 9).replace(ORIGIN.encode(), b"other.example/register")
    assert theirs.post(foreign).status == 404
    assert theirs.post(request(0, 9).replace(b"\n9\n", b"\n8\n")).status == 403
    assert theirs.post(request(12, 9)).status == 400


def test_our_client_collects_its_line_and_finds_its_size(theirs: Asked) -> None:
    """Asked from nothing although it has seen seven, it names seven, and is asked once more from there."""
    witness = Witness(name="lite", url=theirs.url, keys=theirs.keys)
    assert ask(witness, submission(7), last=0, now=FAR).lines
    cosigned = ask(witness, submission(600), last=0, now=FAR)
    assert [line.name for line in cosigned.lines] == [key.name for key in theirs.keys]


def test_a_house_has_its_register_cosigned_by_it(tmp_path: Path, litewitness: Litewitness) -> None:
    """`chancery cosign` shows its line under the checkpoint, before and after a letter."""
    house = house_by_hand(tmp_path / "own", "own.example")
    log = VerifierKey.parse((house.folder / "register" / "vkey").read_text().strip())
    with litewitness.answering(log) as theirs:
        (key,) = theirs.keys
        with (house.folder / "chancery.toml").open("a") as settings:
            settings.write(f'\n[witness.lite]\nurl = "{theirs.url}"\nvkey = ["{key.text}"]\n')
        for _ in range(2):
            assert "cosigned by 1 of 1" in house.run("cosign").stdout
            assert _cosigners(house, log, key) == [key]
            house.released()


def test_theirs_and_ours_answer_every_request_alike(theirs: Asked, ours: Asked) -> None:
    """The same requests in the same order: the same status each time, and the same size in a 409."""
    requests = [request(0, 0), request(0, 5), request(0, 5), request(5, 5), request(5, 5, FORK)]
    requests += [request(old, new) for old in (0, 4, 5, 6, 9) for new in (5, 6, 9)]
    requests += [request(old, 9, FORK) for old in (5, 9)]
    requests += [request(9, 300), request(300, 299), request(300, 600), request(600, 600)]
    for body in requests:
        one, other = theirs.post(body), ours.post(body)
        assert one.status == other.status, body
        if one.status == Outcome.CONFLICT:
            assert one.octets == other.octets


def _cosigners(house: HouseByHand, log: VerifierKey, witness: VerifierKey) -> list[VerifierKey]:
    note = (house.folder / "register" / "checkpoint").read_bytes()
    return [signed.key for signed in open_checkpoint(note, log.name, [log], [witness]).cosignatures]
