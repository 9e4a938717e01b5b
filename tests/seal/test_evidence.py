"""Evidence: one file that answers alone, and that nobody can change, shorten or mix unnoticed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.offline import weigh_evidence
from chancery.errors import BadProof, ChanceryError, Malformed, Untrusted
from chancery.record.statement import ClauseId, Premise
from chancery.registry.gathering import gather
from chancery.seal.codec import decode, encode
from chancery.seal.evidence import (
    CheckedEvidence,
    Extract,
    looks_like_evidence,
    read_evidence,
    write_evidence,
)
from tests.institution import Clock, assembly, department, published
from tests.letters import ACKNOWLEDGE, LETTER, OPERATIONS, VOTE, clause, letter, saying
from tests.people import DEPUTY, GENERAL, SPEAKER
from tests.seal.forgeries import CHANGES, Change, evidence, file, house, the_letter, with_extract


@pytest.fixture
def extract() -> Extract:
    (extract,) = evidence().extracts
    return extract


def checked(octets: bytes) -> CheckedEvidence:
    return read_evidence(octets).check()


# ── the file as it is ──


def test_the_file_holds_the_letter_and_whatever_bears_on_it() -> None:
    """Charter, letter and disowning, each at its place in the log; the order beside it is not there."""
    found = checked(file())
    assert [found.positions[entry.id] for entry in found.entries] == [1, 2, 3]
    assert found.words[the_letter()] == LETTER.words


def test_a_file_is_written_as_it_was_read() -> None:
    """One spelling, there and back."""
    assert write_evidence(evidence()) == file()


def test_the_file_says_up_to_when_it_knows_and_from_which_charter() -> None:
    """Its checkpoint, the time on it, and the fingerprint of the first charter."""
    shown = checked(file()).shown[house().domain]
    assert shown.checkpoint.head.size == 5
    assert shown.seen == house().clock()
    assert shown.first_charter is not None


def test_a_file_is_known_for_what_it_is_from_its_first_bytes() -> None:
    """Before anything in it is read."""
    assert looks_like_evidence(file())
    assert not looks_like_evidence(b"%PDF-1.7")
    assert not looks_like_evidence(b"")


# ── shortened, changed ──


def test_a_file_cut_short_anywhere_is_refused() -> None:
    """At every single byte, with one of our own errors and no other."""
    for length in range(len(file())):
        with pytest.raises((Malformed, Untrusted)):
            checked(file()[:length])


@pytest.mark.parametrize("more", [b"\0", b"\n", b"more"])
def test_nothing_follows_the_end(more: bytes) -> None:
    """Bytes after the end would be seen by one reader and not by another."""
    with pytest.raises(Malformed):
        checked(file() + more)


def test_every_bit_matters() -> None:
    """Of 2,500 bits all over the file none can be turned: nothing in it is there unread."""
    chance = Random(6_1_2020)
    bits = chance.sample(range(len(file()) * 8), 2_500)
    assert [bit for bit in bits if not refused(flipped(bit))] == []


def flipped(bit: int) -> bytes:
    octets = bytearray(file())
    octets[bit // 8] ^= 1 << bit % 8
    return bytes(octets)


def refused(octets: bytes) -> bool:
    try:
        checked(octets)
    except (Malformed, Untrusted):
        return True
    return False


@given(st.binary(max_size=200))
def test_bytes_that_are_no_evidence_are_refused(octets: bytes) -> None:
    """With the beginning of a file, or without it."""
    for bytes_ in (octets, file()[:40] + octets):
        with pytest.raises(ChanceryError):
            checked(bytes_)


# ── put together from real parts ──


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_file_put_together_otherwise_is_refused(change: Change, extract: Extract) -> None:
    """Every part is real and signed; together they say what nobody signed."""
    with pytest.raises((Malformed, Untrusted)):
        checked(write_evidence(change(evidence(), extract)))


def test_words_may_be_left_out() -> None:
    """They may have been restricted; the record then still says that there were words."""
    found = checked(write_evidence(replace(evidence(), words=())))
    assert found.words == {}


def test_a_notice_that_was_left_out_is_not_noticed_and_every_answer_says_so(extract: Extract) -> None:
    """No file can prove that it is complete; standing and force name what nobody could check."""
    shorter = with_extract(evidence(), entries=extract.entries[:-1])
    found = checked(write_evidence(shorter))
    answers = weigh_evidence(found, at=house().clock(), pins={})
    assert answers.standing.state == "current"
    for answer in (answers.standing, answers.force):
        assert "left_out_of_the_file" in {gap.what for gap in answer.not_checked}


@pytest.mark.parametrize("name", ["", "statement", "extracts", "words"])
def test_a_file_that_lacks_a_part_is_refused(name: str) -> None:
    """And so is one that says more than is known."""
    record = decode(file())
    assert isinstance(record, dict)
    with pytest.raises(Malformed):
        checked(encode({key: value for key, value in record.items() if key != name}))
    with pytest.raises(Malformed, match="unknown"):
        checked(encode({**record, "new": 1}))


def test_a_file_of_another_version_is_refused() -> None:
    """It is not guessed at."""
    record = decode(file())
    assert isinstance(record, dict)
    with pytest.raises(Malformed):
        checked(encode({**record, "": "chancery-evidence/10"}))


# ── two institutions ──


def test_one_file_carries_the_registers_of_two_institutions() -> None:
    """A letter that leans on another's vote brings that record along, with its own checkpoint."""
    clock = Clock()
    us, iq = department(clock), assembly(clock)
    vote = iq.release(VOTE, by=[SPEAKER, DEPUTY])
    us.follow(iq)
    premise = Premise(statement=vote, clause=ClauseId("c1"))
    sent = us.release_anyway(
        saying("We respect it.", ACKNOWLEDGE, "relations", premises=(premise,)), by=GENERAL
    )
    registers = {us.domain: published(us), iq.domain: published(iq)}
    found = checked(write_evidence(gather(sent, index=us.index, words=us.words, registers=registers)))
    assert set(found.shown) == {us.domain, iq.domain}
    assert vote in found.positions
    answers = weigh_evidence(found, at=clock(), pins={})
    assert {"institution": iq.domain} in [gap.facts for gap in answers.force.not_checked]


# ── alone ──

ALONE = textwrap.dedent(
    """
    import builtins, socket, sys

    def forbidden(name, *rest, **more):
        if name.partition(".")[0] in {"django", "sqlite3", "psycopg", "requests", "urllib3"}:
            raise ImportError(name)
        return really(name, *rest, **more)

    really, builtins.__import__ = builtins.__import__, forbidden

    def no_network(*_):
        raise AssertionError("somebody wanted the network")

    socket.socket.connect = no_network

    from pathlib import Path
    from chancery.check.offline import weigh_evidence
    from chancery.seal.evidence import read_evidence

    found = read_evidence(Path(sys.argv[1]).read_bytes()).check()
    for answer in weigh_evidence(found, at=int(sys.argv[2]), pins={}):
        print(answer.state)
    """
)


def isolated() -> list[str]:
    """The command that starts a process without a network, where this machine allows that."""
    if shutil.which("unshare") is None:
        return []
    command = ["unshare", "--map-root-user", "--net", "--"]
    able = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if able.returncode == 0 else []


def test_the_file_answers_with_no_network_and_no_database(tmp_path: Path) -> None:
    """In a process of its own, with no way out and nothing to import a database with."""
    place = tmp_path / "letter.evidence"
    place.write_bytes(file())
    command = [*isolated(), sys.executable, "-c", ALONE, str(place), str(house().clock())]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines() == [
        "could not check",
        "exact",
        "in part",
        "disowned",
        "not in force",
    ]


# ── nothing is half believed ──


def test_what_was_read_is_not_believed_before_it_was_checked() -> None:
    """A forged file can be read; only `check` says anything about it."""
    forged = write_evidence(replace(evidence(), words=(b"not words",)))
    unbelieved = read_evidence(forged)
    with pytest.raises(BadProof):
        unbelieved.check()


def test_a_letter_of_two_hundred_clauses_fits() -> None:
    """A long letter is as good evidence as a short one."""
    us = department(Clock())
    sentences = [(f"Sentence {n}.", clause(f"c{n}", ACKNOWLEDGE, "relations")) for n in range(200)]
    said = letter(*sentences)
    sent = us.release(said, by=GENERAL)
    assert len(checked(us.registry.evidence(sent)).words[sent].authoritative.clauses) == 200


def test_the_smallest_log_gives_evidence() -> None:
    """The first letter after the first charter can be shown at once."""
    us = department(Clock())
    sent = us.release(OPERATIONS, by=GENERAL)
    assert [entry.id for entry in checked(us.registry.evidence(sent)).entries][-1] == sent
